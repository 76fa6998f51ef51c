//! Pictures: the page's colours for them, and SVG as PNG.

use super::download::{object_url, save};
use super::page::clipboard;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{CanvasRenderingContext2d, ClipboardItem, HtmlCanvasElement, HtmlImageElement, Url};

/// Pixels of a PNG for each of the picture: sharp on fine screens and on paper.
const SCALE: u32 = 2;

/// The value that a custom property of CSS has for light pages, which are what is printed.
pub fn light_theme_colour(name: &str) -> Option<String> {
    let window = web_sys::window()?;
    let root = window.document()?.document_element()?;
    let style = window.get_computed_style(&root).ok()??;
    let value = style.get_property_value(name).ok()?;
    let value = value.trim();
    let pair = value
        .strip_prefix("light-dark(")
        .and_then(|pair| pair.split_once(','));
    Some(pair.map_or(value, |(light, _)| light.trim()).to_owned())
}

/// Offers an SVG document of so many pixels as a PNG file; false when the browser can't draw it.
pub async fn save_png(name: &str, svg: &str, size: (u32, u32)) -> bool {
    match draw(svg, size).await {
        Ok(png) => save(name, "image/png", &Array::of1(&png)).is_ok(),
        Err(_) => false,
    }
}

/// Puts an SVG document of so many pixels into the clipboard, as a PNG; false when the browser can't.
pub async fn copy_png(svg: String, size: (u32, u32)) -> bool {
    try_copy_png(svg, size).await.is_ok()
}

async fn try_copy_png(svg: String, size: (u32, u32)) -> Result<(), JsValue> {
    let clipboard = web_sys::window().and_then(|window| clipboard(&window));
    let clipboard = clipboard.ok_or(JsValue::NULL)?;
    // Some browsers allow this only in direct response to a click, so don't wait for the picture first.
    let png = future_to_promise(async move { draw(&svg, size).await });
    let by_type = Object::new();
    Reflect::set(&by_type, &"image/png".into(), &png)?;
    let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&by_type)?;
    JsFuture::from(clipboard.write(&Array::of1(&item))).await?;
    Ok(())
}

async fn draw(svg: &str, (width, height): (u32, u32)) -> Result<JsValue, JsValue> {
    let url = object_url(svg.as_bytes(), "image/svg+xml").ok_or(JsValue::NULL)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&url);
    let decoded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&url)?;
    decoded?;
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width * SCALE);
    canvas.set_height(height * SCALE);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    let [width, height] = [width, height].map(|length| f64::from(length * SCALE));
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let png = Promise::new(&mut |keep, refuse| {
        if let Err(error) = canvas.to_blob(&keep) {
            // A promise takes what it is given.
            let _ = refuse.call1(&JsValue::NULL, &error);
        }
    });
    let png = JsFuture::from(png).await?;
    // Too large for the browser: it gives nothing.
    if png.is_null() { Err(png) } else { Ok(png) }
}
