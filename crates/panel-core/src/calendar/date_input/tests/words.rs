//! Words that a locale writes in dates: learned, and told apart.

use super::*;

#[test]
fn names_of_several_words_and_suffixes_are_learned() {
    let mut style = locale(DateOrder::YearFirst);
    // Basque, Hebrew, Vietnamese and Catalan.
    for (month, text) in [
        (
            11,
            &[
                ("year", "2026"),
                ("literal", "(e)ko "),
                ("month", "azaro"),
                ("literal", "aren "),
            ][..],
        ),
        (
            10,
            &[("literal", " ב"), ("month", "אוקטובר"), ("literal", " ")],
        ),
        (
            9,
            &[("literal", " "), ("month", "tháng 9"), ("literal", " năm ")],
        ),
        (
            8,
            &[("literal", " d’"), ("month", "agost"), ("literal", " del ")],
        ),
    ] {
        style.learn(&parts(text), sample(month, 0, 0));
    }
    let weekday = [("weekday", "Dé Céadaoin"), ("literal", ", ")];
    style.learn(&parts(&weekday), sample(1, 2, 0));
    let utc = ZonedCalendar::new("UTC", 0);
    for (text, day) in [
        ("2026(e)ko azaroaren 25", "2026-11-25"),
        ("25 באוקטובר 2026", "2026-10-25"),
        ("25 tháng 9 năm 2026", "2026-09-25"),
        ("25 d’agost del 2026", "2026-08-25"),
        ("Dé Céadaoin 25 azaroaren 2026", "2026-11-25"),
    ] {
        let found = read(text, PeriodBound::From, &style, &utc).map(|ts| format_moment(&utc, ts));
        assert_eq!(found, Ok(format!("{day}T00:00")), "{text}");
    }
    let unknown = read("25 de agost 2026", PeriodBound::From, &style, &utc);
    assert_eq!(unknown, Err(DateError::UnknownWord("de".to_owned())));
}

#[test]
fn parts_of_the_day_are_learned_with_their_hours() {
    let mut style = locale(DateOrder::YearFirst);
    for hour in 0..24 {
        let name = match hour {
            0..5 => "凌晨",
            5..12 => "上午",
            12 => "中午",
            13..18 => "下午",
            _ => "晚上",
        };
        let shown = (if hour % 12 == 0 { 12 } else { hour % 12 }).to_string();
        let text = [
            ("dayPeriod", name),
            ("hour", shown.as_str()),
            ("literal", "時"),
            ("minute", "30"),
        ];
        style.learn(&parts(&text), sample(1, 0, hour));
    }
    let utc = ZonedCalendar::new("UTC", 0);
    let read = |text| read(text, PeriodBound::From, &style, &utc).map(|ts| format_moment(&utc, ts));
    for (text, time) in [
        ("2026/11/25 下午2:30", "14:30"),
        ("2026年11月25日 下午2:30", "14:30"),
        ("2026/11/25 中午12:30", "12:30"),
        ("2026/11/25 凌晨12:30", "00:30"),
        ("2026/11/25 晚上9時05", "21:05"),
        ("2026/11/25 下午8:30", "20:30"),
        ("2026/11/25 14時", "14:00"),
        ("2026/11/25 下午2時", "14:00"),
    ] {
        assert_eq!(read(text), Ok(format!("2026-11-25T{time}")), "{text}");
    }
    assert_eq!(read("2026/11/25 下午14:30"), Err(DateError::InvalidTime));
    assert_eq!(
        read("2026/11/25 下午"),
        Err(DateError::UnknownWord("下午".to_owned()))
    );
    assert_eq!(
        read("2026/11/25 早上8:30"),
        Err(DateError::UnknownWord("早上".to_owned()))
    );
}

#[test]
fn words_with_two_meanings_are_told_apart() {
    let mut style = style(DateOrder::DayFirst);
    // Spanish calls a month and a day of the week so, and Czech writes this before a time.
    style.learn(&parts(&[("month", "mar")]), sample(3, 0, 0));
    style.learn(&parts(&[("weekday", "mar")]), sample(1, 1, 0));
    style.learn(&parts(&[("literal", " v ")]), sample(1, 0, 0));
    let utc = ZonedCalendar::new("UTC", 0);
    let read = |text| read(text, PeriodBound::From, &style, &utc).map(|ts| format_moment(&utc, ts));
    for (text, moment) in [
        ("3 mar 2026", "2026-03-03T00:00"),
        ("mar, 3 mar 2026", "2026-03-03T00:00"),
        ("mar 3 nov 2026", "2026-11-03T00:00"),
        ("mar 3/11/2026", "2026-11-03T00:00"),
        ("mar 3/11/2026 14:30", "2026-11-03T14:30"),
        ("25 nov 2026 v 14:30", "2026-11-25T14:30"),
        ("5 V 2026", "2026-05-05T00:00"),
        ("5 V 2026 v 14:30", "2026-05-05T14:30"),
    ] {
        assert_eq!(read(text), Ok(moment.to_owned()), "{text}");
    }
    assert_eq!(read("11/2026 v 14:30"), Err(DateError::TimeWithoutDay));
    for text in ["v7 2025", "v. 7 2025", "2025-v07"] {
        assert_eq!(
            read(text),
            Err(DateError::UnknownWord("v".to_owned())),
            "{text}"
        );
    }
}

#[test]
fn a_week_or_quarter_of_another_language_is_no_day() {
    let unknown = |part: &str| Err(DateError::UnknownWord(part.to_owned()));
    for (text, word) in [
        ("v7 2025", "v"),
        ("v. 7 2025", "v"),
        ("v.7, 2025", "v"),
        ("V 07 2025", "V"),
        ("2025-V07", "V"),
        ("2025v7", "v"),
        ("2025 v. 7", "v"),
        ("25v07", "v"),
        ("v7 25", "v"),
        ("x7 2025", "x"),
        ("v7 2025 14:30", "v"),
        ("2026T3", "T"),
        ("2026t1", "t"),
        ("2026T04", "T"),
        ("2026-10T14", "T"),
        ("T3 2026", "T"),
        ("3T2026", "T"),
        ("3T26", "T"),
        ("2026-01-31T3", "T"),
        ("31 Jan 2026T14:30", "T"),
    ] {
        assert_eq!(from(text, DateOrder::DayFirst), unknown(word), "{text}");
        assert_eq!(from(text, DateOrder::YearFirst), unknown(word), "{text}");
    }
    for (text, moment) in [
        ("7 V 2025", "2025-05-07T00:00"),
        ("7.V.2025", "2025-05-07T00:00"),
        ("7. v. 25", "2025-05-07T00:00"),
        ("2025. V. 7.", "2025-05-07T00:00"),
        ("V 2025", "2025-05-01T00:00"),
        ("V/2025", "2025-05-01T00:00"),
        ("7 V 2025 14:30", "2025-05-07T14:30"),
        ("2026-01-31T3:30", "2026-01-31T03:30"),
        ("31.1.2026T14:30", "2026-01-31T14:30"),
        ("Sat 2026-01-31T14:30Z", "2026-01-31T15:30"),
        ("20260131T14:30", "2026-01-31T14:30"),
    ] {
        let found = from(text, DateOrder::DayFirst);
        assert_eq!(found.as_deref(), Ok(moment), "{text}");
    }
}
