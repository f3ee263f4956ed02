//! The fuzzed property on a few inputs, so that the target always compiles and holds.

#[path = "../../fuzz/check.rs"]
mod check;

#[test]
fn the_fuzzed_property_holds_for_a_few_inputs() {
    let entity = "identifier: a\ntitle: A\nblueprint: service\nproperties:\n  type: backend\n  replicas: 010\n";
    let fixable =
        "identifier: a\nblueprint: service\nproperties: { type: backend, due: 2024-01-01 }\nrelation: { uses: b }\n";
    for text in
        [entity, fixable, "", "- a\n- [", "a: &a [*a]\n", "\u{feff}identifier: é\n", "identifier: \u{1b}\n---\n---\n"]
    {
        check::check(text.as_bytes());
        // Also at each cut, as a fuzzer would.
        (0..text.len()).for_each(|end| check::check(&text.as_bytes()[..end]));
    }
    check::check(b"identifier: \xff\xfe\n");
}
