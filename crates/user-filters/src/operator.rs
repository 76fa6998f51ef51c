//! Comparisons as people type them: `>=`, `=>`, `≥`.

use super::condition::split;
use super::limits::NumberRange;

/// How a figure is compared with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    LessThan,
    AtMost,
    Equal,
    AtLeast,
    GreaterThan,
}

impl Operator {
    /// The figures for which the comparison with a number holds that was rounded down and up.
    pub(super) fn range(self, (down, up): (u128, u128)) -> NumberRange {
        let after = down.saturating_add(1);
        let NumberRange { from, below } = NumberRange::ALL;
        let (from, below) = match self {
            Self::AtMost => (from, after),
            Self::AtLeast => (up, below),
            Self::LessThan => (from, up),
            Self::GreaterThan => (after, below),
            // Between two whole numbers, there is none.
            Self::Equal => (up, after),
        };
        NumberRange { from, below }
    }
}

/// The comparison at the start of a text, and the rest of the text. As an error, signs that are
/// none; `None` if the text starts otherwise.
pub(super) fn read_operator(text: &str) -> Option<(Result<Operator, String>, &str)> {
    let mut signs = String::new();
    let (typed, rest) = split(text, &|char| "<>=!≠≤≥≦≧⩽⩾＜＞＝".contains(char));
    for char in typed.chars() {
        signs.push_str(match char {
            '<' | '＜' => "<",
            '>' | '＞' => ">",
            '=' | '＝' => "=",
            '≤' | '≦' | '⩽' => "<=",
            '≥' | '≧' | '⩾' => ">=",
            '≠' => "!=",
            _ => "!",
        });
    }
    let operator = match &*signs {
        "" | "!" => return None,
        "<" => Ok(Operator::LessThan),
        "<=" | "=<" => Ok(Operator::AtMost),
        "=" | "==" => Ok(Operator::Equal),
        ">=" | "=>" => Ok(Operator::AtLeast),
        ">" => Ok(Operator::GreaterThan),
        _ if signs.starts_with("!!") => return None,
        _ => Err(typed.to_owned()),
    };
    Some((operator, rest))
}
