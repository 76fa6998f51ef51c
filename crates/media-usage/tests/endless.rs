//! Checks that loading ends whatever pages a server sends, and that no received user is lost or
//! repeated.

use media_usage::{
    LimitExceeded, LoadLimits, NextPage, NoYield, PageMetadata, ReceivedCounts, Report,
    ReportBuilder, User,
};
use pollster::block_on;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Far above the request limit: loading that isn't finished by then never ends.
const FOR_EVER: usize = 10_000;

/// The rows requested by the first request and by each of the others.
const LIMITS: [u64; 2] = [100, 1_000];

/// A response: user numbers with their bytes, and metadata.
#[derive(Clone, Debug)]
struct Page {
    users: Vec<(u16, u64)>,
    total: u64,
    next_token: Token,
}

/// Where the server says that the next page starts.
#[derive(Clone, Copy, Debug)]
enum Token {
    None,
    /// This many rows after this page.
    After(u64),
    /// At this offset, wherever the current page starts.
    At(u64),
}

/// How loading ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Done,
    PaginationLoop,
    Stopped(LimitExceeded),
}

/// Bytes by user number.
type Model = BTreeMap<u16, u64>;

struct Loaded {
    end: End,
    requests: usize,
    report: Report,
    /// Received by the first request, and by the others.
    received: [Model; 2],
}

/// Loads a report as the panel does. `answer` receives the number of the request.
fn load(
    mut answer: impl FnMut(usize) -> Page,
    bytes_per_row: u64,
    load_limits: LoadLimits,
) -> Loaded {
    let mut report_builder = ReportBuilder::default();
    let mut received = ReceivedCounts::default();
    let mut models = [Model::new(), Model::new()];
    let mut requests = 0;
    let end = 'loading: loop {
        let (from, phase) = match report_builder.begin_page() {
            NextPage::Done => break End::Done,
            NextPage::First => (0, 0),
            NextPage::ByUserId { from } => (from, 1),
        };
        if let Err(exceeded) = load_limits.check_requests(received) {
            break End::Stopped(exceeded);
        }
        let page = answer(requests);
        requests += 1;
        assert!(requests < FOR_EVER, "loading never ends");
        received.requests += 1;
        for (number, bytes) in page.users {
            let user = User {
                user_id: Some(&format!("@{number:05}:x")),
                displayname: None,
                media_count: 1,
                media_length: Some(bytes),
            };
            report_builder.page().push(user);
            models[phase].insert(number, bytes);
            received.rows += 1;
            received.bytes += bytes_per_row;
            if let Err(exceeded) = load_limits.check_rows(&report_builder, LIMITS[phase], received)
            {
                break 'loading End::Stopped(exceeded);
            }
        }
        let next_token = match page.next_token {
            Token::None => None,
            Token::After(rows) => Some(from.saturating_add(rows)),
            Token::At(place) => Some(place),
        };
        let total = page.total;
        if report_builder
            .finish_page(PageMetadata { total, next_token })
            .is_err()
        {
            break End::PaginationLoop;
        }
    };
    Loaded {
        end,
        requests,
        report: block_on(report_builder.into_report(&NoYield)),
        received: models,
    }
}

/// A server with this many users that returns pages of `length` rows.
fn honest(users: u16, length: u16) -> impl Fn(usize) -> Page {
    move |request| {
        let at = match request {
            0 => 0,
            later => u16::try_from(later - 1).expect("few") * length,
        };
        let until = users.min(at.saturating_add(length));
        Page {
            users: (at..until).map(|number| (number, 7)).collect(),
            total: users.into(),
            next_token: if until < users {
                Token::At(until.into())
            } else {
                Token::None
            },
        }
    }
}

