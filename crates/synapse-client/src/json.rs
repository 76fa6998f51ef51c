//! JSON as servers send it: there may be a byte order mark, or a web page instead.

use super::error::ErrorKind;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// The byte order mark of UTF-8. Editors on Windows add it to files.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Parses a whole response.
///
/// # Errors
/// [`ErrorKind::NotJson`], [`ErrorKind::Syntax`] or [`ErrorKind::InvalidResponse`], the last two with line
/// and column.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ErrorKind> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        Category::Data => ErrorKind::InvalidResponse(error.to_string()),
        _ if matches!(bytes.trim_ascii_start().first(), None | Some(b'<')) => ErrorKind::NotJson,
        _ if matches!(bytes, [0xfe, 0xff, ..] | [0xff, 0xfe, ..]) => {
            ErrorKind::Syntax("it is UTF-16, and must be UTF-8".to_owned())
        }
        _ => ErrorKind::Syntax(error.to_string()),
    })
}

/// Parses a whole response with a media type. `text/html` is a web page even if it doesn't begin
/// with `<`.
///
/// # Errors
/// Like [`parse`].
pub(super) fn parse_as<T: DeserializeOwned>(
    media_type: &str,
    bytes: &[u8],
) -> Result<T, ErrorKind> {
    parse(bytes).map_err(|kind| match kind {
        ErrorKind::Syntax(_) if media_type.to_ascii_lowercase().contains("html") => {
            ErrorKind::NotJson
        }
        kind => kind,
    })
}

/// Removes the byte order mark from a response that arrives in chunks, which may split the mark.
#[derive(Debug, Default)]
pub(super) struct ByteOrderMarkFilter {
    /// How many bytes of the mark have arrived; all of them once no mark is expected any more.
    seen: usize,
}

impl ByteOrderMarkFilter {
    /// Returns the next chunk without its part of the mark.
    pub(super) fn filter(&mut self, mut chunk: Vec<u8>) -> Vec<u8> {
        let expected = &BYTE_ORDER_MARK[self.seen.min(BYTE_ORDER_MARK.len())..];
        if expected.is_empty() || chunk.is_empty() {
            return chunk;
        }
        let common = expected.len().min(chunk.len());
        if chunk[..common] == expected[..common] {
            self.seen += common;
            chunk.drain(..common);
        } else {
            // It only began like a mark, so the bytes belong to the response.
            let before = &BYTE_ORDER_MARK[..self.seen];
            chunk.splice(..0, before.iter().copied());
            self.seen = BYTE_ORDER_MARK.len();
        }
        chunk
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn a_byte_order_mark_is_not_an_error() {
        let value: Result<Value, _> = parse("\u{feff}{\"a\":1}".as_bytes());
        assert_eq!(value, Ok(serde_json::json!({ "a": 1 })));
    }

    #[test]
    fn distinguishes_syntax_structure_and_web_pages() {
        let read = |json: &str| parse::<Vec<u8>>(json.as_bytes());
        let trailing_comma = "trailing comma at line 2 column 1".to_owned();
        assert_eq!(read("[1,\n]"), Err(ErrorKind::Syntax(trailing_comma)));
        assert!(matches!(read("[1"), Err(ErrorKind::Syntax(_))));
        let Err(ErrorKind::InvalidResponse(words)) = read("{}") else {
            panic!("not a structural error");
        };
        assert!(words.contains("line 1 column"), "{words}");
        for page in ["<html>", "", " \n<!doctype html>"] {
            assert_eq!(read(page), Err(ErrorKind::NotJson), "{page}");
        }
        let input = |media_type| parse_as::<Vec<u8>>(media_type, b"Not found");
        assert_eq!(input("text/html; charset=utf-8"), Err(ErrorKind::NotJson));
        assert!(matches!(
            input("application/json"),
            Err(ErrorKind::Syntax(_))
        ));
    }

    #[test]
    fn json_errors_have_a_position() {
        let of = |json: &[u8]| match parse::<Value>(json) {
            Err(ErrorKind::Syntax(words)) => words,
            other => panic!("not a syntax error: {other:?}"),
        };
        for json in ["// comment\n{}", "'{}'", "\u{feff}\u{feff}{}", "Not found"] {
            assert!(of(json.as_bytes()).contains("at line 1 column"), "{json}");
        }
        for utf16 in [b"\xff\xfe{\0}\0", b"\xfe\xff\0{\0}"] {
            assert!(of(utf16).contains("UTF-16"));
        }
    }

    proptest! {
        #[test]
        fn removes_a_byte_order_mark_split_across_chunks(
            marked: bool,
            text in proptest::collection::vec(prop::sample::select(b"\xef\xbb\xbf{}".to_vec()), 0..8),
            sizes in proptest::collection::vec(1_usize..4, 12),
        ) {
            prop_assume!(marked || !text.starts_with(BYTE_ORDER_MARK));
            // A part of a mark and nothing else is neither JSON nor text.
            prop_assume!(marked || !BYTE_ORDER_MARK.starts_with(&text));
            let mut rest = if marked { [BYTE_ORDER_MARK, &text].concat() } else { text.clone() };
            let (mut filter, mut out) = (ByteOrderMarkFilter::default(), Vec::new());
            for size in sizes {
                let chunk: Vec<u8> = rest.drain(..size.min(rest.len())).collect();
                out.extend(filter.filter(chunk));
            }
            prop_assert_eq!(out, text);
        }
    }
}
