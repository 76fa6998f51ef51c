//! What the administrator looks at: the users found, in their order, a page at a time.

use crate::column::Order;
use crate::groups::{Expressions, Groups, Unmatched};
use crate::indexed_report::{Shown, Usage};
use crate::lines::{Grouping, Line, Lines, Treatment};
use crate::pace::{Pace, breathe};
use crate::table::SLICE;
use crate::totals::Totals;
use std::num::NonZeroU32;
use std::sync::Arc;
use user_filters::{Pattern, Term};

/// Which users are looked at, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The order.
    pub order: Order,
    /// What the users are searched with.
    pub term: Term,
    /// Who is summed up or left out.
    pub grouping: Grouping,
}

/// The users that a search finds, in an order. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View {
    usage: Arc<Usage>,
    asked: Asked,
    /// Everybody, in the order.
    everybody: Arc<[u32]>,
    groups: Arc<Groups>,
    found: Found,
    /// Those found, in the order.
    indices: Arc<[u32]>,
    lines: Lines,
}

/// Whom a search finds.
#[derive(Clone, Debug)]
struct Found {
    /// Whom the term alone finds, in the order of their IDs; `None` for everybody.
    hits: Option<Arc<[u32]>>,
    /// The same without those who are left out.
    indices: Option<Arc<[u32]>>,
    totals: Totals,
}

impl View {
    /// Orders the users of a report and keeps those whom the search finds. Of the view before,
    /// what still holds is taken over, and a search that narrows its search looks only at its hits.
    pub async fn new(
        usage: Arc<Usage>,
        asked: Asked,
        before: Option<&View>,
        expressions: &dyn Expressions,
        pace: &dyn Pace,
    ) -> Self {
        let before = before.filter(|before| Arc::ptr_eq(&before.usage, &usage));
        let same = |same: &dyn Fn(&Asked) -> bool| before.filter(|before| same(&before.asked));
        let (order, grouping) = (asked.order, &asked.grouping);
        let everybody = match same(&|before| before.order == order) {
            Some(before) => before.everybody.clone(),
            None => usage.ordered(order, pace).await,
        };
        let patterns = &grouping.patterns;
        let groups = match same(&|before| before.grouping.patterns == *patterns) {
            Some(before) => before.groups.clone(),
            None if patterns.is_empty() => Arc::default(),
            None => Arc::new(Groups::new(usage.table(), patterns, expressions, pace).await),
        };
        let left_out = (grouping.treatment == Treatment::Hide).then_some(&*groups);
        let found = match same(&|before| {
            before.term == asked.term
                && before.grouping.patterns == *patterns
                && before.grouping.treatment == grouping.treatment
        }) {
            Some(before) => before.found.clone(),
            None => Found::new(&usage, &asked.term, left_out, before, pace).await,
        };
        let indices = match &found.indices {
            None => everybody.clone(),
            Some(found) => among(&everybody, &Set::new(usage.table().len(), found), pace).await,
        };
        let lines = if patterns.is_empty() || left_out.is_some() {
            Lines::ungrouped(indices.clone())
        } else {
            Lines::grouped(&usage, &indices, order, grouping, &groups, pace).await
        };
        Self {
            usage,
            asked,
            everybody,
            groups,
            found,
            indices,
            lines,
        }
    }

    /// The report and what is derived from it.
    pub fn usage(&self) -> &Arc<Usage> {
        &self.usage
    }

    /// What this shows.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Sums over the users found.
    pub fn totals(&self) -> &Totals {
        &self.found.totals
    }

