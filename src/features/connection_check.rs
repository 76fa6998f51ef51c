//! The connection check: what is in order on the way to the homeserver, what is not, and the lines
//! that mend it.

use crate::messages::proxies::{self, Fix, WebServer};
use crate::messages::{self, Explanation};
use crate::state::connection_check::{CheckTarget, ConnectionCheckState};
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{live_text, when};
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::select::Select;
use crate::widgets::sentence::sentence;
use leptos::html::{Button, H2};
use leptos::prelude::*;
use panel_core::format::{visible, without_isolates};
use std::fmt::Write as _;
use std::sync::Arc;
use synapse_client::{Check, CheckOutcome, CheckProblem};
use web_platform::{CopyError, Storage};

/// Where the web server is remembered for which lines are shown.
const WEB_SERVER: &str = "web server";

/// What the view of a check needs.
#[derive(Clone, Copy)]
struct CheckView {
    url_state: UrlState,
    check: ConnectionCheckState,
    copied: RwSignal<&'static str>,
    web_server: RwSignal<WebServer>,
}

/// The button that begins a check, and the check. `target` says what to examine; `open` is set to
/// begin one without the button.
#[component]
pub(crate) fn ConnectionCheck(
    target: impl Fn() -> CheckTarget + Copy + Send + Sync + 'static,
    open: RwSignal<bool>,
) -> impl IntoView {
    // Pressing a button here removes it, so the keyboard focus moves to its replacement.
    let pressed = StoredValue::new(false);
    let (title, button) = (NodeRef::<H2>::new(), NodeRef::<Button>::new());
    let was_pressed = move || pressed.try_update_value(std::mem::take) == Some(true);
    Effect::new(move |_| {
        if let Some(title) = title.get().filter(|_| was_pressed()) {
            let _ = title.focus();
        }
    });
    Effect::new(move |_| {
        if let Some(button) = button.get().filter(|_| was_pressed()) {
            let _ = button.focus();
        }
    });
    let by_user = StoredValue::new(false);
    let press = move |to: bool| {
        pressed.set_value(true);
        by_user.set_value(to);
        open.set(to);
    };
    move || {
        if open.get() {
            let target = Callback::new(move |()| target());
            let close = Callback::new(move |()| press(false));
            // A check that starts by itself sends no secret.
            let by_user = by_user.try_update_value(std::mem::take) == Some(true);
            lazy(move || Box::pin(check_list(target, by_user, title, close)))
        } else {
            view! {
                <button type="button" class="quiet" node_ref=button on:click=move |_| press(true)>
                    {messages::check_connection()}
                </button>
            }
            .into_any()
        }
    }
}

#[wasm_split(connection_check, fallible)]
fn check_list(
    target: Callback<(), CheckTarget>,
    by_user: bool,
    title: NodeRef<H2>,
    close: Callback<()>,
) -> Result<AnyView, Explanation> {
    let remembered = web_platform::load(Storage::Local, WEB_SERVER);
    let check = ConnectionCheckState::new();
    let state = CheckView {
        url_state: expect_context(),
        check,
        copied: RwSignal::new(""),
        web_server: RwSignal::new(
            remembered
                .and_then(|name| WebServer::parse(&name))
                .unwrap_or_default(),
        ),
    };
    let first = target.run(());
    check.run(CheckTarget {
        token: first.token.filter(|_| by_user),
        ..first
    });
    let status = move || match (check.is_running().get(), state.copied.get()) {
        (true, _) => messages::checking().to_owned(),
        (false, "") => messages::check_summary(check.failed()),
        (false, copied) => copied.to_owned(),
    };
    let list = move || {
        let results = check.results().get();
        let items = results.into_iter().map(|finding| item(state, finding));
        items.collect_view().into_any()
    };
    let has_lines =
        move || check.has_problem(|check, problem| messages::fix(check, problem).is_some());
    // One at a time: a homeserver can't be made to cancel a query.
    let run_again = move || {
        if !check.is_running().get_untracked() {
            state.copied.set("");
            check.run(target.run(()));
        }
    };
    let view = view! {
        <section class="connection-check" aria-labelledby="check-title">
            <h2 id="check-title" node_ref=title tabindex="-1">{messages::connection_check()}</h2>
            <p role="status" class="hint" prop:textContent=live_text(status)></p>
            {when(has_lines, move || web_server(state))}
            <ol>{list}</ol>
            <div class="check-actions">
                <button type="button" on:click=move |_| run_again()>{messages::run_again()}</button>
                <button type="button" on:click=move |_| state.copy(state.report())>
                    {messages::copy_report()}
                </button>
                <button type="button" on:click=move |_| close.run(())>{messages::close()}</button>
            </div>
        </section>
    };
    Ok(view.into_any())
}

