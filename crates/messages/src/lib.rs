//! Every text that a person reads, as typed functions generated from `locales/en.ftl`. The English
//! patterns are in the functions, so each part of the program carries its own; the table of another
//! language can replace them at run time.

mod interpreter;
mod translation;

pub use interpreter::{Count, Explanation};
pub use translation::{PluralCategory, TranslationError, load};

use interpreter::{Argument, explanation, format, text};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
