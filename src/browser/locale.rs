//! How the browser's locale writes numbers and dates, read off its own formatters.

use super::BrowserFold;
use crate::calendar::{DateOrder, DateStyle};
use crate::format::Locale;
use js_sys::{Array, Date, Intl, JsString, Object, Reflect};
use usage::Fold as _;
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

/// How the browser's locale writes dates of the Gregorian calendar.
pub fn date_style() -> DateStyle {
    let numeric = date_parts(
        11,
        &[
            ("year", "numeric"),
            ("month", "2-digit"),
            ("day", "2-digit"),
        ],
    );
    let first = numeric.iter().find(|part| part.0 != "literal");
    let long = [("month", "long"), ("day", "numeric")];
    let months = (0..12).map(|month| {
        let name = of_type(&date_parts(month, &long), "month").next();
        BrowserFold.fold(&name.unwrap_or_default())
    });
    DateStyle {
        order: match first.map(|part| part.0.as_str()) {
            Some("day") => DateOrder::DayFirst,
            Some("month") => DateOrder::MonthFirst,
            _ => DateOrder::YearFirst,
        },
        months: months.collect(),
        digits: digits(&formatter(&Object::new())).unwrap_or(Locale::default().digits),
        example: numeric.iter().map(|part| part.1.as_str()).collect(),
    }
}

/// The first of a month, from 0, of 2026, as the date formatter's parts; the last of December.
fn date_parts(month: i32, fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let options = Object::new();
    let all = [("calendar", "gregory"), ("numberingSystem", "latn")];
    for (name, value) in all.iter().chain(fields) {
        // A plain object takes every property.
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    let day = if month == 11 { 31 } else { 1 };
    let date = Date::new_with_year_month_day(2026, month, day);
    let format = Intl::DateTimeFormat::new(&Array::new(), &options);
    texts(&format.format_to_parts(&date))
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
