//! What is read from typed dates, and why other texts are rejected.

use super::*;
use crate::calendar::testing::ZonedCalendar;
use crate::calendar::{format_exact, format_moment};
use proptest::prelude::*;

mod ranges;
mod words;
mod years;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const ASCII: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/// The parts of a text as a formatter names them.
fn parts(parts: &[(&str, &str)]) -> Vec<(String, String)> {
    let parts = parts
        .iter()
        .map(|(kind, text)| ((*kind).to_owned(), (*text).to_owned()));
    parts.collect()
}

/// A locale that writes no words but those that it learns.
fn locale(order: DateOrder) -> DateStyle {
    DateStyle::new(order, ASCII, Era::Common, str::to_lowercase)
}

fn sample(month: u32, weekday: u32, hour: u32) -> Sample {
    Sample {
        month,
        weekday,
        hour,
        era: Era::Common,
        offset: 0,
    }
}

/// English words: `Monday, January 5, 2026 at 2 PM`.
fn style(order: DateOrder) -> DateStyle {
    let mut style = locale(order);
    for (number, month) in (1..).zip(MONTHS) {
        style.learn(
            &parts(&[("month", month), ("literal", " ")]),
            sample(number, 0, 0),
        );
        style.learn(&parts(&[("month", &month[..3])]), sample(number, 0, 0));
    }
    for (number, weekday) in (0..).zip(WEEKDAYS) {
        let full = [
            ("weekday", weekday),
            ("literal", ", "),
            ("day", "1"),
            ("literal", " at "),
        ];
        style.learn(&parts(&full), sample(1, number, 0));
        style.learn(&parts(&[("weekday", &weekday[..3])]), sample(1, number, 0));
    }
    style
}

/// What is understood, as ISO 8601 writes it, in Berlin.
fn from(text: &str, order: DateOrder) -> Result<String, DateError> {
    let berlin = ZonedCalendar::new("Europe/Berlin", 0);
    let ts = read(text, PeriodBound::From, &style(order), &berlin)?;
    Ok(format_moment(&berlin, ts))
}

fn until(text: &str) -> Result<String, DateError> {
    let berlin = ZonedCalendar::new("Europe/Berlin", 0);
    let ts = read(
        text,
        PeriodBound::Until,
        &style(DateOrder::DayFirst),
        &berlin,
    )?;
    Ok(format_moment(&berlin, ts))
}

#[test]
fn numbers_follow_the_locales_order_unless_the_year_is_first() {
    use DateOrder::{DayFirst, MonthFirst, YearFirst};
    for (text, order) in [
        ("31.1.2026", DayFirst),
        ("31/01/2026", DayFirst),
        ("31. 1. 26", DayFirst),
        ("31-1-26", DayFirst),
        // Nobody writes the month first with full stops.
        ("31.1.2026", MonthFirst),
        ("1/31/2026", MonthFirst),
        ("01/31/26", MonthFirst),
        ("2026/1/31", YearFirst),
        ("26-01-31", YearFirst),
        ("31.01.2026", YearFirst),
        ("2026年1月31日", YearFirst),
        ("2026-01-31", DayFirst),
        ("2026-01-31", MonthFirst),
        ("31 Jan 2026", MonthFirst),
        ("Jan. 31, 2026", DayFirst),
        ("31 january 26", YearFirst),
        ("31 Janu 2026", DayFirst),
        ("31st Jan 2026", DayFirst),
        ("Sat, January 31ST, 2026", MonthFirst),
        ("Saturday, Jan 31, 2026", YearFirst),
        ("Sat 31.1.2026", DayFirst),
        ("20260131", DayFirst),
        ("31 I 2026", MonthFirst),
        ("31. i. 2026.", DayFirst),
        ("2026. I. 31.", YearFirst),
        ("1/31/2026", YearFirst),
        (" 2026-1-31 ", DayFirst),
    ] {
        assert_eq!(
            from(text, order).as_deref(),
            Ok("2026-01-31T00:00"),
            "{text}"
        );
    }
}

