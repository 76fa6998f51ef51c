//! The menu `Share`: links to the view, and a summary in one line.

use crate::features::period::text::shown_period;
use crate::features::share_image;
use crate::messages::{self, Explanation};
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::copy::Clipboard;
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::menu::{MenuButton, icon_label, menu, menu_item};
use leptos::prelude::*;
use media_usage::View;
use panel_core::format::{Units, server_name, visible, without_isolates};
use panel_core::url_query::Period;
use web_platform::BrowserCalendar;

/// The ID of the menu.
const MENU: &str = "share";

/// The menu `Share`.
pub(crate) fn share_menu(report_view: ReportView) -> AnyView {
    let button = MenuButton {
        id: MENU,
        class: "wide-menu",
        name: Some(messages::share_menu()),
        content: icon_label("icon i-share", messages::share_menu()),
    };
    menu(button, move || lazy(move || Box::pin(content(report_view))))
}

#[wasm_split(menus, fallible)]
fn content(report_view: ReportView) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let clipboard = expect_context::<Clipboard>();
    let copy = move |text: Option<String>, said: &'static str| {
        if let Some(text) = text {
            web_platform::spawn(async move { clipboard.copy(text, said.to_owned()).await });
        }
    };
    let item = move |name: &'static str, hint: &'static str, act: Box<dyn Fn()>| {
        view! {
            {menu_item(MENU, name, || false, act)}
            <p class="hint">{hint}</p>
        }
    };
    let preferences = expect_context::<Preferences>();
    let link = move || {
        let units = untrack(|| preferences.units());
        copy(current_link(url_state, units), messages::copied_link());
    };
    let fixed = move || copy(fixed_link(url_state), messages::copied_link());
    let summary = move || copy(summary(report_view), messages::copied_summary());
    let copy_image = move || {
        let preferences = expect_context::<Preferences>();
        if let Some((drawn, size)) = image(report_view, preferences) {
            web_platform::spawn(async move {
                let said = if web_platform::copy_png(drawn, size).await {
                    messages::copied_image()
                } else {
                    messages::no_image()
                };
                clipboard.say(said.to_owned());
            });
        }
    };
    let is_live = report_view.live.is_some();
    let fixed = is_live.then(|| {
        item(
            messages::copy_fixed_link(),
            messages::copy_fixed_link_hint(),
            Box::new(fixed),
        )
    });
    let content = view! {
        <div class="menu">
            {item(messages::copy_link(), messages::copy_link_hint(), Box::new(link))}
            {fixed}
            {item(messages::copy_summary(), messages::copy_summary_hint(), Box::new(summary))}
            {item(messages::copy_image(), messages::copy_image_hint(), Box::new(copy_image))}
        </div>
    };
    Ok(content.into_any())
}

/// The link to the current view. It includes the units unless they are the default.
fn current_link(url_state: UrlState, units: Units) -> Option<String> {
    let units = Some(units).filter(|units| *units != Units::default());
    let link = url_state.link(|query| query.with_units(units));
    page_link(link.trim_start_matches('?'))
}

/// The address of the page with a query string.
fn page_link(query: &str) -> Option<String> {
    let page = web_platform::own_url()?;
    Some(if query.is_empty() {
        page
    } else {
        format!("{page}?{query}")
    })
}

/// The same, with the dates that a moving period has now; one that has no end ends now.
fn fixed_link(url_state: UrlState) -> Option<String> {
    let link = url_state.link(|query| {
        let range = query.period.range(&BrowserCalendar(query.zone));
        let until_ts = range.until_ts.or_else(|| Some(web_platform::now()));
        match Period::between(range.from_ts, until_ts) {
            Ok(period) => query.with_period(period),
            Err(_) => query,
        }
    });
    page_link(link.trim_start_matches('?'))
}

/// The totals and the largest users as a picture, and its size in pixels.
fn image(report_view: ReportView, preferences: Preferences) -> Option<(String, (u32, u32))> {
    let title = without_isolates(&totals(report_view, preferences)?);
    untrack(|| {
        report_view.view.with(|view| {
            let view = view.as_ref()?;
            Some(share_image::draw(&title, view, preferences))
        })
    })
}

/// The totals and the largest user in one line of text.
fn summary(report_view: ReportView) -> Option<String> {
    let preferences = expect_context::<Preferences>();
    let totals = totals(report_view, preferences)?;
    let largest = untrack(|| {
        report_view.view.with(|view| {
            let view: &View = view.as_ref()?;
            let index = view.by_size().first().copied()?;
            let user = view.usage().report().table.user(index);
            let name = user.displayname.and_then(visible);
            let name = name.or_else(|| user.user_id.and_then(visible));
            Some(messages::summary_largest(
                &preferences.bytes(user.media_length.unwrap_or(0)),
                &name.unwrap_or_else(|| messages::no_user().to_owned()),
            ))
        })
    });
    Some(totals + &largest.unwrap_or_default())
}

/// Server, period and totals in one line of text.
fn totals(report_view: ReportView, preferences: Preferences) -> Option<String> {
    untrack(|| {
        let source = report_view.source()?;
        let homeserver = source.info.homeserver.as_deref().unwrap_or_default();
        let homeserver = visible(server_name(homeserver)).unwrap_or_default();
        let period = shown_period(report_view.shown_period.get());
        report_view.view.with(|view| {
            let view = view.as_ref()?;
            let totals = view.totals();
            let summary = messages::summary(
                &preferences.counted(totals.files),
                &homeserver,
                &period,
                &preferences.bytes(totals.bytes),
                &preferences.counted(totals.users as u128),
            );
            let is_complete = view.usage().report().is_complete();
            Some(if is_complete {
                summary
            } else {
                messages::summary_incomplete(&summary)
            })
        })
    })
}
