//! What the page says when the panel can't start or can't go on.

use anyhow::{Result, ensure};
use e2e::{Order, Scene, Setup, TIMEOUT, everybody, in_order};
use test_support::gateway::CannedResponse;
use test_support::{Fault, Rule};

/// Lets the next attempt to make an element fail, which the panel can't but panic at.
const BREAK: &str = "document.createElement = () => {
    delete document.createElement;
    throw new Error('no element');
}";

const OPEN: &str = "document.getElementById('groups-menu').showPopover()";

/// Waits for the notice, and goes on where the panel was.
async fn reloads(scene: &Scene, query: &str) -> Result<()> {
    let alert = scene
        .alert(&["The panel has crashed.", "Reload the page"])
        .await?;
    ensure!(!alert.contains("error"), "{alert}");
    let rest = "return document.querySelectorAll('table, input').length";
    eventually!(scene.run::<u32>(rest, &[]).await? == 0, "figures are left");
    scene.has_query(query).await?;
    scene.press("Reload").await?;
    scene.loaded().await?;
    scene.has_query(query).await?;
    let users = in_order(everybody()?, Order::Files, true);
    scene.shows(&users[..100]).await
}

#[tokio::test]
async fn a_panic_is_said_and_a_reload_leads_back_to_the_view() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_complaints("RuntimeError");
            scene.open_report("?order_by=media_count").await?;
            scene.loaded().await?;
            scene.run::<()>(BREAK, &[]).await?;
            scene.run::<()>(OPEN, &[]).await?;
            reloads(scene, "order_by=media_count").await
        })
        .await
}

#[tokio::test]
async fn a_part_that_panics_is_said() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_complaints("RuntimeError");
            scene.open_report("?order_by=media_count").await?;
            scene.loaded().await?;
            let parts = scene.gateway.inject(Rule::new("/parts/", Fault::Hold));
            scene.run::<()>(OPEN, &[]).await?;
            ensure!(parts.wait_held(1, TIMEOUT), "no part is asked for");
            scene.status("Loading…").await?;
            scene.run::<()>(BREAK, &[]).await?;
            parts.clear();
            reloads(scene, "order_by=media_count").await
        })
        .await
}

#[tokio::test]
async fn memory_that_runs_out_is_said() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_complaints("RuntimeError");
            scene.open_report("?order_by=media_count").await?;
            scene.loaded().await?;
            let exhaust = "
                const boot = [...document.scripts].find((it) => it.src.endsWith('/boot.js'));
                return import(new URL('main.js', boot.src)).then(({ initSync }) => {
                    const { memory } = initSync();
                    for (const pages of [1024, 16, 1]) {
                        try { for (;;) memory.grow(pages); } catch {}
                    }
                    const field = document.querySelector('input[type=search]');
                    field.value = 'x'.repeat(1 << 25);
                    setTimeout(() => field.dispatchEvent(new Event('input', { bubbles: true })));
                })";
            scene.run::<()>(exhaust, &[]).await?;
            reloads(scene, "order_by=media_count").await
        })
        .await
}

#[tokio::test]
async fn errors_of_other_scripts_leave_the_panel_alone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_complaints("of an extension");
            scene.open_report("").await?;
            scene.loaded().await?;
            let fail = "
                setTimeout(() => { throw new TypeError('of an extension'); });
                Promise.reject(new Error('of an extension'));
                return new Promise((done) => setTimeout(done, 0));";
            scene.run::<()>(fail, &[]).await?;
            scene.press("Next page").await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[100..200]).await?;
            eventually!(scene.announced("alert").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn files_that_are_missing_are_named() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let told = [
                ("boot.js", "A file of the panel is missing"),
                ("main.js", "files are incomplete"),
                ("main_bg.wasm", "files are incomplete"),
            ];
            for (file, words) in told {
                scene.expect_failures(file);
                scene.expect_complaints(file);
                let gone = Fault::Respond(CannedResponse::html(404, "Not found"));
                let gone = scene.gateway.inject(Rule::new(file, gone));
                scene.open("").await?;
                scene.reads(words).await?;
                eventually!(scene.text().await?.contains(file), "{file} is not named");
                gone.clear();
                scene.driver().refresh().await?;
                scene.find("button", "Sign in").await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_page_without_its_slash_finds_its_files() -> Result<()> {
    Setup::new()
        .below("/admin/media/")
        .test(async |scene: &mut Scene| {
            // The files, looked for where they are not.
            let origin = scene.gateway.origin();
            scene.expect_failures(&origin);
            scene.expect_complaints("MIME type");
            let page = std::fs::read_to_string(scene.folder().join("index.html"))?;
            let page = Fault::Respond(CannedResponse::html(200, &page));
            scene
                .gateway
                .inject(Rule::new("/admin/media", page).times(1));
            let link = format!("{origin}/admin/media?order_by=media_count");
            scene.driver().goto(link).await?;
            scene.find("button", "Sign in").await?;
            let path = "return location.pathname";
            eventually!(scene.run::<String>(path, &[]).await? == "/admin/media/");
            scene.sign_in().await?;
            scene.loaded().await?;
            scene.has_query("order_by=media_count").await
        })
        .await
}

#[tokio::test]
async fn a_path_that_looks_like_a_url_stays_at_the_panel() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let origin = scene.gateway.origin();
            scene.expect_failures(&origin);
            scene.expect_complaints("MIME type");
            scene.expect_complaints("integrity");
            let page = std::fs::read_to_string(scene.folder().join("index.html"))?;
            let page = Fault::Respond(CannedResponse::html(200, &page));
            scene.gateway.inject(Rule::new("//localhost/media", page));
            scene
                .driver()
                .goto(format!("{origin}//localhost/media?page=2"))
                .await?;
            let address = "return location.href";
            let wanted = format!("{origin}//localhost/media/?page=2");
            eventually!(scene.run::<String>(address, &[]).await? == wanted);
            scene.reads("A file of the panel is missing").await
        })
        .await
}

#[tokio::test]
async fn only_the_panels_own_policy_makes_markup() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_refused("require-trusted-types-for");
            scene.expect_refused("trusted-types");
            scene.expect_complaints("TrustedHTML");
            scene.open_report("").await?;
            scene.loaded().await?;
            let attempts = "
                const attempts = [
                    () => { document.createElement('p').innerHTML = '<b>x</b>'; },
                    () => trustedTypes.createPolicy('another', {}),
                    () => trustedTypes.createPolicy('synapse-media-usage', {}),
                ];
                return attempts.map((attempt) => {
                    try { return String(attempt()) } catch { return null; }
                })";
            let made: Vec<Option<String>> = scene.run(attempts, &[]).await?;
            ensure!(made.iter().all(Option::is_none), "{made:?}");
            Ok(())
        })
        .await
}
