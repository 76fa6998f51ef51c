//! Waiting for what is to come, no longer than it takes.
//!
//! A page changes some time after what a test does. Whatever is read from it is therefore read
//! again and again until it is what it should be: by [`eventually!`](crate::eventually),
//! [`eventually`] or [`until`].

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long a test waits for anything before it gives up: long enough for a machine that does a
/// lot besides, since only a test that fails waits for all of it.
pub const TIMEOUT: Duration = Duration::from_mins(1);

/// The interval between checks.
const PAUSE: Duration = Duration::from_millis(25);

/// Waits until a condition holds that [`ensure!`](anyhow::ensure) would check once. It may
/// `.await`, and is evaluated again each time.
#[macro_export]
macro_rules! eventually {
    ($($condition:tt)+) => {{
        let mut waiting = $crate::Waiting::start();
        loop {
            let check = async {
                ::anyhow::ensure!($($condition)+);
                ::anyhow::Ok(())
            };
            if waiting.is_over(check.await).await?.is_some() {
                break;
            }
        }
    }};
}

/// Waits until something succeeds, and returns its result.
///
/// # Errors
/// The last failure, when it takes longer than [`TIMEOUT`].
pub async fn eventually<T>(look: impl AsyncFn() -> Result<T>) -> Result<T> {
    let mut waiting = Waiting::start();
    loop {
        if let Some(found) = waiting.is_over(look().await).await? {
            return Ok(found);
        }
    }
}

/// Waits until something is there, and gives it. A failure to look counts as "not yet": while a
/// page changes, its elements come and go.
///
/// # Errors
/// When it takes longer than [`TIMEOUT`]; `what` says what was waited for.
pub async fn until<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let look = async || match look().await {
        Ok(Some(found)) => Ok(found),
        Ok(None) => bail!("{what}"),
        Err(error) => Err(error.context(what.to_owned())),
    };
    eventually(look).await
}

/// A wait that has begun.
#[derive(Debug)]
pub struct Waiting(Instant);

impl Waiting {
    /// Begins to wait.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Takes the outcome of a look. Returns what was found, or nothing when it is time to look
    /// again.
    ///
    /// # Errors
    /// The outcome, when it was the last look.
    pub async fn is_over<T>(&mut self, outcome: Result<T>) -> Result<Option<T>> {
        match outcome {
            Ok(found) => Ok(Some(found)),
            Err(error) if self.0.elapsed() > TIMEOUT => {
                let seconds = TIMEOUT.as_secs();
                Err(error.context(format!("waited {seconds} s in vain")))
            }
            Err(_) => {
                tokio::time::sleep(PAUSE).await;
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[tokio::test]
    async fn a_condition_is_checked_until_it_holds() -> Result<()> {
        let checks = Cell::new(0);
        let check = async || {
            checks.set(checks.get() + 1);
            Ok::<_, anyhow::Error>(checks.get())
        };
        crate::eventually!(check().await? == 3, "it was checked {} times", checks.get());
        assert_eq!(checks.get(), 3);
        Ok(())
    }

    #[tokio::test]
    async fn a_failure_to_look_is_no_end() -> Result<()> {
        let looks = Cell::new(0);
        let found = until("a third look", async || {
            looks.set(looks.get() + 1);
            match looks.get() {
                1 => bail!("no page"),
                2 => Ok(None),
                look => Ok(Some(look)),
            }
        });
        assert_eq!(found.await?, 3);
        Ok(())
    }

    /// What is awaited in `ensure!` is read once, perhaps too early.
    #[test]
    fn no_test_reads_the_page_in_ensure() -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let text = fs::read_to_string(&path)?;
            for statement in text.split("ensure!(").skip(1) {
                let condition = statement.split(';').next().unwrap_or_default();
                let path = path.display();
                assert!(
                    !condition.contains(".await"),
                    "{path}: use eventually!({condition}"
                );
            }
        }
        Ok(())
    }
}
