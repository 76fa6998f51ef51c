//! The homeserver's side: a function per endpoint, and a few named errors for all that can fail.
//!
//! Knows nothing of the page. Only [`address`] and [`Error`] can be used outside a browser.

pub mod address;
mod connection;
mod discovery;
mod doctor;
mod error;
mod icon;
mod json;
mod login;
pub mod oauth;
mod rate;
mod redact;
mod request;
mod session;
mod statistics;
mod ways;
mod well_known;

pub use address::BaseUrl;
pub use connection::{Answering, Connection, Event, end, end_patiently, last_use};
pub use discovery::{Discovery, Homeserver, discover, plain_name};
pub use doctor::{API_SCOPE, Check, Findings, Outcome, Problem, examine};
pub use error::{AccountState, Error, ErrorKind, RequestContext, RequestPurpose};
pub use icon::{Image, icon};
pub use login::{Identifier, Identity, Proof, UserNameError, check_admin, log_in, who_am_i};
pub use session::{AccessToken, Grant, RefreshToken, Session, Tokens};
pub use statistics::PageQuery;
pub use ways::{Provider, Ways};
pub use well_known::{PATH as WELL_KNOWN_PATH, WellKnown};

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
