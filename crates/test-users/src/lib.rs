//! Made-up users, the same on every machine and in every version: what a test homeserver is
//! filled with, and what benchmarks read instead of a server's answer.

mod answer;
pub mod names;
mod random;
mod users;

pub use answer::{Asked, OrderBy};
pub use random::Random;
pub use users::{User, Users};
