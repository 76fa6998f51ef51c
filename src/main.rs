//! Starts the panel.
fn main() {}
