//! Synapse Media Usage: who uses the media storage of a Synapse homeserver, and when.
//!
//! Data flows one way. The URL says what the administrator asks for ([`panel_core::url_query`]),
//! [`synapse_client`] requests it, [`media_usage`] holds and orders the response, [`state`] keeps it
//! in signals, and [`pages`], made of [`features`] and [`widgets`], show it.

// Functions of a part that is loaded later can fail, whatever they do: see `widgets::lazy`.
#![allow(clippy::unnecessary_wraps)]

mod app;
mod features;
mod messages;
mod pages;
mod state;
mod widgets;

use app::{App, StartupData};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

fn main() {
    web_platform::spawn(async {
        let startup = StartupData::load().await;
        let place = document().get_element_by_id("panel");
        let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        // What stood there while the panel was loading.
        place.set_text_content(None);
        mount_to(place, move || view! { <App startup/> }).forget();
    });
}
