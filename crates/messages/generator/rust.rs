//! The Rust functions of a catalogue.

use super::catalogue::{Catalogue, Definition, Kind, Patterns};
use super::translation::fingerprint;
use std::fmt::Write as _;

/// The functions of all messages, and the catalogue's fingerprint.
pub fn rust(catalogue: &Catalogue) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "/// Tells whether a table of another language was made for this catalogue.\n\
         pub const FINGERPRINT: &str = {:?};",
        fingerprint(catalogue)
    );
    for message in &catalogue.messages {
        function(message, &mut out);
    }
    out
}

fn function(message: &Definition, out: &mut String) {
    let patterns = message.patterns.all();
    let comment = if message.comment.is_empty() {
        format!("A text of the section “{}”", message.section)
    } else {
        message.comment.trim_end_matches('.').to_owned()
    };
    let parameters: Vec<_> = message
        .variables
        .iter()
        .map(|variable| {
            let kind = match variable.kind {
                Kind::Name | Kind::Text => "&str",
                Kind::Number => "u64",
                Kind::Count => "&Count",
            };
            format!("{}: {kind}", snake_case(&variable.name))
        })
        .collect();
    let arguments: Vec<_> = message
        .variables
        .iter()
        .map(|variable| {
            format!(
                "Argument::{:?}({})",
                variable.kind,
                snake_case(&variable.name)
            )
        })
        .collect();
    let index = message.index;
    let (returns, body) = match &message.patterns {
        Patterns::Text(pattern) if arguments.is_empty() => {
            ("&'static str", format!("text({index}, {pattern:?})"))
        }
        Patterns::Text(pattern) => (
            "String",
            format!("format({index}, {pattern:?}, &[{}])", arguments.join(", ")),
        ),
        Patterns::Explanation(_) => (
            "Explanation",
            format!(
                "explanation({index}, {patterns:?}, &[{}])",
                arguments.join(", ")
            ),
        ),
    };
    let _ = writeln!(
        out,
        "\n/// {comment}: `{}`.\npub fn {}({}) -> {returns} {{\n    {body}\n}}",
        readable(&patterns[0]),
        snake_case(&message.id),
        parameters.join(", "),
    );
}

/// A pattern in documentation.
fn readable(pattern: &str) -> String {
    let plain = pattern.replace('`', "'");
    plain
        .chars()
        .map(|char| if char.is_control() { '·' } else { char })
        .collect()
}

/// `rows-shown` as the name of a function.
fn snake_case(id: &str) -> String {
    let name = id.replace('-', "_").to_lowercase();
    let is_keyword = matches!(
        name.as_str(),
        "continue" | "move" | "type" | "use" | "loop" | "in"
    );
    if is_keyword { format!("{name}_") } else { name }
}
