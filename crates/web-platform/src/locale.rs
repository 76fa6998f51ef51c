//! How the browser's locale writes numbers and dates, read off its own formatters.

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

use js_sys::{Array, Date, Function, Intl, JsString, Object, Reflect, RegExp};
use panel_core::calendar::{self, DateOrder, DateStyle, Era, Sample};
use panel_core::format::Locale;
use wasm_bindgen::{JsCast, JsValue};

/// The browser's locale.
pub fn locale() -> Locale {
    // One formatter for all: making one takes much longer than using it.
    let plain = formatter(&Object::new());
    let english = Locale::default();
    let large = parts(&plain, 12_345_678.5);
    let groups: Vec<String> = of_type(&large, "integer").collect();
    let length = |group: Option<&String>| group.map(|group| group.chars().count());
    let before = groups.len().checked_sub(2).and_then(|at| groups.get(at));
    Locale {
        digits: digits(&plain).unwrap_or(english.digits),
        decimal: of_type(&large, "decimal").next().unwrap_or(english.decimal),
        group: of_type(&large, "group").next().unwrap_or_default(),
        group_sizes: (
            length(groups.last()).unwrap_or(3),
            length(before).unwrap_or(3),
        ),
        shortest_grouped: if of_type(&parts(&plain, 1234.0), "group").next().is_some() {
            4
        } else {
            5
        },
        percent: percent().unwrap_or(english.percent),
    }
}

/// The digits from 0 to 9: some locales use others than ASCII's.
fn digits(plain: &Intl::NumberFormat) -> Option<[char; 10]> {
    let parts = parts(plain, 1_234_567_890.0);
    let written: Vec<char> = of_type(&parts, "integer")
        .flat_map(|group| group.chars().collect::<Vec<_>>())
        .collect();
    let mut digits: [char; 10] = written.try_into().ok()?;
    digits.rotate_right(1);
    Some(digits)
}

/// What stands around a number of per cent.
fn percent() -> Option<(String, String)> {
    let options = Object::new();
    Reflect::set(&options, &"style".into(), &"percent".into()).ok()?;
    let parts = parts(&formatter(&options), 0.01);
    let number = parts.iter().position(|part| part.0 == "integer")?;
    let join = |parts: &[(String, String)]| parts.iter().map(|part| part.1.as_str()).collect();
    Some((join(&parts[..number]), join(&parts[number + 1..])))
}

/// A date as the browser's locale writes it, for showing how; as ISO 8601 does, where the locale has
/// several orders.
pub fn date_example() -> String {
    date_example_of(&Array::new())
}

fn date_example_of(locales: &Array) -> String {
    let numeric = [
        ("numberingSystem", "latn"),
        ("year", "numeric"),
        ("month", "2-digit"),
        ("day", "2-digit"),
    ];
    let last_day = date(2026, 12, 31, 12);
    let example = texts(&date_format(locales, &numeric).format_to_parts(&last_day));
    if order(&example) == order(&texts(&short_format(locales).format_to_parts(&last_day))) {
        example.into_iter().map(|part| part.1).collect()
    } else {
        "2026-12-31".to_owned()
    }
}

/// How the browser's locale writes dates of the Gregorian calendar, learned from what it writes. Takes
/// some milliseconds.
pub fn date_style() -> DateStyle {
    date_style_of(&Array::new())
}

/// The same of the first of these locales that the browser has.
fn date_style_of(locales: &Array) -> DateStyle {
    let plain = Intl::NumberFormat::new(locales, &Object::new());
    let short = texts(&short_format(locales).format_to_parts(&date(2026, 12, 31, 12)));
    let own = Intl::DateTimeFormat::new(locales, &Object::new());
    let calendar = Reflect::get(&own.resolved_options(), &"calendar".into());
    let is_buddhist = calendar.is_ok_and(|it| it.as_string().as_deref() == Some("buddhist"));
    let era = if is_buddhist {
        Era::Buddhist
    } else {
        Era::Common
    };
    let digits = digits(&plain).unwrap_or(Locale::default().digits);
    let mut style = DateStyle::new(order(&short), digits, era, fold_date);
    for options in DATES {
        learn_dates(&mut style, &date_format(locales, options), Era::Common);
    }
    if is_buddhist {
        for name in ["full", "long", "medium"] {
            let format = Intl::DateTimeFormat::new(locales, &object(&[("dateStyle", name)]));
            learn_dates(&mut style, &format, era);
        }
    }
    for options in TIMES {
        learn_times(&mut style, &date_format(locales, options));
    }
    let twelve = object(&[("hour", "numeric"), ("minute", "numeric")]);
    // A plain object takes every property.
    let _ = Reflect::set(&twelve, &"hour12".into(), &JsValue::TRUE);
    learn_times(&mut style, &Intl::DateTimeFormat::new(locales, &twelve));
    for options in TIME_ZONES {
        let format = date_format(locales, options);
        // Winter and summer.
        for month in [1, 7] {
            learn(&mut style, &format, (month, 1), (12, 0), Era::Common);
        }
    }
    style
}

