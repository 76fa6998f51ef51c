//! The engine for regular expressions: a part of its own, loaded where there are any.

use media_usage::{NoRegexEngine, RegexEngine};
use panel_core::regex_engine::LinearTimeRegexEngine;
use panel_core::url_query::{Pattern, Patterns};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The engine that patterns need; one that matches nothing where there are no expressions.
pub(super) async fn regex_engine(patterns: &Patterns) -> Box<dyn RegexEngine> {
    let is_expression = |pattern: &Pattern| matches!(pattern, Pattern::Expression(_));
    if !patterns.all().iter().any(is_expression) {
        return Box::new(NoRegexEngine);
    }
    linear_expressions()
        .await
        .unwrap_or_else(|_| Box::new(NoRegexEngine))
}

#[wasm_split(regex, fallible)]
fn linear_expressions() -> Result<Box<dyn RegexEngine>, SplitLoaderError> {
    Ok(Box::new(LinearTimeRegexEngine::new(web_platform::now)))
}
