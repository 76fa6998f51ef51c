//! Users' media usage in memory: the rows, their order, search, pages, totals and exports.
//!
//! Plain Rust that knows neither the browser nor the homeserver's protocol beyond the fields of
//! <https://element-hq.github.io/synapse/latest/admin_api/statistics.html>.

mod allowance;
mod assembly;
mod column;
mod compare;
mod decode;
mod distribution;
mod export;
mod groups;
pub mod history;
mod indexed_report;
mod lines;
mod natural;
mod order;
mod pace;
mod radix;
mod search;
mod snapshot;
mod table;
mod totals;
mod view;

pub use allowance::{Allowance, Excess, Received};
pub use assembly::{Assembly, Extent, Next, PageEnd, Report, Stuck};
pub use column::{Direction, Order, OrderBy};
pub use compare::{Change, ChangeBy, ChangeOrder, Changes, Comparison, Ranked, Status, Tally};
pub use decode::{DecodeError, Decoder};
pub use distribution::{Bounds, Bucket, Distribution, Point};
pub use export::{
    Align, CsvFormat, HistoryLine, Pieces, Stamp, Users, changes_csv, csv, history_csv,
    is_invisible, json, markdown, tsv,
};
pub use groups::{Expression, Expressions, Groups, NoExpressions, Refusal, Unmatched, suggest};
pub use indexed_report::{Shown, Usage};
pub use lines::{Group, Grouping, Line, Treatment};
pub use order::Ranking;
pub use pace::{Pace, Unhurried};
pub use search::{Haystack, marks};
pub use snapshot::{Snapshot, SnapshotReader};
pub use table::{Table, User};
pub use totals::{Totals, fraction, permille};
pub use user_filters::{
    Fold, Mistake, NumberStyle, Pattern, Patterns, Reason, SEPARATOR, Term, digit_value, mistakes,
    rewrite_numbers,
};
pub use view::{Asked, Page, View};
