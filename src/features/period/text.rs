//! Periods in words.

use crate::messages;
use crate::state::report_view::ShownPeriod;
use panel_core::calendar::Zone;
use panel_core::url_query::Period;

/// A period in words; that of a file may not be known.
pub(crate) fn period_text(period: Option<Period>, zone: Zone) -> String {
    match period {
        Some(period) => messages::period_name(period, |ts| web_platform::date_time(ts, zone)),
        None => messages::period_unknown().to_owned(),
    }
}

/// The period of the report on screen, in words.
pub(crate) fn shown_period(shown: ShownPeriod) -> String {
    let words = period_text(shown.period, shown.zone);
    if shown.has_utc_bounds {
        messages::in_utc(&words)
    } else {
        words
    }
}
