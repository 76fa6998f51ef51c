use super::order::key;
use super::testing::{any_two, compared};
use super::*;
use crate::column::{Direction, Order, OrderBy};
use crate::groups::testing::Plain;
use crate::search::testing::Lowercase;
use crate::table::testing::any_table;
use crate::view::testing::usage;
use crate::yielder::NoYield;
use crate::{GroupMode, Grouping, Patterns, Row, SearchTerm, View, ViewQuery};
use pollster::block_on;
use proptest::prelude::*;
use std::collections::HashMap;

const BY_CHANGES: [OrderBy; 5] = [
    OrderBy::Before,
    OrderBy::Change,
    OrderBy::Growth,
    OrderBy::FilesChange,
    OrderBy::RankChange,
];

fn changes(usage: &IndexedReport) -> impl Iterator<Item = Change<'_>> {
    let indices = usage.table().indices();
    indices.filter_map(|index| usage.change(index))
}

fn view(usage: Arc<IndexedReport>, query: ViewQuery) -> View {
    block_on(View::new(usage, query, None, &Plain, &NoYield))
}

fn sorted(usage: &IndexedReport, by: OrderBy, dir: Direction) -> Arc<[u32]> {
    block_on(usage.ordered(Order { by, dir }, &NoYield))
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
fn in_order(a: &Change, b: &Change, by: OrderBy, dir: Direction) -> Ordering {
    let none_last = |a: Option<i128>, b: Option<i128>| match (a, b) {
        (Some(a), Some(b)) => Ok(a.cmp(&b)),
        (a, b) => Err(a.is_none().cmp(&b.is_none())),
    };
    let before = |change: &Change| change.before.map(|_| change.bytes_before().into());
    let ranks = |change: &Change| change.rank_change().map(i128::from);
    let rising = match by {
        OrderBy::Before => none_last(before(a), before(b)),
        OrderBy::Change => Ok(a.bytes().cmp(&b.bytes())),
        OrderBy::FilesChange => Ok(a.files().cmp(&b.files())),
        OrderBy::Growth => Ok(by_growth(a, b)),
        _ => none_last(ranks(a), ranks(b)),
    };
    match (rising, dir) {
        (Err(none), _) => none,
        (Ok(rising), Direction::Forwards) => rising,
        (Ok(rising), Direction::Backwards) => rising.reverse(),
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
        let usage = compared(before, after);
        prop_assert_eq!(usage.table().len(), users.len());
        prop_assert!(usage.table().users().map(|user| user.user_id.unwrap_or_default().to_owned()).is_sorted());
        for change in changes(&usage) {
            let id = change.user().user_id.unwrap_or_default();
            let user = |compared_user: Option<ComparedUser>| figures(compared_user.map(|compared_user| compared_user.user));
            let found = (user(change.before), user(change.after));
            prop_assert_eq!(Some(&found), users.get(id));
        }
    }

    #[test]
    fn the_changes_are_the_difference_of_the_totals((before, after) in any_two()) {
        let later = usage(after.clone());
        let usage = compared(before, after);
        let all = view(usage.clone(), ViewQuery::default());
        let sums = *all.changes().expect("it is compared");
        let before = *usage.comparison().expect("it is compared").before().totals();
        let after = *later.totals();
        prop_assert_eq!(usage.totals(), &after);
        prop_assert_eq!(all.totals(), &after);
        prop_assert_eq!(sums.of(None).bytes, difference(after.bytes, before.bytes));
        prop_assert_eq!(sums.of(None).files, difference(after.files, before.files));
        prop_assert_eq!(sums.users(None), after.users as i128 - before.users as i128);
        prop_assert_eq!(sums.of(None).users, usage.table().len());
    }

    #[test]
    fn every_order_is_the_one_that_comparing_gives((before, after) in any_two()) {
        let usage = compared(before, after);
        let at = |index| usage.change(index).expect("it is compared");
        for by in BY_CHANGES {
            for dir in [Direction::Forwards, Direction::Backwards] {
                let mut naive: Vec<u32> = usage.table().indices().collect();
                naive.sort_by(|&a, &b| in_order(&at(a), &at(b), by, dir).then(a.cmp(&b)));
                prop_assert_eq!(&*sorted(&usage, by, dir), &*naive, "{:?} {:?}", by, dir);
            }
        }
    }

    #[test]
    fn users_of_the_earlier_report_alone_come_last(
        (before, after) in any_two(), by in 0..OrderBy::ALL.len(), usual in any::<bool>(),
    ) {
        let by = OrderBy::ALL[by];
        let order = Order::for_column(by);
        let order = if usual { order } else { order.reversed() };
        let alone = usage(after.clone());
        let usage = compared(before, after);
        let (of_both, of_one) = (sorted(&usage, order.by, order.dir), sorted(&alone, order.by, order.dir));
        let id = |usage: &IndexedReport, index| usage.table().user_id(index).to_owned();
        let there: Vec<_> = of_both.iter().filter(|&&index| !usage.is_absent(index)).map(|&index| id(&usage, index)).collect();
        if !by.needs_comparison() {
            // Those who are in the later report stand as they do alone.
            prop_assert_eq!(there, of_one.iter().map(|&index| id(&alone, index)).collect::<Vec<_>>());
            let first_absent = of_both.iter().position(|&index| usage.is_absent(index));
            let behind = &of_both[first_absent.unwrap_or(of_both.len())..];
            prop_assert!(by.is_text() || behind.iter().all(|&index| usage.is_absent(index)));
        }
        let mut all = of_both.to_vec();
        all.sort_unstable();
        prop_assert!(all.into_iter().eq(usage.table().indices()));
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
        let usage = compared(before, after);
        let sorted = sorted(&usage, OrderBy::Growth, Direction::Forwards);
        let is_sorted = sorted.is_sorted_by(|&a, &b| {
            let (a, b) = (pairs[a as usize], pairs[b as usize]);
            u128::from(a.1) * u128::from(b.0) <= u128::from(b.1) * u128::from(a.0)
        });
        prop_assert!(is_sorted);
    }

    #[test]
    fn ranks_are_those_of_the_reports((before, after) in any_two()) {
        let (earlier, later) = (usage(before.clone()), usage(after.clone()));
        for change in changes(&compared(before, after)) {
            let rank = |usage: &IndexedReport| {
                usage.find(change.user().user_id.unwrap_or_default()).map(|found| found.rank)
            };
            let (before, after) = (rank(&earlier), rank(&later));
            prop_assert_eq!(change.before.map(|compared_user| compared_user.rank), before);
            prop_assert_eq!(change.after.map(|compared_user| compared_user.rank), after);
            let rank_change = before.zip(after).map(|(before, after)| i64::from(before) - i64::from(after));
            prop_assert_eq!(change.rank_change(), rank_change);
        }
    }

    #[test]
    fn a_report_has_not_changed_since_itself(table in any_table(20)) {
        let usage = compared(table.clone(), table);
        prop_assert!(changes(&usage).all(|change| change.status() == ChangeStatus::Unchanged));
    }

    #[test]
    fn swapped_reports_show_the_mirror_image((before, after) in any_two()) {
        let there = compared(before.clone(), after.clone());
        let back = compared(after, before);
        for (there, back) in changes(&there).zip(changes(&back)) {
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
    fn a_status_keeps_its_users_among_those_found(
        (before, after) in any_two(), search in "[a1]?", mode in 0..2_usize,
    ) {
        let usage = compared(before, after);
        let grouping = Grouping {
            patterns: Patterns::parse("a"),
            group_mode: GroupMode::ALL[mode],
            ..Grouping::default()
        };
        let query = |status| ViewQuery {
            term: SearchTerm::parse(&search, &Lowercase),
            grouping: grouping.clone(),
            status,
            ..ViewQuery::default()
        };
        let all = view(usage.clone(), query(None));
        let sums = *all.changes().expect("it is compared");
        for status in ChangeStatus::ALL {
            let found = view(usage.clone(), query(Some(status)));
            let is_meant = |user: &crate::RankedUser| user.change.map(|change| change.status()) == Some(status);
            prop_assert!(found.users().eq(all.users().filter(is_meant)));
            prop_assert_eq!(found.users().count(), sums.of(Some(status)).users);
            let bytes: i128 = found.users().filter_map(|user| user.change).map(|change| change.bytes()).sum();
            prop_assert_eq!(bytes, sums.of(Some(status)).bytes);
            prop_assert_eq!(found.changes(), Some(&sums));
            prop_assert_eq!(found.hidden(), all.hidden());
            let present = found.users().filter(|user| !user.is_absent()).count();
            prop_assert_eq!(found.totals().users, present);
        }
    }

    #[test]
    fn groups_stand_in_the_order_of_their_changes((before, after) in any_two(), by in 0..5_usize, usual in any::<bool>()) {
        let by = BY_CHANGES[by];
        let order = Order::for_column(by);
        let order = if usual { order } else { order.reversed() };
        let grouping = Grouping { patterns: Patterns::parse("a b"), ..Grouping::default() };
        let view = view(compared(before, after), ViewQuery { order, grouping, ..ViewQuery::default() });
        let page = view.page(std::num::NonZeroU32::MIN, 1000);
        let mut keys = Vec::new();
        for row in view.rows_on(page) {
            keys.push(match row {
                Row::User { ranked_user, .. } => key(&ranked_user.change.expect("it is compared").into(), order),
                Row::Group(group) => key(&group.compared_figures(), order),
            });
        }
        prop_assert!(keys.is_sorted(), "{:?}", keys);
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
        let usage = compared(before, after);
        changes(&usage).next().map(|change| change.status())
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
