//! Keeps the secrets of a request out of the words that a server responds with.

use super::session::AccessToken;
use serde_json::Value;
use std::ops::Range;

/// What stands in the place of a secret.
const REDACTED: &str = "•••";

/// Shorter secrets are parts of too many words: a text that has one is dropped.
const MIN_SECRET_LENGTH: usize = 4;

/// A part of a secret that has so many bytes is as secret as the whole.
const MIN_PART_LENGTH: usize = 8;

/// How many encodings on top of each other are taken off.
const MAX_ENCODINGS: usize = 5;

/// The longest character reference of HTML that is looked at, in bytes.
const MAX_REFERENCE_LENGTH: usize = 12;

/// How much of a text is looked at again behind each character that may begin an escape, in bytes.
const REDECODED_LENGTH: usize = 256;

/// The longest text that is kept, in characters: nobody reads more.
const MAX_TEXT_CHARS: usize = 4096;

/// The keys of request bodies whose values are secret, in JSON (Matrix) and in forms (OAuth).
const SECRET_KEYS: [&str; 7] = [
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "password",
    "refresh_token",
    "token",
];

/// The secrets of one request: its token, and what its body has below one of [`SECRET_KEYS`]. Has
/// no `Debug`, so that no log line can come to hold them.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    token: Option<AccessToken>,
    /// Parsed only when there is something to redact.
    body: Option<String>,
}

impl Secrets {
    pub(super) fn new(token: Option<&AccessToken>, body: Option<&str>) -> Self {
        Self {
            token: token.cloned(),
            body: body.map(str::to_owned),
        }
    }

    /// A text without any of the secrets and without their parts of 8 bytes or more, be they
    /// written as they are, percent-encoded, or escaped as in JSON or HTML, also on top of each other.
    /// Other encodings, such as Base64, are not recognized.
    pub(super) fn redact(&self, text: String) -> String {
        let mut secrets = Vec::new();
        secrets.extend(self.token.as_ref().map(|token| token.as_str().to_owned()));
        if let Some(body) = &self.body {
            match serde_json::from_str(body) {
                Ok(value) => collect_secrets(&value, &mut secrets),
                Err(_) => secrets.extend(
                    form_urlencoded::parse(body.as_bytes())
                        .filter(|(key, _)| SECRET_KEYS.contains(&&**key))
                        .map(|(_, value)| value.into_owned()),
                ),
            }
        }
        if secrets.is_empty() {
            return text;
        }
        let text: String = text.chars().take(MAX_TEXT_CHARS).collect();
        secrets
            .iter()
            .fold(text, |text, secret| redact_secret(&text, secret))
    }
}

fn collect_secrets(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(secret) if SECRET_KEYS.contains(&&**key) => {
                        secrets.push(secret.clone());
                    }
                    value => collect_secrets(value, secrets),
                }
            }
        }
        Value::Array(array) => array
            .iter()
            .for_each(|value| collect_secrets(value, secrets)),
        _ => {}
    }
}

/// A text without the parts of a secret, in every encoding that can be taken off.
fn redact_secret(text: &str, secret: &str) -> String {
    let mut secrets = decodings(secret.as_bytes());
    // What little is left of a decoded secret is in too many words.
    secrets.retain(|it| !it.is_empty() && it.len() >= MIN_SECRET_LENGTH.min(secret.len()));
    let secrets: Vec<_> = secrets.iter().map(|layer| bytes(layer)).collect();
    let secrets: Vec<_> = secrets.iter().map(|secret| sorted_parts(secret)).collect();
    let mut is_hidden = vec![false; text.len()];
    // A character such as % right before a secret would be decoded together with it.
    let escapes = text.match_indices(['%', '\\', '&']).map(|(at, _)| {
        let start = at + 1;
        start..text.len().min(start + REDECODED_LENGTH)
    });
    for range in std::iter::once(0..text.len()).chain(escapes) {
        let encoded = &text.as_bytes()[range.clone()];
        for part in secret_parts(encoded, &secrets) {
            if secret.len() < MIN_SECRET_LENGTH {
                return String::new();
            }
            is_hidden[range.start + part.start..range.start + part.end].fill(true);
        }
    }
    let mut out = String::new();
    let mut was_hidden = false;
    for (at, char) in text.char_indices() {
        let hidden = is_hidden[at..at + char.len_utf8()].contains(&true);
        if !hidden {
            out.push(char);
        } else if !was_hidden {
            out.push_str(REDACTED);
        }
        was_hidden = hidden;
    }
    out
}

