//! Figures and names as people read them, in the locale's digits, and names of files.

mod bytes;
mod file_name;
mod locale;
mod name;

pub use bytes::{Units, exact_size, parse_size};
pub use file_name::file_name;
pub use locale::Locale;
pub use name::{
    SentencePart, is_readable, isolate, server_name, split_isolates, visible, without_isolates,
};
