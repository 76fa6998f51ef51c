//! Searching names and user IDs without regard to case and accents, and figures by conditions.
//!
//! A search is words, which name or user ID must contain; `"phrases"`, which they must contain to
//! the letter; links to users; and conditions, such as `>1GiB` or `files>500`. All of them must hold.

mod condition;
mod find;
mod fold;
mod haystack;
mod limits;
mod link;
mod marks;
mod number;
mod term;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod unit;

pub use condition::Reason;
pub use fold::{Fold, SEPARATOR};
pub use haystack::Haystack;
pub use marks::marks;
pub use number::NumberStyle;
pub use term::{Mistake, Term, mistakes, rewrite_numbers};
