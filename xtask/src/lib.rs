//! The project's commands, and what they share with its other programs: pinned tools and where things
//! lie in the workspace.

pub mod background;
pub mod commands;
pub mod digest;
pub mod shell;
pub mod tools;
pub mod workspace;
