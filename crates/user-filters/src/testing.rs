//! What tests search with.

use super::fold::Fold;

/// Lower case, and a few letters that fold further.
#[derive(Clone, Copy, Debug)]
pub struct Letters;

impl Fold for Letters {
    fn fold(&self, texts: &str) -> String {
        let mut out = String::new();
        for char in texts.chars().flat_map(char::to_lowercase) {
            match char {
                '\u{300}'..='\u{36f}' => {}
                'é' => out.push('e'),
                'ä' => out.push('a'),
                'ς' => out.push('σ'),
                'ß' => out.push_str("ss"),
                'ﬁ' => out.push_str("fi"),
                '\u{a0}' => out.push(' '),
                other => out.push(other),
            }
        }
        out
    }
}
