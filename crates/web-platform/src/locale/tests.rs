//! What the browser writes in each of its locales is read as the same moment.

use super::*;
use crate::BrowserCalendar;
use panel_core::calendar::{Calendar as _, PeriodBound, Zone, read};
use wasm_bindgen_test::wasm_bindgen_test;

/// All languages of the browser, and regions with habits of their own.
fn locales() -> Vec<String> {
    const REGIONS: [&str; 32] = [
        "ar-AE",
        "ar-DZ",
        "ar-EG",
        "ar-MA",
        "ar-SA",
        "de-AT",
        "de-CH",
        "en-AU",
        "en-CA",
        "en-GB",
        "en-IN",
        "en-NZ",
        "en-US",
        "en-ZA",
        "es-AR",
        "es-CO",
        "es-MX",
        "es-US",
        "fa-AF",
        "fr-BE",
        "fr-CA",
        "fr-CH",
        "it-CH",
        "nl-BE",
        "pt-BR",
        "pt-PT",
        "sr-Latn",
        "th-TH-u-nu-thai",
        "zh-CN",
        "zh-HK",
        "zh-SG",
        "zh-TW",
    ];
    let letters = || 'a'..='z';
    let two =
        || letters().flat_map(move |first| letters().map(move |second| format!("{first}{second}")));
    let three = two().flat_map(|two| letters().map(move |third| format!("{two}{third}")));
    let all = Array::new();
    for language in two().chain(three) {
        all.push(&language.into());
    }
    let known = Intl::DateTimeFormat::supported_locales_of(&all, &Object::new());
    let known = known.iter().filter_map(|it| it.as_string());
    known.chain(REGIONS.map(str::to_owned)).collect()
}

