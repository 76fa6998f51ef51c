//! The menus of the report page, opened when a test needs something in them.

use anyhow::{Context as _, Result};
use serde_json::json;
use thirtyfour::WebElement;

use crate::page::Page;
use crate::wait::until;

/// The menu that contains the element with this name.
fn menu_with(name: &str) -> Option<&'static str> {
    let menu = match name {
        "Units" | "Theme" | "Row height" | "Time zone" | "Sort by" | "Reverse"
        | "Rows per page" | "Help" => "settings",
        "Export CSV"
        | "Export JSON"
        | "Export Markdown"
        | "Users to export"
        | "Copy for a spreadsheet"
        | "Copy as Markdown"
        | "Print…"
        | "CSV format"
        | "Open a report…" => "export",
        "Copy link" | "Copy link with fixed dates" | "Copy summary" | "Copy as image" => "share",
        "Sign out" | "Add homeserver" | "Signed in to" => "homeserver-menu",
        "Period"
        | "From"
        | "Until"
        | "Choose from calendar: From"
        | "Choose from calendar: Until" => "period-menu",
        "Compare with a file…" | "Compare from" | "Compare until" => "compare-menu",
        "Group patterns" | "Show as" => "groups-menu",
        _ => return None,
    };
    Some(menu)
}

impl Page {
    /// The element with this role and accessible name that can be used now, if there is one: a menu
    /// that has it is opened, and one that covers it is closed.
    ///
    /// # Errors
    /// When there are several, or the browser does not tell.
    pub async fn reach(&self, role: &str, name: &str) -> Result<Option<WebElement>> {
        let menu = match (role, name) {
            ("combobox", "Compare") => Some("compare-menu"),
            _ => menu_with(name),
        };
        if let Some(menu) = menu {
            self.open_menu(menu).await?;
        }
        let found = self.seen(role, name).await?;
        if let Some(element) = &found {
            let uncover = "
                const [element] = arguments;
                for (const menu of document.querySelectorAll('.popover:popover-open')) {
                    if (!menu.contains(element)) menu.hidePopover();
                }
                // Not below what sticks.
                element.scrollIntoView({ block: 'nearest' });
                return null;";
            let () = self.run(uncover, &[element.to_json()?]).await?;
        }
        Ok(found)
    }

    /// Goes to a view of the report by its link.
    ///
    /// # Errors
    /// When there is no such link.
    pub async fn show_view(&self, name: &str) -> Result<()> {
        until(&format!("the view {name:?}"), async || {
            let link = self.reach("link", name).await?;
            let link = link.context("there is no such view")?;
            Ok(Some(link.click().await?))
        })
        .await
    }

    /// Chooses a period in its menu.
    ///
    /// # Errors
    /// When there is no such period.
    pub async fn choose_period(&self, name: &str) -> Result<()> {
        let find = "
            return [...document.querySelectorAll('#period-menu label')]
                .find((label) => label.children[1].textContent === arguments[0]) ?? null;";
        until(&format!("the period {name:?}"), async || {
            self.open_menu("period-menu").await?;
            let found = self.driver().execute(find, vec![json!(name)]).await?;
            if found.json().is_null() {
                return Ok(None);
            }
            Ok(Some(found.element()?.click().await?))
        })
        .await?;
        self.close_menus().await
    }

    /// The name of the period that is chosen.
    ///
    /// # Errors
    /// When there is no menu of periods.
    pub async fn chosen_period(&self) -> Result<String> {
        let read = "
            return document.querySelector('#period-menu :checked').parentElement.children[1].textContent";
        let chosen = until("the period that is chosen", async || {
            self.open_menu("period-menu").await?;
            Ok(Some(self.run(read, &[]).await?))
        })
        .await?;
        self.close_menus().await?;
        Ok(chosen)
    }

    /// The text of the menu with the account and its homeserver.
    ///
    /// # Errors
    /// When no one is signed in.
    pub async fn account(&self) -> Result<String> {
        let read = "return document.getElementById('homeserver-menu')?.textContent ?? ''";
        self.open_menu("homeserver-menu").await?;
        let text = self.run(read, &[]).await;
        self.close_menus().await?;
        text
    }

    /// Closes all menus, as Escape does.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn close_menus(&self) -> Result<()> {
        let close = "
            for (const menu of document.querySelectorAll('.popover:popover-open')) menu.hidePopover();
            return null;";
        self.run(close, &[]).await
    }

    /// Opens the menu with this ID, if there is one.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn open_menu(&self, menu: &str) -> Result<()> {
        let open = "
            const menu = document.getElementById(arguments[0]);
            if (menu && !menu.matches(':popover-open')) menu.showPopover();
            return null;";
        self.run(open, &[json!(menu)]).await
    }
}
