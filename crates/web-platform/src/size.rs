//! The size of an element, whenever it changes: what is laid out in pixels follows it.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Observes an element until it is dropped.
pub struct SizeObserver {
    observer: Option<ResizeObserver>,
    _listener: Closure<dyn FnMut()>,
}

impl SizeObserver {
    /// Reports the width and the height of an element without its border, in pixels: now, and
    /// whenever they change.
    pub fn new(element: &Element, report: impl Fn((u32, u32)) + 'static) -> Self {
        let measured = element.clone();
        let listener = Closure::new(move || {
            let size = (measured.client_width(), measured.client_height());
            let [width, height] = [size.0, size.1].map(|length| u32::try_from(length).unwrap_or(0));
            report((width, height));
        });
        let observer = ResizeObserver::new(listener.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self {
            observer,
            _listener: listener,
        }
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
