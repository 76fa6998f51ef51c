//! What the panel does with a report, one step at a time, for a page that measures each against
//! what plain JavaScript does.

use std::future::Future;
use std::sync::Arc;

use futures::FutureExt as _;
use media_usage::{
    Decoder, Haystack, IndexedReport, NoRegexEngine, NoYield, Order, OrderBy, Ranking, Report,
    ReportBuilder, SearchTerm, View, ViewQuery,
};
use wasm_bindgen::prelude::wasm_bindgen;
use web_platform::BrowserFold;

/// Waits for what never rests.
fn now<T>(work: impl Future<Output = T>) -> Result<T, String> {
    work.now_or_never().ok_or_else(|| "it rests".to_owned())
}

/// An answer that is being read.
#[wasm_bindgen]
#[derive(Default)]
pub struct Answer {
    report_builder: ReportBuilder,
    decoder: Decoder,
}

#[wasm_bindgen]
impl Answer {
    /// Nothing read yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they come.
    ///
    /// # Errors
    /// When they are no answer.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), String> {
        let pushed = self.decoder.push(bytes, self.report_builder.page());
        pushed.map_err(|error| format!("{error:?}"))
    }

    /// Takes the end; gives the number of users.
    ///
    /// # Errors
    /// When the answer is not complete.
    pub fn finish(&mut self) -> Result<usize, String> {
        let decoder = std::mem::take(&mut self.decoder);
        let end = decoder.finish().map_err(|error| format!("{error:?}"))?;
        let ended = self.report_builder.finish_page(end);
        ended.map_err(|error| format!("{error:?}"))?;
        Ok(self.report_builder.users())
    }

    /// The report that the answer is.
    ///
    /// # Errors
    /// When that takes a rest.
    pub fn report(self) -> Result<Loaded, String> {
        Ok(Loaded(now(self.report_builder.into_report(&NoYield))?))
    }
}

/// A report that has come.
#[wasm_bindgen]
pub struct Loaded(Report);

#[wasm_bindgen]
impl Loaded {
    /// Orders the users by size; gives the largest user's number.
    ///
    /// # Errors
    /// When that takes a rest.
    pub fn order_by_size(&self) -> Result<Option<u32>, String> {
        let ranking = now(Ranking::new(&self.0.table, &NoYield))?;
        Ok(ranking.by_size().first().copied())
    }

    /// Folds names and IDs for searches; says whether the first user has a name.
    ///
    /// # Errors
    /// When that takes a rest.
    pub fn fold(&self) -> Result<bool, String> {
        let haystack = now(Haystack::new(&self.0.table, &BrowserFold, &NoYield))?;
        Ok(haystack.name(0).is_some())
    }

    /// All that is made of a report before it is shown.
    ///
    /// # Errors
    /// When that takes a rest.
    pub fn prepare(&self) -> Result<RankedUser, String> {
        let report = self.0.clone();
        let usage = Arc::new(now(IndexedReport::new(report, &BrowserFold, &NoYield))?);
        now(usage.prepare_search(&NoYield))?;
        let everybody = ViewQuery::default();
        let view = now(View::new(usage, everybody, None, &NoRegexEngine, &NoYield))?;
        Ok(RankedUser(view))
    }
}

/// A report on screen.
#[wasm_bindgen]
pub struct RankedUser(View);

#[wasm_bindgen]
impl RankedUser {
    /// What is seen when a column is chosen and a term typed; gives it with its number of users.
    ///
    /// # Errors
    /// When there is no such column, or that takes a rest.
    pub fn change(&self, order_by: &str, term: &str) -> Result<RankedUser, String> {
        let by = OrderBy::parse(order_by).ok_or("there is no such column")?;
        let asked = ViewQuery {
            order: Order::for_column(by),
            term: SearchTerm::parse(term, &BrowserFold),
            ..ViewQuery::default()
        };
        let usage = self.0.usage().clone();
        let view = View::new(usage, asked, Some(&self.0), &NoRegexEngine, &NoYield);
        Ok(RankedUser(now(view)?))
    }

    /// Number of users found.
    pub fn users(&self) -> usize {
        self.0.totals().users
    }
}