#[test]
fn a_time_is_a_moment() {
    for text in [
        "2026-01-31T14:30",
        "2026-01-31 14:30:00.000",
        "31.1.2026 14.30",
        "14:30 31.1.2026",
        "14:30:00, 31 January 2026",
        "20260131T1430",
        "20260131T143000",
        "Sat, Jan 31, 2026 at 2:30 PM",
        "2026年1月31日 14:30",
        "31.1.2026, 2:30 PM",
        "31/1/2026 2:30 p.m.",
        "Jan 31, 2026, 2:30:00\u{202f}PM",
        "2026-01-31T13:30Z",
        "2026-01-31 13:30 UTC",
        "2026-01-31T19:15+05:45",
        "2026-01-31 08:30 GMT-5",
    ] {
        let found = from(text, DateOrder::DayFirst);
        assert_eq!(found.as_deref(), Ok("2026-01-31T14:30"), "{text}");
        assert_eq!(until(text).as_deref(), Ok("2026-01-31T14:30"), "{text}");
    }
    for text in ["2026-01-31T24:00", "31.1.2026 24.00", "20260131T240000"] {
        let found = from(text, DateOrder::DayFirst);
        assert_eq!(found.as_deref(), Ok("2026-02-01T00:00"), "{text}");
    }
    for (text, time) in [
        ("12:00 am", "00:00"),
        ("12 pm", "12:00"),
        ("0:05:06,7", "00:05:06.700"),
        ("23:59:59.999999", "23:59:59.999"),
    ] {
        let found = until(&format!("2026-01-31 {text}"));
        assert_eq!(found, Ok(format!("2026-01-31T{time}")), "{text}");
    }
}

#[test]
fn a_day_a_month_and_a_year_are_meant_as_a_whole() {
    for (text, first, last) in [
        ("29.3.2026", "2026-03-29T00:00", "2026-03-29T23:59:59.999"),
        ("2024-02", "2024-02-01T00:00", "2024-02-29T23:59:59.999"),
        ("2/2023", "2023-02-01T00:00", "2023-02-28T23:59:59.999"),
        ("Dec 2026", "2026-12-01T00:00", "2026-12-31T23:59:59.999"),
        ("2026", "2026-01-01T00:00", "2026-12-31T23:59:59.999"),
    ] {
        assert_eq!(from(text, DateOrder::DayFirst).as_deref(), Ok(first));
        assert_eq!(until(text).as_deref(), Ok(last));
    }
}

