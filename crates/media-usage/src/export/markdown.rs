//! Writes tables in Markdown, as GitHub and Matrix clients read it.

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text, aligned to the start.
    Text,
    /// Numbers, aligned to the end.
    Number,
}

/// Writes a table with a header. Text is shown literally: Markdown syntax is escaped, also in what
/// many programs turn into links, and line breaks become spaces.
pub fn markdown(head: &[(&str, Align)], rows: &mut dyn Iterator<Item = Vec<String>>) -> String {
    let mut out = String::new();
    write_line(&mut out, &mut head.iter().map(|(name, _)| *name));
    for (_, align) in head {
        out.push_str(match align {
            Align::Text => "| --- ",
            Align::Number => "| --: ",
        });
    }
    out.push_str("|\n");
    for row in rows {
        write_line(&mut out, &mut row.iter().map(String::as_str));
    }
    out
}

fn write_line(out: &mut String, cells: &mut dyn Iterator<Item = &str>) {
    for cell in cells {
        out.push_str("| ");
        for (at, char) in cell.char_indices() {
            if r"\`*_[]<>|~&$".contains(char) || begins_link(&cell[..at], &cell[at..]) {
                out.push('\\');
            }
            let is_break = char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
            out.push(if is_break { ' ' } else { char });
        }
        out.push(' ');
    }
    out.push_str("|\n");
}

/// Whether a text would become a link after the part before it: `://` of a URL, or the full stop of
/// `www.`.
fn begins_link(before: &str, text: &str) -> bool {
    let is_www = || {
        let start = before.len().checked_sub(3).and_then(|at| before.get(at..));
        text.starts_with('.') && start.is_some_and(|start| start.eq_ignore_ascii_case("www"))
    };
    text.starts_with("://") || is_www()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Returns the unescaped cells of a line; `None` if unescaped Markdown syntax remains.
    fn cells(line: &str) -> Option<Vec<String>> {
        let mut cells = vec![String::new()];
        let mut chars = line.chars();
        while let Some(char) = chars.next() {
            match char {
                '|' => cells.push(String::new()),
                '\\' => cells.last_mut()?.push(chars.next()?),
                char if "`*_[]<>~&$".contains(char) => return None,
                char => cells.last_mut()?.push(char),
            }
        }
        let inner = cells.get(1..cells.len() - 1)?;
        let inner = inner.iter().map(|cell| cell[1..cell.len() - 1].to_owned());
        Some(inner.collect())
    }

    proptest! {
        #[test]
        fn every_text_is_read_as_it_was(a in "[^\\x00-\\x1f\\x7f-\\x9f\u{2028}\u{2029}]{0,8}", b in "[|\\\\`<&a]{0,6}") {
            let row = vec![a, b];
            let text = markdown(&[("A", Align::Text), ("B", Align::Text)], &mut [row.clone()].into_iter());
            prop_assert_eq!(text.lines().nth(2).and_then(cells), Some(row));
        }

        #[test]
        fn a_row_is_a_line(texts in prop::collection::vec(any::<String>(), 1..4)) {
            let text = markdown(&[("A", Align::Number)], &mut texts.iter().map(|text| vec![text.clone()]));
            prop_assert_eq!(text.lines().count(), texts.len() + 2);
        }
    }

    #[test]
    fn names_do_not_become_links() {
        let row = ["https://a.test", "éWWW.a.test"]
            .map(str::to_owned)
            .to_vec();
        let text = markdown(&[("A", Align::Text)], &mut [row].into_iter());
        let line = text.lines().nth(2);
        assert_eq!(line, Some(r"| https\://a.test | éWWW\.a.test |"));
    }

    #[test]
    fn names_are_to_the_left_and_numbers_to_the_right() {
        let row = ["a|b", "3"].map(str::to_owned).to_vec();
        let head = [("User", Align::Text), ("Size", Align::Number)];
        let text = markdown(&head, &mut [row].into_iter());
        let lines = "| User | Size |\n| --- | --: |\n| a\\|b | 3 |\n";
        assert_eq!(text, lines);
    }
}
