//! The report page: its parts in their order.

use crate::features::comparison::{ChangeFilter, ComparisonNotes, in_one_line};
use crate::features::distribution::Distribution;
use crate::features::exports::export_menu;
use crate::features::header::{Header, leave_button};
use crate::features::history::HistoryView;
use crate::features::history::recent::{follow_report, has_curves};
use crate::features::homeserver_select::{account, homeserver_menu};
use crate::features::host_settings::{ConfigErrors, name_tab};
use crate::features::load_failure::LoadFailure;
use crate::features::no_users::NoUsers;
use crate::features::period::text::shown_period;
use crate::features::refresh::refresh_button;
use crate::features::share::share_menu;
use crate::features::shortcuts::Shortcuts;
use crate::features::status::{Coverage, ProgressBar, Status};
use crate::features::toolbar::Toolbar;
use crate::features::totals::TotalsRegion;
use crate::features::user_panel::UserPanel;
use crate::features::users_table::UserTable;
use crate::features::users_table::pagination::Pages;
use crate::features::views::Views;
use crate::messages::{self, Explanation};
use crate::state::histories::Histories;
use crate::state::report_source::ReportSource;
use crate::state::report_view::ReportView;
use crate::state::reports::LoadPurpose;
use crate::state::sessions::{ActiveSession, Sessions};
use crate::state::settings::Settings;
use crate::state::url_state::UrlState;
use crate::widgets::copy::{Clipboard, CopyField};
use crate::widgets::helpers::when;
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::notices::{Failure, RejectedValues};
use crate::widgets::sentence::sentence;
use leptos::html::H1;
use leptos::prelude::*;
use panel_core::calendar::Zone;
use panel_core::config::TrendLoading;
use panel_core::format::{server_name, visible};
use panel_core::url_query::View;
use synapse_client::{Error, ErrorKind};

/// The page of a signed-in administrator. `arrived` means that another page led here. `sign_out` is
/// called to end the session, `ended` when the server has ended it, `add` to add another
/// homeserver, and `opened` with a report file.
#[component]
pub fn ReportPage(
    current: ActiveSession,
    sessions: Sessions,
    opened: RwSignal<Option<ReportSource>>,
    arrived: bool,
    add: impl Fn() + Copy + Send + 'static,
    sign_out: impl Fn() + Clone + Send + 'static,
    ended: impl Fn(Error) + 'static,
) -> impl IntoView {
    let reports = current.reports;
    let has_trend = expect_context::<Settings>().get(|config| config.trend) != TrendLoading::Off;
    let histories = Some(current.histories).filter(|_| has_trend);
    let report_view = ReportView::new(expect_context::<UrlState>(), reports);
    Effect::new(move |_| {
        let failure = reports.failure();
        if let Some(error) =
            failure.filter(|error| matches!(error.kind, ErrorKind::SignedOut { .. }))
        {
            ended(error);
        }
    });
    name_tab(move || {
        let server = visible(server_name(&reports.homeserver()));
        let parts = [
            view_name(report_view),
            shown_period(report_view.shown_period.get()),
            server.unwrap_or_default(),
        ];
        parts.into()
    });
    let note = view! { <OtherHomeserver current=current.clone() add/> }.into_any();
    let account = homeserver_menu(current, sessions, add, sign_out);
    view! { <Body report_view histories opened arrived note account leave=None/> }
}

/// A report that was opened from a file. `back` names the button that leaves it.
#[component]
pub fn FilePage(
    source: ReportSource,
    opened: RwSignal<Option<ReportSource>>,
    back: String,
) -> impl IntoView {
    lazy(move || Box::pin(file_page(source.clone(), opened, back.clone())))
}

#[wasm_split(files, fallible)]
fn file_page(
    source: ReportSource,
    opened: RwSignal<Option<ReportSource>>,
    back: String,
) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let about = source.clone();
    let origin = source.clone();
    let note = (move || about_file(&origin, url_state.zone())).into_any();
    let file = source.file.as_deref().unwrap_or_default();
    let account = account(messages::opened_file(), file);
    let report_view = ReportView::of_file(url_state, source);
    name_tab(move || {
        let file = about.file.as_deref().and_then(visible);
        vec![
            view_name(report_view),
            file.unwrap_or(messages::opened_file().to_owned()),
        ]
    });
    let leave = Some(leave_button(back, move || opened.set(None)));
    let page = view! { <Body report_view histories=None opened arrived=true note account leave/> };
    Ok(page.into_any())
}

