//! Markup that charts and tables of their numbers are written in.

/// Markup in the making. Tags and names of attributes are the program's own; every text and every
/// attribute's value is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Begins an element.
    pub fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// Ends the element that was begun last.
    pub fn close(&mut self, tag: &str) {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// A whole element with a text in it.
    pub fn element(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// Adds what was made elsewhere.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    fn text(&mut self, text: &str) {
        for char in text.chars() {
            match char {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                char => self.0.push(char),
            }
        }
    }

    /// The markup.
    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_leaves_its_place(text in "[a-z<>&\"'=/ ]{0,20}") {
            let mut markup = Markup::default();
            markup.element("text", &[("x", &text)], &text);
            let markup = markup.finish();
            prop_assert_eq!(markup.matches('<').count(), 2);
            prop_assert_eq!(markup.matches('>').count(), 2);
            prop_assert_eq!(markup.matches('"').count(), 2);
        }
    }

    #[test]
    fn elements_lie_in_each_other() {
        let mut markup = Markup::default();
        markup.open("g", &[("class", "a"), ("x", "1")]);
        markup.element("text", &[], "<0.1%");
        markup.close("g");
        let wanted = "<g class=\"a\" x=\"1\"><text>&lt;0.1%</text></g>";
        assert_eq!(markup.finish(), wanted);
    }
}