/// Options of a formatter.
type Options = &'static [(&'static str, &'static str)];

/// Dates in all forms that differ in their words.
const DATES: [Options; 15] = [
    &[("dateStyle", "full")],
    &[("dateStyle", "long")],
    &[("dateStyle", "medium")],
    &[("dateStyle", "short")],
    &[("dateStyle", "full"), ("timeStyle", "short")],
    &[("dateStyle", "long"), ("timeStyle", "medium")],
    &[("dateStyle", "medium"), ("timeStyle", "medium")],
    &[("dateStyle", "short"), ("timeStyle", "short")],
    &[("month", "long")],
    &[("month", "short")],
    &[("month", "long"), ("year", "numeric")],
    &[("month", "short"), ("year", "numeric")],
    &[
        ("weekday", "short"),
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
    ],
    &[("weekday", "long")],
    // Some locales decline the names here.
    &[
        ("weekday", "long"),
        ("day", "numeric"),
        ("month", "long"),
        ("year", "numeric"),
        ("hour", "numeric"),
    ],
];

/// Times, alone and behind a date, and the hour alone.
const TIMES: [Options; 6] = [
    &[("timeStyle", "short")],
    &[("timeStyle", "medium")],
    &[("dateStyle", "full"), ("timeStyle", "short")],
    &[("dateStyle", "long"), ("timeStyle", "medium")],
    &[("dateStyle", "short"), ("timeStyle", "short")],
    &[("hour", "numeric")],
];

/// Times with the name of the time zone, alone and behind a date.
const TIME_ZONES: [Options; 4] = [
    &[("timeStyle", "long")],
    &[("timeStyle", "full")],
    &[("dateStyle", "long"), ("timeStyle", "long")],
    &[("dateStyle", "full"), ("timeStyle", "full")],
];

/// Learns the names of all months, and those of all weekdays beside them.
fn learn_dates(style: &mut DateStyle, format: &Intl::DateTimeFormat, era: Era) {
    for month in 1..=12 {
        // 2026 has months that begin on any day of the week.
        let first = calendar::Date::new(2026, month, 1).map_or(0, calendar::Date::weekday);
        let day = 1 + (month % 7 + 7 - first) % 7;
        learn(style, format, (month, day), (12, 0), era);
    }
}

/// Learns the names of the parts of a day. Noon and midnight have names of their own in some locales.
fn learn_times(style: &mut DateStyle, format: &Intl::DateTimeFormat) {
    let hours = (0..24).map(|hour| (hour, 30));
    for time in hours.chain([(0, 0), (12, 0)]) {
        learn(style, format, (1, 1), time, Era::Common);
    }
}

/// Learns what a formatter writes at a moment of 2026.
fn learn(
    style: &mut DateStyle,
    format: &Intl::DateTimeFormat,
    (month, day): (u32, u32),
    (hour, minute): (u32, u32),
    era: Era,
) {
    let moment = date(2026, month, day, hour);
    moment.set_minutes(minute);
    #[expect(clippy::cast_possible_truncation, reason = "a day has 1440 minutes")]
    let offset = -(moment.get_timezone_offset() as i64) * 60_000;
    let sample = Sample {
        month,
        weekday: (moment.get_day() + 6) % 7,
        hour,
        era,
        offset,
    };
    let mut parts = texts(&format.format_to_parts(&moment));
    for (_, text) in &mut parts {
        *text = normalize_date_input(text);
    }
    style.learn(&parts, sample);
}

