//! Chromium, driven through `WebDriver`, with a fresh profile.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, bail};
use serde_json::json;
use thirtyfour::{Capabilities, LoggingPrefsLogLevel, WebDriver};
use xtask::tools::browser;

/// Beside what every test of the project needs: nothing that talks to the outside.
const ARGUMENTS: &[&str] = &[
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
    "--window-size=1366,900",
];

/// Far from UTC and with an offset that isn't a whole hour, so mixed-up time zones are noticed.
const TIME_ZONE: &str = "Asia/Kathmandu";

/// A running browser. [`Browser::close`] ends it cleanly; dropping it kills it.
#[derive(Debug)]
pub struct Browser {
    session: Option<WebDriver>,
    driver: Child,
    folder: PathBuf,
}

impl Browser {
    /// Starts a browser with an empty profile.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    pub async fn start() -> Result<Self> {
        // A host that is not loopback for the browser, but leads to it.
        Self::start_with(&["--host-resolver-rules=MAP insecure.test 127.0.0.1"]).await
    }

    /// Starts a browser that takes these hosts to be the web server at this port of the machine,
    /// and trusts its certificate.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    pub async fn start_at(hosts: &str, port: u16) -> Result<Self> {
        let hosts = format!("--host-resolver-rules=MAP {hosts} 127.0.0.1:{port}");
        Self::start_with(&["--ignore-certificate-errors", &hosts]).await
    }

    async fn start_with(more: &[&str]) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let programs = browser::ensure()?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("panel-browser-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(folder.join("downloads"))?;
        let (driver, port) = start_driver(&programs.chromedriver)?;
        let mut browser = Self {
            session: None,
            driver,
            folder,
        };
        let profile = browser.folder.join("profile");
        let mut arguments: Vec<String> = browser::ARGUMENTS
            .iter()
            .chain(ARGUMENTS)
            .chain(more)
            .map(|&argument| argument.to_owned())
            .collect();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let mut wanted = Capabilities::new();
        wanted.set("browserName", "chrome")?;
        let options = json!({ "args": arguments, "binary": programs.chromium });
        wanted.set("goog:chromeOptions", options)?;
        let logs = json!({ "browser": LoggingPrefsLogLevel::All });
        wanted.set("goog:loggingPrefs", logs)?;
        // Scripts, too, take their time on a machine that does a lot besides.
        wanted.set("timeouts", json!({ "script": 120_000 }))?;
        let session = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        let saving = json!({
            "behavior": "allow",
            "downloadPath": browser.downloads(),
        });
        session
            .cdp()
            .send_raw("Browser.setDownloadBehavior", saving)
            .await?;
        browser.session = Some(session);
        Ok(browser)
    }

    /// The session.
    ///
    /// # Errors
    /// When the browser is closed.
    pub fn driver(&self) -> Result<&WebDriver> {
        self.session.as_ref().context("the browser is closed")
    }

    /// The folder that downloads go to.
    pub fn downloads(&self) -> PathBuf {
        self.folder.join("downloads")
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not end as it should.
    pub async fn close(mut self) -> Result<()> {
        match self.session.take() {
            Some(session) => Ok(session.quit().await?),
            None => Ok(()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The session first: it ends Chromium, which the driver's end alone would leave alive.
        drop(self.session.take());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts the driver. When several start at once, one occasionally exits before it has printed its
/// port; it is started again.
fn start_driver(program: &Path) -> Result<(Child, u16)> {
    const TRIES: u32 = 5;
    for _ in 0..TRIES {
        let (mut driver, port) = try_driver(program)?;
        if let Some(port) = port {
            return Ok((driver, port));
        }
        driver.kill().ok();
        driver.wait()?;
    }
    bail!("chromedriver did not print its port")
}

/// Starts the driver on a free port, which it tells in its first lines.
fn try_driver(program: &Path) -> Result<(Child, Option<u16>)> {
    let mut driver = Command::new(program)
        .arg("--port=0")
        .env("TZ", TIME_ZONE)
        .env("LANG", "en_US.UTF-8")
        .env("LANGUAGE", "en_US")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start chromedriver")?;
    let output = driver.stdout.take().context("chromedriver is mute")?;
    let mut lines = BufReader::new(output).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        let number = line.split_once("successfully on port ")?.1;
        number.trim_end_matches('.').parse().ok()
    });
    // Its output must go on being read, or it would block.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Ok((driver, port))
}
