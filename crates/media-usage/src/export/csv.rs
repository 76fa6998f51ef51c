//! Users and changes as CSV (RFC 4180), and as TSV for the clipboard. [`super::cell`] describes how
//! formulas are escaped.

use super::cell::{CellFormat, RowWriter};
use super::{Chunks, CsvFormat, Users};
use crate::column::{FIGURES, OrderBy, Value};
use crate::compare::Change;
use crate::indexed_report::RankedUser;
use crate::totals::fraction;

/// What a table for people has instead of names for programs, and below its rows.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The columns' names, in the order of [`csv_columns`].
    pub columns: Vec<String>,
    /// Lines below the rows, after an empty one.
    pub notes: Vec<Vec<String>>,
}

/// Returns the names of the columns for programs; a report that is compared with another has more.
pub fn csv_columns(is_compared: bool) -> Vec<&'static str> {
    let mut names = column_names();
    if is_compared {
        names.extend(CHANGE_COLUMNS);
    }
    names
}

/// Names of the user columns: the figures, with the user after the rank and the readable size after
/// the bytes.
fn column_names() -> Vec<&'static str> {
    let mut names = Vec::new();
    for column in &FIGURES {
        names.extend(column.csv);
        match column.by {
            OrderBy::Rank => names.extend(["user_id", "displayname"]),
            OrderBy::MediaLength => names.push("size"),
            _ => {}
        }
    }
    names
}

/// The columns that follow in a report that is compared with another.
const CHANGE_COLUMNS: &[&str] = &[
    "status",
    "media_length_before",
    "media_length_change",
    "media_length_growth",
    "media_count_before",
    "media_count_change",
    "rank_before",
    "ranks_climbed",
];

/// Writes users as CSV, one line each after a header. `whole` is the total in bytes that shares
/// refer to; `size` formats bytes. An unknown size or average is an empty cell. If the users are
/// compared with an earlier report, what changed follows. A `sheet` is for people.
pub fn csv<'a>(
    users: Users<'a>,
    whole: u128,
    size: &'a dyn Fn(u64) -> String,
    format: CsvFormat,
    sheet: Option<Sheet>,
) -> Chunks<'a> {
    table(CellFormat::Csv(format), users, whole, size, sheet).with_byte_order_mark_for(format)
}

/// Writes users as tab-separated values, which spreadsheets accept from the clipboard.
pub fn tsv<'a>(users: Users<'a>, whole: u128, size: &'a dyn Fn(u64) -> String) -> String {
    table(CellFormat::Tsv, users, whole, size, None).collect()
}

fn table<'a>(
    cell_format: CellFormat,
    users: Users<'a>,
    whole: u128,
    size: &'a dyn Fn(u64) -> String,
    sheet: Option<Sheet>,
) -> Chunks<'a> {
    let mut users = users.peekable();
    let is_compared = users.peek().is_some_and(|first| first.change.is_some());
    let (head, tail) = match sheet {
        Some(sheet) => (
            text_row(cell_format, &sheet.columns),
            notes(cell_format, &sheet.notes),
        ),
        None => (
            header(cell_format, &csv_columns(is_compared)),
            String::new(),
        ),
    };
    let write_row = move |out: &mut String| {
        users.next().is_some_and(|ranked_user| {
            write_user(ranked_user, whole, size, RowWriter::new(cell_format, out));
            true
        })
    };
    Chunks::new(head, Box::new(write_row), tail)
}

/// A line of texts.
fn text_row(cell_format: CellFormat, cells: &[String]) -> String {
    let mut out = String::new();
    let mut row = RowWriter::new(cell_format, &mut out);
    for cell in cells {
        row.text(cell);
    }
    row.end();
    out
}

/// Lines below the rows, after an empty one.
fn notes(cell_format: CellFormat, notes: &[Vec<String>]) -> String {
    let empty = text_row(cell_format, &[]);
    let lines = notes.iter().map(|cells| text_row(cell_format, cells));
    std::iter::once(empty).chain(lines).collect()
}

pub(super) fn header(cell_format: CellFormat, columns: &[&str]) -> String {
    let mut out = String::new();
    let mut row = RowWriter::new(cell_format, &mut out);
    // Some are named by a user ID.
    for name in columns {
        row.user_id(name);
    }
    row.end();
    out
}