    /// The users found, in their order.
    pub fn users(&self) -> impl Iterator<Item = Shown<'_>> {
        self.indices.iter().map(|&index| self.usage.shown(index))
    }

    /// All users, whatever is searched for, in the same order.
    pub fn everybody(&self) -> impl Iterator<Item = Shown<'_>> {
        self.everybody.iter().map(|&index| self.usage.shown(index))
    }

    /// How many users the search finds who are left out as members of groups.
    pub fn hidden(&self) -> usize {
        let all = self.usage.table().len();
        let hits = self.found.hits.as_ref().map_or(all, |hits| hits.len());
        hits - self.found.indices.as_ref().map_or(all, |found| found.len())
    }

    /// The patterns that no users of the report belong to, with the reason.
    pub fn unmatched(&self) -> &[(Pattern, Unmatched)] {
        self.groups.unmatched()
    }

    /// Indices of the users found, the largest first.
    pub fn by_size(&self) -> Vec<u32> {
        let by_size = self.usage.ranking().by_size();
        match &self.found.indices {
            None => by_size.to_vec(),
            Some(found) => Set::new(self.usage.table().len(), found).of(by_size),
        }
    }

    /// Bytes of the largest line of the report: of a user, or of a group.
    pub fn largest(&self) -> u128 {
        u128::from(self.usage.largest()).max(self.lines.largest())
    }

    /// Whether some lines may stand for several users.
    pub fn is_grouped(&self) -> bool {
        self.lines.are_grouped()
    }

    /// A page of the lines; the last one when there are not as many. `rows` are those of a page,
    /// 1 at least.
    pub fn page(&self, number: NonZeroU32, rows: usize) -> Page {
        Page::new(number, rows, self.lines.len())
    }

    /// The lines on a page of this view.
    pub fn lines_on(&self, page: Page) -> impl Iterator<Item = Line<'_>> {
        self.lines
            .on(page.start..page.end, &self.usage, &self.groups)
    }

    /// The users on a page of this view: not those whom a group's line stands for.
    pub fn users_on(&self, page: Page) -> impl Iterator<Item = Shown<'_>> {
        self.lines_on(page).filter_map(|line| match line {
            Line::User { shown, .. } => Some(shown),
            Line::Group(_) => None,
        })
    }
}

impl Found {
    async fn new(
        usage: &Usage,
        term: &Term,
        left_out: Option<&Groups>,
        before: Option<&View>,
        pace: &dyn Pace,
    ) -> Self {
        let table = usage.table();
        let hits: Option<Arc<[u32]>> = if term.finds_everybody() {
            None
        } else {
            let narrowed = before.filter(|before| term.narrows(&before.asked.term));
            let narrowed = narrowed.and_then(|before| before.found.hits.as_deref());
            let hits = usage.haystack().search(table, term, narrowed, pace).await;
            Some(hits.into())
        };
        let indices = match left_out {
            None => hits.clone(),
            Some(groups) => {
                let stays = |&index: &u32| groups.of(index).is_none();
                Some(match &hits {
                    None => table.indices().filter(stays).collect(),
                    Some(hits) => hits.iter().copied().filter(stays).collect(),
                })
            }
        };
        let totals = match &indices {
            None => *usage.totals(),
            Some(indices) => {
                let found = Set::new(table.len(), indices);
                let by_size = among(usage.ranking().by_size(), &found, pace).await;
                Totals::new(table, &by_size, pace).await
            }
        };
        Self {
            hits,
            indices,
            totals,
        }
    }
}

/// A set of users, a bit each.
struct Set(Vec<u64>);

impl Set {
    fn new(users: usize, indices: &[u32]) -> Self {
        let mut bits = vec![0; users.div_ceil(64)];
        for &index in indices {
            bits[index as usize / 64] |= 1 << (index % 64);
        }
        Self(bits)
    }

    /// Those of a list who are in the set.
    fn of(&self, list: &[u32]) -> Vec<u32> {
        let is_in = |&index: &u32| self.0[index as usize / 64] >> (index % 64) & 1 == 1;
        list.iter().copied().filter(is_in).collect()
    }
}

