//! The clock and the calendar of the browser's time zone.

use crate::calendar::{self, Calendar};
use js_sys::{Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// The browser's clock and time zone, daylight saving included.
#[derive(Clone, Copy, Debug)]
pub struct Local;

impl Calendar for Local {
    fn now(&self) -> u64 {
        to_ts(Date::now()).unwrap_or(0)
    }

    fn date(&self, ts: u64) -> calendar::Date {
        let date = to_date(ts);
        let year = i32::try_from(date.get_full_year()).unwrap_or_default();
        // A moment always has a date.
        calendar::Date::new(year, date.get_month() + 1, date.get_date()).unwrap_or_default()
    }

    fn start_of(&self, date: calendar::Date) -> u64 {
        let (year, month, day) = date.ymd();
        let month = month.cast_signed() - 1;
        let year = u32::try_from(year).unwrap_or_default();
        let ms = Date::new_with_year_month_day(year, month, day.cast_signed()).get_time();
        // Where the browser's dates end, nothing begins any more.
        to_ts(ms).unwrap_or(if ms.is_nan() { u64::MAX } else { 0 })
    }
}

/// A monotonic instant in ms, for measuring how long something takes.
pub fn instant() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or_else(Date::now, |performance| performance.now())
}

/// The browser's time zone, as `Europe/Berlin`.
pub fn time_zone() -> String {
    let options = Intl::DateTimeFormat::default().resolved_options();
    let zone = Reflect::get(&options, &JsValue::from_str("timeZone")).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_default()
}

/// A moment in ms since the epoch as the locale writes date and time, to the second.
pub fn date_time(ts: u64) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "medium")] {
        // A plain object takes every property.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    to_date(ts).to_locale_string("default", &options).into()
}

/// A moment as the value of an `<input type="datetime-local">`, no more precise than it has to be.
pub fn local_iso(ts: u64) -> String {
    let date = to_date(ts);
    let mut out = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes(),
    );
    let (seconds, ms) = (date.get_seconds(), date.get_milliseconds());
    if seconds > 0 || ms > 0 {
        out = format!("{out}:{seconds:02}");
    }
    if ms > 0 {
        out = format!("{out}.{ms:03}");
    }
    out
}

/// The moment that the value of an `<input type="datetime-local">` names in the browser's time
/// zone; `None` for no date, or one before the epoch.
pub fn parse_local(value: &str) -> Option<u64> {
    to_ts(Date::parse(value))
}

fn to_date(ts: u64) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "dates end far below 2^53 ms")]
    let ms = ts as f64;
    Date::new(&JsValue::from_f64(ms))
}

fn to_ts(ms: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "just checked"
    )]
    (ms.is_finite() && ms >= 0.0).then_some(ms as u64)
}
