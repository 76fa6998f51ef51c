//! The page as a person meets it: things have roles and names, fields have labels.
//!
//! Methods whose names say what a page does (`reads`, `has_query`, `find`) wait for it. Those that
//! return what is there (`text`, `value`, `seen`) look once: they belong into
//! [`eventually!`](crate::eventually) or [`until`].

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::{Key, WebDriver, WebElement};

use crate::wait::until;

/// Visible elements that may have a role, with an approximate name: cheap to find, and then checked
/// against what the browser reports to assistive technology.
const CANDIDATES: &str = "
    const [role, name] = arguments;
    const selectors = {
        button: 'button', textbox: 'input', spinbutton: 'input', combobox: 'select',
        table: 'table', navigation: 'nav', region: 'section', status: '[role=status]',
        alert: '[role=alert]', heading: 'h1, h2', link: 'a[href]', main: 'main', progressbar: 'progress',
        slider: 'input[type=range]', checkbox: 'input[type=checkbox]',
    };
    const text = (element) => element ? element.textContent.trim() : '';
    const called = (element) => [
        element.getAttribute('aria-label'), text(element), text(element.caption),
        ...[...(element.labels ?? [])].map(text),
        ...(element.getAttribute('aria-labelledby') ?? '').split(' ')
            .map((id) => id && text(document.getElementById(id))),
    ];
    return [...document.querySelectorAll(selectors[role] ?? `[role=${role}]`)].filter(
        (element) => element.checkVisibility({ visibilityProperty: true })
            && (name === null || called(element).includes(name)));";

/// A window of the browser.
#[derive(Clone, Debug)]
pub struct Page {
    driver: WebDriver,
    /// Whether to use the standard `WebDriver` commands, for a browser without Chromium's developer
    /// tools.
    by_standard: bool,
}

/// What a browser reports to assistive technology about an element, by the `WebDriver` standard.
#[derive(Debug)]
struct Computed(String);

impl ExtensionCommand for Computed {
    fn parameters_json(&self) -> Option<Value> {
        None
    }

    fn method(&self) -> Method {
        Method::GET
    }

    fn endpoint(&self) -> Arc<str> {
        self.0.as_str().into()
    }
}

impl Page {
    /// The window of a session.
    pub fn new(driver: &WebDriver) -> Self {
        let driver = driver.clone();
        Self {
            driver,
            by_standard: false,
        }
    }

    /// The window of a session with a browser that is not Chromium.
    pub(crate) fn by_standard(driver: &WebDriver) -> Self {
        let by_standard = true;
        Self {
            by_standard,
            ..Self::new(driver)
        }
    }

    /// The session, for what has no word here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Runs a script in the page; gives what it returns.
    ///
    /// # Errors
    /// When the script throws, or returns something else.
    pub async fn run<T: DeserializeOwned>(&self, script: &str, arguments: &[Value]) -> Result<T> {
        let arguments: Arc<[Value]> = arguments.into();
        let answer = self.driver.execute(script, arguments).await?;
        Ok(serde_json::from_value(answer.json().clone())?)
    }

