use super::*;
use crate::calendar::Zone;
use crate::calendar::testing::ZonedCalendar;
use crate::format::Units;
use proptest::prelude::*;

fn parse(search: &str) -> Query {
    Query::parse(search, &Defaults::default()).query
}

fn rejected_keys(search: &str) -> Vec<&'static str> {
    let rejected = Query::parse(search, &Defaults::default()).rejected;
    rejected.into_iter().map(|r| r.key).collect()
}

fn written(ts: Option<u64>) -> String {
    ts.map_or(String::new(), |ts| ts.to_string())
}

fn any_query() -> impl Strategy<Value = Query> {
    let order = (0..OrderBy::ALL.len(), any::<bool>()).prop_map(|(by, forwards)| Order {
        by: OrderBy::ALL[by],
        dir: if forwards {
            Direction::Forwards
        } else {
            Direction::Backwards
        },
    });
    let change = prop::option::of(prop::sample::select(&ChangeStatus::ALL[..]));
    // What looks like another unit is not taken for milliseconds.
    let ms = (0_u64..8_640_000_000_000_000).prop_filter("another unit", |&ts| {
        !time_unit::is_in_another_unit(&ts.to_string())
    });
    let ts = prop::option::of(ms);
    let fixed = (ts.clone(), ts.clone()).prop_filter_map("no period", |(from, until)| {
        CompareTo::parse(&format!("{}..{}", written(from), written(until)))
    });
    let compare = prop_oneof![Just(CompareTo::Previous), Just(CompareTo::Year), fixed];
    let compare = (prop::option::of(compare), change);
    let period = prop_oneof![
        (0..Preset::ALL.len()).prop_map(|n| Period::Preset(Preset::ALL[n])),
        (ts.clone(), ts).prop_filter_map("no period", |(from, until)| Period::between(from, until)
            .ok()),
    ];
    let homeserver = prop::option::of("[^\\s].{0,20}[^\\s]");
    let sizes = 0..RowsPerPage::ALL.len();
    let group_mode = prop_oneof![Just(GroupMode::Sum), Just(GroupMode::Hide)];
    let groups = (".{0,9}", group_mode, ".{0,9}");
    let when = (
        period,
        prop_oneof![Just(Zone::Local), Just(Zone::Utc)],
        compare,
    );
    let interval = (0..IntervalChoice::ALL.len()).prop_map(|n| IntervalChoice::ALL[n]);
    let view = prop_oneof![
        Just(View::Users),
        Just(View::Trend),
        Just(View::Distribution)
    ];
    let user = prop::option::of(".{0,9}");
    let history = (view, interval, user, any::<Option<u64>>());
    let columns = prop::collection::vec(any::<bool>(), Columns::OPTIONAL.len());
    let columns = columns.prop_map(|shown| {
        let all = Columns::OPTIONAL.iter().zip(shown);
        all.fold(Columns::default(), |columns, ((by, _), is_shown)| {
            columns.with(*by, is_shown)
        })
    });
    let units = prop::option::of(prop::sample::select(&Units::ALL[..]));
    let shown = (sizes, 1_u32.., columns, units);
    let parts = (order, ".*", groups, when, history, shown, homeserver);
    parts.prop_map(
        |(order, search, groups, when, history, (size, page, columns, units), homeserver)| {
            let (groups, group_mode, expanded) = groups;
            let (period, zone, compare) = when;
            let (view, interval, user, free_space) = history;
            Query {
                order,
                search,
                groups,
                group_mode,
                expanded,
                period,
                zone,
                view,
                interval,
                user,
                free_space,
                disk_size: None,
                compare: compare.0,
                change: compare.1,
                columns,
                units,
                rows_per_page: RowsPerPage::ALL[size],
                page: NonZeroU32::new(page).expect("pages count from 1"),
                homeserver,
            }
        },
    )
}

