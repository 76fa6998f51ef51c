//! What the administrator sees: the matching users, sorted and paginated.

use crate::column::Order;
use crate::compare::{ChangeStatus, ChangeSums};
use crate::groups::{Groups, NoMembersReason, RegexEngine};
use crate::indexed_report::{IndexedReport, RankedUser};
use crate::rows::{Group, GroupMode, Grouping, Row, Rows};
use crate::table::{Table, USERS_PER_SLICE};
use crate::totals::Totals;
use crate::yielder::{Yielder, maybe_yield};
use std::num::NonZeroU32;
use std::sync::Arc;
use user_filters::{Pattern, SearchTerm};

/// Which users to show, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewQuery {
    /// The order.
    pub order: Order,
    /// The search term.
    pub term: SearchTerm,
    /// How users are grouped.
    pub grouping: Grouping,
    /// Keeps only users who changed in this way, in a report that is compared with another.
    pub status: Option<ChangeStatus>,
}

/// The users that match a search, sorted. Cheap to clone.
#[derive(Clone, Debug)]
pub struct View {
    usage: Arc<IndexedReport>,
    query: ViewQuery,
    /// All users, sorted.
    all_users: Arc<[u32]>,
    groups: Arc<Groups>,
    found: SearchResult,
    /// The matching users, sorted.
    indices: Arc<[u32]>,
    rows: Rows,
}

/// Users that are hidden as group members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HiddenUsers {
    /// How many there are.
    pub users: usize,
    /// Bytes of their media.
    pub bytes: u128,
}

/// The users that match a search.
#[derive(Clone, Debug)]
struct SearchResult {
    /// Matches of the term alone, sorted by ID; `None` for all users.
    hits: Option<Arc<[u32]>>,
    /// The same without hidden group members and users of other statuses.
    indices: Option<Arc<[u32]>>,
    totals: Totals,
    /// Matching users that are hidden as group members.
    hidden: HiddenUsers,
    /// Sums over the matches of any status, in a report that is compared with another.
    changes: Option<ChangeSums>,
}

impl View {
    /// Sorts a report's users and keeps those that match the search. Reuses what still applies of
    /// the previous view; a search that narrows the previous one scans only its matches.
    pub async fn new(
        usage: Arc<IndexedReport>,
        query: ViewQuery,
        before: Option<&View>,
        regex_engine: &dyn RegexEngine,
        yielder: &dyn Yielder,
    ) -> Self {
        let before = before.filter(|before| Arc::ptr_eq(&before.usage, &usage));
        let same = |same: &dyn Fn(&ViewQuery) -> bool| before.filter(|before| same(&before.query));
        let (order, grouping) = (query.order, &query.grouping);
        let all_users = match same(&|before| before.order == order) {
            Some(before) => before.all_users.clone(),
            None => usage.ordered(order, yielder).await,
        };
        let patterns = &grouping.patterns;
        let groups = match same(&|before| before.grouping.patterns == *patterns) {
            Some(before) => before.groups.clone(),
            None if patterns.is_empty() => Arc::default(),
            None => Arc::new(Groups::new(usage.table(), patterns, regex_engine, yielder).await),
        };
        let left_out = (grouping.group_mode == GroupMode::Hide).then_some(&*groups);
        let found = match same(&|before| {
            before.term == query.term
                && before.grouping.patterns == *patterns
                && before.grouping.group_mode == grouping.group_mode
                && before.status == query.status
        }) {
            Some(before) => before.found.clone(),
            None => SearchResult::new(&usage, &query, left_out, before, yielder).await,
        };
        let indices = match &found.indices {
            None => all_users.clone(),
            Some(found) => {
                filter(
                    &all_users,
                    &UserSet::new(usage.table().len(), found),
                    yielder,
                )
                .await
            }
        };
        let rows = if patterns.is_empty() || left_out.is_some() {
            Rows::ungrouped(indices.clone())
        } else {
            Rows::grouped(&usage, &indices, order, grouping, &groups, yielder).await
        };
        Self {
            usage,
            query,
            all_users,
            groups,
            found,
            indices,
            rows,
        }
    }

    /// The indexed report.
    pub fn usage(&self) -> &Arc<IndexedReport> {
        &self.usage
    }

    /// The query of this view.
    pub fn query(&self) -> &ViewQuery {
        &self.query
    }

    /// Totals of the matching users.
    pub fn totals(&self) -> &Totals {
        &self.found.totals
    }