fn write_user(
    ranked_user: RankedUser,
    whole: u128,
    size: &dyn Fn(u64) -> String,
    mut row: RowWriter,
) {
    let user = ranked_user.user;
    for column in &FIGURES {
        if column.csv.is_some() {
            match (column.of_user)(&ranked_user) {
                Value::Number(number) | Value::Bytes(number) => row.number(&number),
                Value::Share(part) => row.decimal(&fraction(part, whole)),
                // The columns of changes are written below.
                _ => row.number(&""),
            }
        }
        match column.by {
            OrderBy::Rank => {
                row.user_id(user.user_id.unwrap_or_default());
                row.text(user.displayname.unwrap_or_default());
            }
            OrderBy::MediaLength => {
                let shown = user.media_length.filter(|_| !ranked_user.is_absent());
                row.text(&shown.map_or(String::new(), size));
            }
            _ => {}
        }
    }
    if let Some(change) = &ranked_user.change {
        write_change(change, &mut row);
    }
    row.end();
}

/// Cells of a report without the user are empty, and count as 0 in the change. The growth is
/// relative to the earlier bytes, and empty if there were none.
fn write_change(change: &Change, row: &mut RowWriter) {
    let before = change.before;
    row.text(change.status().as_str());
    row.optional(before.and_then(|ranked| ranked.user.media_length));
    row.number(&change.bytes());
    row.decimal(&change.growth().unwrap_or_default());
    row.optional(before.map(|ranked| ranked.user.media_count));
    row.number(&change.files());
    row.optional(before.map(|ranked| ranked.rank.into()));
    let rank_change = change.rank_change().map(|ranks| ranks.to_string());
    row.number(&rank_change.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::super::cell::testing::{is_formula, unguarded};
    use super::super::testing::users;
    use super::*;
    use crate::compare::testing::compared;
    use crate::table::testing::any_table;
    use crate::{Table, User};
    use proptest::prelude::*;

    /// Returns the records of a CSV, header first, as another program reads them.
    fn read(text: &str, format: CsvFormat) -> Vec<Vec<String>> {
        let marked = text.strip_prefix('\u{feff}');
        assert_eq!(marked.is_some(), format != CsvFormat::Plain);
        let text = marked.unwrap_or(text);
        let is_comma = matches!(format, CsvFormat::ExcelComma | CsvFormat::ExcelSemicolon);
        ::csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(if is_comma { b';' } else { b',' })
            .from_reader(text.as_bytes())
            .records()
            .map(|record| record.expect("CSV").iter().map(str::to_owned).collect())
            .collect()
    }

    fn any_format() -> impl Strategy<Value = CsvFormat> {
        prop::sample::select(&CsvFormat::ALL[..])
    }

    fn of(number: Option<u64>) -> String {
        number.map_or(String::new(), |number| number.to_string())
    }

    proptest! {
        #[test]
        fn another_program_reads_the_rows(table in any_table(20), format in any_format()) {
            let whole: u128 = table.users().map(|user| u128::from(user.media_length.unwrap_or(0))).sum();
            let size = |bytes| format!("{bytes} B, about");
            let text: String = csv(users(&table), whole, &size, format, None).collect();
            let records = read(&text, format);
            prop_assert_eq!(&records[0], &column_names());
            prop_assert_eq!(records.len(), table.len() + 1);
            for (record, ranked_user) in records[1..].iter().zip(users(&table)) {
                let user = ranked_user.user;
                prop_assert_eq!(unguarded(&record[1]), user.user_id.unwrap_or_default());
                prop_assert_eq!(unguarded(&record[2]), user.displayname.unwrap_or_default());
                let numbers = [&record[0], &record[3], &record[5], &record[6]];
                let exact = [
                    ranked_user.rank.to_string(),
                    of(user.media_length),
                    user.media_count.to_string(),
                    of(ranked_user.average()),
                ];
                prop_assert_eq!(numbers.map(String::as_str), exact.each_ref().map(String::as_str));
                prop_assert_eq!(&record[4], &user.media_length.map_or(String::new(), size));
                let share = fraction(ranked_user.bytes().into(), whole);
                prop_assert_eq!(&record[7].replace(',', "."), &share);
                prop_assert_eq!(record[7].contains(','), format == CsvFormat::ExcelComma);
                let texts = if format == CsvFormat::Plain { &record[2..] } else { &record[..] };
                prop_assert!(!texts.iter().any(|cell| is_formula(cell)));
            }
        }

        #[test]
        fn another_program_reads_the_changes(before in any_table(12), after in any_table(12)) {
            let usage = compared(before, after);
            prop_assume!(!usage.table().is_empty());
            let size = |bytes| format!("{bytes} B");
            let users = || usage.table().indices().map(|index| usage.ranked_user(index));
            let text: String = csv(Box::new(users()), 7, &size, CsvFormat::ExcelPoint, None).collect();
            let records = read(&text, CsvFormat::ExcelPoint);
            let all_columns = [&column_names()[..], CHANGE_COLUMNS].concat();
            prop_assert_eq!(&records[0], &all_columns);
            for (record, ranked_user) in records[1..].iter().zip(users()) {
                let change = ranked_user.change.expect("it is compared");
                prop_assert_eq!(unguarded(&record[1]), change.user().user_id.unwrap_or_default());
                prop_assert_eq!(unguarded(&record[2]), change.user().displayname.unwrap_or_default());
                prop_assert_eq!(&record[3], &of(change.after.and_then(|after| after.user.media_length)));
                prop_assert_eq!(&record[0], &of(change.after.map(|after| after.rank.into())));
                prop_assert_eq!(&record[8], change.status().as_str());
                prop_assert_eq!(&record[9], &of(change.before.and_then(|before| before.user.media_length)));
                prop_assert_eq!(&record[10], &change.bytes().to_string());
                prop_assert_eq!(&record[11], &change.growth().unwrap_or_default());
                prop_assert_eq!(&record[13], &change.files().to_string());
                prop_assert_eq!(&record[14], &of(change.before.map(|before| before.rank.into())));
                let rank_change = change.rank_change().map_or(String::new(), |ranks| ranks.to_string());
                prop_assert_eq!(&record[15], &rank_change);
                prop_assert!(!record[..3].iter().any(|cell| is_formula(cell)));
            }
        }

        #[test]
        fn a_tsv_has_a_line_a_user_and_as_many_cells_in_each(table in any_table(12)) {
            let text = tsv(users(&table), 7, &|bytes| format!("{bytes} B"));
            let lines: Vec<_> = text.split_terminator('\n').collect();
            prop_assert_eq!(lines.len(), table.len() + 1);
            prop_assert!(lines.iter().all(|row| row.split('\t').count() == column_names().len()));
        }
    }

    #[test]
    fn a_line_of_csv_is_as_documented() {
        let mut table = Table::default();
        table.push(User {
            user_id: Some("@a:b"),
            displayname: None,
            media_count: 2,
            media_length: Some(3),
        });
        let size = |bytes| format!("{bytes} B");
        let text = |format| csv(users(&table), 6, &size, format, None).collect::<String>();
        for (format, row) in [
            (CsvFormat::Plain, "1,@a:b,,3,3 B,2,1,0.500000000"),
            (CsvFormat::ExcelPoint, "1,'@a:b,,3,3 B,2,1,0.500000000"),
            (CsvFormat::ExcelComma, "1;'@a:b;;3;3 B;2;1;0,500000000"),
            (CsvFormat::ExcelSemicolon, "1;'@a:b;;3;3 B;2;1;0.500000000"),
        ] {
            assert_eq!(text(format).lines().nth(1), Some(row));
            assert!(text(format).ends_with("\r\n"));
        }
    }

    #[test]
    fn a_sheet_has_its_own_names_and_says_below_where_it_is_from() {
        let sheet = Sheet {
            columns: vec!["Rank".to_owned(), "User".to_owned()],
            notes: vec![vec!["Homeserver".to_owned(), "=evil()".to_owned()]],
        };
        let table = Table::default();
        let size = |bytes| format!("{bytes} B");
        let text: String =
            csv(users(&table), 1, &size, CsvFormat::ExcelComma, Some(sheet)).collect();
        assert_eq!(text, "\u{feff}Rank;User\r\n\r\nHomeserver;'=evil()\r\n");
    }
}