/// Moments in all months, at all hours, on all days of the week.
fn moments() -> impl Iterator<Item = Date> {
    (0..24).map(|at| {
        let moment = date(2014 + at % 14, 1 + at * 5 % 12, 1 + at * 11 % 28, at);
        moment.set_minutes(at * 17 % 60);
        moment.set_seconds(at * 23 % 60);
        moment
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a past date"
)]
fn ts(date: &Date) -> u64 {
    date.get_time() as u64
}

/// What is read differently of the locale's dates in one style of its calendar, or of the Gregorian.
fn misread(name: &str, style: &DateStyle, options: &[(&str, &str)]) -> Option<String> {
    let locales = Array::of1(&name.into());
    let format = Intl::DateTimeFormat::new(&locales, &object(options)).format();
    let time = options.iter().find(|it| it.0 == "timeStyle");
    moments().find_map(|moment| {
        let text = format
            .call1(&JsValue::UNDEFINED, &moment)
            .ok()?
            .as_string()?;
        let ts = ts(&moment);
        let wanted = match time.map(|it| it.1) {
            Some("short") => ts - ts % 60_000,
            Some(_) => ts,
            None => BrowserCalendar(Zone::Local).start_of(BrowserCalendar(Zone::Local).date(ts)),
        };
        let found = read(
            &normalize_date_input(&text),
            PeriodBound::From,
            style,
            &BrowserCalendar(Zone::Local),
        );
        (found != Ok(wanted)).then(|| format!("{name} {text:?}: {found:?} and not {wanted}"))
    })
}

#[wasm_bindgen_test]
fn what_every_locale_writes_is_read_as_the_same_moment() {
    let mut misreads = Vec::new();
    let all = locales();
    assert!(all.len() > 80, "{} locales", all.len());
    for name in &all {
        let style = date_style_of(&Array::of1(&name.as_str().into()));
        for day in ["short", "medium", "long", "full"] {
            let gregorian = [("calendar", "gregory"), ("dateStyle", day)];
            misreads.extend(misread(name, &style, &gregorian));
            for time in ["short", "medium", "long", "full"] {
                let options = [gregorian[0], gregorian[1], ("timeStyle", time)];
                misreads.extend(misread(name, &style, &options));
            }
            if style.era == Era::Buddhist {
                let options = [("dateStyle", day), ("timeStyle", "short")];
                misreads.extend(misread(name, &style, &options));
            }
        }
    }
    assert!(
        misreads.is_empty(),
        "{} of {}:\n{}",
        misreads.len(),
        all.len(),
        misreads.join("\n")
    );
}

#[wasm_bindgen_test]
fn the_pages_own_examples_are_read_in_every_locale() {
    let local = BrowserCalendar(Zone::Local);
    let first = |month, day| ts(&date(2026, month, day, 0));
    for name in locales() {
        let locales = Array::of1(&name.as_str().into());
        let style = date_style_of(&locales);
        let example = date_example_of(&locales);
        let minute = first(12, 31) + (14 * 60 + 30) * 60_000;
        for (text, wanted) in [
            (example.clone(), first(12, 31)),
            (format!("{example} 14:30"), minute),
            (format!("{example} 2:30 PM"), minute),
            ("2026-12-31".to_owned(), first(12, 31)),
            ("12/2026".to_owned(), first(12, 1)),
            ("Q3 2026".to_owned(), first(7, 1)),
            ("2026".to_owned(), first(1, 1)),
        ] {
            let found = read(
                &normalize_date_input(&text),
                PeriodBound::From,
                &style,
                &local,
            );
            assert_eq!(found, Ok(wanted), "{text} in {name}");
        }
    }
}

#[wasm_bindgen_test]
fn dates_as_people_write_them_are_read() {
    let moment = |hour, minute| {
        let moment = date(2026, 10, 27, hour);
        moment.set_minutes(minute);
        Some(ts(&moment))
    };
    let day = moment(0, 0);
    let time = moment(14, 30);
    for (name, text, wanted) in [
        ("bg", "27.10.2026 г.", day),
        ("bg", "27.10.2026 г., 14:30 ч.", time),
        ("ru", "27 окт. 2026 г.", day),
        ("ru", "27 октября 2026 г. в 14:30", time),
        ("ko", "2026. 10. 27. 오후 2:30", time),
        ("zh-TW", "2026/10/27 下午2:30", time),
        ("ja", "2026年10月27日火曜日 14:30", time),
        ("ja", "２０２６年１０月２７日", day),
        ("el", "27/10/2026, 2:30 μ.μ.", time),
        ("ar-EG", "٢٧\u{200f}/١٠\u{200f}/٢٠٢٦، ٢:٣٠ م", time),
        ("ur", "27 اکتوبر، 2026", day),
        ("fr-CA", "27 oct. 2026, 14 h 30 min", time),
        ("fr", "27 octobre 2026 à 14h30", time),
        ("fr", "mardi 27 octobre 2026", day),
        ("fr", "lundi 27 octobre 2026", None),
        ("de", "27.10.2026 14:30 Uhr", time),
        ("de", "Dienstag, 27. Oktober 2026 um 14:30", time),
        ("th", "27 ต.ค. 2569", day),
        ("th", "27 ต.ค. 2026", day),
        ("en", "27 ต.ค. 2569", None),
        ("fa", "۲۷ اکتبر ۲۰۲۶", day),
        ("fa", "۵ آبان ۱۴۰۵", None),
        ("vi", "14:30 27/10/2026", time),
        ("vi", "27 tháng 10, 2026", day),
        ("he", "27 באוקטובר 2026", day),
        ("fi", "27.10.2026 klo 14.30", time),
        ("cs", "27. října 2026 v 14:30", time),
        ("cs", "27 X 2026", day),
        ("es", "27 de octubre de 2026", day),
        ("de", "27 de Oktober 2026", None),
        ("hi", "२७/१०/२०२६", day),
        ("sv", "27/10-26", None),
        ("sv", "2025-V07", None),
        ("fr", "2026T3", None),
        ("fr-CA", "s7 2026", None),
        ("ko", "26. 10. 27.", day),
        ("da", "01.01.25 – 10.02.25", None),
        ("en", "Oct 27, 2026, 2:30\u{202f}PM", time),
    ] {
        let style = date_style_of(&Array::of1(&name.into()));
        let found = read(
            &normalize_date_input(text),
            PeriodBound::From,
            &style,
            &BrowserCalendar(Zone::Local),
        );
        assert_eq!(found.ok(), wanted, "{text} in {name}");
    }
}

#[wasm_bindgen_test]
fn weeks_start_on_a_day_of_the_week() {
    assert!(first_weekday() < 7);
    let first = |name: &str| first_weekday_of(name);
    assert_eq!(first("en-US"), Some(6));
    assert_eq!(first("de-DE"), Some(0));
    assert_eq!(first("ar-EG"), Some(5));
    assert_eq!(first("no locale"), None);
}
