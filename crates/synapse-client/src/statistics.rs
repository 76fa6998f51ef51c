//! `GET /_synapse/admin/v1/statistics/users/media`, a page at a time.

use panel_core::url_query::{Direction, Order, OrderBy, TimeRange};

/// What a page of statistics is asked for with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageQuery {
    /// When the counted media were created.
    pub range: TimeRange,
    /// The server's order.
    pub order: Order,
    /// Offset of the first user.
    pub from: u64,
    /// Number of users at most.
    pub limit: u32,
}

impl PageQuery {
    /// The path and query of the request.
    pub(super) fn path(&self) -> String {
        let (order_by, dir) = nearest_server_order(self.order);
        let mut path = format!(
            "/_synapse/admin/v1/statistics/users/media?order_by={order_by}&dir={}&limit={}",
            dir.as_str(),
            self.limit
        );
        let numbers = [
            ("from", Some(self.from).filter(|&from| from > 0)),
            ("from_ts", self.range.from_ts),
            ("until_ts", self.range.until_ts),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                path = format!("{path}&{name}={number}");
            }
        }
        path
    }
}

/// The server's order that comes nearest to one of the panel's: it knows four columns.
fn nearest_server_order(order: Order) -> (&'static str, Direction) {
    match order.by {
        OrderBy::MediaLength | OrderBy::MediaCount | OrderBy::UserId | OrderBy::Displayname => {
            (order.by.as_str(), order.dir)
        }
        OrderBy::Share | OrderBy::Average => (OrderBy::MediaLength.as_str(), order.dir),
        OrderBy::Rank | OrderBy::Cumulative => {
            (OrderBy::MediaLength.as_str(), order.dir.reversed())
        }
        // Changes are known when the whole report is.
        _ => nearest_server_order(Order::default()),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn sends_only_parameters_that_narrow_the_query() {
        let all = PageQuery {
            range: TimeRange::default(),
            order: Order::default(),
            from: 0,
            limit: 10,
        };
        let path = "/_synapse/admin/v1/statistics/users/media?order_by=media_length&dir=b&limit=10";
        assert_eq!(all.path(), path);
        let narrow = PageQuery {
            range: TimeRange {
                from_ts: Some(1),
                until_ts: Some(2),
            },
            order: Order::for_column(OrderBy::Rank),
            from: 3,
            ..all
        };
        assert_eq!(narrow.path(), format!("{path}&from=3&from_ts=1&until_ts=2"));
    }
}