    /// Returns the matching users in order.
    pub fn users(&self) -> impl Iterator<Item = RankedUser<'_>> {
        self.indices
            .iter()
            .map(|&index| self.usage.ranked_user(index))
    }

    /// Returns all users of the report in the same order, ignoring the search.
    pub fn all_users(&self) -> impl Iterator<Item = RankedUser<'_>> {
        self.all_users
            .iter()
            .map(|&index| self.usage.ranked_user(index))
    }

    /// The matching users that are hidden as group members.
    pub fn hidden(&self) -> HiddenUsers {
        self.found.hidden
    }

    /// Sums over the matches by status, whichever status is shown; `None` without a comparison.
    pub fn changes(&self) -> Option<&ChangeSums> {
        self.found.changes.as_ref()
    }

    /// Returns the patterns that match no users of the report, and why.
    pub fn unmatched(&self) -> &[(Pattern, NoMembersReason)] {
        self.groups.unmatched()
    }

    /// Returns the indices of the matching users, largest first.
    pub fn by_size(&self) -> Vec<u32> {
        let by_size = self.usage.ranking().by_size();
        match &self.found.indices {
            None => by_size.to_vec(),
            Some(found) => UserSet::new(self.usage.table().len(), found).of(by_size),
        }
    }

    /// Bytes of the largest row, a user or a group, of the report and the one it is compared with.
    pub fn largest(&self) -> u128 {
        let comparison = self.usage.comparison();
        let before = comparison.map_or(0, |comparison| comparison.before().largest());
        u128::from(self.usage.largest().max(before)).max(self.rows.largest())
    }

    /// Whether rows may stand for several users.
    pub fn is_grouped(&self) -> bool {
        self.rows.are_grouped()
    }

    /// The groups that have a row.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.rows.groups()
    }

    /// Whether a group's row stands for a user.
    pub(crate) fn is_member(&self, index: u32) -> bool {
        self.is_grouped() && self.groups.of(index).is_some()
    }

    /// Counts the users that another search would find, without hidden group members and users of
    /// other statuses.
    pub async fn count_matches(&self, term: &SearchTerm, yielder: &dyn Yielder) -> usize {
        let hides_groups = self.query.grouping.group_mode == GroupMode::Hide;
        let is_kept = |index: &u32| {
            let is_hidden = hides_groups && self.groups.of(*index).is_some();
            let status = self.usage.change(*index).map(|change| change.status());
            let is_other =
                status.is_some() && self.query.status.is_some_and(|it| Some(it) != status);
            !is_hidden && !is_other
        };
        let found = self.usage.search(term, None, yielder).await;
        found.iter().filter(|index| is_kept(index)).count()
    }

    /// Returns a page of the rows, or the last page if there are fewer. `rows` is the page size, at
    /// least 1.
    pub fn page(&self, number: NonZeroU32, rows: usize) -> Page {
        Page::new(number, rows, self.rows.len())
    }

    /// Returns the rows on a page of this view.
    pub fn rows_on(&self, page: Page) -> impl Iterator<Item = Row<'_>> {
        self.rows
            .on(page.start..page.end, &self.usage, &self.groups)
    }

    /// Returns the users on a page of this view, without the members that a group's row stands for.
    pub fn users_on(&self, page: Page) -> impl Iterator<Item = RankedUser<'_>> {
        self.rows_on(page).filter_map(|line| match line {
            Row::User { ranked_user, .. } => Some(ranked_user),
            Row::Group(_) => None,
        })
    }
}

impl SearchResult {
    async fn new(
        usage: &IndexedReport,
        query: &ViewQuery,
        left_out: Option<&Groups>,
        before: Option<&View>,
        yielder: &dyn Yielder,
    ) -> Self {
        let table = usage.table();
        let term = &query.term;
        let hits: Option<Arc<[u32]>> = if term.finds_everybody() {
            None
        } else {
            let narrowed = before.filter(|before| term.is_narrower_than(&before.query.term));
            let narrowed = narrowed.and_then(|before| before.found.hits.as_deref());
            let hits = usage.search(term, narrowed, yielder).await;
            Some(hits.into())
        };
        let mut indices = hits.clone();
        let mut hidden = HiddenUsers::default();
        if let Some(groups) = left_out {
            keep(&mut indices, table, |index| {
                let is_hidden = groups.of(index).is_some();
                if is_hidden {
                    hidden.users += 1;
                    hidden.bytes += u128::from(table.bytes(index));
                }
                !is_hidden
            });
        }
        let changes = usage.comparison().map(|_| {
            let mut sums = ChangeSums::default();
            let mut add = |index| usage.change(index).iter().for_each(|it| sums.add(it));
            match &indices {
                None => table.indices().for_each(&mut add),
                Some(indices) => indices.iter().copied().for_each(&mut add),
            }
            sums
        });
        if let (Some(status), Some(_)) = (query.status, changes) {
            keep(&mut indices, table, |index| {
                usage.change(index).map(|change| change.status()) == Some(status)
            });
        }
        let totals = match &indices {
            None => *usage.totals(),
            Some(indices) => {
                let found = UserSet::new(table.len(), indices);
                let by_size = filter(usage.ranking().by_size(), &found, yielder).await;
                Totals::new(table, &by_size, yielder).await
            }
        };
        Self {
            hits,
            indices,
            totals,
            hidden,
            changes,
        }
    }
}

/// Keeps some users of a list; `None` stands for all users of the table.
fn keep(list: &mut Option<Arc<[u32]>>, table: &Table, mut is_kept: impl FnMut(u32) -> bool) {
    let is_kept = |index: &u32| is_kept(*index);
    *list = Some(match &list {
        None => table.indices().filter(is_kept).collect(),
        Some(list) => list.iter().copied().filter(is_kept).collect(),
    });
}

