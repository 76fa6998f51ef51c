//! What the panel's host has decided, for all components.

use crate::config::{Config, ConfigError};
use crate::messages;
use crate::widgets::sentence::sentence;
use leptos::prelude::*;

/// The configuration, and what of it can't be used.
#[derive(Clone, Copy)]
pub struct Settings {
    config: StoredValue<Config>,
    errors: RwSignal<Vec<ConfigError>>,
}

impl Settings {
    /// As they were read.
    pub fn new(config: Config, errors: Vec<ConfigError>) -> Self {
        Self {
            config: StoredValue::new(config),
            errors: RwSignal::new(errors),
        }
    }

    /// Something of the configuration.
    pub fn get<T>(self, of: impl FnOnce(&Config) -> T) -> T {
        self.config.with_value(of)
    }

    /// Decides what depends on the panel's own origin, given if it is a homeserver.
    pub(crate) fn resolve_own_origin(self, own_homeserver: Option<String>) {
        self.config
            .update_value(|config| config.resolve_own_origin(own_homeserver));
    }

    /// The installation's name.
    pub fn title(self) -> String {
        let title = self.get(|config| config.title.clone());
        title.unwrap_or_else(|| messages::product().to_owned())
    }
}

/// Names the browser's tab after what is looked at, as long as the caller's view is there.
pub(crate) fn name_tab(parts: impl Fn() -> Vec<String> + Send + Sync + 'static) {
    let settings = expect_context::<Settings>();
    Effect::new(move |_| {
        let mut parts = parts();
        parts.push(settings.title());
        document().set_title(&parts.join(" · "));
    });
    on_cleanup(move || document().set_title(&settings.title()));
}

/// Which version of the panel this is, and the link to where people find help, if there is one.
#[component]
pub(crate) fn About() -> impl IntoView {
    let url = expect_context::<Settings>().get(|config| config.help.clone());
    let help = url.map(|url| {
        view! {
            <a class="help-link" href=url target="_blank" rel="noopener noreferrer">{messages::help()}</a>
        }
    });
    view! { {help}" "<span class="version">{messages::panel_version()}</span> }
}

/// What of the configuration can't be used.
#[component]
pub(crate) fn ConfigErrors() -> impl IntoView {
    let Settings { errors, .. } = expect_context();
    move || {
        let is_fatal = errors.with(|errors| errors.iter().any(ConfigError::is_fatal));
        let retry = is_fatal.then(|| {
            view! {
                <button type="button" on:click=move |_| web_platform::reload()>{messages::try_again()}</button>
            }
        });
        let lines = errors.with(|errors| {
            errors
                .iter()
                .map(messages::config_error)
                .collect::<Vec<_>>()
        });
        (!lines.is_empty()).then(|| {
            let lines = lines
                .into_iter()
                .map(|line| view! { <p>{sentence(&line)}</p> });
            view! {
                <div class="notice">
                    <div>{lines.collect_view()}</div>
                    {retry}
                    <button type="button" on:click=move |_| errors.set(Vec::new())>
                        {messages::dismiss()}
                    </button>
                </div>
            }
            .into_any()
        })
    }
}
