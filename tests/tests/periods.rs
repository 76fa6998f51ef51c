//! When the counted media were created: presets, fixed bounds, and what the clock has to do with it.

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, in_period, sums, until};
use serde_json::json;
use test_support::ExpectedUser;
use test_support::seed::special;

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Waits for the report of these users.
async fn reports_on(scene: &Scene, users: &[ExpectedUser]) -> Result<()> {
    scene.sums_up_to(sums(users)).await?;
    let mut users = in_order(users, Order::Size, true);
    users.truncate(100);
    scene.shows(&users).await
}

/// The bounds that the last request for the report was sent with.
fn bounds(scene: &Scene) -> Result<(Option<u64>, Option<u64>)> {
    let requests = scene.gateway.statistics_requests();
    let last = requests.last().context("nothing was asked")?;
    let read = |name| last.parameter(name).map(str::parse).transpose();
    Ok((read("from_ts")?, read("until_ts")?))
}

#[tokio::test]
async fn a_preset_reports_on_media_since_then() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for (name, value, days) in [
                ("Last 24 hours", "24h", 1),
                ("Last 7 days", "7d", 7),
                ("Last 30 days", "30d", 30),
                ("Last 90 days", "90d", 90),
                ("Last 365 days", "365d", 365),
            ] {
                let before = scene.run::<u64>("return Date.now()", &[]).await?;
                scene.choose("Period", name).await?;
                scene.has_query(&format!("period={value}")).await?;
                scene.status("users").await?;
                let (from, until) = wait_for_bounds(scene)?;
                let after = scene.run::<u64>("return Date.now()", &[]).await?;
                let from = from.context("the period has no beginning")?;
                let right = (before - days * DAY..=after - days * DAY).contains(&from);
                ensure!(right, "{name} begins {} ms ago", after - from);
                ensure!(until.is_none(), "{name} has an end");
                reports_on(scene, &in_period(Some(from), None)?).await?;
                scene.gateway.forget_requests();
            }
            Ok(())
        })
        .await
}

fn wait_for_bounds(scene: &Scene) -> Result<(Option<u64>, Option<u64>)> {
    let asked = scene.gateway.wait_for_requests(e2e::TIMEOUT, |requests| {
        let mut requests = requests.iter();
        requests.any(|it| it.is_statistics() && it.query.contains("_ts="))
    });
    ensure!(asked.is_some(), "no period was asked for");
    bounds(scene)
}

#[tokio::test]
async fn calendar_presets_start_at_local_midnight() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let months = "
                const now = new Date();
                const start = (add) => +new Date(now.getFullYear(), now.getMonth() + add, 1);
                return [start(-1), start(0), +new Date(now.getFullYear(), 0, 1)];";
            let [last, this, year]: [u64; 3] = scene.run(months, &[]).await?;
            for (name, from, until) in [
                ("This month", this, None),
                ("Last month", last, Some(this - 1)),
                ("This year", year, None),
            ] {
                scene.gateway.forget_requests();
                scene.choose("Period", name).await?;
                let found = wait_for_bounds(scene)?;
                ensure!(found == (Some(from), until), "{name} is {found:?}");
                reports_on(scene, &in_period(Some(from), until)?).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn both_ends_of_a_fixed_period_belong_to_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.choose("Period", "Custom").await?;
            let anchor = scene.synapse.anchor();
            let boundaries = special("boundaries").user_id();
            // There are media exactly at these moments, and one millisecond to either side.
            let (from, until) = (anchor - 30 * DAY, anchor - 7 * DAY);
            scene.set_moment("From", Some(from)).await?;
            scene.set_moment("Until", Some(until)).await?;
            scene
                .has_query(&format!("from_ts={from}&until_ts={until}"))
                .await?;
            let users = in_period(Some(from), Some(until))?;
            reports_on(scene, &users).await?;
            scene.fill("Search users", &boundaries).await?;
            let user = users.into_iter().filter(|user| user.user_id == boundaries);
            let user: Vec<_> = user.collect();
            // 30 days, 30 days less 1 ms, 7 days and 1 ms, 7 days.
            ensure!(user[0].media_length == Some(512 + 256 + 128 + 64));
            scene.shows(&user).await?;
            scene.set_moment("From", Some(from + 1)).await?;
            scene.set_moment("Until", Some(until - 1)).await?;
            let inner = in_period(Some(from + 1), Some(until - 1))?;
            let inner = inner.into_iter().filter(|user| user.user_id == boundaries);
            let inner: Vec<_> = inner.collect();
            ensure!(inner[0].media_length == Some(256 + 128));
            scene.shows(&inner).await
        })
        .await
}

