//! The homeserver's side: a function per endpoint, and a few named errors for all that can fail.
//!
//! Knows nothing of the page. Only [`address`] and [`Error`] can be used outside a browser.

pub mod address;
mod connection;
mod discovery;
mod error;
mod login;
mod request;
mod session;
mod statistics;

pub use address::BaseUrl;
pub use connection::{Answering, Connection};
pub use discovery::{Homeserver, discover};
pub use error::Error;
pub use login::{check_admin, log_in, log_out, who_am_i};
pub use session::{AccessToken, RefreshToken, Session, TokenOrigin, Tokens};
pub use statistics::PageQuery;
