//! From one question to the next: what a choice changes, and what it leaves alone.

use super::{
    Columns, CompareTo, Direction, FixedPeriod, IntervalChoice, Order, OrderBy, Period, Query,
    RowsPerPage, View, ZonedPeriod, key,
};
use crate::calendar::Zone;
use crate::format::Units;
use media_usage::{ChangeStatus, GroupMode, Grouping, Pattern, Patterns};
use std::num::NonZeroU32;

impl Query {
    /// The same question in another order, from its first page.
    #[must_use]
    pub fn with_order(mut self, order: Order) -> Self {
        self.order = order;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question for another search, from its first page.
    #[must_use]
    pub fn with_search(mut self, search: String) -> Self {
        self.search = search;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question with other users put together, from its first page.
    #[must_use]
    pub fn with_groups(mut self, groups: String) -> Self {
        self.groups = groups;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same groups, summed up or left out, from the first page.
    #[must_use]
    pub fn with_group_mode(mut self, group_mode: GroupMode) -> Self {
        self.group_mode = group_mode;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same lines, with the members of a group listed, or no longer listed.
    #[must_use]
    pub fn with_group_toggled(mut self, group: &str) -> Self {
        let mut labels = labels(&self.expanded);
        let before = labels.len();
        labels.retain(|label| label != group);
        if labels.len() == before {
            labels.push(group.to_owned());
        }
        self.expanded = labels.join(",");
        self
    }

    /// The same question with a group's members listed.
    #[must_use]
    pub fn with_group_expanded(self, group: &str) -> Self {
        if labels(&self.expanded).iter().any(|label| label == group) {
            self
        } else {
            self.with_group_toggled(group)
        }
    }

    /// How users are put together.
    pub fn grouping(&self) -> Grouping {
        Grouping {
            patterns: Patterns::parse(&self.groups),
            group_mode: self.group_mode,
            expanded: labels(&self.expanded),
        }
    }

    /// The same question about another period, from its first page.
    #[must_use]
    pub fn with_period(mut self, period: Period) -> Self {
        self.period = period;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question in another view.
    #[must_use]
    pub fn with_view(mut self, view: View) -> Self {
        self.view = view;
        self
    }

    /// The same question with a history that is cut like this.
    #[must_use]
    pub fn with_interval(mut self, interval: IntervalChoice) -> Self {
        self.interval = interval;
        self
    }

    /// The same question with other columns.
    #[must_use]
    pub fn with_columns(mut self, columns: Columns) -> Self {
        self.columns = columns;
        self
    }

    /// The same question with a user's panel open, or none.
    #[must_use]
    pub fn with_user(mut self, user: Option<String>) -> Self {
        self.user = user;
        self
    }

    /// The history of a user, or of everybody.
    #[must_use]
    pub fn with_history_user(mut self, user: Option<String>) -> Self {
        self.view = View::Trend;
        self.user = user;
        self
    }

    /// The same question with so many bytes of free disk space.
    #[must_use]
    pub fn with_free_space(mut self, free_space: Option<u64>) -> Self {
        self.free_space = free_space;
        self.disk_size = None;
        self
    }

    /// The same question in another time zone; from its first page where that makes it another.
    #[must_use]
    pub fn with_time_zone(mut self, zone: Zone) -> Self {
        let before = self.zoned_period();
        self.zone = zone;
        if self.zoned_period() != before {
            self.page = NonZeroU32::MIN;
        }
        self
    }

    /// The period that is asked for, and in which time zone, if that matters.
    pub fn zoned_period(&self) -> ZonedPeriod {
        ZonedPeriod::new(self.period, self.zone)
    }

    /// The same question, with the period compared with another one, or with none, from its first
    /// page: it has other rows.
    #[must_use]
    pub fn with_compare_to(mut self, compare: Option<CompareTo>) -> Self {
        self.compare = compare;
        self.page = NonZeroU32::MIN;
        if compare.is_none() {
            return self.without_changes();
        }
        self
    }

    /// The same query without the status filter and the order that only a comparison has.
    #[must_use]
    pub fn without_changes(mut self) -> Self {
        self.change = None;
        if self.order.by.needs_comparison() {
            return self.with_order(Order::default());
        }
        self
    }

    /// The same question with the bounds that a rejected value was meant to have. `name` is the key
    /// of that value.
    #[must_use]
    pub fn with_correction(self, name: &str, period: FixedPeriod) -> Self {
        match name {
            key::COMPARE => self.with_compare_to(Some(CompareTo::Fixed(period))),
            _ => self.with_period(Period::Fixed(period)),
        }
    }

    /// The same query for users with a change status, or for all users, from its first page, with the
    /// largest changes first.
    #[must_use]
    pub fn with_change(mut self, change: Option<ChangeStatus>) -> Self {
        let dir = match change {
            Some(ChangeStatus::Added | ChangeStatus::Grown) => Some(Direction::Backwards),
            Some(ChangeStatus::Removed | ChangeStatus::Shrunk) => Some(Direction::Forwards),
            Some(ChangeStatus::Unchanged) | None => None,
        };
        self.change = change;
        self.page = NonZeroU32::MIN;
        if let Some(dir) = dir {
            self.order = Order {
                by: OrderBy::Change,
                dir,
            };
        }
        self
    }

    /// The same question with sizes in these units, or in the remembered ones.
    #[must_use]
    pub fn with_units(self, units: Option<Units>) -> Self {
        Self { units, ..self }
    }

    /// The same rows in pages of another size, from the first page.
    #[must_use]
    pub fn with_rows_per_page(mut self, rows: RowsPerPage) -> Self {
        self.rows_per_page = rows;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question to another homeserver.
    #[must_use]
    pub fn with_homeserver(mut self, homeserver: Option<String>) -> Self {
        self.homeserver = homeserver;
        self
    }

    /// Another page of the same rows.
    #[must_use]
    pub fn with_page(mut self, page: NonZeroU32) -> Self {
        self.page = page;
        self
    }
}

fn labels(patterns: &str) -> Vec<String> {
    let patterns = Patterns::parse(patterns);
    patterns.all().iter().map(Pattern::label).collect()
}
