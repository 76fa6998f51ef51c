//! Years of two digits, and of the Buddhist calendar.

use super::*;

#[test]
fn a_short_year_is_first_only_as_the_locale_writes_it() {
    use DateOrder::{DayFirst, MonthFirst, YearFirst};
    let short = |year: &str| DateError::AmbiguousShortYear(year.to_owned());
    for (text, order, mistake) in [
        ("10/5/26", YearFirst, DateError::AmbiguousDayAndMonth),
        ("31/01/26", YearFirst, DateError::AmbiguousDayAndMonth),
        ("10.5.26", YearFirst, DateError::AmbiguousDayAndMonth),
        ("10 5 26", YearFirst, DateError::AmbiguousDayAndMonth),
        ("10/5-26", YearFirst, DateError::AmbiguousDayAndMonth),
        ("5/10-26", YearFirst, DateError::AmbiguousDayAndMonth),
        ("5/10/26", YearFirst, DateError::AmbiguousDayAndMonth),
        ("26-10-5", DayFirst, short("5")),
        ("5.10.6", DayFirst, short("6")),
        ("5.10.6", YearFirst, short("6")),
        ("5/10/6", MonthFirst, short("6")),
        ("5 Oct 6", YearFirst, short("6")),
        ("26 Oct 5", YearFirst, short("5")),
    ] {
        assert_eq!(from(text, order), Err(mistake), "{text}");
    }
    for (text, day) in [
        ("26-10-5", "2026-10-05"),
        ("26年10月5日", "2026-10-05"),
        ("5.10.26", "2026-10-05"),
        ("5/31/26", "2026-05-31"),
    ] {
        let found = from(text, YearFirst);
        assert_eq!(found, Ok(format!("{day}T00:00")), "{text}");
    }
    // Korean and Basque.
    for (separator, text) in [(". ", "26. 10. 5."), (". ", "26.10.5"), ("/", "26/10/5")] {
        let mut style = style(YearFirst);
        let short = [
            ("year", "26"),
            ("literal", separator),
            ("month", "10"),
            ("literal", separator),
            ("day", "5"),
        ];
        style.learn(&parts(&short), sample(10, 0, 0));
        let utc = ZonedCalendar::new("UTC", 0);
        let found = read(text, PeriodBound::From, &style, &utc).map(|ts| format_moment(&utc, ts));
        assert_eq!(found.as_deref(), Ok("2026-10-05T00:00"), "{text}");
    }
}

#[test]
fn buddhist_years_are_read_where_the_locale_writes_them() {
    let now = 1_795_521_600_000;
    let utc = ZonedCalendar::new("UTC", now);
    let mut thai = style(DateOrder::DayFirst);
    thai.era = Era::Buddhist;
    thai.learn(&parts(&[("month", "ต.ค.")]), sample(10, 0, 0));
    thai.learn(&parts(&[("month", "ม.ค.")]), sample(1, 0, 0));
    thai.learn(&parts(&[("month", "มี.ค.")]), sample(3, 0, 0));
    thai.learn(&parts(&[("era", "ค.ศ.")]), sample(1, 0, 0));
    let buddhist = Sample {
        era: Era::Buddhist,
        ..sample(1, 0, 0)
    };
    thai.learn(&parts(&[("era", "พ.ศ.")]), buddhist);
    for (text, day) in [
        ("5 ต.ค. 2569", "2026-10-05"),
        ("5 ต.ค. 2026", "2026-10-05"),
        ("5 มี.ค. พ.ศ. 2569", "2026-03-05"),
        ("5 ม.ค. ค.ศ. 2026", "2026-01-05"),
        ("5/10/2569", "2026-10-05"),
        ("5/10/69", "2026-10-05"),
        ("5/10/26", "2026-10-05"),
        ("2026-10-05", "2026-10-05"),
    ] {
        let found = read(text, PeriodBound::From, &thai, &utc).map(|ts| format_moment(&utc, ts));
        assert_eq!(found, Ok(format!("{day}T00:00")), "{text}");
    }
    let unclear = read("5/10/40", PeriodBound::From, &thai, &utc);
    assert_eq!(unclear, Err(DateError::AmbiguousShortYear("40".to_owned())));
    let english = style(DateOrder::DayFirst);
    for year in [2569, 1405, 1969, 2201] {
        let found = read(&format!("5/10/{year}"), PeriodBound::From, &english, &utc);
        assert_eq!(found, Err(DateError::YearOutOfRange(year)));
    }
    // What a link or the browser's own calendar says is always Gregorian.
    let far = read("2569-10-05T00:00", PeriodBound::From, &thai, &utc).expect("a moment");
    assert_eq!(format_moment(&utc, far), "2569-10-05T00:00");
}
