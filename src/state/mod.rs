//! What the panel holds while it runs: sessions, reports, histories, preferences and the URL's state.

pub(crate) mod auth_redirect;
pub(crate) mod comparison;
pub(crate) mod connection_check;
pub(crate) mod histories;
pub(crate) mod idp_icon;
pub(crate) mod known_homeservers;
pub(crate) mod load;
pub(crate) mod preferences;
pub(crate) mod regex_engine;
pub(crate) mod report_source;
pub(crate) mod report_view;
pub(crate) mod reports;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod sign_in_form;
pub(crate) mod url_state;
