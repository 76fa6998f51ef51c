//! The homeserver's process: started, awaited, and ended for certain.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::http::Client;

/// Starts the homeserver in Python and ends it when its standard input is closed. That happens
/// even if the process at the other end is killed, so no server is ever left behind.
const LAUNCHER: &str = "
import os, signal, sys, threading
def watch():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(5)
    os._exit(1)
threading.Thread(target=watch, daemon=True).start()
from synapse.app.homeserver import main
main()
";

/// A running homeserver, ended when dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    lifeline: Option<ChildStdin>,
}

impl Process {
    /// Starts the homeserver and waits until it answers.
    pub(super) fn start(python: &Path, data: &Path, client: &Client) -> Result<Self> {
        let output = data.join("synapse.out");
        let file = File::create(&output)?;
        let mut child = Command::new(python)
            .args(["-c", LAUNCHER, "--config-path"])
            .arg(data.join("homeserver.yaml"))
            .current_dir(data)
            .process_group(0) // so that it is us who end it when Ctrl-C is pressed
            .stdin(Stdio::piped())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .context("cannot start Synapse")?;
        let lifeline = child.stdin.take();
        let mut process = Self { child, lifeline };
        let begun = Instant::now();
        loop {
            if let Some(status) = process.child.try_wait()? {
                let text = fs::read_to_string(&output).unwrap_or_default();
                let last = text.lines().rev().find(|line| !line.trim().is_empty());
                let last = last.unwrap_or("no message");
                let logs = data.display();
                bail!("Synapse ended at once ({status}): {last} (its logs are in {logs})");
            }
            if let Ok((200, _)) = client.get("/_matrix/client/versions") {
                return Ok(process);
            }
            if begun.elapsed() > Duration::from_mins(3) {
                bail!(
                    "Synapse does not answer; its logs are in {}",
                    data.display()
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Whether the homeserver is still there.
    pub(super) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let _ = self.child.wait();
    }
}

/// Refuses a port that somebody listens on.
pub(super) fn claim_port(port: u16) -> Result<()> {
    let taken = |_| {
        anyhow::anyhow!("port {port} is in use: end what listens there, or choose another port")
    };
    TcpListener::bind(("127.0.0.1", port))
        .map(drop)
        .map_err(taken)
}
