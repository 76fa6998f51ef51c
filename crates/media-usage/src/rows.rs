//! The rows of a view: users, and groups that stand in for their members.

use crate::column::{Direction, Order, OrderBy};
use crate::compare::{ComparedFigures, difference};
use crate::groups::Groups;
use crate::indexed_report::{IndexedReport, RankedUser};
use crate::natural;
use crate::table::USERS_PER_SLICE;
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;
use std::sync::Arc;
use user_filters::Patterns;

/// How group members are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupMode {
    /// One row per group with its totals.
    #[default]
    Sum,
    /// Members are left out of all figures.
    Hide,
}

impl GroupMode {
    /// All modes.
    pub const ALL: [Self; 2] = [Self::Sum, Self::Hide];

    /// Returns the URL name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Hide => "hide",
        }
    }

    /// Returns the mode with this URL name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// How users are grouped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// The patterns that define the groups.
    pub patterns: Patterns,
    /// How members are shown.
    pub group_mode: GroupMode,
    /// Labels of the groups whose members are listed below the group's row.
    pub expanded: Vec<String>,
}

/// Totals of a group's members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Names the group.
    pub label: String,
    /// Number of members found by the search, without those who are only in an earlier report.
    pub users: usize,
    /// Number of their media.
    pub files: u128,
    /// Bytes of their media.
    pub bytes: u128,
    /// Members who are only in the earlier report.
    pub absent: usize,
    /// Number of all members' media in the earlier report.
    pub files_before: u128,
    /// Their bytes.
    pub bytes_before: u128,
    /// Whether the members are listed below.
    pub is_expanded: bool,
}

impl Group {
    /// Mean file size in bytes, rounded down; `None` without files.
    pub fn average(&self) -> Option<u128> {
        self.bytes.checked_div(self.files)
    }

    /// Adds a member.
    fn add(&mut self, usage: &IndexedReport, index: u32) {
        if usage.is_absent(index) {
            self.absent += 1;
        } else {
            self.users += 1;
        }
        self.files += u128::from(usage.table().count(index));
        self.bytes += u128::from(usage.table().bytes(index));
        if let Some(change) = usage.change(index) {
            self.files_before += u128::from(change.files_before());
            self.bytes_before += u128::from(change.bytes_before());
        }
    }

    /// Whether it has members.
    fn has_members(&self) -> bool {
        self.users + self.absent > 0
    }

    pub(crate) fn compared_figures(&self) -> ComparedFigures {
        let size = |bytes| u64::try_from(bytes).unwrap_or(u64::MAX);
        ComparedFigures {
            bytes: size(self.bytes),
            before: Some(size(self.bytes_before)),
            files: difference(self.files, self.files_before),
            ranks: None,
        }
    }
}

/// A row of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::large_enum_variant,
        reason = "there is one at a time, on the stack"
    )
)]
pub enum Row<'a> {
    /// A user, either on its own or below its group.
    User {
        /// The user.
        ranked_user: RankedUser<'a>,
        /// Whether the user is listed below its group.
        is_member: bool,
    },
    /// A group.
    Group(&'a Group),
}

/// Marks an index as a group number. User indices are always smaller.
const GROUP_BIT: u32 = 1 << 31;

/// The rows in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// User indices and group numbers.
    rows: Arc<[u32]>,
    groups: Arc<[Group]>,
}

impl Rows {
    /// Creates a row for each user.
    pub(crate) fn ungrouped(indices: Arc<[u32]>) -> Self {
        Self {
            rows: indices,
            groups: Arc::default(),
        }
    }

