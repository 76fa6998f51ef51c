//! The numbers behind a chart, as a table.

use crate::state::preferences::Preferences;
use crate::widgets::helpers::markup;
use leptos::prelude::*;
use panel_core::chart::Markup;

/// A number in a table: exact, and as it reads.
pub(crate) type Number = (String, String);

pub(crate) fn bytes(bytes: u128, preferences: Preferences) -> Number {
    (bytes.to_string(), preferences.bytes(bytes))
}

/// A table of numbers. The first of each row says what the others are about.
pub(crate) fn table(name: &str, columns: &[&str], rows: Vec<Vec<Number>>) -> AnyView {
    let mut table = Markup::default();
    table.element("caption", &[], name);
    table.open("thead", &[]);
    table.open("tr", &[]);
    for column in columns {
        table.element("th", &[("scope", "col")], column);
    }
    table.close("tr");
    table.close("thead");
    table.open("tbody", &[]);
    for row in rows {
        table.open("tr", &[]);
        for (place, (exact, shown)) in row.into_iter().enumerate() {
            let (tag, attributes): (_, &[_]) = match place {
                0 => ("th", &[("scope", "row")]),
                _ => ("td", &[]),
            };
            table.open(tag, attributes);
            table.element("data", &[("value", &exact)], &shown);
            table.close(tag);
        }
        table.close("tr");
    }
    table.close("tbody");
    view! { <table translate="no" use:markup=table></table> }.into_any()
}
