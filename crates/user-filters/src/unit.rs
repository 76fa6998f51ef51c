//! Units of sizes as people type them: `GiB`, `gb`, `G`, `gigabytes`, `Go`, `ГБ`, `гигабайт`.

use super::condition::{is_blank, split};
use super::limits::{Metric, PERCENT};

/// The unit at the start of what follows a number, as the figure that it is of, how many bytes or
/// files it stands for, and the rest of the text; as an error, the name of something that is no
/// unit, and the rest of the text. Without a named figure, it is the size, or the files if that word
/// follows.
pub(super) fn read_unit(
    text: &str,
    named: Option<Metric>,
) -> Result<(Metric, u128, &str), (String, &str)> {
    let metric = named.unwrap_or(Metric::Size);
    if metric == Metric::Share {
        let unit = text.trim_start_matches(is_blank);
        let behind = unit.strip_prefix(['%', '٪', '％']);
        if let Some(rest) = behind.or(Some(text).filter(|_| is_word_end(text))) {
            return Ok((metric, PERCENT, rest));
        }
    }
    let (attached, rest) = split(text, &|char| !is_blank(char));
    let name = attached.trim_matches(['.', ',', ';']);
    if !name.is_empty() {
        let unit = parse_unit(name, metric);
        return unit
            .map(|unit| (metric, unit, rest))
            .ok_or((name.to_owned(), rest));
    }
    let (word, behind) = split(rest.trim_start_matches(is_blank), &|char| !is_blank(char));
    let word = word.trim_end_matches(['.', ',', ';']);
    if metric.is_in_bytes()
        && let Some(unit) = parse_unit(word, metric).filter(|_| !word.is_empty())
    {
        return Ok((metric, unit, behind));
    }
    match &*word.to_ascii_lowercase() {
        "file" | "files" if named.is_none_or(|named| named == Metric::Files) => {
            Ok((Metric::Files, 1, behind))
        }
        lower if is_like_unit(lower) => Err((word.to_owned(), behind)),
        _ => Ok((metric, 1, rest)),
    }
}

/// Whether a word ends where this text begins.
fn is_word_end(text: &str) -> bool {
    text.chars().next().is_none_or(is_blank)
}

impl Metric {
    fn is_in_bytes(self) -> bool {
        matches!(self, Self::Size | Self::Average)
    }
}

/// Whether a word after a number is hardly searched for: it begins as a unit does, or is one of
/// something else. A single letter may begin a name.
fn is_like_unit(word: &str) -> bool {
    let (letters, _) = split(word, &char::is_alphabetic);
    let bytes = letters.replace("bit", "b");
    word.starts_with('%')
        || (letters.len() > 1 && parse_unit(&bytes, Metric::Size).is_some())
        // The first five are larger than any server.
        || matches!(
            letters,
            "zb" | "zib" | "yb" | "yib" | "xb" | "file" | "files" | "thousand" | "million" | "billion"
        )
}

/// How many bytes, or files, a unit stands for.
fn parse_unit(name: &str, metric: Metric) -> Option<u128> {
    const PREFIXES: [(&str, &str); 6] = [
        ("kilo", "kibi"),
        ("mega", "mebi"),
        ("giga", "gibi"),
        ("tera", "tebi"),
        ("peta", "pebi"),
        ("exa", "exbi"),
    ];
    if matches!(metric, Metric::Share | Metric::Rank) {
        return name.is_empty().then_some(1);
    }
    let name: String = name.chars().map(latin).collect();
    let power = |place: usize| u32::try_from(place + 1).unwrap_or(0);
    if metric == Metric::Files {
        let place = "kmgtpe".find(&*name).filter(|_| name.len() <= 1)?;
        return Some(if name.is_empty() {
            1
        } else {
            1000_u128.pow(power(place))
        });
    }
    let is_byte = |name: &str| {
        matches!(
            name,
            "b" | "bs" | "o" | "byte" | "bytes" | "octet" | "octets"
        ) || name.starts_with("bayt")
    };
    if name.is_empty() || is_byte(&name) {
        return Some(1);
    }
    let name = match &*name {
        "meg" | "megs" => "m",
        "gig" | "gigs" => "g",
        // In Finnish, a byte is a “tavu”.
        "kt" | "mt" | "gt" | "tt" => &format!("{}b", &name[..1]),
        name => name,
    };
    for (place, (decimal, binary)) in PREFIXES.into_iter().enumerate() {
        let power = power(place);
        for (prefix, base) in [(decimal, 1000_u128), (binary, 1024)] {
            if name.strip_prefix(prefix).is_some_and(is_byte) {
                return Some(base.pow(power));
            }
        }
        if let Some(rest) = name.strip_prefix(&decimal[..1]) {
            let rest_of_binary = rest.strip_prefix('i').unwrap_or(rest);
            let is_binary = rest.is_empty() || rest_of_binary.len() < rest.len();
            let is_unit = rest_of_binary.is_empty() || is_byte(rest_of_binary);
            let base: u128 = if is_binary { 1024 } else { 1000 };
            return is_unit.then(|| base.pow(power));
        }
    }
    None
}

/// The Latin letter, in lower case, for a Latin or Cyrillic one in the abbreviation of a unit.
fn latin(char: char) -> char {
    match char {
        'к' | 'К' => 'k',
        'м' | 'М' => 'm',
        'г' | 'Г' => 'g',
        'т' | 'Т' => 't',
        'п' | 'П' => 'p',
        'и' | 'И' => 'i',
        'б' | 'Б' => 'b',
        'а' | 'А' => 'a',
        'е' | 'Е' | 'э' | 'Э' => 'e',
        'й' | 'Й' => 'y',
        'л' | 'Л' => 'l',
        'о' | 'О' => 'o',
        'р' | 'Р' => 'r',
        '\u{ff21}'..='\u{ff5a}' => {
            let latin = char::from_u32(u32::from(char) - 0xfee0);
            latin.unwrap_or(char).to_ascii_lowercase()
        }
        other => other.to_ascii_lowercase(),
    }
}
