//! The bill of materials, as version 1.6 of `CycloneDX` has it.

use serde_json::{Value, json};

use super::NAME;
use super::packages::{Id, Package};

/// What the panel is made of. It has no moment and no number of its own, so that the same sources
/// give the same bytes.
pub(super) fn bill_of_materials(packages: &[Package]) -> Value {
    let is_panel = |it: &&Package| it.id.0 == NAME;
    let panel = packages
        .iter()
        .find(is_panel)
        .map(|it| component(it, "application"));
    let others = packages.iter().filter(|it| !is_panel(it));
    let others: Vec<_> = others.map(|it| component(it, "library")).collect();
    let needs = |it: &Package| {
        let mut needs: Vec<_> = it.needs.iter().map(reference).collect();
        if it.id.0 == NAME {
            let std = packages.iter().filter(|it| it.sources.is_none());
            needs.extend(std.map(|it| reference(&it.id)));
        }
        json!({ "ref": reference(&it.id), "dependsOn": needs })
    };
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": panel },
        "components": others,
        "dependencies": packages.iter().map(needs).collect::<Vec<_>>(),
    })
}

/// The package's URL (purl), by which it is referred to.
fn reference(id: &Id) -> String {
    // A `+`, which begins the build's part of a version, means a blank elsewhere in URLs.
    let (name, version) = (&id.0, id.1.replace('+', "%2B"));
    if name == "std" {
        return format!("pkg:github/rust-lang/rust@{version}#library/std");
    }
    format!("pkg:cargo/{name}@{version}")
}

fn component(package: &Package, kind: &str) -> Value {
    let (name, version) = &package.id;
    let reference = reference(&package.id);
    let mut component = json!({
        "type": kind,
        "bom-ref": reference,
        "name": name,
        "version": version,
        "scope": "required",
        "licenses": [{ "expression": package.licence }],
        "purl": reference,
    });
    if let Some(checksum) = &package.checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if let Some(repository) = &package.repository {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::dist::packages::packages_of_panel;

    #[test]
    fn all_that_is_referred_to_is_there() -> anyhow::Result<()> {
        let bom = of(&packages_of_panel()?);
        let of = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let components = bom["components"].as_array().into_iter().flatten();
        let mut known: BTreeSet<_> = components.map(|it| of(it, "bom-ref")).collect();
        known.insert(of(&bom["metadata"]["component"], "bom-ref"));
        assert!(known.len() > 50 && !known.contains(""));
        for entry in bom["dependencies"].as_array().into_iter().flatten() {
            let needs = entry["dependsOn"].as_array().into_iter().flatten();
            let needs = needs.filter_map(Value::as_str).map(str::to_owned);
            for reference in needs.chain([of(entry, "ref")]) {
                assert!(known.contains(&reference), "{reference}");
            }
        }
        Ok(())
    }
}
