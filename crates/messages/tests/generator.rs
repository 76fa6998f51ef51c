//! What the generator accepts, and what it says of mistakes.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../generator/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the build script uses all of it")]
mod generator;

use generator::{parse, rust, translation};

fn errors(ftl: &str) -> String {
    parse(ftl).err().unwrap_or_default().join("\n")
}

fn generated(ftl: &str) -> String {
    rust(&parse(ftl).unwrap_or_else(|errors| panic!("{errors:?}")))
}

#[test]
fn a_message_without_variables_is_a_static_text() {
    let code = generated("## Table\n\nsort-by = Sort by\n");
    assert!(
        code.contains("pub fn sort_by() -> &'static str {\n    text(0, \"Sort by\")"),
        "{code}"
    );
}

#[test]
fn parameters_have_the_declared_types() {
    let ftl = "### $server (Name)\n\n# $size (Text)\n# $users (Count)\n# $status (Number)\n\
        all = { $server } { $size } { $users } { $status }\n";
    let code = generated(ftl);
    assert!(
        code.contains("pub fn all(server: &str, size: &str, status: u64, users: &Count) -> String"),
        "{code}"
    );
    assert!(code.contains("Argument::Name(server)"), "{code}");
}

#[test]
fn rewording_does_not_reorder_parameters() {
    let declared = "### $from (Text)\n### $to (Text)\n\n";
    for text in ["{ $from }, { $to }", "{ $to }, { $from }"] {
        let code = generated(&format!("{declared}a = {text}\n"));
        assert!(code.contains("pub fn a(from: &str, to: &str)"), "{code}");
    }
}

#[test]
fn a_message_with_attributes_is_an_explanation() {
    let code = generated("lost = Lost\n    .why = Gone.\n    .remedy = Search.\n");
    assert!(code.contains("pub fn lost() -> Explanation"), "{code}");
    assert!(
        code.contains("[\"Lost\", \"Gone.\", \"Search.\"]"),
        "{code}"
    );
}

#[test]
fn terms_and_messages_can_be_referred_to() {
    let code = generated("-name = Panel\nin = In { -name }\nsee = See “{ in }”\n");
    assert!(code.contains("See “In Panel”"), "{code}");
}

#[test]
fn mistakes_are_named_with_their_message() {
    for (ftl, error) in [
        ("a = { $b }", "a: uses the unknown variable $b"),
        ("a = x\na = y", "a: there are two such messages"),
        ("a = { NUMBER(1) }", "a: uses syntax that is not supported"),
        ("a = { b }", "a: refers to b, which does not exist"),
        ("a = { a }", "a: refers to itself by a"),
        ("a = x\n    .title = y", "a: has an attribute .title"),
        ("### $b (Word)\n\na = x", "“$b (Word)” needs a type"),
        ("a = x\nb c", "line 2: "),
    ] {
        let errors = errors(ftl);
        assert!(errors.contains(error), "{ftl}: {errors}");
    }
}

#[test]
fn a_number_needs_the_category_other() {
    let select = |variants: &str| errors(&format!("# $n (Count)\na = {{ $n ->\n{variants}\n }}"));
    assert_eq!(select("  [one] x\n *[other] y"), "");
    assert_eq!(select("  [0] x\n *[other] y"), "");
    assert!(select(" *[one] x").contains("*[other] is missing"));
    let few = select("  [few] x\n *[other] y");
    assert!(few.contains("[few] is not a plural category"), "{few}");
}

#[test]
fn another_language_has_a_line_for_each_pattern() {
    let english =
        parse("a = A\nb = B\n    .why = C\nd = D\n").unwrap_or_else(|_| panic!("no catalogue"));
    let table = translation(&english, "b = X\n    .remedy = Z\nd = Y\n").unwrap_or_default();
    let lines: Vec<_> = table.lines().skip(1).collect();
    assert_eq!(lines, ["", "X", "", "Z", "Y"]);
}

#[test]
fn another_language_has_no_messages_or_variables_of_its_own() {
    let english = parse("# $n (Text)\na = { $n }").unwrap_or_else(|_| panic!("no catalogue"));
    for (ftl, error) in [
        ("b = x", "b: English has no such message"),
        ("a = { $m }", "a: uses the unknown variable $m"),
    ] {
        let errors = translation(&english, ftl)
            .err()
            .unwrap_or_default()
            .join("\n");
        assert!(errors.contains(error), "{errors}");
    }
}
