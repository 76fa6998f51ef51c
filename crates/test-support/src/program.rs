//! A third-party server as a child process: started, awaited, and always stopped.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use xtask::shell::{last_line, name};

/// How long a program may take until it serves.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Where its output goes, in its folder.
const OUTPUT: &str = "output.log";

/// Runs a program until it ends by itself, or until standard input is closed, which also happens
/// when the process at the other end is killed; then removes its folder.
const LAUNCHER: &str = r#"
folder=$1
shift
exec 3<&0
"$@" 3<&- < /dev/null &
program=$!
{ read -r _; : > "$folder/over"; kill "$program"; } <&3 2> /dev/null &
watch=$!
exec 3<&-
wait "$program"
status=$?
kill "$watch" 2> /dev/null
[ -e "$folder/over" ] && rm -rf "$folder"
exit "$status"
"#;

/// A running program with a folder of its own; ended and removed when dropped.
#[derive(Debug)]
pub(crate) struct Program {
    launcher: Child,
    lifeline: Option<ChildStdin>,
    folder: PathBuf,
}

impl Program {
    /// Starts a program and waits until it `serves`. What is to be run may depend on the folder.
    ///
    /// # Errors
    /// When it cannot be started, ends before it serves, or takes too long.
    pub(crate) fn start(
        configured: impl FnOnce(&Path) -> Result<Command>,
        serves: impl Fn() -> bool,
    ) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("media-usage-program-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder)?;
        let command = configured(&folder)?;
        let output = File::create(folder.join(OUTPUT))?;
        let mut launcher = Command::new("sh");
        launcher
            .args(["-c", LAUNCHER, "launcher"])
            .arg(&folder)
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
        let mut program = Self {
            launcher,
            lifeline,
            folder,
        };
        program.wait(&name(&command), serves)?;
        Ok(program)
    }

    fn wait(&mut self, name: &str, serves: impl Fn() -> bool) -> Result<()> {
        let begun = Instant::now();
        while !serves() {
            if let Some(status) = self.launcher.try_wait()? {
                let last = self.output();
                bail!("{name} ended at once ({status}): {}", last_line(&last));
            }
            if begun.elapsed() > TIMEOUT {
                let last = self.output();
                bail!("{name} does not answer: {}", last_line(&last));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn output(&self) -> String {
        fs::read_to_string(self.folder.join(OUTPUT)).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let _ = self.launcher.wait();
        let _ = fs::remove_dir_all(&self.folder);
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
        let configured = |_: &Path| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            Ok(command)
        };
        Program::start(configured, serves)
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
        let folder = program.folder.clone();
        assert!(listens() && folder.is_dir());
        drop(program);
        assert!(!listens() && !folder.exists());
        Ok(())
    }
}
