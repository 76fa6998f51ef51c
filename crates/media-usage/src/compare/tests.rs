use super::*;
use crate::column::Direction;
use crate::natural;
use crate::table::User;
use crate::table::testing::any_table;
use crate::view::testing::usage;
use crate::yielder::NoYield;
use pollster::block_on;
use proptest::prelude::*;
use std::collections::HashMap;

impl Comparison {
    pub(crate) fn of_tables(before: Table, after: Table) -> Self {
        block_on(Self::new(usage(before), usage(after), &NoYield))
    }

    fn sorted(&self, by: ChangeColumn, dir: Direction) -> Arc<[u32]> {
        block_on(self.ordered(ChangeOrder { by, dir }, &NoYield))
    }
}

/// Two tables with many users in common.
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

/// Small numbers with few or no differences; the maximum means "pending" to a table.
fn close() -> impl Strategy<Value = u64> {
    prop_oneof![u64::MAX - 5..u64::MAX, 1_u64..4]
}

/// Compares two changes by their figures, ignoring ties.
fn compared(a: &Change, b: &Change, by: ChangeColumn, dir: Direction) -> Ordering {
    let rising = match by {
        ChangeColumn::User => {
            let id = |change: &Change| change.user().user_id.unwrap_or_default().to_lowercase();
            natural::compare(&id(a), &id(b))
        }
        ChangeColumn::Bytes => a.bytes().cmp(&b.bytes()),
        ChangeColumn::Files => a.files().cmp(&b.files()),
        ChangeColumn::Growth => by_growth(a, b),
        ChangeColumn::RankChange => match (a.rank_change(), b.rank_change()) {
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => return a.is_none().cmp(&b.is_none()),
        },
    };
    match dir {
        Direction::Forwards => rising,
        Direction::Backwards => rising.reverse(),
    }
}

/// Compares by cross-multiplication; zero to zero equals any unchanged amount.
fn by_growth(a: &Change, b: &Change) -> Ordering {
    let fraction = |change: &Change| match (change.bytes_after(), change.bytes_before()) {
        (0, 0) => (1, 1),
        (after, 0) => (u128::from(after.min(1)), 0),
        (after, before) => (u128::from(after), u128::from(before)),
    };
    let (a, b) = (fraction(a), fraction(b));
    (a.0 * b.1).cmp(&(b.0 * a.1))
}

