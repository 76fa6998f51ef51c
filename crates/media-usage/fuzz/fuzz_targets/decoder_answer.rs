//! Fuzzes responses as the endpoint sends them: they must decode to the original users however they
//! are split into chunks. With some bytes changed, chunked decoding must still match unchunked
//! decoding.
//!
//! `cargo +nightly fuzz run --fuzz-dir crates/media-usage/fuzz decoder_answer`

#![no_main]

#[path = "../pieces.rs"]
mod pieces;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use media_usage::{PageMetadata, Table, User};

#[derive(Arbitrary, Debug)]
struct Answer {
    users: Vec<Person>,
    total: u64,
    next_token: Option<u64>,
    escaped: bool,
    cuts: Vec<u8>,
    changes: Vec<(u16, u8)>,
}

#[derive(Arbitrary, Debug)]
struct Person {
    user_id: Option<String>,
    displayname: Option<String>,
    media_count: u64,
    media_length: Option<u64>,
}

impl Answer {
    fn json(&self) -> String {
        let users: Vec<_> = self
            .users
            .iter()
            .map(|user| {
                serde_json::json!({
                    "user_id": user.user_id,
                    "displayname": user.displayname,
                    "media_count": user.media_count,
                    "media_length": user.media_length,
                })
            })
            .collect();
        let mut answer = serde_json::json!({ "users": users, "total": self.total });
        if let Some(next_token) = self.next_token {
            answer["next_token"] = next_token.into();
        }
        let json = answer.to_string();
        if self.escaped { escaped(&json) } else { json }
    }

    fn table(&self) -> Table {
        let mut table = Table::default();
        for user in &self.users {
            table.push(User {
                user_id: user.user_id.as_deref(),
                displayname: user.displayname.as_deref(),
                media_count: user.media_count,
                media_length: user.media_length,
            });
        }
        table
    }
}

/// Escapes non-ASCII characters as Synapse does. In JSON, they occur only in strings.
fn escaped(json: &str) -> String {
    let mut out = String::new();
    for letter in json.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

fuzz_target!(|answer: Answer| {
    let mut bytes = answer.json().into_bytes();
    let (table, end) = pieces::decode(&bytes, &answer.cuts);
    let wanted = PageMetadata {
        total: answer.total,
        next_token: answer.next_token,
    };
    assert_eq!(end, Ok(wanted));
    assert_eq!(table, answer.table());
    for &(at, byte) in &answer.changes {
        let at = usize::from(at) % bytes.len();
        bytes[at] = byte;
    }
    pieces::same_in_any(&bytes, &answer.cuts);
});
