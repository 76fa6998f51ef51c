//! The whole panel: sign-in, report, or a file.

use crate::config::{self, Config, Mistake};
use crate::features::failed_sign_outs::NotEnded;
use crate::features::host_settings::Settings;
use crate::messages::{self, Explanation};
use crate::pages::report::{FilePage, ReportPage};
use crate::pages::sign_in::{Back, Entrance, SignIn};
use crate::state::auth_redirect::{self, Arrival};
use crate::state::preferences::Taste;
use crate::state::report_source::Edition;
use crate::state::reports::Wanted;
use crate::state::sessions::{Idle, Restored, Sessions, SignedIn};
use crate::state::url_state::Address;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use panel_core::format::server_name;
use synapse_client::{Error, Session};
use web_platform::Unreadable;

/// How long the configuration may take, in seconds.
const PATIENCE: u32 = 5;

/// What the panel starts with.
pub struct Start {
    /// What came back of a sign-in elsewhere.
    returned: Option<Arrival>,
    /// What the panel's host has decided.
    config: Config,
    /// What of that can't be used.
    mistakes: Vec<Mistake>,
    /// The tab's sessions.
    restored: Restored,
}

impl Start {
    /// Gathers it.
    pub async fn gather() -> Self {
        // First of all: what came back of a sign-in must not stay in the address.
        let returned = auth_redirect::take();
        let (config, mistakes) = read_config().await;
        // Before anything is sent with a token.
        let is_known = !mistakes.iter().any(Mistake::is_fatal);
        let restored = Restored::load(&config, is_known).await;
        Self {
            returned,
            config,
            mistakes,
            restored,
        }
    }
}

/// What the panel's host has decided. While that can't be read, little is allowed.
async fn read_config() -> (Config, Vec<Mistake>) {
    let read = match web_platform::fetch_config(config::FILE, PATIENCE).await {
        Ok(Some(bytes)) => Config::parse(&bytes),
        Ok(None) => Ok(Default::default()),
        Err(Unreadable) => Err(Mistake::Unread),
    };
    read.unwrap_or_else(|mistake| {
        (
            Config::restricted(web_platform::own_origin()),
            vec![mistake],
        )
    })
}

/// A file while one is opened; else sign-in without a session, the report with one.
#[component]
pub fn App(start: Start) -> impl IntoView {
    let Start {
        returned,
        config,
        mistakes,
        restored,
    } = start;
    let idle = Idle::after_minutes(config.idle_minutes);
    let sessions = Sessions::new(restored, idle);
    watch_activity(sessions);
    let address = Address::new(config.defaults.clone());
    provide_context(address);
    provide_context(Taste::remembered());
    let settings = Settings::new(config, mistakes);
    document().set_title(&settings.title());
    provide_context(settings);
    let panel = Panel {
        address,
        homeserver: Memo::new(move |_| address.query().with(|query| query.homeserver.clone())),
        sessions,
        adding: RwSignal::new(returned.is_some()),
        ended: sessions.ended,
        returned: StoredValue::new_local(returned),
        opened: RwSignal::new(None),
        moved: StoredValue::new(false),
    };
    let place = Memo::new(move |_| panel.place());
    // Links lead to a session, too: it is then the one that was looked at last.
    Effect::new(move |_| {
        if let Place::Report(id) = place.get() {
            panel.sessions.look_at(&id);
        }
    });
    // The first request leaves before there is a page to show its answer.
    if let Place::Report(id) = place.get_untracked()
        && let Some(current) = panel.session(&id)
    {
        let wanted = address.query().with_untracked(Wanted::shown);
        current.reports.open(wanted);
    }
    let begun = RwSignal::new(false);
    web_platform::spawn(async move {
        web_platform::yield_now().await;
        begun.set(true);
    });
    let view = move || match place.get() {
        Place::SignIn(back) => panel.sign_in(back),
        Place::Report(id) => panel.session(&id).map(|it| panel.report(it)).into_any(),
    };
    move || {
        begun.get().then(|| {
            view! {
                <NotEnded sessions/>
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
            TimeoutFuture::new(PAUSE).await;
            sessions.end_if_idle();
        }
    });
}

/// What is to be seen when no file is open.
#[derive(Clone, PartialEq, Eq)]
enum Place {
    /// The sign-in, and the session that can be gone back to.
    SignIn(Option<Other>),
    /// The report of the session with this ID.
    Report(String),
}

/// A session that can be gone back to.
#[derive(Clone, PartialEq, Eq)]
struct Other {
    id: String,
    homeserver: String,
}

/// The state that decides what is to be seen.
#[derive(Clone, Copy)]
struct Panel {
    address: Address,
    /// The one that the address names.
    homeserver: Memo<Option<String>>,
    sessions: Sessions,
    /// Whether another sign-in is asked for while a session goes on.
    adding: RwSignal<bool>,
    /// Why the last session ended, if its server did that.
    ended: RwSignal<Option<Explanation>>,
    /// What came back of a sign-in elsewhere, until it is used.
    returned: StoredValue<Option<Arrival>, LocalStorage>,
    opened: RwSignal<Option<Edition>>,
    /// Whether there was anything to be seen before what is shown next.
    moved: StoredValue<bool>,
}

impl Panel {
    fn session(self, id: &str) -> Option<SignedIn> {
        let all = untrack(move || self.sessions.all());
        all.into_iter().find(|it| it.id == id)
    }

    fn place(self) -> Place {
        let current = self.sessions.meant_by(self.homeserver.get().as_deref());
        match current {
            Some(SignedIn { id, .. }) if !self.adding.get() => Place::Report(id),
            current => Place::SignIn(current.map(|it| Other {
                id: it.id,
                homeserver: it.homeserver,
            })),
        }
    }

    fn sign_in(self, other: Option<Other>) -> AnyView {
        let name = match &other {
            Some(other) => messages::back_to(server_name(&other.homeserver)),
            None => messages::BACK_TO_SIGN_IN.to_owned(),
        };
        let view = move || {
            if let Some(edition) = self.opened.get() {
                return self.file(edition, name.clone());
            }
            self.move_on();
            let entrance = Entrance {
                prefill: self.prefill(),
                ended: self.ended.get_untracked(),
                returned: self.returned,
                signed_in: UnsyncCallback::new(move |new| self.signed_in(new)),
                opened: self.opened,
                back: other.clone().map(|other| self.back(other)),
            };
            view! { <SignIn entrance/> }.into_any()
        };
        view.into_any()
    }

    fn back(self, Other { id, homeserver }: Other) -> Back {
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

    fn report(self, current: SignedIn) -> AnyView {
        let view = move || {
            let SignedIn { id, homeserver, .. } = current.clone();
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

    fn file(self, edition: Edition, back: String) -> AnyView {
        self.move_on();
        let opened = self.opened;
        view! { <FilePage edition opened back/> }.into_any()
    }

    /// Lets the address lead to a session, or to one that is left.
    fn go_to(self, id: Option<&str>) {
        let all = untrack(move || self.sessions.all());
        let wanted = all.iter().find(|it| id.is_none_or(|id| it.id == id));
        if let Some(wanted) = wanted {
            let link = wanted.link();
            self.address.type_in(|query| query.with_homeserver(link));
        }
    }
}