/// Those of a list who are in the set, in slices.
async fn among(list: &[u32], set: &Set, pace: &dyn Pace) -> Arc<[u32]> {
    let mut out = Vec::new();
    for slice in list.chunks(16 * SLICE) {
        out.extend(set.of(slice));
        breathe(pace).await;
    }
    out.into()
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
    /// A page of a list of so many; the last one when there are not as many pages. `rows` are
    /// those of a page, 1 at least.
    pub(crate) fn new(number: NonZeroU32, rows: usize, of: usize) -> Self {
        let rows = rows.max(1);
        let last = u32::try_from(of.div_ceil(rows).max(1)).unwrap_or(u32::MAX);
        let number = number.get().min(last);
        let start = (number as usize - 1) * rows;
        Self {
            number,
            last,
            start,
            end: start.saturating_add(rows).min(of),
            of,
        }
    }

    /// The page's part of the list that it is a page of.
    pub(crate) fn of_list(self, list: &[u32]) -> &[u32] {
        list.get(self.start..self.end).unwrap_or_default()
    }

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
pub(crate) mod testing {
    use super::*;
    use crate::pace::Unhurried;
    use crate::search::testing::Lowercase;
    use crate::{Extent, Report, Table};
    use pollster::block_on;

    pub(crate) fn usage(table: Table) -> Arc<Usage> {
        let report = Report {
            table,
            extent: Extent::Complete,
            total: None,
            total_at_first: None,
            duplicates: 0,
        };
        Arc::new(block_on(Usage::new(report, &Lowercase, &Unhurried)))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::usage;
    use super::*;
    use crate::Table;
    use crate::column::OrderBy;
    use crate::groups::testing::Plain;
    use crate::pace::Unhurried;
    use crate::search::testing::Lowercase;
    use crate::table::testing::any_table;
    use pollster::block_on;
    use proptest::prelude::*;

    fn view(usage: Arc<Usage>, order: Order, search: &str, before: Option<&View>) -> View {
        let term = Term::parse(search, &Lowercase);
        let asked = Asked {
            order,
            term,
            grouping: Grouping::default(),
        };
        block_on(View::new(usage, asked, before, &Plain, &Unhurried))
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
            let view = view(usage(table), Order::default(), &search, None);
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
        fn a_view_made_from_another_is_as_if_made_alone(
            table in any_table(40), searches in prop::collection::vec("[aäb1 ]{0,2}", 1..6), by in 0..OrderBy::ALL.len(),
        ) {
            let usage = usage(table);
            let mut before = None::<View>;
            for (n, search) in searches.iter().enumerate() {
                let order = Order::usual(OrderBy::ALL[(by + n / 2) % OrderBy::ALL.len()]);
                let next = view(usage.clone(), order, search, before.as_ref());
                let alone = view(usage.clone(), order, search, None);
                prop_assert_eq!(&next.indices, &alone.indices);
                prop_assert_eq!(next.totals(), alone.totals());
                prop_assert_eq!(next.by_size(), alone.by_size());
                before = Some(next);
            }
        }

        #[test]
        fn every_rank_holds_what_the_users_down_to_it_have(table in any_table(400)) {
            let usage = usage(table);
            let mut held = 0;
            for shown in view(usage, Order::usual(OrderBy::Rank), "", None).users() {
                held += u128::from(shown.bytes());
                prop_assert_eq!(shown.held, held);
            }
        }

        #[test]
        fn a_search_sums_up_whom_it_finds(table in any_table(40), search in "[a-c1]?") {
            let view = view(usage(table), Order::default(), &search, None);
            prop_assert_eq!(view.totals().users, view.users().count());
            let bytes: u128 = view.users().map(|shown| u128::from(shown.bytes())).sum();
            prop_assert_eq!(view.totals().bytes, bytes);
        }
    }

    #[test]
    fn a_page_behind_the_last_is_the_last() {
        let view = view(usage(Table::default()), Order::default(), "", None);
        let page = view.page(NonZeroU32::MAX, 100);
        assert_eq!((page.number, page.last, page.places()), (1, 1, None));
        assert_eq!((page.previous(), page.next()), (None, None));
    }
}
