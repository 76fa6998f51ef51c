//! Names that anybody may have chosen, made safe to look at.

use media_usage::is_invisible;

/// How many characters of a name are shown. Synapse allows 256 for a display name; a homeserver
/// that sends more must not stretch the page.
const MAX_NAME_CHARS: usize = 1000;

/// A name with every character made visible that would otherwise act on the text around it, hide,
/// or break the line: controls as Unicode's control pictures, and direction marks and other invisible
/// characters by their code point, as in `[U+202E]`. `None` when nothing is left to read. Joiners and
/// variation selectors stay where scripts and emoji need them.
pub fn visible(name: &str) -> Option<String> {
    let name = name.trim();
    if !name.chars().any(is_readable) {
        return None;
    }
    let mut out = String::with_capacity(name.len());
    // The character before, if it is shown as it is.
    let mut before = '\0';
    let mut chars = name.chars().enumerate().peekable();
    while let Some((place, char)) = chars.next() {
        if place == MAX_NAME_CHARS {
            out.push('…');
            break;
        }
        match char {
            '\u{0}'..='\u{1f}' => {
                // Unicode, "Control Pictures": one for each of them, in the same order.
                out.push(char::from_u32(0x2400 + u32::from(char)).unwrap_or('�'));
            }
            '\u{7f}' => out.push('␡'),
            char if is_control_like(char)
                && !is_needed(before, char, chars.peek().map(|it| it.1)) =>
            {
                out.push_str("[U+");
                out.push_str(&hex(u32::from(char)));
                out.push(']');
                before = '\0';
            }
            char => {
                out.push(char);
                before = char;
            }
        }
    }
    Some(out)
}

/// What begins and ends a name within a sentence (Unicode Annex 9, isolates).
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// A name within a sentence: made visible, and isolated, so that its direction doesn't change
/// the order of the words around it.
pub fn isolate(name: &str) -> String {
    let (begin, end) = ISOLATE;
    format!("{begin}{}{end}", visible(name).unwrap_or_default())
}

/// The sentence as plain text, for another program than this page.
pub fn without_isolates(sentence: &str) -> String {
    let (begin, end) = ISOLATE;
    sentence.replace([begin, end], "")
}

/// A part of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentencePart<'a> {
    /// The sentence's own words.
    Text(&'a str),
    /// An isolated name.
    Name(&'a str),
}

/// A sentence with isolated names, in parts. Parts that are empty are left out.
pub fn split_isolates(sentence: &str) -> Vec<SentencePart<'_>> {
    let (begin, end) = ISOLATE;
    let mut parts = Vec::new();
    for (at, piece) in sentence.split(begin).enumerate() {
        let (name, words) = match at {
            0 => ("", piece),
            _ => piece.split_once(end).unwrap_or((piece, "")),
        };
        let name = (!name.is_empty()).then_some(SentencePart::Name(name));
        let words = (!words.is_empty()).then_some(SentencePart::Text(words));
        parts.extend(name.into_iter().chain(words));
    }
    parts
}

/// A homeserver's name, without the scheme of a URL.
pub fn server_name(homeserver: &str) -> &str {
    let rest = homeserver.split_once("://").map(|(_, rest)| rest);
    rest.unwrap_or(homeserver)
}

/// Whether a reader sees something of a character.
pub fn is_readable(char: char) -> bool {
    !(char.is_whitespace() || is_control_like(char))
}

/// Characters without a shape of their own: controls, line separators, direction marks and overrides
/// (Unicode Annex 9), other invisible characters, and noncharacters.
fn is_control_like(char: char) -> bool {
    is_invisible(char) || matches!(char, '\u{fffe}' | '\u{ffff}')
}

/// Has the emoji before it shown in colour (variation selector 16).
const EMOJI_STYLE: char = '\u{fe0f}';

/// Whether an invisible character changes how its neighbours look: a joiner between emoji or within a
/// word of a script that has them, or a variation selector after an emoji.
fn is_needed(before: char, char: char, next: Option<char>) -> bool {
    let next = next.unwrap_or_default();
    match char {
        '\u{200c}' => is_joining(before) && is_joining(next),
        // Also at the end of a word, as in Malayalam.
        '\u{200d}' => {
            is_joining(before) || is_emoji(next) && (is_emoji(before) || before == EMOJI_STYLE)
        }
        EMOJI_STYLE => is_emoji(before) || next == '\u{20e3}',
        _ => false,
    }
}

