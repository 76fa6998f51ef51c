//! The clock, and the calendars of the browser's time zone and of UTC.

use super::locale::first_weekday;
use super::now;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use panel_core::calendar::{Calendar, LocalDateTime, Zone};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// The browser's clock, with its calendar of a time zone, daylight saving included.
#[derive(Clone, Copy, Debug)]
pub struct BrowserCalendar(pub Zone);

impl Calendar for BrowserCalendar {
    fn now(&self) -> u64 {
        now()
    }

    fn offset(&self, ts: u64) -> i64 {
        match self.0 {
            Zone::Utc => 0,
            // Whole minutes, since all clocks went by them (Liberia's were the last, in 1972).
            #[expect(clippy::cast_possible_truncation, reason = "a day has 1440")]
            Zone::Local => -(to_date(ts).get_timezone_offset() as i64) * 60_000,
        }
    }

    fn first_weekday(&self) -> u32 {
        first_weekday()
    }
}

/// The name of the browser's time zone, as `Europe/Berlin`.
pub fn time_zone() -> String {
    let options = Intl::DateTimeFormat::default().resolved_options();
    let zone = Reflect::get(&options, &JsValue::from_str("timeZone")).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_default()
}

/// A moment in ms since the epoch as the locale writes date and time, to the second; in UTC, it
/// says so.
pub fn date_time(ts: u64, zone: Zone) -> String {
    let written = written(
        ts,
        zone,
        &[("dateStyle", "medium"), ("timeStyle", "medium")],
    );
    match zone {
        Zone::Local => written,
        Zone::Utc => format!("{written} UTC"),
    }
}

/// The time of day of a moment, to the minute.
pub fn time_of_day(ts: u64, zone: Zone) -> String {
    written(ts, zone, &[("timeStyle", "short")])
}

/// The day of a moment.
pub fn day(ts: u64, zone: Zone) -> String {
    written(ts, zone, &[("dateStyle", "medium")])
}

/// The day of a moment, where the year is known.
pub fn day_of_year(ts: u64, zone: Zone) -> String {
    written(ts, zone, &[("day", "numeric"), ("month", "short")])
}

/// The month of a moment, in full.
pub fn month(ts: u64, zone: Zone) -> String {
    written(ts, zone, &[("month", "long"), ("year", "numeric")])
}

/// The year of a moment.
pub fn year(ts: u64, zone: Zone) -> String {
    written(ts, zone, &[("year", "numeric")])
}

/// The month of a moment, where there is little room.
pub fn short_month(ts: u64, zone: Zone) -> String {
    written(ts, zone, &[("month", "short"), ("year", "numeric")])
}

/// How a date is to be written: options of the browser's formatter.
type Style = &'static [(&'static str, &'static str)];

thread_local! {
    /// The browser's formatters: making one takes much longer than using it.
    static FORMATTERS: RefCell<Vec<(Style, Zone, Function)>> = const { RefCell::new(Vec::new()) };
}

fn written(ts: u64, zone: Zone, style: Style) -> String {
    let format = FORMATTERS.with_borrow_mut(|formats| {
        let known = formats.iter().find(|it| it.0 == style && it.1 == zone);
        if let Some((_, _, format)) = known {
            return format.clone();
        }
        let format = make_format(zone, style);
        formats.push((style, zone, format.clone()));
        format
    });
    #[expect(clippy::cast_precision_loss, reason = "dates end far below 2^53 ms")]
    let written = format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(ts as f64));
    // What is no date for the browser has no name.
    written
        .ok()
        .and_then(|it| it.as_string())
        .unwrap_or_default()
}

fn make_format(zone: Zone, style: Style) -> Function {
    let options = Object::new();
    let set = |name: &str, value: &str| {
        // A plain object takes every property.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    };
    // The calendar of all dates that the page writes and reads.
    set("calendar", "gregory");
    for &(name, value) in style {
        set(name, value);
    }
    if zone == Zone::Utc {
        set("timeZone", "UTC");
    }
    Intl::DateTimeFormat::new(&Array::new(), &options).format()
}

/// A moment to the minute, for names of files: `2026-01-31T14:30`, in UTC with a `Z`.
pub fn minute(ts: u64, zone: Zone) -> String {
    let LocalDateTime(ms) = BrowserCalendar(zone).local_date_time(ts);
    let written = LocalDateTime(ms - ms.rem_euclid(60_000)).to_string();
    match zone {
        Zone::Local => written,
        Zone::Utc => format!("{written}Z"),
    }
}

fn to_date(ts: u64) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "dates end far below 2^53 ms")]
    let ms = ts as f64;
    Date::new(&JsValue::from_f64(ms))
}
