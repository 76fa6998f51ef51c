//! `cargo xtask dist`: the panel as it is handed on.

use std::process::Command;

use anyhow::Result;

use crate::shell::{output, print_status, run};
use crate::tools::Tools;
use crate::workspace::root;

/// Builds the optimised panel, and makes the folder to be served, its archive and the bill of
/// materials of it; says where they are.
///
/// # Errors
/// When the panel does not compile, or must not be handed on as it is.
pub fn dist() -> Result<()> {
    let mut git = Command::new("git");
    git.args(["status", "--porcelain"]).current_dir(root());
    if output(&mut git).is_ok_and(|changes| !changes.is_empty()) {
        print_status("There are uncommitted changes: this build can't be reproduced");
    }
    Tools::ensure()?.build_panel(true)?;
    print_status("Compressing and packing");
    run(&mut super::program("release-files", ["pack".into()]))
}