/// The local beginning of an hour of a day.
fn date(year: u32, month: u32, day: u32, hour: u32) -> Date {
    let month = month.cast_signed() - 1;
    Date::new_with_year_month_day_hr(year, month, day.cast_signed(), hour.cast_signed())
}

/// A typed date with its digits, letters and spaces in their usual forms, for reading it.
pub fn normalize_date_input(text: &str) -> String {
    JsString::from(text).normalize("NFKC").into()
}

/// Folds case and the accents of letters, and nothing that tells words of other scripts apart.
fn fold_date(text: &str) -> String {
    thread_local! {
        static ACCENTS: RegExp = RegExp::new(r"[\u0300-\u036f\p{Cf}]", "gu");
    }
    let text = JsString::from(text).normalize("NFKD");
    let text = ACCENTS.with(|accents| text.replace_by_pattern(accents, ""));
    // Upper case first: it makes i and dotless i equal.
    text.to_upper_case().to_lower_case().into()
}

/// The order of a date's numbers.
fn order(parts: &[(String, String)]) -> DateOrder {
    let mut kinds = parts.iter().map(|part| part.0.as_str());
    match kinds.find(|kind| ["day", "month", "year"].contains(kind)) {
        Some("day") => DateOrder::DayFirst,
        Some("month") => DateOrder::MonthFirst,
        _ => DateOrder::YearFirst,
    }
}

fn short_format(locales: &Array) -> Intl::DateTimeFormat {
    date_format(locales, &[("dateStyle", "short")])
}

/// A formatter of the Gregorian calendar.
fn date_format(locales: &Array, options: &[(&str, &str)]) -> Intl::DateTimeFormat {
    let options = object(options);
    // A plain object takes every property.
    let _ = Reflect::set(&options, &"calendar".into(), &"gregory".into());
    Intl::DateTimeFormat::new(locales, &options)
}

fn object(properties: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // A plain object takes every property.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}

/// The day that weeks begin on in the browser's locale, from 0: Monday. Where the browser doesn't
/// know, it is Monday.
pub(super) fn first_weekday() -> u32 {
    thread_local! {
        static FIRST: u32 = find_first_weekday().unwrap_or(0);
    }
    FIRST.with(|first| *first)
}

fn find_first_weekday() -> Option<u32> {
    let options = Intl::DateTimeFormat::default().resolved_options();
    let name = Reflect::get(&options, &"locale".into()).ok()?;
    first_weekday_of(&name.as_string()?)
}

fn first_weekday_of(name: &str) -> Option<u32> {
    let locale = Intl::Locale::new(name).ok()?;
    // The older form of the same is a property.
    let get = Reflect::get(&locale, &"getWeekInfo".into()).ok()?;
    let info = match get.dyn_into::<Function>() {
        Ok(get) => get.call0(&locale).ok()?,
        Err(_) => Reflect::get(&locale, &"weekInfo".into()).ok()?,
    };
    let first = Reflect::get(&info, &"firstDay".into()).ok()?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 1, Monday, to 7"
    )]
    let first = first as u32;
    (1..=7).contains(&first).then(|| first - 1)
}

fn formatter(options: &Object) -> Intl::NumberFormat {
    Intl::NumberFormat::new(&Array::new(), options)
}

/// A number as the formatter's parts.
fn parts(format: &Intl::NumberFormat, number: f64) -> Vec<(String, String)> {
    texts(&format.format_to_parts(number))
}

/// The types and texts of a formatter's parts.
fn texts(parts: &Array) -> Vec<(String, String)> {
    let field = |part: &JsValue, name: &str| {
        let value = Reflect::get(part, &name.into()).ok()?;
        Some(String::from(value.dyn_into::<JsString>().ok()?))
    };
    let parts = parts.iter();
    parts
        .filter_map(|part| Some((field(&part, "type")?, field(&part, "value")?)))
        .collect()
}

fn of_type<'a>(
    parts: &'a [(String, String)],
    name: &'a str,
) -> impl Iterator<Item = String> + use<'a> {
    let parts = parts.iter().filter(move |part| part.0 == name);
    parts.map(|part| part.1.clone())
}
