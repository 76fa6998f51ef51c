//! What holds in all time zones at all times at which their clocks are set.

use super::testing::ZonedCalendar;
use super::*;
use crate::url_query::{Period, Preset, TimeRange};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

const HOUR: u64 = 60 * 60 * 1000;
/// The beginning of 2000 and the end of 2040, in UTC.
const PLAUSIBLE_YEARS: (u64, u64) = (946_684_800_000, 2_240_611_200_000);

/// The different zones of the library's database, and when their clocks are set in these years.
fn zones() -> impl Iterator<Item = (ZonedCalendar, Vec<u64>)> {
    let mut seen = std::collections::HashSet::new();
    let names = jiff::tz::db().available().map(|name| name.to_string());
    names.filter_map(move |name| {
        let zone = TimeZone::get(&name).expect("a zone of the database");
        let ts = |ms: u64| Timestamp::from_millisecond(ms.cast_signed()).expect("a moment");
        let changes = zone
            .following(ts(PLAUSIBLE_YEARS.0))
            .take_while(|change| change.timestamp() < ts(PLAUSIBLE_YEARS.1))
            .map(|change| (change.timestamp(), change.offset()))
            .collect::<Vec<_>>();
        let first = zone.to_offset(ts(PLAUSIBLE_YEARS.0));
        // Most names are of zones that go the same ways as others.
        if !seen.insert((first, changes.clone())) {
            return None;
        }
        let changes = changes.into_iter();
        let changes = changes.map(|(at, _)| at.as_millisecond().unsigned_abs());
        Some((
            ZonedCalendar {
                zone,
                now: PLAUSIBLE_YEARS.0,
            },
            changes.collect(),
        ))
    })
}

/// Moments around a change, and far from it.
fn around(change: u64) -> [u64; 7] {
    let day = DAY_MS;
    [
        change - 40 * day,
        change - day,
        change - 1,
        change,
        change + 1,
        change + HOUR / 2,
        change + day,
    ]
}

/// The library's first moment of a day.
fn jiffs_start(calendar: &ZonedCalendar, date: Date) -> u64 {
    let (year, month, day) = date.ymd();
    let number = |number: u32| i8::try_from(number).expect("a month or a day");
    let year = i16::try_from(year).expect("a year");
    let date = civil::date(year, number(month), number(day));
    let day = date.to_zoned(calendar.zone.clone()).expect("a day");
    day.timestamp().as_millisecond().unsigned_abs()
}

#[test]
fn dates_and_their_beginnings_are_the_librarys() {
    for (calendar, changes) in zones() {
        for ts in changes.into_iter().flat_map(around) {
            let at = Timestamp::from_millisecond(ts.cast_signed()).expect("a moment");
            let civil = calendar.zone.to_datetime(at).date();
            let date = calendar.date(ts);
            let (year, month, day) = date.ymd();
            assert_eq!(
                format!("{year:04}-{month:02}-{day:02}"),
                civil.to_string(),
                "{:?} {ts}",
                calendar.zone
            );
            assert_eq!(
                calendar.start_of(date),
                jiffs_start(&calendar, date),
                "{:?} {ts}",
                calendar.zone
            );
        }
    }
}

#[test]
fn what_a_clock_shows_leads_back_to_the_moment() {
    for (calendar, changes) in zones() {
        for ts in changes.into_iter().flat_map(around) {
            let local = calendar.local_date_time(ts);
            let resolve = calendar.resolve(local);
            match resolve {
                LocalResult::Single(only) => assert_eq!(only, ts, "{:?}", calendar.zone),
                LocalResult::Ambiguous(first) => {
                    assert!(first <= ts, "{:?} {ts}", calendar.zone);
                    assert_eq!(calendar.local_date_time(first), local);
                }
                LocalResult::Gap(_) => panic!("{:?} shows it at {ts}", calendar.zone),
            }
        }
    }
}

#[test]
fn a_skipped_time_resolves_to_the_clock_change() {
    for (calendar, changes) in zones() {
        for change in changes {
            let (before, after) = (
                calendar.local_date_time(change - 1),
                calendar.local_date_time(change),
            );
            for local in [LocalDateTime(before.0 + 1), LocalDateTime(after.0 - 1)] {
                if after.0 - before.0 > 1 {
                    let found = calendar.resolve(local);
                    assert_eq!(found, LocalResult::Gap(change), "{:?}", calendar.zone);
                }
            }
        }
    }
}

/// That windows follow each other from the first to the last millisecond.
fn tile(windows: &[Window], from_ts: u64, until_ts: u64) {
    assert_eq!(windows.first().map(|it| it.from_ts), Some(from_ts));
    assert_eq!(windows.last().map(|it| it.until_ts), Some(until_ts));
    for window in windows {
        assert!(window.until_ts > window.from_ts, "{window:?}");
    }
    for pair in windows.windows(2) {
        assert_eq!(pair[0].until_ts + 1, pair[1].from_ts);
    }
}

