//! Starts the panel, once what its host has decided is known.

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use synapse_media_usage::{App, Start, browser};

fn main() {
    browser::run(async {
        let start = Start::gather().await;
        let place = document().get_element_by_id("panel");
        let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        // What stood there while the panel was loading.
        place.set_text_content(None);
        mount_to(place, move || view! { <App start/> }).forget();
    });
}
