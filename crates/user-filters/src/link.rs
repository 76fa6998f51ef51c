//! Links to users, as Matrix clients copy them.

/// The user ID in a word that links to a user: `https://matrix.to/#/@a:b`, the same in a client's
/// own web page or in Markdown, `matrix:u/a:b`, or the ID itself in angle brackets or before the
/// punctuation of a sentence.
pub(super) fn linked_user(word: &str) -> Option<String> {
    let typed = word;
    let word = typed.trim_end_matches(['.', ',', ';', ':', '!']);
    if let Some((_, target)) = word.split_once("#/") {
        let target = unescape(end_at(target, &['?', ')', '>', '"', '\'']));
        let target = target.trim_end_matches('/');
        let user_id = target.strip_prefix("user/").unwrap_or(target);
        return is_user_id(user_id).then(|| user_id.to_owned());
    }
    let bare = word.trim_start_matches('<');
    let scheme = bare
        .get(..7)
        .filter(|it| it.eq_ignore_ascii_case("matrix:"));
    if let Some(scheme) = scheme {
        let target = bare[scheme.len()..].trim_start_matches('/');
        let id = target.strip_prefix("u/").or(target.strip_prefix("user/"))?;
        let user_id = format!("@{}", unescape(end_at(id, &['?', ')', '>', '"', '\''])));
        return is_user_id(&user_id).then_some(user_id);
    }
    let user_id = match word.strip_prefix('<') {
        Some(inside) => inside.strip_suffix('>')?,
        None if word.len() < typed.len() => word,
        None => return None,
    };
    is_user_id(user_id).then(|| user_id.to_owned())
}

fn is_user_id(text: &str) -> bool {
    let rest = text.strip_prefix('@');
    rest.and_then(|rest| rest.split_once(':'))
        .is_some_and(|(_, server)| !server.is_empty())
}

fn end_at<'a>(text: &'a str, ends: &[char]) -> &'a str {
    text.split(ends).next().unwrap_or_default()
}

/// Replaces percent-encoded bytes by what they stand for; empty if that isn’t UTF-8.
fn unescape(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        let byte = match bytes {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        out.push(byte.unwrap_or(*first));
        bytes = if byte.is_some() { &bytes[3..] } else { rest };
    }
    String::from_utf8(out).unwrap_or_default()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn links_to_users_are_recognized() {
        for link in [
            "https://matrix.to/#/@a.b:example.org",
            "http://MATRIX.TO/#/@a.b:example.org",
            "matrix.to/#/@a.b:example.org",
            "https://matrix.to/#/%40a.b%3aexample.org",
            "https://matrix.to/#/@a.b:example.org/",
            "https://matrix.to/#/@a.b:example.org?via=example.org&x=1",
            "<https://matrix.to/#/@a.b:example.org>",
            "[A](https://matrix.to/#/@a.b:example.org)",
            "https://app.element.io/#/user/@a.b:example.org",
            "matrix:u/a.b:example.org",
            "MATRIX:u/a%2Eb:example.org?action=chat",
            "<matrix:user/a.b:example.org>",
            "<@a.b:example.org>",
            "<@a.b:example.org>,",
            "@a.b:example.org.",
            "https://matrix.to/#/@a.b:example.org,",
            "matrix:u/a.b:example.org;",
        ] {
            assert_eq!(
                linked_user(link).as_deref(),
                Some("@a.b:example.org"),
                "{link}"
            );
        }
    }

    #[test]
    fn other_words_are_no_links_to_users() {
        for word in [
            "",
            "@a:b",
            "<b>",
            "<@a>",
            "@a:",
            "anna,",
            "https://matrix.to/#/#room:example.org",
            "https://matrix.to/#/!room:example.org/$event",
            "matrix:r/room:example.org",
            "matrix:u/",
            "#/",
            "a#/%",
        ] {
            assert_eq!(linked_user(word), None, "{word}");
        }
    }

    proptest! {
        #[test]
        fn any_word_can_be_tried(word in "(matrix:u/|<|#/)?[@:%a-f0-9é<>?/#]{0,16}") {
            linked_user(&word);
        }
    }
}