#[tokio::test]
async fn a_period_may_be_open_at_either_side() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let anchor = scene.synapse.anchor();
            let then = anchor - 365 * DAY;
            scene.open_report(&format!("?until_ts={then}")).await?;
            reports_on(scene, &in_period(None, Some(then))?).await?;
            eventually!(scene.chosen("Period").await? == "Custom");
            scene.set_moment("From", Some(then - 90 * DAY)).await?;
            reports_on(scene, &in_period(Some(then - 90 * DAY), Some(then))?).await?;
            scene.set_moment("Until", None).await?;
            reports_on(scene, &in_period(Some(then - 90 * DAY), None)?).await?;
            scene.choose("Period", "All time").await?;
            scene.has_query("").await?;
            reports_on(scene, everybody()?).await
        })
        .await
}

#[tokio::test]
async fn the_fields_show_a_links_bounds_in_the_named_time_zone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // 2024-03-01 00:00:00.001 and 12:34:56 in Kathmandu, which is 5:45 ahead of UTC.
            scene
                .open_report("?from_ts=1709230500001&until_ts=1709275796000")
                .await?;
            scene.loaded_or_empty().await?;
            shows(scene, "From", "2024-03-01T00:00:00.001").await?;
            eventually!(
                scene
                    .value("Until")
                    .await?
                    .starts_with("2024-03-01T12:34:56")
            );
            let zone = "return Intl.DateTimeFormat().resolvedOptions().timeZone";
            let zone: String = scene.run(zone, &[]).await?;
            scene.reads(&zone).await
        })
        .await
}

#[tokio::test]
async fn an_end_before_the_start_is_rejected_without_a_request() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let from = scene.synapse.anchor() - 30 * DAY;
            scene.open_report(&format!("?from_ts={from}")).await?;
            scene.loaded().await?;
            scene.gateway.forget_requests();
            for until in [from, from - 1, from - DAY] {
                scene.set_moment("Until", Some(until)).await?;
                scene
                    .alert(&["The end must be later than the start."])
                    .await?;
                scene.has_query(&format!("from_ts={from}")).await?;
            }
            reports_on(scene, &in_period(Some(from), None)?).await?;
            ensure!(
                scene.gateway.statistics_requests().is_empty(),
                "it was sent"
            );
            scene.set_moment("Until", Some(from + 1)).await?;
            scene
                .has_query(&format!("from_ts={from}&until_ts={}", from + 1))
                .await?;
            eventually!(!scene.announced("alert").await?.contains("later than"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_period_without_media_says_so() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?until_ts=1000000000000").await?;
            scene.status("No user has media in this period.").await?;
            scene.sums_up_to(sums(&[])).await?;
            eventually!(scene.rows().await?.is_empty());
            Ok(())
        })
        .await
}

/// The browser is in this time zone from now on.
async fn be_in(scene: &Scene, zone: &str) -> Result<()> {
    let zone = json!({ "timezoneId": zone });
    scene.cdp("Emulation.setTimezoneOverride", zone).await?;
    Ok(())
}

/// What a script says of the browser's dates.
async fn ts(scene: &Scene, expression: &str) -> Result<u64> {
    scene.run(&format!("return +({expression})"), &[]).await
}

