//! Where in a text is what was searched for.

use super::find::{Frequencies, Needle};
use std::ops::Range;
use user_filters::SearchTerm;
use user_filters::{Batch, Fold, SEPARATOR};

/// The places, in bytes, of each text in which something stands that the search looks for: in
/// ascending order, neither overlapping nor touching. Characters are marked with all that combines
/// with them, and as a whole if only a part of what they fold to is looked for (ß is marked for
/// `s`). All texts are folded in one call.
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

/// A text, folded, and which of its parts became which.
struct Clusters {
    folded: String,
    /// Where each character begins, in the folded text and in the text itself, and the end. What
    /// folds to nothing, as an accent does, belongs to the character before.
    starts: Vec<(usize, usize)>,
}

impl Clusters {
    /// Folds a text; of each character that is not ASCII, `folded` has the folded form.
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

    /// The places in the text at which one of the needles stands.
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

    /// Which characters became a part of the folded text that is not empty.
    fn clusters(&self, folded: Range<usize>) -> Range<usize> {
        let begun = self.starts.partition_point(|&(at, _)| at <= folded.start);
        let ended = self.starts.partition_point(|&(at, _)| at < folded.end);
        begun - 1..ended
    }
}
