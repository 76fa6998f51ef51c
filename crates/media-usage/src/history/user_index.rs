//! Assigns numbers to users that stay the same across reports.

use crate::table::{Table, TextColumn};

/// The numbered users of several reports. Takes the bytes of the ID plus 8 bytes per user.
#[derive(Clone, Debug, Default)]
pub struct UserIndex {
    /// Indexed by number.
    ids: TextColumn,
    /// The numbers, sorted by ID.
    order: Vec<u32>,
}

impl UserIndex {
    /// Returns a user's number, if the user was in any of the reports. Media without an uploader
    /// have the empty ID.
    pub fn number(&self, user_id: &str) -> Option<u32> {
        let found = self
            .order
            .binary_search_by(|&number| self.id(number).cmp(user_id));
        found.ok().map(|place| self.order[place])
    }

    /// Returns the ID of a numbered user; empty for an unknown number.
    pub fn id(&self, number: u32) -> &str {
        let number = Some(number).filter(|&number| (number as usize) < self.ids.len());
        number
            .and_then(|number| self.ids.get(number))
            .unwrap_or_default()
    }

    /// Memory used, in bytes.
    pub fn memory(&self) -> usize {
        self.ids.memory() + size_of_val(self.order.as_slice())
    }

    /// Returns the numbers of a table's users, which must be sorted by ID. New users get the next
    /// numbers.
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
