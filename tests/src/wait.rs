//! Waiting for what is to come, no longer than it takes.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// How long a test waits for anything before it gives up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(25);

/// Waits until something is there, and gives it. A failure to look counts as "not yet": while a
/// page changes, its elements come and go.
///
/// # Errors
/// When it takes longer than [`PATIENCE`]; `what` says what was waited for.
pub async fn until<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let begun = Instant::now();
    loop {
        let seen = look().await;
        if let Ok(Some(found)) = seen {
            return Ok(found);
        }
        if begun.elapsed() > PATIENCE {
            let seconds = PATIENCE.as_secs();
            match seen {
                Err(error) => bail!("waited {seconds} s for {what}: {error:#}"),
                Ok(_) => bail!("waited {seconds} s for {what}"),
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