    /// Creates rows for sorted users, with a row for each group at its position in the same order.
    pub(crate) async fn grouped(
        usage: &IndexedReport,
        indices: &[u32],
        order: Order,
        grouping: &Grouping,
        groups: &Groups,
        yielder: &dyn Yielder,
    ) -> Self {
        let patterns = grouping.patterns.all().iter();
        let mut sums: Vec<Group> = patterns
            .map(|pattern| Group {
                label: pattern.label(),
                is_expanded: grouping.expanded.contains(&pattern.label()),
                ..Group::default()
            })
            .collect();
        let mut members = vec![Vec::new(); sums.len()];
        let mut alone = Vec::new();
        for slice in indices.chunks(USERS_PER_SLICE) {
            for &index in slice {
                let Some(number) = groups.of(index) else {
                    alone.push(index);
                    continue;
                };
                let sum = &mut sums[number];
                sum.add(usage, index);
                if sum.is_expanded {
                    members[number].push(index);
                }
            }
            maybe_yield(yielder).await;
        }
        let mut places: Vec<(usize, usize)> = (0..sums.len())
            .filter(|&number| sums[number].has_members())
            .map(|number| (insertion_index(usage, &alone, order, &sums[number]), number))
            .collect();
        places.sort_by(|a, b| {
            let between = compare_groups(usage, &sums[a.1], &sums[b.1], order);
            a.0.cmp(&b.0).then(between).then(a.1.cmp(&b.1))
        });
        let mut rows = Vec::with_capacity(indices.len());
        let mut from = 0;
        for (insertion_index, number) in places {
            rows.extend(&alone[from..insertion_index]);
            rows.push(GROUP_BIT | u32::try_from(number).unwrap_or(0));
            rows.append(&mut members[number]);
            from = insertion_index;
        }
        rows.extend(&alone[from..]);
        Self {
            rows: rows.into(),
            groups: sums.into(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of the largest group with a row; 0 without one.
    pub(crate) fn largest(&self) -> u128 {
        self.groups
            .iter()
            .map(|group| group.bytes.max(group.bytes_before))
            .max()
            .unwrap_or(0)
    }

    /// The groups that have a row.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.has_members())
    }

    /// Whether grouping was applied.
    pub(crate) fn are_grouped(&self) -> bool {
        !self.groups.is_empty()
    }

    /// Returns the rows in a range of positions.
    pub(crate) fn on<'a>(
        &'a self,
        range: std::ops::Range<usize>,
        usage: &'a IndexedReport,
        groups: &'a Groups,
    ) -> impl Iterator<Item = Row<'a>> {
        let rows = self.rows.get(range).unwrap_or_default();
        rows.iter().filter_map(move |&line| {
            if line & GROUP_BIT == 0 {
                return Some(Row::User {
                    ranked_user: usage.ranked_user(line),
                    is_member: self.are_grouped() && groups.of(line).is_some(),
                });
            }
            self.groups
                .get((line & !GROUP_BIT) as usize)
                .map(Row::Group)
        })
    }
}

/// Returns how many users come before a group. In a tie, the user comes first.
fn insertion_index(usage: &IndexedReport, users: &[u32], order: Order, group: &Group) -> usize {
    let comparison = usage.comparison();
    let key_of_group = comparison.and_then(|it| it.key(&group.compared_figures(), order));
    users.partition_point(|&index| {
        if let (Some(comparison), Some(key_of_group), Some(change)) =
            (comparison, key_of_group, usage.change(index))
        {
            return comparison.key(&change.into(), order) <= Some(key_of_group);
        }
        // Groups come before users who aren't in the report.
        if usage.is_absent(index) && !order.by.is_text() {
            return false;
        }
        let compared = compare(usage, index, group, order.by);
        match order.dir {
            // Missing names and IDs come last in either direction.
            _ if order.by == OrderBy::Displayname && name(usage, index).is_none() => false,
            Direction::Forwards => compared != Ordering::Greater,
            Direction::Backwards => compared != Ordering::Less,
        }
    })
}

/// A user's folded name. Users are in the order of their names, so these are folded by now.
fn name(usage: &IndexedReport, index: u32) -> Option<&str> {
    usage.haystack()?.name(index)
}

/// Compares a user's and a group's figures in a column. Ranks descend by size.
fn compare(usage: &IndexedReport, index: u32, group: &Group, by: OrderBy) -> Ordering {
    let table = usage.table();
    let (bytes, files) = (
        u128::from(table.bytes(index)),
        u128::from(table.count(index)),
    );
    match by {
        OrderBy::Rank | OrderBy::Cumulative => group.bytes.cmp(&bytes),
        OrderBy::MediaCount => files.cmp(&group.files),
        OrderBy::Average => compare_averages((bytes, files), (group.bytes, group.files)),
        OrderBy::UserId => {
            let user_id = usage.haystack().map(|it| it.user_id(index));
            let user_id = user_id.unwrap_or_default();
            let localpart = user_id.strip_prefix('@').unwrap_or_default();
            compare_labels(localpart, &group.label)
        }
        OrderBy::Displayname => {
            compare_labels(name(usage, index).unwrap_or_default(), &group.label)
        }
        // By size, also where changes are asked for and nothing is compared.
        _ => bytes.cmp(&group.bytes),
    }
}

fn compare_groups(usage: &IndexedReport, a: &Group, b: &Group, order: Order) -> Ordering {
    let key = |group: &Group| usage.comparison()?.key(&group.compared_figures(), order);
    if let (Some(a), Some(b)) = (key(a), key(b)) {
        return a.cmp(&b);
    }
    let compared = match order.by {
        OrderBy::Rank | OrderBy::Cumulative => b.bytes.cmp(&a.bytes),
        OrderBy::MediaCount => a.files.cmp(&b.files),
        OrderBy::Average => compare_averages((a.bytes, a.files), (b.bytes, b.files)),
        OrderBy::UserId | OrderBy::Displayname => compare_labels(&a.label, &b.label),
        _ => a.bytes.cmp(&b.bytes),
    };
    match order.dir {
        Direction::Forwards => compared,
        Direction::Backwards => compared.reverse(),
    }
}

