use super::growth::full_at;
use super::*;
use crate::table::testing::any_table;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Bytes and files added by each user.
type Naive = BTreeMap<String, (u128, u128)>;

fn naive(table: &Table) -> Naive {
    let users = table.users().map(|user| {
        let added = (
            user.media_length.unwrap_or(0).into(),
            user.media_count.into(),
        );
        (user.user_id.unwrap_or_default().to_owned(), added)
    });
    users.collect()
}

fn history_of(tables: &[Table]) -> (UserIndex, History) {
    let mut user_index = UserIndex::default();
    let mut history = History::without_data(tables.len());
    // Newest first, in loading order.
    for (window, table) in tables.iter().enumerate().rev() {
        history.set_bucket(window, Arc::new(Bucket::new(table, &mut user_index)));
    }
    (user_index, history)
}

fn any_tables() -> impl Strategy<Value = Vec<Table>> {
    prop::collection::vec(any_table(8), 1..8)
}

proptest! {
    #[test]
    fn every_user_has_one_number_and_keeps_it(tables in any_tables()) {
        let (user_index, history) = history_of(&tables);
        for (window, table) in tables.iter().enumerate() {
            let bucket = history.bucket(window).expect("it was put there");
            for (id, (bytes, files)) in naive(table) {
                let number = user_index.number(&id).expect("it was enrolled");
                prop_assert_eq!(user_index.id(number), &id);
                let added = bucket.added_by_user(number);
                prop_assert_eq!((added.bytes, added.files), (bytes, files));
            }
            prop_assert_eq!(bucket.added().users, table.len());
        }
        prop_assert_eq!(user_index.number("@nobody:example.org"), None);
    }

    #[test]
    fn a_bucket_gives_back_the_users_it_was_made_of(table in any_table(12), other in any_table(12)) {
        let mut user_index = UserIndex::default();
        Bucket::new(&other, &mut user_index);
        let bucket = Bucket::new(&table, &mut user_index);
        let users = bucket.users(&user_index);
        let users: Naive = users
            .map(|user| (user.user_id.unwrap_or_default().to_owned(), (user.media_length.unwrap_or(0).into(), user.media_count.into())))
            .collect();
        prop_assert_eq!(users, naive(&table));
    }

    #[test]
    fn the_running_total_grows_by_what_is_added_up_to_the_whole(tables in any_tables(), before in 0..1_u128 << 70) {
        let (_, history) = history_of(&tables);
        let end = before + history.bytes(None);
        let running_totals = history.running_totals(None, end);
        let mut total = before;
        for (added, running_totals) in history.added(None).into_iter().zip(running_totals) {
            total += added.expect("all are there").bytes;
            prop_assert_eq!(running_totals, Some(total));
        }
        prop_assert_eq!(total, end);
    }

    #[test]
    fn quartiles_are_in_order_and_among_what_was_added(bytes in prop::collection::vec(0..1_u128 << 80, 3..30)) {
        let added: Vec<_> = bytes.iter().map(|&bytes| Some(added(bytes))).collect();
        let growth = Growth::from_intervals(&added).expect("they are enough");
        let last = &bytes[bytes.len() - growth.windows..];
        prop_assert!(last.len() <= 12);
        prop_assert!(last.iter().any(|&it| it <= growth.low) && last.iter().any(|&it| it >= growth.high));
        prop_assert!(growth.low <= growth.median && growth.median <= growth.high);
        prop_assert!(2 * last.iter().filter(|&&it| it <= growth.median).count() >= last.len());
        prop_assert!(2 * last.iter().filter(|&&it| it >= growth.median).count() >= last.len());
    }

    #[test]
    fn a_space_is_full_when_so_much_was_added(now in 0..1_u64 << 41, free in 0..1_u128 << 60, added in 1..1_u128 << 50, every in 1..1_u64 << 35) {
        if let Some(at) = full_at(now, free, added, every) {
            let filled = added * u128::from(at - now) / u128::from(every);
            prop_assert!(filled <= free);
            let later = added * u128::from(at - now + 1) / u128::from(every);
            prop_assert!(later + 1 >= free);
        }
    }
}

fn added(bytes: u128) -> AddedMedia {
    AddedMedia {
        bytes,
        ..AddedMedia::default()
    }
}

#[test]
fn what_lies_behind_a_gap_is_not_known() {
    let bucket = |bytes| {
        let mut table = Table::default();
        table.push(User {
            user_id: Some("@a:b"),
            displayname: None,
            media_count: 1,
            media_length: Some(bytes),
        });
        Arc::new(Bucket::new(&table, &mut UserIndex::default()))
    };
    let mut history = History::without_data(4);
    for (window, bytes) in [(0, 1), (2, 10), (3, 100)] {
        history.set_bucket(window, bucket(bytes));
    }
    assert_eq!(
        history.running_totals(None, 1000),
        [None, Some(890), Some(900), Some(1000)]
    );
    assert_eq!(history.missing(), 1);
    assert_eq!(history.bytes(None), 111);
}

#[test]
fn growth_is_the_middle_of_the_last_windows_without_a_gap() {
    let known =
        [Some(5), Some(1), None, Some(10), Some(20), Some(40)].map(|bytes| bytes.map(added));
    let growth = Growth::from_intervals(&known).expect("three are enough");
    assert_eq!(
        (growth.low, growth.median, growth.high, growth.windows),
        (15, 20, 30, 3)
    );
    assert_eq!(Growth::from_intervals(&known[..5]), None);
    let many: Vec<_> = (0..40).map(|bytes| Some(added(bytes))).collect();
    let growth = Growth::from_intervals(&many).expect("they are enough");
    assert_eq!(
        (growth.low, growth.median, growth.high, growth.windows),
        (30, 33, 36, 12)
    );
}

#[test]
fn a_space_that_nothing_is_added_to_is_never_full() {
    assert_eq!(full_at(1, 10, 0, 5), None);
    assert_eq!(full_at(1, u128::MAX, 1, 5), None);
    assert_eq!(full_at(1_000, 10, 5, 100), Some(1_200));
    assert_eq!(full_at(1_000, 0, 5, 100), Some(1_000));
}

#[test]
fn the_busier_the_windows_the_earlier_a_space_is_full() {
    let growth = Growth {
        low: 0,
        median: 10,
        high: 20,
        windows: 3,
    };
    let at = FillForecast::At {
        typical: Some(1_010),
        earliest: Some(1_005),
        latest: None,
    };
    assert_eq!(growth.forecast(100, 1_000, 1), at);
    assert_eq!(growth.forecast(0, 1_000, 1), FillForecast::AlreadyFull);
}
