//! Parses an element of the response's `users` directly into the columns.

use crate::table::{Table, TextColumn};
use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// Reads the user object at the start of `bytes` into the table and returns the number of bytes
/// consumed. On error, the table is unchanged.
///
/// # Errors
/// If the object is not one that the endpoint sends, or is incomplete
/// ([`serde_json::Error::is_eof`]).
pub(super) fn read(bytes: &[u8], table: &mut Table) -> serde_json::Result<usize> {
    let users = table.len();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    match (Row { table }).deserialize(&mut json) {
        Ok(()) => Ok(json.into_iter::<IgnoredAny>().byte_offset()),
        Err(error) => {
            table.truncate(users);
            Err(error)
        }
    }
}

/// A user's fields. Unknown fields may be added in the future.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    UserId,
    Displayname,
    MediaCount,
    MediaLength,
    #[serde(other)]
    Other,
}

struct Row<'a> {
    table: &'a mut Table,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a user")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut columns = self.table.columns();
        let (mut id, mut name) = (false, false);
        let mut count = None::<u64>;
        let mut length = None::<Option<u64>>;
        while let Some(field) = fields.next_key()? {
            match field {
                Field::UserId if !id => {
                    fields.next_value_seed(Text(columns.user_ids))?;
                    id = true;
                }
                Field::Displayname if !name => {
                    fields.next_value_seed(Text(columns.displaynames))?;
                    name = true;
                }
                Field::MediaCount if count.is_none() => {
                    count = Some(fields.next_value::<WholeNumber>()?.0);
                }
                Field::MediaLength if length.is_none() => {
                    let whole = fields.next_value::<Option<WholeNumber>>()?;
                    length = Some(whole.map(|WholeNumber(bytes)| bytes));
                }
                Field::Other => {
                    fields.next_value::<IgnoredAny>()?;
                }
                _ => return Err(A::Error::custom("a field of a user comes twice")),
            }
        }
        if !id {
            columns.user_ids.push(None);
        }
        if !name {
            columns.displaynames.push(None);
        }
        let count = count.ok_or_else(|| A::Error::missing_field("media_count"))?;
        // Absent or null: there are only unfinished uploads.
        columns.end_row(count, length.flatten());
        Ok(())
    }
}

/// An integer of at most 64 bits. JSON has a single number type, so `1e3` and `2.0` are integers
/// too. Beyond 2^53, where these forms are no longer exact, they are rejected.
pub(super) struct WholeNumber(pub(super) u64);

impl<'de> Deserialize<'de> for WholeNumber {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(Number).map(Self)
    }
}

struct Number;

impl Visitor<'_> for Number {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a whole number from 0 to 18446744073709551615")
    }

    fn visit_u64<E>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && (0.0..=EXACT).contains(&number) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is whole, and within the range"
            )]
            return Ok(number as u64);
        }
        Err(E::invalid_value(
            serde::de::Unexpected::Float(number),
            &self,
        ))
    }
}

/// Reads a string or null into an arena.
struct Text<'a>(&'a mut TextColumn);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        // Not `Option`, which would instantiate the parser a second time.
        json.deserialize_any(self)
    }
}

impl Visitor<'_> for Text<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a string or null")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.push(Some(text));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.push(None);
        Ok(())
    }
}
