//! OAuth 2.0 as Matrix has it: the homeserver leaves its users' sign-in to an authorization server.
//!
//! Client-server API, "OAuth 2.0 API"; RFC 6749 (the protocol), 7636 (PKCE), 7591 (registration),
//! 7009 (revocation), 8414 (metadata), 9207 (issuer identification).

mod authorization;
mod metadata;
mod registration;
mod tokens;

pub use authorization::{Answer, Request, Verifier};
pub use metadata::{ADMIN_SCOPE, Dialect, Endpoint, Metadata, metadata};
pub use registration::{client_id, forget_client};
pub use tokens::{Client, redeem, refresh, revoke};
