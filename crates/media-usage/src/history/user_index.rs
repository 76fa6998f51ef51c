//! Numbers for users, which stay the same from report to report.

use crate::table::{Table, TextColumn};

/// The users of several reports, each with a number. Costs a user the bytes of the ID and 8 more.
#[derive(Clone, Debug, Default)]
pub struct UserIndex {
    /// By number.
    ids: TextColumn,
    /// The numbers in the order of the IDs.
    order: Vec<u32>,
}

impl UserIndex {
    /// The number of a user, if the user was in one of the reports. Media without an uploader have
    /// the empty ID.
    pub fn number(&self, user_id: &str) -> Option<u32> {
        let found = self
            .order
            .binary_search_by(|&number| self.id(number).cmp(user_id));
        found.ok().map(|place| self.order[place])
    }

    /// The user with one of the numbers; the empty ID for any other.
    pub fn id(&self, number: u32) -> &str {
        let number = Some(number).filter(|&number| (number as usize) < self.ids.len());
        number
            .and_then(|number| self.ids.get(number))
            .unwrap_or_default()
    }

    /// Bytes of memory that the users take.
    pub fn memory(&self) -> usize {
        self.ids.memory() + size_of_val(self.order.as_slice())
    }

    /// The numbers of a table's users, who stand in the order of their IDs. Those who are not known
    /// get the next ones.
    pub(super) fn intern(&mut self, table: &Table) -> Vec<u32> {
        let known = std::mem::take(&mut self.order);
        let mut known = known.into_iter().peekable();
        let mut numbers = Vec::with_capacity(table.len());
        let mut order = Vec::with_capacity(known.len().max(table.len()));
        for index in table.indices() {
            let id = table.user_id(index);
            while let Some(before) = known.next_if(|&number| self.id(number) < id) {
                order.push(before);
            }
            let number = known.next_if(|&number| self.id(number) == id);
            let number = number.unwrap_or_else(|| self.add(id));
            order.push(number);
            numbers.push(number);
        }
        order.extend(known);
        self.order = order;
        numbers
    }

    fn add(&mut self, id: &str) -> u32 {
        let number = self.ids.len();
        self.ids.push(Some(id));
        u32::try_from(number).unwrap_or(u32::MAX)
    }
}
