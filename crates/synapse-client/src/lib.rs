//! A client for the homeserver APIs that the panel needs, and the errors that can occur.
//!
//! Independent of the user interface. Outside a browser, only [`address`] and [`Error`] can be
//! used.

mod connection;
mod connection_check;
mod discovery;
mod error;
mod idp_icon;
mod json;
mod login;
mod login_flows;
pub mod oauth;
mod rate;
mod redact;
mod request;
mod session;
mod statistics;
mod transport;
mod well_known;

pub use connection::{
    Connection, SessionEvent, StatisticsResponse, end, end_with_retries, latest_use,
};
pub use connection_check::{
    API_SCOPE, Check, CheckOutcome, CheckProblem, CheckResults, run_checks,
};
pub use discovery::{Discovery, Homeserver, discover, normalized_name};
pub use error::{AccountState, Error, ErrorKind, RequestContext, RequestPurpose};
pub use idp_icon::{Image, fetch_idp_icon};
pub use login::{Credentials, Identifier, Identity, UserNameError, check_admin, log_in, who_am_i};
pub use login_flows::{IdentityProvider, LoginFlows};
pub use panel_core::homeserver_input::BaseUrl;
pub use session::{AccessToken, Grant, RefreshToken, Session, Tokens};
pub use statistics::PageQuery;
#[cfg(not(target_arch = "wasm32"))]
pub use transport::scripted as testing;
pub use well_known::{PATH as WELL_KNOWN_PATH, WellKnown};

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