/// A bit set of users.
struct UserSet(Vec<u64>);

impl UserSet {
    fn new(users: usize, indices: &[u32]) -> Self {
        let mut bits = vec![0; users.div_ceil(64)];
        for &index in indices {
            bits[index as usize / 64] |= 1 << (index % 64);
        }
        Self(bits)
    }

    /// Returns the users of a list that are in the set.
    fn of(&self, list: &[u32]) -> Vec<u32> {
        let is_in = |&index: &u32| self.0[index as usize / 64] >> (index % 64) & 1 == 1;
        list.iter().copied().filter(is_in).collect()
    }
}

/// Returns the users of a list that are in the set, yielding between slices.
async fn filter(list: &[u32], set: &UserSet, yielder: &dyn Yielder) -> Arc<[u32]> {
    let mut out = Vec::new();
    for slice in list.chunks(16 * USERS_PER_SLICE) {
        out.extend(set.of(slice));
        maybe_yield(yielder).await;
    }
    out.into()
}

/// A page of the list of matching users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: u32,
    last: u32,
    start: usize,
    end: usize,
    of: usize,
}

impl Page {
    /// Returns a page of a list of `of` entries, or the last page if there are fewer. `rows` is the
    /// page size, at least 1.
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

    /// The page number, from 1.
    pub fn number(self) -> NonZeroU32 {
        NonZeroU32::new(self.number).unwrap_or(NonZeroU32::MIN)
    }

    /// The last page's number.
    pub fn last(self) -> NonZeroU32 {
        NonZeroU32::new(self.last).unwrap_or(NonZeroU32::MIN)
    }

    /// The previous page, if there is one.
    pub fn previous(self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.number - 1)
    }

    /// The next page, if there is one.
    pub fn next(self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.number + 1).filter(|_| self.number < self.last)
    }

    /// Positions of the first and the last user on the page, from 1; `None` if there are no users.
    pub fn positions(self) -> Option<(usize, usize)> {
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
    use crate::search::testing::Lowercase;
    use crate::yielder::NoYield;
    use crate::{Completeness, Report, Table};
    use pollster::block_on;

    pub(crate) fn usage(table: Table) -> Arc<IndexedReport> {
        let report = Report {
            table,
            completeness: Completeness::Complete,
            total: None,
            total_at_first: None,
            duplicates: 0,
        };
        Arc::new(block_on(IndexedReport::new(report, &Lowercase, &NoYield)))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::usage;
    use super::*;
    use crate::column::OrderBy;
    use crate::groups::testing::Plain;
    use crate::search::testing::Lowercase;
    use crate::table::testing::any_table;
    use crate::yielder::NoYield;
    use pollster::block_on;
    use proptest::prelude::*;

    fn view(usage: Arc<IndexedReport>, order: Order, search: &str, before: Option<&View>) -> View {
        let term = SearchTerm::parse(search, &Lowercase);
        let query = ViewQuery {
            order,
            term,
            grouping: Grouping::default(),
            status: None,
        };
        block_on(View::new(usage, query, before, &Plain, &NoYield))
    }

    fn ids(users: impl Iterator<Item = String>) -> Vec<String> {
        users.collect()
    }

    fn id(ranked_user: RankedUser) -> String {
        ranked_user.user.user_id.unwrap_or_default().to_owned()
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
                let order = Order::for_column(OrderBy::ALL[(by + n / 2) % OrderBy::ALL.len()]);
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
            for ranked_user in view(usage, Order::for_column(OrderBy::Rank), "", None).users() {
                held += u128::from(ranked_user.bytes());
                prop_assert_eq!(ranked_user.cumulative_bytes, held);
            }
        }

        #[test]
        fn the_largest_users_come_first_and_have_bytes(table in any_table(40), count in 0..6_usize) {
            let usage = usage(table);
            let mut wanted: Vec<u64> = usage.table().indices().map(|index| usage.table().bytes(index)).collect();
            wanted.sort_unstable_by(|a, b| b.cmp(a));
            wanted.truncate(count);
            wanted.retain(|&bytes| bytes > 0);
            let found: Vec<u64> = usage.largest_users(count).map(|user| user.bytes()).collect();
            prop_assert_eq!(found, wanted);
        }

        #[test]
        fn a_search_sums_up_whom_it_finds(table in any_table(40), search in "[a-c1]?") {
            let view = view(usage(table), Order::default(), &search, None);
            prop_assert_eq!(view.totals().users, view.users().count());
            let bytes: u128 = view.users().map(|ranked_user| u128::from(ranked_user.bytes())).sum();
            prop_assert_eq!(view.totals().bytes, bytes);
        }
    }

    #[test]
    fn a_page_behind_the_last_is_the_last() {
        let view = view(usage(Table::default()), Order::default(), "", None);
        let page = view.page(NonZeroU32::MAX, 100);
        assert_eq!((page.number, page.last, page.positions()), (1, 1, None));
        assert_eq!((page.previous(), page.next()), (None, None));
    }
}
