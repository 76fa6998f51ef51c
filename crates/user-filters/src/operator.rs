//! Comparisons as people type them: `>=`, `=>`, `≥`.

use super::condition::split;
use super::limits::Bounds;

/// How a figure is compared with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Operator {
    /// The figures for which the comparison with a number holds that was rounded down and up.
    pub(super) fn bounds(self, (down, up): (u128, u128)) -> Bounds {
        let after = down.saturating_add(1);
        let Bounds { from, below } = Bounds::ALL;
        let (from, below) = match self {
            Self::AtMost => (from, after),
            Self::AtLeast => (up, below),
            Self::Less => (from, up),
            Self::More => (after, below),
            // Between two whole numbers, there is none.
            Self::Equal => (up, after),
        };
        Bounds { from, below }
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
        "<" => Ok(Operator::Less),
        "<=" | "=<" => Ok(Operator::AtMost),
        "=" | "==" => Ok(Operator::Equal),
        ">=" | "=>" => Ok(Operator::AtLeast),
        ">" => Ok(Operator::More),
        _ if signs.starts_with("!!") => return None,
        _ => Err(typed.to_owned()),
    };
    Some((operator, rest))
}
