//! Two reports, user by user: who was added, who is gone, who grew and who shrank. Deleted media
//! leave no trace on the server, so two snapshots are all that tells of them.

use crate::pace::{Pace, breathe};
use crate::radix::sort_by_key;
use crate::table::{SLICE, Table, User};
use crate::usage::Usage;
use crate::view::Page;
use std::cmp::Ordering;
use std::num::NonZeroU32;
use std::sync::Arc;

/// What became of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In the later report alone.
    Added,
    /// In the earlier report alone.
    Gone,
    /// More bytes, or as many in more files.
    Grown,
    /// Fewer bytes, or as many in fewer files.
    Shrunk,
    /// As many bytes in as many files.
    Unchanged,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Added,
        Self::Gone,
        Self::Grown,
        Self::Shrunk,
        Self::Unchanged,
    ];

    /// Its name in a file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Gone => "gone",
            Self::Grown => "grown",
            Self::Shrunk => "shrunk",
            Self::Unchanged => "unchanged",
        }
    }

    /// The status of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// A user in both reports, or in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// As the earlier report has the user.
    pub before: Option<User<'a>>,
    /// As the later report has the user.
    pub after: Option<User<'a>>,
}

impl<'a> Change<'a> {
    /// The user by the later report that has one.
    pub fn user(&self) -> User<'a> {
        let nobody = User {
            user_id: None,
            displayname: None,
            media_count: 0,
            media_length: None,
        };
        self.after.or(self.before).unwrap_or(nobody)
    }

    /// How many bytes more there are, fewer when negative. What is pending or not there counts 0.
    pub fn bytes(&self) -> i128 {
        i128::from(bytes(self.after)) - i128::from(bytes(self.before))
    }

    /// How many files more there are, fewer when negative.
    pub fn files(&self) -> i128 {
        i128::from(files(self.after)) - i128::from(files(self.before))
    }

    /// By how many bytes and by how many files, whether more or fewer.
    fn sizes(&self) -> (u64, u64) {
        (
            bytes(self.before).abs_diff(bytes(self.after)),
            files(self.before).abs_diff(files(self.after)),
        )
    }

    /// What became of the user.
    pub fn status(&self) -> Status {
        match (self.before, self.after) {
            (None, _) => Status::Added,
            (_, None) => Status::Gone,
            _ => match self.bytes().cmp(&0).then(self.files().cmp(&0)) {
                Ordering::Greater => Status::Grown,
                Ordering::Less => Status::Shrunk,
                Ordering::Equal => Status::Unchanged,
            },
        }
    }
}

fn bytes(user: Option<User>) -> u64 {
    user.and_then(|user| user.media_length).unwrap_or(0)
}

fn files(user: Option<User>) -> u64 {
    user.map_or(0, |user| user.media_count)
}

/// Users of a kind, together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there are.
    pub users: usize,
    /// How many bytes more they have, fewer when negative.
    pub bytes: i128,
    /// How many files more they have.
    pub files: i128,
}

/// A user's indices in both tables; [`NOWHERE`] in a table that doesn't have the user.
#[derive(Clone, Copy, Debug)]
struct Pair {
    before: u32,
    after: u32,
}

/// No table has so many users.
const NOWHERE: u32 = u32::MAX;

/// Everybody in one of two reports, the largest changes first: by bytes, then by files, then by
/// user ID. Of the changes' sign their order knows nothing.
#[derive(Clone, Debug)]
pub struct Comparison {
    before: Arc<Usage>,
    after: Arc<Usage>,
    /// By user ID.
    pairs: Vec<Pair>,
    /// What became of the user of each pair.
    statuses: Vec<Status>,
    /// Indices of the pairs in their order.
    order: Vec<u32>,
    tallies: [Tally; 5],
}

