//! Reading and writing the query string, by the table of its keys.

use super::keys::{Draft, FORMER_KEYS, KEYS, key};
use super::period::{self, Period};
use super::time_unit::{Correction, is_in_another_unit};
use super::{CompareTo, Defaults, Query, RejectedValue};
use std::borrow::Cow;
use std::num::NonZeroU32;

/// What a query string says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedQuery {
    /// What the administrator asks for.
    pub query: Query,
    /// The values that were not used.
    pub rejected: Vec<RejectedValue>,
    /// Whether there are keys of 0.1, which have other names now.
    pub has_former_keys: bool,
}

impl Query {
    /// Reads a query string, with or without its question mark.
    ///
    /// Of a repeated key only the first counts, as at the endpoint; unknown keys are ignored.
    pub fn parse(search: &str, defaults: &Defaults) -> ParsedQuery {
        let search = search.strip_prefix('?').unwrap_or(search);
        let pairs: Vec<_> = form_urlencoded::parse(search.as_bytes()).collect();
        let mut draft = Draft::new(defaults);
        let mut rejected = Vec::new();
        let mut has_former_keys = false;
        for key in &KEYS {
            if let Some(value) = value_of(&pairs, key.name)
                && (key.read)(&mut draft, value).is_none()
            {
                rejected.push(RejectedValue::new(
                    key.name,
                    value,
                    correction(key.name, value),
                ));
            }
        }
        for former in &FORMER_KEYS {
            if let Some(value) = value_of(&pairs, former.name) {
                has_former_keys = true;
                let is_replaced = value_of(&pairs, former.key).is_some();
                if !is_replaced && (former.read)(&mut draft, value).is_none() {
                    rejected.push(RejectedValue::new(former.name, value, None));
                }
            }
        }
        ParsedQuery {
            query: draft.finish(defaults.period, &mut rejected),
            rejected,
            has_former_keys,
        }
    }

    /// Writes the query string, without a question mark and without what is at its default; empty
    /// when everything is.
    pub fn to_query_string(&self, defaults: &Defaults) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for key in &KEYS {
            if let Some(value) = (key.write)(self, defaults) {
                out.append_pair(key.name, &value);
            }
        }
        out.finish()
    }
}

fn value_of<'a>(pairs: &'a [(Cow<str>, Cow<str>)], key: &str) -> Option<&'a str> {
    let pair = pairs.iter().find(|(name, _)| name == key);
    pair.map(|(_, value)| value.as_ref())
}

fn correction(key: &str, value: &str) -> Option<Correction> {
    (key == key::COMPARE).then(|| CompareTo::correction(value))?
}

impl RejectedValue {
    fn new(key: &'static str, value: &str, correction: Option<Correction>) -> Self {
        Self {
            key,
            value: value.to_owned(),
            correction,
        }
    }
}

impl Draft<'_> {
    fn new(defaults: &Defaults) -> Self {
        Self {
            query: Query {
                groups: defaults.groups.clone(),
                rows_per_page: defaults.rows_per_page,
                page: NonZeroU32::MIN,
                ..Query::default()
            },
            dir: None,
            moving_period: None,
            from_ts: None,
            until_ts: None,
        }
    }

    fn finish(self, default: Period, rejected: &mut Vec<RejectedValue>) -> Query {
        let period = self.period(default, rejected);
        let mut query = self.query;
        query.period = period;
        let order = &mut query.order;
        order.dir = self.dir.unwrap_or(order.by.default_direction());
        query
    }

    fn period(&self, default: Period, rejected: &mut Vec<RejectedValue>) -> Period {
        let bounds = [(key::FROM_TS, self.from_ts), (key::UNTIL_TS, self.until_ts)];
        let given = bounds
            .iter()
            .filter_map(|&(key, value)| Some((key, value?)));
        if let Some(moving) = self.moving_period {
            rejected.extend(given.map(|(key, value)| RejectedValue::new(key, value, None)));
            return moving;
        }
        if let correction @ Some(_) = Correction::of(self.from_ts, self.until_ts) {
            let mut given = given.filter(|(_, value)| is_in_another_unit(value));
            rejected.extend(
                given
                    .next()
                    .map(|(key, value)| RejectedValue::new(key, value, correction)),
            );
            return default;
        }
        let mut read = |(key, value): (&'static str, Option<&str>)| {
            let ts = period::parse_ts(value?);
            if ts.is_none() {
                rejected.push(RejectedValue::new(key, value?, None));
            }
            ts
        };
        match bounds.map(&mut read) {
            [None, None] => default,
            [from_ts, until_ts] => Period::between(from_ts, until_ts).unwrap_or_else(|_| {
                let value = until_ts.unwrap_or_default().to_string();
                rejected.push(RejectedValue::new(key::UNTIL_TS, &value, None));
                default
            }),
        }
    }
}
