//! Locates search matches within texts, for highlighting.

use super::find::{Frequencies, Needle};
use std::ops::Range;
use user_filters::SearchTerm;
use user_filters::{Batch, Fold, SEPARATOR};

/// Returns the byte ranges of the matches in each text, ascending, neither overlapping nor
/// adjacent. Characters are marked with their combining marks, and as a whole even if only part of
/// their folded form matches (`s` marks ß). All texts are folded in one call.
pub fn marks(texts: &[&str], term: &SearchTerm, fold: &dyn Fold) -> Vec<Vec<Range<usize>>> {
    if term.needles().is_empty() {
        return vec![Vec::new(); texts.len()];
    }
    let mut batch = Batch::default();
    let mut bytes = [0; 4];
    let chars = texts.iter().flat_map(|text| text.chars());
    for char in chars.filter(|char| !char.is_ascii()) {
        batch.add(char.encode_utf8(&mut bytes));
    }
    let folded = batch.fold(fold);
    let mut folded = folded.split(SEPARATOR);
    let needles = term.needles().iter();
    let needles: Vec<_> = needles
        .filter_map(|needle| Needle::new(needle, &Frequencies::NONE))
        .collect();
    let mark = |text: &&str| Clusters::new(text, &mut folded).marks(&needles);
    texts.iter().map(mark).collect()
}

/// A folded text, with a mapping back to the original.
struct Clusters {
    folded: String,
    /// Start of each character in the folded and the original text, plus the end. What folds to
    /// nothing, such as an accent, belongs to the preceding character.
    starts: Vec<(usize, usize)>,
}

impl Clusters {
    /// Folds a text. `folded` yields the folded form of each non-ASCII character.
    fn new<'a>(text: &str, folded: &mut impl Iterator<Item = &'a str>) -> Self {
        let mut clusters = Self {
            folded: String::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len() + 1),
        };
        for (at, char) in text.char_indices() {
            let start = clusters.folded.len();
            match char {
                SEPARATOR => clusters.folded.push(' '),
                '\0'..='\x7f' => clusters.folded.push(char.to_ascii_lowercase()),
                _ => clusters.folded.push_str(folded.next().unwrap_or_default()),
            }
            if clusters.folded.len() > start {
                clusters.starts.push((start, at));
            }
        }
        clusters.starts.push((clusters.folded.len(), text.len()));
        clusters
    }

    /// Returns the ranges of the text that match one of the needles.
    fn marks(&self, needles: &[Needle]) -> Vec<Range<usize>> {
        let folded = self.folded.as_bytes();
        let mut marked = vec![false; self.starts.len()];
        for needle in needles {
            let mut from = 0;
            while let Some(at) = needle.find(folded, from) {
                marked[self.clusters(at..at + needle.len())].fill(true);
                from = at + 1;
            }
        }
        let mut marks: Vec<Range<usize>> = Vec::new();
        for (cluster, _) in marked.iter().enumerate().filter(|&(_, &marked)| marked) {
            let [start, end] = [cluster, cluster + 1].map(|cluster| self.starts[cluster].1);
            match marks.last_mut() {
                Some(mark) if mark.end == start => mark.end = end,
                _ => marks.push(start..end),
            }
        }
        marks
    }

    /// Returns the characters that a non-empty range of the folded text comes from.
    fn clusters(&self, folded: Range<usize>) -> Range<usize> {
        let begun = self.starts.partition_point(|&(at, _)| at <= folded.start);
        let ended = self.starts.partition_point(|&(at, _)| at < folded.end);
        begun - 1..ended
    }
}
