//! The whole panel: sign-in, report, or a file.

use crate::config::{self, Config, ConfigError};
use crate::features::failed_sign_outs::FailedSignOuts;
use crate::features::host_settings::Settings;
use crate::messages::{self, Explanation};
use crate::pages::report::{FilePage, ReportPage};
use crate::pages::sign_in::{Back, SignIn, SignInContext};
use crate::state::auth_redirect::{self, Callback};
use crate::state::preferences::Preferences;
use crate::state::report_source::ReportSource;
use crate::state::reports::{LoadPurpose, ReportRequest};
use crate::state::sessions::{ActiveSession, Idle, Restored, Sessions};
use crate::state::url_state::UrlState;
use leptos::prelude::*;
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
    restored: Restored,
}

impl StartupData {
    /// Gathers it.
    pub async fn load_startup_data() -> Self {
        // First of all: what came back of a sign-in must not stay in the address.
        let callback = auth_redirect::take();
        let (config, errors) = read_config().await;
        // Before anything is sent with a token.
        let is_known = !errors.iter().any(ConfigError::is_fatal);
        let restored = Restored::load(&config, is_known).await;
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
pub fn App(start: StartupData) -> impl IntoView {
    let StartupData {
        callback,
        config,
        errors,
        restored,
    } = start;
    let idle = Idle::after_minutes(config.idle_minutes);
    let sessions = Sessions::new(restored, idle);
    watch_activity(sessions);
    let url_state = UrlState::new(config.defaults.clone());
    provide_context(url_state);
    provide_context(Preferences::remembered());
    let settings = Settings::new(config, errors);
    document().set_title(&settings.title());
    provide_context(settings);
    let panel = AppState {
        url_state,
        homeserver: Memo::new(move |_| url_state.query().with(|query| query.homeserver.clone())),
        sessions,
        adding: RwSignal::new(callback.is_some()),
        ended: sessions.ended,
        callback: StoredValue::new_local(callback),
        opened: RwSignal::new(None),
        moved: StoredValue::new(false),
    };
    let place = Memo::new(move |_| panel.place());
    // Links lead to a session, too: it is then the one that was looked at last.
    Effect::new(move |_| {
        if let Screen::Report(id) = place.get() {
            panel.sessions.select(&id);
        }
    });
    // The first request leaves before there is a page to show its answer.
    if let Screen::Report(id) = place.get_untracked()
        && let Some(current) = panel.session(&id)
    {
        let wanted = url_state.query().with_untracked(ReportRequest::shown);
        current.reports.open(LoadPurpose::Show, wanted);
    }
    let begun = RwSignal::new(false);
    web_platform::spawn(async move {
        web_platform::yield_now().await;
        begun.set(true);
    });
    let view = move || match place.get() {
        Screen::SignIn(back) => panel.sign_in(back),
        Screen::Report(id) => panel.session(&id).map(|it| panel.report(it)).into_any(),
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

/// Tells the sessions that somebody uses the page, and ends them when nobody does.
fn watch_activity(sessions: Sessions) {
    /// How often is looked whether the time is over, in ms.
    const PAUSE: u32 = 20_000;
    let signs = [
        "pointerdown",
        "pointermove",
        "wheel",
        "keydown",
        "focus",
        "visibilitychange",
    ];
    for sign in signs {
        // As long as there is a page.
        let _ = window_event_listener_untyped(sign, move |_| sessions.note_activity());
    }
    web_platform::spawn(async move {
        loop {
            web_platform::sleep(PAUSE).await;
            sessions.end_if_idle();
        }
    });
}

/// What is to be seen when no file is open.
#[derive(Clone, PartialEq, Eq)]
enum Screen {
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

/// The state that decides what is to be seen.
#[derive(Clone, Copy)]
struct AppState {
    url_state: UrlState,
    /// The one that the address names.
    homeserver: Memo<Option<String>>,
    sessions: Sessions,
    /// Whether another sign-in is asked for while a session goes on.
    adding: RwSignal<bool>,
    /// Why the last session ended, if its server did that.
    ended: RwSignal<Option<Explanation>>,
    /// What came back of a sign-in elsewhere, until it is used.
    callback: StoredValue<Option<Callback>, LocalStorage>,
    opened: RwSignal<Option<ReportSource>>,
    /// Whether there was anything to be seen before what is shown next.
    moved: StoredValue<bool>,
}

impl AppState {
    fn session(self, id: &str) -> Option<ActiveSession> {
        let all = untrack(move || self.sessions.all());
        all.into_iter().find(|it| it.id == id)
    }

    fn place(self) -> Screen {
        let current = self
            .sessions
            .for_homeserver(self.homeserver.get().as_deref());
        match current {
            Some(ActiveSession { id, .. }) if !self.adding.get() => Screen::Report(id),
            current => Screen::SignIn(current.map(|it| OtherSession {
                id: it.id,
                homeserver: it.homeserver,
            })),
        }
    }

    fn sign_in(self, other: Option<OtherSession>) -> AnyView {
        let name = match &other {
            Some(other) => messages::back_to(server_name(&other.homeserver)),
            None => messages::BACK_TO_SIGN_IN.to_owned(),
        };
        let view = move || {
            if let Some(edition) = self.opened.get() {
                return self.file(edition, name.clone());
            }
            self.move_on();
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
            self.go_to(Some(&id));
            self.adding.set(false);
        };
        Back {
            name: messages::back_to_session(server_name(&homeserver)),
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
            Some(named) if !all.iter().any(|it| it.is_at(Some(&named))) => Some(named),
            _ => Some(String::new()),
        }
    }

    fn signed_in(self, new: Session) {
        let id = new.id.clone();
        self.ended.set(None);
        self.sessions.add(new);
        // So that a bookmark of what is to come leads back to this homeserver.
        self.go_to(Some(&id));
        self.adding.set(false);
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
                self.go_to(None);
            };
            let ended = move |error: Error| {
                self.ended.set(Some(messages::explain(&error, &homeserver)));
                self.sessions.forget(&id);
                self.adding.set(true);
            };
            let add = move || self.adding.set(true);
            let (current, sessions, opened) = (current.clone(), self.sessions, self.opened);
            let arrived = self.move_on();
            view! { <ReportPage current sessions opened arrived add sign_out ended/> }.into_any()
        };
        view.into_any()
    }

    /// Whether something else was to be seen before.
    fn move_on(self) -> bool {
        let moved = self.moved.get_value();
        self.moved.set_value(true);
        moved
    }

    fn file(self, source: ReportSource, back: String) -> AnyView {
        self.move_on();
        let opened = self.opened;
        view! { <FilePage source opened back/> }.into_any()
    }

    /// Lets the address lead to a session, or to one that is left.
    fn go_to(self, id: Option<&str>) {
        let all = untrack(move || self.sessions.all());
        let wanted = all.iter().find(|it| id.is_none_or(|id| it.id == id));
        if let Some(wanted) = wanted {
            let link = wanted.link();
            self.url_state
                .replace_while_typing(|query| query.with_homeserver(link));
        }
    }
}
