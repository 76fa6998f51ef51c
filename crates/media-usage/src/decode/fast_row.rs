//! Fast path for users as Synapse writes them: the four fields in order, without whitespace.
//!
//! Takes two thirds of the time of a general parser. Any other form is left to [`super::row`].

use crate::table::{Columns, Table, TextColumn};

/// Reads the user at the start of `bytes` into the table and returns the number of bytes consumed.
/// Returns `None` and leaves the table unchanged if the user is written differently or incomplete.
pub(super) fn read(bytes: &[u8], table: &mut Table) -> Option<usize> {
    let users = table.len();
    let mut rest = Input(bytes);
    if rest.user(&mut table.columns()).is_none() {
        table.truncate(users);
        return None;
    }
    Some(bytes.len() - rest.0.len())
}

/// The remaining input.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn user(&mut self, columns: &mut Columns) -> Option<()> {
        self.skip(b"{\"user_id\":")?;
        self.text(columns.user_ids)?;
        self.skip(b",\"displayname\":")?;
        self.text(columns.displaynames)?;
        self.skip(b",\"media_count\":")?;
        let count = self.number()?;
        self.skip(b",\"media_length\":")?;
        let length = match self.skip(b"null") {
            Some(()) => None,
            None => Some(self.number()?),
        };
        self.skip(b"}")?;
        columns.end_row(count, length);
        Some(())
    }

    fn skip(&mut self, expected: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(expected)?;
        Some(())
    }

    /// Reads a string or null into an arena.
    fn text(&mut self, texts: &mut TextColumn) -> Option<()> {
        if self.skip(b"null").is_some() {
            texts.push(None);
            return Some(());
        }
        self.skip(b"\"")?;
        loop {
            let ends = |&byte: &u8| byte == b'"' || byte == b'\\' || byte < b' ';
            let end = self.0.iter().position(ends)?;
            let (run, rest) = self.0.split_at(end);
            texts.write(std::str::from_utf8(run).ok()?);
            self.0 = rest;
            if self.skip(b"\"").is_some() {
                return texts.end();
            }
            let char = self.escape()?;
            texts.write(char.encode_utf8(&mut [0; 4]));
        }
    }

    /// Reads an escaped character (RFC 8259, section 7).
    fn escape(&mut self) -> Option<char> {
        self.skip(b"\\")?;
        let (&letter, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.code_unit()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    // A lone surrogate is not a character.
                    return char::from_u32(unit);
                }
                self.skip(b"\\u")?;
                let low = self.code_unit()?.checked_sub(0xdc00)?;
                if low >= 0x400 {
                    return None;
                }
                char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + low)?
            }
            _ => return None,
        })
    }

    /// Reads a UTF-16 code unit of four hexadecimal digits.
    fn code_unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        digits.iter().try_fold(0, |unit, &digit| {
            Some(unit << 4 | char::from(digit).to_digit(16)?)
        })
    }

    /// Reads an integer. A fraction or exponent is left unread; an integer that is too large or has
    /// leading zeros is left to the general parser.
    fn number(&mut self) -> Option<u64> {
        let digits = self.0.iter().take_while(|byte| byte.is_ascii_digit());
        let (number, rest) = self.0.split_at(digits.count());
        if number.is_empty() || (number.len() > 1 && number[0] == b'0') {
            return None;
        }
        let mut value: u64 = 0;
        for digit in number {
            value = value.checked_mul(10)?.checked_add((digit - b'0').into())?;
        }
        self.0 = rest;
        matches!(rest.first(), Some(b',' | b'}')).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::row;
    use proptest::prelude::*;

    /// User-like JSON on which the two parsers might disagree.
    fn nearly_a_user() -> impl Strategy<Value = String> {
        let text = r#"null|"([a-zé"]|\\["\\/bfnrtux]|\\u[0-9a-fA-F]{4}|\\ud83d\\ude0[0-9a-f]|\\ud8[0-9a-f]{2}|\x01){0,5}""#;
        let number = "null|-?0?[0-9]{1,21}|1e3|1\\.5";
        (text, text, number, number).prop_map(|(id, name, count, length)| {
            format!(
                r#"{{"user_id":{id},"displayname":{name},"media_count":{count},"media_length":{length}}}"#
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_it_reads_is_what_serde_reads(user in nearly_a_user(), cut in 0..9_usize) {
            let bytes = &user.as_bytes()[..user.len().saturating_sub(cut / 4)];
            let (mut plain, mut general) = (Table::default(), Table::default());
            if let Some(length) = read(bytes, &mut plain) {
                prop_assert_eq!(row::read(bytes, &mut general).ok(), Some(length));
            }
            prop_assert_eq!(plain, general);
        }

        #[test]
        fn it_reads_what_synapse_writes(id in ".{0,9}", name in ".{0,9}", count: u64, length: Option<u64>) {
            let text = |text: &str| serde_json::to_string(text).expect("a text");
            let length = length.map_or("null".to_owned(), |length| length.to_string());
            let user = format!(
                r#"{{"user_id":{},"displayname":{},"media_count":{count},"media_length":{length}}}, "#,
                text(&id), text(&name),
            );
            prop_assert_eq!(read(user.as_bytes(), &mut Table::default()), Some(user.len() - 2));
        }
    }
}
