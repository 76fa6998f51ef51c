//! Who holds the data: the largest users and groups of a view one by one, and the rest together.

use crate::rows::Group;
use crate::view::View;
use std::cmp::Reverse;

/// Whom bytes belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A user.
    User {
        /// The exact ID; empty for media without an uploader.
        user_id: String,
        /// The display name, as the user wrote it.
        displayname: Option<String>,
    },
    /// All members of a group.
    Group {
        /// Names the group.
        label: String,
        /// Number of members found.
        users: usize,
    },
}

/// The users and groups of a view by their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    /// The largest ones and their bytes, the largest first. None of them has 0 bytes.
    pub largest: Vec<(Holder, u128)>,
    /// Number of all other users.
    pub other_users: usize,
    /// Bytes of all other users.
    pub other_bytes: u128,
    /// The fewest users and groups who hold at least 80 % of the bytes.
    pub most: MostData,
}

/// The fewest users and groups who hold at least 80 % of the bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MostData {
    /// Number of users who are in no group.
    pub users: usize,
    /// Number of groups.
    pub groups: usize,
    /// Bytes that they hold together.
    pub bytes: u128,
}

impl Holders {
    /// How many are listed one by one, however small they are.
    const ALWAYS: usize = 10;
    /// How many are listed one by one at most.
    const AT_MOST: usize = 60;
    /// Beyond those who are always listed, one must hold this part of the bytes.
    const SMALLEST_PART: u128 = 500;

    /// The largest users of a view. `by_size` is the indices of its users, the largest first. With
    /// `groups`, the members of a group that the view sums up are one holder.
    pub fn new(view: &View, by_size: &[u32], groups: bool) -> Self {
        let usage = view.usage();
        let totals = view.totals();
        let mut sums: Vec<&Group> = view.groups().filter(|_| groups).collect();
        sums.sort_by_key(|group| Reverse(group.bytes));
        let mut sums = sums.into_iter().peekable();
        let is_alone = |&index: &u32| !(groups && view.is_member(index));
        let mut alone = by_size.iter().copied().filter(is_alone).peekable();
        let mut holders = Self {
            other_users: totals.users,
            other_bytes: totals.bytes,
            ..Self::default()
        };
        let wanted = (totals.bytes * 80).div_ceil(100);
        let mut is_listed = true;
        while is_listed || holders.most.bytes < wanted {
            let size = alone.peek().map(|&index| usage.table().bytes(index).into());
            // A user goes first where nothing tells them apart.
            let group = sums.next_if(|group| size.is_none_or(|size| group.bytes > size));
            let bytes = group.map(|group| group.bytes).or(size).unwrap_or(0);
            if bytes == 0 {
                break;
            }
            if holders.most.bytes < wanted {
                holders.most.add(group, bytes);
            }
            let index = if group.is_none() { alone.next() } else { None };
            is_listed = is_listed && holders.has_room(bytes, totals.bytes);
            if is_listed {
                let holder = match (group, index) {
                    (Some(group), _) => Holder::of_group(group),
                    (None, Some(index)) => Holder::of_user(view, index),
                    (None, None) => break,
                };
                holders.list(holder, bytes);
            }
        }
        holders
    }

    /// Bytes of all users.
    pub fn bytes(&self) -> u128 {
        let listed: u128 = self.largest.iter().map(|(_, bytes)| bytes).sum();
        listed + self.other_bytes
    }

    /// Whether the next one is to be listed.
    fn has_room(&self, bytes: u128, whole: u128) -> bool {
        let listed = self.largest.len();
        let is_large = bytes.saturating_mul(Self::SMALLEST_PART) >= whole;
        listed < Self::ALWAYS || listed < Self::AT_MOST && is_large
    }

    fn list(&mut self, holder: Holder, bytes: u128) {
        self.other_users -= holder.users();
        self.other_bytes -= bytes;
        self.largest.push((holder, bytes));
    }
}

impl Holder {
    /// A user of a view, by index.
    pub fn of_user(view: &View, index: u32) -> Self {
        let user = view.usage().table().user(index);
        Self::User {
            user_id: user.user_id.unwrap_or_default().to_owned(),
            displayname: user.displayname.map(str::to_owned),
        }
    }

    fn of_group(group: &Group) -> Self {
        Self::Group {
            label: group.label.clone(),
            users: group.users,
        }
    }

