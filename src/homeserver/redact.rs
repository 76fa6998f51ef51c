//! Keeps the secrets of a request out of the words that a server responds with.

use super::session::AccessToken;
use serde_json::Value;

/// What stands in the place of a secret.
const REDACTED: &str = "•••";

/// Shorter secrets are parts of too many words: a text that has one is dropped.
const SHORTEST: usize = 4;

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

    /// A text without any of the secrets, be they written as they are, percent-encoded, or escaped as
    /// in JSON or HTML.
    pub(super) fn redact(&self, text: String) -> String {
        let mut secrets = Vec::new();
        secrets.extend(self.token.as_ref().map(|token| token.as_str().to_owned()));
        if let Some(body) = &self.body {
            match serde_json::from_str(body) {
                Ok(value) => collect(&value, &mut secrets),
                Err(_) => secrets.extend(
                    form_urlencoded::parse(body.as_bytes())
                        .filter(|(key, _)| SECRET_KEYS.contains(&&**key))
                        .map(|(_, value)| value.into_owned()),
                ),
            }
        }
        secrets.iter().fold(text, |text, secret| hide(text, secret))
    }
}

fn collect(value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(secret) if SECRET_KEYS.contains(&&**key) => {
                        secrets.push(secret.clone());
                    }
                    value => collect(value, secrets),
                }
            }
        }
        Value::Array(array) => array.iter().for_each(|value| collect(value, secrets)),
        _ => {}
    }
}

fn hide(text: String, secret: &str) -> String {
    if secret.is_empty() {
        return text;
    }
    let secret: Vec<_> = secret.chars().map(spellings).collect();
    let mut out = String::new();
    let mut rest = &*text;
    while let Some(char) = rest.chars().next() {
        if let Some(length) = length_at_start(rest, &secret) {
            if secret.len() < SHORTEST {
                return String::new();
            }
            out.push_str(REDACTED);
            rest = &rest[length..];
        } else {
            out.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    out
}

/// The length of the secret at the start of a text, in whichever way each of its characters is
/// written there.
fn length_at_start(text: &str, secret: &[Vec<Spelling>]) -> Option<usize> {
    // All places in the text where the characters so far may end.
    let mut ends = vec![0];
    for spellings in secret {
        let next = spellings
            .iter()
            .flat_map(|spelling| spelling.ends(text.as_bytes(), &ends));
        ends = next.collect();
        ends.sort_unstable();
        ends.dedup();
    }
    ends.pop()
}

/// A way to write a character, each byte of which may be percent-encoded on top of that.
struct Spelling {
    bytes: Vec<u8>,
    /// Whether it is the same in small and in capital letters, as hexadecimal digits are.
    any_case: bool,
}

impl Spelling {
    /// Where it may end in a text, when it starts at one of these places.
    fn ends(&self, text: &[u8], starts: &[usize]) -> Vec<usize> {
        let mut ends = starts.to_vec();
        for &byte in &self.bytes {
            let is_it =
                |found: u8| found == byte || self.any_case && found.eq_ignore_ascii_case(&byte);
            let mut next = Vec::new();
            for end in ends {
                if text.get(end).is_some_and(|&found| is_it(found)) {
                    next.push(end + 1);
                }
                if percent_decoded(text, end).is_some_and(is_it) {
                    next.push(end + 3);
                }
            }
            ends = next;
        }
        ends
    }
}

/// The byte that is percent-encoded at this place.
fn percent_decoded(text: &[u8], at: usize) -> Option<u8> {
    let [b'%', high, low] = *text.get(at..at + 3)? else {
        return None;
    };
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// The ways to write a character: as it is, in JSON, and in HTML.
fn spellings(char: char) -> Vec<Spelling> {
    let mut json = String::new();
    for unit in char.encode_utf16(&mut [0; 2]) {
        json.push_str("\\u");
        push_hex(&mut json, u32::from(*unit), 4);
    }
    let number = u32::from(char);
    let mut html = "&#x".to_owned();
    push_hex(&mut html, number, if number < 256 { 2 } else { 4 });
    html.push(';');
    let short: &[&str] = match char {
        // In JSON, and in JSON that is a string in JSON.
        '"' => &["\\\"", "\\\\\\\"", "&quot;"],
        '\\' => &["\\\\", "\\\\\\\\"],
        '/' => &["\\/"],
        '\n' => &["\\n"],
        '\r' => &["\\r"],
        '\t' => &["\\t"],
        ' ' => &["+"],
        '&' => &["&amp;"],
        '<' => &["&lt;"],
        '>' => &["&gt;"],
        '\'' => &["\\'", "&apos;"],
        _ => &[],
    };
    let short = short.iter().map(|&it| (it.to_owned(), false));
    let long = [
        (char.to_string(), false),
        (json, true),
        (html, true),
        (format!("&#{number};"), false),
    ];
    let all = long.into_iter().chain(short);
    all.map(|(text, any_case)| Spelling {
        bytes: text.into_bytes(),
        any_case,
    })
    .collect()
}

fn push_hex(out: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = char::from_digit(number >> (4 * place) & 15, 16);
        out.extend(digit);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PASSWORD: &str = "p&ss w\u{f6}rd\"\\/+%25";

    fn of_login(password: &str) -> Secrets {
        let body = serde_json::json!({
            "type": "m.login.password",
            "identifier": { "type": "m.id.user", "user": "admin" },
            "password": password,
        });
        Secrets::new(None, Some(&body.to_string()))
    }

    #[test]
    fn a_token_is_redacted_and_the_rest_stays() {
        let token = AccessToken::parse("syt_abc_123");
        let secrets = Secrets::new(token.as_ref(), None);
        assert_eq!(
            secrets.redact("No: Bearer syt_abc_123, syt_abc%5F123.".to_owned()),
            "No: Bearer •••, •••."
        );
        let unchanged = "Unknown token syt_abc_12".to_owned();
        assert_eq!(secrets.redact(unchanged.clone()), unchanged);
    }

    #[test]
    fn every_secret_of_a_body_is_redacted() {
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
    fn a_password_is_found_however_it_is_encoded() {
        let secrets = of_login(PASSWORD);
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
    fn a_text_with_a_very_short_secret_is_dropped() {
        assert_eq!(of_login("e").redact("refused".to_owned()), "");
        assert_eq!(of_login("").redact("refused".to_owned()), "refused");
    }

    proptest! {
        #[test]
        fn no_secret_is_left_in_a_text(
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
    }
}
