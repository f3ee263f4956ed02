//! Each promise in `SECURITY.md` names tests that exist.

use crate::house::documents::tracked;
use crate::support::root;

#[test]
fn the_tests_of_every_promise_exist() {
    let is_source = |file: &String| file.ends_with(".rs");
    let sources = tracked().into_iter().filter(is_source);
    let sources: Vec<String> = sources.filter_map(|file| std::fs::read_to_string(root().join(file)).ok()).collect();
    let is_test = |name: &str| {
        let function = format!("fn {name}()");
        sources.iter().any(|text| {
            let before = text.split(&function).next().unwrap_or_default();
            // Conditions for the system may stand in between.
            let attributes = before.lines().rev().skip_while(|line| line.trim().is_empty());
            before.len() < text.len()
                && attributes.take_while(|line| line.trim().starts_with("#[")).any(|line| line.trim() == "#[test]")
        })
    };
    let text = std::fs::read_to_string(root().join("SECURITY.md")).expect("it is there");
    let rows = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Promise "));
    let mut count = 0;
    for row in rows {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().expect("a cell");
        let names: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test proves this: {row}");
        for name in names {
            assert!(is_test(name), "there is no test `{name}`: {row}");
            count += 1;
        }
    }
    assert!(count > 40, "only {count} tests");
}
