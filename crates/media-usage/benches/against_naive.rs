//! Benchmarks of the operations on a report, each against the obvious implementation: a struct with
//! `String`s per user, `sort_by`, `contains`.
//!
//! Run all with `cargo bench -p media-usage`, some with `cargo bench -p media-usage -- decode`.

#![expect(clippy::wildcard_imports, reason = "a group of two for each thing")]

use divan::Bencher;
use media_usage::{
    CsvFormat, Decoder, Fold, Haystack, IndexedReport, NoRegexEngine, NoYield, Order, OrderBy,
    Ranking, Report, ReportBuilder, SearchTerm, View, ViewQuery,
};
use pollster::block_on;
use serde::Deserialize;
use std::sync::Arc;
use test_users::Users;

const USERS: [u32; 3] = [1_000, 100_000, 1_000_000];

/// Size of the chunks a response arrives in, in bytes.
const PIECE: usize = 64 * 1024;

const TERM: &str = "ali";

fn main() {
    divan::main();
}

/// A user in the obvious representation.
#[derive(Deserialize)]
struct Person {
    user_id: String,
    displayname: Option<String>,
    media_count: u64,
    media_length: Option<u64>,
}

#[derive(Deserialize)]
struct People {
    users: Vec<Person>,
}

struct Lowercase;

impl Fold for Lowercase {
    fn fold(&self, texts: &str) -> String {
        texts.to_lowercase()
    }
}

/// A response whose users belong to no group.
fn answer(users: u32) -> String {
    Users::new(users).respond(test_users::PageRequest::by_user_id())
}

fn people(answer: &str) -> Vec<Person> {
    let people: People = serde_json::from_slice(answer.as_bytes()).expect("an answer");
    people.users
}

fn decoded(answer: &str) -> ReportBuilder {
    let mut report_builder = ReportBuilder::default();
    let mut decoder = Decoder::default();
    for piece in answer.as_bytes().chunks(PIECE) {
        let pushed = decoder.push(piece, report_builder.page());
        pushed.expect("an answer");
    }
    let end = decoder.finish().expect("all of it");
    report_builder.finish_page(end).expect("one page");
    report_builder
}

fn report(users: u32) -> Report {
    block_on(decoded(&answer(users)).into_report(&NoYield))
}

/// All users, largest first.
fn view(users: u32) -> View {
    let usage = block_on(IndexedReport::new(report(users), &Lowercase, &NoYield));
    changed(Arc::new(usage), OrderBy::MediaLength, "", None)
}

fn changed(usage: Arc<IndexedReport>, by: OrderBy, term: &str, before: Option<&View>) -> View {
    let asked = ViewQuery {
        order: Order::for_column(by),
        term: SearchTerm::parse(term, &Lowercase),
        ..ViewQuery::default()
    };
    block_on(View::new(usage, asked, before, &NoRegexEngine, &NoYield))
}

/// Names and IDs in lower case.
fn lowercase(people: &[Person]) -> Vec<(String, String)> {
    let lower = |person: &Person| {
        let name = person.displayname.as_deref().unwrap_or_default();
        (name.to_lowercase(), person.user_id.to_lowercase())
    };
    people.iter().map(lower).collect()
}

mod decode {
    use super::*;

    #[divan::bench(args = USERS, max_time = 3)]
    fn columns(bencher: Bencher, users: u32) {
        let answer = answer(users);
        bencher.bench_local(|| decoded(&answer));
    }

    #[divan::bench(args = USERS, max_time = 3)]
    fn naive(bencher: Bencher, users: u32) {
        let answer = answer(users);
        bencher.bench_local(|| people(&answer));
    }
}

mod order_by_size {
    use super::*;

    #[divan::bench(args = USERS, max_time = 3)]
    fn columns(bencher: Bencher, users: u32) {
        let report = report(users);
        bencher.bench_local(|| block_on(Ranking::new(&report.table, &NoYield)));
    }

