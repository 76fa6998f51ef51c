//! The named users that tests ask for: one for each way in which a name or a sum can hurt.

use super::{DAY, Files, User};

/// A user whom tests know by name.
#[derive(Clone, Copy, Debug)]
pub struct Special {
    /// What tests call it.
    pub key: &'static str,
    /// What stands between `@` and `:`.
    pub localpart: &'static str,
    /// The display name.
    pub displayname: Option<&'static str>,
    /// Open, closed, erased, or not an account at all.
    pub state: State,
    /// What the user has uploaded.
    pub files: Files,
}

/// What has become of a special user's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In use.
    Open,
    /// Deactivated; the name stays.
    Deactivated,
    /// Deactivated and erased; the name is gone.
    Erased,
    /// A bridge's own sender: media, but no row in `users`.
    Unregistered,
}

impl Special {
    /// The full user ID.
    pub fn user_id(&self) -> String {
        super::user_id(self.localpart)
    }

    pub(super) fn user(&self) -> User {
        User {
            localpart: self.localpart.to_owned(),
            displayname: self.displayname.map(str::to_owned),
            registered: self.state != State::Unregistered,
            deactivated: matches!(self.state, State::Deactivated | State::Erased),
            erased: self.state == State::Erased,
            bridge: None,
            files: self.files,
        }
    }
}

/// The special user whom tests call `key`.
///
/// # Panics
/// When there is none: that is a mistake in the test.
pub fn special(key: &str) -> &'static Special {
    let found = SPECIAL.iter().find(|special| special.key == key);
    found.unwrap_or_else(|| panic!("no special user is called {key:?}"))
}

const fn named(key: &'static str, localpart: &'static str, name: &'static str) -> Special {
    Special {
        key,
        localpart,
        displayname: Some(name),
        state: State::Open,
        files: Files::About(3, 200_000),
    }
}

const fn unnamed(key: &'static str, localpart: &'static str) -> Special {
    Special {
        displayname: None,
        ..named(key, localpart, "")
    }
}

impl Special {
    const fn with(self, files: Files) -> Self {
        Self { files, ..self }
    }

    const fn with_state(self, state: State) -> Self {
        Self { state, ..self }
    }
}

/// 51 characters.
macro_rules! long {
    () => {
        "Maximiliane-Wilhelmine von und zu Hohenzollern-Auen"
    };
}

/// A name of 255 characters.
pub const LONG_NAME: &str = concat!(long!(), long!(), long!(), long!(), long!());

/// Uploads at, just before and just after the ends of the usual periods, one byte more each.
const BOUNDARIES: &[(u64, u64)] = &[
    (0, 1),
    (1, 2),
    (DAY - 1, 4),
    (DAY, 8),
    (DAY + 1, 16),
    (7 * DAY - 1, 32),
    (7 * DAY, 64),
    (7 * DAY + 1, 128),
    (30 * DAY - 1, 256),
    (30 * DAY, 512),
    (30 * DAY + 1, 1024),
    (365 * DAY - 1, 2048),
    (365 * DAY, 4096),
    (365 * DAY + 1, 8192),
];