/// The parts of a secret, which isn’t empty, all of one size.
fn sorted_parts(secret: &[u8]) -> Vec<&[u8]> {
    let size = secret.len().min(MIN_PART_LENGTH);
    let mut parts: Vec<_> = secret.windows(size).collect();
    parts.sort_unstable();
    parts
}

/// Where in an encoded text parts of a secret are, of which those of all layers are given.
fn secret_parts(encoded: &[u8], secrets: &[Vec<&[u8]>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for layer in decodings(encoded) {
        let bytes = bytes(&layer);
        for parts in secrets {
            let size = parts[0].len();
            for (at, part) in bytes.windows(size).enumerate() {
                if parts.binary_search(&part).is_ok() {
                    found.push(layer[at].start..layer[at + size - 1].end);
                }
            }
        }
    }
    found
}

/// A byte, and where it stands in a text that may be encoded.
struct SourceByte {
    byte: u8,
    start: usize,
    end: usize,
}

fn bytes(layer: &[SourceByte]) -> Vec<u8> {
    layer.iter().map(|source_byte| source_byte.byte).collect()
}

/// A text as it is, with one encoding taken off, with two, and so on.
fn decodings(text: &[u8]) -> Vec<Vec<SourceByte>> {
    let source_byte = |(start, &byte): (usize, &u8)| SourceByte {
        byte,
        start,
        end: start + 1,
    };
    let first: Vec<_> = text.iter().enumerate().map(source_byte).collect();
    let mut decodings = vec![first];
    while let Some(next) = decodings.last().and_then(|last| decode_once(last)) {
        decodings.push(next);
        if decodings.len() > MAX_ENCODINGS {
            break;
        }
    }
    decodings
}

/// A text with one encoding taken off, whichever there is at each place; `None` without any.
fn decode_once(layer: &[SourceByte]) -> Option<Vec<SourceByte>> {
    let bytes = bytes(layer);
    let (mut out, mut at, mut is_changed) = (Vec::new(), 0, false);
    while let Some(&byte) = bytes.get(at) {
        let found = decode_at(&bytes[at..]);
        is_changed |= found.is_some();
        let (found, length) = found.unwrap_or((vec![byte], 1));
        let (start, end) = (layer[at].start, layer[at + length - 1].end);
        out.extend(
            found
                .into_iter()
                .map(|byte| SourceByte { byte, start, end }),
        );
        at += length;
    }
    is_changed.then_some(out)
}

/// What is encoded at the start of a text, and the length of that: percent-encoding, an escape of
/// JSON, or a character reference of HTML.
fn decode_at(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let utf8 = |char: char| char.to_string().into_bytes();
    match *text {
        [b'+', ..] => Some((vec![b' '], 1)),
        [b'%', ..] => {
            let byte = u8::try_from(number(text.get(1..3)?, 16)?).ok()?;
            Some((vec![byte], 3))
        }
        [b'\\', b'u', ..] => {
            let unit = |at: usize| u16::try_from(number(text.get(at..at + 4)?, 16)?).ok();
            let units = [
                Some(unit(2)?),
                unit(8).filter(|_| text[6..].starts_with(b"\\u")),
            ];
            let char = char::decode_utf16(units.into_iter().flatten())
                .next()?
                .ok()?;
            Some((utf8(char), 6 * char.len_utf16()))
        }
        [b'\\', byte, ..] => {
            let byte = match byte {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'"' | b'\'' | b'/' | b'\\' => byte,
                _ => return None,
            };
            Some((vec![byte], 2))
        }
        [b'&', ..] => {
            let end = text
                .iter()
                .take(MAX_REFERENCE_LENGTH)
                .position(|&it| it == b';')?;
            let char = match &text[1..end] {
                b"amp" => '&',
                b"lt" => '<',
                b"gt" => '>',
                b"quot" => '"',
                b"apos" => '\'',
                [b'#', b'x' | b'X', hex @ ..] => char::from_u32(number(hex, 16)?)?,
                [b'#', decimal @ ..] => char::from_u32(number(decimal, 10)?)?,
                _ => return None,
            };
            Some((utf8(char), end + 1))
        }
        _ => None,
    }
}

/// A number of digits alone.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok()?;
    let has_sign = digits.starts_with('+');
    u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| !has_sign)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
