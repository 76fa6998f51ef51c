//! The same report from PostgreSQL, whose pages by size or count lose users among those who tie.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use anyhow::{Result, anyhow, ensure};
use e2e::{Order, Scene, Setup, in_order, sums};
use test_support::{Engine, ExpectedUser, Fault, Options, Rule, Synapse, expected};

/// The homeserver with PostgreSQL, started by the first test that asks.
fn server() -> Result<&'static Synapse> {
    static SERVER: OnceLock<Result<Synapse, String>> = OnceLock::new();
    let options = || Options {
        engine: Engine::Postgres,
        ..Options::named("browser-tests-postgres", 1200)
    };
    let server =
        SERVER.get_or_init(|| Synapse::start(&options()).map_err(|error| format!("{error:#}")));
    server.as_ref().map_err(|error| anyhow!("{error}"))
}

/// Walks through all pages; they must be those of the database.
async fn walk(scene: &Scene, users: &[ExpectedUser]) -> Result<()> {
    let mut seen = Vec::new();
    for page in users.chunks(500) {
        if !seen.is_empty() {
            scene.press("Next page").await?;
        }
        scene.shows(page).await?;
        seen.extend(scene.users().await?);
    }
    let once: BTreeSet<_> = seen.iter().collect();
    ensure!(once.len() == seen.len(), "somebody is there twice");
    ensure!(seen.len() == users.len(), "somebody is lost");
    Ok(())
}

#[tokio::test]
async fn postgresql_pages_with_ties_lose_no_user() -> Result<()> {
    let synapse = server()?;
    let users = expected(synapse, None, None)?;
    Setup::new()
        .on(synapse)
        .test(async |scene: &mut Scene| {
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(100)));
            scene.open_report("?order_by=media_count&limit=500").await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(&users)).await?;
            walk(scene, &in_order(&users, Order::Files, true)).await?;
            ensure!(scene.gateway.statistics_requests().len() > 10);
            ensure!(scene.gateway.max_in_flight() == 1);
            scene.order_by("Size").await?;
            walk(scene, &in_order(&users, Order::Size, true)).await?;
            scene.order_by("Size").await?;
            walk(scene, &in_order(&users, Order::Size, false)).await
        })
        .await
}

#[tokio::test]
async fn pending_users_do_not_come_first_on_postgresql() -> Result<()> {
    let synapse = server()?;
    let users = expected(synapse, None, None)?;
    Setup::new()
        .on(synapse)
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let by_size = in_order(&users, Order::Size, true);
            scene.shows(&by_size[..100]).await?;
            let from = synapse.anchor() - 30 * 24 * 60 * 60 * 1000;
            scene.open(&format!("?from_ts={from}")).await?;
            let recent = expected(synapse, Some(from), None)?;
            scene.sums_up_to(sums(&recent)).await?;
            scene
                .shows(&in_order(&recent, Order::Size, true)[..100])
                .await
        })
        .await
}