fn any_page() -> impl Strategy<Value = Page> {
    let users = prop::collection::vec((0_u16..400, 0_u64..9), 0..60);
    let total = prop_oneof![0_u64..500, Just(1_000_000_000_000_000), any::<u64>()];
    let next_token = prop_oneof![
        1 => Just(Token::None),
        6 => (0_u64..200).prop_map(Token::After),
        1 => any::<u64>().prop_map(Token::At),
    ];
    (users, total, next_token).prop_map(|(users, total, next_token)| Page {
        users,
        total,
        next_token,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn loading_ends_and_each_user_received_is_there_once(
        pages in prop::collection::vec(any_page(), 1..8),
        // Repeats the last pages, or all of them.
        from in any::<prop::sample::Index>(),
    ) {
        let from = from.index(pages.len());
        let answer = |request: usize| {
            let rest = pages.len() - from;
            let page = if request < from { request } else { from + (request - from) % rest };
            pages[page].clone()
        };
        let loaded = load(answer, 100, LoadLimits::default());
        let [first, by_id] = loaded.received;
        // Once complete, what was read by ID is the whole report.
        let whole = loaded.end == End::Done && loaded.requests > 1 && !by_id.is_empty();
        let mut expected = if whole { Model::new() } else { first };
        expected.extend(by_id);
        let users: Vec<_> = loaded.report.table.users().collect();
        let ids: Vec<_> = expected.keys().map(|number| format!("@{number:05}:x")).collect();
        prop_assert_eq!(users.iter().map(|user| user.user_id.unwrap_or_default()).collect::<Vec<_>>(), ids);
        let bytes: Vec<_> = users.iter().map(|user| user.media_length).collect();
        prop_assert_eq!(bytes, expected.values().map(|&bytes| Some(bytes)).collect::<Vec<_>>());
        prop_assert_eq!(loaded.report.is_complete(), loaded.end == End::Done);
    }

    #[test]
    fn honest_servers_are_read_without_asking(
        users in 1_u16..3_000, length in 50_u16..1_000,
    ) {
        let loaded = load(honest(users, length.min(100)), 3_000, LoadLimits::default());
        // Long names trigger a question, short pages don't.
        if let End::Stopped(LimitExceeded::Bytes { .. }) = loaded.end {
            prop_assert!(users > 1_000);
        } else {
            prop_assert_eq!(loaded.end, End::Done);
        }
        let loaded = load(honest(users, length.min(100)), 110, LoadLimits::default());
        prop_assert_eq!(loaded.end, End::Done);
        prop_assert_eq!(loaded.report.table.len(), usize::from(users));
    }
}

#[test]
fn pages_of_one_row_are_stopped_soon() {
    let answer = |request: usize| Page {
        users: vec![(u16::try_from(request).unwrap_or_default(), 1)],
        total: 1_000_000_000_000_000,
        next_token: Token::After(1),
    };
    let loaded = load(answer, 100, LoadLimits::default());
    assert!(matches!(
        loaded.end,
        End::Stopped(LimitExceeded::Requests { .. })
    ));
    assert!(loaded.requests < 20, "{} requests", loaded.requests);
    assert_eq!(loaded.report.table.len(), loaded.requests);
}

#[test]
fn the_same_page_over_and_over_is_stopped_by_the_count() {
    let answer = |_| Page {
        users: (0..100).map(|number| (number, 1)).collect(),
        total: 200,
        next_token: Token::After(100),
    };
    let loaded = load(answer, 100, LoadLimits::default());
    let End::Stopped(LimitExceeded::Rows { expected, .. }) = loaded.end else {
        panic!("it ended with {:?}", loaded.end);
    };
    assert_eq!(expected, 200);
    assert_eq!(loaded.report.table.len(), 100);
}

#[test]
fn more_rows_than_requested_stop_until_that_is_allowed() {
    let answer = |_| Page {
        users: (0..250).map(|number| (number, 1)).collect(),
        total: 250,
        next_token: Token::None,
    };
    let mut load_limits = LoadLimits::default();
    let loaded = load(answer, 100, load_limits);
    let expected = LimitExceeded::Rows {
        received: 101,
        expected: 100,
    };
    assert_eq!(loaded.end, End::Stopped(expected));
    assert_eq!(loaded.report.table.len(), 101);
    load_limits.extend();
    let loaded = load(answer, 100, load_limits);
    assert_eq!(loaded.end, End::Done);
    assert_eq!(loaded.report.table.len(), 250);
}

#[test]
fn a_server_that_knows_no_end_is_stopped_after_many_requests() {
    let answer = |request: usize| Page {
        users: (0..50).map(|number| (number, request as u64)).collect(),
        total: u64::MAX,
        next_token: Token::After(50),
    };
    let loaded = load(answer, 100, LoadLimits::default());
    assert!(matches!(
        loaded.end,
        End::Stopped(LimitExceeded::Requests {
            requests: 2_000,
            ..
        })
    ));
}

#[test]
fn the_limit_on_memory_cannot_be_extended() {
    let name = "x".repeat(1 << 20);
    let mut report_builder = ReportBuilder::default();
    let mut load_limits = LoadLimits::default();
    for _ in 0..40 {
        load_limits.extend();
    }
    let full = (0..1_000).find_map(|number| {
        report_builder.page().push(User {
            user_id: Some(&format!("@{number}:x")),
            displayname: Some(&name),
            media_count: 1,
            media_length: None,
        });
        let received = ReceivedCounts::default();
        load_limits.check_rows(&report_builder, 1, received).err()
    });
    assert_eq!(full, Some(LimitExceeded::Memory));
    assert!(!LimitExceeded::Memory.may_continue());
}
