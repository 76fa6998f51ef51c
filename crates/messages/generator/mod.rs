//! From a catalogue in Project Fluent's syntax to typed Rust functions, and to the tables of other
//! languages. Used by the build script and by the tests.

mod catalogue;
mod pattern;
mod rust;
mod translation;

pub use catalogue::{Catalogue, parse};
pub use rust::rust;
pub use translation::translation;