/// Whether a character is of a script whose letters change their shape next to each other: Arabic and
/// its relatives, those of India and Tibet, Burmese, Khmer and Mongolian.
fn is_joining(char: char) -> bool {
    let is_of_script = matches!(char,
        '\u{600}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}');
    is_of_script && !is_control_like(char)
}

/// Whether a character is in the blocks of the emoji.
fn is_emoji(char: char) -> bool {
    let is_in_block = matches!(char,
        '©' | '®' | '\u{203c}' | '\u{2049}' | '\u{2100}'..='\u{2bff}' | '〰' | '〽' | '㊗' | '㊙'
        | '\u{1f000}'..='\u{1faff}');
    is_in_block && !is_control_like(char)
}

fn hex(code: u32) -> String {
    format!("{code:04X}")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_that_acts_is_left(name in "[\\x00-\\x7f\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200b}aé]{0,20}") {
            if let Some(shown) = visible(&name) {
                prop_assert!(!shown.chars().any(|char| char.is_control() || is_control_like(char)));
            }
        }

        #[test]
        fn plain_names_are_left_alone(name in "[a-zA-ZäéßñЖ猫]{1,20}") {
            prop_assert_eq!(visible(&name), Some(name));
        }
    }

    #[test]
    fn names_without_anything_to_read_are_no_names() {
        for blank in ["", "   ", "\n", "\u{202e}", "\u{200b}\u{feff}", "\u{3164}"] {
            assert_eq!(visible(blank), None, "{blank:?}");
        }
    }

    #[test]
    fn what_acts_is_named() {
        assert_eq!(visible("a\u{202e}b").as_deref(), Some("a[U+202E]b"));
        assert_eq!(visible("a\nb").as_deref(), Some("a␊b"));
    }

    #[test]
    fn names_are_parts_of_a_sentence() {
        let sentence = format!("{} is not {}.", isolate("a\u{202e}b"), isolate("\u{2069}c"));
        let wanted = [
            SentencePart::Name("a[U+202E]b"),
            SentencePart::Text(" is not "),
            SentencePart::Name("[U+2069]c"),
            SentencePart::Text("."),
        ];
        assert_eq!(split_isolates(&sentence), wanted);
        assert_eq!(split_isolates("no names"), [SentencePart::Text("no names")]);
        assert_eq!(split_isolates(""), []);
    }

    #[test]
    fn emoji_and_words_with_joiners_stay_whole() {
        let emoji = ["👩‍🚀", "❤️‍🔥", "🕵🏽‍♂️", "1️⃣", "☺️"];
        let words = ["می‌خواهم", "क्‍ष", "രാജന്‍"];
        for whole in emoji.into_iter().chain(words) {
            assert_eq!(visible(whole).as_deref(), Some(whole));
        }
    }

    #[test]
    fn names_that_differ_unseen_are_told_apart() {
        let unseen = "\u{ad}\u{34f}\u{115f}\u{1160}\u{17b4}\u{180b}\u{200b}\u{200c}\u{200d}\u{2060}\u{2800}\
            \u{3164}\u{fe00}\u{fe0f}\u{ffa0}\u{e0061}\u{e0100}";
        for char in unseen.chars() {
            let code = format!("[U+{}]", hex(u32::from(char)));
            for name in [format!("a{char}b"), format!("é{char}"), format!("а{char}ж")] {
                let shown = visible(&name).unwrap_or_default();
                assert_eq!(shown, name.replace(char, &code));
            }
        }
        for doubled in [
            "👩\u{200d}\u{200d}🚀",
            "م\u{200c}\u{200c}م",
            "☺\u{fe0f}\u{fe0f}",
        ] {
            assert!(visible(doubled).is_some_and(|shown| shown.contains("[U+")));
        }
    }

    #[test]
    fn a_name_ends_somewhere() {
        let shown = visible(&"a".repeat(5000)).unwrap_or_default();
        assert_eq!(shown.chars().count(), MAX_NAME_CHARS + 1);
    }
}
