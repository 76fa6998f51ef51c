//! The whole panel: sign-in, report, or a file.

use crate::features::failed_sign_outs::FailedSignOuts;
use crate::features::host_settings::installation_title;
use crate::messages;
use crate::pages::report::{FilePage, ReportPage};
use crate::pages::sign_in::{Back, SignIn, SignInContext};
use crate::state::auth_redirect::{self, Callback};
use crate::state::preferences::Preferences;
use crate::state::report_source::ReportSource;
use crate::state::reports::{LoadPurpose, ReportRequest};
use crate::state::sessions::{ActiveSession, IdleTimeout, RestoredSessions, SessionEnd, Sessions};
use crate::state::settings::Settings;
use crate::state::url_state::UrlState;
use leptos::prelude::*;
use panel_core::config::{self, Config, ConfigError};
use panel_core::format::server_name;
use synapse_client::{Error, Session};
use web_platform::Unreadable;

/// How long the configuration may take, in seconds.
const CONFIG_TIMEOUT_S: u32 = 5;

/// What the panel starts with.
pub struct StartupData {
    /// What came back of a sign-in elsewhere.
    callback: Option<Callback>,
    /// What the panel's host has decided.
    config: Config,
    /// What of that can't be used.
    errors: Vec<ConfigError>,
    /// The tab's sessions.
    restored: RestoredSessions,
}

impl StartupData {
    /// Gathers it.
    pub async fn load() -> Self {
        // First of all: what came back of a sign-in must not stay in the address.
        let callback = auth_redirect::take_callback();
        let (config, errors) = read_config().await;
        // Before anything is sent with a token.
        let is_known = !errors.iter().any(ConfigError::is_fatal);
        let restored = RestoredSessions::load(&config, is_known).await;
        Self {
            callback,
            config,
            errors,
            restored,
        }
    }
}

/// What the panel's host has decided. While that can't be read, little is allowed.
async fn read_config() -> (Config, Vec<ConfigError>) {
    let read = match web_platform::fetch_config(config::FILE, CONFIG_TIMEOUT_S).await {
        Ok(Some(bytes)) => Config::parse(&bytes),
        Ok(None) => Ok(Default::default()),
        Err(Unreadable) => Err(ConfigError::Unreachable),
    };
    read.unwrap_or_else(|error| (Config::restricted(web_platform::own_origin()), vec![error]))
}

/// A file while one is opened; else sign-in without a session, the report with one.
#[component]
pub fn App(startup: StartupData) -> impl IntoView {
    let StartupData {
        callback,
        config,
        errors,
        restored,
    } = startup;
    let idle = IdleTimeout::after_minutes(config.idle_minutes);
    let sessions = Sessions::new(restored, idle);
    watch_activity(sessions);
    let url_state = UrlState::new(config.defaults.clone());
    provide_context(url_state);
    provide_context(preferences(url_state));
    let settings = Settings::new(config, errors);
    document().set_title(&installation_title(settings));
    provide_context(settings);
    let app = AppState {
        url_state,
        homeserver: Memo::new(move |_| url_state.query().with(|query| query.homeserver.clone())),
        sessions,
        is_adding: RwSignal::new(callback.is_some()),
        ended: sessions.ended,
        callback: StoredValue::new_local(callback),
        opened: RwSignal::new(None),
        has_shown_page: StoredValue::new(false),
    };
    let current_page = Memo::new(move |_| app.current_page());
    // Links lead to a session, too: it is then the one that was looked at last.
    Effect::new(move |_| {
        if let CurrentPage::Report(id) = current_page.get() {
            app.sessions.select(&id);
        }
    });
    // The first request leaves before there is a page to show its answer.
    if let CurrentPage::Report(id) = current_page.get_untracked()
        && let Some(current) = app.session(&id)
    {
        let request = url_state.query().with_untracked(ReportRequest::shown);
        current.reports.open(LoadPurpose::Show, request);
    }
    let begun = RwSignal::new(false);
    web_platform::spawn(async move {
        web_platform::yield_now().await;
        begun.set(true);
    });
    let view = move || match current_page.get() {
        CurrentPage::SignIn(back) => app.sign_in(back),
        CurrentPage::Report(id) => app.session(&id).map(|it| app.report(it)).into_any(),
    };
    move || {
        begun.get().then(|| {
            view! {
                <FailedSignOuts sessions/>
                {view}
            }
            .into_any()
        })
    }
}

/// Reports activity on the page to the sessions, and ends them after too long without any.
fn watch_activity(sessions: Sessions) {
    /// How often is looked whether the time is over, in ms.
    const CHECK_INTERVAL_MS: u32 = 20_000;
    let activity_events = [
        "pointerdown",
        "pointermove",
        "wheel",
        "keydown",
        "focus",
        "visibilitychange",
    ];
    for event in activity_events {
        // As long as there is a page.
        let _ = window_event_listener_untyped(event, move |_| sessions.note_activity());
    }
    web_platform::spawn(async move {
        loop {
            web_platform::sleep(CHECK_INTERVAL_MS).await;
            sessions.end_if_idle();
        }
    });
}

/// What is to be seen when no file is open.
#[derive(Clone, PartialEq, Eq)]
enum CurrentPage {
    /// The sign-in, and the session that can be gone back to.
    SignIn(Option<OtherSession>),
    /// The report of the session with this ID.
    Report(String),
}

