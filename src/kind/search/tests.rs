//! Queries, good and bad, and their mistakes as `path kind suggestion`; `!` where Port refuses them.

use serde_json::{Value, json};

use super::{Dialect, MembersOf, Mistake, MistakeKind, Part, check};
use crate::ground::path::Path;

use Dialect::{Condition, Dataset, EntityReference, Scorecard, Search};

fn blueprint() -> Value {
    json!({
        "identifier": "service",
        "schema": {"properties": {
            "name": {"type": "string"},
            "tier": {"type": "string", "enum": ["gold", "silver"]},
            "size": {"type": "number"},
            "level": {"type": "number", "enum": [1, 2]},
            "live": {"type": "boolean"},
            "since": {"type": "string", "format": "date-time"},
            "until": {"type": "string", "format": "timer"},
            "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
            "plain": {"type": "array"},
            "extra": {"type": "object"},
            "untyped": {"title": "Added elsewhere"}
        }},
        "relations": {"domain": {"target": "domain"}},
        "mirrorProperties": {"owner": {"path": "domain.owner"}},
        "calculationProperties": {"score": {"type": "number", "calculation": "1"}},
        "aggregationProperties": {"total": {"title": "Total", "target": "x"}}
    })
}

fn query(text: &str) -> Value {
    serde_yaml::from_str(text).expect("queries of tests are YAML")
}

fn written(mistake: &Mistake) -> String {
    let kind = match &mistake.kind {
        MistakeKind::UnknownKey { .. } => "UnknownKey".to_owned(),
        kind => format!("{kind:?}"),
    };
    let key = if mistake.part == Part::Key { "key " } else { "" };
    let refused = if mistake.refused { "!" } else { "" };
    format!("{key}{} {refused}{kind} {}", mistake.at, mistake.suggestions.join(",")).trim().to_owned()
}

fn found(dialect: Dialect, text: &str) -> Vec<String> {
    let body = blueprint();
    check(&Path::root(), &query(text), dialect, MembersOf::new(&body)).iter().map(written).collect()
}

/// The key of a query's rules.
fn list(dialect: Dialect) -> &'static str {
    if dialect == Scorecard { "conditions" } else { "rules" }
}

/// A query with one rule, as each dialect writes it.
fn one(dialect: Dialect, rule: &str) -> String {
    let front = if dialect == Condition { "type: SEARCH, " } else { "" };
    format!("{{{front}combinator: and, {}: [{rule}]}}", list(dialect))
}

/// Rules without a mistake.
const GOOD: &[(Dialect, &str)] = &[
    (Scorecard, "{property: tier, operator: '=', value: gold}"),
    (Scorecard, "{property: tier, operator: in, value: [gold, silver]}"),
    (Scorecard, "{property: name, operator: isNotEmpty}"),
    (Scorecard, "{property: name, operator: isEmpty, not: true}"),
    (Scorecard, "{relation: domain, operator: isNotEmpty}"),
    (Scorecard, "{relation: domain, operator: '=', value: payments}"),
    (Scorecard, "{property: size, operator: '>=', value: 3.5}"),
    (Scorecard, "{property: score, operator: '<', value: -1}"),
    (Scorecard, "{property: total, operator: '!=', value: 0}"),
    (Scorecard, "{property: level, operator: '=', value: 1.0}"),
    (Scorecard, "{property: live, operator: '=', value: true}"),
    (Scorecard, "{property: tags, operator: containsAny, value: [a, b]}"),
    (Scorecard, "{property: tags, operator: contains, value: a}"),
    (Scorecard, "{property: plain, operator: doesNotContains, value: 7}"),
    (Scorecard, "{property: name, operator: doesNotBeginsWith, value: tmp-}"),
    (Scorecard, "{property: since, operator: between, value: {preset: last3Months}}"),
    (Scorecard, "{property: since, operator: '=', value: {preset: today}}"),
    (Scorecard, "{property: $team, operator: isNotEmpty}"),
    (Scorecard, "{property: owner, operator: '=', value: anybody}"),
    (Scorecard, "{property: domain.tier, operator: '=', value: gold}"),
    (Scorecard, "{property: untyped, operator: '>', value: 3}"),
    (Scorecard, "{combinator: or, conditions: [{property: name, operator: isEmpty}]}"),
    (Search, "{property: $blueprint, operator: '=', value: service}"),
    (
        Search,
        "{property: $createdAt, operator: between, value: {from: '2022-07-26T16:38:06.839Z', to: '2022-07-29T17:00:28+02:00'}}",
    ),
    (Search, "{property: since, operator: '>', value: '2022-07-26T16:38:06Z'}"),
    (Search, "{property: since, operator: notBetween, value: {preset: nextWeek}}"),
    (Search, "{property: until, operator: isExpired}"),
    (Search, "{property: $team, operator: in, value: [My Teams]}"),
    (Search, "{property: $team, operator: containsAny, value: {context: userTeams, property: $identifier}}"),
    (Search, "{property: {context: user, property: company_role}, operator: '=', value: manager}"),
    (Search, "{property: name, operator: '=', value: null}"),
    (Search, "{operator: relatedTo, blueprint: domain, value: payments}"),
    (Search, "{operator: relatedTo, blueprint: domain, value: [a, b], direction: downstream, required: true}"),
    (Search, "{property: {path: [domain, group]}, operator: matchAny, value: x}"),
    (
        Search,
        "{property: {path: [{relation: parent, maxHops: 3}], fromBlueprint: team}, operator: matchAny, value: [x]}",
    ),
    (Search, "{property: {path: [domain]}, operator: matchAny, value: {context: user, property: $identifier}}"),
    (Search, "{propertySchema: {type: string, format: url}, operator: '=', value: 'https://example.com'}"),
    (Search, "{relation: domain, operator: '=', value: payments}"),
    (Search, "{scorecard: ready, operator: '=', value: Bronze}"),
    (Search, "{scorecard: ready, scorecardRule: has_team, operator: '=', value: Bronze}"),
    (Search, "{combinator: or, rules: [{property: name, operator: '=', value: a}, {combinator: and, rules: []}]}"),
    (Search, "{property: name, operator: contains, value: '{{getUserEmail()}}'}"),
    (Condition, "{property: tier, operator: '!=', value: gold}"),
    (Condition, "{property: $title, operator: beginsWith, value: prod}"),
    (Dataset, "{blueprint: domain, operator: relatedTo, value: {jqQuery: .form.domain.identifier}}"),
    (Dataset, "{property: tier, operator: in, value: {jqQuery: .form.tiers}}"),
    (Dataset, "{property: tier, operator: '=', value: '{{ .form.tier }}'}"),
    (EntityReference, "{property: $title, operator: '=', value: Payments}"),
    (EntityReference, "{property: name, operator: containsAny, value: [a]}"),
    (EntityReference, "{property: size, operator: '=', value: 3}"),
];