    /// Lets a script take so many ms until it comes back, rather than half a minute.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn wait_for_scripts(&self, ms: u64) -> Result<()> {
        let patience = Duration::from_millis(ms);
        Ok(self.driver.set_script_timeout(patience).await?)
    }

    /// Sends a command of the developer tools' protocol.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Result<Value> {
        Ok(self.driver.cdp().send_raw(command, parameters).await?)
    }

    /// The element with this role and accessible name that is visible now, if there is one.
    ///
    /// # Errors
    /// When there are several, or the browser does not tell.
    pub async fn seen(&self, role: &str, name: &str) -> Result<Option<WebElement>> {
        let arguments = vec![json!(role), json!(name)];
        let mut candidates = self
            .driver
            .execute(CANDIDATES, arguments)
            .await?
            .elements()?;
        ensure!(candidates.len() < 2, "there are several {role}s {name:?}");
        let Some(element) = candidates.pop() else {
            return Ok(None);
        };
        let role_and_name = self.role_and_name(&element).await?;
        let fits = match role {
            // Fields for passwords, for searching and for a moment are fields to type in.
            "textbox" => ["textbox", "searchbox", "DateTime"].contains(&role_and_name.0.as_str()),
            _ => role_and_name.0 == role,
        };
        ensure!(
            fits && role_and_name.1 == name,
            "{role} {name:?} is exposed to assistive technology as {role_and_name:?}"
        );
        Ok(Some(element))
    }

    /// The role and name of an element as exposed to assistive technology.
    ///
    /// # Errors
    /// When the element is gone.
    pub async fn role_and_name(&self, element: &WebElement) -> Result<(String, String)> {
        if self.by_standard {
            let computed = async |what: &str| {
                let path = format!("/element/{}/computed{what}", element.element_id());
                let command = Command::ExtensionCommand(Box::new(Computed(path)));
                let answer = self.driver.handle().cmd(command).await?;
                Ok::<_, anyhow::Error>(answer.value::<String>()?)
            };
            return Ok((computed("role").await?, computed("label").await?));
        }
        let node = element.cdp_backend_node_id().await?;
        let which = json!({ "backendNodeId": node, "fetchRelatives": false });
        let tree = self.cdp("Accessibility.getPartialAXTree", which).await?;
        let node = &tree["nodes"][0];
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        Ok((text(&node["role"]), text(&node["name"])))
    }

    /// Waits for the element with this role and accessible name.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn find(&self, role: &str, name: &str) -> Result<WebElement> {
        until(&format!("the {role} {name:?}"), async || {
            self.reach(role, name).await
        })
        .await
    }

    /// Waits until there is no such element any more.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone(&self, role: &str, name: &str) -> Result<()> {
        until(&format!("the end of the {role} {name:?}"), async || {
            Ok(self.seen(role, name).await?.is_none().then_some(()))
        })
        .await
    }

    /// Presses a button.
    ///
    /// # Errors
    /// When there is none.
    pub async fn press(&self, name: &str) -> Result<()> {
        until(&format!("pressing {name:?}"), async || {
            let button = self.reach("button", name).await?;
            let button = button.context("there is no such button")?;
            ensure!(button.is_enabled().await?, "it is disabled");
            Ok(Some(button.click().await?))
        })
        .await
    }

    /// Waits for the field with this label.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn field(&self, label: &str) -> Result<WebElement> {
        self.find("textbox", label).await
    }

    /// What is in a field just now.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn value(&self, label: &str) -> Result<String> {
        let value = self.field(label).await?.prop("value").await?;
        Ok(value.unwrap_or_default())
    }

    /// Replaces what is in a field, by typing.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        // From the start again if the field is replaced by another one meanwhile.
        until(&format!("typing into {label:?}"), async || {
            let field = self.reach("textbox", label).await?;
            let field = field.context("there is no such field")?;
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(Key::Delete + "").await?;
            if !text.is_empty() {
                field.send_keys(text).await?;
            }
            // A field that was replaced in between has the text of both.
            let value = field.prop("value").await?;
            Ok((value.as_deref() == Some(text)).then_some(()))
        })
        .await
    }

    /// Leaves the field that has the focus, as pressing Tab does.
    ///
    /// # Errors
    /// When the keyboard does not reach the page.
    pub async fn tab(&self) -> Result<()> {
        self.key(Key::Tab).await
    }

    /// Presses a key, whatever has the focus.
    ///
    /// # Errors
    /// When the keyboard does not reach the page.
    pub async fn key(&self, key: Key) -> Result<()> {
        let typed = self.driver.action_chain().send_keys(key);
        Ok(typed.perform().await?)
    }

    /// Types, whatever has the focus.
    ///
    /// # Errors
    /// When the keyboard does not reach the page.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        let typed = self.driver.action_chain().send_keys(text);
        Ok(typed.perform().await?)
    }

    /// Sets a field for a moment in time, given in ms since the epoch, as a person does who
    /// picks a date and a time of day: in the browser's time zone.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn set_moment(&self, label: &str, ts: Option<u64>) -> Result<()> {
        let field = self.field(label).await?;
        let set = "
            const [field, ts] = arguments;
            const offset = new Date(ts).getTimezoneOffset() * 60000;
            const local = ts === null ? '' : new Date(ts - offset).toISOString().slice(0, 23);
            field.focus();
            field.value = local;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.run(set, &[field.to_json()?, json!(ts)]).await
    }

    /// Chooses an option of a select.
    ///
    /// # Errors
    /// When there is no such select or option.
    pub async fn choose(&self, label: &str, option: &str) -> Result<()> {
        if label == "Period" {
            return self.choose_period(option).await;
        }
        let find = "
            const [select, name] = arguments;
            return [...select.options].find((option) => option.text === name) ?? null;";
        until(&format!("the option {option:?} of {label:?}"), async || {
            let select = self.reach("combobox", label).await?;
            let select = select.context("there is no such select")?;
            let arguments = vec![select.to_json()?, json!(option)];
            let found = self.driver.execute(find, arguments).await?;
            if found.json().is_null() {
                return Ok(None);
            }
            Ok(Some(found.element()?.click().await?))
        })
        .await?;
        self.close_menus().await
    }

    /// Waits until this is the value of a field.
    ///
    /// # Errors
    /// When it stays another.
    pub async fn has_value(&self, label: &str, wanted: &str) -> Result<()> {
        until(&format!("{wanted:?} in {label:?}"), async || {
            let field = self.reach("textbox", label).await?;
            let field = field.context("there is no such field")?;
            let value = field.prop("value").await?.unwrap_or_default();
            ensure!(value == wanted, "it is {value:?}");
            Ok(Some(()))
        })
        .await
    }

    /// The name of the option of a select that is chosen just now.
    ///
    /// # Errors
    /// When there is no such select.
    pub async fn chosen(&self, label: &str) -> Result<String> {
        if label == "Period" {
            return self.chosen_period().await;
        }
        let select = self.find("combobox", label).await?;
        let read = "return arguments[0].selectedOptions[0]?.text ?? ''";
        self.run(read, &[select.to_json()?]).await
    }

    /// The text that is to be seen on all of the page just now.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn text(&self) -> Result<String> {
        self.run("return document.body.innerText", &[]).await
    }

    /// Waits until a text is to be seen somewhere on the page.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn reads(&self, text: &str) -> Result<()> {
        until(&format!("{text:?} on the page"), async || {
            Ok(self.text().await?.contains(text).then_some(()))
        })
        .await
    }

    /// What the page announces just now: the texts of all its visible elements with this role.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn announced(&self, role: &str) -> Result<String> {
        let read = "
            return [...document.querySelectorAll(`[role=${arguments[0]}]`)]
                .filter((element) => element.checkVisibility({ visibilityProperty: true }))
                .map((element) => element.innerText.trim()).filter(Boolean).join('\\n')";
        self.run(read, &[json!(role)]).await
    }

    /// Waits for an alert with these texts in it; gives all of its text.
    ///
    /// # Errors
    /// When there is none.
    pub async fn alert(&self, texts: &[&str]) -> Result<String> {
        until(&format!("an alert with {texts:?}"), async || {
            let alert = self.announced("alert").await?;
            let has_all = texts.iter().all(|text| alert.contains(text));
            Ok(has_all.then_some(alert))
        })
        .await
    }

    /// Waits for a status with this text in it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn status(&self, text: &str) -> Result<()> {
        until(&format!("a status with {text:?}"), async || {
            let status = self.announced("status").await?;
            Ok(status.contains(text).then_some(()))
        })
        .await
    }

    /// The address's query string just now, decoded, without its question mark.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn query(&self) -> Result<String> {
        let read = "return [...new URLSearchParams(location.search)]
            .map(([name, value]) => `${name}=${value}`).join('&')";
        self.run(read, &[]).await
    }

    /// Waits until the address's query string, decoded, has this pair.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn has_query_part(&self, wanted: &str) -> Result<()> {
        until(&format!("{wanted:?} in the query"), async || {
            let query = self.query().await?;
            Ok(query.split('&').any(|pair| pair == wanted).then_some(()))
        })
        .await
    }

    /// Waits until the address's query string, decoded, is this one; `homeserver` left aside.
    ///
    /// # Errors
    /// When it stays another.
    pub async fn has_query(&self, wanted: &str) -> Result<()> {
        until(&format!("the query {wanted:?}"), async || {
            let query = self.query().await?;
            let pairs = query.split('&').filter(|it| !it.starts_with("homeserver="));
            let same = pairs.collect::<Vec<_>>().join("&") == wanted;
            ensure!(same, "the query is {query:?}");
            Ok(Some(()))
        })
        .await
    }
}
