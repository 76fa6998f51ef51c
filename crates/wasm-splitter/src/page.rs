//! The page itself, `index.html`: which files it names, and what it knows of them.

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384};

/// For the folder of the panel's files, in what Trunk writes (see `Trunk.toml`).
const FOLDER: &str = "panel-folder";

/// The text of the page.
pub struct Page(String);

impl Page {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub fn into_text(self) -> String {
        self.0
    }

    /// Takes the stylesheets out of the page; gives the names of their files, in their order.
    pub fn take_styles(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        let mut from = 0;
        while let Some(start) = self.0[from..].find("<link ").map(|at| from + at) {
            let Some(end) = self.0[start..].find('>').map(|at| start + at + 1) else {
                break;
            };
            let tag = &self.0[start..end];
            match value(tag, "href").filter(|_| value(tag, "rel") == Some("stylesheet")) {
                Some(name) => {
                    names.push(name.trim_start_matches("./").to_owned());
                    self.0.replace_range(start..end, "");
                    from = start;
                }
                None => from = end,
            }
        }
        names
    }

    /// Adds a stylesheet, before all scripts.
    pub fn add_style(&mut self, name: &str, content: &[u8]) {
        let integrity = integrity(content);
        let tag = format!("<link rel=\"stylesheet\" href=\"{name}\" integrity=\"{integrity}\">");
        let at = self.0.find("<script").unwrap_or(0);
        self.0.insert_str(at, &tag);
    }

    /// Puts a script into the page itself, before everything that is loaded.
    ///
    /// # Errors
    /// When the page's policy doesn't allow that script.
    pub fn inline_script(&mut self, script: &str) -> Result<()> {
        let script = without_comments(script);
        let digest = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(&script)));
        ensure!(
            self.0.contains(&digest),
            "the policy (index.html, deploy/, README.md and the gateway's) must have {digest}"
        );
        let at = self.0.find("<link").unwrap_or(0);
        self.0.insert_str(at, &format!("<script>{script}</script>"));
        Ok(())
    }

    /// Names the folder of the panel's files.
    pub fn set_folder(&mut self, folder: &str) {
        self.0 = self.0.replace(FOLDER, folder);
    }

    /// Says what is in a script, wherever the page names it: the browser takes nothing else.
    pub fn add_integrity(&mut self, name: &str, content: &[u8]) {
        let attribute = format!(" integrity=\"{}\"", integrity(content));
        let mut from = 0;
        while let Some(at) = self.0[from..].find(name).map(|at| from + at) {
            let end = at + name.len();
            let end = end + usize::from(self.0[end..].starts_with('"'));
            self.0.insert_str(end, &attribute);
            from = end;
        }
    }
}

/// A script without indentation and without the lines that are comments.
pub fn without_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let lines: Vec<_> = lines.filter(|line| !line.starts_with("//")).collect();
    lines.join("\n")
}

/// The value of an attribute of a tag, quoted or not.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split([' ', '>']).next(),
    }
}

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<link href=./a-1.css integrity=x rel=stylesheet>\
        <link rel=\"icon\" href=\"i.svg\"><link rel=\"stylesheet\" href=\"./b-2.css\"/>\
        <script src=panel-folder/boot.js></script>\
        <link href=\"panel-folder/boot.js\" rel=\"modulepreload\">";

    #[test]
    fn stylesheets_become_one_before_all_scripts() {
        let mut page = Page::new(TEXT.to_owned());
        assert_eq!(page.take_styles(), ["a-1.css", "b-2.css"]);
        page.add_style("c.css", b"");
        let text = page.into_text();
        let style = "<link rel=\"icon\" href=\"i.svg\"><link rel=\"stylesheet\" href=\"c.css\"";
        assert!(text.starts_with(style), "{text}");
        assert_eq!(text.matches("stylesheet").count(), 1);
    }

    #[test]
    fn a_script_is_put_in_if_the_policy_names_its_digest() -> Result<()> {
        // The SHA-256 of `a()`.
        let digest = "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='";
        let mut page = Page::new(format!("<meta content=\"{digest}\"><base>{TEXT}"));
        page.inline_script("// Why.\n  a()\n")?;
        assert!(
            page.into_text()
                .contains("<base><script>a()</script><link ")
        );
        assert!(Page::new(TEXT.to_owned()).inline_script("a()").is_err());
        Ok(())
    }

    #[test]
    fn every_mention_of_a_script_says_what_is_in_it() {
        let mut page = Page::new(TEXT.to_owned());
        page.set_folder("f-1");
        page.add_integrity("f-1/boot.js", b"");
        // The SHA-384 of nothing.
        let hash =
            "integrity=\"sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb\"";
        let text = page.into_text();
        assert!(text.contains(&format!("<script src=f-1/boot.js {hash}>")));
        assert!(text.contains(&format!("<link href=\"f-1/boot.js\" {hash} rel=")));
    }
}
