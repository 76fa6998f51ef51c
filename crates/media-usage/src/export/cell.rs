//! Writes cells so that they stay separate and can't be run as formulas.
//!
//! Users choose their display names, and spreadsheets run whatever looks like a formula. So an
//! apostrophe is inserted before `=`, `+`, `-`, `@`, their Unicode variants, tab, carriage return
//! and line feed wherever a cell may start: at the start of a text, and after a semicolon, tab or
//! line break in it, where programs with other settings start a new cell. Quotes, apostrophes,
//! spaces and invisible characters in between are ignored. Numbers are left alone, and so are user
//! IDs in a CSV for programs if they can't act as formulas.

use super::CsvFormat;
use std::fmt::{Display, Write as _};

/// The separators between cells and after lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellFormat {
    /// CRLF line endings, as in RFC 4180.
    Csv(CsvFormat),
    /// Tab-separated, as spreadsheets use in the clipboard. Tabs and line breaks in a text become
    /// spaces.
    Tsv,
}

impl CellFormat {
    fn separator(self) -> char {
        match self {
            Self::Csv(CsvFormat::Plain | CsvFormat::ExcelPoint) => ',',
            Self::Csv(CsvFormat::ExcelComma | CsvFormat::ExcelSemicolon) => ';',
            Self::Tsv => '\t',
        }
    }
}

/// Writes one line.
pub(super) struct RowWriter<'a> {
    out: &'a mut String,
    cell_format: CellFormat,
    is_first: bool,
}

impl<'a> RowWriter<'a> {
    /// Starts a line at the end of `out`.
    pub(super) fn new(cell_format: CellFormat, out: &'a mut String) -> Self {
        Self {
            out,
            cell_format,
            is_first: true,
        }
    }

    /// Adds a number, which can't be a formula.
    pub(super) fn number(&mut self, number: &dyn Display) {
        self.separate();
        // Writing to a string can't fail.
        let _ = write!(self.out, "{number}");
    }

    /// Adds a number that may be unknown.
    pub(super) fn optional(&mut self, number: Option<u64>) {
        match number {
            Some(number) => self.number(&number),
            None => self.separate(),
        }
    }

    /// Adds a number that may have decimals or be empty.
    pub(super) fn decimal(&mut self, number: &str) {
        if self.cell_format == CellFormat::Csv(CsvFormat::ExcelComma) {
            self.number(&number.replace('.', ","));
        } else {
            self.number(&number);
        }
    }

    /// Adds a user ID.
    pub(super) fn user_id(&mut self, user_id: &str) {
        if self.cell_format == CellFormat::Csv(CsvFormat::Plain) && is_safe_user_id(user_id) {
            self.number(&user_id);
        } else {
            self.text(user_id);
        }
    }

    /// Adds a text.
    pub(super) fn text(&mut self, text: &str) {
        self.separate();
        let is_quoted = match self.cell_format {
            CellFormat::Csv(_) => text.contains(['"', self.cell_format.separator(), '\r', '\n']),
            CellFormat::Tsv => text.contains('"'),
        };
        let quote = if is_quoted { "\"" } else { "" };
        self.out.push_str(quote);
        let mut guard = FormulaGuard::default();
        // Text that needs no escaping is copied in one go.
        let mut copied = 0;
        for (at, char) in text.char_indices() {
            let is_break = matches!(char, '\t' | '\r' | '\n');
            let blank = is_break && self.cell_format == CellFormat::Tsv;
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
        self.out.push_str(match self.cell_format {
            CellFormat::Csv(_) => "\r\n",
            CellFormat::Tsv => "\n",
        });
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(self.cell_format.separator());
        }
    }
}

/// Tracks where in a text a cell may start.
struct FormulaGuard {
    may_begin: bool,
}

impl Default for FormulaGuard {
    fn default() -> Self {
        Self { may_begin: true }
    }
}

impl FormulaGuard {
    fn is_needed_before(&mut self, char: char) -> bool {
        let is_break = matches!(char, '\t' | '\r' | '\n');
        let began = std::mem::replace(&mut self.may_begin, is_break || matches!(char, ';' | ','));
        if !began {
            return false;
        }
        self.may_begin |= char.is_whitespace() || matches!(char, '"' | '\'') || is_invisible(char);
        is_sign(char) || is_break
    }
}

/// Whether a character starts formulas, or some program may treat it as one that does: full-width,
/// small, superscript and subscript forms, hyphens, dashes and minus signs.
fn is_sign(char: char) -> bool {
    matches!(
        char,
        '=' | '＝'
            | '﹦'
            | '⁼'
            | '₌'
            | '+'
            | '＋'
            | '﹢'
            | '⁺'
            | '₊'
            | '﬩'
            | '➕'
            | '-'
            | '－'
            | '﹣'
            | '⁻'
            | '₋'
            | '−'
            | '➖'
            | '˗'
            | '\u{2010}'..='\u{2015}' | '@' | '＠' | '﹫'
    )
}