/// Every special user.
pub const SPECIAL: &[Special] = &[
    // Names that are missing or look so.
    unnamed("null name", "no-name"),
    named("empty name", "empty-name", ""),
    named("blank name", "blank-name", "   "),
    named("no-break blank name", "nbsp-name", "\u{a0}\u{2003}\u{200b}"),
    // Names that are long, or in other scripts.
    named("long name", "long-name", LONG_NAME),
    named(
        "long word",
        "long-word",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter",
    ),
    named("arabic", "arabic", "محمد الأحمد"),
    named("hebrew", "hebrew", "דוד בן־גוריון (TLV) 2024"),
    named("cjk", "cjk", "山田 太郎"),
    named("korean", "korean", "김민준"),
    named("cyrillic", "cyrillic", "Юлия Ёлкина"),
    named("greek", "greek", "Σίσυφος"),
    named("turkish", "turkish", "İlknur Işık"),
    named("jose", "jose", "José Núñez"),
    named("elodie", "elodie", "Élodie Lefèvre"),
    named("sharp s", "sharp-s", "Straße"),
    named(
        "combining",
        "combining",
        "Ame\u{301}lie Z\u{351}\u{36b}\u{343}a\u{35b}lgo\u{489}\u{334}",
    ),
    named("emoji", "emoji", "👩‍👩‍👧‍👦🏳️‍🌈👍🏽"),
    // Names that try to break the page or a file made from it.
    named("bidi override", "bidi", "photo\u{202e}gpj.exe"),
    named(
        "bidi isolate",
        "bidi-isolate",
        "\u{2067}open and never closed",
    ),
    named(
        "newline",
        "newline",
        "first line\nsecond line\r\nthird\tline",
    ),
    named("control", "control", "bell\u{7}escape\u{1b}[31mred\u{85}"),
    named(
        "html image",
        "html-image",
        "<img src=x onerror=\"document.title='owned'\">",
    ),
    named(
        "html script",
        "html-script",
        "</td><script>document.title='owned'</script>&amp;",
    ),
    named("percent", "percent", "100%"),
    named("underscore", "underscore", "snake_case_name"),
    named("backslash", "backslash", "C:\\temp\\%PATH%"),
    named(
        "quotes",
        "quotes",
        "Robert\"); DROP TABLE users;-- 'x', \"y\"",
    ),
    named("formula equals", "formula-equals", "=cmd|' /C calc'!A0"),
    named("formula plus", "formula-plus", "+1"),
    named("formula minus", "formula-minus", "-1"),
    named("formula at", "formula-at", "@SUM(1+1)*cmd|' /C calc'!A0"),
    named("formula tab", "formula-tab", "\t=1+1"),
    // Two who differ in nothing that one sees.
    named("twin one", "twin-1", "Same Name").with(Files::Equal(7, 70_007)),
    named("twin two", "twin-2", "Same Name").with(Files::Equal(7, 70_007)),
    // Localparts that need care in a URL, and those of before they were lower-case.
    named("localpart equals", "eq=41=20", "Equals"),
    named("localpart slash", "slash/in/name", "Slash"),
    named("localpart plus", "plus+tag", "Plus"),
    named("localpart underscore", "_under_score_", "Underscore"),
    named("localpart dot", "..dots..", "Dots"),
    named("localpart upper", "OldUpperCase", "Old Upper-Case"),
    unnamed("localpart upper twin", "oldUppercase"),
    // Accounts that are closed or none.
    named("deactivated", "deactivated", "Deactivated But Named").with_state(State::Deactivated),
    unnamed("erased", "erased").with_state(State::Erased),
    unnamed("bridge sender", "bridgebot").with_state(State::Unregistered),
    // Sizes.
    named("whale", "whale", "Moby Dick").with(Files::About(700, 60_000_000)),
    // PostgreSQL's column for a file's size holds no more than this.
    named("huge files", "huge-files", "Huge Files").with(Files::Equal(10, (1 << 31) - 1)),
    named("many small files", "many-small", "Many Small").with(Files::Equal(2500, 3)),
    named("zero bytes", "zero-bytes", "Zero").with(Files::Equal(5, 0)),
    named("pending only", "pending-only", "Only Pending").with(Files::Pending(4)),
    unnamed("pending only, unnamed", "pending-unnamed").with(Files::Pending(1)),
    named("no media", "no-media", "No Media").with(Files::None),
    // Times.
    named("boundaries", "boundaries", "Boundary Times").with(Files::Listed(BOUNDARIES)),
    named("last day", "last-day", "Last Day").with(Files::Listed(&[(DAY / 2, 1_000_001)])),
    named("last week", "last-week", "Last Week").with(Files::Listed(&[(3 * DAY, 1_000_002)])),
    named("last month", "last-month", "Last Month").with(Files::Listed(&[(20 * DAY, 1_000_003)])),
    named("long ago", "long-ago", "Long Ago").with(Files::Listed(&[(super::SPAN, 1_000_004)])),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_name_is_as_long_as_a_server_allows() {
        assert_eq!(LONG_NAME.chars().count(), 255);
    }

    #[test]
    fn every_special_user_can_be_asked_for() {
        for wanted in SPECIAL {
            assert_eq!(special(wanted.key).localpart, wanted.localpart);
        }
    }
}
