//! Natural sort order: digits compare as numbers, so `user2` comes before `user10`.

use crate::order::sort;
use crate::radix::sort_by_key;
use crate::table::USERS_PER_SLICE;
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;

/// Collation bytes of a folded text: comparing them gives natural order. None of them is 0.
///
/// A number becomes a byte for its length and its digits without leading zeros. The length byte is
/// itself a digit, so numbers sort among other characters as digits do. A colon sorts first,
/// because it ends a localpart.
struct CollationBytes<'a> {
    text: &'a [u8],
    /// Digits left of the current number.
    digits: usize,
    /// The two length bytes of a long number, and how many of them are left.
    length: ([u8; 2], usize),
}

impl<'a> CollationBytes<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            digits: 0,
            length: ([0; 2], 0),
        }
    }

    /// Skips leading zeros and returns the number's length byte.
    fn begin_number(&mut self) -> u8 {
        let digits = |text: &[u8], zeros: bool| {
            let is_counted = |byte: &&u8| {
                if zeros {
                    **byte == b'0'
                } else {
                    byte.is_ascii_digit()
                }
            };
            text.iter().take_while(is_counted).count()
        };
        let all = digits(self.text, false);
        let zeros = digits(self.text, true).min(all - 1);
        self.text = &self.text[zeros..];
        self.digits = all - zeros;
        if let Ok(short @ 1..=8) = u8::try_from(self.digits) {
            return b'0' + short;
        }
        // Neither byte may be 0.
        let byte = |number: usize| u8::try_from(number + 1).unwrap_or(u8::MAX);
        self.length = ([byte(self.digits / 255), byte(self.digits % 255)], 2);
        b'9'
    }
}

impl Iterator for CollationBytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.length.1 > 0 {
            self.length.1 -= 1;
            return Some(self.length.0[1 - self.length.1]);
        }
        let (&byte, rest) = self.text.split_first()?;
        if self.digits > 0 {
            self.digits -= 1;
        } else if byte.is_ascii_digit() {
            return Some(self.begin_number());
        }
        self.text = rest;
        Some(match byte {
            b':' => 1,
            // Reserved for the end of a text and of a localpart.
            0 | 1 => 2,
            other => other,
        })
    }
}

/// Compares folded texts in natural order.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    CollationBytes::of(a).cmp(CollationBytes::of(b))
}

/// Stably sorts user indices by a folded text in natural order. Sorts by the first bytes as an
/// integer, then breaks ties by the following bytes, until few enough users are left to compare
/// directly.
pub(crate) async fn sort_by_text<'a>(
    indices: &mut [u32],
    text: &dyn Fn(u32) -> &'a str,
    yielder: &dyn Yielder,
) {
    // Ranges of `indices` that share this many leading bytes.
    let mut unsorted = vec![(0..indices.len(), 0)];
    while let Some((range, depth)) = unsorted.pop() {
        maybe_yield(yielder).await;
        let users = &mut indices[range.clone()];
        if users.len() <= SMALL_SORT_LEN {
            sort_few(users, depth, text);
            continue;
        }
        let mut keys = Vec::with_capacity(users.len());
        for slice in users.chunks(USERS_PER_SLICE) {
            keys.extend(slice.iter().map(|&index| key(text(index), depth)));
            maybe_yield(yielder).await;
        }
        sort_by_key(&mut keys, users, yielder).await;
        let mut start = range.start;
        for ties in keys.chunk_by(|a, b| a == b) {
            let end = start + ties.len();
            // A key that ends in 0 contains the end of the text, so the texts are identical.
            if ties.len() > 1 && ties[0] & 0xff != 0 {
                unsorted.push((start..end, depth + 8));
            }
            start = end;
        }
    }
}

/// Up to this many users are sorted by comparison.
const SMALL_SORT_LEN: usize = 512;

/// Returns eight bytes as an integer with the same ordering; 0 past the end of the text.
fn key(text: &str, from: usize) -> u64 {
    let mut bytes = [0; 8];
    for (place, byte) in bytes.iter_mut().zip(CollationBytes::of(text).skip(from)) {
        *place = byte;
    }
    u64::from_be_bytes(bytes)
}

