//! The ways to sign in, in the order in which they are offered.

use synapse_client::LoginFlows;

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginMethod {
    /// The page of the homeserver's authorization server.
    OAuth,
    /// A user name and a password.
    Password,
    /// Single sign-on.
    Sso,
    /// An access token.
    Token,
}

impl LoginMethod {
    /// Those that a homeserver offers, the best first. Of one that is not known yet, those that
    /// most have.
    pub(crate) fn offered(login_flows: Option<&LoginFlows>) -> Vec<Self> {
        let offers = |method: &Self| match method {
            Self::OAuth => login_flows.is_some_and(|login_flows| login_flows.oauth.is_some()),
            Self::Password => login_flows.is_none_or(|login_flows| login_flows.password),
            Self::Sso => login_flows.is_some_and(|login_flows| !login_flows.sso.is_empty()),
            Self::Token => true,
        };
        let all = [Self::OAuth, Self::Password, Self::Sso, Self::Token];
        all.into_iter().filter(offers).collect()
    }
}