/// Whether a character is invisible: controls, format characters, fillers, variation selectors and
/// tags.
pub fn is_invisible(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffc}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a user ID follows the grammar for new IDs, on a server with a name or an IPv4 address.
/// Such an ID can't call a function, refer to another file or start a program, however a
/// spreadsheet interprets the `@`.
fn is_safe_user_id(user_id: &str) -> bool {
    let is_local =
        |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'=' | b'/' | b'+' | b'-');
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let parts = user_id
        .strip_prefix('@')
        .and_then(|bare| bare.split_once(':'));
    parts.is_some_and(|(localpart, server)| {
        let (host, port) = server.split_once(':').unwrap_or((server, "0"));
        !(localpart.is_empty() || host.is_empty() || port.is_empty())
            && localpart.bytes().all(is_local)
            && host.bytes().all(is_host)
            && port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// Returns the original of an escaped text.
    pub(crate) fn unguarded(guarded: &str) -> String {
        let mut out = String::new();
        let mut guard = FormulaGuard::default();
        let mut chars = guarded.chars().peekable();
        while let Some(char) = chars.next() {
            let mut ahead = FormulaGuard { ..guard };
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

    /// Whether a program might interpret part of a cell as a formula, wherever it splits the cell.
    pub(crate) fn is_formula(cell: &str) -> bool {
        let blank = |char: char| char.is_whitespace() || char == '"' || is_invisible(char);
        cell.split([';', ',', '\t', '\r', '\n'])
            .any(|part| part.trim_start_matches(blank).starts_with(is_sign))
            || cell.starts_with(['\t', '\r', '\n'])
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{is_formula, unguarded};
    use super::*;
    use proptest::prelude::*;

    fn written(cell_format: CellFormat, text: &str) -> String {
        let mut out = String::new();
        RowWriter::new(cell_format, &mut out).text(text);
        out
    }

    fn csv(text: &str) -> String {
        written(CellFormat::Csv(CsvFormat::Plain), text)
    }

    fn user_id(format: CsvFormat, user_id: &str) -> String {
        let mut out = String::new();
        RowWriter::new(CellFormat::Csv(format), &mut out).user_id(user_id);
        out
    }

    proptest! {
        #[test]
        fn no_cell_starts_a_formula(text in "[=+@\t\r\n\"', ;a＝＠﹢⁼−\u{200b}\u{2060}\\x00-]{0,8}") {
            let formats = CsvFormat::ALL.map(CellFormat::Csv);
            for cell_format in formats.into_iter().chain([CellFormat::Tsv]) {
                let cell = written(cell_format, &text);
                prop_assert!(!is_formula(&cell), "{cell:?}");
            }
        }

        #[test]
        fn nothing_is_lost_by_guarding(text in "[=+@\t\r\n\"', ;a＝＠﹢⁼−\u{200b}\u{2060}\\x00-]{0,8}") {
            let cell = csv(&text);
            let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
            let inside = inside.map_or(cell.clone(), |inside| inside.replace("\"\"", "\""));
            prop_assert_eq!(unguarded(&inside), text);
        }

        #[test]
        fn an_id_that_is_left_alone_has_nothing_to_act_with(id in "@?[a-z=+/-]{0,4}:?[a-z0-9.:-]{0,6}|.{0,8}") {
            let cell = user_id(CsvFormat::Plain, &id);
            let is_tame = |char: char| char.is_ascii_alphanumeric() || "@:._=/+-".contains(char);
            prop_assert!(!is_formula(&cell) || id.chars().all(is_tame), "{cell:?}");
            for format in [CsvFormat::ExcelComma, CsvFormat::ExcelPoint] {
                prop_assert!(!is_formula(&user_id(format, &id)));
            }
        }

        #[test]
        fn a_tsv_cell_keeps_to_its_place(text in ".{0,8}[\t\r\n]?.{0,3}") {
            prop_assert!(!written(CellFormat::Tsv, &text).contains(['\t', '\r', '\n']));
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
        assert_eq!(written(CellFormat::Tsv, "\t=a,b"), " '=a,b");
    }

    #[test]
    fn other_forms_of_the_signs_are_guarded_too() {
        for sign in "=＝﹦⁼₌+＋﹢⁺₊﬩-－﹣⁻₋−‐–—@＠﹫".chars() {
            for before in [
                "",
                " ",
                "\u{200b}",
                "\u{2060}",
                "\0",
                "\u{feff}",
                "\u{ad}\u{3164}",
            ] {
                let cell = csv(&format!("{before}{sign}1"));
                assert_eq!(cell, format!("{before}'{sign}1"));
            }
        }
    }

    #[test]
    fn only_ids_of_the_new_grammar_are_left_alone() {
        for id in [
            "@a:b",
            "@a.b_c=d/e+f-1:example.org",
            "@-1:example.org:8448",
            "@a:10.0.0.1",
        ] {
            assert_eq!(user_id(CsvFormat::Plain, id), id);
            assert_eq!(user_id(CsvFormat::ExcelPoint, id), format!("'{id}"));
        }
        for id in [
            "@A:b", "@a(1):b", "@a|b:c", "@a!b:c", "@:b", "@a:", "@a", "=a:b", "@é:b", "@a:[::1]",
        ] {
            assert_eq!(user_id(CsvFormat::Plain, id), csv(id));
        }
        assert_eq!(user_id(CsvFormat::Plain, ""), "");
        assert_eq!(user_id(CsvFormat::Plain, "@a,b:c"), "\"'@a,b:c\"");
    }

    #[test]
    fn excel_with_decimal_commas_reads_semicolons() {
        let mut out = String::new();
        let mut row = RowWriter::new(CellFormat::Csv(CsvFormat::ExcelComma), &mut out);
        row.text("a;b,c");
        row.decimal("0.5");
        row.decimal("");
        row.end();
        assert_eq!(out, "\"a;b,c\";0,5;\r\n");
    }
}
