//! Measures the memory of a report by counting allocations.
//!
//! Contains a single test, because allocations of concurrent tests would be counted, too.

use media_usage::{Decoder, Fold, IndexedReport, NextPage, NoYield, Report, ReportBuilder};
use pollster::block_on;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use std::alloc::System;
use test_users::{PageRequest, Users};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const USERS: u32 = 100_000;
const FIRST_PAGE: usize = 10_000;

/// Size of the chunks a response arrives in, in bytes.
const PIECE: usize = 64 * 1024;

/// Table bytes per user besides the texts.
const COLUMNS: usize = 24;
/// Bytes per user of the ranks, and of the search index besides the folded texts.
const DERIVED: usize = 8 + 10;
/// Allowance in bytes for what doesn't grow with the number of users.
const REST: usize = 256 * 1024;

struct Ascii;

impl Fold for Ascii {
    fn fold(&self, texts: &str) -> String {
        texts.to_ascii_lowercase()
    }
}

fn take(report_builder: &mut ReportBuilder, answer: &str) -> NextPage {
    report_builder.begin_page();
    let mut decoder = Decoder::default();
    for piece in answer.as_bytes().chunks(PIECE) {
        let pushed = decoder.push(piece, report_builder.page());
        pushed.expect("an answer");
    }
    let end = decoder.finish().expect("all of it");
    report_builder.finish_page(end).expect("it goes on")
}

fn texts(report: &Report) -> usize {
    let length = |text: Option<&str>| text.map_or(0, str::len);
    let users = report.table.users();
    users
        .map(|user| length(user.user_id) + length(user.displayname))
        .sum()
}

/// Replaces escapes in the response with the characters themselves.
fn without_escapes(answer: &str) -> String {
    let answer: serde_json::Value = serde_json::from_str(answer).expect("an answer");
    answer.to_string()
}

fn kept(stats: Stats) -> usize {
    stats.bytes_allocated - stats.bytes_deallocated
}

#[test]
fn a_report_allocates_nothing_per_user() {
    let users = Users::new(USERS);
    let first = users.respond(PageRequest {
        limit: FIRST_PAGE,
        ..PageRequest::by_size_descending()
    });
    let all = users.respond(PageRequest {
        backwards: true,
        ..PageRequest::by_user_id()
    });
    let plain = without_escapes(&all);
    let count = users.as_slice().len();

    let region = Region::new(ALLOCATOR);
    let mut report_builder = ReportBuilder::default();
    take(&mut report_builder, &first);
    assert_eq!(take(&mut report_builder, &all), NextPage::Done);
    let report = block_on(report_builder.into_report(&NoYield));
    let table = kept(region.change());
    assert_eq!(report.table.len(), count);
    let texts = texts(&report);
    // Memory for texts is reserved based on the first page's lengths, so some of it stays unused.
    let stated = texts + texts / 10 + COLUMNS * count + REST;
    assert!(table <= stated, "{table} bytes, not {stated}");

    let region = Region::new(ALLOCATOR);
    let usage = block_on(IndexedReport::new(report, &Ascii, &NoYield));
    let stats = region.change();
    assert_eq!(usage.totals().users, count);
    // Only ASCII is folded here, which keeps the length.
    let (derived, stated) = (kept(stats), texts + DERIVED * count + REST);
    assert!(derived <= stated, "{derived} bytes, not {stated}");
    let calls = stats.allocations + stats.reallocations;
    assert!(calls < count / 100, "{calls} allocations while preparing");

    // Serde allocates a temporary string when it unescapes a text.
    let region = Region::new(ALLOCATOR);
    let mut report_builder = ReportBuilder::default();
    take(&mut report_builder, &plain);
    let stats = region.change();
    let report = block_on(report_builder.into_report(&NoYield));
    assert_eq!(report.table.len(), count);
    let calls = stats.allocations + stats.reallocations;
    assert!(calls < count / 100, "{calls} allocations while decoding");
}
