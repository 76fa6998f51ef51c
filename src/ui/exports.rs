//! Taking the users found away as a file.

use super::taste::Taste;
use crate::browser;
use crate::text;
use leptos::prelude::*;
use usage::{Stamp, Unhurried, View, csv, json};

/// The buttons `Export CSV` and `Export JSON`: of whom the search finds, in the order shown.
#[component]
pub(super) fn Exports(
    homeserver: String,
    view: ReadSignal<Option<View>>,
    period: Memo<String>,
) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let name = StoredValue::new(homeserver);
    let file = move |extension: &str| {
        let plain = |text: String| -> String {
            let keep = |c: char| {
                if c.is_ascii_alphanumeric() || c == '.' {
                    c
                } else {
                    '-'
                }
            };
            text.chars().map(keep).collect()
        };
        let server = name.with_value(|name| name.rsplit("//").next().map(str::to_owned));
        let parts = [
            "media-usage".to_owned(),
            server.unwrap_or_default(),
            period.get_untracked(),
        ];
        format!("{}.{extension}", parts.map(plain).join("_"))
    };
    let export_csv = move |_| {
        if let Some(view) = view.get_untracked() {
            let file = file("csv");
            browser::run(async move {
                let size = |bytes| untrack(|| taste.bytes(bytes));
                let whole = view.usage().totals().bytes;
                let mut pieces = csv(Box::new(view.users()), whole, &size);
                browser::download(&file, "text/csv;charset=utf-8", &mut pieces, &Unhurried).await;
            });
        }
    };
    let export_json = move |_| {
        if let Some(view) = view.get_untracked() {
            let file = file("json");
            browser::run(async move {
                let total = view.totals().users as u64;
                let mut pieces = json(Box::new(view.users()), total, &Stamp::default());
                browser::download(&file, "application/json", &mut pieces, &Unhurried).await;
            });
        }
    };
    let nothing = move || view.with(Option::is_none);
    view! {
        <button type="button" on:click=export_csv disabled=nothing>{text::EXPORT_CSV}</button>
        <button type="button" on:click=export_json disabled=nothing>{text::EXPORT_JSON}</button>
    }
}
