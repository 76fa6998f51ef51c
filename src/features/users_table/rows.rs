//! The table rows in the document: created once, and updated for each page of users.
//!
//! A page turn changes some thousand texts. Components would compare as many views with those
//! before; here each row remembers what it says and touches only what changed.

use crate::features::users_table::columns;
use crate::features::users_table::row::{CellContent, MarkedText, RowContent, RowSubject};
use crate::messages;
use crate::widgets::helpers::aria_value;
use leptos::prelude::document;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{DomStringMap, Element, HtmlElement, HtmlTemplateElement};
use media_usage::{FIGURES, FigureColumn, OrderBy};
use panel_core::chart::Markup;
use std::ops::Range;
use web_platform::{Property, TextBatch, set_inner_html};

/// The rows in a `<tbody>`.
#[derive(Default)]
pub(crate) struct RowWriter {
    rows: Vec<RowNodes>,
    /// Whether the rows have the columns of a comparison.
    are_compared: bool,
}

impl RowWriter {
    /// Shows these rows in the place of those before.
    pub(crate) fn show(&mut self, body: &Element, rows: Vec<RowContent>, are_compared: bool) {
        if self.are_compared != are_compared {
            self.are_compared = are_compared;
            self.rows.clear();
        }
        // A document that refuses its own elements can't be helped.
        let _ = self.try_show(body, rows);
    }

    fn try_show(&mut self, body: &Element, rows: Vec<RowContent>) -> Result<(), JsValue> {
        if self.rows.is_empty() {
            // A page that took another's place took over its table, too.
            body.set_text_content(None);
        }
        let mut template = None;
        let mut writing = TextBatch::default();
        let mut count = 0;
        for row in rows {
            if count == self.rows.len() {
                let template = match &template {
                    Some(template) => template,
                    None => template.insert(make_template(self.are_compared)?),
                };
                let nodes = RowNodes::new(template)?;
                body.append_child(&nodes.row)?;
                self.rows.push(nodes);
            }
            self.rows[count].write(row, &mut writing)?;
            count += 1;
        }
        for nodes in self.rows.drain(count..) {
            nodes.row.remove();
        }
        writing.finish()
    }
}

/// A row's nodes, and what they say.
struct RowNodes {
    row: HtmlElement,
    /// The data of the row itself.
    about: DomStringMap,
    name: HtmlElement,
    id: HtmlElement,
    copy: HtmlElement,
    expand: HtmlElement,
    size: Element,
    bar: Element,
    /// Where the earlier size was, in a comparison.
    tick: Option<Element>,
    curve: HtmlElement,
    path: Element,
    /// Those of [`FIGURES`] that have a cell.
    figures: Vec<Option<HtmlElement>>,
    written: RowContent,
}

impl RowNodes {
    fn new(template: &Element) -> Result<Self, JsValue> {
        let row: HtmlElement = template.clone_node_with_deep(true)?.dyn_into()?;
        let find = |selector| row.query_selector(selector)?.ok_or(JsValue::NULL);
        let list = row.query_selector_all("data")?;
        let mut elements = (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok());
        let tick = row.query_selector(".tick")?;
        let shown = FIGURES
            .iter()
            .map(|column| has_cell(column, tick.is_some()));
        let figures = shown.map(|is_shown| is_shown.then(|| elements.next()).flatten());
        let figures = figures.collect();
        Ok(Self {
            name: find(".name")?.dyn_into()?,
            id: find(".id")?.dyn_into()?,
            copy: find(".copy")?.dyn_into()?,
            expand: find(".expand")?.dyn_into()?,
            size: find("td.size")?,
            bar: find("rect")?,
            tick,
            curve: find(".curve")?.dyn_into()?,
            path: find("path")?,
            about: row.dataset(),
            row,
            figures,
            written: RowContent::default(),
        })
    }

