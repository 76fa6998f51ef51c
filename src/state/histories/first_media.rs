//! When the first media were created: the endpoint doesn't tell, but it counts quickly.

use super::plan::FirstMedia;
use crate::state::load::BY_USER_ID;
use media_usage::Table;
use panel_core::calendar::{Calendar, Date};
use panel_core::url_query::TimeRange;
use synapse_client::{Connection, Error, ErrorKind, PageQuery};

/// The month in which Matrix was first heard of: no homeserver is older.
const EARLIEST_MONTH: (i32, u32, u32) = (2014, 8, 1);

/// More bytes than the number of users takes, also from a server that ignores that no rows are
/// wanted, unless it is a very large one.
const MAX_BYTES: usize = 16 << 20;

/// The earliest that media can be of.
pub fn earliest(calendar: &impl Calendar) -> FirstMedia {
    FirstMedia {
        ts: calendar.start_of(earliest_month()),
        has_earlier_media: true,
    }
}

fn earliest_month() -> Date {
    let (year, month, day) = EARLIEST_MONTH;
    Date::new(year, month, day).unwrap_or_default()
}

/// The month of a homeserver's first media, found by asking how many users had any before: each
/// time in the middle of what is left.
///
/// # Errors
/// When a request fails.
pub async fn find(connection: &Connection, calendar: &impl Calendar) -> Result<FirstMedia, Error> {
    let start_of = |month: i32| calendar.start_of(earliest_month().plus_months(month));
    let months = (0..).take_while(|&month| start_of(month) <= calendar.now());
    // There are media before the end of the last of these months, or there are none at all.
    let (mut low, mut high) = (0, months.count().saturating_sub(1));
    while low < high {
        let middle = low.midpoint(high);
        let month = i32::try_from(middle).unwrap_or(i32::MAX);
        if any_before(connection, start_of(month + 1)).await? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(FirstMedia {
        ts: start_of(i32::try_from(low).unwrap_or(0)),
        has_earlier_media: low == 0,
    })
}

/// Whether there are media that were created before a moment, in ms since the epoch.
async fn any_before(connection: &Connection, ts: u64) -> Result<bool, Error> {
    let query = PageQuery {
        range: TimeRange {
            from_ts: None,
            until_ts: Some(ts.saturating_sub(1)),
        },
        order: BY_USER_ID,
        from: 0,
        // The number of users alone, at a third to a half of the cost.
        limit: 0,
    };
    let mut answer = connection.statistics(query).await?;
    let mut nobody = Table::default();
    let mut received = 0;
    while let Some(bytes) = answer.next_chunk().await? {
        answer.decode(&bytes, &mut nobody)?;
        received += bytes.len();
        if received > MAX_BYTES {
            return Err(ErrorKind::TooLarge.into());
        }
    }
    Ok(answer.finish()?.total > 0)
}
