//! The panel in a real browser, against a real homeserver.

// For `eventually!`, which is at hand everywhere as `ensure!` is not meant to be.
#[macro_use]
extern crate e2e;

mod accounts;
mod authorization_server;
mod bookmarks;
mod comparisons;
mod config;
mod connection_check;
mod crashes;
mod distribution;
mod early_request;
mod endless;
mod exports;
mod failures;
mod figures;
mod frame;
mod groups;
mod history;
mod hostile;
mod hosting;
mod keyboard;
mod loading;
mod looks;
mod misconfigured;
mod mixed_content;
mod names;
mod oauth;
mod oauth_attacks;
mod oauth_without_iss;
mod orders;
mod other_servers;
mod outages;
mod parts;
mod pasted;
mod periods;
mod postgres;
mod proxies;
mod searches;
mod sessions;
mod sign_in;
mod sign_in_attacks;
mod sign_out;
mod single_sign_on;
mod time_units;
mod translation;
