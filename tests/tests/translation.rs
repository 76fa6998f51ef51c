//! Translators of pages replace text nodes: the figures, names and words of the page stay the right
//! ones all the same.

use anyhow::{Result, ensure};
use e2e::{Order, Scene, Setup, TIMEOUT, everybody, in_order, until};
use serde_json::json;
use test_support::{Fault, Rule};

/// Wraps every text that has letters, as browsers' translators do; again after each change of the page
/// if `argument` says so.
const TRANSLATE: &str = "
    const translate = () => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        for (const text of texts) {
            if (!/\\p{L}/u.test(text.data) || text.parentElement.closest('option, script, font')) continue;
            const outer = document.createElement('font');
            const inner = document.createElement('font');
            inner.textContent = text.data;
            outer.append(inner);
            text.replaceWith(outer);
        }
    };
    translate();
    if (arguments[0]) {
        const observer = new MutationObserver(translate);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    }";

/// All texts of the page, whoever has wrapped them. What loading took is left out: it is another
/// time each time.
const WORDS: &str = "
    const page = document.getElementById('panel').cloneNode(true);
    for (const it of page.querySelectorAll('.loaded, .popover:not(#groups-menu), option')) it.remove();
    for (const font of page.querySelectorAll('font')) font.replaceWith(...font.childNodes);
    page.normalize();
    const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
    const words = [];
    while (walker.nextNode()) words.push(walker.currentNode.data.trim());
    return words.filter(Boolean);";

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Something that an administrator does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Order(&'static str),
    Search(&'static str),
    Choose(&'static str, &'static str),
    Press(&'static str),
    /// Clicks on the first that a selector finds.
    Click(&'static str),
}

impl Act {
    async fn perform(self, scene: &Scene) -> Result<()> {
        match self {
            Self::Order(column) => scene.order_by(column).await,
            Self::Search(term) => scene.fill("Search users", term).await,
            Self::Choose(label, option) => scene.choose(label, option).await,
            Self::Press(name) => scene.press(name).await,
            Self::Click(selector) => {
                until(&format!("a click on {selector}"), async || {
                    let click = "const found = document.querySelector(arguments[0]);
                        found?.click();
                        return Boolean(found)";
                    let clicked: bool = scene.run(click, &[json!(selector)]).await?;
                    Ok(clicked.then_some(()))
                })
                .await
            }
        }
    }
}

async fn words(scene: &Scene) -> Result<Vec<String>> {
    scene.run(WORDS, &[]).await
}

/// Opens a view, and what is closed in it.
async fn open(scene: &Scene, query: &str, shows: &[&str], begin: &[Act]) -> Result<()> {
    scene.open(query).await?;
    scene.loaded().await?;
    for act in begin {
        act.perform(scene).await?;
    }
    for text in shows {
        scene.reads(text).await?;
    }
    Ok(())
}

/// Does the same on the page as it is and on a translated one: both say the same after each step.
/// The text beside each step is on the page when that is done.
async fn says_the_same(
    scene: &Scene,
    query: &str,
    shows: &[&str],
    begin: &[Act],
    acts: &[(Act, &str)],
) -> Result<()> {
    open(scene, query, shows, begin).await?;
    let mut wanted = Vec::new();
    for (act, text) in acts {
        act.perform(scene).await?;
        scene.reads(text).await?;
        wanted.push(words(scene).await?);
    }
    for again in [false, true] {
        scene.choose("Units", "KiB, MiB, GiB").await?;
        open(scene, query, shows, begin).await?;
        scene.run::<()>(TRANSLATE, &[json!(again)]).await?;
        for ((act, _), wanted) in acts.iter().zip(&wanted) {
            act.perform(scene).await?;
            until(&format!("the words after {act:?}"), async || {
                let found = words(scene).await?;
                let differ = found
                    .iter()
                    .zip(wanted)
                    .find(|(found, wanted)| found != wanted);
                ensure!(differ.is_none(), "found and wanted: {differ:?}");
                let (found, wanted) = (found.len(), wanted.len());
                ensure!(found == wanted, "{found} texts and not {wanted}");
                Ok(Some(()))
            })
            .await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_translated_table_shows_the_right_figures() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25").await?;
            let acts = [
                (Act::Order("Files"), "1–25 of"),
                (Act::Press("Next page"), "26–50 of"),
                (Act::Search("alice"), "1–25 of"),
                (Act::Search("nobody at all"), "No user matches"),
                (Act::Search(""), "1–25 of"),
                (Act::Choose("Time zone", "UTC"), "1–25 of"),
                (Act::Choose("Units", "kB, MB, GB"), "GB"),
            ];
            says_the_same(scene, "?limit=25", &[], &[], &acts).await?;
            let users = in_order(everybody()?, Order::Files, true);
            scene.shows(&users[..25]).await
        })
        .await
}

#[tokio::test]
async fn a_translated_page_shows_the_period_that_was_chosen() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25&period=90d").await?;
            scene.loaded().await?;
            scene.run::<()>(TRANSLATE, &[json!(true)]).await?;
            let hold = scene.gateway.inject(Rule::statistics(Fault::Hold));
            scene.choose("Period", "Last 365 days").await?;
            ensure!(hold.wait_held(1, TIMEOUT), "nothing is asked");
            scene.find("button", "Cancel").await?;
            hold.clear();
            scene.reads("Last 365 days").await?;
            scene.loaded().await?;
            let translated = words(scene).await?;
            scene.driver().refresh().await?;
            scene.loaded().await?;
            let fresh = words(scene).await?;
            let differ = fresh.iter().zip(&translated).find(|(a, b)| a != b);
            ensure!(differ.is_none(), "{differ:?}");
            ensure!(fresh.len() == translated.len());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_translated_comparison_shows_the_right_figures() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // A period that doesn't move with the clock.
            let until = scene.synapse.anchor();
            let from = until - 365 * DAY;
            let query = format!("?limit=25&from_ts={from}&until_ts={until}&compare=previous");
            scene.open_report(&query).await?;
            let acts = [
                (Act::Order("Change"), "1–25 of"),
                (Act::Press("Next page"), "26–50 of"),
                (Act::Click(".filter button:nth-child(2)"), "1–25 of"),
                (Act::Choose("Units", "kB, MB, GB"), "GB"),
            ];
            says_the_same(
                scene,
                &query,
                &["Before"],
                &[Act::Press("Compare now")],
                &acts,
            )
            .await
        })
        .await
}

