//! The table of another language: a line for the English catalogue's fingerprint, and one for each of
//! its patterns. An empty line stands for a pattern that isn't translated.

use super::catalogue::{ATTRIBUTES, Catalogue, Definition, Kinds, Patterns, syntax};
use super::pattern::{Encoder, Terms};
use fluent_syntax::ast::{Entry, Message, Resource};
use std::collections::BTreeMap;

/// Compiles a language's catalogue.
///
/// # Errors
/// One line for each mistake, such as a message or variable that English doesn't have.
pub fn translation(english: &Catalogue, text: &str) -> Result<String, Vec<String>> {
    let resource = syntax(text)?;
    let mut errors = Vec::new();
    let mut translated = messages(&resource, &mut errors);
    let terms = Terms::new(&resource);
    let mut lines = vec![fingerprint(english)];
    for message in &english.messages {
        match translated.remove(message.id.as_str()) {
            Some(translation) => lines.extend(patterns(message, translation, &terms, &mut errors)),
            None => lines.extend(message.patterns.all().iter().map(|_| String::new())),
        }
    }
    errors.extend(
        translated
            .keys()
            .map(|id| format!("{id}: English has no such message")),
    );
    if errors.is_empty() {
        Ok(lines.join("\n"))
    } else {
        Err(errors)
    }
}

fn messages<'a>(
    resource: &'a Resource<&'a str>,
    errors: &mut Vec<String>,
) -> BTreeMap<&'a str, &'a Message<&'a str>> {
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        if let Entry::Message(message) = entry
            && found.insert(message.id.name, message).is_some()
        {
            errors.push(format!("{}: there are two such messages", message.id.name));
        }
    }
    found
}

fn patterns(
    english: &Definition,
    message: &Message<&str>,
    terms: &Terms,
    errors: &mut Vec<String>,
) -> Vec<String> {
    let kinds = Kinds::new();
    let mut encoder = Encoder::translation(&english.id, &kinds, terms, &english.variables);
    let value = message.value.as_ref().map(|value| encoder.encode(value));
    let mut patterns = vec![value.unwrap_or_default()];
    if let Patterns::Explanation(_) = english.patterns {
        for name in ATTRIBUTES {
            let attribute = message.attributes.iter().find(|it| it.id.name == name);
            let pattern = attribute.map(|attribute| encoder.encode(&attribute.value));
            patterns.push(pattern.unwrap_or_default());
        }
    }
    errors.extend(encoder.finish().1);
    patterns
}

/// Changes whenever a message, its place or its variables do (FNV-1a).
pub fn fingerprint(catalogue: &Catalogue) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for message in &catalogue.messages {
        let text = format!(
            "{}\n{}\n{:?}\n",
            message.id, message.index, message.variables
        );
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
