//! Words for what was added when, and for when a disk is full.

use crate::state::histories::Coverage;
use panel_core::calendar::CalendarUnit;
use panel_core::url_query::IntervalChoice;

pub const HISTORY: &str = "History";
pub const CUT_INTO: &str = "Bars are";
pub const DISK: &str = "Free disk space";
pub const DISK_FULL: &str = "Disk full";
pub const DISK_HINT: &str = "such as 2 TB or 500 GiB";
pub const BAD_DISK: &str = "Not a valid size. Type a number and a unit, such as 2 TB or 500 GiB.";
pub const LOOKING: &str = "Looking for the first media, and for what is kept…";
pub const UNASKED: &str =
    "Loading takes up to 8 small requests to find the first media, then one request for each bar.";
pub const NOT_YET: &str = "Known when all bars are loaded, and what was there before.";
pub const UNKNOWN: &str = "Not loaded";
pub const NOT_COMPLETE: &str =
    "The history needs the whole report of the period, and it is not complete yet.";
pub const NOTHING: &str = "There are no media in this period, and so no history.";
pub const LOAD: &str = "Load history";
pub const LOAD_REST: &str = "Load the rest of the history";
pub const SAVE: [&str; 2] = ["History chart as SVG", "History chart as PNG"];
pub const READ_AGAIN: &str = "Read the history again";
pub const LOADING: &str = "Loading the history";
pub const CANCEL: &str = "Stop loading the history";
pub const TRY_AGAIN: &str = "Try the history again";
pub const EVERYBODY: &str = "Everybody";
pub const THE_REST: &str = "All others";
pub const ADDED: &str = "Added";
pub const RUNNING: &str = "In all";
pub const LEGEND: &str = "Whose history";
pub const NUMBERS: &str = "Numbers of the history";
pub const EXPORT_CSV: &str = "History as CSV";
pub const FULL: &str = "Disk full";
pub const NOT_SOON: &str = "never";
pub const IS_FULL: &str = "already";
pub const NO_GROWTH: &str = "It takes three finished bars in a row to tell.";
pub const KEEP: &str = "Keep finished bars in this browser";
pub const KEEP_HINT: &str = "User IDs with their bytes and files, so that a later visit asks for little. They stay until this is unticked, signed in or not.";
pub const WHAT_THIS_IS: &str = "These are the media that exist today, by the day on which they were uploaded. What was deleted since leaves no trace: the past was never smaller than this, and may have been larger.";

/// How a history may be cut.
pub fn interval(interval: IntervalChoice) -> &'static str {
    match interval {
        IntervalChoice::Automatic => "As the span asks for",
        IntervalChoice::Every(CalendarUnit::Day) => "Days",
        IntervalChoice::Every(CalendarUnit::Week) => "Weeks",
        IntervalChoice::Every(CalendarUnit::Month) => "Months",
    }
}

/// What a bar stands for.
pub fn unit(unit: CalendarUnit, many: bool) -> &'static str {
    match (unit, many) {
        (CalendarUnit::Day, false) => "day",
        (CalendarUnit::Day, true) => "days",
        (CalendarUnit::Week, false) => "week",
        (CalendarUnit::Week, true) => "weeks",
        (CalendarUnit::Month, false) => "month",
        (CalendarUnit::Month, true) => "months",
    }
}

/// A bar's name: its day, the day on which its week begins, or its month; and whether it is partial.
pub fn window(unit: CalendarUnit, date: &str, coverage: Coverage) -> String {
    let name = match unit {
        CalendarUnit::Week => format!("Week of {date}"),
        CalendarUnit::Day | CalendarUnit::Month => date.to_owned(),
    };
    match coverage {
        Coverage::Complete => name,
        Coverage::Partial => format!("{name} (partial)"),
        Coverage::Ongoing => format!("{name} (so far)"),
    }
}

/// What the paler bars are.
pub fn partial_bars(unit: CalendarUnit) -> String {
    let unit = self::unit(unit, false);
    format!(
        "Paler bars cover only part of their {unit}: the period starts or ends within it, or the {unit} isn’t over."
    )
}

/// The day on which weeks start.
pub fn weeks_start(weekday: &str) -> String {
    format!("Weeks start on {weekday}.")
}

/// Labels the slider over the bars.
pub fn slider(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Day => "Day",
        CalendarUnit::Week => "Week",
        CalendarUnit::Month => "Month",
    }
}

/// A name within a sentence, whichever way it is read (Unicode Annex 9).
fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

/// Names the upper plot.
pub fn added_by_user(unit: CalendarUnit, who: Option<&str>) -> String {
    let each = self::unit(unit, false);
    match who {
        Some(who) => format!("What {} added each {each}", isolated(who)),
        None => format!("Added each {each}"),
    }
}

/// Names the lower plot.
pub fn running_of(who: Option<&str>) -> String {
    match who {
        Some(who) => format!("What {} has", isolated(who)),
        None => "In all".to_owned(),
    }
}

/// What is missing of a history, and how long it takes.
pub fn cost(requests: &str, one: bool, duration: &str) -> String {
    let requests = if one {
        "1 request".to_owned()
    } else {
        format!("{requests} requests")
    };
    format!("This takes {requests} to the homeserver, one after the other: {duration}.")
}

/// A duration that was guessed.
pub fn about(seconds: u32) -> String {
    match seconds {
        0..=1 => "about a second".to_owned(),
        2..=119 => format!("about {seconds} seconds"),
        120..=7199 => format!("about {} minutes", seconds.div_ceil(60)),
        _ => format!("about {} hours", seconds.div_ceil(3600)),
    }
}

/// How far a history is.
pub fn loading(done: &str, of: &str, left: &str) -> String {
    format!("Loading the history: {done} of {of}, {left} left…")
}

/// The message of the upper plot.
pub fn most(bytes: &str, bars: &str, window: &str, most: &str) -> String {
    format!("{bytes} in {bars}, the most in “{window}”: {most}.")
}

/// The message of the lower plot.
pub fn grew(from: &str, to: &str) -> String {
    format!("From {from} to {to}.")
}

/// What a bar says.
pub fn bar(window: &str, bytes: &str, files: &str, running: Option<&str>) -> String {
    let running = running.map_or(String::new(), |running| format!(", {running} in all"));
    format!("{window}: {bytes} in {files} files{running}")
}

/// A bar that is not there yet.
pub fn bar_missing(window: &str) -> String {
    format!("{window}: {}", UNKNOWN.to_lowercase())
}

/// A part of a bar, for who points at it.
pub fn part(who: &str, bytes: &str) -> String {
    format!("{who}: {bytes}")
}

/// Names the usual growth.
pub fn growth(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Day => "Usual growth per day",
        CalendarUnit::Week => "Usual growth per week",
        CalendarUnit::Month => "Usual growth per month",
    }
}

/// What the usual growth is made of.
pub fn spread(low: &str, high: &str, bars: &str) -> String {
    format!("median of the last {bars}; half of them lie between {low} and {high}")
}

/// When the disk is full if the growth is large, and if it is small.
pub fn full_between(early: &str, late: &str) -> String {
    format!("{early} at the pace of the busier quarter of bars, {late} at that of the quieter one")
}

/// The bars and the report do not agree.
pub fn differs(bars: &str, report: &str) -> String {
    format!(
        "The bars together have {bars} and the report {report}: media came or went while they were asked for."
    )
}

/// Names a picture of the charts.
pub fn picture(homeserver: &str, at: &str) -> String {
    format!("Media of {homeserver} over time, {at}")
}

/// Names a user's history in the table.
pub fn of_user(user: &str) -> String {
    format!("History of {user}")
}
