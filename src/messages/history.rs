//! What was uploaded when, and when a disk is full.

use crate::state::histories::Coverage;
use messages::Count;
use panel_core::calendar::CalendarUnit;
use panel_core::url_query::IntervalChoice;

/// How a history may be cut.
pub fn interval(interval: IntervalChoice) -> &'static str {
    match interval {
        IntervalChoice::Automatic => messages::interval_automatic(),
        IntervalChoice::Every(CalendarUnit::Day) => messages::interval_day(),
        IntervalChoice::Every(CalendarUnit::Week) => messages::interval_week(),
        IntervalChoice::Every(CalendarUnit::Month) => messages::interval_month(),
    }
}

/// So many days, weeks or months.
pub fn units(unit: CalendarUnit, count: &Count) -> String {
    match unit {
        CalendarUnit::Day => messages::history_days(count),
        CalendarUnit::Week => messages::history_weeks(count),
        CalendarUnit::Month => messages::history_months(count),
    }
}

/// What the bars stand for, in a file's name.
pub fn unit_in_file(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Day => messages::history_file_days(),
        CalendarUnit::Week => messages::history_file_weeks(),
        CalendarUnit::Month => messages::history_file_months(),
    }
}

/// A bar's name: its day, the day on which its week starts, or its month; and whether it is partial.
pub fn window(unit: CalendarUnit, date: &str, coverage: Coverage) -> String {
    let name = match unit {
        CalendarUnit::Week => messages::history_week_of(date),
        CalendarUnit::Day | CalendarUnit::Month => date.to_owned(),
    };
    match coverage {
        Coverage::Complete => name,
        Coverage::Partial => messages::history_window_partial(&name),
        Coverage::Ongoing => messages::history_window_ongoing(&name),
    }
}

/// What the paler bars are.
pub fn partial_bars(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Day => messages::history_partial_days(),
        CalendarUnit::Week => messages::history_partial_weeks(),
        CalendarUnit::Month => messages::history_partial_months(),
    }
}

/// Labels the slider over the bars.
pub fn slider(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Day => messages::history_day(),
        CalendarUnit::Week => messages::history_week(),
        CalendarUnit::Month => messages::history_month(),
    }
}

/// Names the upper plot.
pub fn uploads(unit: CalendarUnit, who: Option<&str>) -> String {
    match (unit, who) {
        (CalendarUnit::Day, None) => messages::history_uploads_per_day().to_owned(),
        (CalendarUnit::Week, None) => messages::history_uploads_per_week().to_owned(),
        (CalendarUnit::Month, None) => messages::history_uploads_per_month().to_owned(),
        (CalendarUnit::Day, Some(who)) => messages::history_uploads_per_day_of(who),
        (CalendarUnit::Week, Some(who)) => messages::history_uploads_per_week_of(who),
        (CalendarUnit::Month, Some(who)) => messages::history_uploads_per_month_of(who),
    }
}

/// Names the lower plot.
pub fn total(who: Option<&str>) -> String {
    match who {
        Some(who) => messages::history_total_of(who),
        None => messages::history_total().to_owned(),
    }
}

/// An estimated duration.
pub fn about(seconds: u32) -> String {
    let seconds = u64::from(seconds);
    match seconds {
        0..=119 => messages::history_about_seconds(seconds.max(1)),
        120..=7199 => messages::history_about_minutes(seconds.div_ceil(60)),
        _ => messages::history_about_hours(seconds.div_ceil(3600)),
    }
}

/// What a bar says.
pub fn bar(window: &str, bytes: &str, files: &Count, running: Option<&str>) -> String {
    match running {
        Some(running) => messages::history_bar_total(bytes, files, running, window),
        None => messages::history_bar(bytes, files, window),
    }
}

/// Names the usual growth.
pub fn growth(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Day => messages::history_growth_day(),
        CalendarUnit::Week => messages::history_growth_week(),
        CalendarUnit::Month => messages::history_growth_month(),
    }
}
