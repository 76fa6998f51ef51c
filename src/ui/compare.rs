//! Comparing the report on screen with one from a file.

use super::address::Address;
use super::changes::show;
use super::helpers::when;
use super::part::{later, wasm_split};
use super::screen::{Screen, in_words};
use super::taste::Taste;
use crate::browser::{self, InSlices};
use crate::calendar::Zone;
use crate::edition::Edition;
use crate::format::{file_name, server_name, visible};
use crate::text::{self, Explanation};
use futures::future::AbortHandle;
use leptos::html::{H1, H2};
use leptos::prelude::*;
use std::num::NonZeroU32;
use std::sync::Arc;
use usage::{Changes, Comparison, Status, changes_csv};

/// Two reports and what changed between them.
#[derive(Clone)]
pub(super) struct Compared {
    pub(super) before: Edition,
    pub(super) after: Edition,
    comparison: Arc<Comparison>,
}

/// Which of the changes are looked at.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// Those of a status; all without one.
    pub(super) status: RwSignal<Option<Status>>,
    pub(super) page: RwSignal<NonZeroU32>,
}

/// The region `Changes` between the report on screen and `other`, while there is one. `title` is
/// where the focus goes when it is closed.
#[component]
pub(super) fn Comparing(
    screen: Screen,
    other: RwSignal<Option<Edition>>,
    title: NodeRef<H1>,
    message: RwSignal<String>,
) -> impl IntoView {
    when(
        move || other.with(Option::is_some),
        move || later(move || Box::pin(comparing(screen, other, title, message))),
    )
}

#[wasm_split(compare, fallible)]
fn comparing(
    screen: Screen,
    other: RwSignal<Option<Edition>>,
    title: NodeRef<H1>,
    message: RwSignal<String>,
) -> Result<AnyView, Explanation> {
    let look = Look {
        status: RwSignal::new(None),
        page: RwSignal::new(NonZeroU32::MIN),
    };
    let swapped = RwSignal::new(false);
    let compared = compare(screen, other, swapped, look);
    let close = move || {
        other.set(None);
        if let Some(title) = title.get_untracked() {
            let _ = title.focus();
        }
    };
    let region = move || view! { <Region compared look swapped close message/> }.into_any();
    Ok(when(move || compared.with(Option::is_some), region).into_any())
}

/// Compares as often as one of the reports is another: in slices, and only the last two count.
fn compare(
    screen: Screen,
    other: RwSignal<Option<Edition>>,
    swapped: RwSignal<bool>,
    look: Look,
) -> RwSignal<Option<Compared>> {
    let compared = RwSignal::new(None);
    let at_work = StoredValue::new(None::<AbortHandle>);
    let give_up = move || {
        if let Some(handle) = at_work.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    };
    on_cleanup(give_up);
    Effect::new(move |_| {
        give_up();
        let (Some(current), Some(other)) = (screen.edition.get(), other.get()) else {
            compared.set(None);
            return;
        };
        let (before, after) = if current.is_before(&other) == swapped.get() {
            (other, current)
        } else {
            (current, other)
        };
        let handle = browser::run_abortable(async move {
            let (old, new) = (before.usage.clone(), after.usage.clone());
            let comparison = Comparison::new(old, new, &InSlices::begin()).await;
            look.page.set(NonZeroU32::MIN);
            compared.set(Some(Compared {
                before,
                after,
                comparison: Arc::new(comparison),
            }));
        });
        at_work.set_value(Some(handle));
    });
    compared
}

#[component]
fn Region(
    compared: RwSignal<Option<Compared>>,
    look: Look,
    swapped: RwSignal<bool>,
    close: impl Fn() + 'static,
    message: RwSignal<String>,
) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let address = expect_context::<Address>();
    let changes = Memo::new_with_compare(
        move |_| {
            let comparison = compared.with(|it| Some(it.as_ref()?.comparison.clone()))?;
            Some(Changes::new(comparison, look.status.get()))
        },
        |_, _| true,
    );
    let head = NodeRef::<H2>::new();
    Effect::new(move |_| {
        if let Some(head) = head.get() {
            let _ = head.focus();
        }
    });
    let save = move |_| {
        if let (Some(changes), Some(compared)) = (changes.get_untracked(), compared.get_untracked())
        {
            let zone = untrack(|| address.zone());
            browser::run(async move {
                message.try_set(save(&changes, &compared, taste, zone).await);
            });
        }
    };
    // One closure for all that depends on what is compared: each further one is code of its own.
    let shown = move || {
        let changes = changes.get()?;
        let zone = address.zone();
        compared.with(|compared| Some(show(compared.as_ref()?, &changes, look, taste, zone)))
    };
    view! {
        <section class="changes" aria-label=text::CHANGES>
            <div class="changes-head">
                <h2 node_ref=head tabindex="-1">{text::CHANGES}</h2>
                <div class="actions">
                    <button
                        type="button"
                        title=text::SWAP_HINT
                        on:click=move |_| swapped.update(|swapped| *swapped = !*swapped)
                    >
                        {text::SWAP}
                    </button>
                    <button type="button" on:click=save>{text::EXPORT_CHANGES}</button>
                    <button type="button" on:click=move |_| close()>{text::CLOSE_COMPARISON}</button>
                </div>
            </div>
            {shown}
        </section>
    }
}

/// Where and when a report was read.
pub(super) fn in_a_line(edition: &Edition, zone: Zone) -> String {
    match (&edition.stamp.homeserver, edition.stamp.loaded_ts) {
        (Some(homeserver), Some(ts)) => text::read_at(
            &visible(homeserver).unwrap_or_default(),
            &in_words(edition.period(), zone),
            &browser::date_time(ts, zone),
        ),
        _ => text::ORIGIN_UNKNOWN.to_owned(),
    }
}

/// Makes a file of the changes looked at and offers it; says so.
async fn save(changes: &Changes, compared: &Compared, taste: Taste, zone: Zone) -> String {
    let at = |edition: &Edition| {
        let at = edition.stamp.loaded_ts;
        at.map_or(String::new(), |ts| browser::minute(ts, zone))
    };
    let server = compared.after.stamp.homeserver.as_deref();
    let parts = [
        "media-usage-changes",
        server_name(server.unwrap_or_default()),
        &at(&compared.before),
        &at(&compared.after),
    ];
    let name = file_name(&parts, "csv");
    let mut pieces = changes_csv(Box::new(changes.all()));
    let pace = InSlices::begin();
    browser::download(&name, "text/csv;charset=utf-8", &mut pieces, &pace).await;
    text::exported(&taste.count(changes.len()), &name)
}
