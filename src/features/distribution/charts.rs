//! The charts of how the bytes are spread over the users found, each with its message in words and
//! its numbers in a table.

use crate::features::period::text::shown_period;
use crate::messages::{self, figures as words};
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::chart_image::{colour, save_image_buttons};
use crate::widgets::data_table::{Number, bytes, table};
use crate::widgets::helpers::{disclosure, markup};
use leptos::prelude::*;
use media_usage::{Distribution, Point, SizeBucket, SizeScale, Totals, View, fraction};
use panel_core::calendar::Zone;
use panel_core::chart::{Axis, AxisFraction, Bar, Picture, Plot, TickSteps, bars, label_edges};
use panel_core::format::{Units, file_name, server_name};

/// What the charts show.
#[derive(Clone, Debug, PartialEq)]
struct ChartData {
    totals: Totals,
    distribution: Distribution,
}

impl ChartData {
    /// `None` where there is nothing to spread, or nobody to spread it over.
    fn new(view: &View, units: Units) -> Option<Self> {
        let bounds = match units {
            Units::Iec => SizeScale::Binary,
            Units::Si => SizeScale::Decimal,
        };
        let totals = *view.totals();
        let enough = totals.users > 1 && totals.bytes > 0;
        enough.then(|| Self {
            totals,
            distribution: Distribution::new(&view.usage().report().table, &view.by_size(), bounds),
        })
    }
}

/// The concentration curve and the histogram of sizes. What is saved is told to `message`.
#[component]
pub(crate) fn Charts(report_view: ReportView, message: RwSignal<String>) -> impl IntoView {
    let view = report_view.view;
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let spread = Memo::new(move |_| {
        let units = preferences.units();
        view.with(|view| ChartData::new(view.as_ref()?, units))
    });
    let drawn = move |draw: fn(&ChartData, Preferences) -> Vec<NamedPlot>| {
        let shown = |drawn: Vec<NamedPlot>| drawn.into_iter().map(NamedPlot::show).collect_view();
        let drawn = move || {
            let drawn =
                spread.with(|spread| spread.as_ref().map(|spread| draw(spread, preferences)));
            drawn.map(shown)
        };
        drawn.into_any()
    };
    let made = move |make: fn(&ChartData, Preferences) -> Vec<AnyView>| {
        let made =
            move || spread.with(|spread| spread.as_ref().map(|spread| make(spread, preferences)));
        made.into_any()
    };
    let numbers = move |make| {
        let content = move || made(make);
        disclosure(
            "numbers",
            messages::distribution_numbers().into_any(),
            false,
            Box::new(content),
        )
    };
    let picture = move |extension| {
        let charts = spread.with(|spread| {
            let spread = spread.as_ref()?;
            Some([
                concentration_curve(spread, preferences),
                size_histogram(spread, preferences),
            ])
        })?;
        let charts = charts.into_iter().flatten();
        Some(as_image(charts, report_view, url_state.zone(), extension))
    };
    let too_few = move || spread.with(Option::is_none);
    view! {
        <div class="charts" hidden=too_few>
            <figure>{drawn(concentration_curve)}{numbers(curve_numbers)}</figure>
            <figure>{drawn(size_histogram)}{numbers(size_numbers)}</figure>
        </div>
        <div class="actions" hidden=too_few>{save_image_buttons([messages::charts_svg(), messages::charts_png()], picture, message)}</div>
        <p class="hint" hidden=move || !too_few()>{messages::distribution_too_few()}</p>
    }
}

/// The charts as a picture of their own, and the name of its file.
fn as_image(
    charts: impl Iterator<Item = NamedPlot>,
    report_view: ReportView,
    zone: Zone,
    extension: &str,
) -> (Picture, String) {
    let source = report_view.source();
    let info = source.map(|source| source.info).unwrap_or_default();
    let period = shown_period(report_view.shown_period.get());
    let homeserver = info.homeserver.unwrap_or_default();
    let homeserver = server_name(&homeserver);
    let at = info.loaded_ts.map(|ts| web_platform::minute(ts, zone));
    let parts = [
        "media-distribution",
        homeserver,
        &period,
        &at.unwrap_or_default(),
    ];
    let picture = Picture {
        title: messages::distribution_picture(homeserver, &period),
        plots: charts.map(|it| (it.name.to_owned(), it.plot)).collect(),
        legend: Vec::new(),
        colour,
    };
    (picture, file_name(&parts, extension))
}

