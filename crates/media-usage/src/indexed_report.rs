//! A report with the data derived from it once for all views.

use crate::column::{Order, OrderBy};
use crate::compare::{self, Change, ComparedUser, Comparison, Merged};
use crate::order::{Orders, Ranking};
use crate::report_builder::Report;
use crate::search::{Haystack, LazyHaystack, SearchedUsers};
use crate::table::{Table, User};
use crate::totals::Totals;
use crate::yielder::{Yielder, maybe_yield};
use std::sync::Arc;
use user_filters::{Fold, SearchTerm};

/// A report with its ranks, totals, and search and sort indices.
#[derive(Debug)]
pub struct IndexedReport {
    report: Report,
    ranking: Ranking,
    totals: Totals,
    cumulative_bytes: CumulativeBytes,
    haystack: LazyHaystack,
    orders: Orders,
    /// What it is compared with.
    comparison: Option<Comparison>,
}

impl IndexedReport {
    /// Ranks and totals a report. Names are folded when they are needed first, or by
    /// [`IndexedReport::prepare`]: a report can be shown before that.
    pub async fn new(
        report: Report,
        fold: &'static (dyn Fold + Sync),
        yielder: &dyn Yielder,
    ) -> Self {
        let ranking = Ranking::new(&report.table, yielder).await;
        maybe_yield(yielder).await;
        let totals = Totals::new(&report.table, ranking.by_size(), yielder).await;
        maybe_yield(yielder).await;
        let cumulative_bytes = CumulativeBytes::new(&report.table, ranking.by_size());
        Self {
            report,
            ranking,
            totals,
            cumulative_bytes,
            haystack: LazyHaystack::new(fold),
            orders: Orders::default(),
            comparison: None,
        }
    }

    /// Compares a report with an earlier one. The result has the users of both; its totals are those
    /// of the later report, and so are its ranks.
    pub async fn compared(
        before: Arc<Self>,
        after: &Self,
        fold: &'static (dyn Fold + Sync),
        yielder: &dyn Yielder,
    ) -> Self {
        let Merged {
            table,
            absent,
            comparison,
        } = compare::merge(before, after.table(), yielder).await;
        let ranking = Ranking::with_absent(&table, absent, yielder).await;
        let cumulative_bytes = CumulativeBytes::new(&table, ranking.by_size());
        Self {
            report: Report {
                table,
                ..after.report.without_users()
            },
            ranking,
            totals: after.totals,
            cumulative_bytes,
            haystack: LazyHaystack::new(fold),
            orders: Orders::default(),
            comparison: Some(comparison),
        }
    }

    /// What the report is compared with.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }

    /// Whether a user is only in the earlier report.
    pub(crate) fn is_absent(&self, index: u32) -> bool {
        self.ranking.is_absent(index)
    }