/// A session that can be gone back to.
#[derive(Clone, PartialEq, Eq)]
struct OtherSession {
    id: String,
    homeserver: String,
}

/// What was remembered; the units of a link count more.
fn preferences(url_state: UrlState) -> Preferences {
    let preferences = Preferences::load();
    let units = Memo::new(move |_| url_state.query().with(|query| query.units));
    // At once: what is shown first is in these units, too.
    preferences.show_units_of_link(units.get_untracked());
    Effect::new(move |_| preferences.show_units_of_link(units.get()));
    preferences
}

/// The state that decides what is to be seen.
#[derive(Clone, Copy)]
struct AppState {
    url_state: UrlState,
    /// The one that the address names.
    homeserver: Memo<Option<String>>,
    sessions: Sessions,
    /// Whether another sign-in is requested while a session is active.
    is_adding: RwSignal<bool>,
    /// Why the last session ended, if its server did that.
    ended: RwSignal<Option<SessionEnd>>,
    /// What came back of a sign-in elsewhere, until it is used.
    callback: StoredValue<Option<Callback>, LocalStorage>,
    opened: RwSignal<Option<ReportSource>>,
    /// Whether there was anything to be seen before what is shown next.
    has_shown_page: StoredValue<bool>,
}

impl AppState {
    fn session(self, id: &str) -> Option<ActiveSession> {
        let all = untrack(move || self.sessions.all());
        all.into_iter().find(|it| it.id == id)
    }

    fn current_page(self) -> CurrentPage {
        let current = self
            .sessions
            .for_homeserver(self.homeserver.get().as_deref());
        match current {
            Some(ActiveSession { id, .. }) if !self.is_adding.get() => CurrentPage::Report(id),
            current => CurrentPage::SignIn(current.map(|it| OtherSession {
                id: it.id,
                homeserver: it.homeserver,
            })),
        }
    }

    fn sign_in(self, other: Option<OtherSession>) -> AnyView {
        let name = match &other {
            Some(other) => messages::back_to(server_name(&other.homeserver)),
            None => messages::back_to_sign_in().to_owned(),
        };
        let view = move || {
            if let Some(edition) = self.opened.get() {
                return self.file(edition, name.clone());
            }
            self.mark_shown();
            let entrance = SignInContext {
                prefill: self.prefill(),
                ended: self.ended.get_untracked(),
                callback: self.callback,
                signed_in: UnsyncCallback::new(move |new| self.signed_in(new)),
                opened: self.opened,
                back: other.clone().map(|other| self.back(other)),
            };
            view! { <SignIn entrance/> }.into_any()
        };
        view.into_any()
    }

    fn back(self, OtherSession { id, homeserver }: OtherSession) -> Back {
        let go = move |()| {
            self.ended.set(None);
            self.link_to_session(Some(&id));
            self.is_adding.set(false);
        };
        Back {
            name: messages::back_to(server_name(&homeserver)),
            go: UnsyncCallback::new(go),
        }
    }

    /// The homeserver that a sign-in is about. Nobody adds one in order to sign in to another that
    /// they are signed in to.
    fn prefill(self) -> Option<String> {
        let named = self.homeserver.get_untracked();
        let all = untrack(move || self.sessions.all());
        match named {
            named if all.is_empty() => named,
            Some(named) if !all.iter().any(|it| it.matches_link(Some(&named))) => Some(named),
            _ => Some(String::new()),
        }
    }

    fn signed_in(self, new: Session) {
        let id = new.id.clone();
        self.ended.set(None);
        self.sessions.add(new);
        // So that a bookmark of what is to come leads back to this homeserver.
        self.link_to_session(Some(&id));
        self.is_adding.set(false);
    }

    fn report(self, current: ActiveSession) -> AnyView {
        let view = move || {
            let ActiveSession { id, homeserver, .. } = current.clone();
            if let Some(edition) = self.opened.get() {
                return self.file(edition, messages::back_to(server_name(&homeserver)));
            }
            let leaving = id.clone();
            let sign_out = move || {
                self.ended.set(None);
                self.sessions.sign_out(&leaving);
                self.link_to_session(None);
            };
            let ended = move |error: Error| {
                let homeserver = homeserver.clone();
                self.ended
                    .set(Some(SessionEnd::ByServer { homeserver, error }));
                self.sessions.forget(&id);
                self.is_adding.set(true);
            };
            let add = move || self.is_adding.set(true);
            let (current, sessions, opened) = (current.clone(), self.sessions, self.opened);
            let arrived = self.mark_shown();
            view! { <ReportPage current sessions opened arrived add sign_out ended/> }.into_any()
        };
        view.into_any()
    }

    /// Whether something else was to be seen before.
    fn mark_shown(self) -> bool {
        let has_shown_page = self.has_shown_page.get_value();
        self.has_shown_page.set_value(true);
        has_shown_page
    }

    fn file(self, source: ReportSource, back: String) -> AnyView {
        self.mark_shown();
        let opened = self.opened;
        view! { <FilePage source opened back/> }.into_any()
    }

    /// Lets the address lead to a session, or to one that is left.
    fn link_to_session(self, id: Option<&str>) {
        let all = untrack(move || self.sessions.all());
        let target = all.iter().find(|it| id.is_none_or(|id| it.id == id));
        if let Some(target) = target {
            let link = target.link();
            self.url_state.replace(|query| query.with_homeserver(link));
        }
    }
}
