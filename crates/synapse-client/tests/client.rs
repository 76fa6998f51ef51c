//! The client against scripted servers: discovery, sign-in, sessions, deadlines and streams. The clock
//! jumps, so nothing waits.

use futures::future::{Either, select};
use media_usage::{Order, Table};
use panel_core::url_query::TimeRange;
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use synapse_client::testing::{Reply, SentRequest, open_connections, requests, serve};
use synapse_client::{
    BaseUrl, Connection, Credentials, Discovery, Error, ErrorKind, Identifier, PageQuery, Session,
    WellKnown, check_admin, discover, end_with_retries, log_in, who_am_i,
};
use web_platform::native::{block_on, reset};

const SERVER: &str = "https://matrix.example.org";
const FORBIDDEN: &str = r#"{"errcode":"M_FORBIDDEN","error":"Invalid login token"}"#;
const EXPIRED: &str =
    r#"{"errcode":"M_UNKNOWN_TOKEN","error":"Token has expired","soft_logout":true}"#;
const LOGIN: &str = r#"{"access_token":"new","refresh_token":"next","expires_in_ms":300000,
    "user_id":"@admin:example.org","device_id":"D"}"#;
const PAGE: &str = r#"{"users":[{"user_id":"@a:example.org","displayname":null,"media_count":1,"media_length":5}],"total":1}"#;

fn server() -> BaseUrl {
    BaseUrl::parse(SERVER).expect("a URL")
}

/// A session whose tokens are renewed from `renew_ts` on, in ms since the epoch.
fn session(renew_ts: u64) -> Session {
    let text = format!(
        r#"{{"id":"0123456789","base_url":"{SERVER}","homeserver":"example.org","user_id":"@admin:example.org",
        "tokens":{{"access":"old","refresh":"first","renew_ts":{renew_ts}}},"grant":"Login"}}"#
    );
    serde_json::from_str(&text).expect("a session")
}

fn connection(session: Session) -> Connection {
    Connection::new(session, 0, |_| {})
}

fn query() -> PageQuery {
    PageQuery {
        range: TimeRange::default(),
        order: Order::default(),
        from: 0,
        limit: 10,
    }
}

fn paths() -> Vec<String> {
    let all = requests().into_iter();
    let path = |it: SentRequest| it.url.replacen(SERVER, "", 1);
    all.map(|it| path(it).split('?').next().unwrap_or_default().to_owned())
        .collect()
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind)
}