    /// Returns how a user changed; `None` without a comparison.
    pub(crate) fn change(&self, index: u32) -> Option<Change<'_>> {
        let comparison = self.comparison.as_ref()?;
        let after = (!self.is_absent(index)).then(|| ComparedUser {
            user: self.table().user(index),
            rank: self.ranking.rank(index),
        });
        Some(Change {
            before: comparison.user_before(index),
            after,
        })
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
        self.totals.largest
    }

    /// Returns up to this many of the largest users, largest first. Users without bytes are left out.
    pub fn largest_users(&self, users: usize) -> impl Iterator<Item = RankedUser<'_>> {
        let by_size = self.ranking.by_size().iter().take(users);
        let largest = by_size.map(|&index| self.ranked_user(index));
        largest.filter(|ranked_user| ranked_user.bytes() > 0)
    }

    /// Returns the user with this ID, with rank and cumulative bytes. The report must be complete.
    pub fn find(&self, user_id: &str) -> Option<RankedUser<'_>> {
        let index = self.table().index_of(user_id)?;
        Some(self.ranked_user(index))
    }

    /// Returns a user with rank and cumulative bytes.
    pub fn ranked_user(&self, index: u32) -> RankedUser<'_> {
        let rank = self.ranking.rank(index);
        let by_size = self.ranking.by_size();
        let cumulative_bytes = if self.is_absent(index) {
            self.totals.bytes
        } else {
            let sums = &self.cumulative_bytes;
            sums.through_rank(rank, self.table(), by_size)
        };
        RankedUser {
            user: self.table().user(index),
            rank,
            cumulative_bytes,
            change: self.change(index),
        }
    }

    pub(crate) fn table(&self) -> &Table {
        &self.report.table
    }

    pub(crate) fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// All names and IDs, folded: there once a search or an order by name or ID has needed them.
    pub(crate) fn haystack(&self) -> Option<&Haystack> {
        self.haystack.built()
    }

    /// Returns the indices of the users that a search finds, in ID order: among some, in that order,
    /// or among all.
    pub(crate) async fn search(
        &self,
        term: &SearchTerm,
        among: Option<&[u32]>,
        yielder: &dyn Yielder,
    ) -> Vec<u32> {
        let users = SearchedUsers {
            table: self.table(),
            ranking: &self.ranking,
            bytes: self.totals.bytes,
        };
        let haystack = self.haystack.get(self.table(), yielder).await;
        haystack.search(users, term, among, yielder).await
    }

    /// Folds all names in advance, for searches.
    pub async fn prepare_search(&self, yielder: &dyn Yielder) {
        self.haystack.get(self.table(), yielder).await;
    }

    /// Computes in advance what takes longest: folded names, and the orders by name and by ID.
    pub async fn prepare(&self, yielder: &dyn Yielder) {
        self.prepare_search(yielder).await;
        for by in [OrderBy::Displayname, OrderBy::UserId] {
            self.ordered(Order::for_column(by), yielder).await;
        }
    }

    /// Returns the indices of all users in the given order.
    pub(crate) async fn ordered(&self, order: Order, yielder: &dyn Yielder) -> Arc<[u32]> {
        if let Some(by_change) = compare::ordered(self, order, yielder).await {
            return by_change;
        }
        let (table, ranking) = (self.table(), &self.ranking);
        let orders = &self.orders;
        orders
            .get(table, ranking, &self.haystack, order, yielder)
            .await
    }
}

/// A user with the figures that depend on all the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankedUser<'a> {
    /// The user's own figures.
    pub user: User<'a>,
    /// Rank by size among all users of the report, from 1.
    pub rank: u32,
    /// Total bytes of this user and all larger users.
    pub cumulative_bytes: u128,
    /// What changed since the report that this one is compared with.
    pub change: Option<Change<'a>>,
}

impl RankedUser<'_> {
    /// Whether the user is only in the earlier report.
    pub fn is_absent(&self) -> bool {
        self.change.is_some_and(|change| change.after.is_none())
    }

    /// Bytes of the user's media; 0 if all are pending.
    pub fn bytes(&self) -> u64 {
        self.user.media_length.unwrap_or(0)
    }

    /// Mean size of the user's files in bytes, rounded down; `None` without files or if all are
    /// pending.
    pub fn average(&self) -> Option<u64> {
        self.user.media_length?.checked_div(self.user.media_count)
    }
}

/// Cumulative bytes by rank. Only every [`RANKS_PER_SUM`]th sum is stored, and the others are
/// computed from it, because storing all would take 16 bytes per user.
#[derive(Debug)]
struct CumulativeBytes(Vec<u128>);

/// Ranks between two stored sums.
const RANKS_PER_SUM: usize = 256;

impl CumulativeBytes {
    fn new(table: &Table, by_size: &[u32]) -> Self {
        let mut sum = 0;
        let sums = by_size.chunks(RANKS_PER_SUM).map(|users| {
            let before = sum;
            sum += bytes_of(table, users);
            before
        });
        Self(sums.collect())
    }

    fn through_rank(&self, rank: u32, table: &Table, by_size: &[u32]) -> u128 {
        let rank = rank as usize;
        let step = (rank - 1) / RANKS_PER_SUM;
        self.0[step] + bytes_of(table, &by_size[step * RANKS_PER_SUM..rank])
    }
}

fn bytes_of(table: &Table, users: &[u32]) -> u128 {
    let bytes = users.iter().map(|&index| u128::from(table.bytes(index)));
    bytes.sum()
}
