//! The menu `Share`: links to the view, and a summary in one line.

use crate::features::period::text::shown_period;
use crate::messages::{self, Explanation};
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::copy::Clipboard;
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::menu::{MenuButton, icon_label, menu, menu_item};
use leptos::prelude::*;
use media_usage::View;
use panel_core::format::{server_name, visible};
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
    let link = move || copy(page_link(&url_state.view()), messages::copied_link());
    let fixed = move || copy(fixed_link(url_state), messages::copied_link());
    let summary = move || copy(summary(report_view), messages::copied_summary());
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
        </div>
    };
    Ok(content.into_any())
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

/// The totals and the largest user in one line of text.
fn summary(report_view: ReportView) -> Option<String> {
    let preferences = expect_context::<Preferences>();
    untrack(|| {
        let source = report_view.source()?;
        let homeserver = source.info.homeserver.as_deref().unwrap_or_default();
        let homeserver = visible(server_name(homeserver)).unwrap_or_default();
        let period = shown_period(report_view.shown_period.get());
        report_view.view.with(|view| {
            let view: &View = view.as_ref()?;
            let totals = view.totals();
            let summary = messages::summary(
                &preferences.counted(totals.files),
                &homeserver,
                &period,
                &preferences.bytes(totals.bytes),
                &preferences.counted(totals.users as u128),
            );
            let largest = view.by_size().first().copied();
            let largest = largest.map(|index| view.usage().report().table.user(index));
            let largest = largest.map(|user| {
                let name = user.displayname.and_then(visible);
                let name = name.or_else(|| user.user_id.and_then(visible));
                messages::summary_largest(
                    &preferences.bytes(user.media_length.unwrap_or(0)),
                    &name.unwrap_or_else(|| messages::no_user().to_owned()),
                )
            });
            Some(summary + &largest.unwrap_or_default())
        })
    })
}
