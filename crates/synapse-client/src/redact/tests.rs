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
