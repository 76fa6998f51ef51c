//! A figure with its name, as an entry of a list of figures.

use crate::text;
use leptos::prelude::*;

/// A figure: its name, the exact number, how it reads, and what stands beside it.
#[derive(Default)]
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) exact: String,
    pub(super) shown: String,
    pub(super) title: String,
    pub(super) beside: String,
}

impl Figure {
    /// The place of a figure that is not known yet.
    pub(super) fn unknown(name: &'static str) -> Self {
        Self {
            name,
            shown: text::NONE.to_owned(),
            ..Self::default()
        }
    }

    /// An entry of a `<dl class="figures">`.
    pub(super) fn show(self) -> AnyView {
        view! {
            <div>
                <dt prop:textContent=self.name></dt>
                <dd>
                    <data
                        value=self.exact
                        title=self.title
                        translate="no"
                        prop:textContent=self.shown
                    ></data>
                </dd>
                <dd class="beside" prop:textContent=self.beside></dd>
            </div>
        }
        .into_any()
    }
}
