//! The messages of a catalogue, with their variables and types.

use super::pattern::{Encoder, Terms};
use fluent_syntax::ast::{Comment, Entry, Message, Resource};
use fluent_syntax::parser;
use std::collections::{BTreeMap, BTreeSet};

/// All messages of the English catalogue.
pub struct Catalogue {
    /// In the order of the file.
    pub messages: Vec<Definition>,
}

/// A message.
pub struct Definition {
    /// As in the file: `rows-shown`.
    pub id: String,
    /// The section of the file that it is in.
    pub section: String,
    /// What translators should know.
    pub comment: String,
    /// Its parameters, by name.
    pub variables: Vec<Variable>,
    /// The index of its first pattern among those of the whole catalogue.
    pub index: usize,
    /// The compact forms of its patterns.
    pub patterns: Patterns,
}

/// What a message consists of.
pub enum Patterns {
    /// One text.
    Text(String),
    /// What happened, why, and what to do: a message with the attributes `why` and `remedy`.
    Explanation([String; 3]),
}

/// The attributes of an explanation, beside its value.
pub const ATTRIBUTES: [&str; 2] = ["why", "remedy"];

impl Patterns {
    /// The patterns, in the order of their indices.
    pub fn all(&self) -> &[String] {
        match self {
            Self::Text(pattern) => std::slice::from_ref(pattern),
            Self::Explanation(patterns) => patterns,
        }
    }
}

/// A parameter of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name, without the `$`.
    pub name: String,
    /// Its type.
    pub kind: Kind,
}

/// The types that a comment can give a variable: `$server (Name)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The name of a server or user, or other text of theirs: isolated from the words around it.
    Name,
    /// Text that is inserted as it is, such as a formatted size or date.
    Text,
    /// A number in ASCII digits, such as an HTTP status.
    Number,
    /// A number together with how the page formats it.
    Count,
}

impl Kind {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "Name" => Some(Self::Name),
            "Text" => Some(Self::Text),
            "Number" => Some(Self::Number),
            "Count" => Some(Self::Count),
            _ => None,
        }
    }

    /// Whether a select expression on it chooses by plural category.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Count)
    }
}

/// The types of variables, by name.
pub type Kinds = BTreeMap<String, Kind>;

/// Parses and checks the English catalogue.
///
/// # Errors
/// One line for each mistake.
pub fn parse(text: &str) -> Result<Catalogue, Vec<String>> {
    let resource = syntax(text)?;
    let mut errors = Vec::new();
    let kinds = common_kinds(&resource, &mut errors);
    let terms = Terms::new(&resource);
    let mut seen = BTreeSet::new();
    let mut section = String::new();
    let mut index = 0;
    let mut messages = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::GroupComment(comment) => section = comment.content.join(" "),
            Entry::Message(message) => {
                if !seen.insert(message.id.name) {
                    errors.push(format!("{}: there are two such messages", message.id.name));
                }
                let definition = define(message, &section, index, &kinds, &terms, &mut errors);
                index += definition.patterns.all().len();
                messages.push(definition);
            }
            _ => {}
        }
    }
    if errors.is_empty() {
        Ok(Catalogue { messages })
    } else {
        Err(errors)
    }
}

/// Parses the syntax of a catalogue.
///
/// # Errors
/// Where it isn't Fluent's, with the line.
pub fn syntax(text: &str) -> Result<Resource<&str>, Vec<String>> {
    parser::parse(text).map_err(|(_, errors)| {
        let describe = |error: fluent_syntax::parser::ParserError| {
            let before = text.get(..error.pos.start).unwrap_or(text);
            format!("line {}: {}", before.matches('\n').count() + 1, error.kind)
        };
        errors.into_iter().map(describe).collect()
    })
}

/// The types that the comments of the whole file declare.
fn common_kinds(resource: &Resource<&str>, errors: &mut Vec<String>) -> Kinds {
    let mut kinds = Kinds::new();
    for entry in &resource.body {
        if let Entry::ResourceComment(comment) = entry {
            declare(comment, &mut kinds, errors);
        }
    }
    kinds
}

/// Takes the types that a comment declares.
fn declare(comment: &Comment<&str>, kinds: &mut Kinds, errors: &mut Vec<String>) {
    for line in comment.content.iter().map(|line| line.trim()) {
        let Some(declaration) = line.strip_prefix('$') else {
            continue;
        };
        let parts = declaration.split_once(" (");
        let parts = parts.and_then(|(name, rest)| Some((name, rest.split_once(')')?.0)));
        match parts.and_then(|(name, kind)| Some((name, Kind::parse(kind)?))) {
            Some((name, kind)) => drop(kinds.insert(name.to_owned(), kind)),
            None => errors.push(format!(
                "“{line}” needs a type: (Name), (Text), (Number) or (Count)"
            )),
        }
    }
}

fn define(
    message: &Message<&str>,
    section: &str,
    index: usize,
    common: &Kinds,
    terms: &Terms,
    errors: &mut Vec<String>,
) -> Definition {
    let id = message.id.name;
    let mut kinds = common.clone();
    let mut comment = String::new();
    if let Some(content) = &message.comment {
        declare(content, &mut kinds, errors);
        let lines = content.content.iter().map(|line| line.trim());
        comment = lines
            .filter(|line| !line.starts_with('$'))
            .collect::<Vec<_>>()
            .join(" ");
    }
    let mut encoder = Encoder::english(id, &kinds, terms);
    encode(message, &mut encoder);
    let (mut variables, mistakes) = encoder.finish();
    errors.extend(mistakes);
    // By name, so that rewording a text never exchanges arguments.
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    let mut encoder = Encoder::translation(id, &kinds, terms, &variables);
    let patterns = encode(message, &mut encoder);
    Definition {
        id: id.to_owned(),
        section: section.to_owned(),
        comment,
        variables,
        index,
        patterns,
    }
}

/// The compact forms of a message's patterns.
fn encode(message: &Message<&str>, encoder: &mut Encoder) -> Patterns {
    let what = message.value.as_ref().map(|value| encoder.encode(value));
    if what.is_none() {
        encoder.error("has no text");
    }
    let what = what.unwrap_or_default();
    if message.attributes.is_empty() {
        return Patterns::Text(what);
    }
    let mut patterns = [what, String::new(), String::new()];
    for attribute in &message.attributes {
        let name = attribute.id.name;
        match ATTRIBUTES.iter().position(|known| *known == name) {
            Some(at) => patterns[at + 1] = encoder.encode(&attribute.value),
            None => encoder.error(&format!(
                "has an attribute .{name}; only .why and .remedy are known"
            )),
        }
    }
    Patterns::Explanation(patterns)
}
