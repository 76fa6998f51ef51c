//! The panel in a real browser, against a real homeserver.

mod sign_in;
