//! What the administrator looks at: the users found, in their order, a page at a time.

use super::assembly::Report;
use super::order::Ranking;
use super::search::{Fold, Haystack};
use super::table::User;
use super::totals::Totals;
use crate::column::{Order, OrderBy};
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

/// A report and what is derived from it once, whatever is looked at.
#[derive(Debug)]
pub struct Usage {
    report: Report,
    ranking: Ranking,
    totals: Totals,
    /// Bytes that the users down to each rank hold together.
    held: Vec<u128>,
    /// Made by the first search or order by name.
    haystack: OnceLock<Haystack>,
}

impl Usage {
    /// Ranks and sums up a report.
    pub fn new(report: Report) -> Self {
        let ranking = Ranking::new(&report.table);
        let totals = Totals::new(&report.table, ranking.by_size().iter().copied());
        let mut sum = 0;
        let running = ranking.by_size().iter().map(|&index| {
            sum += u128::from(report.table.bytes(index));
            sum
        });
        Self {
            held: running.collect(),
            totals,
            ranking,
            report,
            haystack: OnceLock::new(),
        }
    }

    /// The report.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Sums over all users of the report.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Bytes of the largest user; 0 without users.
    pub fn largest(&self) -> u64 {
        let largest = self.ranking.by_size().first();
        largest.map_or(0, |&index| self.report.table.bytes(index))
    }

    /// A user as a row shows it.
    pub fn shown(&self, index: u32) -> Shown<'_> {
        let rank = self.ranking.rank(index);
        Shown {
            user: self.report.table.user(index),
            rank,
            held: self.held[rank as usize - 1],
        }
    }

    fn haystack(&self, fold: &impl Fold) -> &Haystack {
        self.haystack
            .get_or_init(|| Haystack::new(&self.report.table, fold))
    }
}

/// A user with the figures that depend on all the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The user's own figures.
    pub user: User<'a>,
    /// Place by size among all users of the report, from 1.
    pub rank: u32,
    /// Bytes that the users down to this rank hold together.
    pub held: u128,
}

impl Shown<'_> {
    /// Bytes of the user's media as a part of the largest user's, in thousandths, rounded down.
    pub fn permille_of(&self, largest: u64) -> u64 {
        let permille = u128::from(self.bytes()) * 1000;
        let permille = permille.checked_div(largest.into()).unwrap_or(0);
        u64::try_from(permille).unwrap_or(1000)
    }

    /// Bytes of the user's media, 0 while all are pending.
    pub fn bytes(&self) -> u64 {
        self.user.media_length.unwrap_or(0)
    }

    /// Mean bytes of the user's files, rounded down; `None` without files or while all are pending.
    pub fn average(&self) -> Option<u64> {
        self.user.media_length?.checked_div(self.user.media_count)
    }
}

/// The users that a search finds, in an order.
#[derive(Clone, Debug)]
pub struct View {
    usage: Arc<Usage>,
    indices: Arc<[u32]>,
    totals: Totals,
}

impl View {
    /// Orders the users of a report and keeps those whom the search finds.
    pub fn new(usage: Arc<Usage>, order: Order, search: &str, fold: &impl Fold) -> Self {
        let table = &usage.report.table;
        let ordered = if order.by == OrderBy::Displayname {
            let haystack = usage.haystack(fold);
            usage
                .ranking
                .ordered(table, order, &|index| haystack.name(index))
        } else {
            usage.ranking.ordered(table, order, &|_| None)
        };
        if search.trim().is_empty() {
            return Self {
                totals: *usage.totals(),
                indices: ordered.into(),
                usage,
            };
        }
        let found = usage.haystack(fold).search(search, &ordered, fold);
        let mut is_found = vec![false; table.len()];
        for &index in &found {
            is_found[index as usize] = true;
        }
        let by_size = usage.ranking.by_size().iter().copied();
        Self {
            totals: Totals::new(table, by_size.filter(|&index| is_found[index as usize])),
            indices: found.into(),
            usage,
        }
    }

