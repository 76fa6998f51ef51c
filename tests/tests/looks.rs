//! Looks: no barriers, nothing that scrolls sideways, and files that can lie anywhere.

use std::sync::OnceLock;

use anyhow::{Error, Result, anyhow, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order};
use serde::Deserialize;
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::{Fault, Gateway, Rule};
use thirtyfour::Key;

#[derive(Debug, Deserialize)]
struct Findings {
    passes: usize,
    violations: Vec<String>,
}

/// The script of axe-core, fetched by the first test that asks.
fn axe() -> Result<&'static str> {
    static AXE: OnceLock<Result<String, String>> = OnceLock::new();
    let read = || Ok(std::fs::read_to_string(xtask::tools::axe::ensure()?)?);
    let axe = AXE.get_or_init(|| read().map_err(|error: Error| format!("{error:#}")));
    axe.as_deref().map_err(|error| anyhow!("{error}"))
}

/// Looks for barriers in the page as it is now.
pub(super) async fn has_no_barriers(scene: &Scene, where_: &str) -> Result<()> {
    let axe = axe()?;
    let run = format!(
        "{axe};
        const done = arguments[arguments.length - 1];
        axe.run(document, {{ resultTypes: ['violations', 'passes'], preload: false }}).then(
            ({{ violations, passes }}) => done({{
                passes: passes.length,
                violations: violations.map(({{ id, help, nodes }}) => {{
                    const at = nodes.slice(0, 5).map((node) => node.html + node.failureSummary);
                    return `${{id}}: ${{help}}\\n    ${{at.join('\\n    ')}}`;
                }}),
            }}),
            (error) => done({{ passes: 0, violations: [String(error)] }}),
        );"
    );
    let found = scene.driver().execute_async(run, Vec::new()).await?;
    let found: Findings = serde_json::from_value(found.json().clone())?;
    let violations = found.violations.join("\n  ");
    ensure!(violations.is_empty(), "axe on {where_}: {violations}");
    ensure!(found.passes > 10, "axe has hardly looked at {where_}");
    Ok(())
}

pub(super) async fn set_width(scene: &Scene, width: u32) -> Result<()> {
    let size = json!({
        "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false,
    });
    scene
        .cdp("Emulation.setDeviceMetricsOverride", size)
        .await?;
    Ok(())
}

