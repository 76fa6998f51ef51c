//! Which functions the time went to.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Deserialize;

/// Functions in the table.
const LINES: usize = 40;

/// A profile as the developer tools' protocol gives it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    nodes: Vec<Node>,
    samples: Vec<u32>,
    /// Before each sample, in µs.
    time_deltas: Vec<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    id: u32,
    call_frame: CallFrame,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallFrame {
    function_name: String,
}

impl Profile {
    /// Functions by their own time, the longest first.
    pub fn table(&self) -> String {
        let name = |node: &Node| (node.id, node.call_frame.function_name.clone());
        let names: HashMap<u32, String> = self.nodes.iter().map(name).collect();
        let mut times: HashMap<&str, i64> = HashMap::new();
        for (node, us) in self.samples.iter().zip(&self.time_deltas) {
            let name = names.get(node).map(String::as_str);
            *times.entry(name.unwrap_or_default()).or_default() += us;
        }
        times.remove("(idle)");
        let mut times: Vec<_> = times.into_iter().collect();
        times.sort_unstable_by_key(|&(name, us)| (-us, name));
        let mut out = format!("{:>9}  function\n", "own ms");
        for (name, us) in times.into_iter().take(LINES) {
            let (ms, tenths) = (us / 1000, us % 1000 / 100);
            // Writing to a text can't fail.
            let _ = writeln!(out, "{ms:>7}.{tenths}  {name}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_times_of_a_function_add_up_wherever_it_was_called_from() {
        let profile = r#"{
            "nodes": [
                {"id": 1, "callFrame": {"functionName": "sort"}},
                {"id": 2, "callFrame": {"functionName": "(idle)"}},
                {"id": 3, "callFrame": {"functionName": "sort"}},
                {"id": 4, "callFrame": {"functionName": "fold"}}
            ],
            "samples": [4, 1, 2, 3],
            "timeDeltas": [1900, 1000, 90000, 1500]
        }"#;
        let profile: Profile = serde_json::from_str(profile).expect("a profile");
        let table = profile.table();
        let lines: Vec<_> = table.lines().map(str::trim).collect();
        assert_eq!(lines, ["own ms  function", "2.5  sort", "1.9  fold"]);
    }
}