    /// The report and what is derived from it.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Sums over the users found.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The users found, in their order.
    pub fn users(&self) -> impl Iterator<Item = Shown<'_>> {
        self.indices.iter().map(|&index| self.usage.shown(index))
    }

    /// A page of the users found; the last one when there are not as many.
    pub fn page(&self, number: NonZeroU32, rows: usize) -> Page {
        let count = self.indices.len().div_ceil(rows.max(1)).max(1);
        let last = u32::try_from(count).unwrap_or(u32::MAX);
        let number = number.get().min(last);
        let start = (number as usize - 1) * rows;
        let end = (start + rows).min(self.indices.len());
        Page {
            number,
            last,
            start,
            end,
            of: self.indices.len(),
        }
    }

    /// The users on a page of this view.
    pub fn users_on(&self, page: Page) -> impl Iterator<Item = Shown<'_>> {
        let indices = self.indices.get(page.start..page.end).unwrap_or_default();
        indices.iter().map(|&index| self.usage.shown(index))
    }
}

/// A place in the list of users found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: u32,
    last: u32,
    start: usize,
    end: usize,
    of: usize,
}

impl Page {
    /// The page's number, from 1.
    pub fn number(self) -> NonZeroU32 {
        NonZeroU32::new(self.number).unwrap_or(NonZeroU32::MIN)
    }

    /// The number of the last page.
    pub fn last(self) -> NonZeroU32 {
        NonZeroU32::new(self.last).unwrap_or(NonZeroU32::MIN)
    }

    /// The page before, if there is one.
    pub fn previous(self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.number - 1)
    }

    /// The page after, if there is one.
    pub fn next(self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.number + 1).filter(|_| self.number < self.last)
    }

    /// Places of the first and the last user on the page, from 1; `None` when nobody was found.
    pub fn places(self) -> Option<(usize, usize)> {
        (self.start < self.end).then_some((self.start + 1, self.end))
    }

    /// Number of users on all pages.
    pub fn of(self) -> usize {
        self.of
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::testing::Lowercase;
    use crate::table::testing::any_table;
    use crate::{Extent, Table};
    use proptest::prelude::*;

    fn usage(table: Table) -> Arc<Usage> {
        Arc::new(Usage::new(Report {
            table,
            extent: Extent::Complete,
            total: None,
            total_at_first: None,
            duplicates: 0,
        }))
    }

    fn ids(users: impl Iterator<Item = String>) -> Vec<String> {
        users.collect()
    }

    fn id(shown: Shown) -> String {
        shown.user.user_id.unwrap_or_default().to_owned()
    }

    proptest! {
        #[test]
        fn the_pages_together_are_the_whole_list(table in any_table(80), search in "[a1]?") {
            let view = View::new(usage(table), Order::default(), &search, &Lowercase);
            let rows = 25;
            let mut paged = Vec::new();
            let mut next = Some(NonZeroU32::MIN);
            while let Some(number) = next {
                let page = view.page(number, rows);
                paged.extend(view.users_on(page).map(id));
                next = page.next();
            }
            prop_assert_eq!(paged, ids(view.users().map(id)));
        }

        #[test]
        fn the_last_rank_holds_everything(table in any_table(40)) {
            let usage = usage(table);
            let view = View::new(usage.clone(), Order::usual(OrderBy::Rank), "", &Lowercase);
            let last = view.users().last();
            prop_assert_eq!(last.map_or(0, |shown| shown.held), usage.totals().bytes);
        }

        #[test]
        fn a_search_sums_up_whom_it_finds(table in any_table(40), search in "[a-c1]?") {
            let view = View::new(usage(table), Order::default(), &search, &Lowercase);
            prop_assert_eq!(view.totals().users, view.users().count());
            let bytes: u128 = view.users().map(|shown| u128::from(shown.bytes())).sum();
            prop_assert_eq!(view.totals().bytes, bytes);
        }
    }

    #[test]
    fn a_page_behind_the_last_is_the_last() {
        let view = View::new(usage(Table::default()), Order::default(), "", &Lowercase);
        let page = view.page(NonZeroU32::MAX, 100);
        assert_eq!((page.number, page.last, page.places()), (1, 1, None));
        assert_eq!((page.previous(), page.next()), (None, None));
    }
}