    fn write(&mut self, row: RowContent, writing: &mut TextBatch) -> Result<(), JsValue> {
        let written = &self.written;
        if row.subject != written.subject {
            self.write_subject(&row.subject, writing)?;
        }
        if row.name != written.name {
            write_marked(&self.name, &row.name, writing)?;
            writing.set(&self.name, Property::Title, &row.name.text);
            self.name.set_hidden(row.name.text.is_empty());
        }
        if row.id != written.id {
            write_marked(&self.id, &row.id, writing)?;
        }
        if row.id.text != written.id.text {
            let name = messages::copy_id_of(&row.id.text);
            self.copy.set_attribute("aria-label", &name)?;
        }
        if row.id_title != written.id_title {
            writing.set(&self.id, Property::Title, &row.id_title);
        }
        if row.pending != written.pending {
            self.size
                .class_list()
                .toggle_with_force("pending", row.pending)?;
        }
        if row.bar != written.bar {
            let width = format!("{}.{}%", row.bar / 10, row.bar % 10);
            self.bar.set_attribute("width", &width)?;
        }
        if row.absent != written.absent {
            let class = self.row.class_list();
            class.toggle_with_force("absent", row.absent)?;
        }
        if (row.tick, row.bar) != (written.tick, written.bar)
            && let Some(tick) = &self.tick
        {
            write_tick(tick, row.tick.unwrap_or(0), row.bar)?;
        }
        if row.sparkline != written.sparkline {
            self.path.set_attribute("d", &row.sparkline)?;
        }
        if row.sparkline.is_empty() != written.sparkline.is_empty() {
            self.curve.set_hidden(row.sparkline.is_empty());
        }
        if !row.sparkline.is_empty()
            && (written.sparkline.is_empty() || row.id.text != written.id.text)
        {
            let name = messages::history_of(&row.id.text);
            self.curve.set_attribute("aria-label", &name)?;
        }
        let figures = row.figures.iter().zip(&written.figures);
        for (element, (figure, written)) in self.figures.iter().zip(figures) {
            if let Some(element) = element {
                write_figure(element, figure, written, writing);
            }
        }
        self.written = row;
        Ok(())
    }

    /// Says whom the row is about. What only users or only groups have is touched when a row changes
    /// from one to the other.
    fn write_subject(&self, subject: &RowSubject, writing: &mut TextBatch) -> Result<(), JsValue> {
        let (id, label, member) = subject.parts();
        let (_, label_before, member_before) = self.written.subject.parts();
        let is_group = label.is_some();
        if is_group != label_before.is_some() {
            let is_not = if is_group {
                "data-user-id"
            } else {
                "data-group"
            };
            self.row.remove_attribute(is_not)?;
            self.copy.set_hidden(is_group);
            self.expand.set_hidden(!is_group);
        }
        if member != member_before {
            self.row.class_list().toggle_with_force("member", member)?;
        }
        match label {
            None => writing.set(&self.about, Property::UserId, id),
            Some(is_expanded) => {
                self.row.set_attribute("data-group", id)?;
                self.expand
                    .set_attribute("aria-expanded", aria_value(is_expanded))?;
                let name = messages::members_of(id);
                self.expand.set_attribute("aria-label", &name)?;
            }
        }
        Ok(())
    }
}

impl RowSubject {
    /// The ID or the label; whether a group is open, of a group; whether it is a user below one.
    fn parts(&self) -> (&str, Option<bool>, bool) {
        match self {
            Self::User { user_id, is_member } => (user_id, None, *is_member),
            Self::Group { label, is_expanded } => (label, Some(*is_expanded), false),
        }
    }
}

fn write_marked(
    element: &Element,
    MarkedText { text, marks }: &MarkedText,
    writing: &mut TextBatch,
) -> Result<(), JsValue> {
    let piece = |range: Range<usize>| text.get(range).unwrap_or_default();
    let Some(first) = marks.first() else {
        writing.set(element, Property::TextContent, text);
        return Ok(());
    };
    element.set_text_content(Some(piece(0..first.start)));
    for (at, mark) in marks.iter().enumerate() {
        let marked = document().create_element("mark")?;
        marked.set_text_content(Some(piece(mark.clone())));
        let next = marks.get(at + 1);
        let end = next.map_or(text.len(), |next| next.start);
        element.append_with_node_1(&marked)?;
        element.append_with_str_1(piece(mark.end..end))?;
    }
    Ok(())
}

