//! Names for files that every system and every shell takes.

/// Characters of a part that are kept, at most.
const MAX_PART_CHARS: usize = 60;

/// A file's name, of parts that may be any text: what is neither a letter nor a digit of ASCII, nor
/// a full stop between such, becomes a hyphen. Parts that nothing is left of are left out.
pub fn file_name(parts: &[&str], extension: &str) -> String {
    let parts: Vec<_> = parts.iter().map(|part| plain(part)).collect();
    let parts: Vec<_> = parts.iter().filter(|part| !part.is_empty()).collect();
    let parts: Vec<_> = parts.iter().map(|part| part.as_str()).collect();
    format!("{}.{extension}", parts.join("_"))
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    for char in text.chars().take(MAX_PART_CHARS) {
        if char.is_ascii_alphanumeric() {
            out.push(char);
        } else if !out.is_empty() && !out.ends_with(['-', '.']) {
            out.push(if char == '.' { '.' } else { '-' });
        }
    }
    out.truncate(out.trim_end_matches(['-', '.']).len());
    out
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_makes_a_name_that_is_safe(parts in prop::collection::vec(".{0,90}", 1..5)) {
            let parts: Vec<_> = parts.iter().map(String::as_str).collect();
            let name = file_name(&parts, "csv");
            prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)));
            prop_assert!(!name.contains("..") && name.len() < 255);
        }
    }

    #[test]
    fn what_can_be_read_is_kept() {
        let parts = [
            "media-usage",
            "https://matrix.example.org:8448",
            "Last 30 days",
            "",
            "…",
        ];
        let name = "media-usage_https-matrix.example.org-8448_Last-30-days.json";
        assert_eq!(file_name(&parts, "json"), name);
    }
}
