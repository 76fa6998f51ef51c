//! Synapse Media Usage: who fills the media store of a Synapse homeserver.
//!
//! Data flows one way: [`query`] is what the administrator asks for, [`homeserver`] asks it,
//! [`load`] puts the pages together, [`usage`] (a crate of its own, which is compiled for speed) holds and orders what came, [`format`] makes it
//! readable, [`chart`] draws it, and the components of `ui` show it.

// Functions of a part that is loaded later can fail, whatever they do: see `ui::part`.
#![allow(clippy::unnecessary_wraps)]
// Much is there for the page alone.
#![cfg_attr(not(feature = "page"), allow(dead_code, unused_imports))]

#[cfg(feature = "page")]
mod app;
mod away;
pub mod browser;
pub mod calendar;
pub mod chart;
pub mod config;
pub mod edition;
pub mod expressions;
pub mod format;
pub mod history;
pub mod homeserver;
mod known_homeservers;
pub mod load;
pub mod query;
pub mod reports;
mod sessions;
#[cfg(feature = "page")]
mod sign_in;
mod text;
#[cfg(feature = "page")]
pub mod ui;

#[cfg(feature = "page")]
pub use app::{App, Start};
