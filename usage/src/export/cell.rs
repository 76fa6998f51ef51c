//! The cells of a line, kept apart and kept from being formulas.
//!
//! Display names are chosen by users, and a spreadsheet runs what it takes for a formula. So an
//! apostrophe is put before each of `=`, `+`, `-`, `@`, their full-width forms, tab, carriage
//! return and line feed that stands where a cell may begin: at the start of a text, and behind a
//! semicolon, tab or line break in it, where programs of other settings begin a new cell; quotes,
//! apostrophes and blanks in between do not count. User IDs, which begin with `@`, are among them.
//! Numbers are left alone.

use std::fmt::{Display, Write as _};

/// What stands between cells and behind lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Commas and CRLF, as RFC 4180 has it.
    Csv,
    /// Tabs, as spreadsheets have it in the clipboard. Tabs and line breaks in a text become
    /// blanks.
    Tsv,
}

/// A line that is being written.
pub(super) struct Line<'a> {
    out: &'a mut String,
    dialect: Dialect,
    is_first: bool,
}

impl<'a> Line<'a> {
    /// Begins a line at the end of a text.
    pub(super) fn new(dialect: Dialect, out: &'a mut String) -> Self {
        Self {
            out,
            dialect,
            is_first: true,
        }
    }

    /// Adds a number, which no formula can hide in.
    pub(super) fn number(&mut self, number: &dyn Display) {
        self.separate();
        // A string takes everything.
        let _ = write!(self.out, "{number}");
    }

    /// Adds a number that may be unknown.
    pub(super) fn optional(&mut self, number: Option<u64>) {
        match number {
            Some(number) => self.number(&number),
            None => self.separate(),
        }
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: &str) {
        self.separate();
        let apart: &[char] = match self.dialect {
            Dialect::Csv => &['"', ',', '\r', '\n'],
            Dialect::Tsv => &['"'],
        };
        let is_quoted = text.contains(apart);
        let quote = if is_quoted { "\"" } else { "" };
        self.out.push_str(quote);
        let mut guard = Guard::default();
        // What needs no care is copied as a whole.
        let mut copied = 0;
        for (at, char) in text.char_indices() {
            let is_break = matches!(char, '\t' | '\r' | '\n');
            let blank = is_break && self.dialect == Dialect::Tsv;
            let guarded = guard.is_needed_before(if blank { ' ' } else { char });
            if guarded || blank || char == '"' {
                self.out.push_str(&text[copied..at]);
                copied = at;
            }
            if guarded {
                self.out.push('\'');
            }
            if blank {
                self.out.push(' ');
                copied = at + 1;
            }
            if char == '"' {
                self.out.push('"');
            }
        }
        self.out.push_str(&text[copied..]);
        self.out.push_str(quote);
    }

    /// Ends the line.
    pub(super) fn end(self) {
        self.out.push_str(match self.dialect {
            Dialect::Csv => "\r\n",
            Dialect::Tsv => "\n",
        });
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(match self.dialect {
                Dialect::Csv => ',',
                Dialect::Tsv => '\t',
            });
        }
    }
}

/// Follows a text, and knows where in it a cell may begin.
struct Guard {
    may_begin: bool,
}

impl Default for Guard {
    fn default() -> Self {
        Self { may_begin: true }
    }
}

impl Guard {
    fn is_needed_before(&mut self, char: char) -> bool {
        let is_break = matches!(char, '\t' | '\r' | '\n');
        let began = std::mem::replace(&mut self.may_begin, is_break || char == ';');
        if !began {
            return false;
        }
        let is_sign = matches!(char, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
        self.may_begin |= char.is_whitespace() || matches!(char, '"' | '\'' | '\u{feff}');
        is_sign || is_break
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// The text that a guarded one was made of.
    pub(crate) fn unguarded(guarded: &str) -> String {
        let mut out = String::new();
        let mut guard = Guard::default();
        let mut chars = guarded.chars().peekable();
        while let Some(char) = chars.next() {
            let mut ahead = Guard { ..guard };
            let guards = char == '\''
                && !ahead.is_needed_before(char)
                && chars
                    .peek()
                    .is_some_and(|&next| ahead.is_needed_before(next));
            if !guards {
                guard.is_needed_before(char);
                out.push(char);
            }
        }
        out
    }

    /// Whether a program could take some of a cell for a formula, splitting it where it likes.
    pub(crate) fn is_formula(cell: &str) -> bool {
        let blank = |char: char| char.is_whitespace() || char == '"' || char == '\u{feff}';
        cell.split([';', '\t', '\r', '\n']).any(|part| {
            part.trim_start_matches(blank)
                .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        }) || cell.starts_with(['\t', '\r', '\n'])
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{is_formula, unguarded};
    use super::*;
    use proptest::prelude::*;

    fn written(dialect: Dialect, text: &str) -> String {
        let mut out = String::new();
        Line::new(dialect, &mut out).text(text);
        out
    }

    fn csv(text: &str) -> String {
        written(Dialect::Csv, text)
    }

    proptest! {
        #[test]
        fn no_cell_starts_a_formula(text in "[=+@\t\r\n\"', ;a＝＠-]{0,8}") {
            for dialect in [Dialect::Csv, Dialect::Tsv] {
                let cell = written(dialect, &text);
                prop_assert!(!is_formula(&cell), "{cell:?}");
            }
        }

        #[test]
        fn nothing_is_lost_by_guarding(text in "[=+@\t\r\n\"', ;a＝＠-]{0,8}") {
            let cell = csv(&text);
            let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
            let inside = inside.map_or(cell.clone(), |inside| inside.replace("\"\"", "\""));
            prop_assert_eq!(unguarded(&inside), text);
        }

        #[test]
        fn a_tsv_cell_keeps_to_its_place(text in ".{0,8}[\t\r\n]?.{0,3}") {
            prop_assert!(!written(Dialect::Tsv, &text).contains(['\t', '\r', '\n']));
        }
    }

    #[test]
    fn only_what_needs_it_is_quoted_and_guarded() {
        assert_eq!(csv("plain - text"), "plain - text");
        assert_eq!(csv("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
        assert_eq!(csv("=1+1"), "'=1+1");
        assert_eq!(csv("@a:b"), "'@a:b");
        assert_eq!(csv(" \"＝1"), "\" \"\"'＝1\"");
        assert_eq!(csv("x;=1"), "x;'=1");
        assert_eq!(written(Dialect::Tsv, "\t=a,b"), " '=a,b");
    }
}