/// A homeserver that knows what discovery asks, and else does what it is told.
fn homeserver(request: &SentRequest, other: impl Fn(&SentRequest) -> Reply) -> Reply {
    match request.url.strip_prefix(SERVER) {
        Some("/_matrix/client/versions") => Reply::json(200, r#"{"versions":["v1.11"]}"#),
        Some("/_matrix/client/v3/login") if request.body.is_none() => {
            Reply::json(200, r#"{"flows":[{"type":"m.login.password"}]}"#)
        }
        _ => other(request),
    }
}

#[test]
fn a_name_leads_to_the_server_of_its_well_known_file() {
    reset();
    serve(|request| {
        homeserver(request, |_| {
            Reply::json(
                200,
                r#"{"m.homeserver":{"base_url":"https://matrix.example.org"}}"#,
            )
        })
    });
    let found = block_on(discover("example.org", None));
    let Ok(Discovery::Found(found)) = found else {
        panic!("{found:?}");
    };
    assert_eq!(found.base_url, server());
    assert!(found.login_flows.password);
    assert_eq!(
        requests()[0].url,
        "https://example.org/.well-known/matrix/client"
    );
}

#[test]
fn a_broken_well_known_file_is_named_if_nothing_else_helps() {
    reset();
    serve(|_| Reply::json(200, r#"{"m.homeserver":"#));
    let failed = kind(block_on(discover("example.org", None)));
    let Some(ErrorKind::WellKnown(WellKnown::Syntax(_), _)) = failed else {
        panic!("{failed:?}");
    };
}

#[test]
fn nothing_is_sent_to_a_server_that_was_not_expected() {
    reset();
    serve(|_| {
        Reply::json(
            200,
            r#"{"m.homeserver":{"base_url":"https://evil.example"}}"#,
        )
    });
    let expected = server();
    let moved = block_on(discover("example.org", Some(&expected)));
    assert!(matches!(moved, Ok(Discovery::Moved(url)) if url.as_str() == "https://evil.example"));
    assert_eq!(requests().len(), 1);
}

#[test]
fn a_used_login_token_is_not_a_missing_right() {
    reset();
    serve(|_| Reply::json(403, FORBIDDEN));
    let used = block_on(log_in(&server(), Credentials::LoginToken("once")));
    assert_eq!(
        kind(used),
        Some(ErrorKind::LoginRefused("Invalid login token".to_owned()))
    );
    // The same response of the admin API is about the user's rights.
    let token = session(0).tokens.access;
    let refused = block_on(check_admin(&server(), &token, "@admin:example.org"));
    assert_eq!(kind(refused), Some(ErrorKind::NotAdmin));
}

#[test]
fn a_password_goes_to_the_server_that_was_named() {
    reset();
    serve(|_| Reply::Redirect);
    let user = Identifier::parse("admin").expect("a user");
    let credentials = Credentials::Password {
        user: &user,
        password: "secret",
    };
    let redirected = kind(block_on(log_in(&server(), credentials)));
    assert_eq!(redirected, Some(ErrorKind::Redirected));
    assert_eq!(requests().len(), 1, "{:?}", requests());
}

#[test]
fn a_small_request_has_one_deadline() {
    reset();
    // A byte every three seconds.
    let body = r#"{"user_id":"@admin:example.org"}"#.bytes();
    let body: Vec<_> = body.map(|byte| (3_000, Some(vec![byte]))).collect();
    serve(move |_| Reply::Response {
        after_ms: 0,
        status: 200,
        media_type: "application/json",
        body: body.clone(),
    });
    let slow = block_on(who_am_i(&server(), &session(0).tokens.access));
    assert_eq!(kind(slow), Some(ErrorKind::TimedOut { seconds: 30 }));
    assert_eq!(open_connections(), 0);
}

#[test]
fn what_fails_without_permission_is_named() {
    reset();
    let fails = |reply: Reply| {
        serve(move |_| reply.clone());
        kind(block_on(who_am_i(&server(), &session(0).tokens.access)))
    };
    assert_eq!(fails(Reply::Unreachable), Some(ErrorKind::Unreachable));
    assert_eq!(fails(Reply::Unreadable), Some(ErrorKind::CorsRefused));
    assert_eq!(fails(Reply::Redirect), Some(ErrorKind::Redirected));
    assert_eq!(
        fails(Reply::Silence),
        Some(ErrorKind::TimedOut { seconds: 30 })
    );
}

#[test]
fn statistics_arrive_in_pieces() {
    reset();
    let (first, rest) = PAGE.split_at(40);
    let body = vec![
        (0, Some(first.as_bytes().to_vec())),
        (500, Some(rest.as_bytes().to_vec())),
    ];
    serve(move |_| Reply::Response {
        after_ms: 2_000,
        status: 200,
        media_type: "application/json",
        body: body.clone(),
    });
    let table = block_on(async {
        let connection = connection(session(u64::MAX));
        let mut response = connection.statistics(query()).await?;
        let mut table = Table::default();
        while let Some(bytes) = response.next_chunk().await? {
            response.decode(&bytes, &mut table)?;
        }
        response.finish()?;
        Ok::<_, Error>(table)
    });
    assert_eq!(table.expect("a report").len(), 1);
    assert_eq!(requests()[0].authorization.as_deref(), Some("Bearer old"));
}

#[test]
fn a_broken_connection_keeps_what_came() {
    reset();
    let first = PAGE.as_bytes()[..PAGE.len() - 10].to_vec();
    serve(move |_| Reply::Response {
        after_ms: 0,
        status: 200,
        media_type: "application/json",
        body: vec![(0, Some(first.clone())), (0, None)],
    });
    let table = Rc::new(Cell::new(0));
    let users = table.clone();
    let broken = block_on(async move {
        let mut response = connection(session(u64::MAX)).statistics(query()).await?;
        let mut table = Table::default();
        while let Some(bytes) = response.next_chunk().await? {
            response.decode(&bytes, &mut table)?;
            users.set(table.len());
        }
        Ok::<_, Error>(())
    });
    assert_eq!(kind(broken), Some(ErrorKind::Truncated));
    assert_eq!(table.get(), 1);
}

#[test]
fn a_response_that_trickles_is_given_up() {
    reset();
    let body: Vec<_> = (0..1_000).map(|_| (1_000, Some(b" ".to_vec()))).collect();
    serve(move |_| Reply::Response {
        after_ms: 0,
        status: 200,
        media_type: "application/json",
        body: body.clone(),
    });
    let slow = block_on(async {
        let mut response = connection(session(u64::MAX)).statistics(query()).await?;
        while response.next_chunk().await?.is_some() {}
        Ok::<_, Error>(())
    });
    assert_eq!(kind(slow), Some(ErrorKind::TooSlow { seconds: 180 }));
}

#[test]
fn an_expired_token_is_renewed_once_for_all() {
    reset();
    serve(
        |request| match (&request.body, request.authorization.as_deref()) {
            (Some(_), _) => Reply::json(200, LOGIN).after(50),
            (None, Some("Bearer new")) => Reply::json(200, PAGE),
            _ => Reply::json(401, EXPIRED),
        },
    );
    let connection = connection(session(u64::MAX));
    let both = block_on(async {
        let (first, second) = (connection.clone(), connection.clone());
        futures::join!(first.statistics(query()), second.statistics(query()))
    });
    assert!(both.0.is_ok() && both.1.is_ok());
    let renewals = paths()
        .into_iter()
        .filter(|path| path.ends_with("/refresh"));
    assert_eq!(renewals.count(), 1);
    assert!(connection.session().tokens != session(u64::MAX).tokens);
}

#[test]
fn a_new_query_waits_for_a_cancelled_one() {
    reset();
    serve(|_| Reply::json(200, PAGE).after(60_000));
    let connection = connection(session(u64::MAX));
    block_on(async {
        // Given up after a second, while the server works on it for a minute.
        let (cancelled, second) = (
            pin!(connection.statistics(query())),
            pin!(web_platform::sleep(1_000)),
        );
        assert!(matches!(select(cancelled, second).await, Either::Right(_)));
        assert!(connection.is_busy());
        assert!(connection.statistics(query()).await.is_ok());
    });
    let elapsed = web_platform::native::instant();
    assert_eq!(requests().len(), 2);
    assert!(elapsed >= 120_000.0, "both were sent within {elapsed} ms");
}

#[test]
fn a_failed_sign_out_is_retried() {
    reset();
    let failures = Cell::new(2);
    serve(move |_| {
        if failures.get() == 0 {
            return Reply::json(200, "{}");
        }
        failures.set(failures.get() - 1);
        Reply::text(502, "text/html", "Bad gateway")
    });
    let ended = block_on(end_with_retries(&mut session(u64::MAX), &|_| {}));
    assert!(ended.is_ok());
    assert_eq!(paths(), ["/_matrix/client/v3/logout"; 3]);
}

#[test]
fn a_sign_out_that_keeps_failing_is_an_error() {
    reset();
    serve(|_| Reply::Unreachable);
    let ended = block_on(end_with_retries(&mut session(u64::MAX), &|_| {}));
    assert_eq!(kind(ended), Some(ErrorKind::Unreachable));
    assert_eq!(requests().len(), 3);
}