pub(super) async fn prefers(scene: &Scene, colours: &str) -> Result<()> {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": colours }] });
    scene.cdp("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

#[tokio::test]
async fn axe_finds_no_barrier_on_the_sign_in_page() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/whoami");
            scene.open("").await?;
            scene.status("Found at").await?;
            for colours in ["light", "dark"] {
                prefers(scene, colours).await?;
                has_no_barriers(scene, &format!("sign-in by password, {colours}")).await?;
            }
            scene.sign_in_with_token("syt_unknown").await?;
            scene.alert(&["doesn’t know this access token"]).await?;
            for colours in ["light", "dark"] {
                prefers(scene, colours).await?;
                has_no_barriers(scene, &format!("a refused sign-in, {colours}")).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn axe_finds_no_barrier_where_something_is_in_the_way() -> Result<()> {
    Setup::new()
        .config(r#"{"title":"Media","help":"https://example.org/","read_only":true,"colour":1,"other_homeservers":true}"#)
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_synapse/admin");
            let missing = Fault::Respond(CannedResponse::html(404, "<h1>Not found</h1>"));
            let missing = scene.gateway.inject(Rule::new("/_synapse/admin", missing));
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.press("Check connection").await?;
            scene.status("1 check failed.").await?;
            for (width, colours) in [(1366, "light"), (390, "dark")] {
                set_width(scene, width).await?;
                prefers(scene, colours).await?;
                let where_ = format!("a failed connection check, {colours}, {width} wide");
                has_no_barriers(scene, &where_).await?;
                does_not_scroll_sideways(scene, &where_).await?;
            }
            missing.clear();
            scene.sign_in().await?;
            scene.loaded().await?;
            let other = Gateway::builder().homeserver(&scene.synapse.base_url());
            let other = other.start()?;
            scene.press("Add homeserver").await?;
            has_no_barriers(scene, "another sign-in").await?;
            scene.sign_in_at(&other).await?;
            has_no_barriers(scene, "two homeservers").await?;
            does_not_scroll_sideways(scene, "two homeservers").await
        })
        .await
}

/// All of the page is within its width.
pub(super) async fn does_not_scroll_sideways(scene: &Scene, where_: &str) -> Result<()> {
    let read = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    e2e::eventually(async || {
        let over: i64 = scene.run(read, &[]).await?;
        ensure!(over <= 0, "{where_} is {over} px wider than the window");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn axe_finds_no_barrier_in_the_report() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            for colours in ["light", "dark"] {
                prefers(scene, colours).await?;
                has_no_barriers(scene, &format!("the report, {colours} by preference")).await?;
            }
            prefers(scene, "light").await?;
            scene.choose("Theme", "Dark").await?;
            has_no_barriers(scene, "the report, dark by choice").await?;
            set_width(scene, 390).await?;
            has_no_barriers(scene, "the report on a phone").await?;
            scene.choose("Theme", "Light").await?;
            has_no_barriers(scene, "the report on a phone, light").await?;
            scene.choose("Period", "Custom").await?;
            scene.field("From").await?;
            has_no_barriers(scene, "the report with a custom period").await?;
            scene.fill("Search users", "nobody at all").await?;
            scene.status("nobody at all").await?;
            has_no_barriers(scene, "an empty report").await?;
            scene.fill("Search users", "alice").await?;
            scene.status("1–25 of").await?;
            for colours in ["Light", "Dark"] {
                scene.choose("Theme", colours).await?;
                has_no_barriers(scene, &format!("a search, {colours}")).await?;
                scene.press("How to search").await?;
                scene.find("region", "How to search").await?;
                has_no_barriers(scene, &format!("help with searching, {colours}")).await?;
                scene.key(Key::Escape).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn failures_and_partial_reports_are_accessible() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene
                .gateway
                .inject(Rule::statistics(Fault::Truncate(60_000)).times(1));
            scene.open_report("?limit=25&order_by=nonsense").await?;
            scene.alert(&["The response was cut off."]).await?;
            for colours in ["light", "dark"] {
                prefers(scene, colours).await?;
                has_no_barriers(scene, &format!("a failure, {colours}")).await?;
            }
            let hold = scene.gateway.inject(Rule::statistics(Fault::Hold));
            scene.press("Try again").await?;
            scene.find("button", "Cancel").await?;
            for colours in ["light", "dark"] {
                prefers(scene, colours).await?;
                has_no_barriers(scene, &format!("loading, {colours}")).await?;
            }
            hold.clear();
            scene.loaded().await
        })
        .await
}

/// Notes the widths of screens at which the page reaches beyond its sides.
pub(super) async fn fit(scene: &Scene, what: &str, misfits: &mut Vec<String>) -> Result<()> {
    for width in [360, 390, 768, 1366, 2560] {
        set_width(scene, width).await?;
        let wide: u32 = scene
            .run("return document.documentElement.scrollWidth", &[])
            .await?;
        if wide > width {
            misfits.push(format!("{what}: {wide} px on a screen of {width} px"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_scrolls_sideways_at_any_width() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let mut misfits = Vec::new();
            scene.expect_failures("/statistics/users/media");
            scene.open("").await?;
            scene.status("Found at").await?;
            fit(scene, "sign-in", &mut misfits).await?;
            scene.sign_in().await?;
            scene.loaded().await?;
            fit(scene, "the report", &mut misfits).await?;
            for term in ["Maximiliane", "Donaudampfschiff", "boundaries"] {
                scene.fill("Search users", term).await?;
                scene.has_query_part(&format!("search_term={term}")).await?;
                fit(scene, term, &mut misfits).await?;
            }
            scene.choose("Period", "Custom").await?;
            scene.field("From").await?;
            fit(scene, "a custom period", &mut misfits).await?;
            let fault = Fault::error(403, "M_FORBIDDEN", "You are not a server admin");
            scene.gateway.inject(Rule::statistics(fault));
            scene.choose("Period", "Last 7 days").await?;
            scene.alert(&["won’t show"]).await?;
            fit(scene, "a failure", &mut misfits).await?;
            ensure!(misfits.is_empty(), "too wide: {}", misfits.join("; "));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn figures_can_be_read_on_a_phone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            set_width(scene, 360).await?;
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..25]).await?;
            // The size of each user lies within the screen.
            let outside = "return [...document.querySelectorAll('tbody tr')].filter((row) => {
                const size = [...row.querySelectorAll('data')]
                    .map((data) => data.getBoundingClientRect())
                    .filter((box) => box.width > 0);
                return size.length < 3 || size.some((box) => box.left < 0 || box.right > innerWidth);
            }).length";
            eventually!(
                scene.run::<u32>(outside, &[]).await? == 0,
                "figures are off the screen"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_theme_follows_the_system_and_a_choice_is_remembered() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // The page's ground is that of its body, or else of its root.
            let background = "
                const of = (element) => getComputedStyle(element).backgroundColor
                    .match(/[\\d.]+/g).map(Number);
                const body = of(document.body);
                const [r, g, b] = body[3] === 0 ? of(document.documentElement) : body;
                return r + g + b < 384";
            let is_dark = async |scene: &Scene| scene.run::<bool>(background, &[]).await;
            prefers(scene, "light").await?;
            scene.open_report("").await?;
            scene.loaded().await?;
            eventually!(!is_dark(scene).await?);
            prefers(scene, "dark").await?;
            eventually!(
                is_dark(scene).await?,
                "the system's preference has no effect"
            );
            scene.choose("Theme", "Light").await?;
            eventually!(!is_dark(scene).await?, "the choice has no effect");
            scene.driver().refresh().await?;
            scene.loaded().await?;
            eventually!(!is_dark(scene).await?, "the choice is forgotten");
            eventually!(scene.chosen("Theme").await? == "Light");
            scene.choose("Theme", "System").await?;
            eventually!(is_dark(scene).await?);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn nothing_moves_for_those_who_do_not_want_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let media = json!({
                "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }],
            });
            scene.cdp("Emulation.setEmulatedMedia", media).await?;
            let hold = scene.gateway.inject(Rule::statistics(Fault::Hold));
            scene.open_report("").await?;
            scene.find("button", "Cancel").await?;
            let moving = "return document.getAnimations()
                .filter((animation) => animation.effect.getComputedTiming().duration > 20).length";
            eventually!(scene.run::<u32>(moving, &[]).await? == 0, "something moves");
            hold.clear();
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn the_panel_works_below_a_path() -> Result<()> {
    Setup::new()
        .below("/admin/media/")
        .test(async |scene: &mut Scene| {
            scene.open_report("?order_by=media_count").await?;
            scene.loaded().await?;
            let users = in_order(everybody()?, Order::Files, true);
            scene.shows(&users[..100]).await?;
            scene.press("Next page").await?;
            scene.shows(&users[100..200]).await?;
            eventually!(scene.driver().current_url().await?.path() == "/admin/media/");
            scene.driver().refresh().await?;
            scene.loaded().await?;
            scene.shows(&users[100..200]).await
        })
        .await
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let loaded = "return performance.getEntriesByType('resource').map((it) => it.name)";
            let loaded: Vec<String> = scene.run(loaded, &[]).await?;
            let own = scene.gateway.origin();
            let foreign: Vec<_> = loaded
                .iter()
                .filter(|url| !url.starts_with(&own) && !url.starts_with("data:"))
                .collect();
            ensure!(foreign.is_empty(), "from elsewhere: {foreign:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn users_and_choices_are_told_apart_in_forced_colours() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let media = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
            scene.cdp("Emulation.setEmulatedMedia", media).await?;
            scene
                .open_report("?limit=25&view=trend&interval=week&period=90d")
                .await?;
            scene.loaded().await?;
            scene.press("Load history").await?;
            scene.find("button", "Reload history").await?;
            let colours = "
                const colours = (selector) => [...document.querySelectorAll(selector)]
                    .map((it) => getComputedStyle(it).backgroundColor);
                const fill = (it) => getComputedStyle(it).fill;
                return {
                    swatches: colours('.legend .swatch'),
                    bars: ['s1', 's2', 's3', 's4', 's5', 'rest'].map(
                        (part) => fill(document.querySelector(`.stacked .chart .${part}`))),
                    pressed: colours('.legend [aria-pressed=true]'),
                    others: colours('.legend [aria-pressed=false]'),
                }";
            let colours: Colours = scene.run(colours, &[]).await?;
            ensure!(colours.swatches == colours.bars, "{colours:?}");
            let mut different = colours.swatches.clone();
            different.sort();
            different.dedup();
            ensure!(different.len() == 6, "{colours:?}");
            ensure!(!colours.others.contains(&colours.pressed[0]), "{colours:?}");
            has_no_barriers(scene, "a history in forced colours").await?;
            scene.show_view("Users").await?;
            scene.find("table", "Media usage by user").await?;
            let size = "
                const bar = document.querySelector('.bar rect');
                return [getComputedStyle(bar).fill, getComputedStyle(bar.parentElement).outlineStyle,
                    getComputedStyle(document.body).backgroundColor];";
            let [bar, groove, page]: [String; 3] = scene.run(size, &[]).await?;
            ensure!(bar != page && groove == "solid", "{bar} {groove} {page}");
            has_no_barriers(scene, "the report in forced colours").await
        })
        .await
}

/// Colours as the browser paints them.
#[derive(Debug, Deserialize)]
struct Colours {
    swatches: Vec<String>,
    bars: Vec<String>,
    pressed: Vec<String>,
    others: Vec<String>,
}