#[tokio::test]
async fn a_translated_distribution_shows_the_right_figures() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25").await?;
            let begin = [Act::Click(".views a[href*=distribution]")];
            let acts = [
                (Act::Click(".charts .numbers > summary"), "Gini"),
                (Act::Search("alice"), "1–25 of"),
                (Act::Search("smith"), "1–25 of"),
                (Act::Choose("Units", "kB, MB, GB"), "MB"),
            ];
            says_the_same(scene, "?limit=25", &["Gini"], &begin, &acts).await
        })
        .await
}

#[tokio::test]
async fn translated_groups_show_the_right_figures() -> Result<()> {
    let query = "?limit=25&groups=telegram_";
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report(query).await?;
            let acts = [
                (Act::Click("tr[data-group] .expand"), "users and groups"),
                (Act::Order("Files"), "users and groups"),
                (Act::Search("telegram_1"), "users and groups"),
                (Act::Choose("Units", "kB, MB, GB"), "MB"),
            ];
            says_the_same(
                scene,
                query,
                &["Suggestions", "users and groups"],
                &[Act::Click("[popovertarget=groups-menu]")],
                &acts,
            )
            .await
        })
        .await
}

#[tokio::test]
async fn a_translated_history_shows_the_right_figures() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let until = scene.synapse.anchor();
            let from = until - 60 * DAY;
            let query =
                format!("?limit=25&view=trend&interval=week&from_ts={from}&until_ts={until}");
            scene.open_report(&query).await?;
            let begin = [
                Act::Press("Load history"),
                Act::Click(".history .numbers > summary"),
            ];
            let acts = [
                (Act::Click(".legend button:nth-child(2)"), ": uploads per"),
                (Act::Click(".legend button:nth-child(1)"), "Uploads per"),
                (Act::Choose("Units", "kB, MB, GB"), "MB"),
            ];
            says_the_same(scene, &query, &["Reload history"], &begin, &acts).await
        })
        .await
}

#[tokio::test]
async fn a_translated_page_shows_the_latest_failure() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            scene.run::<()>(TRANSLATE, &[json!(true)]).await?;
            let refused = Fault::error(403, "M_FORBIDDEN", "You are not a server admin");
            let fault = scene.gateway.inject(Rule::statistics(refused));
            scene.choose("Period", "Last 90 days").await?;
            scene.alert(&["won’t show the statistics"]).await?;
            fault.clear();
            let fault = scene.gateway.inject(Rule::statistics(Fault::Truncate(100)));
            scene.choose("Period", "Last 30 days").await?;
            let alert = scene.alert(&["The response was cut off."]).await?;
            ensure!(!alert.contains("won’t show"), "{alert}");
            fault.clear();
            scene.press("Try again").await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn figures_names_and_ids_are_kept_from_translators() -> Result<()> {
    let query = "?limit=25&period=365d&compare=previous";
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report(query).await?;
            scene.press("Compare now").await?;
            scene.compares().await?;
            Act::Click(".views a[href*=distribution]")
                .perform(scene)
                .await?;
            scene.reads("Gini").await?;
            let open =
                "return [...document.querySelectorAll('data, .name, .id, .account bdi, svg')]
                .filter((it) => it.textContent && !it.closest('[translate=no]'))
                .map((it) => it.outerHTML.slice(0, 200))";
            let open: Vec<String> = scene.run(open, &[]).await?;
            ensure!(open.is_empty(), "can be translated: {open:?}");
            Ok(())
        })
        .await
}
