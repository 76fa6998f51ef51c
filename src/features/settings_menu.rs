//! The menu of how the page looks: units, theme, density, time zone, order, rows and columns.

use crate::features::host_settings::About;
use crate::features::period::TimeZoneSelect;
use crate::messages::{self, Explanation};
use crate::state::preferences::{Density, Preferences, Theme};
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{icon, live_text};
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::menu::{MenuButton, menu};
use crate::widgets::select::Select;
use leptos::prelude::*;
use panel_core::format::Units;
use panel_core::url_query::{Columns, Direction, Order, OrderBy, RowsPerPage};
use std::sync::Arc;

/// The menu `Settings`.
pub(crate) fn settings_menu() -> AnyView {
    let button = MenuButton {
        id: "settings",
        class: "square",
        name: Some(messages::settings()),
        content: icon("icon i-more"),
    };
    menu(button, || lazy(|| Box::pin(content())))
}

#[wasm_split(menus, fallible)]
fn content() -> Result<AnyView, Explanation> {
    let content = view! {
        <div class="menu settings">
            {units()}
            {theme()}
            {density()}
            <TimeZoneSelect/>
            {order()}
            {rows_per_page()}
            {columns()}
            <button type="button" class="item" popovertarget="shortcuts">{messages::shortcuts()}</button>
            <p class="about"><About/></p>
        </div>
    };
    Ok(content.into_any())
}

fn units() -> AnyView {
    let url_state = expect_context::<UrlState>();
    let preferences = expect_context::<Preferences>();
    let units = Units::ALL.map(|units| {
        let name = match units {
            Units::Iec => messages::units_iec(),
            Units::Si => messages::units_si(),
        };
        (units.as_str(), name.to_owned())
    });
    view! {
        <Select
            label=messages::units()
            id="units"
            options=units.to_vec()
            value=Arc::new(move || preferences.units().as_str())
            choose=Box::new(move |name| {
                preferences.set_units(Units::parse(&name).unwrap_or_default());
                url_state.replace(|query| query.with_units(None));
            })
        />
    }
    .into_any()
}

fn theme() -> AnyView {
    let preferences = expect_context::<Preferences>();
    let themes = Theme::ALL.map(|theme| {
        let name = match theme {
            Theme::System => messages::theme_system(),
            Theme::Light => messages::theme_light(),
            Theme::Dark => messages::theme_dark(),
        };
        (theme.as_str(), name.to_owned())
    });
    view! {
        <Select
            label=messages::theme()
            id="theme"
            options=themes.to_vec()
            value=Arc::new(move || preferences.theme().as_str())
            choose=Box::new(move |name| preferences.set_theme(Theme::parse(&name).unwrap_or_default()))
        />
    }
    .into_any()
}

fn density() -> AnyView {
    let preferences = expect_context::<Preferences>();
    let densities = Density::ALL.map(|density| {
        let name = match density {
            Density::Compact => messages::density_compact(),
            Density::Normal => messages::density_normal(),
            Density::Comfortable => messages::density_comfortable(),
        };
        (density.as_str(), name.to_owned())
    });
    view! {
        <Select
            label=messages::density()
            id="density"
            options=densities.to_vec()
            value=Arc::new(move || preferences.density().as_str())
            choose=Box::new(move |name| {
                preferences.set_density(Density::parse(&name).unwrap_or_default());
            })
        />
    }
    .into_any()
}

/// What the table's head does, for cards, which have none.
fn order() -> AnyView {
    let url_state = expect_context::<UrlState>();
    let order = move || url_state.query().with(|query| query.order);
    let columns = OrderBy::ALL.map(|by| (by.as_str(), messages::order_name(by).to_owned()));
    let sign = move || match order().dir {
        Direction::Forwards => "↑",
        Direction::Backwards => "↓",
    };
    view! {
        <div class="order">
            <Select
                label=messages::order_by()
                id="order-by"
                options=columns.to_vec()
                value=Arc::new(move || order().by.as_str())
                choose=Box::new(move |name| {
                    let by = OrderBy::parse(&name).unwrap_or_default();
                    url_state.push(|query| query.with_order(Order::for_column(by)));
                })
            />
            <button
                type="button"
                class="square"
                aria-label=messages::reverse()
                title=messages::reverse()
                on:click=move |_| url_state.push(|query| {
                    let order = query.order.reversed();
                    query.with_order(order)
                })
                prop:textContent=live_text(move || sign().to_owned())
            ></button>
        </div>
    }
    .into_any()
}

/// The columns that can be hidden, each with a box to tick.
fn columns() -> AnyView {
    let url_state = expect_context::<UrlState>();
    let columns = move || url_state.query().with(|query| query.columns);
    let column = move |by: OrderBy| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || columns().contains(by)
                    on:change=move |event| {
                        let is_shown = event_target_checked(&event);
                        url_state.push(|query| {
                            let columns = query.columns.with(by, is_shown);
                            query.with_columns(columns)
                        });
                    }
                />
                <span>{messages::order_name(by)}</span>
            </label>
        }
    };
    let of_report = |needs_comparison| {
        let columns = Columns::OPTIONAL.iter().map(|(by, _)| *by);
        let columns = columns.filter(move |by| by.needs_comparison() == needs_comparison);
        columns.map(column).collect_view()
    };
    view! {
        <fieldset class="choices">
            <legend>{messages::columns()}</legend>
            {of_report(false)}
        </fieldset>
        <fieldset class="choices">
            <legend>{messages::comparison_columns()}</legend>
            {of_report(true)}
        </fieldset>
    }
    .into_any()
}

fn rows_per_page() -> AnyView {
    let url_state = expect_context::<UrlState>();
    let sizes = RowsPerPage::ALL.map(|rows| (rows.as_str(), rows.as_str().to_owned()));
    view! {
        <Select
            label=messages::rows_per_page()
            id="rows-per-page"
            options=sizes.to_vec()
            value=Arc::new(move || url_state.query().with(|query| query.rows_per_page).as_str())
            choose=Box::new(move |name| {
                let rows = RowsPerPage::parse(&name).unwrap_or_default();
                url_state.push(|query| query.with_rows_per_page(rows));
            })
        />
    }
    .into_any()
}