/// A plot with its name above, and its message in words.
struct NamedPlot {
    class: &'static str,
    name: &'static str,
    message: String,
    /// Names the message's element.
    id: &'static str,
    plot: Plot,
    /// Names the axis that goes along, if the plot has it to itself.
    axis: &'static str,
}

impl NamedPlot {
    fn show(self) -> AnyView {
        view! {
            <h2 prop:textContent=self.name></h2>
            <p id=self.id prop:textContent=self.message></p>
            <svg class=self.class role="img" aria-label=self.name aria-describedby=self.id
                translate="no" use:markup=self.plot.into_markup()></svg>
            <p class="axis" prop:textContent=self.axis></p>
        }
        .into_any()
    }
}

pub(crate) fn steps(preferences: Preferences) -> TickSteps {
    match preferences.units() {
        Units::Iec => TickSteps::Binary,
        Units::Si => TickSteps::Decimal,
    }
}

/// The concentration curve. The users stand in a logarithmic scale, for it is a few of many who
/// hold the most.
fn concentration_curve(spread: &ChartData, preferences: Preferences) -> Vec<NamedPlot> {
    let totals = spread.totals;
    let along = Axis::logarithmic(totals.users as u128);
    let up = Axis::to_value(totals.bytes, steps(preferences));
    let mut plot = Plot::default();
    plot.y_axis(&up, &|bytes| preferences.compact(bytes));
    for tick in &along.ticks {
        plot.x_tick(tick.at, tick.minor, &preferences.integer(tick.value));
    }
    for (percent, name) in words::MARKS {
        plot.reference_line(AxisFraction::of(percent, 100), name);
    }
    let points = spread.distribution.concentration.iter();
    let points: Vec<_> = points
        .map(|point| (point.users as u128, point.bytes))
        .collect();
    plot.curve(&points, &along, &up);
    let message = messages::concentration_message(
        &preferences.counted(totals.holders_of_50_percent as u128),
        &preferences.counted(totals.holders_of_80_percent as u128),
        &preferences.counted(totals.holders_of_95_percent as u128),
        &preferences.counted(totals.users as u128),
    );
    let concentration_curve = NamedPlot {
        class: "plot curve",
        name: messages::concentration_curve(),
        message,
        id: "curve-message",
        plot,
        axis: messages::concentration_axis(),
    };
    vec![concentration_curve]
}

/// The histogram: users in the upper plot, their bytes in the lower one.
fn size_histogram(spread: &ChartData, preferences: Preferences) -> Vec<NamedPlot> {
    let (totals, buckets) = (spread.totals, &spread.distribution.buckets);
    let users: Vec<u128> = buckets.iter().map(|bucket| bucket.users as u128).collect();
    let bytes: Vec<u128> = buckets.iter().map(|bucket| bucket.bytes).collect();
    let most = |values: &[u128]| {
        let most = (0..values.len()).max_by_key(|&place| values[place]);
        let name = most.map(|place| bucket_name(&buckets[place], preferences));
        (
            name.unwrap_or_default(),
            most.map_or(0, |place| values[place]),
        )
    };
    let (most_users, number) = most(&users);
    let (most_bytes, held) = most(&bytes);
    let percent = preferences.percent(held, totals.bytes).unwrap_or_default();
    let users = NamedPlot {
        class: "plot bars",
        name: messages::users_by_size(),
        message: messages::most_users(
            &most_users,
            &preferences.counted(number),
            &preferences.counted(totals.users as u128),
        ),
        id: "users-message",
        plot: bar_plot(
            buckets,
            &users,
            TickSteps::Decimal,
            &|users| preferences.integer(users),
            preferences,
        ),
        axis: "",
    };
    let bytes = NamedPlot {
        class: "plot bars named",
        name: messages::bytes_by_size(),
        message: messages::most_bytes(&most_bytes, &preferences.bytes(held), &percent),
        id: "bytes-message",
        plot: bar_plot(
            buckets,
            &bytes,
            steps(preferences),
            &|bytes| preferences.compact(bytes),
            preferences,
        ),
        axis: messages::size_axis(),
    };
    vec![users, bytes]
}

