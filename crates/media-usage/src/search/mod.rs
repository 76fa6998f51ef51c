//! Searching names and user IDs without regard to case and accents, and figures by conditions.

mod find;
mod haystack;
mod marks;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use haystack::Haystack;
pub use marks::marks;
