//! Sentences with names of servers and users in them.

use leptos::prelude::*;
use panel_core::format::{SentencePart, split_isolates};

/// A sentence whose names are isolated by elements of their own. All its texts are set on elements:
/// a page translator replaces text nodes, and with them what Leptos would change later.
pub(crate) fn sentence(text: &str) -> AnyView {
    let split_isolates = split_isolates(text).into_iter().map(|part| match part {
        SentencePart::Text(words) => {
            view! { <span prop:textContent=words.to_owned()></span> }.into_any()
        }
        SentencePart::Name(name) => {
            view! { <bdi translate="no" prop:textContent=name.to_owned()></bdi> }.into_any()
        }
    });
    split_isolates.collect_view().into_any()
}
