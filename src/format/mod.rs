//! Figures and names as people read them, in the locale's digits.

mod bytes;
mod locale;
mod name;

pub use bytes::Units;
pub use locale::Locale;
pub use name::visible;