#[test]
fn good_queries_have_no_mistake() {
    for (dialect, rule) in GOOD.iter().copied() {
        assert_eq!(found(dialect, &one(dialect, rule)), Vec::<String>::new(), "{dialect:?} {rule}");
    }
    assert_eq!(found(Dataset, "{jqQuery: .form.query}"), Vec::<String>::new());
}

#[test]
fn the_form_of_a_query_is_checked() {
    for (dialect, text, expected) in [
        (Scorecard, "[]", &["!NotAMap"][..]),
        (Scorecard, "{}", &["!MissingKey(\"combinator\")", "!MissingKey(\"conditions\")"]),
        (Scorecard, "{combinator: and, conditions: []}", &["conditions !EmptyList"]),
        (Scorecard, "{combinator: and, rules: []}", &["key rules !OtherList conditions", "rules !EmptyList"]),
        (
            Scorecard,
            "{combinator: AND, conditions: [{property: name, operator: isEmpty}]}",
            &["combinator !UnknownCombinator and"],
        ),
        (Scorecard, "{combinator: and, condtions: []}", &["key condtions !UnknownKey conditions"]),
        (
            Scorecard,
            "{combinator: and, note: x, conditions: [{property: name, operator: isEmpty}]}",
            &["key note UnknownKey"],
        ),
        (Search, "{combinator: xor, rules: []}", &["combinator !UnknownCombinator or"]),
        (Search, "{combinator: 7, rules: []}", &["combinator !UnknownCombinator"]),
        (Search, "{combinator: and, rules: {}}", &["rules !NotAList"]),
        (Search, "{combinator: and, rules: [name]}", &["rules[0] !NotAMap"]),
        (Search, "{rules: []}", &["!MissingKey(\"combinator\")"]),
        (Search, "{combinator: and, condtions: [], rules: []}", &["key condtions !UnknownKey"]),
        (Search, "{combinator: and, conditions: []}", &["key conditions !OtherList rules"]),
        (Search, "{combinator: and, rules: [{combinator: or, rule: []}]}", &["key rules[0].rule !UnknownKey rules"]),
        (Search, "{combinator: and, rules: [{rules: []}]}", &["rules[0] !MissingKey(\"combinator\")"]),
        (Condition, "{combinator: and, rules: []}", &["!MissingKey(\"type\")"]),
        (Condition, "{type: JQ, combinator: and, rules: []}", &["type !NotSearch SEARCH"]),
        (EntityReference, "{combinator: and, rules: [], limit: 1}", &["key limit !UnknownKey"]),
    ] {
        assert_eq!(found(dialect, text), expected, "{dialect:?} {text}");
    }
}

