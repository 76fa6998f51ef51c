//! A question as a query string, and back.

use super::period::{self, Period};
use super::time_unit::{Correction, is_in_another_unit};
use super::{CompareTo, Defaults, IntervalChoice, Query, RejectedValue, RowsPerPage, key};
use crate::calendar::Zone;
use media_usage::{ChangeColumn, ChangeOrder, Direction, GroupMode, Order, OrderBy};
use std::borrow::Cow;
use std::num::{NonZeroU32, NonZeroU64};

impl Query {
    /// Reads a query string, with or without its question mark.
    ///
    /// Of a repeated key only the first counts, as at the endpoint; unknown keys are ignored.
    pub fn parse(search: &str, defaults: &Defaults) -> (Self, Vec<RejectedValue>) {
        let search = search.strip_prefix('?').unwrap_or(search);
        let fields = Fields(form_urlencoded::parse(search.as_bytes()).collect());
        let mut rejected = Vec::new();
        let query = Self {
            order: fields.order(&mut rejected),
            search: fields.text(key::SEARCH_TERM),
            groups: fields
                .get(key::GROUPS)
                .unwrap_or(&defaults.groups)
                .to_owned(),
            group_mode: fields
                .read(key::GROUP_MODE, parse_treatment, &mut rejected)
                .unwrap_or_default(),
            expanded: fields.text(key::EXPANDED),
            period: fields.period(defaults.period, &mut rejected),
            interval: fields.read(key::INTERVAL, IntervalChoice::parse, &mut rejected),
            user: fields.get(key::USER).map(str::to_owned),
            disk_size: fields.read(key::DISK_SIZE, parse_disk, &mut rejected),
            zone: fields
                .read(key::TIME_ZONE, parse_zone, &mut rejected)
                .unwrap_or_default(),
            compare: fields.compare(&mut rejected),
            changes: fields.changes(&mut rejected),
            rows_per_page: fields
                .read(key::LIMIT, RowsPerPage::parse, &mut rejected)
                .unwrap_or(defaults.rows_per_page),
            page: fields
                .read(key::PAGE, parse_page, &mut rejected)
                .unwrap_or(NonZeroU32::MIN),
            homeserver: fields
                .get(key::HOMESERVER)
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
        };
        (query, rejected)
    }

    /// Writes the query string, without a question mark and without what is at its default; empty
    /// when everything is.
    pub fn to_query_string(&self, defaults: &Defaults) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if let Some(homeserver) = &self.homeserver {
            out.append_pair(key::HOMESERVER, homeserver);
        }
        match self.period {
            period if period == defaults.period => {}
            Period::AllTime => {
                out.append_pair(key::PERIOD, period::ALL_TIME);
            }
            Period::Preset(preset) => {
                out.append_pair(key::PERIOD, preset.as_str());
            }
            Period::Fixed(fixed) => {
                if let Some(from) = fixed.from_ts() {
                    out.append_pair(key::FROM_TS, &from.to_string());
                }
                if let Some(until) = fixed.until_ts() {
                    out.append_pair(key::UNTIL_TS, &until.to_string());
                }
            }
        }
        if self.zone != Zone::default() {
            out.append_pair(key::TIME_ZONE, self.zone.as_str());
        }
        if let Some(against) = self.compare {
            out.append_pair(key::COMPARE, &against.to_name());
        }
        if self.changes.by != ChangeColumn::default() {
            out.append_pair(key::CHANGES_ORDER_BY, self.changes.by.as_str());
        }
        if self.changes.dir != self.changes.by.default_direction() {
            out.append_pair(key::CHANGES_ORDER_DIR, self.changes.dir.as_str());
        }
        if !self.search.is_empty() {
            out.append_pair(key::SEARCH_TERM, &self.search);
        }
        if self.groups != defaults.groups {
            out.append_pair(key::GROUPS, &self.groups);
        }
        if self.group_mode == GroupMode::Hide {
            out.append_pair(key::GROUP_MODE, HIDE);
        }
        if !self.expanded.is_empty() {
            out.append_pair(key::EXPANDED, &self.expanded);
        }
        if self.order.by != OrderBy::default() {
            out.append_pair(key::ORDER_BY, self.order.by.as_str());
        }
        if self.order.dir != self.order.by.default_direction() {
            out.append_pair(key::DIR, self.order.dir.as_str());
        }
        if let Some(interval) = self.interval {
            out.append_pair(key::INTERVAL, interval.as_str());
        }
        if let Some(user) = &self.user {
            out.append_pair(key::USER, user);
        }
        if let Some(disk_size) = self.disk_size {
            out.append_pair(key::DISK_SIZE, &disk_size.to_string());
        }
        if self.rows_per_page != defaults.rows_per_page {
            out.append_pair(key::LIMIT, self.rows_per_page.as_str());
        }
        if self.page != NonZeroU32::MIN {
            out.append_pair(key::PAGE, &self.page.to_string());
        }
        out.finish()
    }
}

