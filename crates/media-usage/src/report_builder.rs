//! Builds a report from the endpoint's pages.
//!
//! The first page is in the order that the administrator chose, and is correct by itself. If it
//! isn't the whole report, the report is read again by user ID: only that order has no ties, so its
//! pages can't lose or repeat users. (On PostgreSQL, pages by size or count lose users even on an
//! idle server.) It is read backwards, because matrix-media-repo rejects the other direction.
//!
//! Pages are offsets, so users added or removed while loading shift them in either direction: a
//! user added among those already read makes the next page repeat a user, and a removed one makes
//! it skip a user. Repeated users are merged. Skipped ones are detected by comparing the server's
//! new count with that of the first page and with the number of users received.

use crate::table::{Table, User};
use crate::yielder::Yielder;

/// A page's metadata: the response without its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageMetadata {
    /// Number of users in the whole report.
    pub total: u64,
    /// Offset of the next page; `None` after the last one.
    pub next_token: Option<u64>,
}

/// The next page to request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// The first users in the administrator's order.
    First,
    /// The users by ID in descending order, from this offset on.
    ByUserId {
        /// 0, or a `next_token`.
        from: u64,
    },
    /// Nothing; everything has been read.
    Done,
}

/// The server's next page starts at or before this one, so following it would never end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaginationLoop {
    /// The offset returned by the server.
    pub next_token: u64,
}

/// Whether a report is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// All users that the server listed.
    Complete,
    /// Some users. Their total is known once a page has been read to its end.
    Partial {
        /// Number of users in the whole report.
        of: Option<u64>,
    },
}

/// The usage in a period, as far as it is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The users, sorted by ID, without duplicates.
    pub table: Table,
    /// Whether the report is complete.
    pub completeness: Completeness,
    /// The server's latest count of users.
    pub total: Option<u64>,
    /// The server's count of users at the start of loading, if it has changed.
    pub total_at_first: Option<u64>,
    /// Users received more than once while reading by ID, and merged.
    pub duplicates: usize,
}

impl Report {
    /// The same report with an empty table.
    pub(crate) fn without_users(&self) -> Self {
        let Self {
            completeness,
            total,
            total_at_first,
            duplicates,
            ..
        } = *self;
        Self {
            table: Table::default(),
            completeness,
            total,
            total_at_first,
            duplicates,
        }
    }

    /// Returns a user by ID.
    pub fn user(&self, user_id: &str) -> Option<User<'_>> {
        self.table
            .index_of(user_id)
            .map(|index| self.table.user(index))
    }

    /// Whether the report has all users that the server listed.
    pub fn is_complete(&self) -> bool {
        self.completeness == Completeness::Complete
    }
}

/// Maximum memory to preallocate based on the server's count alone, in bytes.
const MAX_PREALLOCATED_BYTES: usize = 96 << 20;

/// A report that is being loaded.
#[derive(Clone, Debug)]
pub struct ReportBuilder {
    first: Table,
    by_user_id: Table,
    /// Rows of `by_user_id` before the current page.
    read: usize,
    next: NextPage,
    first_total: Option<u64>,
    total: Option<u64>,
    most_counted: Option<u64>,
}

impl Default for ReportBuilder {
    fn default() -> Self {
        Self {
            first: Table::default(),
            by_user_id: Table::default(),
            read: 0,
            next: NextPage::First,
            first_total: None,
            total: None,
            most_counted: None,
        }
    }
}

impl ReportBuilder {
    /// Returns the page to request, and drops what a previous attempt received of it.
    pub fn begin_page(&mut self) -> NextPage {
        match self.next {
            NextPage::First => self.first.truncate(0),
            NextPage::ByUserId { .. } => self.by_user_id.truncate(self.read),
            NextPage::Done => {}
        }
        self.next
    }

    /// Returns the table that the current page's users are added to.
    pub fn page(&mut self) -> &mut Table {
        match self.next {
            NextPage::First => &mut self.first,
            NextPage::ByUserId { .. } | NextPage::Done => &mut self.by_user_id,
        }
    }