impl Comparison {
    /// Compares an earlier report with a later one.
    pub async fn new(before: Arc<Usage>, after: Arc<Usage>, pace: &dyn Pace) -> Self {
        let pairs = join(&before.report().table, &after.report().table, pace).await;
        let mut comparison = Self {
            before,
            after,
            statuses: Vec::new(),
            pairs,
            order: Vec::new(),
            tallies: [Tally::default(); 5],
        };
        comparison.sum_up(pace).await;
        comparison
    }

    /// Sums up by status and puts the pairs in order.
    async fn sum_up(&mut self, pace: &dyn Pace) {
        let mut tallies = [Tally::default(); 5];
        let mut statuses = Vec::with_capacity(self.pairs.len());
        // Most users change nothing as a rule, and stand in order already.
        let (mut order, mut unchanged) = (Vec::new(), Vec::new());
        for index in (0..).take(self.pairs.len()) {
            let change = self.at(index);
            let status = change.status();
            statuses.push(status);
            let tally = &mut tallies[status as usize];
            tally.users += 1;
            tally.bytes += change.bytes();
            tally.files += change.files();
            if status == Status::Unchanged {
                unchanged.push(index);
            } else {
                order.push(index);
            }
            if (index as usize).is_multiple_of(SLICE) {
                breathe(pace).await;
            }
        }
        // Sorting is stable: the bytes decide, and files and ID where those are the same. All bits
        // turned round, the larger number is the smaller.
        let mut files = order
            .iter()
            .map(|&index| !self.at(index).sizes().1)
            .collect();
        breathe(pace).await;
        sort_by_key(&mut files, &mut order, pace).await;
        let mut bytes = order
            .iter()
            .map(|&index| !self.at(index).sizes().0)
            .collect();
        breathe(pace).await;
        sort_by_key(&mut bytes, &mut order, pace).await;
        order.append(&mut unchanged);
        self.order = order;
        self.statuses = statuses;
        self.tallies = tallies;
    }

    /// The earlier report.
    pub fn before(&self) -> &Arc<Usage> {
        &self.before
    }

    /// The later report.
    pub fn after(&self) -> &Arc<Usage> {
        &self.after
    }

    /// The users of one status together, or all of them.
    pub fn tally(&self, status: Option<Status>) -> Tally {
        if let Some(status) = status {
            return self.tallies[status as usize];
        }
        self.tallies.iter().fold(Tally::default(), |sum, it| Tally {
            users: sum.users + it.users,
            bytes: sum.bytes + it.bytes,
            files: sum.files + it.files,
        })
    }

    /// How many users more the later report has, fewer when negative.
    pub fn users(&self) -> i128 {
        let count = |status| self.tally(Some(status)).users as i128;
        count(Status::Added) - count(Status::Gone)
    }

    /// Everybody, in order.
    pub fn all(&self) -> impl Iterator<Item = Change<'_>> {
        self.order.iter().map(|&index| self.at(index))
    }

    fn at(&self, index: u32) -> Change<'_> {
        self.change(self.pairs[index as usize])
    }

    fn change(&self, pair: Pair) -> Change<'_> {
        Change {
            before: user(&self.before, pair.before),
            after: user(&self.after, pair.after),
        }
    }
}

fn user(usage: &Usage, index: u32) -> Option<User<'_>> {
    (index != NOWHERE).then(|| usage.report().table.user(index))
}

/// Pairs up the users of two tables, which are in the order of the user IDs.
async fn join(before: &Table, after: &Table, pace: &dyn Pace) -> Vec<Pair> {
    let (mut old, mut new) = (before.indices().peekable(), after.indices().peekable());
    let mut pairs = Vec::with_capacity(before.len().max(after.len()));
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(&old), Some(&new)) => before.user_id(old).cmp(after.user_id(new)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return pairs,
        };
        pairs.push(Pair {
            before: old.next_if(|_| order.is_le()).unwrap_or(NOWHERE),
            after: new.next_if(|_| order.is_ge()).unwrap_or(NOWHERE),
        });
        if pairs.len().is_multiple_of(SLICE) {
            breathe(pace).await;
        }
    }
}