proptest! {
    #[test]
    fn every_user_stands_once_beside_the_one_of_the_same_id((before, after) in any_two()) {
        let users = naive(&before, &after);
        let comparison = Comparison::of_tables(before, after);
        prop_assert_eq!(comparison.all().count(), users.len());
        for change in comparison.all() {
            let id = change.user().user_id.unwrap_or_default();
            let user = |compared_user: Option<ComparedUser>| figures(compared_user.map(|compared_user| compared_user.user));
            let found = (user(change.before), user(change.after));
            prop_assert_eq!(Some(&found), users.get(id));
        }
    }

    #[test]
    fn the_changes_are_the_difference_of_the_totals((before, after) in any_two()) {
        let comparison = Comparison::of_tables(before, after);
        let (before, after) = (comparison.before().totals(), comparison.after().totals());
        let sum = comparison.totals_for(None);
        let signed = |number: u128| i128::try_from(number).expect("far below 2^127");
        prop_assert_eq!(sum.bytes, signed(after.bytes) - signed(before.bytes));
        prop_assert_eq!(sum.files, signed(after.files) - signed(before.files));
        prop_assert_eq!(comparison.users(), after.users as i128 - before.users as i128);
        prop_assert_eq!(sum.users, comparison.all().count());
    }

    #[test]
    fn every_order_is_the_one_that_comparing_gives((before, after) in any_two()) {
        let comparison = Comparison::of_tables(before, after);
        for by in ChangeColumn::ALL {
            for dir in [Direction::Forwards, Direction::Backwards] {
                let sorted = comparison.sorted(by, dir);
                let mut naive: Vec<u32> = comparison.indices().collect();
                naive.sort_by(|&a, &b| {
                    compared(&comparison.at(a), &comparison.at(b), by, dir).then(a.cmp(&b))
                });
                prop_assert_eq!(&*sorted, &*naive, "{:?} {:?}", by, dir);
            }
        }
    }

    #[test]
    fn large_parts_are_told_apart_exactly(
        pairs in prop::collection::vec((close(), close()), 1..12),
    ) {
        let table = |sizes: &mut dyn Iterator<Item = u64>| {
            let mut table = Table::default();
            for (number, bytes) in sizes.enumerate() {
                let id = format!("@{number:02}:x");
                table.push(User {
                    user_id: Some(&id),
                    displayname: None,
                    media_count: 1,
                    media_length: Some(bytes),
                });
            }
            table
        };
        let before = table(&mut pairs.iter().map(|pair| pair.0));
        let after = table(&mut pairs.iter().map(|pair| pair.1));
        let comparison = Comparison::of_tables(before, after);
        let sorted = comparison.sorted(ChangeColumn::Growth, Direction::Forwards);
        let is_sorted = sorted.is_sorted_by(|&a, &b| {
            let (a, b) = (pairs[a as usize], pairs[b as usize]);
            u128::from(a.1) * u128::from(b.0) <= u128::from(b.1) * u128::from(a.0)
        });
        prop_assert!(is_sorted);
    }

    #[test]
    fn who_grew_most_stands_first((before, after) in any_two()) {
        let comparison = Comparison::of_tables(before, after);
        let sorted = comparison.sorted(ChangeColumn::Bytes, Direction::Backwards);
        let first = sorted.first().map(|&index| comparison.at(index));
        prop_assert_eq!(comparison.largest_increase(), first.filter(|change| change.bytes() > 0));
    }

    #[test]
    fn ranks_are_those_of_the_reports((before, after) in any_two()) {
        let comparison = Comparison::of_tables(before, after);
        for change in comparison.all() {
            let rank = |usage: &IndexedReport| {
                let users = usage.table().indices().map(|index| usage.ranked_user(index));
                let mut users = users.filter(|ranked_user| ranked_user.user.user_id == change.user().user_id);
                users.next().map(|ranked_user| ranked_user.rank)
            };
            let (before, after) = (rank(comparison.before()), rank(comparison.after()));
            prop_assert_eq!(change.before.map(|compared_user| compared_user.rank), before);
            prop_assert_eq!(change.after.map(|compared_user| compared_user.rank), after);
            let rank_change = before.zip(after).map(|(before, after)| i64::from(before) - i64::from(after));
            prop_assert_eq!(change.rank_change(), rank_change);
        }
    }

    #[test]
    fn a_report_has_not_changed_since_itself(table in any_table(20)) {
        let comparison = Comparison::of_tables(table.clone(), table);
        prop_assert!(comparison.all().all(|change| change.status() == ChangeStatus::Unchanged));
        prop_assert_eq!(comparison.totals_for(Some(ChangeStatus::Unchanged)).bytes, 0);
    }

    #[test]
    fn swapped_reports_show_the_mirror_image((before, after) in any_two()) {
        let there = Comparison::of_tables(before.clone(), after.clone());
        let back = Comparison::of_tables(after, before);
        for (there, back) in there.all().zip(back.all()) {
            prop_assert_eq!((there.before, there.after), (back.after, back.before));
            prop_assert_eq!((there.bytes(), there.files()), (-back.bytes(), -back.files()));
            let mirrored = match there.status() {
                ChangeStatus::Added => ChangeStatus::Removed,
                ChangeStatus::Removed => ChangeStatus::Added,
                ChangeStatus::Grown => ChangeStatus::Shrunk,
                ChangeStatus::Shrunk => ChangeStatus::Grown,
                ChangeStatus::Unchanged => ChangeStatus::Unchanged,
            };
            prop_assert_eq!(back.status(), mirrored);
        }
    }

    #[test]
    fn the_pages_of_a_status_are_its_changes_in_order((before, after) in any_two()) {
        let comparison = Arc::new(Comparison::of_tables(before, after));
        for status in ChangeStatus::ALL {
            let ordered = comparison.sorted(ChangeColumn::Files, Direction::Backwards);
            let changes = Changes::new(comparison.clone(), &ordered, Some(status));
            let all = ordered.iter().map(|&index| comparison.at(index));
            prop_assert!(changes.all().eq(all.filter(|change| change.status() == status)));
            prop_assert_eq!(changes.len(), comparison.totals_for(Some(status)).users);
            let mut paged = 0;
            let mut next = Some(NonZeroU32::MIN);
            while let Some(number) = next {
                let page = changes.page(number, 3);
                prop_assert!(changes.on_page(page).eq(changes.all().skip(paged).take(3)));
                paged += changes.on_page(page).count();
                next = page.next();
            }
            prop_assert_eq!(paged, changes.len());
        }
    }
}

#[test]
fn growth_is_a_signed_part_of_what_there_was() {
    let user = |media_length| {
        let user = User {
            user_id: Some("@a:b"),
            displayname: None,
            media_count: 1,
            media_length,
        };
        Some(ComparedUser { user, rank: 1 })
    };
    let growth = |before, after| Change { before, after }.growth();
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(growth(user(Some(4)), user(Some(5))), said("0.250000000"));
    assert_eq!(growth(user(Some(3)), user(Some(1))), said("-0.666666666"));
    assert_eq!(growth(user(Some(3)), None), said("-1.000000000"));
    assert_eq!(growth(user(Some(2)), user(Some(2))), said("0.000000000"));
    assert_eq!(growth(None, user(Some(5))), None);
    assert_eq!(growth(user(None), user(Some(5))), None);
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
        Some(ChangeStatus::Grown)
    );
    assert_eq!(
        status(table(2, Some(5)), table(1, Some(5))),
        Some(ChangeStatus::Shrunk)
    );
    assert_eq!(
        status(table(1, None), table(1, Some(0))),
        Some(ChangeStatus::Unchanged)
    );
    assert_eq!(
        status(table(9, Some(5)), table(1, Some(6))),
        Some(ChangeStatus::Grown)
    );
}
