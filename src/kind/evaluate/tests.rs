//! The results of expressions, and the limits that stop them.

use serde_json::json;

use super::*;

fn given(expression: &str) -> Result<Value, EvaluateError> {
    let input = json!({"a": {"b": [1, 2.5, "x"], "on-call": "it's \"me\""}, "n": 3, "none": null});
    evaluate(expression, &input)
}

#[test]
fn each_input_has_its_own_result_and_budget() {
    let inputs = [json!("1"), json!("many"), json!("3")];
    let results = evaluate_each("tonumber", inputs.iter()).expect("it is jq");
    assert_eq!([&results[0], &results[2]], [&Ok(json!(1)), &Ok(json!(3))]);
    assert!(matches!(results[1], Err(EvaluateError::Failed(_))));
    let many = vec![json!(100); 2_000];
    let results = evaluate_each("[range(.)] | length", many.iter()).expect("it is jq");
    assert!(results.iter().all(|result| *result == Ok(json!(100))));
    assert!(matches!(evaluate_each("tonumber(", inputs.iter()), Err(EvaluateError::Invalid(_))));
}

#[test]
fn the_first_output_is_the_result_and_none_is_null() {
    for (expression, result) in [
        (".a.b", json!([1, 2.5, "x"])),
        (".a.'on-call'", json!("it's \"me\"")),
        ("'x-' + (.n | tostring)", json!("x-3")),
        ("'n is \\(.n), \\(.a.b | length)'", json!("n is 3, 3")),
        (".a.b[]", json!(1)),
        ("empty", Value::Null),
        (".missing.deep // 'other'", json!("other")),
        ("{'k': .n, n: .n, 'o': {p: 1.0}}", json!({"k": 3, "n": 3, "o": {"p": 1}})),
        ("[range(3), range(5; 1; -2)]", json!([0, 1, 2, 5, 3])),
        ("[.a.b[] | select(IN('x', 1))]", json!([1, "x"])),
        ("reduce range(1000) as $i (0; . + $i)", json!(499_500)),
        ("[limit(3; repeat(1))]", json!([1, 1, 1])),
        ("last(range(3000))", json!(2999)),
        ("'ab' * 2", json!("abab")),
        (".n | toarray | debug | [.[] | tostring | trimstr('x')]", json!(["3"])),
        (".n *= 2 | .n", json!(6)),
        (".a.b |= map(tostring) | .a.b | join('-')", json!("1-2.5-x")),
        ("with_entries(.value |= type) | .n", json!("number")),
        ("1e400", Value::Null),
        ("nan", Value::Null),
    ] {
        assert_eq!(given(expression), Ok(result), "{expression}");
    }
}

#[test]
fn an_endless_program_is_stopped() {
    for expression in [
        "[repeat(1)]",
        "[limit(1000000000; repeat(1))]",
        "last(repeat(1))",
        "def f: f; f",
        "def f: 1 + f; f",
        "def f: [f]; f",
        "def f: {a: {b: -(1 + [try f catch 0][0])}}; f",
        "def f: try f catch f; f",
        "try [repeat(1)] catch 0",
        "[range(infinite)]",
        "[range(0; 1; 0)]",
        "until(false; .)",
        "[recurse(.)]",
        "'x' * 1000000000000 | length",
        "'x' * 1000000000000000000000 | length",
        ".a.'on-call' *= 1000000000000",
        "reduce range(60) as $i ('x'; . + .)",
        "reduce range(60) as $i (9; . * .)",
    ] {
        assert_eq!(given(expression), Err(EvaluateError::StepLimit), "{expression}");
    }
}

#[test]
fn nesting_between_two_steps_fits_on_the_stack() {
    for (open, close) in [("1+(", ")"), ("[", "]"), ("{a:", "}"), ("-(", ")"), ("try (", ")")] {
        let times = 1900 / (open.len() + close.len());
        let expression = format!("def f: {}f{}; f", open.repeat(times), close.repeat(times));
        assert_eq!(given(&expression), Err(EvaluateError::StepLimit), "{open}");
    }
}

#[test]
fn a_result_is_bounded_too() {
    assert_eq!(given("reduce range(100) as $i (0; [.])"), Err(EvaluateError::TooLarge));
    assert_eq!(given("reduce range(40) as $i (0; [., .])"), Err(EvaluateError::TooLarge));
}

#[test]
fn an_expression_cannot_access_anything_but_its_input() {
    for expression in
        ["env", "$ENV", "input", "[inputs]", "halt", "halt_error", "import 'a' as a; 1", "get_search_list"]
    {
        assert!(matches!(given(expression), Err(EvaluateError::Invalid(_))), "{expression}: {:?}", given(expression));
    }
}

#[test]
fn errors_describe_the_problem() {
    let faulty = |message: &str| Err(EvaluateError::Invalid(message.into()));
    assert_eq!(given(".a | lenght"), faulty("unknown function `lenght`"));
    assert_eq!(given("(.a"), faulty("`(` is never closed"));
    assert_eq!(given("$ENV.HOME"), faulty("`$ENV` is not available here"));
    assert_eq!(given("input"), faulty("`input` is not available here"));
    assert_eq!(given(""), faulty("an expression is missing at the end"));
    assert_eq!(given(&"(".repeat(100_000)), faulty("it is too long"));
    let Err(EvaluateError::Failed(message)) = given(".n.b") else { panic!("a number has no members") };
    assert!(message.contains("cannot index 3"), "{message}");
    assert_eq!(given("{(.n): 1}"), Err(EvaluateError::Failed("3 cannot be the key of an object".into())));
}