/// Sorts a few users whose texts share this many leading bytes. Collation bytes are computed once
/// per user.
fn sort_few<'a>(users: &mut [u32], depth: usize, text: &dyn Fn(u32) -> &'a str) {
    let (mut arena, mut ends) = (Vec::new(), vec![0]);
    for &index in users.iter() {
        arena.extend(CollationBytes::of(text(index)).skip(depth));
        ends.push(arena.len());
    }
    let bytes = |place: u32| &arena[ends[place as usize]..ends[place as usize + 1]];
    let mut places: Vec<u32> = (0..).take(users.len()).collect();
    sort(&mut places, &|a, b| bytes(a).cmp(bytes(b)));
    let sorted: Vec<u32> = places.iter().map(|&place| users[place as usize]).collect();
    users.copy_from_slice(&sorted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yielder::NoYield;
    use pollster::block_on;
    use proptest::prelude::*;

    fn sorted(texts: &[String]) -> Vec<u32> {
        let mut indices: Vec<u32> = (0..).take(texts.len()).collect();
        let text = |index: u32| &*texts[index as usize];
        block_on(sort_by_text(&mut indices, &text, &NoYield));
        indices
    }

    /// Splits a text into numbers and other characters, for pairwise comparison.
    fn parts(text: &str) -> Vec<(bool, u128, String)> {
        let mut parts: Vec<(bool, u128, String)> = Vec::new();
        let mut was_digit = false;
        for char in text.chars() {
            match (char.to_digit(10), parts.last_mut()) {
                (Some(digit), Some((true, number, _))) if was_digit => {
                    *number = *number * 10 + u128::from(digit);
                }
                (Some(digit), _) => parts.push((true, digit.into(), String::new())),
                (None, _) => parts.push((false, 0, char.to_string())),
            }
            was_digit = char.is_ascii_digit();
        }
        parts
    }

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let order = [
            "@anna:x",
            "@anna1:x",
            "@anna2:x",
            "@anna10:x",
            "@anna10:y",
            "@anna10a:x",
            "@anna0999999999:x",
            "@anna1000000000:x",
            "@anna10000000000:x",
            "@annab:x",
            "@user2.9:x",
            "@user2.10:x",
            "@zed:x",
        ];
        for pair in order.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(compare("a007", "a7"), Ordering::Equal);
        assert_eq!(compare("a0", "a000"), Ordering::Equal);
        assert_eq!(compare("", "0"), Ordering::Less);
    }

    proptest! {
        #[test]
        fn numbers_and_characters_are_compared_one_by_one(a in "[a-c0-3]{0,30}", b in "[a-c0-3]{0,30}") {
            prop_assert_eq!(compare(&a, &b), parts(&a).cmp_numbers(&parts(&b)));
        }

        #[test]
        fn no_byte_is_zero(text in ".{0,12}|[0-9]{0,600}") {
            prop_assert!(CollationBytes::of(&text).all(|byte| byte != 0));
        }
    }

    trait CompareNumbers {
        fn cmp_numbers(&self, other: &Self) -> Ordering;
    }

    impl CompareNumbers for Vec<(bool, u128, String)> {
        /// Numbers sort before letters.
        fn cmp_numbers(&self, other: &Self) -> Ordering {
            let key = |part: &(bool, u128, String)| (!part.0, part.1, part.2.clone());
            self.iter().map(key).cmp(other.iter().map(key))
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// More users than are sorted by comparison, with texts that differ late or not at all.
        #[test]
        fn many_texts_that_begin_alike_are_sorted_as_by_comparing(
            texts in prop::collection::vec("(telegram user |te){0,3}[0-9ä]{0,12}", SMALL_SORT_LEN..3 * SMALL_SORT_LEN),
        ) {
            let mut naive: Vec<u32> = (0..).take(texts.len()).collect();
            naive.sort_by(|&a, &b| compare(&texts[a as usize], &texts[b as usize]));
            prop_assert_eq!(sorted(&texts), naive);
        }
    }
}
