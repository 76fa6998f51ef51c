//! From one question to the next: what a choice changes, and what it leaves alone.

use super::{
    Against, FixedPeriod, Order, Period, Query, Resolution, RowsPerPage, ZonedPeriod, key,
};
use crate::calendar::Zone;
use media_usage::{ChangeOrder, GroupMode, Grouping, Pattern, Patterns};
use std::num::{NonZeroU32, NonZeroU64};

impl Query {
    /// The same question in another order, from its first page.
    #[must_use]
    pub fn ordered(mut self, order: Order) -> Self {
        self.order = order;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question for another search, from its first page.
    #[must_use]
    pub fn searching(mut self, search: String) -> Self {
        self.search = search;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question with other users put together, from its first page.
    #[must_use]
    pub fn grouping(mut self, groups: String) -> Self {
        self.groups = groups;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same groups, summed up or left out, from the first page.
    #[must_use]
    pub fn treating(mut self, grouped: GroupMode) -> Self {
        self.grouped = grouped;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same lines, with the members of a group listed, or no longer listed.
    #[must_use]
    pub fn toggling(mut self, group: &str) -> Self {
        let mut labels = labels(&self.expanded);
        let before = labels.len();
        labels.retain(|label| label != group);
        if labels.len() == before {
            labels.push(group.to_owned());
        }
        self.expanded = labels.join(",");
        self
    }

    /// How users are put together.
    pub fn to_grouping(&self) -> Grouping {
        Grouping {
            patterns: Patterns::parse(&self.groups),
            group_mode: self.grouped,
            expanded: labels(&self.expanded),
        }
    }

    /// The same question about another period, from its first page.
    #[must_use]
    pub fn within(mut self, period: Period) -> Self {
        self.period = period;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question with a history that is cut like this, or with none.
    #[must_use]
    pub fn with_history(mut self, history: Option<Resolution>) -> Self {
        self.history = history;
        self
    }

    /// The same question with a user's history, or with everybody's.
    #[must_use]
    pub fn about(mut self, user: Option<String>) -> Self {
        self.history = self.history.or(Some(Resolution::default()));
        self.user = user;
        self
    }

    /// The same question about a disk that has room for so many bytes.
    #[must_use]
    pub fn on_disk(mut self, disk: Option<NonZeroU64>) -> Self {
        self.disk = disk;
        self
    }

    /// The same question in another time zone; from its first page where that makes it another.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
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

    /// The same question, with the period compared with another one, or with none.
    #[must_use]
    pub fn against(mut self, compare: Option<Against>) -> Self {
        self.compare = compare;
        self
    }

    /// The same question with the bounds that a rejected value was meant to have. `name` is the key
    /// of that value.
    #[must_use]
    pub fn corrected(self, name: &str, period: FixedPeriod) -> Self {
        match name {
            key::COMPARE => self.against(Some(Against::Fixed(period))),
            _ => self.within(Period::Fixed(period)),
        }
    }

    /// The same question with the changes in another order.
    #[must_use]
    pub fn with_changes(mut self, order: ChangeOrder) -> Self {
        self.changes = order;
        self
    }

    /// The same rows in pages of another size, from the first page.
    #[must_use]
    pub fn in_pages_of(mut self, rows: RowsPerPage) -> Self {
        self.rows_per_page = rows;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question to another homeserver.
    #[must_use]
    pub fn at_homeserver(mut self, homeserver: Option<String>) -> Self {
        self.homeserver = homeserver;
        self
    }

    /// Another page of the same rows.
    #[must_use]
    pub fn at_page(mut self, page: NonZeroU32) -> Self {
        self.page = page;
        self
    }
}

fn labels(patterns: &str) -> Vec<String> {
    let patterns = Patterns::parse(patterns);
    patterns.all().iter().map(Pattern::label).collect()
}
