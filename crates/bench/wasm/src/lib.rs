//! What the panel does with a report, one step at a time, for a page that measures each against
//! what plain JavaScript does.

use std::future::Future;
use std::sync::Arc;

use futures::FutureExt as _;
use media_usage::{
    Asked, Assembly, Decoder, Haystack, NoExpressions, Order, OrderBy, Ranking, Report, Term,
    Unhurried, Usage, View,
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
    assembly: Assembly,
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
        let pushed = self.decoder.push(bytes, self.assembly.page());
        pushed.map_err(|error| format!("{error:?}"))
    }

    /// Takes the end; gives the number of users.
    ///
    /// # Errors
    /// When the answer is not complete.
    pub fn finish(&mut self) -> Result<usize, String> {
        let decoder = std::mem::take(&mut self.decoder);
        let end = decoder.finish().map_err(|error| format!("{error:?}"))?;
        let ended = self.assembly.end_page(end);
        ended.map_err(|error| format!("{error:?}"))?;
        Ok(self.assembly.users())
    }

    /// The report that the answer is.
    ///
    /// # Errors
    /// When that takes a rest.
    pub fn report(self) -> Result<Loaded, String> {
        Ok(Loaded(now(self.assembly.into_report(&Unhurried))?))
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
        let ranking = now(Ranking::new(&self.0.table, &Unhurried))?;
        Ok(ranking.by_size().first().copied())
    }

    /// Folds names and IDs for searches; says whether the first user has a name.
    ///
    /// # Errors
    /// When that takes a rest.
    pub fn fold(&self) -> Result<bool, String> {
        let haystack = now(Haystack::new(&self.0.table, &BrowserFold, &Unhurried))?;
        Ok(haystack.name(0).is_some())
    }

    /// All that is made of a report before it is shown.
    ///
    /// # Errors
    /// When that takes a rest.
    pub fn prepare(&self) -> Result<Shown, String> {
        let report = self.0.clone();
        let usage = Arc::new(now(Usage::new(report, &BrowserFold, &Unhurried))?);
        let everybody = Asked::default();
        let view = now(View::new(
            usage,
            everybody,
            None,
            &NoExpressions,
            &Unhurried,
        ))?;
        Ok(Shown(view))
    }
}

/// A report on screen.
#[wasm_bindgen]
pub struct Shown(View);

#[wasm_bindgen]
impl Shown {
    /// What is seen when a column is chosen and a term typed; gives it with its number of users.
    ///
    /// # Errors
    /// When there is no such column, or that takes a rest.
    pub fn change(&self, order_by: &str, term: &str) -> Result<Shown, String> {
        let by = OrderBy::parse(order_by).ok_or("there is no such column")?;
        let asked = Asked {
            order: Order::usual(by),
            term: Term::parse(term, &BrowserFold),
            ..Asked::default()
        };
        let usage = self.0.usage().clone();
        let view = View::new(usage, asked, Some(&self.0), &NoExpressions, &Unhurried);
        Ok(Shown(now(view)?))
    }

    /// Number of users found.
    pub fn users(&self) -> usize {
        self.0.totals().users
    }
}
