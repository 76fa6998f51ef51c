//! Runs work in the background, such as building a tool.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};

use crate::shell::{last_line, name, print_status};

/// How often the state of a program is checked.
const POLL: Duration = Duration::from_millis(100);

/// How often a waiting caller reports progress.
const REPORT: Duration = Duration::from_secs(15);

/// Runs programs for a background task, and ends them when the task is dropped.
#[derive(Clone, Debug)]
pub struct Runner {
    stopped: Arc<AtomicBool>,
    log: Option<PathBuf>,
}

impl Runner {
    /// Runs a program, with its output in the task's log, or shown if the task has none.
    ///
    /// # Errors
    /// When it cannot be started, fails, or the task is dropped meanwhile.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let Some(log) = &self.log else {
            return self.wait(command);
        };
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let name = log.display();
        let file = File::create(log).with_context(|| format!("cannot write {name}"))?;
        command.stdout(file.try_clone()?).stderr(file);
        self.wait(command).map_err(|error| {
            let text = fs::read_to_string(log).unwrap_or_default();
            error.context(format!("{} (full output in {name})", last_line(&text)))
        })
    }

    /// Waits until there is something to return.
    ///
    /// # Errors
    /// When looking for it fails, or the task is dropped meanwhile.
    pub fn until<R>(&self, mut look: impl FnMut() -> Result<Option<R>>) -> Result<R> {
        loop {
            if let Some(found) = look()? {
                return Ok(found);
            }
            ensure!(!self.stopped.load(Ordering::Relaxed), "no longer needed");
            thread::sleep(POLL);
        }
    }

    fn wait(&self, command: &mut Command) -> Result<()> {
        let name = name(command);
        let mut child = command
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot run {name}"))?;
        let ended = self.until(|| Ok(child.try_wait()?));
        let Ok(status) = ended else {
            child.kill()?;
            child.wait()?;
            bail!("{name} is no longer needed");
        };
        ensure!(status.success(), "{name} failed ({status})");
        Ok(())
    }
}

/// A task in a thread of its own. Dropping it ends the programs that it runs.
#[derive(Debug)]
pub struct Background<T> {
    what: String,
    begun: Instant,
    runner: Runner,
    thread: Option<JoinHandle<Result<T>>>,
}

impl<T: Send + 'static> Background<T> {
    /// Starts a task. `what` names it for messages, and `log` is where its programs write; without
    /// one, they show what they do.
    pub fn start(
        what: &str,
        log: Option<PathBuf>,
        task: impl FnOnce(&Runner) -> Result<T> + Send + 'static,
    ) -> Self {
        let runner = Runner {
            stopped: Arc::new(AtomicBool::new(false)),
            log,
        };
        let for_task = runner.clone();
        Self {
            what: what.to_owned(),
            begun: Instant::now(),
            runner,
            thread: Some(thread::spawn(move || task(&for_task))),
        }
    }

    /// Waits for the task's result, reporting its progress from time to time unless it is shown.
    ///
    /// # Errors
    /// When the task fails.
    pub fn wait(mut self) -> Result<T> {
        let thread = self.thread.take().context("the task has ended")?;
        let mut reported = Instant::now();
        while !thread.is_finished() {
            if let Some(log) = &self.runner.log
                && reported.elapsed() > REPORT
            {
                reported = Instant::now();
                let seconds = self.begun.elapsed().as_secs();
                let text = fs::read_to_string(log).unwrap_or_default();
                let done = progress(&text).map_or(String::new(), |it| format!(", {it} packages"));
                print_status(format!("{}: {seconds} s so far{done}", self.what));
            }
            thread::sleep(POLL);
        }
        let outcome = thread.join();
        outcome.map_err(|_| anyhow!("{}: the task panicked", self.what))?
    }
}

impl<T> Drop for Background<T> {
    fn drop(&mut self) {
        self.runner.stopped.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// How many packages cargo has built, and of how many, by the last progress bar in its output:
/// `Building [====>  ] 41/97: syn, …`.
fn progress(log: &str) -> Option<&str> {
    let (_, rest) = log.rsplit_once("] ")?;
    let numbers = rest.split_once(':')?.0;
    let (done, all) = numbers.split_once('/')?;
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(done) && is_number(all)).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("background-{}-{name}.log", std::process::id()))
    }

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failed_program_is_reported_with_its_last_error() {
        let log = log("failed");
        let task = Background::start("A test", Some(log.clone()), |runner| {
            runner.run(&mut sh("echo error: no such package >&2; exit 3"))
        });
        let error = task.wait().err().map(|error| format!("{error:#}"));
        assert!(error.is_some_and(|it| it.contains("no such package")));
        fs::remove_file(log).ok();
    }

    #[test]
    fn a_dropped_task_ends_its_program() -> Result<()> {
        let log = log("dropped");
        let started = log.with_extension("started");
        let script = format!("echo > {}; exec sleep 600", started.display());
        let task = Background::start("A test", Some(log.clone()), move |runner| {
            runner.run(&mut sh(&script))
        });
        while !started.exists() {
            thread::sleep(POLL);
        }
        // Returns only because the program is ended.
        drop(task);
        fs::remove_file(started)?;
        fs::remove_file(log)?;
        Ok(())
    }

    #[test]
    fn progress_is_read_from_the_last_bar() {
        let text =
            "   Compiling a v1\r    Building [=>  ] 3/97: a\r    Building [=> ] 41/97: syn, b";
        assert_eq!(progress(text), Some("41/97"));
        assert_eq!(progress("   Compiling a v1\n"), None);
        assert_eq!(progress("[profile] optimized: x"), None);
    }
}
