//! The homeserver's database, whichever engine it has: questions to it, and rows in bulk.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use rusqlite::types::{Value as SqlValue, ValueRef};
use serde_json::{Map, Value};

use crate::postgres::Cluster;

/// A row of an answer: values by the name of their column.
pub type Row = Map<String, Value>;

/// A homeserver's database.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// A throw-away cluster's database.
    Postgres(Arc<Cluster>),
}

/// A value to be stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// A truth, which the engines store differently.
    Bool(bool),
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Cell::Null, Cell::Text)
    }
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Cell::Null, Cell::Int)
    }
}

impl Database {
    /// The rows that a query gives. Safe beside a running server.
    ///
    /// # Errors
    /// When the database cannot be reached or refuses the query.
    pub fn query(&self, sql: &str) -> Result<Vec<Row>> {
        match self {
            Database::Sqlite(path) => {
                let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
                let connection = rusqlite::Connection::open_with_flags(path, flags)?;
                connection.busy_timeout(std::time::Duration::from_secs(10))?;
                let mut statement = connection.prepare(sql)?;
                let names: Vec<String> = statement
                    .column_names()
                    .into_iter()
                    .map(str::to_owned)
                    .collect();
                let rows = statement.query_map([], |row| {
                    let cells = names.iter().enumerate();
                    cells
                        .map(|(at, name)| Ok((name.clone(), json(row.get_ref(at)?))))
                        .collect()
                })?;
                Ok(rows.collect::<Result<_, _>>()?)
            }
            Database::Postgres(cluster) => {
                let sql = format!("SELECT row_to_json(answer) FROM ({sql}) AS answer");
                let mut command = cluster.psql();
                command.args(["--tuples-only", "--no-align", "--command", &sql]);
                let text = xtask::shell::output(&mut command)?;
                let rows = text.lines().map(serde_json::from_str);
                Ok(rows.collect::<Result<_, _>>()?)
            }
        }
    }

    /// Runs statements that answer nothing.
    ///
    /// # Errors
    /// When the database cannot be reached or refuses them.
    pub fn execute(&self, sql: &str) -> Result<()> {
        match self {
            Database::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path)?;
                connection.busy_timeout(std::time::Duration::from_secs(10))?;
                Ok(connection.execute_batch(sql)?)
            }
            Database::Postgres(cluster) => {
                let mut command = cluster.psql();
                xtask::shell::output(command.args(["--quiet", "--command", sql])).map(drop)
            }
        }
    }

    /// Stores rows in bulk, all or none, and says how many there were.
    ///
    /// # Errors
    /// When the database cannot be reached or refuses a row.
    pub fn load<const N: usize>(
        &self,
        table: &str,
        columns: [&str; N],
        rows: impl Iterator<Item = [Cell; N]>,
    ) -> Result<usize> {
        let columns = columns.join(", ");
        match self {
            Database::Sqlite(path) => {
                let mut connection = rusqlite::Connection::open(path)?;
                let transaction = connection.transaction()?;
                let marks = vec!["?"; N].join(", ");
                let sql = format!("INSERT INTO {table} ({columns}) VALUES ({marks})");
                let mut count = 0;
                {
                    let mut statement = transaction.prepare(&sql)?;
                    for row in rows {
                        statement.execute(rusqlite::params_from_iter(row.map(sqlite)))?;
                        count += 1;
                    }
                }
                transaction.commit()?;
                Ok(count)
            }
            Database::Postgres(cluster) => {
                let mut command = cluster.psql();
                command.args(["--quiet", "--command"]);
                command.arg(format!("COPY {table} ({columns}) FROM STDIN"));
                copy(command, rows).with_context(|| format!("cannot fill {table}"))
            }
        }
    }
}

fn copy<const N: usize>(
    mut command: Command,
    rows: impl Iterator<Item = [Cell; N]>,
) -> Result<usize> {
    let mut psql = command
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut count = 0;
    let mut written = Ok(());
    if let Some(pipe) = psql.stdin.take() {
        let mut pipe = BufWriter::new(pipe);
        for row in rows {
            let line = row.map(|cell| copy_text(&cell)).join("\t");
            written = writeln!(pipe, "{line}");
            if written.is_err() {
                break; // psql has given up, and says why
            }
            count += 1;
        }
    }
    let output = psql.wait_with_output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    written?;
    Ok(count)
}

fn copy_text(cell: &Cell) -> String {
    match cell {
        Cell::Null => "\\N".to_owned(),
        Cell::Int(number) => number.to_string(),
        Cell::Bool(truth) => if *truth { "t" } else { "f" }.to_owned(),
        Cell::Text(text) => text
            .replace('\\', "\\\\")
            .replace('\t', "\\t")
            .replace('\n', "\\n")
            .replace('\r', "\\r"),
    }
}

fn sqlite(cell: Cell) -> SqlValue {
    match cell {
        Cell::Null => SqlValue::Null,
        Cell::Int(number) => SqlValue::Integer(number),
        Cell::Text(text) => SqlValue::Text(text),
        Cell::Bool(truth) => SqlValue::Integer(truth.into()),
    }
}

fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_copied_row_is_escaped() {
        let text = Cell::Text("a\tb\nc\\d".to_owned());
        assert_eq!(copy_text(&text), "a\\tb\\nc\\\\d");
        assert_eq!(copy_text(&Cell::Null), "\\N");
    }

    #[test]
    fn rows_come_back_as_they_were_stored() -> Result<()> {
        let path = std::env::temp_dir().join(format!("xtask-database-{}", std::process::id()));
        let database = Database::Sqlite(path.clone());
        database.execute("CREATE TABLE t (name TEXT, size BIGINT)")?;
        let rows = [
            [Cell::Text("\u{202e}x".to_owned()), Cell::Null],
            [Cell::Null, Cell::Int(1 << 60)],
        ];
        assert_eq!(database.load("t", ["name", "size"], rows.into_iter())?, 2);
        let rows = database.query("SELECT name, size FROM t ORDER BY size")?;
        std::fs::remove_file(path)?;
        assert_eq!(rows[0]["name"], "\u{202e}x");
        assert_eq!(rows[0]["size"], Value::Null);
        assert_eq!(rows[1]["size"], 1_i64 << 60);
        Ok(())
    }
}
