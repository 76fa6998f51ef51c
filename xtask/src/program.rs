//! A server of somebody else's as a child of this process: started, awaited, ended for certain.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::shell::{last_line, name};

/// How long a program may take until it serves.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs a program until it ends by itself, or until standard input is closed, which also happens
/// when the process at the other end is killed.
const LAUNCHER: &str = r#"
exec 3<&0
"$@" 3<&- < /dev/null &
program=$!
{ read -r _; kill "$program"; } <&3 2> /dev/null &
watch=$!
exec 3<&-
wait "$program"
status=$?
kill "$watch" 2> /dev/null
exit "$status"
"#;

/// A running program, ended when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    launcher: Child,
    lifeline: Option<ChildStdin>,
}

impl Program {
    /// Starts a command with its output in the file `log`, and waits until it `serves`.
    ///
    /// # Errors
    /// When it cannot be started, ends before it serves, or takes too long.
    pub(crate) fn start(command: &Command, log: &Path, serves: impl Fn() -> bool) -> Result<Self> {
        let output =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut launcher = Command::new("sh");
        launcher
            .args(["-c", LAUNCHER, "launcher"])
            .arg(command.get_program())
            .args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => launcher.env(name, value),
                None => launcher.env_remove(name),
            };
        }
        let mut launcher = launcher
            .process_group(0) // so that it is us who end it when Ctrl-C is pressed
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        let lifeline = launcher.stdin.take();
        let mut running = Self { launcher, lifeline };
        let begun = Instant::now();
        while !serves() {
            if let Some(status) = running.launcher.try_wait()? {
                let text = fs::read_to_string(log).unwrap_or_default();
                let (name, last) = (name(command), last_line(&text));
                bail!("{name} ended at once ({status}): {last}");
            }
            if begun.elapsed() > PATIENCE {
                let (name, log) = (name(command), log.display());
                bail!("{name} does not answer; its log is {log}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let _ = self.launcher.wait();
    }
}

/// A port of the loopback interface that nobody listens on.
///
/// # Errors
/// When there is none.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(script: &str, serves: impl Fn() -> bool) -> Result<Program> {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let log = format!("program-{}-{number}.log", std::process::id());
        let log = std::env::temp_dir().join(log);
        let started = Program::start(Command::new("sh").args(["-c", script]), &log, serves);
        fs::remove_file(log)?;
        started
    }

    #[test]
    fn a_program_that_ends_at_once_is_told_with_its_last_words() {
        let error = start("echo no such file >&2; exit 3", || false).map(drop);
        let error = format!(
            "{:#}",
            error.map_or_else(|error| error, |()| anyhow::anyhow!("?"))
        );
        assert!(
            error.contains("no such file") && error.contains('3'),
            "{error}"
        );
    }

    #[test]
    fn a_dropped_program_is_gone() -> Result<()> {
        let port = free_port()?;
        let listens = || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        let server = format!("exec python3 -m http.server --bind 127.0.0.1 {port}");
        let program = start(&server, listens)?;
        assert!(listens());
        drop(program);
        assert!(!listens());
        Ok(())
    }
}
