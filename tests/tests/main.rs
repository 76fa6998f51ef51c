//! The panel in a real browser, against a real homeserver.

// For `eventually!`, which is at hand everywhere as `ensure!` is not meant to be.
#[macro_use]
extern crate browser_tests;

mod bookmarks;
mod comparisons;
mod config;
mod distribution;
mod doctor;
mod exports;
mod failures;
mod figures;
mod groups;
mod history;
mod hostile;
mod hosting;
mod keyboard;
mod loading;
mod looks;
mod names;
mod oauth;
mod orders;
mod outages;
mod parts;
mod periods;
mod postgres;
mod proxies;
mod searches;
mod sessions;
mod sign_in;
mod single_sign_on;