    fn users(&self) -> usize {
        match self {
            Self::User { .. } => 1,
            Self::Group { users, .. } => *users,
        }
    }
}

impl MostData {
    fn add(&mut self, group: Option<&Group>, bytes: u128) {
        match group {
            Some(_) => self.groups += 1,
            None => self.users += 1,
        }
        self.bytes += bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::testing::Plain;
    use crate::table::testing::any_table;
    use crate::totals::testing::{any_sizes, of_sizes};
    use crate::view::testing::usage;
    use crate::{GroupMode, Grouping, NoYield, Table, User, ViewQuery};
    use pollster::block_on;
    use proptest::prelude::*;
    use user_filters::Patterns;

    fn view(table: Table, patterns: &str) -> View {
        let grouping = Grouping {
            patterns: Patterns::parse(patterns),
            group_mode: GroupMode::Sum,
            expanded: Vec::new(),
        };
        let query = ViewQuery {
            grouping,
            ..ViewQuery::default()
        };
        block_on(View::new(usage(table), query, None, &Plain, &NoYield))
    }

    fn holders(view: &View, groups: bool) -> Holders {
        Holders::new(view, &view.by_size(), groups)
    }

    proptest! {
        #[test]
        fn everybody_is_listed_or_counted_among_the_rest(table in any_table(150), groups in any::<bool>()) {
            let view = view(table, "a, /1/");
            let holders = holders(&view, groups);
            let users: usize = holders.largest.iter().map(|(holder, _)| holder.users()).sum();
            let bytes: u128 = holders.largest.iter().map(|(_, bytes)| bytes).sum();
            prop_assert_eq!(users + holders.other_users, view.totals().users);
            prop_assert_eq!(bytes + holders.other_bytes, view.totals().bytes);
            prop_assert!(holders.largest.windows(2).all(|two| two[0].1 >= two[1].1));
            prop_assert!(holders.largest.len() <= 60);
        }

        #[test]
        fn without_groups_most_data_is_that_of_the_totals(sizes in any_sizes(150)) {
            let view = view(of_sizes(&sizes), "");
            let most = holders(&view, true).most;
            prop_assert_eq!((most.users, most.groups), (view.totals().holders_of_80_percent, 0));
        }

        #[test]
        fn the_fewest_holders_of_most_data_are_the_largest(sizes in any_sizes(40)) {
            let view = view(of_sizes(&sizes), "");
            let (holders, whole) = (holders(&view, true), view.totals().bytes);
            let held: u128 = holders.largest.iter().take(holders.most.users).map(|it| it.1).sum();
            if holders.most.users <= holders.largest.len() {
                prop_assert_eq!(held, holders.most.bytes);
            }
            prop_assert!(holders.most.bytes * 100 >= whole * 80);
        }
    }

    #[test]
    fn the_members_of_a_group_are_one_holder() {
        let sizes = [
            ("@bob:a", 40),
            ("@ghost_1:a", 30),
            ("@ghost_2:a", 20),
            ("@sue:a", 10),
        ];
        let mut table = Table::default();
        for (user_id, bytes) in sizes {
            table.push(User {
                user_id: Some(user_id),
                displayname: None,
                media_count: 1,
                media_length: Some(bytes),
            });
        }
        let view = view(table, "ghost_");
        let found = holders(&view, true);
        let group = Holder::Group {
            label: "ghost_".to_owned(),
            users: 2,
        };
        assert_eq!(found.largest[0], (group, 50));
        assert_eq!(found.largest.len(), 3);
        let (users, groups, bytes) = (1, 1, 90);
        assert_eq!(
            found.most,
            MostData {
                users,
                groups,
                bytes
            }
        );
        let found = holders(&view, false);
        assert_eq!(found.largest.len(), 4);
        assert_eq!((found.most.users, found.most.groups), (3, 0));
    }

    #[test]
    fn users_with_next_to_nothing_are_not_listed() {
        let mut sizes = vec![1_000_000; 12];
        sizes.extend([1; 100]);
        let holders = holders(&view(of_sizes(&sizes), ""), true);
        assert_eq!(holders.largest.len(), 12);
        assert_eq!((holders.other_users, holders.other_bytes), (100, 100));
    }

    #[test]
    fn nobody_holds_nothing() {
        assert_eq!(
            holders(&view(Table::default(), ""), true),
            Holders::default()
        );
    }
}
