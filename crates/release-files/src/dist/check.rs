//! What must hold of the folder to be served: it works at any path, and caches may keep what they have.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::folder::{FIXED, files};

/// Checks the panel that was built.
///
/// # Errors
/// When it is not there, has addresses that work in one place only, names a style or a script without
/// its digest, or has files that keep their name when their content changes.
pub(super) fn folder(built: &Path) -> Result<()> {
    let index = built.join("index.html");
    let page = fs::read_to_string(&index)
        .with_context(|| format!("the panel is not built: no {}", index.display()))?;
    for address in addresses(&page) {
        ensure!(
            is_relative(address),
            "index.html names {address}, which is not relative"
        );
    }
    for tag in tags(&page).filter(|tag| is_run(tag)) {
        let digest = attribute(tag, "integrity");
        ensure!(digest.is_some(), "without integrity: {tag}");
    }
    for path in files(built)? {
        let name = path.display();
        if path.extension().is_some_and(|it| it == "css") {
            let style = fs::read_to_string(built.join(&path))?;
            for address in style.split("url(").skip(1) {
                let address = address.trim_start_matches(['"', '\'']);
                ensure!(
                    is_relative(address),
                    "{name} has an address that is not relative"
                );
            }
        }
        let text = path.to_string_lossy();
        ensure!(
            is_hashed(&text) || FIXED.contains(&&*text),
            "{name} keeps its name when its content changes"
        );
    }
    Ok(())
}

/// Whether a tag names a style or a script.
fn is_run(tag: &str) -> bool {
    let rel = attribute(tag, "rel");
    tag.starts_with("script ") || matches!(rel, Some("stylesheet" | "modulepreload"))
}

/// Whether a path has the digest of its content in it: `-` and 16 hexadecimal digits, as the web
/// servers' configurations have it, too.
fn is_hashed(path: &str) -> bool {
    path.split('-').skip(1).any(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        digits == 16 && matches!(rest.as_bytes().get(16), Some(b'.' | b'/'))
    })
}

fn is_relative(address: &str) -> bool {
    let inline = address.starts_with("data:");
    let elsewhere = address.starts_with('/') || address.contains("://");
    inline || !elsewhere
}

fn tags(page: &str) -> impl Iterator<Item = &str> {
    page.split('<')
        .filter_map(|piece| Some(piece.split_once('>')?.0))
}

fn addresses(page: &str) -> impl Iterator<Item = &str> {
    let names = ["src", "href"];
    tags(page).flat_map(move |tag| names.into_iter().filter_map(|name| attribute(tag, name)))
}

/// The value of an attribute, quoted or, as Trunk leaves them, not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = tag.match_indices(name);
    let value = parts.find_map(|(at, _)| {
        let begins = tag[..at].ends_with([' ', '\n']);
        let value = tag[at + name.len()..].strip_prefix('=')?;
        begins.then_some(value)
    })?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split_whitespace().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_is_found_by_its_whole_name() {
        let tag = "script data-src=a src=\"b c\" type=module";
        assert_eq!(attribute(tag, "src"), Some("b c"));
        assert_eq!(attribute(tag, "type"), Some("module"));
        assert_eq!(attribute(tag, "integrity"), None);
    }

    #[test]
    fn only_a_digest_makes_a_name_safe_to_keep() {
        assert!(is_hashed("base-4431514dc31a62c8.css"));
        assert!(is_hashed("synapse-media-usage-d0e181bff2676c41/main.js"));
        for name in [
            "boot.js",
            "sign-in.css",
            "a-4431514dc31a62c8b.css",
            "a-4431514dc31a62c8",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn addresses_that_lead_elsewhere_are_told() {
        let page = "<a href=./x><script src=/y></script><link href=https://z/>";
        let bad: Vec<_> = addresses(page).filter(|it| !is_relative(it)).collect();
        assert_eq!(bad, ["/y", "https://z/"]);
    }
}