const HIDE: &str = "hide";

fn parse_treatment(text: &str) -> Option<GroupMode> {
    match text {
        "sum" => Some(GroupMode::Sum),
        HIDE => Some(GroupMode::Hide),
        _ => None,
    }
}

/// The browser's zone is the one that is not written: a link can't know it.
fn parse_zone(text: &str) -> Option<Zone> {
    Zone::parse(text).filter(|zone| *zone != Zone::default())
}

fn parse_disk(text: &str) -> Option<NonZeroU64> {
    period::digits(text)?.parse().ok()
}

fn parse_page(text: &str) -> Option<NonZeroU32> {
    period::digits(text)?.parse().ok()
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

/// The decoded pairs of a query string.
struct Fields<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl Fields<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(name, _)| name == key);
        pair.map(|(_, value)| value.as_ref())
    }

    /// Any text will do.
    fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    fn read<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        rejected: &mut Vec<RejectedValue>,
    ) -> Option<T> {
        let value = self.get(key)?;
        let parsed = parse(value);
        if parsed.is_none() {
            rejected.push(RejectedValue::new(key, value, None));
        }
        parsed
    }

    fn compare(&self, rejected: &mut Vec<RejectedValue>) -> Option<CompareTo> {
        let value = self.get(key::COMPARE)?;
        if let correction @ Some(_) = CompareTo::correction(value) {
            rejected.push(RejectedValue::new(key::COMPARE, value, correction));
            return None;
        }
        self.read(key::COMPARE, CompareTo::parse, rejected)
    }

    fn order(&self, rejected: &mut Vec<RejectedValue>) -> Order {
        let by = self
            .read(key::ORDER_BY, OrderBy::parse, rejected)
            .unwrap_or_default();
        let dir = self.read(key::DIR, Direction::parse, rejected);
        Order {
            by,
            dir: dir.unwrap_or(by.default_direction()),
        }
    }

    fn changes(&self, rejected: &mut Vec<RejectedValue>) -> ChangeOrder {
        let by = self
            .read(key::CHANGES_ORDER_BY, ChangeColumn::parse, rejected)
            .unwrap_or_default();
        let dir = self.read(key::CHANGES_ORDER_DIR, Direction::parse, rejected);
        ChangeOrder {
            by,
            dir: dir.unwrap_or(by.default_direction()),
        }
    }

    fn period(&self, default: Period, rejected: &mut Vec<RejectedValue>) -> Period {
        let moving = self.read(key::PERIOD, Period::parse_moving, rejected);
        let range = [key::FROM_TS, key::UNTIL_TS].map(|key| Some((key, self.get(key)?)));
        let [from, until] = range.map(|bound| bound.map(|(_, value)| value));
        if let (None, correction @ Some(_)) = (moving, Correction::of(from, until)) {
            let mut range = range.into_iter().flatten();
            let ignored_well_known = range.find(|(_, value)| is_in_another_unit(value));
            if let Some((key, value)) = ignored_well_known {
                rejected.push(RejectedValue::new(key, value, correction));
            }
            return default;
        }
        let from_ts = self.read(key::FROM_TS, period::parse_ts, rejected);
        let until_ts = self.read(key::UNTIL_TS, period::parse_ts, rejected);
        if let Some(moving) = moving {
            for (key, value) in [(key::FROM_TS, from_ts), (key::UNTIL_TS, until_ts)] {
                if let Some(value) = value {
                    rejected.push(RejectedValue::new(key, &value.to_string(), None));
                }
            }
            return moving;
        }
        if from_ts.is_none() && until_ts.is_none() {
            return default;
        }
        Period::between(from_ts, until_ts).unwrap_or_else(|_| {
            let value = until_ts.unwrap_or_default().to_string();
            rejected.push(RejectedValue::new(key::UNTIL_TS, &value, None));
            default
        })
    }
}