fn write_figure(
    element: &HtmlElement,
    figure: &CellContent,
    written: &CellContent,
    writing: &mut TextBatch,
) {
    if figure.exact != written.exact {
        writing.set(element, Property::Value, &figure.exact);
    }
    // On the element: page translators replace text nodes.
    if figure.formatted != written.formatted {
        writing.set(element, Property::TextContent, &figure.formatted);
    }
    if figure.title != written.title {
        writing.set(element, Property::Title, &figure.title);
    }
}

/// Shows where the earlier size was, unless that is where the bar ends.
fn write_tick(tick: &Element, at: u64, bar: u64) -> Result<(), JsValue> {
    /// In thousandths of the longest bar.
    const TOO_CLOSE: u64 = 12;
    let is_shown = at.abs_diff(bar) >= TOO_CLOSE;
    tick.set_attribute("width", if is_shown { "2" } else { "0" })?;
    tick.set_attribute("x", &format!("{}.{}%", at / 10, at % 10))
}

/// Whether rows have a cell for a column.
fn has_cell(column: &FigureColumn, are_compared: bool) -> bool {
    are_compared || !column.by.needs_comparison()
}

/// A row that says nothing yet. Its markup is ours alone: what users are called is set as text.
fn make_template(are_compared: bool) -> Result<Element, JsValue> {
    let mut row = Markup::default();
    row.open("tr", &[("role", "row"), ("data-user-id", "")]);
    for column in &FIGURES {
        let by = &column.by;
        if has_cell(column, are_compared) {
            figure_cell(&mut row, *by, are_compared);
        }
        match by {
            OrderBy::Rank => user_cell(&mut row),
            OrderBy::MediaLength => history_cell(&mut row),
            _ => {}
        }
    }
    row.close("tr");
    let template: HtmlTemplateElement = document().create_element("template")?.dyn_into()?;
    set_inner_html(&template, row);
    let row = template.content().first_element_child();
    row.ok_or(JsValue::NULL)
}

/// A cell with a figure; the one with the size has a bar beside it.
fn figure_cell(row: &mut Markup, by: OrderBy, are_compared: bool) {
    let cell = [
        ("role", "cell"),
        ("class", columns::class(by)),
        ("data-label", columns::label(by)),
    ];
    row.open("td", &cell);
    row.element("data", &[("translate", "no")], "");
    if by == OrderBy::MediaLength {
        row.open("svg", &[("class", "bar"), ("aria-hidden", "true")]);
        let fill = [("y", "1"), ("width", "0"), ("height", "12"), ("rx", "2")];
        row.element("rect", &fill, "");
        if are_compared {
            let tick = [("class", "tick"), ("width", "0"), ("height", "14")];
            row.element("rect", &tick, "");
        }
        row.close("svg");
    }
    row.close("td");
}

/// The cell with name and ID of the user.
fn user_cell(row: &mut Markup) {
    let user = [("scope", "row"), ("role", "rowheader"), ("class", "user")];
    row.open("th", &user);
    let expand = [
        ("type", "button"),
        ("class", "expand"),
        ("tabindex", "-1"),
        ("hidden", ""),
    ];
    row.element("button", &expand, "");
    let names = [
        ("class", "names"),
        ("role", "link"),
        ("tabindex", "-1"),
        ("translate", "no"),
    ];
    row.open("a", &names);
    row.element("bdi", &[("class", "name"), ("hidden", "")], "");
    row.element("bdi", &[("class", "id")], "");
    row.close("a");
    let copy = [
        ("type", "button"),
        ("class", "copy"),
        ("tabindex", "-1"),
        ("title", messages::copy_id()),
    ];
    row.element("button", &copy, "");
    row.close("th");
}

/// The cell with the user's history.
fn history_cell(row: &mut Markup) {
    let sparkline = [
        ("role", "cell"),
        ("class", "trend"),
        ("data-label", messages::history()),
    ];
    row.open("td", &sparkline);
    let curve = [
        ("type", "button"),
        ("class", "curve"),
        ("tabindex", "-1"),
        ("hidden", ""),
    ];
    row.open("button", &curve);
    drawing(row, "", "0 0 1000 100");
    row.element("path", &[], "");
    row.close("svg");
    row.close("button");
    row.close("td");
}

/// Begins a drawing that is stretched to its place.
fn drawing(row: &mut Markup, class: &str, view_box: &str) {
    let drawing = [
        ("class", class),
        ("viewBox", view_box),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    row.open("svg", &drawing);
}
