//! OAuth 2.0 as Matrix has it: the homeserver leaves its users' sign-in to an authorization server.
//!
//! Client-server API, "OAuth 2.0 API"; RFC 6749 (the protocol), 7636 (PKCE), 7591 (registration),
//! 7009 (revocation), 8414 (metadata), 9207 (issuer identification).
//!
//! A homeserver may be hostile, so it only names the issuer. What is secret goes to endpoints that
//! the issuer itself names ([`verify`]).

mod authorization;
mod endpoint;
mod known_homeservers;
mod metadata;
mod registration;
mod server;
mod tokens;

pub use authorization::{AuthorizationRequest, AuthorizationResponse, PkceVerifier};
pub use endpoint::{Endpoint, Issuer, SecureEndpoint};
pub use known_homeservers::{confirm_homeserver, other_homeserver, remember_homeserver};
pub use metadata::{ADMIN_SCOPE, ResponseMode, ScopeFormat, ServerMetadata, metadata};
pub use registration::ClientRegistration;
pub use server::{AuthorizationServer, UntrustedServer, verify};
pub use tokens::{OAuthClient, exchange_code, refresh, revoke};
