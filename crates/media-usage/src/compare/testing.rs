//! Compared reports for tests.

use crate::indexed_report::IndexedReport;
use crate::search::testing::Lowercase;
use crate::table::testing::any_table;
use crate::table::{Table, User};
use crate::view::testing::usage;
use crate::yielder::NoYield;
use pollster::block_on;
use proptest::prelude::*;
use std::sync::Arc;

pub(crate) fn compared(before: Table, after: Table) -> Arc<IndexedReport> {
    let (before, after) = (usage(before), usage(after));
    let compared = IndexedReport::compared(before, &after, &Lowercase, &NoYield);
    Arc::new(block_on(compared))
}

/// Two tables with many users in common.
pub(crate) fn any_two() -> impl Strategy<Value = (Table, Table)> {
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
