//! Components that only show and ask. Arithmetic is done in `usage`, requests in `homeserver`.

mod address;
mod changes;
mod charts;
mod choice;
mod compare;
mod distribution;
mod doctor;
mod exports;
mod figure;
mod filters;
mod groups;
mod header;
mod helpers;
mod notices;
mod open;
mod origin;
mod pages;
mod part;
mod period;
mod report;
mod row;
mod rows;
mod screen;
mod search;
mod servers;
mod settings;
mod sign_in;
mod status;
mod table;
mod taste;
mod totals;

pub use address::Address;
pub use report::{FilePage, ReportPage};
pub use settings::Settings;
pub use sign_in::SignIn;
pub use taste::Taste;
