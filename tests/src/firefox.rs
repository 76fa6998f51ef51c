//! Firefox, driven through `WebDriver`, for what is to work in more than one browser.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, thread};

use anyhow::{Context as _, Result};
use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};
use xtask::tools::firefox;

use crate::page::Page;

/// A running Firefox with a profile of its own; it ends with this value.
#[derive(Debug)]
pub struct Firefox {
    session: Option<WebDriver>,
    driver: Child,
    folder: PathBuf,
}

impl Firefox {
    /// Starts it.
    ///
    /// # Errors
    /// When there is none, or it does not start.
    pub async fn start() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let programs = firefox::ensure()?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("panel-firefox-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder)?;
        let mut driver = Command::new(&programs.geckodriver)
            .args(["--port", "0"])
            .env("LANG", "en_US.UTF-8")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start geckodriver")?;
        let output = driver.stdout.take().context("geckodriver is mute")?;
        let mut browser = Self {
            session: None,
            driver,
            folder,
        };
        let mut lines = BufReader::new(output).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once("Listening on ")?;
            address.rsplit(':').next()?.trim().parse::<u16>().ok()
        });
        // Its output must be drained, or it would block.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let port = port.context("geckodriver did not print its port")?;
        let mut wanted = Capabilities::new();
        wanted.set("browserName", "firefox")?;
        let options = json!({
            "binary": programs.firefox,
            "args": ["-headless", "--width=1366", "--height=900"],
            "prefs": {
                "browser.download.folderList": 2,
                "browser.download.dir": browser.folder,
                "browser.download.useDownloadDir": true,
                "intl.accept_languages": "en-US",
            },
        });
        wanted.set("moz:firefoxOptions", options)?;
        let session = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        browser.session = Some(session);
        Ok(browser)
    }

    /// Its window.
    ///
    /// # Errors
    /// When it is closed.
    pub fn page(&self) -> Result<Page> {
        let session = self.session.as_ref().context("the browser is closed")?;
        Ok(Page::by_standard(session))
    }

    /// The folder that downloads go to.
    pub fn downloads(&self) -> PathBuf {
        self.folder.clone()
    }

    /// Ends it.
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

impl Drop for Firefox {
    fn drop(&mut self) {
        // The session first: it ends Firefox, which the driver's end alone would leave alive.
        drop(self.session.take());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
