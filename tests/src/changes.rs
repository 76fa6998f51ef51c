//! The region `Changes`: what it shows, and what the database says that it should.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::json;
use test_support::ExpectedUser;

use crate::homeserver::{Order, in_order};
use crate::page::Page;
use crate::wait::until;

/// A row of the changes. Figures are exact, as the page holds them; empty where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ChangeRow {
    /// The user.
    pub user_id: String,
    /// Bytes before.
    pub before: String,
    /// Bytes after.
    pub after: String,
    /// Bytes more, with a sign when fewer.
    pub change: String,
    /// The change as a part of the bytes before, with nine places.
    pub growth: String,
    /// Files more.
    pub files: String,
    /// Places gained by size.
    pub rank_change: String,
    /// What became of the user, in words.
    pub status: String,
}

impl ChangeRow {
    /// Bytes more.
    pub fn bytes(&self) -> i128 {
        self.change.parse().unwrap_or_default()
    }
}

/// Everybody who is in one of two reports, who grew most first.
pub fn changed(before: &[ExpectedUser], after: &[ExpectedUser]) -> Vec<ChangeRow> {
    let ranked = |users: &[ExpectedUser]| {
        let users = in_order(users, Order::Size, true).into_iter();
        let ranks = users.zip(1_i64..);
        ranks
            .map(|(user, rank)| (user.user_id.clone(), (user, rank)))
            .collect::<BTreeMap<_, _>>()
    };
    let (before, after) = (ranked(before), ranked(after));
    let mut ids: Vec<_> = before.keys().chain(after.keys()).collect();
    ids.sort();
    ids.dedup();
    let mut rows: Vec<_> = ids
        .into_iter()
        .map(|id| change(id, before.get(id), after.get(id)))
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.bytes()));
    rows
}

fn change(
    id: &str,
    before: Option<&(ExpectedUser, i64)>,
    after: Option<&(ExpectedUser, i64)>,
) -> ChangeRow {
    let bytes = |it: Option<&(ExpectedUser, i64)>| {
        i128::from(it.and_then(|(user, _)| user.media_length).unwrap_or(0))
    };
    let count =
        |it: Option<&(ExpectedUser, i64)>| i128::from(it.map_or(0, |(user, _)| user.media_count));
    let shown =
        |it: Option<&(ExpectedUser, i64)>| it.map_or(String::new(), |_| bytes(it).to_string());
    let more = bytes(after) - bytes(before);
    let files = count(after) - count(before);
    let billionths = (more.abs() * 1_000_000_000).checked_div(bytes(before));
    let growth = billionths.map_or(String::new(), |billionths| {
        let (whole, places) = (billionths / 1_000_000_000, billionths % 1_000_000_000);
        let sign = if more < 0 { "-" } else { "" };
        format!("{sign}{whole}.{places:09}")
    });
    let rank_change = before.zip(after);
    let rank_change = rank_change.map_or(String::new(), |(before, after)| {
        (before.1 - after.1).to_string()
    });
    let status = match (before, after, more, files) {
        (None, ..) => "Added",
        (_, None, ..) => "Removed",
        (_, _, 0, 0) => "Unchanged",
        (_, _, 0, files) if files > 0 => "Grown",
        (_, _, more, _) if more > 0 => "Grown",
        _ => "Shrunk",
    };
    ChangeRow {
        user_id: id.to_owned(),
        before: shown(before),
        after: shown(after),
        change: more.to_string(),
        growth,
        files: files.to_string(),
        rank_change,
        status: status.to_owned(),
    }
}

/// The same rows as the table has them: by size, and those who are gone last.
pub fn in_table_order(mut rows: Vec<ChangeRow>) -> Vec<ChangeRow> {
    let size = |row: &ChangeRow| row.after.parse::<u64>().ok();
    rows.sort_by(|a, b| a.user_id.cmp(&b.user_id));
    rows.sort_by_key(|row| (size(row).is_none(), std::cmp::Reverse(size(row))));
    rows
}

const ROWS: &str = "
    const table = document.querySelector('table.users.comparing');
    if (!table) return null;
    return [...table.tBodies[0].rows].map((row) => {
        const exact = (name) => row.querySelector(`td.${name} data`).value;
        const [before, after, change] = ['before', 'size', 'change'].map(exact);
        const files = exact('files-change');
        const grown = Math.sign(change) || Math.sign(files);
        return {
            user_id: row.dataset.userId, before, after, change, files,
            growth: exact('growth'), rank_change: exact('rank-change'),
            status: before === '' ? 'Added' : after === '' ? 'Removed'
                : ['Shrunk', 'Unchanged', 'Grown'][grown + 1],
        };
    });";

impl Page {
    /// The changes on the page just now.
    ///
    /// # Errors
    /// When nothing is compared.
    pub async fn changes(&self) -> Result<Vec<ChangeRow>> {
        let rows: Option<Vec<ChangeRow>> = self.run(ROWS, &[]).await?;
        rows.context("nothing is compared")
    }

    /// Waits until the table compares.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn compares(&self) -> Result<()> {
        until("a comparison in the table", async || {
            Ok(self
                .run::<Option<Vec<ChangeRow>>>(ROWS, &[])
                .await?
                .map(drop))
        })
        .await
    }

    /// Waits until the changes on the page are the first of these.
    ///
    /// # Errors
    /// When they stay others.
    pub async fn shows_changes(&self, wanted: &[ChangeRow]) -> Result<()> {
        const ROWS_PER_PAGE: usize = 100;
        let wanted = &wanted[..wanted.len().min(ROWS_PER_PAGE)];
        until("the changes that the database gives", async || {
            let found = self.changes().await?;
            for (found, wanted) in found.iter().zip(wanted) {
                ensure!(found == wanted, "{found:?} is not {wanted:?}");
            }
            let (found, wanted) = (found.len(), wanted.len());
            ensure!(
                found == wanted,
                "there are {found} changes and not {wanted}"
            );
            Ok(Some(()))
        })
        .await
    }

    /// How many users there are of each kind of change, by name.
    ///
    /// # Errors
    /// When nothing is compared.
    pub async fn change_counts(&self) -> Result<BTreeMap<String, u64>> {
        let read = "
            return Object.fromEntries([...document.querySelectorAll('.filter button')]
                .map((button) => [button.firstChild.textContent.trim(),
                    +button.querySelector('data').value]));";
        self.run(read, &[]).await
    }

    /// Shows the users who changed in one way.
    ///
    /// # Errors
    /// When there is no such choice.
    pub async fn filter_changes(&self, name: &str) -> Result<()> {
        let find = "
            return [...document.querySelectorAll('.filter button')]
                .find((button) => button.firstChild.textContent.trim() === arguments[0]);";
        until(&format!("the choice {name:?}"), async || {
            self.close_menus().await?;
            let button = self.driver().execute(find, vec![json!(name)]).await?;
            Ok(Some(button.element()?.click().await?))
        })
        .await
    }
}
