//! Folding text for searches with the browser's own knowledge of Unicode.

use js_sys::{JsString, RegExp};
use usage::Fold;

/// Folds case, accents and compatibility forms in every script that the browser knows: `Élodie`,
/// `ÉLODIE` and `elodie` become the same, as do `Straße` and `strasse`, `Σίσυφος` and `ΣΊΣΥΦΟΣ`.
#[derive(Clone, Copy, Debug)]
pub struct BrowserFold;

impl Fold for BrowserFold {
    fn fold(&self, texts: &str) -> String {
        if texts.is_ascii() {
            return texts.to_ascii_lowercase();
        }
        // Upper case first: it is what makes ß and the final sigma equal to their other forms.
        let marks = RegExp::new(r"\p{Mn}", "gu");
        let text: JsString = JsString::from(texts).normalize("NFKD");
        let text = text.replace_by_pattern(&marks, "");
        let text = text.to_upper_case().to_lower_case();
        let mut out = String::from(text);
        if out.contains(is_letter_apart) {
            out = out.chars().flat_map(plain_letters).collect();
        }
        out
    }
}

/// Letters that Unicode doesn't decompose, though people type them without the stroke.
fn plain_letters(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'ς' => ('σ', None),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'đ' | 'ð' => ('d', None),
        'ħ' => ('h', None),
        'ı' => ('i', None),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

fn is_letter_apart(letter: char) -> bool {
    "ςøłđðħıæœþ".contains(letter)
}
