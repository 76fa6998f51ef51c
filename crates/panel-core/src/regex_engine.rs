//! Regular expressions in linear time: none can block the page, whatever a link asks for.

use media_usage::{CompiledRegex, RegexEngine, RegexError};
use regex_lite::{Regex, RegexBuilder};
use std::cell::Cell;
use std::rc::Rc;

/// Bytes that an expression may take once it is compiled: a few hundred characters to look for. How
/// long it takes to match a user ID is proportional to that.
const SIZE_LIMIT: usize = 16 * 1024;

/// Milliseconds that all expressions may take together. When they are over, those are given up that
/// have taken more than their share; the others may still take theirs.
const TIME_LIMIT: u64 = 2_000;

/// Compiles expressions that look at each character once. Look-around and back-references, which
/// can't be matched like that, are refused.
#[derive(Debug)]
pub struct LinearTimeRegexEngine {
    budget: Rc<TimeBudget>,
}

/// The time that expressions take together.
#[derive(Debug)]
struct TimeBudget {
    /// The time in milliseconds.
    clock: fn() -> u64,
    /// Milliseconds that all have taken so far.
    spent: Cell<u64>,
    /// How many expressions there are.
    expressions: Cell<u64>,
}

struct LinearTimeRegex {
    regex: Regex,
    budget: Rc<TimeBudget>,
    /// Milliseconds that it has taken so far.
    spent: Cell<u64>,
}

impl LinearTimeRegexEngine {
    /// Expressions that take their time from one budget, by a clock in milliseconds.
    pub fn new(clock: fn() -> u64) -> Self {
        let budget = TimeBudget {
            clock,
            spent: Cell::new(0),
            expressions: Cell::new(0),
        };
        Self {
            budget: Rc::new(budget),
        }
    }
}

impl RegexEngine for LinearTimeRegexEngine {
    fn compile(&self, source: &str) -> Result<Box<dyn CompiledRegex>, RegexError> {
        let regex = RegexBuilder::new(source)
            .case_insensitive(true)
            .size_limit(SIZE_LIMIT)
            .build();
        let regex = regex.map_err(|error| match &*error.to_string() {
            "compiled regex exceeded size limit" | "pattern has too much nesting" => {
                RegexError::TooLarge
            }
            why => RegexError::Syntax(why.to_owned()),
        })?;
        let expressions = &self.budget.expressions;
        expressions.set(expressions.get() + 1);
        Ok(Box::new(LinearTimeRegex {
            regex,
            budget: self.budget.clone(),
            spent: Cell::new(0),
        }))
    }
}

impl CompiledRegex for LinearTimeRegex {
    fn find(&self, text: &str) -> Option<usize> {
        if self.is_too_slow() {
            return None;
        }
        let TimeBudget { clock, spent, .. } = &*self.budget;
        let start = clock();
        let found = self.regex.find(text).map(|found| found.start());
        let taken = clock().saturating_sub(start);
        self.spent.set(self.spent.get() + taken);
        spent.set(spent.get() + taken);
        found
    }

    fn is_too_slow(&self) -> bool {
        let TimeBudget {
            spent, expressions, ..
        } = &*self.budget;
        spent.get() > TIME_LIMIT && self.spent.get() > TIME_LIMIT / expressions.get().max(1)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn compile(source: &str) -> Result<Box<dyn CompiledRegex>, RegexError> {
        // The clock stands still.
        LinearTimeRegexEngine::new(|| 0).compile(source)
    }

    fn finds(source: &str, text: &str) -> bool {
        let expression = compile(source).unwrap_or_else(|why| panic!("{source}: {why:?}"));
        expression.find(text).is_some()
    }

    #[test]
    fn expressions_match_without_regard_to_case() {
        assert!(finds("^_?BOT", "_bot_1") && !finds("^bot", "x_bot"));
        assert!(finds(
            r"^@telegram_\d+:example\.org$",
            "@Telegram_12:example.org"
        ));
        assert!(finds(r"a\/b", "a/b"));
    }

    /// In an engine that backtracks, each of these takes longer than the universe has existed.
    #[test]
    fn expressions_that_backtrack_forever_elsewhere_end() {
        let text = format!("@{}:example.org", "a".repeat(250));
        for source in [
            "^([a-z0-9_]+)+!",
            "(a|a)*$!",
            "(.*)*x!",
            r"(\w+\s?)*!",
            "(a*)*b!",
            "((a+)+)+!",
            "(a|aa)+!",
            "(.*a){20}!",
            "(a?){50}a{50}!",
        ] {
            assert!(!finds(source, &text), "{source}");
        }
    }

    #[test]
    fn what_can_not_be_used_is_refused_with_the_reason() {
        for source in [
            "(", "[a", "a{2,1}", "*", "(?=a)", "(?<!a)b", r"(a)\1", r"\p{L}", r"\y",
        ] {
            let refusal = compile(source).err();
            assert!(
                matches!(refusal, Some(RegexError::Syntax(_))),
                "{source}: {refusal:?}"
            );
        }
        let nested = format!("{}a{}", "(".repeat(300), ")".repeat(300));
        for source in [
            "(a{1000}){1000}",
            r"\w{1000000}",
            "((a{100}){100}){100}",
            "(((){1000}){1000}){1000}",
            "(?:){4294967295}",
            "(.{0,250}){250}",
            &nested,
        ] {
            assert_eq!(
                compile(source).err(),
                Some(RegexError::TooLarge),
                "{source}"
            );
        }
    }

    /// A clock on which each attempt to match takes 100 ms.
    fn ticking() -> LinearTimeRegexEngine {
        thread_local!(static TIME: Cell<u64> = const { Cell::new(0) });
        LinearTimeRegexEngine::new(|| {
            TIME.set(TIME.get() + 100);
            TIME.get()
        })
    }

    #[test]
    fn an_expression_is_given_up_when_its_time_is_over() {
        let ticking = ticking();
        let expression = ticking.compile("a").expect("an expression");
        let matches = (0..100).filter(|_| expression.find("a").is_some());
        assert_eq!(matches.count(), 21);
        assert!(expression.is_too_slow());
    }

    #[test]
    fn all_expressions_together_have_one_time_limit() {
        let ticking = ticking();
        let compile = |_| ticking.compile("a").expect("an expression");
        let all: Vec<_> = (0..20).map(compile).collect();
        let matches = (0..200).filter(|at| all[at % 20].find("a").is_some());
        assert_eq!(matches.count(), 40);
        assert!(all.iter().all(|expression| expression.is_too_slow()));
    }

    #[test]
    fn a_slow_expression_leaves_the_others_their_share() {
        let ticking = ticking();
        let slow = ticking.compile("a").expect("an expression");
        let fast = ticking.compile("a").expect("an expression");
        let matches = (0..100).filter(|_| slow.find("a").is_some());
        assert_eq!(matches.count(), 21);
        assert!(slow.is_too_slow() && !fast.is_too_slow());
        assert!(fast.find("a").is_some());
    }
}
