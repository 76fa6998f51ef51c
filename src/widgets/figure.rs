//! A figure with its name, as an entry of a list of figures.

use crate::messages;
use leptos::prelude::*;

/// A figure: its name, the exact number, how it reads, and what stands beside it.
#[derive(Default)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) exact: String,
    pub(crate) shown: String,
    pub(crate) title: String,
    pub(crate) beside: String,
}

impl Figure {
    /// The place of a figure that is not known yet.
    pub(crate) fn unknown(name: &'static str) -> Self {
        Self {
            name,
            shown: messages::none().to_owned(),
            ..Self::default()
        }
    }

    /// An entry of a `<dl class="figures">`.
    pub(crate) fn show(self) -> AnyView {
        view! {
            <div>
                <dt prop:textContent=self.name></dt>
                <dd>
                    {number(self.exact, self.title, self.shown)}
                </dd>
                <dd class="note" prop:textContent=self.beside></dd>
            </div>
        }
        .into_any()
    }
}

/// A number: exact, with more to be read on demand, as it reads.
pub(crate) fn number(exact: String, title: String, shown: String) -> AnyView {
    view! {
        <data value=exact title=title translate="no" prop:textContent=shown></data>
    }
    .into_any()
}