    #[divan::bench(args = USERS, max_time = 3)]
    fn naive(bencher: Bencher, users: u32) {
        let people = people(&answer(users));
        let list = || people.iter().collect::<Vec<_>>();
        bencher.with_inputs(list).bench_local_values(|mut list| {
            let bytes = |person: &Person| person.media_length.unwrap_or(0);
            list.sort_by(|a, b| {
                let size = bytes(b).cmp(&bytes(a));
                size.then_with(|| a.user_id.cmp(&b.user_id))
            });
            list
        });
    }
}

mod order_by_name {
    use super::*;

    /// Names are already folded at this point. The list made by the first sort by name is cached,
    /// so each iteration starts from a new report.
    #[divan::bench(args = USERS, max_time = 3)]
    fn columns(bencher: Bencher, users: u32) {
        let report = report(users);
        let usage = || {
            Arc::new(block_on(IndexedReport::new(
                report.clone(),
                &Lowercase,
                &NoYield,
            )))
        };
        bencher
            .with_inputs(usage)
            .bench_local_values(|usage| changed(usage, OrderBy::Displayname, "", None));
    }

    #[divan::bench(args = USERS, max_time = 3)]
    fn naive(bencher: Bencher, users: u32) {
        let folded = lowercase(&people(&answer(users)));
        let list = || folded.iter().collect::<Vec<_>>();
        bencher.with_inputs(list).bench_local_values(|mut list| {
            list.sort();
            list
        });
    }
}

mod fold {
    use super::*;

    #[divan::bench(args = USERS, max_time = 3)]
    fn columns(bencher: Bencher, users: u32) {
        let report = report(users);
        bencher.bench_local(|| block_on(Haystack::new(&report.table, &Lowercase, &NoYield)));
    }

    #[divan::bench(args = USERS, max_time = 3)]
    fn naive(bencher: Bencher, users: u32) {
        let people = people(&answer(users));
        bencher.bench_local(|| lowercase(&people));
    }
}

mod search {
    use super::*;

    /// Finds the users in order, and computes their totals.
    #[divan::bench(args = USERS, max_time = 3)]
    fn columns(bencher: Bencher, users: u32) {
        let view = view(users);
        let usage = || view.usage().clone();
        bencher.bench_local(|| changed(usage(), OrderBy::MediaLength, TERM, Some(&view)));
    }

    #[divan::bench(args = USERS, max_time = 3)]
    fn naive(bencher: Bencher, users: u32) {
        let mut people = people(&answer(users));
        people.sort_by_key(|person| std::cmp::Reverse(person.media_length));
        let folded = lowercase(&people);
        let all: Vec<_> = people.iter().zip(&folded).collect();
        bencher.bench_local(|| {
            let found = all.iter().filter(|(_, (name, id))| {
                let term = TERM.to_lowercase();
                name.contains(&term) || id.contains(&term)
            });
            let found: Vec<&Person> = found.map(|(person, _)| *person).collect();
            let bytes = found.iter().map(|person| person.media_length.unwrap_or(0));
            let files: u64 = found.iter().map(|person| person.media_count).sum();
            (bytes.map(u128::from).sum::<u128>(), files, found)
        });
    }
}

mod export_csv {
    use super::*;

    #[divan::bench(args = USERS, max_time = 3)]
    fn columns(bencher: Bencher, users: u32) {
        let view = view(users);
        let size = |bytes| format!("{bytes} B");
        bencher.bench_local(|| {
            let whole = view.usage().totals().bytes;
            let pieces =
                media_usage::csv(Box::new(view.users()), whole, &size, CsvFormat::Plain, None);
            pieces.map(|piece| piece.len()).sum::<usize>()
        });
    }

    /// Without quoting, ranks and shares, so it does less than a correct implementation would.
    #[divan::bench(args = USERS, max_time = 3)]
    fn naive(bencher: Bencher, users: u32) {
        let people = people(&answer(users));
        bencher.bench_local(|| {
            let line = |person: &Person| {
                let (id, count) = (&person.user_id, person.media_count);
                let name = person.displayname.as_deref().unwrap_or_default();
                let bytes = person.media_length.unwrap_or(0);
                let average = bytes.checked_div(count).unwrap_or(0);
                format!("{id},{name},{bytes},{bytes} B,{count},{average}")
            };
            let lines: Vec<String> = people.iter().map(line).collect();
            lines.join("\r\n")
        });
    }
}