/// A bar for each bucket, as high as its value.
fn bar_plot(
    buckets: &[SizeBucket],
    values: &[u128],
    steps: TickSteps,
    write: &dyn Fn(u128) -> String,
    preferences: Preferences,
) -> Plot {
    let up = Axis::to_next_tick(values.iter().copied().max().unwrap_or(0), steps);
    let bars = bars(values, &up);
    let mut plot = Plot::default();
    plot.y_axis(&up, write);
    name_sizes(&mut plot, buckets, &bars, preferences);
    for ((bar, bucket), &value) in bars.into_iter().zip(buckets).zip(values) {
        plot.bar(
            "s1",
            bar,
            &messages::distribution_bar(&write(value), &bucket_name(bucket, preferences)),
        );
    }
    plot
}

/// Names the edges between the bars, and the bar of those who have nothing.
fn name_sizes(plot: &mut Plot, buckets: &[SizeBucket], bars: &[Bar], preferences: Preferences) {
    let nothing = buckets.first().is_some_and(|bucket| bucket.from == 0);
    if let (true, Some(bar)) = (nothing, bars.first()) {
        plot.x_tick(bar.middle, false, &preferences.integer(0_u32));
    }
    let bounds = buckets.iter().map(|bucket| bucket.from);
    let bounds: Vec<u128> = bounds
        .chain(buckets.last().map(|bucket| bucket.below))
        .collect();
    // The name of that bar takes the room of its right edge, too.
    for edge in label_edges(buckets.len(), if nothing { 2 } else { 0 }) {
        if let Some(&bound) = usize::try_from(edge.value)
            .ok()
            .and_then(|edge| bounds.get(edge))
        {
            plot.x_tick(edge.at, edge.minor, &preferences.compact(bound));
        }
    }
}

fn bucket_name(bucket: &SizeBucket, preferences: Preferences) -> String {
    let below = preferences.compact(bucket.below);
    match bucket.from {
        0 => messages::bucket_nothing().to_owned(),
        1 => messages::bucket_below(&below),
        from => messages::bucket_between(&below, &preferences.compact(from)),
    }
}

fn curve_numbers(spread: &ChartData, preferences: Preferences) -> Vec<AnyView> {
    let row = |point: &Point| {
        let users = (point.users.to_string(), preferences.count(point.users));
        vec![
            users,
            bytes(point.bytes, preferences),
            share(point.bytes, spread, preferences),
        ]
    };
    let columns = &[
        messages::largest_users(),
        messages::together(),
        messages::share(),
    ];
    let rows = spread.distribution.concentration.iter().map(row).collect();
    vec![table(messages::concentration_curve(), columns, rows)]
}

fn size_numbers(spread: &ChartData, preferences: Preferences) -> Vec<AnyView> {
    let row = |bucket: &SizeBucket| {
        vec![
            (bucket.from.to_string(), bucket_name(bucket, preferences)),
            (bucket.users.to_string(), preferences.count(bucket.users)),
            bytes(bucket.bytes, preferences),
            share(bucket.bytes, spread, preferences),
        ]
    };
    let columns = &[
        messages::size_axis(),
        messages::users(),
        messages::together(),
        messages::share(),
    ];
    let rows = spread.distribution.buckets.iter().map(row).collect();
    vec![table(messages::users_by_size(), columns, rows)]
}

fn share(part: u128, spread: &ChartData, preferences: Preferences) -> Number {
    let whole = spread.totals.bytes;
    (
        fraction(part, whole),
        preferences.percent(part, whole).unwrap_or_default(),
    )
}
