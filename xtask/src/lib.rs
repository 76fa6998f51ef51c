//! What the project's commands and its browser tests share: pinned tools, a real Synapse filled
//! with hostile data, and a web server that can misbehave on demand.

mod background;
pub mod commands;
pub mod compress;
pub mod database;
mod digest;
pub mod dist;
pub mod expected;
pub mod gateway;
pub mod oidc;
pub mod postgres;
mod program;
pub mod seed;
pub mod shell;
pub mod synapse;
pub mod tools;
pub mod web_server;
pub mod workspace;

pub use expected::{ExpectedUser, expected};
pub use gateway::{Fault, Gateway, Rule};
pub use oidc::Oidc;
pub use synapse::{Engine, Options, Synapse};
