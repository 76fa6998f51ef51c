//! Searching: what can be typed, and what comes of it.

pub const SEARCH: &str = "Search users";
pub const SEARCH_HINT: &str = "Name, user ID, >1GiB";
pub const SEARCH_HELP: &str = "How to search";

/// What can be typed, and whom it finds.
pub const SEARCH_WAYS: [(&str, &str); 6] = [
    (
        "anna berg",
        "whose name or user ID contains each word, anywhere; case and accents make no difference",
    ),
    ("\"anna b\"", "whose name or user ID contains exactly this"),
    ("@anna:example.org", "who has this user ID"),
    (
        ">1GiB",
        "who uses more than that; also with <, >=, <= and =",
    ),
    ("files>500", "who has more than 500 files"),
    ("average<1.5MB", "whose files have a smaller mean size"),
];

pub const SEARCH_RULES: &str = "Whoever is found fits all that is typed. KiB, MiB, GiB and TiB, or K, M, G and T, \
     are powers of 1024; kB, MB, GB and TB are powers of 1000; without a unit, sizes are in bytes. \
     Pending uploads count as 0 bytes.";

/// Nobody is found.
pub fn nobody_found(term: &str) -> String {
    format!("No user matches “{term}”.")
}
