//! Regular expression engines for tests.

use super::{CompiledRegex, RegexEngine, RegexError};
use crate::yielder::Yielder;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Supports expressions that are plain text, with `^` at their start.
pub(crate) struct Plain;

struct PlainText(String);

impl RegexEngine for Plain {
    fn compile(&self, source: &str) -> Result<Box<dyn CompiledRegex>, RegexError> {
        if source.contains('(') {
            return Err(RegexError::Syntax("parentheses".to_owned()));
        }
        Ok(Box::new(PlainText(source.to_owned())))
    }
}

impl CompiledRegex for PlainText {
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

/// Supports one expression, which matches every user until it has been called too often.
pub(super) struct Slow;

struct UntilTired(Cell<u32>);

impl RegexEngine for Slow {
    fn compile(&self, _source: &str) -> Result<Box<dyn CompiledRegex>, RegexError> {
        Ok(Box::new(UntilTired(Cell::new(0))))
    }
}

impl CompiledRegex for UntilTired {
    fn find(&self, _text: &str) -> Option<usize> {
        self.0.set(self.0.get() + 1);
        (!self.is_too_slow()).then_some(0)
    }

    fn is_too_slow(&self) -> bool {
        self.0.get() > 50
    }
}

/// Supports expressions that match no user. As a yielder, counts the bytes examined between two
/// yields.
#[derive(Clone, Default)]
pub(super) struct Counted {
    since_yield: Rc<Cell<usize>>,
    /// The most bytes between two yields.
    pub(super) most: Rc<Cell<usize>>,
}

impl RegexEngine for Counted {
    fn compile(&self, _source: &str) -> Result<Box<dyn CompiledRegex>, RegexError> {
        Ok(Box::new(self.clone()))
    }
}

impl CompiledRegex for Counted {
    fn find(&self, text: &str) -> Option<usize> {
        let bytes = self.since_yield.get() + text.len();
        self.since_yield.set(bytes);
        self.most.set(self.most.get().max(bytes));
        None
    }

    fn is_too_slow(&self) -> bool {
        false
    }
}

impl Yielder for Counted {
    fn due_yield(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        self.since_yield.set(0);
        None
    }
}
