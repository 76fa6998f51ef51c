//! Sentences with names of servers and users in them.

use leptos::prelude::*;
use panel_core::format::{Part, parts};

/// A sentence whose names are isolated by elements of their own. All its texts are set on elements:
/// a page translator replaces text nodes, and with them what Leptos would change later.
pub(crate) fn sentence(text: &str) -> AnyView {
    let parts = parts(text).into_iter().map(|part| match part {
        Part::Words(words) => view! { <span prop:textContent=words.to_owned()></span> }.into_any(),
        Part::Name(name) => {
            view! { <bdi translate="no" prop:textContent=name.to_owned()></bdi> }.into_any()
        }
    });
    parts.collect_view().into_any()
}
