//! Made-up users, the same on every machine and in every version: what a test homeserver is
//! filled with, and what benchmarks read instead of a server's answer.

pub mod names;
mod random;
mod response;
mod users;

pub use random::Random;
pub use response::{OrderBy, PageRequest};
pub use users::{User, Users};
