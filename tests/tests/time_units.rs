//! Links with timestamps in another unit than milliseconds.

use anyhow::Result;
use e2e::{Scene, Setup, everybody, in_period, sums};

#[tokio::test]
async fn timestamps_in_seconds_are_recognised_and_corrected() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let until = scene.synapse.anchor() / 1000;
            let from = until - 60 * 24 * 60 * 60;
            scene
                .open_report(&format!("?from_ts={from}&until_ts={until}"))
                .await?;
            scene.reads("These look like seconds. Did you mean").await?;
            // Until then, the values have no effect.
            scene.sums_up_to(sums(everybody()?)).await?;
            let link = ".notice a[href]";
            let click = format!("document.querySelector('{link}').click()");
            scene.run::<()>(&click, &[]).await?;
            let (from, until) = (from * 1000, until * 1000 + 999);
            scene
                .has_query(&format!("from_ts={from}&until_ts={until}"))
                .await?;
            let users = in_period(Some(from), Some(until))?;
            scene.sums_up_to(sums(&users)).await?;
            eventually!(!scene.text().await?.contains("These look like"));
            Ok(())
        })
        .await
}