fn item(state: CheckView, (check, outcome): (Check, CheckOutcome)) -> AnyView {
    let class = match &outcome {
        CheckOutcome::Passed(_) => "passed",
        CheckOutcome::Failed(_) => "failed",
        CheckOutcome::Running | CheckOutcome::Skipped => "open",
    };
    let word = messages::outcome(&outcome);
    let detail = match outcome {
        CheckOutcome::Passed(detail) if !detail.is_empty() => {
            let detail = visible(&detail).unwrap_or_default();
            Some(view! { <p class="hint"><bdi prop:textContent=detail></bdi></p> }.into_any())
        }
        CheckOutcome::Failed(problem) => Some(remedy(state, check, &problem)),
        _ => None,
    };
    view! {
        <li class=class>
            <p class="check-target">
                <span prop:textContent=messages::check(check)></span>
                <span class="check-result" prop:textContent=word></span>
            </p>
            {detail}
        </li>
    }
    .into_any()
}

fn remedy(state: CheckView, check: Check, problem: &CheckProblem) -> AnyView {
    let Explanation { what, why, remedy } = messages::problem(check, problem, &state.check.name());
    let lines = messages::fix(check, problem).map(|fix| lines(state, fix));
    view! {
        <p>{sentence(&what)}</p>
        <p>{sentence(&why)}</p>
        <p>{sentence(&remedy)}</p>
        {lines}
    }
    .into_any()
}

/// The web server that lines are shown for, where there are any.
fn web_server(state: CheckView) -> AnyView {
    let options = WebServer::ALL.map(|server| (server.name(), server.name().to_owned()));
    let choose = move |name: String| {
        web_platform::store(Storage::Local, WEB_SERVER, &name);
        let server = WebServer::parse(&name);
        state.web_server.set(server.unwrap_or_default());
    };
    view! {
        <Select
            label=messages::web_server()
            id="web-server"
            options=options.to_vec()
            value=Arc::new(move || state.web_server.get().name())
            choose=Box::new(choose)
        />
    }
    .into_any()
}

/// The lines that mend a problem, for the web server that is chosen.
fn lines(state: CheckView, fix: Fix) -> AnyView {
    let lines = move || {
        let name = state.check.name();
        let host = state.check.host();
        proxies::lines(fix, state.web_server.get(), &host, &name)
    };
    view! {
        <pre tabindex="0" translate="no" prop:textContent=live_text(lines)></pre>
        <button type="button" on:click=move |_| state.copy(untrack(lines))>{messages::copy()}</button>
    }
    .into_any()
}

impl CheckView {
    /// All of it as text, for those who are asked for help. Nothing of it is secret.
    fn report(self) -> String {
        let panel = web_platform::own_url().unwrap_or_default();
        let zone = untrack(|| self.url_state.zone());
        let at = web_platform::date_time(web_platform::now(), zone);
        let homeserver = self.check.homeserver().get_untracked();
        let mut out = messages::report_head(&at, &homeserver, &panel) + "\n";
        let name = untrack(move || self.check.name());
        for (check, outcome) in self.check.results().get_untracked() {
            let (title, word) = (messages::check(check), messages::outcome(&outcome));
            let _ = write!(out, "\n{title}: {word}");
            match outcome {
                CheckOutcome::Passed(detail) if !detail.is_empty() => {
                    let _ = write!(out, " ({})", visible(&detail).unwrap_or_default());
                }
                CheckOutcome::Failed(problem) => {
                    let Explanation { what, why, remedy } =
                        messages::problem(check, &problem, &name);
                    let _ = write!(out, "\n  {what}\n  {why}\n  {remedy}");
                }
                _ => {}
            }
        }
        without_isolates(&out)
    }

    fn copy(self, text: String) {
        web_platform::spawn(async move {
            let said = match web_platform::copy(&text).await {
                Ok(()) => messages::copied(),
                Err(CopyError::InsecurePage) => messages::copy_needs_https(),
                Err(CopyError::Denied) => messages::copy_refused(),
            };
            self.copied.try_set(said);
        });
    }
}