fn compare_labels(a: &str, b: &str) -> Ordering {
    natural::compare(&a.to_ascii_lowercase(), &b.to_ascii_lowercase())
}

/// Compares mean file sizes; without files, the mean is 0.
fn compare_averages(a: (u128, u128), b: (u128, u128)) -> Ordering {
    let left = a.0.saturating_mul(b.1.max(1));
    left.cmp(&b.0.saturating_mul(a.1.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::testing::Plain;
    use crate::table::testing::any_table;
    use crate::view::testing::usage;
    use crate::yielder::NoYield;
    use crate::{View, ViewQuery};
    use pollster::block_on;
    use proptest::prelude::*;
    use user_filters::SearchTerm;

    fn grouped(
        usage: &Arc<IndexedReport>,
        order: Order,
        patterns: &str,
        group_mode: GroupMode,
        expanded: &[&str],
    ) -> View {
        let grouping = Grouping {
            patterns: Patterns::parse(patterns),
            group_mode,
            expanded: expanded.iter().map(|&label| label.to_owned()).collect(),
        };
        let asked = ViewQuery {
            order,
            grouping,
            ..ViewQuery::default()
        };
        block_on(View::new(usage.clone(), asked, None, &Plain, &NoYield))
    }

    proptest! {
        #[test]
        fn groups_stand_where_their_sums_belong_and_lose_nobody(
            table in any_table(40), by in 0..OrderBy::ALL.len(), backwards in any::<bool>(),
        ) {
            let dir = if backwards { Direction::Backwards } else { Direction::Forwards };
            let order = Order { by: OrderBy::ALL[by], dir };
            let usage = usage(table);
            let view = grouped(&usage, order, "a, b, /1/", GroupMode::Sum, &["a"]);
            let (mut users, mut bytes) = (0, 0);
            let mut keys = Vec::new();
            for line in view.rows_on(view.page(std::num::NonZeroU32::MIN, usize::MAX)) {
                match line {
                    Row::User { ranked_user, is_member } => {
                        users += 1;
                        bytes += u128::from(ranked_user.bytes());
                        if !is_member {
                            keys.push((u128::from(ranked_user.bytes()), u128::from(ranked_user.user.media_count)));
                        }
                    }
                    Row::Group(group) => {
                        prop_assert!(group.users > 0);
                        // Members of an expanded group follow as users.
                        if !group.is_expanded {
                            users += group.users;
                            bytes += group.bytes;
                        }
                        keys.push((group.bytes, group.files));
                    }
                }
            }
            prop_assert_eq!(users, usage.totals().users);
            prop_assert_eq!(bytes, usage.totals().bytes);
            let key = |key: &(u128, u128)| match order.by {
                OrderBy::MediaLength | OrderBy::Share => key.0,
                OrderBy::Rank | OrderBy::Cumulative => u128::MAX - key.0,
                OrderBy::MediaCount => key.1,
                _ => 0,
            };
            let mut keys: Vec<_> = keys.iter().map(key).collect();
            if backwards {
                keys.reverse();
            }
            prop_assert!(keys.is_sorted());
        }

        #[test]
        fn hidden_members_are_in_no_figure(table in any_table(40)) {
            let usage = usage(table);
            let view = grouped(&usage, Order::default(), "a, b", GroupMode::Hide, &[]);
            let is_hidden = |id: &str| id.starts_with("@a") || id.starts_with("@b");
            let left = usage.table().users().filter(|user| !is_hidden(user.user_id.unwrap_or_default()));
            let left: Vec<_> = left.collect();
            let bytes: u128 = left.iter().map(|user| u128::from(user.media_length.unwrap_or(0))).sum();
            prop_assert_eq!(view.totals().users, left.len());
            prop_assert_eq!(view.hidden().users, usage.totals().users - left.len());
            prop_assert_eq!(view.hidden().bytes, usage.totals().bytes - bytes);
            prop_assert_eq!(view.totals().bytes, bytes);
            let count = block_on(view.count_matches(&SearchTerm::default(), &NoYield));
            prop_assert_eq!(count, left.len());
            prop_assert!(!view.users().any(|ranked_user| is_hidden(ranked_user.user.user_id.unwrap_or_default())));
        }
    }
}
