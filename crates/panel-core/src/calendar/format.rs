//! Moments as ISO 8601 writes them.

use super::{Calendar, Date, LocalDateTime};
use std::fmt;

/// No more precise than it has to be: `2026-01-31T14:30`.
impl fmt::Display for LocalDateTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [ms, seconds] = [1000, 60_000].map(|of| self.0.rem_euclid(of));
        write!(out, "{}", day_and_minute(*self))?;
        if seconds > 0 {
            write!(out, ":{:02}", seconds / 1000)?;
        }
        if ms > 0 {
            write!(out, ".{ms:03}")?;
        }
        Ok(())
    }
}

fn day_and_minute(local: LocalDateTime) -> String {
    let (year, month, day) = Date::of(local).ymd();
    let minutes = local.0.div_euclid(60_000).rem_euclid(24 * 60);
    let (hour, minute) = (minutes / 60, minutes % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
}

/// A moment as the clocks on the wall show it, no more precise than it has to be. Where they show
/// it twice, the second time has its offset: [`super::read`] finds exactly the moment again.
pub fn format_moment(calendar: &impl Calendar, ts: u64) -> String {
    let local = calendar.local_date_time(ts);
    if calendar.resolve(local).first() == ts {
        local.to_string()
    } else {
        format!("{local}{}", offset(calendar.offset(ts)))
    }
}

/// A moment to the millisecond, with what the clocks are ahead of UTC:
/// `2026-03-29 00:00:00.000 UTC+01:00`.
pub fn format_exact(calendar: &impl Calendar, ts: u64) -> String {
    let local = calendar.local_date_time(ts);
    let [ms, seconds] = [1000, 60_000].map(|of| local.0.rem_euclid(of));
    let minute = day_and_minute(local).replace('T', " ");
    let ahead = calendar.offset(ts);
    let offset = if ahead == 0 {
        String::new()
    } else {
        offset(ahead)
    };
    format!("{minute}:{:02}.{ms:03} UTC{offset}", seconds / 1000)
}

/// `+01:00`.
fn offset(ms: i64) -> String {
    let sign = if ms < 0 { '-' } else { '+' };
    let minutes = ms.unsigned_abs() / 60_000;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
