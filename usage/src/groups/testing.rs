//! What tests match expressions with.

use super::{Expression, Expressions, Refusal};
use std::cell::Cell;

/// Knows expressions that are plain text, with `^` at their start.
pub(crate) struct Plain;

struct PlainText(String);

impl Expressions for Plain {
    fn compile(&self, source: &str) -> Result<Box<dyn Expression>, Refusal> {
        if source.contains('(') {
            return Err(Refusal::Syntax("parentheses".to_owned()));
        }
        Ok(Box::new(PlainText(source.to_owned())))
    }
}

impl Expression for PlainText {
    fn find(&self, text: &str) -> Option<usize> {
        match self.0.strip_prefix('^') {
            Some(start) => text.starts_with(start).then_some(0),
            None => text.find(&self.0),
        }
    }

    fn is_too_slow(&self) -> bool {
        false
    }
}

/// Knows one expression, which matches everybody until it has been asked too often.
pub(super) struct Slow;

struct UntilTired(Cell<u32>);

impl Expressions for Slow {
    fn compile(&self, _source: &str) -> Result<Box<dyn Expression>, Refusal> {
        Ok(Box::new(UntilTired(Cell::new(0))))
    }
}

impl Expression for UntilTired {
    fn find(&self, _text: &str) -> Option<usize> {
        self.0.set(self.0.get() + 1);
        (!self.is_too_slow()).then_some(0)
    }

    fn is_too_slow(&self) -> bool {
        self.0.get() > 50
    }
}