/// What is looked at: what the search finds, a history, a comparison, or everything.
fn view_name(report_view: ReportView) -> String {
    let url_state = expect_context::<UrlState>();
    url_state.query().with(|query| {
        let search = visible(query.search.trim());
        let name = match (search, query.view, query.compare) {
            (Some(search), ..) => return messages::searched_for(&search),
            (None, View::Trend, _) if report_view.live.is_some() => messages::history(),
            (None, _, Some(_)) if report_view.live.is_some() => messages::changes(),
            _ => messages::title(),
        };
        name.to_owned()
    })
}

/// What there is to know of a file before one believes its figures.
fn about_file(source: &ReportSource, zone: Zone) -> AnyView {
    let origin = in_one_line(source, zone);
    let exported = source
        .info
        .exported_ts
        .map(|ts| messages::exported_at(&web_platform::date_time(ts, zone)));
    let searched = source
        .info
        .searched
        .as_deref()
        .map(messages::only_some_users);
    view! {
        <div class="notice">
            <div>
                <p>
                    <bdi>{sentence(&origin)}</bdi>
                    <span prop:textContent=format!("{}.", exported.unwrap_or_default())></span>
                </p>
                {searched.map(|text| view! { <p><bdi prop:textContent=text></bdi></p> })}
                <p>{messages::read_only()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// The page: its head, its scope, its totals, and one of its views. `note` stands before the totals,
/// `leave` in the head.
#[component]
fn Body(
    report_view: ReportView,
    /// The views over time, which a file has not.
    histories: Option<Histories>,
    opened: RwSignal<Option<ReportSource>>,
    arrived: bool,
    note: AnyView,
    account: AnyView,
    leave: Option<AnyView>,
) -> impl IntoView {
    let ReportView { live, page, .. } = report_view;
    let title = NodeRef::<H1>::new();
    // After sign-in, moves the focus to the title so that a screen reader announces the new page.
    // On the first page load it does that anyway, and focusing would force an early layout.
    Effect::new(move |_| {
        if let Some(title) = title.get().filter(|_| arrived) {
            let _ = title.focus();
        }
    });
    let message = RwSignal::new(String::new());
    let clipboard = Clipboard::new(message);
    provide_context(clipboard);
    let failure = RwSignal::new(None::<Explanation>);
    let actions = view! {
        {leave}
        {live.map(|live| refresh_button(report_view, live, message))}
        {share_menu(report_view)}
        {export_menu(report_view, message, opened, failure)}
    };
    let shown_view = shown_view(histories.is_some());
    let views = ReportViews {
        report_view,
        histories,
        shown_view,
        message,
        clipboard,
    };
    let is_table = move || shown_view.get() == View::Users;
    view! {
        <Header title account actions=actions.into_any()/>
        <Toolbar report_view failure/>
        <Shortcuts page/>
        <main id="list" class="report" tabindex="-1">
            <div class="messages">
                {note}
                <ConfigErrors/>
                <RejectedValues/>
                <Failure failure=move || failure.get()/>
                {live.map(|live| view! { <LoadFailure live report_view purpose=LoadPurpose::Show/> })}
                <Coverage report_view/>
                <ComparisonNotes report_view message/>
                <CopyField clipboard/>
            </div>
            <TotalsRegion report_view histories/>
            <div class="viewbar">
                <Views has_trend=histories.is_some()/>
                {when(is_table, move || view! { <ChangeFilter report_view/> }.into_any())}
                <div class="cancel-place">
                    {live.map(|live| view! { <ProgressBar reports=live.reports/> })}
                </div>
                <div class="pager">
                    <Status report_view message is_table=Signal::derive(is_table)/>
                    {when(is_table, move || view! { <Pages page/> }.into_any())}
                </div>
            </div>
            {views.show()}
        </main>
    }
}

/// The views of a report, of which one is shown, and the panel of a user beside it.
#[derive(Clone, Copy)]
struct ReportViews {
    report_view: ReportView,
    histories: Option<Histories>,
    shown_view: Memo<View>,
    message: RwSignal<String>,
    clipboard: Clipboard,
}

impl ReportViews {
    fn show(self) -> AnyView {
        let trend = self.trend();
        let message = self.message;
        let report_view = self.report_view;
        let view = move || match self.shown_view.get() {
            View::Users => self.users(),
            View::Trend => trend(),
            View::Distribution => view! { <Distribution report_view message/> }.into_any(),
        };
        let user = self.open_user();
        view! {
            <div class="workspace" class:with-panel=move || user.with(Option::is_some)>
                <div class="view">{view}</div>
                {move || user.get().map(|user_id| self.panel(user_id))}
            </div>
        }
        .into_any()
    }

    fn users(self) -> AnyView {
        let Self {
            report_view,
            histories,
            clipboard,
            ..
        } = self;
        let ReportView {
            live,
            view,
            page,
            busy,
            ..
        } = report_view;
        let is_loading = move || live.is_some_and(|live| live.reports.shown().is_loading());
        let loading = Signal::derive(is_loading);
        let has_curves = match live.zip(histories) {
            Some((live, histories)) => has_curves(live, histories).into(),
            None => Signal::stored(false),
        };
        let copy = move |user_id| copy(user_id, clipboard);
        view! {
            <UserTable view page busy loading histories has_curves copy/>
            <NoUsers report_view/>
        }
        .into_any()
    }

    /// The view `Trend`. It loads by itself only if the administrator came from another view: a link
    /// alone asks for no history.
    fn trend(self) -> impl Fn() -> AnyView + Send {
        let Self {
            shown_view,
            message,
            ..
        } = self;
        let parts = self.report_view.live.zip(self.histories);
        if let Some((live, histories)) = parts {
            follow_report(live, histories, shown_view);
        }
        let first_view = shown_view.get_untracked();
        let has_moved = RwSignal::new(false);
        Effect::new(move |_| {
            if shown_view.get() != first_view {
                has_moved.set(true);
            }
        });
        move || {
            let was_requested = first_view != View::Trend || has_moved.get_untracked();
            let view = parts.map(|(live, histories)| {
                view! { <HistoryView live histories message was_requested/> }
            });
            view.into_any()
        }
    }

    /// The user whose panel is open. The trend shows one user's uploads itself.
    fn open_user(self) -> Memo<Option<String>> {
        let url_state = expect_context::<UrlState>();
        let shown_view = self.shown_view;
        Memo::new(move |_| {
            let has_panel = shown_view.get() != View::Trend;
            let user = url_state.query().with(|query| query.user.clone());
            user.filter(|_| has_panel)
        })
    }

    fn panel(self, user_id: String) -> AnyView {
        let Self {
            report_view,
            histories,
            ..
        } = self;
        view! {
            <aside class="panel" aria-labelledby="panel-title">
                <UserPanel report_view histories user_id/>
            </aside>
        }
        .into_any()
    }
}

/// The view that the address names, or the users where there is no trend.
fn shown_view(has_trend: bool) -> Memo<View> {
    let url_state = expect_context::<UrlState>();
    Memo::new(move |_| match url_state.query().with(|query| query.view) {
        View::Trend if !has_trend => View::Users,
        view => view,
    })
}

/// Says when the link is for another homeserver than those signed in to, and leads there.
#[component]
fn OtherHomeserver(
    current: ActiveSession,
    add: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    move || {
        let named = url_state.query().with(|query| query.homeserver.clone())?;
        if current.matches_link(Some(&named)) {
            return None;
        }
        let what = messages::other_homeserver(&named, &current.homeserver);
        let go = messages::sign_in_to(&named);
        let other = view! {
            <div class="notice">
                <p>{sentence(&what)}</p>
                <button type="button" on:click=move |_| add()>{sentence(&go)}</button>
            </div>
        };
        Some(other.into_any())
    }
}

/// Copies a user ID and says so.
fn copy(user_id: String, clipboard: Clipboard) {
    web_platform::spawn(async move {
        let said = messages::copied_id(&user_id);
        clipboard.copy(user_id, said).await;
    });
}
