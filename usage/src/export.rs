//! The users of a view as CSV and JSON, in pieces, so that no export needs the memory twice.

use super::totals::fraction;
use super::usage::Shown;
use super::view::View;
use serde::Serialize;

/// Users in one piece of an export.
const PIECE: usize = 2000;

/// CSV as RFC 4180 has it, with a header line.
///
/// A cell that a spreadsheet would take for a formula, because it starts with `=`, `+`, `-`, `@`,
/// a tab or a carriage return, gets an apostrophe in front: user IDs are among them.
/// `size` makes bytes readable.
pub fn csv(view: &View, size: impl Fn(u64) -> String) -> Vec<String> {
    let header = "rank,user_id,displayname,media_length,size,media_count,average,share\r\n";
    let total = view.usage().totals().bytes;
    let mut pieces = vec![header.to_owned()];
    in_pieces(view, &mut pieces, |shown, _, out| {
        let bytes = shown.user.media_length;
        let number = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
        let cells = [
            shown.rank.to_string(),
            cell(shown.user.user_id.unwrap_or_default()),
            cell(shown.user.displayname.unwrap_or_default()),
            number(bytes),
            cell(&bytes.map_or(String::new(), &size)),
            shown.user.media_count.to_string(),
            number(shown.average()),
            fraction(shown.bytes().into(), total),
        ];
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    });
    pieces
}

/// JSON with the endpoint's own field names, as one answer that has everybody.
pub fn json(view: &View) -> Vec<String> {
    let mut pieces = vec!["{\"users\":[".to_owned()];
    in_pieces(view, &mut pieces, |shown, place, out| {
        let user = JsonUser {
            user_id: shown.user.user_id,
            displayname: shown.user.displayname,
            media_count: shown.user.media_count,
            media_length: shown.user.media_length,
        };
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        // Texts and integers can always be written.
        out.push_str(&serde_json::to_string(&user).unwrap_or_default());
    });
    pieces.push(format!("\n],\"total\":{}}}\n", view.totals().users));
    pieces
}

#[derive(Serialize)]
struct JsonUser<'a> {
    user_id: Option<&'a str>,
    displayname: Option<&'a str>,
    media_count: u64,
    media_length: Option<u64>,
}

fn in_pieces(view: &View, pieces: &mut Vec<String>, write: impl Fn(Shown, usize, &mut String)) {
    let mut piece = String::new();
    for (place, shown) in view.users().enumerate() {
        write(shown, place, &mut piece);
        if (place + 1) % PIECE == 0 {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
}

fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::testing::Plain;
    use crate::search::testing::Lowercase;
    use crate::table::testing::any_table;
    use crate::{Asked, Decoder, Extent, Report, Table, Unhurried, Usage, User};
    use pollster::block_on;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn view(table: Table) -> View {
        let report = Report {
            table,
            extent: Extent::Complete,
            total: None,
            total_at_first: None,
            duplicates: 0,
        };
        let usage = block_on(Usage::new(report, &Lowercase, &Unhurried));
        block_on(View::new(
            Arc::new(usage),
            Asked::default(),
            None,
            &Plain,
            &Unhurried,
        ))
    }

    proptest! {
        #[test]
        fn json_feeds_the_same_table_back(table in any_table(30)) {
            let json = json(&view(table.clone())).concat();
            let (mut back, mut decoder) = (Table::default(), Decoder::default());
            decoder.push(json.as_bytes(), &mut back).expect("rows");
            prop_assert_eq!(decoder.finish().expect("an answer").total, table.len() as u64);
            let (back, _) = block_on(back.distinct(&Unhurried));
            prop_assert_eq!(back, table);
        }

        #[test]
        fn no_csv_cell_starts_a_formula(text in "[=+@\t\r\n\",a-]{0,6}") {
            let cell = cell(&text);
            let content = cell.strip_prefix('"').unwrap_or(&cell);
            prop_assert!(!content.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }

    #[test]
    fn csv_quotes_what_would_break_it() {
        assert_eq!(cell("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@a:b"), "'@a:b");
        assert_eq!(cell("plain"), "plain");
    }

    #[test]
    fn csv_has_a_line_a_user() {
        let mut table = Table::default();
        table.push(User {
            user_id: None,
            displayname: None,
            media_count: 2,
            media_length: Some(3),
        });
        let text = csv(&view(table), |bytes| format!("{bytes} B")).concat();
        assert_eq!(text.lines().nth(1), Some("1,,,3,3 B,2,1,1.000000000"));
    }
}