fn any_defaults() -> impl Strategy<Value = Defaults> {
    let period = prop_oneof![
        Just(Period::AllTime),
        (0..Preset::ALL.len()).prop_map(|n| Period::Preset(Preset::ALL[n])),
    ];
    let parts = (period, 0..RowsPerPage::ALL.len(), "[a-z_]{0,3}");
    parts.prop_map(|(period, size, groups)| Defaults {
        period,
        rows_per_page: RowsPerPage::ALL[size],
        groups,
    })
}

proptest! {
    #[test]
    fn a_bookmark_leads_back_to_the_same_question(query in any_query(), defaults in any_defaults()) {
        let back = Query::parse(&query.to_query_string(&defaults), &defaults);
        prop_assert_eq!(back.query, query);
        prop_assert!(back.rejected.is_empty());
    }

    #[test]
    fn any_text_is_read_without_a_crash(search in ".*") {
        let defaults = Defaults::default();
        let query = Query {
            // A link of 0.1 says it, and it is not written.
            disk_size: None,
            ..Query::parse(&search, &defaults).query
        };
        prop_assert_eq!(parse(&query.to_query_string(&defaults)), query);
    }
}

#[test]
fn defaults_leave_no_trace_in_the_url() {
    assert_eq!(parse("").to_query_string(&Defaults::default()), "");
    assert_eq!(
        parse("?order_by=media_length&dir=b&limit=100&page=1"),
        parse("")
    );
}

#[test]
fn numbers_are_shown_largest_first_and_names_from_a() {
    assert_eq!(
        parse("order_by=media_count").order.dir,
        Direction::Backwards
    );
    assert_eq!(parse("order_by=user_id").order.dir, Direction::Forwards);
    assert_eq!(
        parse("order_by=displayname&dir=b").order.dir,
        Direction::Backwards
    );
}

#[test]
fn bad_values_fall_back_and_are_named() {
    let bad = "order_by=size&dir=up&limit=7&page=0&period=1h&from_ts=-5&until_ts=1e3\
        &compare=last&change=gone";
    assert_eq!(parse(bad), parse(""));
    let keys = rejected_keys(bad);
    let all = [
        "period", "compare", "change", "order_by", "dir", "limit", "page", "from_ts", "until_ts",
    ];
    assert_eq!(keys, all);
}

#[test]
fn a_period_that_ends_before_it_begins_is_rejected() {
    for bad in ["from_ts=2&until_ts=2", "from_ts=3&until_ts=2", "until_ts=0"] {
        assert_eq!(parse(bad).period, Period::AllTime, "{bad}");
        assert_eq!(rejected_keys(bad), ["until_ts"], "{bad}");
    }
    assert_eq!(parse("from_ts=0").period, Period::AllTime);
}

#[test]
fn timestamps_in_seconds_are_rejected_with_what_they_mean() {
    let defaults = Defaults::default();
    for (link, key, fixed) in [
        (
            "from_ts=1735689600&until_ts=1738367999",
            "from_ts",
            "from_ts=1735689600000&until_ts=1738367999999",
        ),
        ("until_ts=1738367999", "until_ts", "until_ts=1738367999999"),
        (
            "compare=1735689600..1738367999",
            "compare",
            "compare=1735689600000..1738367999999",
        ),
        (
            "from_ts=1735689600000000",
            "from_ts",
            "from_ts=1735689600000",
        ),
    ] {
        let ParsedQuery {
            query, rejected, ..
        } = Query::parse(link, &defaults);
        assert_eq!(query, parse(""), "{link}");
        let [rejected] = &rejected[..] else {
            panic!("{link}: {rejected:?}");
        };
        assert_eq!(rejected.key, key);
        let correction = rejected.correction.expect("a correction");
        let corrected = query.with_correction(rejected.key, correction.period);
        assert_eq!(corrected.to_query_string(&defaults), fixed);
        assert_eq!(rejected_keys(fixed), [""; 0]);
    }
    // The bounds have no effect anyway.
    let both = Query::parse("period=7d&from_ts=1735689600", &defaults).rejected;
    assert!(both.iter().all(|rejected| rejected.correction.is_none()));
}

