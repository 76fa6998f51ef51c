//! Synapse Media Usage: who fills the media store of a Synapse homeserver.

pub mod format;
pub mod query;
pub mod usage;
