//! The panel in a real browser, against a real homeserver.

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
