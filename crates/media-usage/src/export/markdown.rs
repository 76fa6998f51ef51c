//! Writes tables in Markdown, as GitHub and Matrix clients read it.

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text, aligned to the start.
    Text,
    /// Numbers, aligned to the end.
    Number,
}

/// Writes a table with a header. Text is shown literally: Markdown syntax is escaped, and line
/// breaks become spaces.
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
        for char in cell.chars() {
            if r"\`*_[]<>|~&$".contains(char) {
                out.push('\\');
            }
            let is_break = char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
            out.push(if is_break { ' ' } else { char });
        }
        out.push(' ');
    }
    out.push_str("|\n");
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
    fn names_are_to_the_left_and_numbers_to_the_right() {
        let row = ["a|b", "3"].map(str::to_owned).to_vec();
        let head = [("User", Align::Text), ("Size", Align::Number)];
        let text = markdown(&head, &mut [row].into_iter());
        let lines = "| User | Size |\n| --- | --: |\n| a\\|b | 3 |\n";
        assert_eq!(text, lines);
    }
}
