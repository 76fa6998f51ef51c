//! Periods in words.

use crate::messages;
use crate::state::report_view::ShownPeriod;
use panel_core::calendar::Zone;
use panel_core::url_query::{CalendarPeriod, Period};
use web_platform::BrowserCalendar;

/// A period in words, to the second; that of a file may not be known.
pub(crate) fn period_text(period: Option<Period>, zone: Zone) -> String {
    match period {
        Some(period) => in_words(period, zone, web_platform::date_time),
        None => messages::period_unknown().to_owned(),
    }
}

/// A period in a few words, to the day.
pub(crate) fn short_period(period: Period, zone: Zone) -> String {
    in_words(period, zone, web_platform::day)
}

/// The name that the calendar has for a period, or its bounds.
fn in_words(period: Period, zone: Zone, date: fn(u64, Zone) -> String) -> String {
    match period.in_calendar(&BrowserCalendar(zone)) {
        Some(CalendarPeriod::Month(ts)) => web_platform::month(ts, zone),
        Some(CalendarPeriod::Year(ts)) => web_platform::year(ts, zone),
        None => messages::period_name(period, |ts| date(ts, zone)),
    }
}

/// The period of the report on screen, in words.
pub(crate) fn shown_period(shown: ShownPeriod) -> String {
    if shown.has_utc_bounds {
        messages::in_utc(&period_text(shown.period, Zone::Utc))
    } else {
        period_text(shown.period, shown.zone)
    }
}
