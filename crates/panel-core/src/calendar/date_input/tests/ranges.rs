//! Ranges that are typed into the field of one bound: never read as another moment.

use super::*;

#[test]
fn two_dates_are_no_date_with_a_time() {
    for text in [
        "01.01.25 – 10.02.25",
        "01.01.25 - 10.02.25",
        "01.01.25–10.02.25",
        "01.01.25-10.02.25",
        "01.01.25 — 10.02",
        "01.01.25..10.02.25",
        "01.01.25 … 10.02.25",
        "01.01.25; 10.02.25",
        "01.01.25/10.02.25",
        "01.01.25.10.02.25",
        "01.01.25 10.02.25",
        "01.01.25 at 10.02.25",
        "01.01.2025 – 10.02.2025",
        "1.10–15.10.25",
        "5 Oct – 10.02.25",
        "5-6.10",
        "5–6.10.",
        "5. – 6.10.26",
        "1–5 Oct 2026",
        "10-12 Oct",
        "10 – 12 Oct",
        "Oct 10-12",
        "5 Oct – 10",
        "2025 – 2026",
    ] {
        let found = from(text, DateOrder::DayFirst);
        assert!(found.is_err(), "{text} is read as {found:?}");
    }
    let range = from("01.01.25 – 10.02.25", DateOrder::DayFirst);
    assert_eq!(range, Err(DateError::InvalidTime));
    let range = from("01.01.25 – 10.02", DateOrder::DayFirst);
    assert_eq!(range, Err(DateError::UnknownWord("–".to_owned())));
    for (text, moment) in [
        ("31.1.2026 14.30", "2026-01-31T14:30"),
        ("31.1.2026. 14.30", "2026-01-31T14:30"),
        ("31.1.2026, 14.30", "2026-01-31T14:30"),
        ("31.1.2026 at 14.30", "2026-01-31T14:30"),
        ("31.1.2026 – 14:30", "2026-01-31T14:30"),
        ("31.1.2026: 2.30.15 PM", "2026-01-31T14:30:15"),
        ("5/10-26", "2026-10-05T00:00"),
        ("5-Oct-26", "2026-10-05T00:00"),
        ("2026\u{2011}10\u{2011}05", "2026-10-05T00:00"),
    ] {
        let found = from(text, DateOrder::DayFirst);
        assert_eq!(found.as_deref(), Ok(moment), "{text}");
    }
}

#[test]
fn a_locale_with_full_stops_in_times_may_write_seconds() {
    let mut danish = style(DateOrder::DayFirst);
    let time = [
        ("hour", "14"),
        ("literal", "."),
        ("minute", "30"),
        ("literal", "."),
        ("second", "00"),
    ];
    danish.learn(&parts(&time), sample(1, 0, 14));
    danish.learn(
        &parts(&[("literal", " kl. "), ("hour", "14")]),
        sample(1, 0, 14),
    );
    let utc = ZonedCalendar::new("UTC", 0);
    let read =
        |text| read(text, PeriodBound::From, &danish, &utc).map(|ts| format_moment(&utc, ts));
    for text in [
        "31.1.26 14.30.15",
        "31.1.26 kl. 14.30.15",
        "31.1.26 kl.14.30.15",
    ] {
        assert_eq!(read(text).as_deref(), Ok("2026-01-31T14:30:15"), "{text}");
    }
    let dash = DateError::UnknownWord("–".to_owned());
    assert_eq!(read("01.01.25 – 10.02.25"), Err(dash));
}

#[test]
fn two_times_are_no_time_with_an_offset() {
    let unknown = |part: &str| Err(DateError::UnknownWord(part.to_owned()));
    for (text, offset) in [
        ("2026-10-05 14:30-15:30", "-15:30"),
        ("2026-10-05 09:00-10:30", "-10:30"),
        ("2026-10-05 9:30-11", "-11"),
        ("9:00-12:00 5.10.2026", "-12:00 5.10.2026"),
        ("2026-10-05T14:30-12:15", "-12:15"),
        ("2026-10-05T14:30+14:15", "+14:15"),
        ("2026-10-05T14:30+23:00", "+23:00"),
        ("2026-10-05T14:30-02:10", "-02:10"),
        ("2026-10-05T14:30+0160", "+0160"),
    ] {
        assert_eq!(from(text, DateOrder::DayFirst), unknown(offset), "{text}");
    }
    for text in [
        "2026-10-05 14:30–15:30",
        "2026-10-05 14:30 - 15:30",
        "5.10.2026 14.30-15.30",
    ] {
        assert_eq!(
            from(text, DateOrder::DayFirst),
            Err(DateError::InvalidTime),
            "{text}"
        );
    }
    for (text, moment) in [
        ("2026-10-05T00:00-10:00", "2026-10-05T12:00"),
        ("2026-10-05 00:00:00-10:00", "2026-10-05T12:00"),
        ("2026-10-05 14:30-03:30", "2026-10-05T20:00"),
        ("2026-10-05 09:00 UTC-10", "2026-10-05T21:00"),
        ("2026-10-05T14:45+12:45", "2026-10-05T04:00"),
        ("2026-10-05T14:00+14:00", "2026-10-05T02:00"),
    ] {
        let found = from(text, DateOrder::DayFirst);
        assert_eq!(found.as_deref(), Ok(moment), "{text}");
    }
}
