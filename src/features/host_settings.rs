//! What the panel's host has decided, for all components.

use crate::messages;
use crate::state::settings::Settings;
use crate::widgets::sentence::sentence;
use leptos::prelude::*;
use panel_core::config::ConfigError;

/// The installation's name.
pub(crate) fn installation_title(settings: Settings) -> String {
    let title = settings.get(|config| config.title.clone());
    title.unwrap_or_else(|| messages::product().to_owned())
}

/// Names the browser's tab after what is looked at, as long as the caller's view is there.
pub(crate) fn name_tab(parts: impl Fn() -> Vec<String> + Send + Sync + 'static) {
    let settings = expect_context::<Settings>();
    Effect::new(move |_| {
        let mut parts = parts();
        parts.push(installation_title(settings));
        document().set_title(&parts.join(" · "));
    });
    on_cleanup(move || document().set_title(&installation_title(settings)));
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
    let errors = expect_context::<Settings>().errors();
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
