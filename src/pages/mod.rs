//! The pages: each puts features together.

pub(crate) mod report;
pub(crate) mod sign_in;
