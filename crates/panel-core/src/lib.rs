//! The plain parts of the panel: what a URL asks for, periods and calendars, numbers and names as
//! text, charts. Nothing here knows a browser, a view, or a request.

pub mod calendar;
pub mod chart;
pub mod config;
pub mod format;
pub mod homeserver_input;
pub mod regex_engine;
pub mod url_query;
