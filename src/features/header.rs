//! Whose report this is; units, theme, the way out.

use crate::features::host_settings::{About, Settings};
use crate::messages;
use crate::state::preferences::{Preferences, Theme};
use crate::widgets::select::Select;
use crate::widgets::sentence::sentence;
use leptos::prelude::*;
use panel_core::format::Units;
use std::sync::Arc;

/// The page's head: whose report is looked at, and the button that leaves it.
#[component]
pub(crate) fn Header(
    account: AnyView,
    leave: impl Fn() + 'static,
    leave_name: String,
) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let settings = expect_context::<Settings>();
    let read_only = settings.get(|config| config.read_only);
    let units = Units::ALL.map(|units| {
        let name = match units {
            Units::Iec => messages::units_iec(),
            Units::Si => messages::units_si(),
        };
        (units.as_str(), name.to_owned())
    });
    let themes = Theme::ALL.map(|theme| {
        let name = match theme {
            Theme::System => messages::theme_system(),
            Theme::Light => messages::theme_light(),
            Theme::Dark => messages::theme_dark(),
        };
        (theme.as_str(), name.to_owned())
    });
    view! {
        <header class="page-head">
            <div class="account-bar">
                <p class="product-name">
                    <span prop:textContent=settings.title()></span>
                    {read_only.then(|| view! { <span class="badge">{messages::read_only_mode()}</span> })}
                    " "<About/>
                </p>
                <div class="accounts">{account}</div>
            </div>
            <div class="preferences">
                <Select
                    label=messages::units()
                    id="units"
                    options=units.to_vec()
                    value=Arc::new(move || preferences.units().as_str())
                    choose=Box::new(move |name| preferences.set_units(Units::parse(&name).unwrap_or_default()))
                />
                <Select
                    label=messages::theme()
                    id="theme"
                    options=themes.to_vec()
                    value=Arc::new(move || preferences.theme().as_str())
                    choose=Box::new(move |name| preferences.set_theme(Theme::parse(&name).unwrap_or_default()))
                />
                <button type="button" on:click=move |_| leave()>{move || sentence(&leave_name)}</button>
            </div>
        </header>
    }
}
