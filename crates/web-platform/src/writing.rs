//! Many short texts, written into the document at once.
//!
//! A text that goes to the browser by itself is decoded by itself, which takes longer than to show
//! it; a page of users has two thousand. Together they are decoded once, and cut by the browser.

use js_sys::{JsString, Reflect};
use wasm_bindgen::JsValue;

/// Properties of nodes that a text can be written into.
#[derive(Clone, Copy, Debug)]
pub enum Property {
    /// The text below an element, in the place of all that is there.
    TextContent,
    /// What an element says on demand.
    Title,
    /// What a `<data>` stands for.
    Value,
    /// In an element's dataset: the user that it is about.
    UserId,
}

impl Property {
    const ALL: [Self; 4] = [Self::TextContent, Self::Title, Self::Value, Self::UserId];

    /// Its name in JavaScript.
    fn name(self) -> &'static str {
        match self {
            Self::TextContent => "textContent",
            Self::Title => "title",
            Self::Value => "value",
            Self::UserId => "userId",
        }
    }
}

/// Texts on their way into the document.
#[derive(Default)]
pub struct TextBatch {
    texts: String,
    /// How long they are together, in UTF-16 code units as the browser counts.
    length: u32,
    /// For each text: the node, what of it, and where in `length` the text ends.
    places: Vec<(JsValue, Property, u32)>,
}

impl TextBatch {
    /// Has a text written into a node.
    pub fn set(&mut self, node: &JsValue, property: Property, text: &str) {
        self.texts.push_str(text);
        self.length += text
            .chars()
            .map(|it| 1 + u32::from(it > '\u{ffff}'))
            .sum::<u32>();
        self.places.push((node.clone(), property, self.length));
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// When the document refuses something.
    pub fn finish(self) -> Result<(), JsValue> {
        let texts = JsString::from(self.texts);
        let names = Property::ALL.map(|property| JsString::from(property.name()));
        let mut start = 0;
        for (node, property, end) in self.places {
            Reflect::set(
                &node,
                &names[property as usize],
                &texts.substring(start, end),
            )?;
            start = end;
        }
        Ok(())
    }
}
