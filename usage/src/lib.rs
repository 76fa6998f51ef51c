//! Users' media usage in memory: the rows, their order, search, pages, totals and exports.
//!
//! Plain Rust that knows neither the browser nor the homeserver's protocol beyond the fields of
//! <https://element-hq.github.io/synapse/latest/admin_api/statistics.html>.

mod assembly;
mod column;
mod decode;
mod export;
mod order;
mod pace;
mod radix;
mod search;
mod table;
mod totals;
mod usage;
mod view;

pub use assembly::{Assembly, Extent, Next, PageEnd, Report, Stuck};
pub use column::{Direction, Order, OrderBy};
pub use decode::{DecodeError, Decoder};
pub use export::{csv, json};
pub use pace::{Pace, Unhurried};
pub use search::{Fold, Haystack, SEPARATOR, Term, marks};
pub use table::{Table, User};
pub use totals::{Totals, fraction};
pub use usage::{Shown, Usage};
pub use view::{Asked, Page, View};