#[test]
fn windows_miss_and_share_no_millisecond() {
    for (calendar, changes) in zones() {
        for change in changes {
            for (unit, reach) in [
                (CalendarUnit::Day, 2),
                (CalendarUnit::Week, 9),
                (CalendarUnit::Month, 40),
            ] {
                let windows = windows(
                    &calendar,
                    unit,
                    change - reach * DAY_MS,
                    change + reach * DAY_MS,
                );
                tile(&windows, change - reach * DAY_MS, change + reach * DAY_MS);
                for window in &windows[1..] {
                    let date = calendar.date(window.from_ts);
                    let first = match unit {
                        CalendarUnit::Day => date,
                        CalendarUnit::Week => date.monday(),
                        CalendarUnit::Month => date.first_of_month(),
                    };
                    // Where a zone skips the first day, the unit begins with the next.
                    assert_eq!(
                        calendar.start_of(first),
                        window.from_ts,
                        "{:?}",
                        calendar.zone
                    );
                }
            }
        }
    }
}

#[test]
fn no_window_is_a_single_millisecond() {
    let berlin = ZonedCalendar::new("Europe/Berlin", PLAUSIBLE_YEARS.0);
    let midnight = berlin.start_of(Date::new(2026, 3, 1).expect("a date"));
    let lengths = |from, until| {
        let windows = windows(&berlin, CalendarUnit::Day, from, until);
        let lengths = windows.iter().map(|it| it.until_ts - it.from_ts + 1);
        lengths.collect::<Vec<_>>()
    };
    assert_eq!(lengths(midnight - 2, midnight + 1), [2, 2]);
    assert_eq!(lengths(midnight - 1, midnight + 1), [3]);
    assert_eq!(lengths(midnight - 2, midnight), [3]);
    assert_eq!(lengths(midnight - 1, midnight), [2]);
    assert_eq!(lengths(midnight - 1, midnight + DAY_MS), [DAY_MS + 2]);
    assert!(lengths(midnight, midnight).is_empty());
    assert!(lengths(midnight, midnight - 9).is_empty());
}

#[test]
fn a_day_has_as_many_hours_as_its_clocks_show() {
    let hours = |zone: &str, (year, month, day)| {
        let calendar = ZonedCalendar::new(zone, PLAUSIBLE_YEARS.0);
        let date = Date::new(year, month, day).expect("a date");
        let length = calendar.start_of(date.plus_days(1)) - calendar.start_of(date);
        (length / HOUR, length % HOUR / 60_000)
    };
    assert_eq!(hours("Europe/Berlin", (2026, 3, 29)), (23, 0));
    assert_eq!(hours("Europe/Berlin", (2026, 10, 25)), (25, 0));
    assert_eq!(hours("Australia/Lord_Howe", (2026, 4, 5)), (24, 30));
    assert_eq!(hours("Australia/Lord_Howe", (2026, 10, 4)), (23, 30));
    assert_eq!(hours("Asia/Kolkata", (2026, 3, 29)), (24, 0));
    // Its midnight does not exist.
    assert_eq!(hours("America/Sao_Paulo", (2018, 11, 4)), (23, 0));
    // Samoa left this day out.
    assert_eq!(hours("Pacific/Apia", (2011, 12, 30)), (0, 0));
}

#[test]
fn neighbouring_presets_miss_and_share_no_millisecond() {
    for (mut calendar, changes) in zones() {
        for now in changes.into_iter().flat_map(around) {
            calendar.now = now;
            let bounds = |preset| Period::Preset(preset).range(&calendar);
            let this = bounds(Preset::ThisMonth);
            let last = bounds(Preset::LastMonth);
            let TimeRange { from_ts, .. } = bounds(Preset::ThisYear);
            assert!(this.from_ts <= Some(now) && from_ts <= this.from_ts);
            assert_eq!(last.until_ts.map(|ts| ts + 1), this.from_ts);
            assert!(last.from_ts < last.until_ts);
            // A moment earlier is another month, and another year.
            let before = calendar.date(this.from_ts.expect("a beginning") - 1);
            let month = calendar.date(now).first_of_month();
            assert_eq!(before.first_of_month(), month.plus_months(-1));
            let before = calendar.date(from_ts.expect("a beginning") - 1);
            assert_eq!(before.ymd().0 + 1, month.ymd().0);
        }
    }
}

#[test]
fn months_later_is_within_the_day_that_it_leads_to() {
    for (calendar, changes) in zones() {
        for ts in changes.into_iter().flat_map(around) {
            for months in [-12, -1, 1, 6] {
                let to = calendar.date(ts).plus_months(months);
                let shifted = shifted(&calendar, ts, months);
                let day = calendar.start_of(to)..calendar.start_of(to.plus_days(1));
                // A day that the zone skips has no moment: it is then the last one before.
                let is_there = day.contains(&shifted) || day.is_empty();
                assert!(is_there, "{:?} {ts} {months}", calendar.zone);
            }
        }
    }
}
