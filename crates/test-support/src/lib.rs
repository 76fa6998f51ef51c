//! The servers that tests and a trial run need: a real Synapse filled with hostile data, web servers
//! as an administrator sets them up, and a gateway that can fail on demand.

pub mod database;
pub mod expected;
pub mod gateway;
pub mod oidc;
pub mod postgres;
mod program;
pub mod seed;
pub mod synapse;
pub mod web_server;

pub use expected::{ExpectedUser, expected};
pub use gateway::{Fault, Gateway, Rule};
pub use oidc::Oidc;
pub use synapse::{Engine, Options, Synapse};
