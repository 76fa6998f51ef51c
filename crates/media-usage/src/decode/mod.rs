//! Decodes the endpoint's response as it arrives.
//!
//! Each element of `users` is parsed with serde into the columns as soon as it is complete. All
//! other bytes form an envelope with an empty list, which serde parses at the end. So keys may come
//! in any order, rows are stored only as columns, and the rows before an error are kept.

mod fast_row;
mod row;

use crate::report_builder::PageMetadata;
use crate::table::Table;
use row::WholeNumber;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fmt;

/// Maximum size of the envelope and of a row, in bytes. Real ones have a few hundred bytes; a
/// homeserver that sends more is broken or malicious and must not exhaust the memory.
const MAX_ELEMENT_BYTES: usize = 1024 * 1024;

/// Why a response can't be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// It doesn't start like a JSON object. Usually a web page.
    NotJson,
    /// It is or starts like JSON, but doesn't match the documented structure. Contains the parser's
    /// message.
    UnexpectedStructure(String),
    /// It ended prematurely.
    Truncated,
}

/// Decodes one response.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// Nesting state of the envelope.
    nesting: Nesting,
    /// All bytes outside the elements of `users`.
    envelope: Vec<u8>,
    /// Received bytes that are not decoded yet. Between pushes, at most the start of a user.
    rest: Vec<u8>,
    /// Range of the last string in the envelope that may be a key.
    key: std::ops::Range<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Only whitespace so far.
    #[default]
    Start,
    /// Inside the envelope.
    Envelope,
    /// In the list of users, at its start or after a comma.
    BeforeUser { first: bool },
    /// At the first byte of a user.
    User,
    /// After a user.
    AfterUser,
}

impl Decoder {
    /// Takes the next bytes and adds the users they complete to the table.
    ///
    /// # Errors
    /// If the response can't come from the endpoint. Users before the error have been added.
    pub fn push(&mut self, bytes: &[u8], table: &mut Table) -> Result<(), DecodeError> {
        // A user ends with a brace; without one, there is nothing new to try.
        let waiting = self.state == State::User && !bytes.contains(&b'}');
        self.rest.extend_from_slice(bytes);
        if waiting {
            return within_limits(&self.rest);
        }
        let rest = std::mem::take(&mut self.rest);
        let mut at = 0;
        while let Some(&byte) = rest.get(at) {
            match self.state {
                State::User => match read_user(&rest[at..], table) {
                    Ok(length) => {
                        at += length;
                        self.state = State::AfterUser;
                    }
                    Err(error) if error.is_eof() => break,
                    Err(error) => return Err(unexpected_structure(error)),
                },
                State::Envelope => {
                    self.envelope(byte)?;
                    at += 1;
                }
                State::Start => match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                    b'{' => self.state = State::Envelope,
                    _ => return Err(DecodeError::NotJson),
                },
                State::BeforeUser { .. } | State::AfterUser => {
                    self.between_users(byte)?;
                    at += usize::from(self.state != State::User);
                }
            }
        }
        self.rest = rest;
        self.rest.drain(..at);
        within_limits(&self.rest)
    }

    /// Returns the complete response without its users: JSON in which `users` is an empty list.
    pub fn envelope_json(&self) -> &[u8] {
        &self.envelope
    }

    /// Ends the response.
    ///
    /// # Errors
    /// If the response is incomplete or lacks a field that the endpoint always sends.
    pub fn finish(self) -> Result<PageMetadata, DecodeError> {
        #[derive(Deserialize)]
        struct Envelope {
            #[serde(rename = "users")]
            _users: Vec<IgnoredAny>,
            total: WholeNumber,
            next_token: Option<WholeNumber>,
        }
        if self.state != State::Envelope || self.nesting.depth > 0 {
            return Err(DecodeError::Truncated);
        }
        let envelope: Envelope =
            serde_json::from_slice(&self.envelope).map_err(unexpected_structure)?;
        Ok(PageMetadata {
            total: envelope.total.0,
            next_token: envelope.next_token.map(|WholeNumber(from)| from),
        })
    }

    fn envelope(&mut self, byte: u8) -> Result<(), DecodeError> {
        let in_text = self.nesting.in_text;
        self.nesting.step(byte);
        self.envelope.push(byte);
        within_limits(&self.envelope)?;
        if self.nesting.depth == 1 && self.nesting.in_text != in_text {
            // A string of the outermost object starts or ends.
            if in_text {
                self.key.end = self.envelope.len();
            } else {
                self.key = self.envelope.len() - 1..usize::MAX;
            }
        }
        let opens_list = byte == b'[' && !in_text && self.nesting.depth == 2;
        if opens_list && self.envelope.get(self.key.clone()) == Some(b"\"users\"") {
            self.state = State::BeforeUser { first: true };
        }
        Ok(())
    }

    fn between_users(&mut self, byte: u8) -> Result<(), DecodeError> {
        self.state = match (self.state, byte) {
            (state, b' ' | b'\t' | b'\r' | b'\n') => state,
            (State::BeforeUser { .. }, b'{') => State::User,
            (State::AfterUser, b',') => State::BeforeUser { first: false },
            (State::BeforeUser { first: true } | State::AfterUser, b']') => {
                // Back in the envelope, at the list's opening bracket.
                self.nesting.step(byte);
                self.envelope.push(byte);
                State::Envelope
            }
            _ => {
                return Err(DecodeError::UnexpectedStructure(
                    "users is not a list of objects".into(),
                ));
            }
        };
        Ok(())
    }
}