/// Rules, and their mistakes.
const WRONG: &[(Dialect, &str, &[&str])] = &[
    (Scorecard, "{operator: isEmpty}", &["!MissingKey(\"property\")"]),
    (Scorecard, "{property: name}", &["!MissingKey(\"operator\")"]),
    (Scorecard, "{property: name, operator: '='}", &["!MissingKey(\"value\")"]),
    (Scorecard, "{property: name, operator: isEmpty, value: 1}", &["key value UnusedValue"]),
    (Scorecard, "{property: name, operator: '==', value: a}", &["operator !UnknownOperator ="]),
    (Scorecard, "{property: name, operator: isNotEmtpy}", &["operator !UnknownOperator isNotEmpty"]),
    (Scorecard, "{property: name, operator: doesNotContain, value: a}", &["operator !UnknownOperator doesNotContains"]),
    (Scorecard, "{property: name, operator: startsWith, value: a}", &["operator !UnknownOperator beginsWith"]),
    (Scorecard, "{property: name, operator: 'is not null'}", &["operator !UnknownOperator isNotEmpty"]),
    (Scorecard, "{property: name, operator: 7, value: a}", &["operator !NotText"]),
    (Scorecard, "{propery: name, operator: isEmpty}", &["key propery !UnknownKey property"]),
    (Scorecard, "{property: name, oprator: '=', value: a}", &["key oprator !UnknownKey operator"]),
    (Scorecard, "{property: name, operator: '=', vlaue: a}", &["key vlaue !UnknownKey value"]),
    (Scorecard, "{property: name, operator: isEmpty, comment: x}", &["key comment UnknownKey"]),
    (Scorecard, "{property: [name], operator: isEmpty}", &["property !NotText"]),
    (Scorecard, "{operator: relatedTo, blueprint: domain, value: a}", &["operator OperatorElsewhere"]),
    (Search, "{property: since, operator: between, value: lastWeek}", &["value !ValueShape(Range) {preset: lastWeek}"]),
    (
        Search,
        "{property: since, operator: between, value: {preset: last week}}",
        &["value.preset !UnknownPreset lastWeek"],
    ),
    (Search, "{property: since, operator: between, value: {preset: recently}}", &["value.preset !UnknownPreset"]),
    (
        Search,
        "{property: since, operator: between, value: {from: '2022-07-26T16:38:06Z'}}",
        &["value !MissingKey(\"to\")"],
    ),
    (
        Search,
        "{property: since, operator: between, value: {from: '2022-07-26', to: '2022-07-27T00:00:00Z'}}",
        &["value.from !NotADateTime 2022-07-26T00:00:00Z"],
    ),
    (
        Search,
        "{property: since, operator: between, value: {from: '2023-07-26T00:00:00Z', to: '2022-07-27T00:00:00Z'}}",
        &["value BackwardsRange"],
    ),
    (
        Search,
        "{property: since, operator: between, value: {form: '2022-07-26T00:00:00Z', to: '2022-07-27T00:00:00Z'}}",
        &["key value.form !UnknownKey from"],
    ),
    (
        Search,
        "{property: since, operator: between, value: {presets: today}}",
        &["key value.presets !UnknownKey preset"],
    ),
    (Search, "{property: since, operator: between, value: {}}", &["value !ValueShape(Range)"]),
    (Search, "{property: size, operator: '>', value: '3'}", &["value !ValueShape(Ordered) 3"]),
    (Search, "{property: size, operator: '>', value: [3]}", &["value !ValueShape(Ordered)"]),
    (Search, "{property: since, operator: '>', value: '2022-07-26'}", &["value NotADateTime 2022-07-26T00:00:00Z"]),
    (Search, "{property: name, operator: in, value: a}", &["value ValueShape(List) [\"a\"]"]),
    (Search, "{property: name, operator: in, value: {a: b}}", &["value !ValueShape(List)"]),
    (Search, "{property: name, operator: in, value: [[a]]}", &["value[0] !ValueShape(Scalar)"]),
    (Search, "{property: name, operator: '=', value: {a: b}}", &["value !ValueShape(Scalar)"]),
    (Search, "{property: name, operator: '=', value: {jqQuery: .a}}", &["value !ValueShape(Scalar)"]),
    (
        Search,
        "{property: $team, operator: containsAny, value: {context: users, property: x}}",
        &["value.context !UnknownContext user"],
    ),
    (Search, "{property: $team, operator: containsAny, value: {context: user}}", &["value !MissingKey(\"property\")"]),
    (Search, "{operator: relatedTo, value: a}", &["!MissingKey(\"blueprint\")"]),
    (Search, "{operator: relatedTo, blueprint: domain}", &["!MissingKey(\"value\")"]),
    (Search, "{operator: relatedTo, blueprint: domain, value: 7}", &["value !ValueShape(Identifiers) \"7\""]),
    (
        Search,
        "{operator: relatedTo, blueprint: domain, value: a, direction: upsteam}",
        &["direction !UnknownDirection upstream"],
    ),
    (Search, "{operator: relatedTo, blueprint: domain, value: a, require: true}", &["key require UnknownKey required"]),
    (Search, "{operator: relatedto, blueprint: domain, value: a}", &["operator !UnknownOperator relatedTo"]),
    (Search, "{property: domain, operator: matchAny, value: a}", &["property !NotAMap"]),
    (Search, "{property: {path: []}, operator: matchAny, value: a}", &["property.path !EmptyList"]),
    (
        Search,
        "{property: {path: [{relation: parent, maxHops: 16}]}, operator: matchAny, value: a}",
        &["property.path[0].maxHops !HopsOutOfRange"],
    ),
    (Search, "{property: {paths: [a]}, operator: matchAny, value: a}", &["key property.paths !UnknownKey path"]),
    (EntityReference, "{property: name, operator: isEmpty}", &["operator !OperatorElsewhere"]),
    (EntityReference, "{property: name, operator: in, value: a}", &["value !ValueShape(List) [\"a\"]"]),
    (EntityReference, "{property: name, operator: in, value: [1]}", &["value[0] !ValueShape(Text)"]),
];

