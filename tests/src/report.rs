//! The report on the page: its rows, totals and what it says about itself.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::json;
use test_support::ExpectedUser;
use thirtyfour::Key;

use crate::homeserver::Sums;
use crate::page::Page;
use crate::wait::until;

/// The name of the report's table.
const TABLE: &str = "Media usage by user";

/// A row of the table. Figures are exact, as the page holds them beside what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    /// The user that the row is about.
    pub user_id: String,
    /// The texts that tell who it is, as shown: the name, if there is one, and the ID.
    pub who: Vec<String>,
    /// The exact figures, by the name of their column.
    pub exact: BTreeMap<String, String>,
    /// The figures as shown, by the name of their column.
    pub shown: BTreeMap<String, String>,
}

impl Row {
    /// An exact figure.
    ///
    /// # Errors
    /// When the row has no such column, or something else in it.
    pub fn figure(&self, column: &str) -> Result<u64> {
        let exact = self.exact.get(column);
        let exact = exact.with_context(|| format!("no {column} in {self:?}"))?;
        let figure = exact.parse();
        figure.with_context(|| format!("{column} of {} is {exact:?}", self.user_id))
    }

    /// Compares the row with what the database says.
    ///
    /// # Errors
    /// When they differ.
    pub fn is_about(&self, user: &ExpectedUser) -> Result<()> {
        let size = user.media_length.unwrap_or(0);
        let average = size.checked_div(user.media_count).unwrap_or(0);
        let found = (
            self.user_id.as_str(),
            self.figure("Size")?,
            self.figure("Files")?,
            self.figure("Average")?,
        );
        let wanted = (user.user_id.as_str(), size, user.media_count, average);
        ensure!(found == wanted, "the row is {found:?} and not {wanted:?}");
        Ok(())
    }
}

const ROWS: &str = "
    const table = [...document.querySelectorAll('table')]
        .find((table) => table.caption?.textContent.trim() === arguments[0]);
    if (!table) return null;
    const names = [...table.tHead.rows[0].cells]
        .map((cell) => (cell.querySelector('button') ?? cell).textContent.trim());
    const users = [...table.tBodies[0].rows].filter((row) => row.dataset.userId !== undefined);
    return users.map((row) => {
        const figures = [...row.cells].map((cell, at) => [names[at], cell.querySelector('data')])
            .filter(([, data]) => data);
        return {
            user_id: row.dataset.userId,
            who: [...row.querySelectorAll('bdi')].filter((bdi) => bdi.checkVisibility())
                .map((bdi) => bdi.textContent),
            exact: Object.fromEntries(figures.map(([name, data]) => [name, data.value])),
            shown: Object.fromEntries(figures.map(([name, data]) => [name, data.innerText])),
        };
    });";

impl Page {
    /// The rows of users on the page just now; a group's line is none.
    ///
    /// # Errors
    /// When there is no report.
    pub async fn rows(&self) -> Result<Vec<Row>> {
        let rows: Option<Vec<Row>> = self.run(ROWS, &[json!(TABLE)]).await?;
        rows.context("there is no report on the page")
    }

    /// The users on the page just now, in their order.
    ///
    /// # Errors
    /// When there is no report.
    pub async fn users(&self) -> Result<Vec<String>> {
        let rows = self.rows().await?;
        Ok(rows.into_iter().map(|row| row.user_id).collect())
    }

    /// Waits until the rows are about exactly these users, in their order, with their figures.
    ///
    /// # Errors
    /// When they stay others.
    pub async fn shows<'a>(&self, users: impl IntoIterator<Item = &'a ExpectedUser>) -> Result<()> {
        let users: Vec<_> = users.into_iter().collect();
        until("the rows that the database gives", async || {
            let rows = self.rows().await?;
            for (row, user) in rows.iter().zip(&users) {
                row.is_about(user)?;
            }
            let (rows, users) = (rows.len(), users.len());
            ensure!(rows == users, "there are {rows} rows and not {users}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until a report is there, and all of it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn loaded(&self) -> Result<()> {
        until("the whole report", async || {
            let status = self.announced("status").await?;
            ensure!(status.contains(" user"), "the status is {status:?}");
            let at_work = self.seen("button", "Cancel").await?.is_some();
            ensure!(!at_work, "it is still loading");
            let partial = self.text().await?.contains("Not complete");
            ensure!(!partial, "it is not complete");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until the report of a period is there in which there may be nobody.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn loaded_or_empty(&self) -> Result<()> {
        self.status("user").await?;
        self.gone("button", "Cancel").await
    }

    /// Goes to a page by its number.
    ///
    /// # Errors
    /// When there is no field for it.
    pub async fn go_to_page(&self, number: usize) -> Result<()> {
        until("the field for the page's number", async || {
            let field = self.reach("spinbutton", "Page").await?;
            let field = field.context("there is no such field")?;
            field.send_keys(Key::Control + "a").await?;
            Ok(Some(field.send_keys(format!("{number}\n")).await?))
        })
        .await
    }

    /// The exact figures of the region `Totals` just now.
    ///
    /// # Errors
    /// When there is no such region, or no figures in it.
    pub async fn totals(&self) -> Result<Sums> {
        let region = self.find("region", "Totals").await?;
        let read = "
            const value = (part, selector) => part.querySelector(selector).value;
            const totals = [...arguments[0].querySelectorAll('.total')];
            return Object.fromEntries([
                ...totals.map((total) => [
                    total.querySelector('dt').textContent.split(',')[0], value(total, '.figure data')]),
                ['Average', value(arguments[0], '.sub data')]])";
        let figures: BTreeMap<String, String> = self.run(read, &[region.to_json()?]).await?;
        let figure = |name: &str| {
            let figure = figures.get(name).and_then(|figure| figure.parse().ok());
            figure.with_context(|| format!("no {name} in {figures:?}"))
        };
        Ok(Sums {
            size: figure("Size")?,
            files: figure("Files")?,
            users: figure("Users")?,
            average: figure("Average")?,
            concentration: figure("80% of data")?,
        })
    }

    /// Waits until the totals are these.
    ///
    /// # Errors
    /// When they stay others.
    pub async fn sums_up_to(&self, wanted: Sums) -> Result<()> {
        until("the totals that the database gives", async || {
            let found = self.totals().await?;
            ensure!(found == wanted, "they are {found:?} and not {wanted:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Presses the head of a column, which orders the rows by it.
    ///
    /// # Errors
    /// When there is no such column.
    pub async fn order_by(&self, column: &str) -> Result<()> {
        let find = "
            return [...document.querySelectorAll('.users th button')]
                .find((button) => button.textContent.trim() === arguments[0]) ?? null;";
        until(&format!("the head of {column:?}"), async || {
            self.close_menus().await?;
            let found = self.driver().execute(find, vec![json!(column)]).await?;
            if found.json().is_null() {
                return Ok(None);
            }
            Ok(Some(found.element()?.click().await?))
        })
        .await
    }

    /// What the head of a column says about the order just now: `ascending`, `descending` or nothing.
    ///
    /// # Errors
    /// When there is no such column.
    pub async fn sorted(&self, column: &str) -> Result<Option<String>> {
        let read = "return [...document.querySelectorAll('th[scope=col]')]
            .find((head) => head.querySelector('button')?.textContent.trim() === arguments[0])
            .getAttribute('aria-sort')";
        self.run(read, &[json!(column)]).await
    }
}