/// Reads the user at the start of `bytes`, on the fast path if possible.
fn read_user(bytes: &[u8], table: &mut Table) -> serde_json::Result<usize> {
    match fast_row::read(bytes, table) {
        Some(length) => Ok(length),
        None => row::read(bytes, table),
    }
}

/// Bracket depth at a byte, and whether it is inside a string.
#[derive(Clone, Copy, Debug, Default)]
struct Nesting {
    depth: u32,
    in_text: bool,
    escaped: bool,
}

impl Nesting {
    fn step(&mut self, byte: u8) {
        if self.in_text {
            if self.escaped {
                self.escaped = false;
            } else {
                self.escaped = byte == b'\\';
                self.in_text = byte != b'"';
            }
            return;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

fn within_limits(piece: &[u8]) -> Result<(), DecodeError> {
    if piece.len() > MAX_ELEMENT_BYTES {
        return Err(DecodeError::UnexpectedStructure(
            "a part of it is too long".into(),
        ));
    }
    Ok(())
}

fn unexpected_structure(error: impl fmt::Display) -> DecodeError {
    DecodeError::UnexpectedStructure(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::any_table;
    use proptest::prelude::*;

    fn encode(table: &Table, end: PageMetadata) -> String {
        let users: Vec<_> = table
            .users()
            .map(|user| {
                serde_json::json!({
                    "user_id": user.user_id,
                    "displayname": user.displayname,
                    "media_count": user.media_count,
                    "media_length": user.media_length,
                })
            })
            .collect();
        let mut answer = serde_json::json!({ "users": users, "total": end.total });
        if let Some(next_token) = end.next_token {
            answer["next_token"] = next_token.into();
        }
        answer.to_string()
    }

    /// Returns the decoded rows and the outcome.
    fn decode(answer: &[u8], piece: usize) -> (Table, Result<PageMetadata, DecodeError>) {
        let mut table = Table::default();
        let mut decoder = Decoder::default();
        for bytes in answer.chunks(piece.max(1)) {
            if let Err(error) = decoder.push(bytes, &mut table) {
                return (table, Err(error));
            }
        }
        (table, decoder.finish())
    }

    fn any_end() -> impl Strategy<Value = PageMetadata> {
        let next_token = prop::option::of(any::<u64>());
        (any::<u64>(), next_token)
            .prop_map(|(total, next_token)| PageMetadata { total, next_token })
    }

    proptest! {
        #[test]
        fn an_answer_in_any_pieces_is_the_report(
            table in any_table(20), end in any_end(), piece in 1..400_usize,
        ) {
            let (back, got) = decode(encode(&table, end).as_bytes(), piece);
            prop_assert_eq!(back, table);
            prop_assert_eq!(got, Ok(end));
        }

        #[test]
        fn a_cut_answer_keeps_the_users_before_the_cut(
            table in any_table(20), end in any_end(), cut in 0.0..1.0_f64, piece in 1..400_usize,
        ) {
            let answer = encode(&table, end);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let at = (answer.len() as f64 * cut) as usize;
            let (back, got) = decode(&answer.as_bytes()[..at], piece);
            prop_assert_eq!(got, Err(DecodeError::Truncated));
            let mut expected = table.clone();
            expected.truncate(back.len());
            prop_assert_eq!(back, expected);
        }

        #[test]
        fn a_corrupted_response_never_panics(
            table in any_table(8), end in any_end(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
        ) {
            let mut answer = encode(&table, end).into_bytes();
            let at = at.index(answer.len());
            answer[at] = byte;
            let _ = decode(&answer, 7);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes, 3);
        }
    }

    fn outcome(answer: &str) -> Result<PageMetadata, DecodeError> {
        decode(answer.as_bytes(), 5).1
    }

    #[test]
    fn keys_may_come_in_any_order_and_unknown_ones_are_ignored() {
        let answer = r#" {"next_token":3,"x":{"users":[1]},"total":10,"users":[ {"user_id":null,"media_count":0,"media_length":7,"displayname":null,"y":[{"}":"]"}]} ] } "#;
        let (table, end) = decode(answer.as_bytes(), 4);
        assert_eq!(
            end,
            Ok(PageMetadata {
                total: 10,
                next_token: Some(3)
            })
        );
        assert_eq!(table.user(0).media_length, Some(7));
        assert_eq!(table.user(0).user_id, None);
    }

    #[test]
    fn a_web_page_is_not_json() {
        assert_eq!(outcome("<!doctype html>"), Err(DecodeError::NotJson));
    }

    #[test]
    fn nothing_at_all_is_an_answer_cut_off() {
        assert_eq!(outcome(""), Err(DecodeError::Truncated));
    }

    #[test]
    fn another_shape_is_named() {
        for other in [
            r#"{"total":1}"#,
            r#"{"users":[]}"#,
            r#"{"users":[1],"total":1}"#,
            r#"{"users":{},"total":1}"#,
            r#"{"users":[{"user_id":"@a:b"}],"total":1}"#,
            r#"{"users":[{"user_id":"@a:b","media_count":-1,"media_length":0}],"total":1}"#,
            r#"{"users":[],"total":1}}"#,
            r#"{"users":[,],"total":1}"#,
        ] {
            assert!(
                matches!(outcome(other), Err(DecodeError::UnexpectedStructure(_))),
                "{other}"
            );
        }
    }

    fn length(number: &str) -> Result<Option<u64>, DecodeError> {
        let answer = format!(
            r#"{{"users":[{{"user_id":"@a:b","displayname":null,"media_count":1,"media_length":{number}}}],"total":1}}"#
        );
        let (table, end) = decode(answer.as_bytes(), 7);
        end.map(|_| table.user(0).media_length)
    }

    #[test]
    fn sizes_are_exact_or_refused_and_never_pending() {
        for (number, bytes) in [
            ("0", 0),
            ("9007199254740993", (1 << 53) + 1),
            ("9223372036854775808", 1 << 63),
            ("18446744073709551614", u64::MAX - 1),
            ("18446744073709551615", u64::MAX),
            ("1.0", 1),
            ("1e3", 1000),
            ("9007199254740992.0", 1 << 53),
        ] {
            assert_eq!(length(number), Ok(Some(bytes)), "{number}");
        }
        assert_eq!(length("null"), Ok(None));
        for number in [
            "18446744073709551616",
            "1e30",
            "9007199254740994.0",
            "1.5",
            "-1",
            "-1e3",
            "\"7\"",
            "true",
            "[]",
        ] {
            let outcome = length(number);
            let Err(DecodeError::UnexpectedStructure(words)) = outcome else {
                panic!("{number} is taken for {outcome:?}");
            };
            assert!(words.contains("a whole number from 0"), "{words}");
        }
    }

    #[test]
    fn an_endless_row_is_refused() {
        let mut table = Table::default();
        let mut decoder = Decoder::default();
        let mut result = decoder.push(br#"{"users":[{"user_id":""#, &mut table);
        for _ in 0..=MAX_ELEMENT_BYTES / 1024 {
            result = result.and_then(|()| decoder.push(&[b'a'; 1024], &mut table));
        }
        assert!(matches!(result, Err(DecodeError::UnexpectedStructure(_))));
    }
}
