//! What must hold of the folder to be served: it works at any path, and caches may keep what they have.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::folder::files;

/// What is found by its name, and so can't have one that changes.
const FIXED: [&str; 2] = ["index.html", "config.json"];

/// Checks the panel that was built; gives the names of files that are found by a name that does not
/// change with their content, though it could.
pub(super) fn folder(built: &Path) -> Result<Vec<String>> {
    let page = fs::read_to_string(built.join("index.html"))?;
    for address in addresses(&page) {
        ensure!(
            is_relative(address),
            "index.html names {address}, which is not relative"
        );
    }
    for tag in tags(&page) {
        let styles = attribute(tag, "rel") == Some("stylesheet");
        let whole = attribute(tag, "integrity").is_some();
        ensure!(!styles || whole, "a style without integrity: {tag}");
    }
    let mut unhashed = Vec::new();
    for name in files(built)? {
        if name.extension().is_some_and(|it| it == "css") {
            let style = fs::read_to_string(built.join(&name))?;
            for address in style.split("url(").skip(1) {
                let address = address.trim_start_matches(['"', '\'']);
                let name = name.display();
                ensure!(
                    is_relative(address),
                    "{name} has an address that is not relative"
                );
            }
        }
        let name = name.to_string_lossy().into_owned();
        if !is_hashed(&name) && !FIXED.contains(&name.as_str()) {
            unhashed.push(name);
        }
    }
    Ok(unhashed)
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
    let names = ["src", "href", "data-js", "data-wasm"];
    tags(page).flat_map(move |tag| names.into_iter().filter_map(|name| attribute(tag, name)))
}

/// The value of an attribute, quoted or, as Trunk leaves them, not.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
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
