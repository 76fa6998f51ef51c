//! What can be typed behind `cargo xtask`.

pub mod bench;
pub mod dist;
pub mod run;
mod size;
pub mod test;
pub mod tools;
