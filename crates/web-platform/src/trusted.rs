//! Markup for the document, by way of the panel's policy for Trusted Types.

use js_sys::{Function, Object, Reflect};
use panel_core::chart::Markup;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

/// The name of the policy, which the Content-Security-Policy allows.
const POLICY: &str = "synapse-media-usage";

/// Replaces what is in an element. `require-trusted-types-for 'script'` lets no string into
/// `innerHTML`; [`Markup`] escapes all text, so there is nothing left for the policy to check.
pub fn set_inner_html(element: &Element, markup: Markup) {
    // A document that refuses its own policy can't be helped.
    let _ = Reflect::set(element, &"innerHTML".into(), &trusted(markup));
}

fn trusted(markup: Markup) -> JsValue {
    thread_local! {
        static CREATE_HTML: Option<(JsValue, Function)> = policy();
    }
    let markup = JsValue::from(markup.finish());
    let trusted = CREATE_HTML.with(|create| {
        let (policy, create) = create.as_ref()?;
        create.call1(policy, &markup).ok()
    });
    trusted.unwrap_or(markup)
}

/// The policy and its `createHTML`; `None` in browsers without Trusted Types.
fn policy() -> Option<(JsValue, Function)> {
    let global = js_sys::global();
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let factory = get(&global, "trustedTypes")?;
    let create_policy: Function = get(&factory, "createPolicy")?.dyn_into().ok()?;
    let rules = Object::new();
    // Called with a string, `String` returns it.
    Reflect::set(&rules, &"createHTML".into(), &get(&global, "String")?).ok()?;
    let policy = create_policy.call2(&factory, &POLICY.into(), &rules).ok()?;
    let create = get(&policy, "createHTML")?.dyn_into().ok()?;
    Some((policy, create))
}
