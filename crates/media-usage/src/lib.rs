//! Users' media usage in memory: rows, sorting, search, pagination, totals and exports.
//!
//! Plain Rust, independent of the browser and, except for the fields of
//! <https://element-hq.github.io/synapse/latest/admin_api/statistics.html>, of the homeserver's
//! protocol.

mod column;
mod compare;
mod decode;
mod distribution;
mod export;
mod groups;
pub mod history;
mod holders;
mod indexed_report;
mod load_limits;
mod natural;
mod order;
mod radix;
mod report_builder;
mod rows;
mod search;
mod snapshot;
mod table;
mod totals;
mod view;
mod yielder;

pub use column::{
    ChangeKey, Direction, FIGURES, FigureColumn, Missing, Order, OrderBy, SortKey, Value,
};
pub use compare::{
    Change, ChangeStatus, ChangeSums, ChangeTotals, ComparedUser, Comparison, difference,
};
pub use decode::{DecodeError, Decoder};
pub use distribution::{Distribution, Point, SizeBucket, SizeScale};
pub use export::{
    Align, Chunks, CsvFormat, ExportInfo, HistoryRow, Sheet, Users, csv, csv_columns, history_csv,
    is_invisible, json, markdown, tsv,
};
pub use groups::{
    CompiledRegex, Groups, NoMembersReason, NoRegexEngine, RegexEngine, RegexError,
    SuggestedPrefix, suggest,
};
pub use holders::{Holder, Holders, MostData};
pub use indexed_report::{IndexedReport, RankedUser};
pub use load_limits::{LimitExceeded, LoadLimits, ReceivedCounts};
pub use order::Ranking;
pub use report_builder::{
    Completeness, NextPage, PageMetadata, PaginationLoop, Report, ReportBuilder,
};
pub use rows::{Group, GroupMode, Grouping, Row};
pub use search::{Haystack, SearchedUsers, marks};
pub use snapshot::{Snapshot, SnapshotReader};
pub use table::{Table, User};
pub use totals::{Totals, fraction, permille, signed_fraction};
pub use user_filters::{
    ConditionError, ConditionErrorReason, Fold, NumberStyle, Pattern, Patterns, SEPARATOR,
    SearchPart, SearchParts, SearchTerm, condition_errors, digit_value, rewrite_numbers,
    search_parts,
};
pub use view::{HiddenUsers, Page, View, ViewQuery};
pub use yielder::{NoYield, Yielder};
