//! How the administrator likes figures and colours: remembered in this browser.

use leptos::prelude::*;
use media_usage::NumberStyle;
use messages::Count;
use panel_core::format::{Locale, Units};
use web_platform::Storage;

const UNITS: &str = "units";
const THEME: &str = "theme";
const DENSITY: &str = "density";

/// The page's colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system prefers.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// How high the table's rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Density {
    /// Name and user ID on one line.
    Compact,
    /// The user ID below the name.
    #[default]
    Normal,
    /// The same with more room.
    Comfortable,
}

impl Density {
    pub(crate) const ALL: [Self; 3] = [Self::Compact, Self::Normal, Self::Comfortable];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Normal => "normal",
            Self::Comfortable => "comfortable",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|density| density.as_str() == name)
    }
}

/// The units, the theme, the density and the locale. Writes every figure of the page.
#[derive(Clone, Copy)]
pub struct Preferences {
    units: RwSignal<Units>,
    /// Units from a link. They take precedence over the remembered ones.
    units_of_link: RwSignal<Option<Units>>,
    theme: RwSignal<Theme>,
    density: RwSignal<Density>,
    locale: StoredValue<Locale>,
}

impl Preferences {
    /// What was remembered, in the browser's locale.
    pub fn load() -> Self {
        let remembered = |key| web_platform::load(Storage::Local, key);
        let units = remembered(UNITS).and_then(|name| Units::parse(&name));
        let theme = remembered(THEME).and_then(|name| Theme::parse(&name));
        let density = remembered(DENSITY).and_then(|name| Density::parse(&name));
        Self {
            units: RwSignal::new(units.unwrap_or_default()),
            units_of_link: RwSignal::new(None),
            theme: RwSignal::new(theme.unwrap_or_default()),
            density: RwSignal::new(density.unwrap_or_default()),
            locale: StoredValue::new(web_platform::locale()),
        }
    }

    /// How numbers are typed in the browser's language.
    pub(crate) fn number_style(self) -> NumberStyle {
        self.locale.with_value(|locale| NumberStyle {
            digits: locale.digits,
            decimal: locale.decimal.chars().next().unwrap_or('.'),
            group: locale.group.chars().next(),
            has_pairs: locale.group_sizes.1 == 2,
        })
    }

    /// The chosen units; tracks them.
    pub(crate) fn units(self) -> Units {
        let remembered = self.units.get();
        self.units_of_link.get().unwrap_or(remembered)
    }

    /// Uses the units of a link without remembering them.
    pub(crate) fn show_units_of_link(self, units: Option<Units>) {
        self.units_of_link.set(units);
    }

    pub(crate) fn set_units(self, units: Units) {
        web_platform::store(Storage::Local, UNITS, units.as_str());
        self.units.set(units);
    }

    /// The chosen theme; tracks it.
    pub(crate) fn theme(self) -> Theme {
        self.theme.get()
    }

    /// `theme.js` applies the remembered choice before anything is painted.
    pub(crate) fn set_theme(self, theme: Theme) {
        web_platform::store(Storage::Local, THEME, theme.as_str());
        let chosen = (theme != Theme::System).then(|| theme.as_str());
        web_platform::set_root_data("data-theme", chosen);
        self.theme.set(theme);
    }

    /// The chosen density; tracks it.
    pub(crate) fn density(self) -> Density {
        self.density.get()
    }

    /// `theme.js` applies the remembered choice before anything is painted.
    pub(crate) fn set_density(self, density: Density) {
        web_platform::store(Storage::Local, DENSITY, density.as_str());
        web_platform::set_root_data("data-density", Some(density.as_str()));
        self.density.set(density);
    }

    /// A size in the chosen units; tracks them.
    pub(crate) fn bytes(self, bytes: impl Into<u128>) -> String {
        let units = self.units();
        self.locale.with_value(|locale| units.format(bytes, locale))
    }

    /// A change of a size in the chosen units, with its sign; tracks them.
    pub(crate) fn signed_bytes(self, change: i128) -> String {
        signed(change, &self.bytes(change.unsigned_abs()))
    }

    /// A change of a number, with its sign.
    pub(crate) fn signed_integer(self, change: i128) -> String {
        signed(change, &self.integer(change.unsigned_abs()))
    }

    /// A size in the chosen units, a whole number without decimals; tracks them.
    pub(crate) fn compact(self, bytes: u128) -> String {
        let units = self.units();
        self.locale
            .with_value(|locale| units.compact(bytes, locale))
    }

    pub(crate) fn integer(self, number: impl Into<u128>) -> String {
        self.locale.with_value(|locale| locale.integer(number))
    }

    /// A number of things, for a message that depends on how many they are.
    pub(crate) fn counted(self, number: impl Into<u128>) -> Count {
        let number = number.into();
        let exact = u64::try_from(number).unwrap_or(u64::MAX);
        Count::new(exact, self.integer(number))
    }

    /// A number of things in memory.
    pub(crate) fn count(self, number: usize) -> String {
        self.integer(number as u128)
    }

    pub(crate) fn tenths(self, tenths: u128) -> String {
        self.locale.with_value(|locale| locale.tenths(tenths))
    }

    pub(crate) fn thousandths(self, thousandths: u128) -> String {
        self.locale
            .with_value(|locale| locale.fixed(thousandths, 3))
    }

    /// A part of a whole in per cent; `None` of nothing.
    pub(crate) fn percent(self, part: u128, whole: u128) -> Option<String> {
        self.locale.with_value(|locale| locale.percent(part, whole))
    }

    /// A change relative to what there was; `None` where there was nothing.
    pub(crate) fn growth(self, change: i128, before: u128) -> Option<String> {
        self.locale
            .with_value(|locale| locale.growth(change, before))
    }
}

/// A number's absolute value, written out already, with the sign of a change.
fn signed(change: i128, absolute: &str) -> String {
    match change {
        0 => absolute.to_owned(),
        1.. => format!("+{absolute}"),
        _ => format!("−{absolute}"),
    }
}
