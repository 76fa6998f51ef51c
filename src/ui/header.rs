//! Whose report this is; units, theme, the way out.

use super::choice::Choice;
use super::names::sentence;
use super::settings::{About, Settings};
use super::taste::{Taste, Theme};
use crate::format::Units;
use crate::text;
use leptos::prelude::*;
use std::sync::Arc;

/// The page's head: whose report is looked at, and the button that leaves it.
#[component]
pub(super) fn Header(
    account: AnyView,
    leave: impl Fn() + 'static,
    leave_name: String,
) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let settings = expect_context::<Settings>();
    let read_only = settings.get(|config| config.read_only);
    let units = Units::ALL.map(|units| {
        let name = match units {
            Units::Iec => text::UNITS_IEC,
            Units::Si => text::UNITS_SI,
        };
        (units.as_str(), name.to_owned())
    });
    let themes = Theme::ALL.map(|theme| {
        let name = match theme {
            Theme::System => text::THEME_SYSTEM,
            Theme::Light => text::THEME_LIGHT,
            Theme::Dark => text::THEME_DARK,
        };
        (theme.as_str(), name.to_owned())
    });
    view! {
        <header class="page-head">
            <div class="who">
                <p class="product">
                    <span prop:textContent=settings.title()></span>
                    {read_only.then(|| view! { <span class="badge">{text::READ_ONLY_MODE}</span> })}
                    " "<About/>
                </p>
                <div class="accounts">{account}</div>
            </div>
            <div class="tastes">
                <Choice
                    label=text::UNITS
                    id="units"
                    options=units.to_vec()
                    value=Arc::new(move || taste.units().as_str())
                    choose=Box::new(move |name| taste.set_units(Units::parse(&name).unwrap_or_default()))
                />
                <Choice
                    label=text::THEME
                    id="theme"
                    options=themes.to_vec()
                    value=Arc::new(move || taste.theme().as_str())
                    choose=Box::new(move |name| taste.set_theme(Theme::parse(&name).unwrap_or_default()))
                />
                <button type="button" on:click=move |_| leave()>{sentence(&leave_name)}</button>
            </div>
        </header>
    }
}