    /// Ends the current page and returns what to request next.
    ///
    /// # Errors
    /// [`PaginationLoop`] if the next page would start at or before this one.
    pub fn finish_page(&mut self, end: PageMetadata) -> Result<NextPage, PaginationLoop> {
        self.total = Some(end.total);
        self.first_total = self.first_total.or(self.total);
        self.most_counted = self.most_counted.max(self.total);
        self.next = match (self.next, end.next_token) {
            (_, None) => NextPage::Done,
            (NextPage::ByUserId { from }, Some(next_token)) if next_token <= from => {
                return Err(PaginationLoop { next_token });
            }
            // The server returned no users for a request of thousands, but says there are more.
            (NextPage::First, Some(next_token)) if self.first.is_empty() => {
                return Err(PaginationLoop { next_token });
            }
            (NextPage::First, Some(_)) => {
                let users = usize::try_from(end.total).unwrap_or(usize::MAX);
                self.by_user_id
                    .reserve(users, &self.first, MAX_PREALLOCATED_BYTES);
                NextPage::ByUserId { from: 0 }
            }
            (_, Some(from)) => NextPage::ByUserId { from },
        };
        self.read = self.by_user_id.len();
        Ok(self.next)
    }

    /// Number of users received in the current phase: the first page, or all users by ID.
    pub fn users(&self) -> usize {
        match self.next {
            NextPage::First => self.first.len(),
            NextPage::Done if self.by_user_id.is_empty() => self.first.len(),
            NextPage::ByUserId { .. } | NextPage::Done => self.by_user_id.len(),
        }
    }

    /// Number of users in the whole report, once the server has sent it.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The highest count of users that the server has sent.
    pub(crate) fn most_counted(&self) -> Option<u64> {
        self.most_counted
    }

    /// The current page.
    pub(crate) fn next(&self) -> NextPage {
        self.next
    }

    /// Number of rows received of the current page.
    pub fn page_rows(&self) -> usize {
        match self.next {
            NextPage::First => self.first.len(),
            NextPage::ByUserId { .. } | NextPage::Done => self.by_user_id.len() - self.read,
        }
    }