#[test]
fn each_rule_has_the_keys_and_the_value_that_its_operator_takes() {
    for (dialect, rule, expected) in WRONG.iter().copied() {
        let text = one(dialect, rule);
        let front = format!("{}[0]", list(dialect));
        let expected: Vec<String> = expected.iter().map(|line| placed(line, &front)).collect();
        assert_eq!(found(dialect, &text), expected, "{dialect:?} {rule}");
    }
}

/// A mistake of a rule as one of the query; `line` has no path where the rule itself is wrong.
fn placed(line: &str, front: &str) -> String {
    match line.strip_prefix("key ") {
        Some(rest) => format!("key {front}.{rest}"),
        None if line.starts_with('!') => format!("{front} {line}"),
        None => format!("{front}.{line}"),
    }
}

#[test]
fn operators_and_values_fit_the_property() {
    for (rule, expected) in [
        ("{property: $name, operator: isNotEmpty}", "property UnknownMetaProperty"),
        ("{property: $createAt, operator: isNotEmpty}", "property UnknownMetaProperty $createdAt"),
        ("{property: name, operator: '>', value: 3}", "operator OperatorMismatch(Text)"),
        ("{property: name, operator: between, value: {preset: today}}", "operator OperatorMismatch(Text)"),
        ("{property: since, operator: isExpired}", "operator OperatorMismatch(DateTime)"),
        ("{property: size, operator: contains, value: 3}", "operator OperatorMismatch(Number) ="),
        ("{property: size, operator: beginsWith, value: a}", "operator OperatorMismatch(Number)"),
        ("{property: live, operator: '>', value: 1}", "operator OperatorMismatch(Boolean)"),
        ("{property: tags, operator: '=', value: a}", "operator OperatorMismatch(List) containsAny"),
        ("{property: tags, operator: beginsWith, value: a}", "operator OperatorMismatch(List) contains"),
        ("{property: extra, operator: in, value: [a]}", "operator OperatorMismatch(Map)"),
        ("{property: size, operator: '=', value: '3'}", "value ValueMismatch(Number) 3"),
        ("{property: size, operator: '=', value: big}", "value ValueMismatch(Number)"),
        ("{property: score, operator: in, value: [1, x]}", "value[1] ValueMismatch(Number)"),
        ("{property: live, operator: '=', value: 'true'}", "value ValueMismatch(Boolean) true"),
        ("{property: name, operator: '=', value: 3}", "value ValueMismatch(Text) \"3\""),
        ("{property: tier, operator: '=', value: Gold}", "value NotInEnum gold"),
        ("{property: tier, operator: in, value: [gold, bronze]}", "value[1] NotInEnum"),
        ("{property: level, operator: '=', value: 3}", "value NotInEnum"),
        ("{property: tags, operator: containsAny, value: [c]}", "value[0] NotInEnum"),
        ("{property: since, operator: '=', value: yesterday}", "value NotADateTime"),
    ] {
        assert_eq!(found(Scorecard, &one(Scorecard, rule)), [format!("conditions[0].{expected}")], "{rule}");
    }
}

#[test]
fn a_query_is_not_reported_for_unknown_properties() {
    let text = one(Search, "{property: anything, operator: '>', value: 3}");
    assert_eq!(check(&Path::root(), &query(&text), Search, MembersOf::new(&Value::Null)), []);
    let partial = json!({"schema": {"properties": {"name": {"type": "string"}}}});
    assert_eq!(check(&Path::root(), &query(&text), Search, MembersOf::new(&partial)), []);
}