#[test]
fn a_preset_wins_over_fixed_bounds_and_says_so() {
    let both = "period=7d&from_ts=1&until_ts=9";
    assert_eq!(parse(both).period, Period::Preset(Preset::Days7));
    assert_eq!(rejected_keys(both), ["from_ts", "until_ts"]);
}

#[test]
fn only_the_first_of_a_repeated_key_counts() {
    assert_eq!(parse("search_term=a&search_term=b").search, "a");
}

#[test]
fn users_who_changed_come_with_the_largest_change_first() {
    let text = |query: Query| query.to_query_string(&Defaults::default());
    let query = parse("compare=5..9&page=3");
    let less = query.clone().with_change(Some(ChangeStatus::Shrunk));
    assert_eq!(
        text(less.clone()),
        "compare=5..9&change=shrunk&order_by=change&dir=f"
    );
    let new = query.with_change(Some(ChangeStatus::Added));
    assert_eq!(
        text(new.clone()),
        "compare=5..9&change=added&order_by=change"
    );
    // Other users are shown in the same order.
    assert_eq!(text(new.with_change(None)), "compare=5..9&order_by=change");
    // Ending the comparison resets its filter and order.
    assert_eq!(text(less.with_compare_to(None)), "");
}

#[test]
fn a_group_is_listed_until_it_is_toggled_again() {
    let query = parse("groups=telegram_,/^a,b/");
    let open = query
        .clone()
        .with_group_toggled("/^a,b/")
        .with_group_toggled("telegram_");
    assert_eq!(open.grouping().expanded, ["/^a,b/", "telegram_"]);
    assert_eq!(
        open.with_group_toggled("telegram_")
            .with_group_toggled("/^a,b/"),
        query
    );
}

#[test]
fn a_search_term_is_decoded_once() {
    assert_eq!(parse("search_term=100%2525+%2B").search, "100%25 +");
}

#[test]
fn choosing_a_column_again_turns_the_order_round() {
    let order = Order::default().toggled_to(OrderBy::UserId);
    assert_eq!(order, Order::for_column(OrderBy::UserId));
    assert_eq!(order.toggled_to(OrderBy::UserId).dir, Direction::Backwards);
}

#[test]
fn a_new_question_starts_at_its_first_page() {
    let query = parse("page=7");
    assert_eq!(query.clone().with_search("a".into()).page, NonZeroU32::MIN);
    assert_eq!(
        query
            .clone()
            .with_period(Period::Preset(Preset::Days7))
            .page,
        NonZeroU32::MIN
    );
    assert_eq!(query.with_order(Order::default()).page, NonZeroU32::MIN);
}

#[test]
fn only_the_zone_that_is_the_same_everywhere_is_in_the_url() {
    assert_eq!(parse("").zone, Zone::Local);
    assert_eq!(parse("time_zone=utc").zone, Zone::Utc);
    for other in ["local", "UTC", "Europe/Berlin", ""] {
        let other = format!("time_zone={other}");
        assert_eq!(parse(&other).zone, Zone::Local);
        assert_eq!(rejected_keys(&other), ["time_zone"]);
    }
}

#[test]
fn a_time_zone_changes_calendar_periods_only() {
    let in_utc = |search: &str| (parse(search), parse(search).with_time_zone(Zone::Utc));
    for same in ["page=7", "page=7&period=30d", "page=7&from_ts=5"] {
        let (before, after) = in_utc(same);
        assert_eq!(before.zoned_period(), after.zoned_period());
        assert_eq!(before.page, after.page);
    }
    for other in ["this-month", "last-month", "this-year"] {
        let (before, after) = in_utc(&format!("page=7&period={other}"));
        assert_ne!(before.zoned_period(), after.zoned_period());
        assert_eq!(after.page, NonZeroU32::MIN);
    }
}

/// 2026-11-24 12:00 UTC.
const NOW: u64 = 1_795_521_600_000;

