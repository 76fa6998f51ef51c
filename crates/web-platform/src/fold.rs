//! Folding text for searches with the browser's own knowledge of Unicode.

use js_sys::{JsString, RegExp};
use media_usage::Fold;

/// Folds case, accents and compatibility forms in every script that the browser knows: `Élodie`,
/// `ÉLODIE` and `elodie` become the same, as do `Straße` and `strasse`, `Σίσυφος` and `ΣΊΣΥΦΟΣ`.
/// What combines with letters or can't be seen goes: accents, vowel points and vowel signs, joiners
/// and direction marks.
#[derive(Clone, Copy, Debug)]
pub struct BrowserFold;

thread_local! {
    static MARKS: RegExp = RegExp::new(r"[\p{Mn}\p{Me}\p{Cf}]", "gu");
}

impl Fold for BrowserFold {
    fn fold(&self, texts: &str) -> String {
        let text: JsString = JsString::from(texts).normalize("NFKD");
        let text = MARKS.with(|marks| text.replace_by_pattern(marks, ""));
        // Upper case first: it is what makes ß and the long s equal to their other forms.
        let mut out = String::from(text.to_upper_case().to_lower_case());
        if out.contains(is_letter_apart) {
            out = out.chars().flat_map(plain_letters).collect();
        }
        out
    }
}

/// Letters that Unicode doesn't decompose, though people type them without the stroke; and those
/// that have a form of their own at the end of a word, or in capitals.
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
        // From ẞ alone: upper case has made two letters of ß.
        'ß' => ('s', Some('s')),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

fn is_letter_apart(letter: char) -> bool {
    "ςøłđðħıæœþß".contains(letter)
}