/// Waits until a field has this value.
async fn shows(scene: &Scene, field: &str, wanted: &str) -> Result<()> {
    until(&format!("{wanted} in {field}"), async || {
        let value = scene.value(field).await?;
        ensure!(value == wanted, "it is {value}");
        Ok(Some(()))
    })
    .await
}

/// Types a date into a field, and leaves it.
async fn type_date(scene: &Scene, field: &str, text: &str) -> Result<()> {
    scene.fill(field, text).await?;
    scene.tab().await
}

async fn asks_for_the_month_of_the_chosen_zone(zone: &'static str) -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, zone).await?;
            scene
                .open_report("?period=this-month&time_zone=utc")
                .await?;
            scene.loaded_or_empty().await?;
            let month = "return new Date().toLocaleDateString(undefined,
                { month: 'long', year: 'numeric', timeZone: 'UTC' })";
            let month = format!("{} (UTC)", scene.run::<String>(month, &[]).await?);
            scene.reads(&month).await?;
            eventually!(scene.chosen("Time zone").await? == "UTC");
            let utc = "Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 1)";
            eventually!(bounds(scene)? == (Some(ts(scene, utc).await?), None));
            scene.gateway.forget_requests();
            // Some browsers know zones by older names.
            let name = "return Intl.DateTimeFormat().resolvedOptions().timeZone";
            let name: String = scene.run(name, &[]).await?;
            scene
                .choose("Time zone", &format!("Local time ({name})"))
                .await?;
            scene.has_query("period=this-month").await?;
            let found = wait_for_bounds(scene)?;
            let local = "new Date(new Date().getFullYear(), new Date().getMonth(), 1)";
            let local = ts(scene, local).await?;
            ensure!(found == (Some(local), None), "{found:?}");
            reports_on(scene, &in_period(Some(local), None)?).await?;
            // The report in UTC is still there.
            scene.gateway.forget_requests();
            scene.choose("Time zone", "UTC").await?;
            scene.has_query("period=this-month&time_zone=utc").await?;
            scene.reads(&month).await?;
            ensure!(scene.gateway.statistics_requests().is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn utc_presets_ignore_half_hour_time_zones() -> Result<()> {
    asks_for_the_month_of_the_chosen_zone("Asia/Kolkata").await
}

#[tokio::test]
async fn utc_presets_ignore_daylight_saving_time() -> Result<()> {
    asks_for_the_month_of_the_chosen_zone("America/New_York").await
}

#[tokio::test]
async fn a_time_zone_rewords_a_fixed_period_without_a_request() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, "Asia/Kolkata").await?;
            // 2024-02-29 18:30 in UTC.
            let link = "from_ts=1709231400000";
            scene.open_report(&format!("?{link}")).await?;
            scene.loaded().await?;
            eventually!(scene.value("From").await? == "2024-03-01T00:00");
            scene.gateway.forget_requests();
            scene.choose("Time zone", "UTC").await?;
            scene.has_query(&format!("{link}&time_zone=utc")).await?;
            scene.reads("Since Feb 29, 2024, 6:30:00 PM UTC").await?;
            shows(scene, "From", "2024-02-29T18:30").await?;
            // What is typed is in UTC as well.
            ensure!(scene.gateway.statistics_requests().is_empty());
            type_date(scene, "From", "2024-03-01").await?;
            scene.has_query("from_ts=1709251200000&time_zone=utc").await
        })
        .await
}

