//! What is typed to find and to group users: the language of the search field, and patterns of user IDs.
//!
//! A search is words, which name or user ID must contain; `"phrases"`, which they must contain to
//! the letter; links to users; conditions, such as `>1GiB` or `files>500`; and `-exclusions`. All of
//! them must hold.
//!
//! A crate of its own, so that it is compiled for size: a text is parsed once, and whatever looks at
//! every user is in `usage`, which is compiled for speed.

mod condition;
mod fold;
mod limits;
mod link;
mod number;
mod operator;
mod patterns;
mod term;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod unit;

pub use condition::ConditionErrorReason;
pub use fold::{Batch, Fold, HIGH_BITS, LOW_BITS, SEPARATOR, is_plain};
pub use limits::{Figures, MetricLimits};
pub use number::{NumberStyle, digit_value};
pub use patterns::{Pattern, Patterns};
pub use term::{
    ConditionError, SearchPart, SearchParts, SearchTerm, condition_errors, rewrite_numbers,
    search_parts,
};
