use super::*;
use crate::calendar::testing::Zoned;
use crate::calendar::{exact, written};
use proptest::prelude::*;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn style(order: DateOrder) -> DateStyle {
    DateStyle {
        order,
        months: MONTHS.map(str::to_owned).to_vec(),
        digits: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
        example: String::new(),
    }
}

/// What is understood, as ISO 8601 writes it, in Berlin.
fn from(text: &str, order: DateOrder) -> Result<String, Mistake> {
    let berlin = Zoned::new("Europe/Berlin", 0);
    let ts = read(&text.to_lowercase(), Bound::From, &style(order), &berlin)?;
    Ok(written(&berlin, ts))
}

fn until(text: &str) -> Result<String, Mistake> {
    let berlin = Zoned::new("Europe/Berlin", 0);
    let text = text.to_lowercase();
    let ts = read(&text, Bound::Until, &style(DateOrder::DayFirst), &berlin)?;
    Ok(written(&berlin, ts))
}

#[test]
fn the_numbers_are_in_the_order_of_the_locale_unless_the_year_is_first() {
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
        ("31 de janu de 2026", DayFirst),
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
        "31.1.2026 klo 14.30",
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
fn the_digits_of_the_locale_are_understood() {
    let berlin = Zoned::new("Europe/Berlin", 0);
    let style = DateStyle {
        digits: ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'],
        ..style(DateOrder::DayFirst)
    };
    let ts = read("٣١/١/٢٠٢٦", Bound::From, &style, &berlin).expect("a date");
    assert_eq!(written(&berlin, ts), "2026-01-31T00:00");
}

#[test]
fn what_is_no_date_is_explained() {
    let no_day = |year, month, day| Mistake::NoDay { year, month, day };
    for (text, mistake) in [
        ("30.2.2026", no_day(2026, 2, 30)),
        ("2023-02-29", no_day(2023, 2, 29)),
        ("31 June 2026", no_day(2026, 6, 31)),
        ("0.1.2026", no_day(2026, 1, 0)),
        ("1.13.2026", Mistake::NoMonth(13)),
        ("2026-00-01", Mistake::NoMonth(0)),
        ("2026-13", Mistake::NoMonth(13)),
        ("2026-01-31 24:00", Mistake::NoTime),
        ("2026-01-31 14:60", Mistake::NoTime),
        ("2026-01-31 14:30:60", Mistake::NoTime),
        ("2026-01-31 13:00 pm", Mistake::NoTime),
        ("2026-01-31 14", Mistake::NoTime),
        ("31.12.1969", Mistake::OutOfRange),
        ("300000-01-01", Mistake::OutOfRange),
        ("1970-01-01T00:00+02:00", Mistake::OutOfRange),
        ("", Mistake::Unclear),
        ("yesterday", Mistake::Unclear),
        ("31", Mistake::Unclear),
        ("31.1.", Mistake::Unclear),
        ("31 Jux 2026", Mistake::Unclear),
        ("2026-01-31 lunch", Mistake::Unclear),
        ("2026-01-31 14:30 sharp", Mistake::Unclear),
        ("2026. 1. 31. 오후 2:30", Mistake::Unclear),
        ("2026-01-31 14-30", Mistake::Unclear),
        ("2026-01-31Z", Mistake::Unclear),
        ("2026-01-31 14:30+99:00", Mistake::Unclear),
        ("99999999999999999999", Mistake::Unclear),
    ] {
        assert_eq!(from(text, DateOrder::DayFirst), Err(mistake), "{text}");
    }
}

#[test]
fn a_time_that_daylight_saving_skips_is_explained_and_one_that_comes_twice_is_the_first() {
    let berlin = Zoned::new("Europe/Berlin", 0);
    let read = |text| read(text, Bound::From, &style(DateOrder::DayFirst), &berlin);
    let three = read("2026-03-29 03:00").expect("a moment");
    assert!(
        matches!(read("2026-03-29 02:30"), Err(Mistake::Skipped { next, .. }) if next == three)
    );
    let first = read("2026-10-25 02:30").expect("a moment");
    let second = first + 60 * 60 * 1000;
    assert_eq!(written(&berlin, first), "2026-10-25T02:30");
    assert_eq!(written(&berlin, second), "2026-10-25T02:30+01:00");
    assert_eq!(exact(&berlin, first), "2026-10-25 02:30:00.000 UTC+02:00");
    assert_eq!(read(&written(&berlin, second)), Ok(second));
    // Samoa left this day out.
    let apia = Zoned::new("Pacific/Apia", 0);
    let style = style(DateOrder::DayFirst);
    let skipped = super::read("30.12.2011", Bound::Until, &style, &apia);
    assert!(matches!(skipped, Err(Mistake::Skipped { .. })));
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
        let calendar = Zoned::new(zone, 0);
        let read = |text: &str| {
            read(&text.to_lowercase(), Bound::Until, &style(order), &calendar)
        };
        prop_assert_eq!(read(&written(&calendar, ts)), Ok(ts));
        prop_assert_eq!(read(&exact(&calendar, ts)), Ok(ts));
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
        let utc = Zoned::new("UTC", 0);
        let first = read(&text, Bound::From, &style(order), &utc);
        let last = read(&text, Bound::Until, &style(order), &utc);
        prop_assert_eq!(first, Ok(utc.start_of(date)));
        prop_assert_eq!(last, Ok(utc.start_of(date.plus_days(1)) - 1));
    }

    #[test]
    fn any_text_is_read_without_a_crash(text in ".*", order in any_order()) {
        let utc = Zoned::new("UTC", 0);
        let _ = read(&text, Bound::From, &style(order), &utc);
    }

    #[test]
    fn any_text_of_digits_and_signs_is_read_without_a_crash(text in "[0-9:./TZpam +-]{0,30}") {
        let berlin = Zoned::new("Europe/Berlin", 0);
        let _ = read(&text, Bound::Until, &style(DateOrder::DayFirst), &berlin);
    }
}
