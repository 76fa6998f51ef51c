//! Figures and names as people read them, in the locale's digits, and names of files.

mod bytes;
mod file_name;
mod locale;
mod name;

pub use bytes::{Units, exact_size, parse_size};
pub use file_name::file_name;
pub use locale::Locale;
pub use name::{Part, is_readable, isolate, parts, server_name, visible, without_isolates};
