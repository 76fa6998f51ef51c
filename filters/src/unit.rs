//! Units of sizes as people type them: `GiB`, `gb`, `G`, `gigabytes`, `Go`, `ГБ`.

use super::condition::{is_blank, split};
use super::limits::Figure;

/// The unit at the start of what follows a number, as the figure that it is of, how many bytes or
/// files it stands for, and the rest of the text; as an error, the name of something that is no
/// unit, and the rest of the text. Without a named figure, it is the size, or the files if that word
/// follows.
pub(super) fn read_unit(
    text: &str,
    named: Option<Figure>,
) -> Result<(Figure, u128, &str), (String, &str)> {
    let figure = named.unwrap_or(Figure::Size);
    let (attached, rest) = split(text, &|char| !is_blank(char));
    let name = attached.trim_matches(['.', ',', ';']);
    if !name.is_empty() {
        let unit = parse_unit(name, figure);
        return unit
            .map(|unit| (figure, unit, rest))
            .ok_or((name.to_owned(), rest));
    }
    if figure == Figure::Files {
        return Ok((figure, 1, rest));
    }
    let (word, behind) = split(rest.trim_start_matches(is_blank), &|char| !is_blank(char));
    let word = word.trim_end_matches(['.', ',', ';']);
    if let Some(unit) = parse_unit(word, figure).filter(|_| !word.is_empty()) {
        return Ok((figure, unit, behind));
    }
    match &*word.to_ascii_lowercase() {
        "file" | "files" if named.is_none() => Ok((Figure::Files, 1, behind)),
        // Larger than any server.
        "zb" | "zib" | "yb" | "yib" | "xb" => Err((word.to_owned(), behind)),
        _ => Ok((figure, 1, rest)),
    }
}

/// How many bytes, or files, a unit stands for.
fn parse_unit(name: &str, figure: Figure) -> Option<u128> {
    const PREFIXES: [(&str, &str); 6] = [
        ("kilo", "kibi"),
        ("mega", "mebi"),
        ("giga", "gibi"),
        ("tera", "tebi"),
        ("peta", "pebi"),
        ("exa", "exbi"),
    ];
    let name: String = name.chars().map(latin).collect();
    let power = |place: usize| u32::try_from(place + 1).unwrap_or(0);
    if figure == Figure::Files {
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
        )
    };
    if name.is_empty() || is_byte(&name) {
        return Some(1);
    }
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
        'э' | 'Э' => 'e',
        'и' | 'И' => 'i',
        'б' | 'Б' => 'b',
        other => other.to_ascii_lowercase(),
    }
}