#[tokio::test]
async fn dates_are_typed_in_the_order_of_the_locale() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, "Europe/Berlin").await?;
            scene.open_report("").await?;
            for (locale, first, last) in [
                ("en-US", "1/31/2026", "Feb 28, 2026"),
                ("en-GB", "31/01/2026", "28 Feb 2026"),
                ("de-DE", "31.1.26", "28. Februar 2026"),
                ("ja-JP", "2026年1月31日", "2026/2/28"),
                ("ar-EG", "٣١/١/٢٠٢٦", "2026-02-28"),
            ] {
                let which = json!({ "locale": locale });
                scene.cdp("Emulation.setLocaleOverride", which).await?;
                scene.open("?from_ts=1").await?;
                scene.loaded().await?;
                type_date(scene, "From", first).await?;
                type_date(scene, "Until", last).await?;
                let from = ts(scene, "new Date(2026, 0, 31)").await?;
                let until = ts(scene, "new Date(2026, 2, 1)").await? - 1;
                scene
                    .has_query(&format!("from_ts={from}&until_ts={until}"))
                    .await
                    .with_context(|| locale)?;
                shows(scene, "From", "2026-01-31T00:00").await?;
                shows(scene, "Until", "2026-02-28T23:59:59.999").await?;
                scene.cdp("Emulation.setLocaleOverride", json!({})).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn quarters_half_years_and_weeks_are_whole_periods() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, "Europe/Berlin").await?;
            scene.open_report("?from_ts=1").await?;
            scene.loaded().await?;
            for (typed, first, after) in [
                ("Q3 2026", "2026, 6, 1", "2026, 9, 1"),
                ("H1 2026", "2026, 0, 1", "2026, 6, 1"),
                ("2025-W07", "2025, 1, 10", "2025, 1, 17"),
                ("5 X 2026", "2026, 9, 5", "2026, 9, 6"),
                ("2026. X. 5.", "2026, 9, 5", "2026, 9, 6"),
                ("20250102", "2025, 0, 2", "2025, 0, 3"),
            ] {
                type_date(scene, "Until", "").await?;
                type_date(scene, "From", typed).await?;
                type_date(scene, "Until", typed).await?;
                let from = ts(scene, &format!("new Date({first})")).await?;
                let until = ts(scene, &format!("new Date({after})")).await? - 1;
                scene
                    .has_query(&format!("from_ts={from}&until_ts={until}"))
                    .await
                    .with_context(|| typed)?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn dates_are_gregorian_and_read_as_the_locale_writes_them() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, "Asia/Bangkok").await?;
            scene.open_report("").await?;
            let from = ts(scene, "new Date(2026, 9, 5)").await?;
            let afternoon = ts(scene, "new Date(2026, 9, 5, 14, 30)").await?;
            for (locale, typed) in [
                ("th-TH", "5 ต.ค. 2569"),
                ("fa-IR", "۵ اکتبر ۲۰۲۶"),
                ("bg-BG", "5.10.2026 г."),
                ("ru-RU", "5 окт. 2026 г."),
            ] {
                let which = json!({ "locale": locale });
                scene.cdp("Emulation.setLocaleOverride", which).await?;
                scene.open(&format!("?from_ts={afternoon}")).await?;
                scene.loaded_or_empty().await?;
                let shown = format!(
                    "const style = {{ calendar: 'gregory', dateStyle: 'medium', timeStyle: 'medium' }};
                    return new Intl.DateTimeFormat(undefined, style).format({afternoon});"
                );
                let shown: String = scene.run(&shown, &[]).await?;
                scene.reads(&shown).await.with_context(|| locale)?;
                type_date(scene, "From", typed).await?;
                scene
                    .has_query(&format!("from_ts={from}"))
                    .await
                    .with_context(|| locale)?;
                scene.cdp("Emulation.setLocaleOverride", json!({})).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_date_that_does_not_exist_is_explained_and_nothing_is_lost() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, "Europe/Berlin").await?;
            let link = "from_ts=1704063600000";
            scene.open_report(&format!("?{link}")).await?;
            scene.loaded().await?;
            scene.gateway.forget_requests();
            for (typed, explained) in [
                (
                    "2/30/2026",
                    "Not a valid date: there is no 30 February 2026.",
                ),
                ("2023-02-29", "there is no 29 February 2023."),
                ("20250230", "there is no 30 February 2025."),
                ("13/1/2026", "there is no month 13."),
                ("2026-01-31 25:00", "Not a valid time."),
                ("3/29/2026 2:30", "There is no 02:30 on 29 March 2026"),
                ("12/31/1969", "the year 1969 isn’t between 1970 and 2200."),
                ("30.2.2026", "there is no 30 February 2026."),
                ("5 ต.ค. 2569", "wasn’t understood."),
                ("10/5/2569", "In the Gregorian calendar it is 2026."),
                ("Q5 2026", "there is no quarter 5 in 2026."),
                ("3. Quartal 2026", "wasn’t understood."),
                ("Sunday, 10/5/2026", "5 October 2026 is a Monday."),
                ("Oct 26", "Write the year with four digits."),
                ("tomorrow", "wasn’t understood. Write it like 12/31/2026"),
            ] {
                type_date(scene, "Until", typed).await?;
                scene.alert(&[explained]).await?;
                eventually!(scene.value("Until").await? == typed);
                eventually!(scene.value("From").await? == "2024-01-01T00:00");
                scene.has_query(link).await?;
                let until = scene.field("Until").await?;
                eventually!(until.attr("aria-invalid").await?.as_deref() == Some("true"));
            }
            // Neither does looking for somebody lose what was typed.
            scene.fill("Search users", "@").await?;
            scene.has_query_part("search_term=@").await?;
            eventually!(scene.value("Until").await? == "tomorrow");
            ensure!(scene.gateway.statistics_requests().is_empty());
            type_date(scene, "Until", "2024").await?;
            let until = ts(scene, "new Date(2025, 0, 1)").await? - 1;
            scene.has_query_part(&format!("until_ts={until}")).await?;
            eventually!(scene.announced("alert").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_time_that_comes_twice_stays_the_one_it_was() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, "Europe/Berlin").await?;
            // The second 02:30 of this night.
            let from = 1_729_992_600_000_u64;
            scene.open_report(&format!("?from_ts={from}")).await?;
            scene.loaded().await?;
            shows(scene, "From", "2024-10-27T02:30+01:00").await?;
            type_date(scene, "Until", "2026-01-31T10:00").await?;
            let until = ts(scene, "new Date(2026, 0, 31, 10)").await?;
            scene
                .has_query(&format!("from_ts={from}&until_ts={until}"))
                .await
        })
        .await
}

