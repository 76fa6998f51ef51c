//! The totals and the largest users as a picture for a chat or a ticket.

use crate::messages;
use crate::state::preferences::Preferences;
use crate::widgets::chart_image::colour;
use media_usage::{RankedUser, View, permille};
use panel_core::chart::Markup;
use panel_core::format::visible;

const WIDTH: u32 = 720;
const PADDING: u32 = 24;
const TITLE_HEIGHT: u32 = 64;
const ROW_HEIGHT: u32 = 28;
/// Where bars begin.
const BARS: u32 = 330;
const LONGEST_BAR: u64 = 270;
const ROWS: usize = 10;

/// The longest name that has room, in characters.
const NAME_CHARS: usize = 34;

/// The picture and its size in pixels. `title` says what it is of.
pub(crate) fn draw(title: &str, view: &View, preferences: Preferences) -> (String, (u32, u32)) {
    let largest = view.by_size();
    let users = largest.iter().take(ROWS);
    let users: Vec<_> = users
        .map(|&index| view.usage().ranked_user(index))
        .collect();
    let rows = u32::try_from(users.len()).unwrap_or(0);
    let height = TITLE_HEIGHT + rows * ROW_HEIGHT + PADDING;
    let longest = users.first().map_or(0, RankedUser::bytes);
    let mut drawing = Markup::default();
    let [width_text, height_text] = [WIDTH, height].map(|length| length.to_string());
    drawing.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("width", &width_text),
            ("height", &height_text),
            ("font-family", "sans-serif"),
            ("font-size", "14"),
        ],
    );
    let surface = colour("--surface");
    let page = [("width", "100%"), ("height", "100%"), ("fill", &surface)];
    drawing.element("rect", &page, "");
    let text = colour("--text");
    let mut write = Writer {
        drawing: &mut drawing,
        colour: &text,
    };
    write.text(PADDING, 40, "start", "18", title);
    for (row, user) in (0..).zip(&users) {
        let top = TITLE_HEIGHT + row * ROW_HEIGHT;
        let baseline = top + 19;
        write.text(PADDING, baseline, "start", "14", &name(user));
        let length = permille(user.bytes().into(), longest.into()) * LONGEST_BAR / 1000;
        write.bar(top + 7, length);
        let size = preferences.bytes(user.bytes());
        write.text(WIDTH - PADDING, baseline, "end", "14", &size);
    }
    drawing.close("svg");
    (drawing.finish(), (WIDTH, height))
}

/// What a user is called, with an ellipsis where there is no room for all of it.
fn name(user: &RankedUser) -> String {
    let name = user.user.displayname.and_then(visible);
    let name = name.or_else(|| user.user.user_id.and_then(visible));
    let name = name.unwrap_or_else(|| messages::no_user().to_owned());
    match name.char_indices().nth(NAME_CHARS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

/// Writes texts and bars.
struct Writer<'a> {
    drawing: &'a mut Markup,
    colour: &'a str,
}

impl Writer<'_> {
    fn text(&mut self, x: u32, y: u32, anchor: &str, size: &str, text: &str) {
        let [x, y] = [x, y].map(|place| place.to_string());
        let attributes = [
            ("x", &x[..]),
            ("y", &y),
            ("text-anchor", anchor),
            ("font-size", size),
            ("fill", self.colour),
            // A name in another direction stays in its place.
            ("unicode-bidi", "plaintext"),
        ];
        self.drawing.element("text", &attributes, text);
    }

    fn bar(&mut self, y: u32, length: u64) {
        let [x, y] = [BARS, y].map(|place| place.to_string());
        let (length, colour) = (length.max(1).to_string(), colour("--bar"));
        let attributes = [
            ("x", &x[..]),
            ("y", &y),
            ("width", &length),
            ("height", "14"),
            ("rx", "2"),
            ("fill", &colour),
        ];
        self.drawing.element("rect", &attributes, "");
    }
}
