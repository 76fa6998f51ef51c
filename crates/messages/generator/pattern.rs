//! The compact form of a pattern, which `interpreter.rs` reads: text in which control characters mark
//! placeholders and select expressions.

use super::catalogue::{Kinds, Variable};
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, Resource, Variant, VariantKey,
};
use fluent_syntax::unicode::unescape_unicode_to_string;
use std::collections::BTreeMap;

/// Inserts the argument whose index follows.
pub const ARGUMENT: char = '\u{1}';
/// Begins a select expression on the argument whose index follows.
pub const SELECT: char = '\u{2}';
/// Ends a variant's key; the default variant comes last, and its key is empty.
pub const KEY_END: char = '\u{3}';
/// Ends a variant.
pub const VARIANT_END: char = '\u{4}';
/// Ends a select expression.
pub const SELECT_END: char = '\u{5}';
/// Added to an argument's index, so that it is a printable character.
pub const FIRST_INDEX: u8 = b'0';

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The terms and messages that patterns may refer to.
pub struct Terms<'a>(BTreeMap<String, &'a Pattern<&'a str>>);

impl<'a> Terms<'a> {
    /// Those of a file. A term is known by its name with the hyphen in front.
    pub fn new(resource: &'a Resource<&'a str>) -> Self {
        let named = |entry: &'a Entry<&'a str>| match entry {
            Entry::Term(term) => Some((format!("-{}", term.id.name), &term.value)),
            Entry::Message(message) => Some((message.id.name.to_owned(), message.value.as_ref()?)),
            _ => None,
        };
        Self(resource.body.iter().filter_map(named).collect())
    }
}

/// Encodes the patterns of one message, and checks them.
pub struct Encoder<'a> {
    id: &'a str,
    kinds: &'a Kinds,
    terms: &'a Terms<'a>,
    /// The plural categories that the language has.
    categories: &'a [&'a str],
    variables: Vec<Variable>,
    /// Whether the variables are those of the English message, and there are no others.
    is_closed: bool,
    errors: Vec<String>,
    depth: usize,
}

impl<'a> Encoder<'a> {
    /// For an English message, whose variables have the types in `kinds`.
    pub fn english(id: &'a str, kinds: &'a Kinds, terms: &'a Terms<'a>) -> Self {
        Self {
            id,
            kinds,
            terms,
            categories: &["one", "other"],
            variables: Vec::new(),
            is_closed: false,
            errors: Vec::new(),
            depth: 0,
        }
    }

    /// For the translation of a message with these variables.
    pub fn translation(
        id: &'a str,
        kinds: &'a Kinds,
        terms: &'a Terms<'a>,
        variables: &[Variable],
    ) -> Self {
        Self {
            categories: &CATEGORIES,
            variables: variables.to_vec(),
            is_closed: true,
            ..Self::english(id, kinds, terms)
        }
    }

    /// The variables in the order of their indices, and the mistakes.
    pub fn finish(self) -> (Vec<Variable>, Vec<String>) {
        (self.variables, self.errors)
    }

    /// Notes a mistake.
    pub fn error(&mut self, what: &str) {
        self.errors.push(format!("{}: {what}", self.id));
    }

    /// The compact form of a pattern. A line break counts as a space.
    pub fn encode(&mut self, pattern: &Pattern<&str>) -> String {
        let mut out = String::new();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => {
                    if value.chars().any(|char| char.is_control() && char != '\n') {
                        self.error("contains a control character");
                    }
                    out.push_str(&value.replace('\n', " "));
                }
                PatternElement::Placeable { expression } => self.expression(expression, &mut out),
            }
        }
        out
    }

    fn expression(&mut self, expression: &Expression<&str>, out: &mut String) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, out),
            Expression::Select { selector, variants } => {
                let InlineExpression::VariableReference { id } = selector else {
                    return self.error("selects by something else than a variable");
                };
                let Some(index) = self.index(id.name) else {
                    return;
                };
                out.push(SELECT);
                out.push(index_char(index));
                self.variants(index, variants, out);
                out.push(SELECT_END);
            }
        }
    }

    fn variants(&mut self, index: usize, variants: &[Variant<&str>], out: &mut String) {
        let is_number = self.variables[index].kind.is_number();
        let mut sorted: Vec<_> = variants.iter().collect();
        // An exact number goes before a category that contains it.
        sorted.sort_by_key(|variant| {
            let is_exact = matches!(variant.key, VariantKey::NumberLiteral { .. });
            (variant.default, !is_exact)
        });
        for variant in sorted {
            let key = match &variant.key {
                VariantKey::Identifier { name } => *name,
                VariantKey::NumberLiteral { value } => *value,
            };
            let is_exact = matches!(variant.key, VariantKey::NumberLiteral { .. });
            if is_exact != is_number && is_exact {
                self.error(&format!("[{key}] is a number, but the variable is not"));
            } else if is_number && !is_exact && !self.categories.contains(&key) {
                self.error(&format!("[{key}] is not a plural category here"));
            }
            if variant.default && is_number && key != "other" {
                self.error("the plural category *[other] is missing");
            }
            out.push_str(if variant.default { "" } else { key });
            out.push(KEY_END);
            out.push_str(&self.encode(&variant.value));
            out.push(VARIANT_END);
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>, out: &mut String) {
        match inline {
            InlineExpression::StringLiteral { value } => {
                out.push_str(&unescape_unicode_to_string(value));
            }
            InlineExpression::VariableReference { id } => {
                if let Some(index) = self.index(id.name) {
                    out.push(ARGUMENT);
                    out.push(index_char(index));
                }
            }
            InlineExpression::TermReference {
                id,
                attribute: None,
                arguments: None,
            } => self.reference(&format!("-{}", id.name), out),
            InlineExpression::MessageReference {
                id,
                attribute: None,
            } => self.reference(id.name, out),
            InlineExpression::Placeable { expression } => self.expression(expression, out),
            InlineExpression::NumberLiteral { .. }
            | InlineExpression::FunctionReference { .. }
            | InlineExpression::TermReference { .. }
            | InlineExpression::MessageReference { .. } => {
                self.error("uses syntax that is not supported: a number, function or attribute");
            }
        }
    }

    /// Inserts the text of a term or another message.
    fn reference(&mut self, name: &str, out: &mut String) {
        match self.terms.0.get(name) {
            Some(_) if self.depth > 8 => self.error(&format!("refers to itself by {name}")),
            Some(pattern) => {
                self.depth += 1;
                out.push_str(&self.encode(pattern));
                self.depth -= 1;
            }
            None => self.error(&format!("refers to {name}, which does not exist")),
        }
    }

    fn index(&mut self, name: &str) -> Option<usize> {
        if let Some(index) = self.variables.iter().position(|it| it.name == name) {
            return Some(index);
        }
        match self.kinds.get(name) {
            Some(&kind) if !self.is_closed => {
                self.variables.push(Variable {
                    name: name.to_owned(),
                    kind,
                });
                Some(self.variables.len() - 1)
            }
            _ => {
                self.error(&format!("uses the unknown variable ${name}"));
                None
            }
        }
    }
}

fn index_char(index: usize) -> char {
    let index = u8::try_from(index).unwrap_or_default();
    char::from(FIRST_INDEX + index)
}
