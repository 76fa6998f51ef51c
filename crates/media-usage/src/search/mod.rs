//! Searches names and user IDs, ignoring case and accents, and figures by conditions.

mod find;
mod haystack;
mod marks;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub(crate) use haystack::LazyHaystack;
pub use haystack::{Haystack, SearchedUsers};
pub use marks::marks;