#[tokio::test]
async fn a_periods_exact_bounds_are_shown_on_demand() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_in(scene, "Asia/Kolkata").await?;
            let (from, until) = (1_709_231_400_001_u64, 1_900_000_000_000_u64);
            scene
                .open_report(&format!("?from_ts={from}&until_ts={until}"))
                .await?;
            scene.loaded().await?;
            let exact = "2024-03-01 00:00:00.001 UTC+05:30";
            eventually!(!scene.text().await?.contains(exact));
            scene.open_menu("origin").await?;
            scene.reads(exact).await?;
            scene.reads(&format!("from_ts={from}")).await?;
            scene.reads(&format!("until_ts={until}")).await?;
            scene.choose("Time zone", "UTC").await?;
            scene.open_menu("origin").await?;
            scene.reads("2024-02-29 18:30:00.001 UTC").await?;
            scene.choose("Period", "Last month").await?;
            scene.status("users").await?;
            scene.open_menu("origin").await?;
            let until = "Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 1)";
            let until = ts(scene, until).await? - 1;
            scene.reads(&format!("until_ts={until}")).await
        })
        .await
}

#[tokio::test]
async fn a_date_can_be_picked_from_the_browsers_calendar() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?from_ts=1709230500000").await?;
            scene.loaded().await?;
            scene.press("Choose from calendar: From").await?;
            // The calendar is the browser's own and no part of the page. It begins where the field is.
            let pick = "
                const [picker] = document.querySelectorAll('[type=datetime-local]');
                const before = picker.value;
                picker.value = '2026-01-31T10:00';
                picker.dispatchEvent(new Event('change', { bubbles: true }));
                return before";
            let before: String = scene.run(pick, &[]).await?;
            ensure!(before == "2024-03-01T00:00", "it begins at {before:?}");
            let from = ts(scene, "new Date(2026, 0, 31, 10)").await?;
            scene.has_query(&format!("from_ts={from}")).await?;
            shows(scene, "From", "2026-01-31T10:00").await
        })
        .await
}
