//! Regular expressions: the browser's own.

use js_sys::{JsString, RegExp};
use usage::{Expressions, Test};
use wasm_bindgen::JsValue;

/// JavaScript's regular expressions, by code points and without regard to case.
#[derive(Clone, Copy, Debug)]
pub struct BrowserExpressions;

impl Expressions for BrowserExpressions {
    fn compile(&self, source: &str) -> Option<Test> {
        let pattern = JsString::from(source);
        // The constructor throws on what is no expression; through `Reflect` that is a result.
        let arguments = js_sys::Array::of2(&pattern, &JsValue::from_str("iu"));
        let global = js_sys::global();
        let constructor = js_sys::Reflect::get(&global, &"RegExp".into()).ok()?;
        let expression = js_sys::Reflect::construct(&constructor.into(), &arguments).ok()?;
        let expression = RegExp::from(expression);
        Some(Box::new(move |text| expression.test(text)))
    }
}
