//! What the panel can do, a module for each: components that show state and take input.

pub(crate) mod comparison;
pub(crate) mod connection_check;
pub(crate) mod distribution;
pub(crate) mod exports;
pub(crate) mod failed_sign_outs;
pub(crate) mod groups;
pub(crate) mod header;
pub(crate) mod history;
pub(crate) mod homeserver_select;
pub(crate) mod host_settings;
pub(crate) mod load_failure;
pub(crate) mod no_users;
pub(crate) mod open_report;
pub(crate) mod period;
pub(crate) mod refresh;
pub(crate) mod report_origin;
pub(crate) mod search;
pub(crate) mod settings_menu;
pub(crate) mod share;
mod share_image;
pub(crate) mod shortcuts;
pub(crate) mod status;
pub(crate) mod toolbar;
pub(crate) mod totals;
pub(crate) mod user_panel;
pub(crate) mod users_table;
pub(crate) mod views;
