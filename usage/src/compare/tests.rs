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
