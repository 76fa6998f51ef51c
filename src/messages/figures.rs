//! The figures of a distribution, and their meaning.

use messages::{
    average, concentration, define_average, define_concentration, define_files, define_gini,
    define_largest_share, define_mean, define_median, define_size, define_users,
    define_users_holding, files, gini, largest_share, mean, median, size, users, users_holding,
};

/// What each figure is, in one sentence.
pub fn definitions() -> [(&'static str, &'static str); 10] {
    [
        (size(), define_size()),
        (files(), define_files()),
        (users(), define_users()),
        (average(), define_average()),
        (concentration(), define_concentration()),
        (median(), define_median()),
        (mean(), define_mean()),
        (largest_share(), define_largest_share()),
        (users_holding(), define_users_holding()),
        (gini(), define_gini()),
    ]
}

/// The marks of the concentration curve, in per cent.
pub const MARKS: [(u128, &str); 3] = [(50, "50%"), (80, "80%"), (95, "95%")];

/// What a Gini coefficient, in ten-thousandths, means.
pub fn gini_note(gini: u32) -> &'static str {
    match gini {
        ..3_000 => messages::gini_even(),
        3_000..6_000 => messages::gini_uneven(),
        _ => messages::gini_very_uneven(),
    }
}
