//! Homeservers and user names as people paste them.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup};
use test_support::synapse::{ADMIN, PASSWORD};

#[tokio::test]
async fn a_pasted_homeserver_is_understood() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let origin = scene.server().origin();
            for pasted in [
                format!("\"{origin}\""),
                format!("<{origin}>"),
                format!("\u{feff}{origin}\u{200b}"),
                format!("{origin}/_matrix/client/versions"),
                format!("{origin}/_synapse/admin/v1/server_version?x=y#z"),
            ] {
                scene.open("").await?;
                scene.fill("Homeserver", &pasted).await?;
                scene.tab().await?;
                scene.status(&format!("Found at {origin}")).await?;
            }
            scene
                .sign_in_with_token(&scene.synapse.admin().access_token)
                .await?;
            scene.loaded().await?;
            let query = scene.query().await?;
            ensure!(query == format!("homeserver={origin}"), "{query}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_homeserver_that_makes_no_sense_is_explained() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            for (typed, reason) in [
                ("not a server", "It contains a space."),
                ("ftp://example.org", "It starts with ftp://."),
                ("me@example.org", "an e-mail address"),
                ("example\u{202e}.org", "(U+202E)"),
            ] {
                scene.open("").await?;
                scene.status("Found at").await?;
                scene.fill("Homeserver", typed).await?;
                scene.tab().await?;
                scene.status("This is not a homeserver address.").await?;
                scene.sign_in_with_password(ADMIN, PASSWORD).await?;
                scene.alert(&[reason]).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_pasted_user_name_is_understood() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            for pasted in [
                format!("@{ADMIN}"),
                format!("{ADMIN}:example.test"),
                format!(" @ {ADMIN} :example.test"),
                format!("\u{200b}@{ADMIN}:example.test\u{feff}"),
            ] {
                scene.name_homeserver().await?;
                scene.sign_in_with_password(&pasted, PASSWORD).await?;
                scene.loaded().await?;
                scene.press("Sign out").await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_user_name_that_makes_no_sense_is_explained() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.name_homeserver().await?;
            for (typed, reason) in [
                ("Jane Doe", "It contains a space."),
                ("@me@example.org", "one @, at the start"),
                ("ad\u{202e}min", "(U+202E)"),
            ] {
                scene.sign_in_with_password(typed, PASSWORD).await?;
                scene.alert(&["This is not a user name.", reason]).await?;
            }
            let requests = scene.server().requests();
            ensure!(
                requests.iter().all(|it| it.method != "POST"),
                "a password was sent"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_link_cannot_turn_a_name_around() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let shown = "a.[U+202E]elpmaxe.proc.htua.test";
            let link = "?homeserver=a.%E2%80%AEelpmaxe.proc.htua.test";
            let turned = "
                const fields = [...document.querySelectorAll('input')].map((field) => field.value);
                return [document.body.textContent, document.title, ...fields].some(
                    (text) => /[\\u202a-\\u202e\\u2066-\\u2069]/.test(text));";
            scene.open(link).await?;
            scene.status("This is not a homeserver address.").await?;
            eventually!(!scene.run::<bool>(turned, &[]).await?, "the name acts");

            scene.open_report("").await?;
            scene.loaded().await?;
            scene.open(link).await?;
            scene.reads(&format!("This link is for {shown}.")).await?;
            let isolated =
                "return [...document.querySelectorAll('.notice bdi')].map((it) => it.textContent)";
            let names: Vec<String> = scene.run(isolated, &[]).await?;
            ensure!(names.iter().any(|name| name == shown), "{names:?}");
            eventually!(!scene.run::<bool>(turned, &[]).await?, "the name acts");
            Ok(())
        })
        .await
}