    /// Memory used by the rows, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.first.memory() + self.by_user_id.memory()
    }

    /// Whether any users were received.
    pub fn has_users(&self) -> bool {
        !(self.first.is_empty() && self.by_user_id.is_empty())
    }

    /// Whether there is nothing left to request.
    pub fn is_done(&self) -> bool {
        self.next == NextPage::Done
    }

    /// Returns the report, whole or as far as it was received. The latest entry for a user counts.
    /// After everything has been read by ID, a user who was only on the first page no longer exists
    /// on the server and is left out.
    pub async fn into_report(self, yielder: &dyn Yielder) -> Report {
        let complete = self.is_done();
        let (by_user_id, duplicates) = self.by_user_id.distinct(yielder).await;
        let table = if complete && !by_user_id.is_empty() {
            by_user_id
        } else {
            let mut all = self.first;
            all.append(&by_user_id);
            all.distinct(yielder).await.0
        };
        Report {
            table,
            completeness: if complete {
                Completeness::Complete
            } else {
                Completeness::Partial { of: self.total }
            },
            total: self.total,
            total_at_first: self.first_total.filter(|_| self.first_total != self.total),
            duplicates,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::User;
    use crate::table::testing::any_table;
    use crate::yielder::NoYield;
    use pollster::block_on;
    use proptest::prelude::*;

    fn rows(report_builder: &mut ReportBuilder, table: &Table, range: std::ops::Range<u32>) {
        report_builder.begin_page();
        range.for_each(|index| report_builder.page().push(table.user(index)));
    }

    proptest! {
        /// Pages may overlap by any number of rows, as when users are added between requests.
        #[test]
        fn any_split_into_pages_gives_the_report_of_one_page(
            table in any_table(30),
            first in 1_u32..40,
            steps in prop::collection::vec((1_u32..10, 0_u32..3), 30),
        ) {
            let len = table.indices().end;
            let total = u64::from(len);
            let mut whole = ReportBuilder::default();
            rows(&mut whole, &table, 0..len);
            whole.finish_page(PageMetadata { total, next_token: None }).expect("one page");

            let mut split = ReportBuilder::default();
            rows(&mut split, &table, 0..first.min(len));
            let next_token = (first < len).then_some(u64::from(first));
            let mut next = split.finish_page(PageMetadata { total, next_token }).expect("advances");
            let (mut at, mut repeated) = (0, 0);
            for (step, overlap) in steps {
                if next == NextPage::Done { break; }
                let until = (at + step).min(len);
                repeated += overlap.min(at);
                rows(&mut split, &table, at.saturating_sub(overlap)..until);
                let next_token = (until < len).then_some(u64::from(until));
                next = split.finish_page(PageMetadata { total, next_token }).expect("advances");
                at = until;
            }
            if next == NextPage::Done {
                let split = report(split);
                prop_assert_eq!(split.duplicates, repeated as usize);
                prop_assert!(split.is_complete());
                prop_assert_eq!(split.table, report(whole).table);
            }
        }
    }

    fn user(id: &str, bytes: u64) -> User<'_> {
        User {
            user_id: Some(id),
            displayname: None,
            media_count: 1,
            media_length: Some(bytes),
        }
    }

    fn report(report_builder: ReportBuilder) -> Report {
        block_on(report_builder.into_report(&NoYield))
    }

    fn after_first_page() -> ReportBuilder {
        let mut report_builder = ReportBuilder::default();
        assert_eq!(report_builder.begin_page(), NextPage::First);
        report_builder.page().push(user("@b:x", 5));
        let end = PageMetadata {
            total: 3,
            next_token: Some(1),
        };
        assert_eq!(
            report_builder.finish_page(end),
            Ok(NextPage::ByUserId { from: 0 })
        );
        report_builder
    }

    #[test]
    fn a_token_that_does_not_advance_is_an_error_and_loses_nothing() {
        let mut report_builder = after_first_page();
        report_builder.begin_page();
        report_builder.page().push(user("@a:x", 1));
        let end = PageMetadata {
            total: 3,
            next_token: Some(0),
        };
        assert_eq!(
            report_builder.finish_page(end),
            Err(PaginationLoop { next_token: 0 })
        );
        let report = report(report_builder);
        assert_eq!(report.table.len(), 2);
        assert_eq!(report.completeness, Completeness::Partial { of: Some(3) });
    }

    #[test]
    fn a_page_of_nobody_with_more_to_come_is_an_error() {
        let mut report_builder = ReportBuilder::default();
        let end = PageMetadata {
            total: 3,
            next_token: Some(0),
        };
        assert_eq!(
            report_builder.finish_page(end),
            Err(PaginationLoop { next_token: 0 })
        );
    }

    #[test]
    fn the_later_entry_counts_and_who_vanished_is_gone() {
        let mut report_builder = after_first_page();
        report_builder.begin_page();
        report_builder.page().push(user("@a:x", 1));
        report_builder.page().push(user("@c:x", 2));
        let end = PageMetadata {
            total: 2,
            next_token: None,
        };
        assert_eq!(report_builder.finish_page(end), Ok(NextPage::Done));
        let report = report(report_builder);
        let ids: Vec<_> = report
            .table
            .users()
            .filter_map(|user| user.user_id)
            .collect();
        assert_eq!(ids, ["@a:x", "@c:x"]);
        assert_eq!(report.total_at_first, Some(3));
    }

    #[test]
    fn a_page_tried_again_is_not_counted_twice() {
        let mut report_builder = after_first_page();
        for _ in 0..2 {
            report_builder.begin_page();
            report_builder.page().push(user("@a:x", 1));
        }
        let end = PageMetadata {
            total: 2,
            next_token: Some(1),
        };
        report_builder.finish_page(end).expect("advances");
        assert_eq!(report_builder.users(), 1);
        assert_eq!(report(report_builder).duplicates, 0);
    }
}
