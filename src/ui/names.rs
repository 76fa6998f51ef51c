//! Sentences with names of servers and users in them.

use crate::format::{Part, parts};
use leptos::prelude::*;

/// A sentence whose names are isolated by elements of their own.
pub(super) fn sentence(text: &str) -> AnyView {
    let parts = parts(text).into_iter().map(|part| match part {
        Part::Words(words) => words.to_owned().into_any(),
        Part::Name(name) => view! { <bdi>{name.to_owned()}</bdi> }.into_any(),
    });
    parts.collect_view().into_any()
}
