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
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PASSWORD: &str = "p&ss w\u{f6}rd\"\\/+%25";

    fn secrets_of_login(password: &str) -> Secrets {
        let body = serde_json::json!({
            "type": "m.login.password",
            "identifier": { "type": "m.id.user", "user": "admin" },
            "password": password,
        });
        Secrets::new(None, Some(&body.to_string()))
    }

    #[test]
    fn redacts_only_the_token() {
        let token = AccessToken::parse("syt_abc_123");
        let secrets = Secrets::new(token.as_ref(), None);
        assert_eq!(
            secrets.redact("No: Bearer syt_abc_123, syt_abc%5F123.".to_owned()),
            "No: Bearer •••, •••."
        );
        let unchanged = "Unknown token syt_abc".to_owned();
        assert_eq!(secrets.redact(unchanged.clone()), unchanged);
    }

    #[test]
    fn redacts_every_secret_in_a_body() {
        let json = r#"{"type":"m.login.token","token":"login-token","refresh_token":true}"#;
        let form = "grant_type=authorization_code&code=the%2Bcode&redirect_uri=https%3A%2F%2Fa.example\
                    &client_id=panel&code_verifier=verifier&refresh_token=refresh";
        let redact = |body, text: &str| Secrets::new(None, Some(body)).redact(text.to_owned());
        assert_eq!(redact(json, "bad login-token"), "bad •••");
        assert_eq!(
            redact(
                form,
                "the+code, the%2bcode, verifier and refresh of panel at https://a.example"
            ),
            "•••, •••, ••• and ••• of panel at https://a.example"
        );
    }

    #[test]
    fn redacts_a_password_in_any_encoding() {
        let secrets = secrets_of_login(PASSWORD);
        let encoded: String = form_urlencoded::byte_serialize(PASSWORD.as_bytes()).collect();
        let lower_case = encoded.to_ascii_lowercase();
        let json = serde_json::to_string(PASSWORD).unwrap_or_default();
        let escaped = "p\\u0026ss\\u0020w\\u00F6rd\\u0022\\\\\\/+%25";
        let html = "p&amp;ss w&#xF6;rd&quot;\\/+%25";
        let both: String = form_urlencoded::byte_serialize(json.as_bytes()).collect();
        let twice = serde_json::to_string(&json).unwrap_or_default();
        let twice = twice.replace("\"\\\"", "").replace("\\\"\"", "");
        let all = [
            PASSWORD,
            &encoded,
            &lower_case,
            &json,
            escaped,
            html,
            &both,
            &twice,
        ];
        for text in all {
            let redacted = secrets.redact(format!("<{text}>"));
            let around = redacted.replace('"', "").replace("%22", "");
            assert_eq!(around, "<•••>", "{text}");
        }
    }

    #[test]
    fn redacts_parts_of_a_secret() {
        let token = AccessToken::parse("syt_YWRtaW4_abcdefghijklmnop_1a2b3c");
        let secrets = Secrets::new(token.as_ref(), None);
        for part in [
            "syt_YWRtaW4_abcdefghijklmno",
            "YWRtaW4_",
            "ghijklmnop_1a2b3c",
            "cdefghij%6bl\\u006dnop",
        ] {
            let redacted = secrets.redact(format!("No: <{part}...>"));
            assert_eq!(redacted, "No: <•••...>", "{part}");
        }
        for other in ["syt_YWR", "ijklmno", "abcdefgxhijklmn"] {
            assert_eq!(secrets.redact(other.to_owned()), other);
        }
    }

    #[test]
    fn redacts_nested_encodings() {
        let secrets = secrets_of_login(PASSWORD);
        let mut text = PASSWORD.to_owned();
        for _ in 0..4 {
            text = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            assert_eq!(secrets.redact(format!("<{text}>")), "<•••>", "{text}");
        }
        let emoji = secrets_of_login("🦊🦊🦊🦊");
        for text in [
            "\\ud83e\\udd8a",
            "&#x1F98A;",
            "&amp;#129418;",
            "%F0%9F%A6%8A",
        ] {
            assert_eq!(emoji.redact(text.repeat(4)), "•••", "{text}");
        }
    }

    #[test]
    fn drops_texts_that_contain_a_very_short_secret() {
        assert_eq!(secrets_of_login("e").redact("refused".to_owned()), "");
        assert_eq!(secrets_of_login("").redact("refused".to_owned()), "refused");
    }

    proptest! {
        #[test]
        fn leaves_no_secret_in_a_text(
            secret in "[ -~äß🦊]{4,12}",
            before in "[ -~]{0,12}",
            after in "[ -~]{0,12}",
        ) {
            let body = serde_json::json!({ "password": secret }).to_string();
            let secrets = Secrets::new(None, Some(&body));
            let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            for spelling in [&secret, &encoded] {
                let redacted = secrets.redact(format!("{before}{spelling}{after}"));
                prop_assert!(!redacted.contains(&secret), "{}", redacted);
                prop_assert!(!redacted.contains(&encoded), "{}", redacted);
            }
        }

        #[test]
        fn leaves_no_part_of_a_secret_in_a_text(
            secret in "[ -~äß🦊]{8,24}",
            skipped in 0_usize..8,
            before in "[ -~]{0,12}",
            after in "[ -~]{0,12}",
        ) {
            let body = serde_json::json!({ "password": secret }).to_string();
            let secrets = Secrets::new(None, Some(&body));
            let skipped = skipped.min(secret.chars().count() - 8);
            let part: String = secret.chars().skip(skipped).take(8).collect();
            let once: String = form_urlencoded::byte_serialize(part.as_bytes()).collect();
            let twice: String = form_urlencoded::byte_serialize(once.as_bytes()).collect();
            for spelling in [&part, &once, &twice] {
                let redacted = secrets.redact(format!("{before}{spelling}{after}"));
                prop_assert!(!redacted.contains(spelling), "{}", redacted);
            }
        }

        #[test]
        fn a_text_without_the_secret_is_unchanged(text in "[ -~äß🦊]{0,48}") {
            let secrets = secrets_of_login("\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}");
            prop_assert_eq!(secrets.redact(text.clone()), text);
        }
    }
}