/// The changes of one status, or all of them, a page at a time.
#[derive(Clone, Debug)]
pub struct Changes {
    comparison: Arc<Comparison>,
    indices: Arc<[u32]>,
}

impl Changes {
    /// Keeps the changes of a status; all without one.
    pub fn new(comparison: Arc<Comparison>, status: Option<Status>) -> Self {
        let mut indices = comparison.order.clone();
        if let Some(status) = status {
            indices.retain(|&index| comparison.statuses[index as usize] == status);
        }
        Self {
            comparison,
            indices: indices.into(),
        }
    }

    /// What is compared.
    pub fn comparison(&self) -> &Arc<Comparison> {
        &self.comparison
    }

    /// Number of changes kept.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// All changes kept, in their order.
    pub fn all(&self) -> impl Iterator<Item = Change<'_>> {
        self.indices.iter().map(|&index| self.comparison.at(index))
    }

    /// A page of them; the last one when there are not as many.
    pub fn page(&self, number: NonZeroU32, rows: usize) -> Page {
        Page::new(number, rows, self.indices.len())
    }

    /// The changes on a page.
    pub fn on(&self, page: Page) -> impl Iterator<Item = Change<'_>> {
        let indices = page.of_list(&self.indices);
        indices.iter().map(|&index| self.comparison.at(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unhurried;
    use crate::table::testing::any_table;
    use crate::view::testing::usage;
    use pollster::block_on;
    use proptest::prelude::*;
    use std::collections::HashMap;

    impl Comparison {
        pub(crate) fn of_tables(before: Table, after: Table) -> Self {
            block_on(Self::new(usage(before), usage(after), &Unhurried))
        }
    }

    /// Two tables that have many users in common.
    fn any_two() -> impl Strategy<Value = (Table, Table)> {
        let more = (any_table(20), any_table(6), any::<u32>());
        more.prop_map(|(before, others, keep)| {
            let mut rows: Vec<User> = before.users().collect();
            let mut place = 0;
            rows.retain(|_| {
                place += 1;
                keep >> (place % 32) & 1 == 1
            });
            rows.retain(|user| !others.users().any(|other| other.user_id == user.user_id));
            rows.extend(others.users());
            rows.sort_by_key(|user| user.user_id);
            let mut after = Table::default();
            for user in rows {
                after.push(user);
            }
            (before, after)
        })
    }

    type Figures = Option<(Option<u64>, u64)>;

    fn figures(user: Option<User>) -> Figures {
        user.map(|user| (user.media_length, user.media_count))
    }

    fn naive(before: &Table, after: &Table) -> HashMap<String, (Figures, Figures)> {
        let mut users: HashMap<String, (Figures, Figures)> = HashMap::new();
        let id = |user: &User| user.user_id.unwrap_or_default().to_owned();
        for user in before.users() {
            users.entry(id(&user)).or_default().0 = figures(Some(user));
        }
        for user in after.users() {
            users.entry(id(&user)).or_default().1 = figures(Some(user));
        }
        users
    }

    proptest! {
        #[test]
        fn every_user_stands_once_beside_the_one_of_the_same_id((before, after) in any_two()) {
            let users = naive(&before, &after);
            let comparison = Comparison::of_tables(before, after);
            prop_assert_eq!(comparison.all().count(), users.len());
            for change in comparison.all() {
                let id = change.user().user_id.unwrap_or_default();
                let found = (figures(change.before), figures(change.after));
                prop_assert_eq!(Some(&found), users.get(id));
            }
        }

        #[test]
        fn the_changes_are_the_difference_of_the_totals((before, after) in any_two()) {
            let comparison = Comparison::of_tables(before, after);
            let (before, after) = (comparison.before().totals(), comparison.after().totals());
            let sum = comparison.tally(None);
            let signed = |number: u128| i128::try_from(number).expect("far below 2^127");
            prop_assert_eq!(sum.bytes, signed(after.bytes) - signed(before.bytes));
            prop_assert_eq!(sum.files, signed(after.files) - signed(before.files));
            prop_assert_eq!(comparison.users(), after.users as i128 - before.users as i128);
            prop_assert_eq!(sum.users, comparison.all().count());
        }

        #[test]
        fn the_largest_changes_come_first_ties_by_user_id_and_who_changed_nothing_last(
            (before, after) in any_two(),
        ) {
            let comparison = Comparison::of_tables(before, after);
            let key = |change: Change| {
                let size = (change.bytes().unsigned_abs(), change.files().unsigned_abs());
                let unchanged = change.status() == Status::Unchanged;
                let id = change.user().user_id.map(str::to_owned);
                (unchanged, std::cmp::Reverse(size), id)
            };
            let keys: Vec<_> = comparison.all().map(key).collect();
            prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:?}");
        }

        #[test]
        fn a_report_has_not_changed_since_itself(table in any_table(20)) {
            let comparison = Comparison::of_tables(table.clone(), table);
            prop_assert!(comparison.all().all(|change| change.status() == Status::Unchanged));
            prop_assert_eq!(comparison.tally(Some(Status::Unchanged)).bytes, 0);
        }

        #[test]
        fn swapped_reports_show_the_mirror_image((before, after) in any_two()) {
            let there = Comparison::of_tables(before.clone(), after.clone());
            let back = Comparison::of_tables(after, before);
            for (there, back) in there.all().zip(back.all()) {
                prop_assert_eq!((there.before, there.after), (back.after, back.before));
                prop_assert_eq!((there.bytes(), there.files()), (-back.bytes(), -back.files()));
                let mirrored = match there.status() {
                    Status::Added => Status::Gone,
                    Status::Gone => Status::Added,
                    Status::Grown => Status::Shrunk,
                    Status::Shrunk => Status::Grown,
                    Status::Unchanged => Status::Unchanged,
                };
                prop_assert_eq!(back.status(), mirrored);
            }
        }

        #[test]
        fn the_pages_of_a_status_are_its_changes_in_order((before, after) in any_two()) {
            let comparison = Arc::new(Comparison::of_tables(before, after));
            for status in Status::ALL {
                let changes = Changes::new(comparison.clone(), Some(status));
                let wanted = comparison.all().filter(|change| change.status() == status);
                prop_assert!(changes.all().eq(wanted));
                prop_assert_eq!(changes.len(), comparison.tally(Some(status)).users);
                let mut paged = 0;
                let mut next = Some(NonZeroU32::MIN);
                while let Some(number) = next {
                    let page = changes.page(number, 3);
                    prop_assert!(changes.on(page).eq(changes.all().skip(paged).take(3)));
                    paged += changes.on(page).count();
                    next = page.next();
                }
                prop_assert_eq!(paged, changes.len());
            }
        }
    }

    #[test]
    fn as_many_bytes_in_other_files_are_a_change() {
        let table = |media_count, media_length| {
            let mut table = Table::default();
            table.push(User {
                user_id: Some("@a:b"),
                displayname: None,
                media_count,
                media_length,
            });
            table
        };
        let status = |before, after| {
            let comparison = Comparison::of_tables(before, after);
            comparison.all().next().map(|change| change.status())
        };
        assert_eq!(
            status(table(1, None), table(2, Some(0))),
            Some(Status::Grown)
        );
        assert_eq!(
            status(table(2, Some(5)), table(1, Some(5))),
            Some(Status::Shrunk)
        );
        assert_eq!(
            status(table(1, None), table(1, Some(0))),
            Some(Status::Unchanged)
        );
        assert_eq!(
            status(table(9, Some(5)), table(1, Some(6))),
            Some(Status::Grown)
        );
    }
}
