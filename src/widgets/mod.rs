//! Components and helpers for views that several features share, and that know none of them.

pub(crate) mod chart_image;
pub(crate) mod copy;
pub(crate) mod data_table;
pub(crate) mod figure;
pub(crate) mod helpers;
pub(crate) mod lazy;
pub(crate) mod menu;
pub(crate) mod notices;
pub(crate) mod select;
pub(crate) mod sentence;