#[test]
fn neighbouring_months_share_no_millisecond_and_miss_none() {
    let berlin = ZonedCalendar::new("Europe/Berlin", NOW);
    let this = Period::Preset(Preset::ThisMonth).range(&berlin);
    let last = Period::Preset(Preset::LastMonth).range(&berlin);
    let year = Period::Preset(Preset::ThisYear).range(&berlin);
    // Midnight in winter is 23:00 UTC, in summer 22:00.
    assert_eq!(this.from_ts, Some(1_793_487_600_000));
    assert_eq!(last.until_ts.map(|ts| ts + 1), this.from_ts);
    assert_eq!(last.from_ts, Some(1_790_805_600_000));
    assert_eq!(this.until_ts, None);
    assert_eq!(year.from_ts, Some(1_767_222_000_000));
}

#[test]
fn presets_of_days_reach_back_from_now() {
    let day = 24 * 60 * 60 * 1000;
    let utc = ZonedCalendar::new("UTC", NOW);
    let from = |preset| Period::Preset(preset).range(&utc).from_ts;
    assert_eq!(from(Preset::Hours24), Some(NOW - day));
    assert_eq!(from(Preset::Days365), Some(NOW - 365 * day));
}

#[test]
fn what_the_host_decides_is_left_out_and_its_opposite_is_said() {
    let defaults = Defaults {
        period: Period::Preset(Preset::Days30),
        rows_per_page: RowsPerPage::Rows250,
        groups: "telegram_".to_owned(),
    };
    let usual = Query::parse("", &defaults).query;
    assert_eq!(usual.period, Period::Preset(Preset::Days30));
    assert_eq!(usual.to_query_string(&defaults), "");
    let plain = parse("").to_query_string(&defaults);
    assert_eq!(plain, "period=all&groups=&limit=100");
    let bad = Query::parse("from_ts=5&until_ts=4", &defaults).query;
    assert_eq!(bad.period, Period::Preset(Preset::Days30));
}

#[test]
fn keys_of_0_1_are_read_and_replaced() {
    for (former, current) in [
        ("grouped=hide", "group_mode=hide"),
        ("history=auto", "view=trend"),
        (
            "history=week&user=%40a%3Ab",
            "view=trend&interval=week&user=%40a%3Ab",
        ),
        (
            "compare=year&changes_by=growth&changes_dir=f",
            "compare=year&order_by=growth&dir=f",
        ),
        (
            "compare=year&changes_dir=f",
            "compare=year&order_by=change&dir=f",
        ),
        // A new key counts more than the one that it replaced.
        ("history=week&view=users", ""),
    ] {
        let parsed = Query::parse(former, &Defaults::default());
        assert!(
            parsed.has_former_keys && parsed.rejected.is_empty(),
            "{former}"
        );
        assert_eq!(parsed.query.to_query_string(&Defaults::default()), current);
        assert!(!Query::parse(current, &Defaults::default()).has_former_keys);
    }
    assert_eq!(rejected_keys("history=hour&disk=much"), ["history", "disk"]);
}

#[test]
fn the_disk_of_a_link_of_0_1_is_replaced_by_its_free_space() {
    let query = parse("disk=1000");
    assert_eq!(
        (query.disk_size.map(NonZeroU64::get), query.free_space),
        (Some(1000), None)
    );
    let query = query.with_free_space(Some(400));
    assert_eq!(
        query.to_query_string(&Defaults::default()),
        "free_space=400"
    );
}

/// The table of the documentation, as the definitions of the keys have it.
fn documented_keys() -> String {
    let rows = keys::KEYS.iter().map(|key| {
        let (values, default) = key.documentation;
        format!("| `{}` | {values} | {default} |\n", key.name)
    });
    rows.collect()
}

#[test]
fn the_documentation_lists_every_key() {
    let documentation = include_str!("../../../../docs/using.md");
    let table = documented_keys();
    assert!(
        documentation.contains(&table),
        "docs/using.md lacks this table:\n{table}"
    );
}

#[test]
fn every_documented_value_is_accepted() {
    for key in &keys::KEYS {
        let values = key.documentation.0.split('`').skip(1).step_by(2);
        for value in values.chain(key.documentation.1.split('`').skip(1).step_by(2)) {
            let link = format!("{}={value}", key.name);
            assert_eq!(rejected_keys(&link), [""; 0], "{link}");
        }
    }
}