#[test]
fn quarters_half_years_and_weeks_are_whole_periods() {
    for (text, first, last) in [
        ("Q3 2026", "2026-07-01", "2026-09-30"),
        ("2026 Q3", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026q1", "2026-01-01", "2026-03-31"),
        ("1Q 2026", "2026-01-01", "2026-03-31"),
        ("Q3/2026", "2026-07-01", "2026-09-30"),
        ("H1 2026", "2026-01-01", "2026-06-30"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2025-W07", "2025-02-10", "2025-02-16"),
        ("2025W07", "2025-02-10", "2025-02-16"),
        ("W7 2025", "2025-02-10", "2025-02-16"),
        ("week 7, 2025", "2025-02-10", "2025-02-16"),
        ("KW 7 2025", "2025-02-10", "2025-02-16"),
        ("KW07/2025", "2025-02-10", "2025-02-16"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2025-W07-3", "2025-02-12", "2025-02-12"),
    ] {
        assert_eq!(
            from(text, DateOrder::DayFirst),
            Ok(format!("{first}T00:00")),
            "{text}"
        );
        assert_eq!(until(text), Ok(format!("{last}T23:59:59.999")), "{text}");
    }
    let no_part = |year, part, number| DateError::InvalidYearPart { year, part, number };
    for (text, mistake) in [
        ("Q5 2026", no_part(2026, YearPart::Quarter, 5)),
        ("H0 2026", no_part(2026, YearPart::Half, 0)),
        ("2025-W53", no_part(2025, YearPart::Week, 53)),
        ("2026-W54", no_part(2026, YearPart::Week, 54)),
        ("Q3 2569", DateError::YearOutOfRange(2569)),
    ] {
        assert_eq!(from(text, DateOrder::DayFirst), Err(mistake), "{text}");
    }
    for text in [
        "Q3",
        "Q3 26",
        "T3 2026",
        "Q3 2026 14:30",
        "3 H 2026",
        "Q3 Q4 2026",
    ] {
        assert!(from(text, DateOrder::DayFirst).is_err(), "{text}");
    }
}

#[test]
fn the_digits_of_the_locale_are_understood() {
    let berlin = ZonedCalendar::new("Europe/Berlin", 0);
    let mut style = style(DateOrder::DayFirst);
    style.digits = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];
    let ts = read(
        "٣١\u{200f}/١\u{200f}/٢٠٢٦",
        PeriodBound::From,
        &style,
        &berlin,
    )
    .expect("a date");
    assert_eq!(format_moment(&berlin, ts), "2026-01-31T00:00");
    // Those of other scripts are understood in every locale.
    for text in ["३१/१/२०२६", "۳۱/۱/۲۰۲۶", "３１.１.２０２६", "๓๑/๑/๒๐๒๖"]
    {
        let found = from(text, DateOrder::DayFirst);
        assert_eq!(found.as_deref(), Ok("2026-01-31T00:00"), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_named() {
    let no_day = |year, month, day| DateError::InvalidDay { year, month, day };
    let unknown = |part: &str| DateError::UnknownWord(part.to_owned());
    let monday = Date::new(2026, 10, 5).expect("a date");
    for (text, mistake) in [
        ("30.2.2026", no_day(2026, 2, 30)),
        ("2023-02-29", no_day(2023, 2, 29)),
        ("31 June 2026", no_day(2026, 6, 31)),
        ("0.1.2026", no_day(2026, 1, 0)),
        ("20260230", no_day(2026, 2, 30)),
        ("1.13.2026", DateError::InvalidMonth(13)),
        ("2026-00-01", DateError::InvalidMonth(0)),
        ("2026-13", DateError::InvalidMonth(13)),
        ("20251301", DateError::InvalidMonth(13)),
        ("2026-01-31 24:01", DateError::InvalidTime),
        ("2026-01-31T24:00:00.001", DateError::InvalidTime),
        ("2026-01-31 25:00", DateError::InvalidTime),
        ("2026-01-31 14:60", DateError::InvalidTime),
        ("2026-01-31 14:30:60", DateError::InvalidTime),
        ("2026-01-31 13:00 pm", DateError::InvalidTime),
        ("2026-01-31 14-30", DateError::InvalidTime),
        ("2026-01-31 14", unknown("14")),
        ("31.12.1969", DateError::YearOutOfRange(1969)),
        ("300000-01-01", DateError::YearOutOfRange(300_000)),
        ("1970-01-01T00:00+02:00", DateError::OutOfRange),
        ("", DateError::NotADate),
        (" . ", DateError::NotADate),
        ("yesterday", unknown("yesterday")),
        ("31", DateError::MissingYear),
        ("31.1.", DateError::MissingYear),
        ("January", DateError::MissingYear),
        ("Oct 26", DateError::AmbiguousShortYear("26".to_owned())),
        ("31 Jux 2026", unknown("Jux")),
        ("5th 10 2026", unknown("th")),
        ("5th 2026", unknown("th")),
        ("5 th Oct 2026", unknown("th")),
        ("Oct 2026th", unknown("th")),
        ("5 Oct 2026 14th", unknown("th")),
        ("31 de Jan 2026", unknown("de")),
        ("Oct Nov 2026", unknown("Nov")),
        ("2025–2026", unknown("2026")),
        (">2026", unknown(">")),
        ("2026?", unknown("?")),
        ("202-01-31", unknown("202")),
        ("5 2026 10", unknown("2026")),
        ("2026-01-31 lunch", unknown("lunch")),
        ("2026-01-31 pm", unknown("pm")),
        ("2026-01-31 14:30 sharp", unknown("sharp")),
        ("2026. 1. 31. 오후 2:30", unknown("오후")),
        ("2026-01-31Z", unknown("Z")),
        ("2026-01-31 14:30+99:00", unknown("+99:00")),
        ("99999999999999999999", unknown("99999999999999999999")),
        ("Tue 5 Oct 2026", DateError::WrongWeekday(monday)),
        ("Sunday, 5/10/2026", DateError::WrongWeekday(monday)),
        ("Mon Oct 2026", unknown("Mon")),
        ("14:30", DateError::TimeWithoutDay),
        ("2026 14:30", DateError::TimeWithoutDay),
        ("Oct 2026 14:30", DateError::TimeWithoutDay),
        ("2026+01:00", DateError::TimeWithoutDay),
    ] {
        assert_eq!(from(text, DateOrder::DayFirst), Err(mistake), "{text}");
    }
    assert_eq!(
        from("5/10/2026", DateOrder::YearFirst),
        Err(DateError::AmbiguousDayAndMonth)
    );
}

#[test]
fn skipped_times_are_explained_and_ambiguous_ones_are_the_first() {
    let berlin = ZonedCalendar::new("Europe/Berlin", 0);
    let read = |text| {
        read(
            text,
            PeriodBound::From,
            &style(DateOrder::DayFirst),
            &berlin,
        )
    };
    let three = read("2026-03-29 03:00").expect("a moment");
    assert!(
        matches!(read("2026-03-29 02:30"), Err(DateError::SkippedByClocks { next, .. }) if next == three)
    );
    let first = read("2026-10-25 02:30").expect("a moment");
    let second = first + 60 * 60 * 1000;
    assert_eq!(format_moment(&berlin, first), "2026-10-25T02:30");
    assert_eq!(format_moment(&berlin, second), "2026-10-25T02:30+01:00");
    assert_eq!(
        format_exact(&berlin, first),
        "2026-10-25 02:30:00.000 UTC+02:00"
    );
    assert_eq!(read(&format_moment(&berlin, second)), Ok(second));
    // Samoa left this day out.
    let apia = ZonedCalendar::new("Pacific/Apia", 0);
    let style = style(DateOrder::DayFirst);
    let skipped = super::read("30.12.2011", PeriodBound::Until, &style, &apia);
    assert!(matches!(skipped, Err(DateError::SkippedByClocks { .. })));
}

/// Zones with clocks that are set by an hour, by half an hour, at midnight, over a whole day, never.
const ZONES: [&str; 8] = [
    "UTC",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Africa/Casablanca",
];

fn any_order() -> impl Strategy<Value = DateOrder> {
    use DateOrder::{DayFirst, MonthFirst, YearFirst};
    prop::sample::select(vec![DayFirst, MonthFirst, YearFirst])
}

proptest! {
    #[test]
    fn what_the_page_writes_is_understood(
        ts in 946_684_800_000_u64..2_240_611_200_000,
        zone in prop::sample::select(&ZONES[..]),
        order in any_order(),
    ) {
        let calendar = ZonedCalendar::new(zone, 0);
        let read = |text: &str| {
            read(text, PeriodBound::Until, &style(order), &calendar)
        };
        prop_assert_eq!(read(&format_moment(&calendar, ts)), Ok(ts));
        prop_assert_eq!(read(&format_exact(&calendar, ts)), Ok(ts));
    }

    #[test]
    fn what_a_locale_writes_is_the_same_moment(
        seconds in 946_684_800_u64..2_240_611_200,
        order in any_order(),
        other in 1_u32..7,
    ) {
        let utc = ZonedCalendar::new("UTC", 0);
        let date = utc.date(seconds * 1000);
        let (year, month, day) = date.ymd();
        let weekday = |add: u32| WEEKDAYS[((date.weekday() + add) % 7) as usize];
        let month = MONTHS[month as usize - 1];
        let [hour, minute, second] = [(24, 3600), (60, 60), (60, 1)].map(|(most, unit)| seconds / unit % most);
        let half = if hour < 12 { "AM" } else { "PM" };
        let time = format!("{}:{minute:02}:{second:02} {half}", (hour + 11) % 12 + 1);
        let text = |add| format!("{}, {month} {day}, {year} at {time}", weekday(add));
        let read = |text: &str| read(text, PeriodBound::Until, &style(order), &utc);
        prop_assert_eq!(read(&text(0)), Ok(seconds * 1000));
        prop_assert_eq!(read(&text(other)), Err(DateError::WrongWeekday(date)));
        prop_assert_eq!(read(&format!("{time} {day} {month} {year}")), Ok(seconds * 1000));
    }

    #[test]
    fn the_same_day_in_any_order_is_the_same(
        days in 0_i32..20_000,
        order in any_order(),
        separator in prop::sample::select(&[".", "/", "-", ". ", " "][..]),
    ) {
        let date = Date::default().plus_days(days);
        let (year, month, day) = date.ymd();
        let stops = separator.starts_with('.');
        let numbers = match order {
            DateOrder::MonthFirst if stops => [day, month, year.unsigned_abs()],
            DateOrder::DayFirst => [day, month, year.unsigned_abs()],
            DateOrder::MonthFirst => [month, day, year.unsigned_abs()],
            DateOrder::YearFirst => [year.unsigned_abs(), month, day],
        };
        let text = numbers.map(|number| number.to_string()).join(separator);
        let utc = ZonedCalendar::new("UTC", 0);
        let first = read(&text, PeriodBound::From, &style(order), &utc);
        let last = read(&text, PeriodBound::Until, &style(order), &utc);
        prop_assert_eq!(first, Ok(utc.start_of(date)));
        prop_assert_eq!(last, Ok(utc.start_of(date.plus_days(1)) - 1));
    }

    #[test]
    fn any_text_is_read_without_a_crash(text in ".*", order in any_order()) {
        let utc = ZonedCalendar::new("UTC", 0);
        let _ = read(&text, PeriodBound::From, &style(order), &utc);
    }

    #[test]
    fn any_text_of_digits_and_signs_is_read_without_a_crash(text in "[0-9:./TZpam +-]{0,30}") {
        let berlin = ZonedCalendar::new("Europe/Berlin", 0);
        let _ = read(&text, PeriodBound::Until, &style(DateOrder::DayFirst), &berlin);
    }
}
