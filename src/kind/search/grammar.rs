//! The form of a search query: groups of rules, and the keys that each operator takes.

use serde_json::{Map, Value};

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::search::dialect::Dialect;
use crate::kind::search::mistake::{Mistake, MistakeKind, Part};
use crate::kind::search::operator::{Class, OPERATORS, Operator};
use crate::kind::search::property::{MembersOf, jq_name};
use crate::kind::search::{fit, value};

const COMBINATORS: [&str; 2] = ["and", "or"];

/// The mistakes of a query, in the order of the text. `at` is the path of the query, and `properties` are those of the
/// entities it selects.
pub(crate) fn check(at: &Path, query: &Value, dialect: Dialect, properties: MembersOf<'_>) -> Vec<Mistake> {
    // A form may compute a dataset with jq.
    if dialect.has_jq() && query.as_object().is_some_and(|map| map.len() == 1 && map.contains_key("jqQuery")) {
        return Vec::new();
    }
    let mut checking = Checking { dialect, properties, found: Vec::new() };
    match query {
        Value::Object(map) => checking.group(at, map, dialect.group_keys()),
        _ => checking.report(at.clone(), Part::Value, MistakeKind::NotAMap, None, true),
    }
    checking.found
}

struct Checking<'p> {
    dialect: Dialect,
    properties: MembersOf<'p>,
    found: Vec<Mistake>,
}

impl Checking<'_> {
    fn report(&mut self, at: Path, part: Part, kind: MistakeKind, suggestion: Option<&str>, refused: bool) {
        let suggestions = suggestion.map(str::to_owned).into_iter().collect();
        self.found.push(Mistake { at, part, kind, suggestions, refused });
    }

    fn group(&mut self, at: &Path, group: &Map<String, Value>, known: &'static [&'static str]) {
        self.keys(at, group, known, known, self.dialect.is_closed());
        if let Some(kind) = group.get("type").filter(|_| known.contains(&"type"))
            && kind != "SEARCH"
        {
            self.report(at.child("type"), Part::Value, MistakeKind::NotSearch, Some("SEARCH"), true);
        }
        match group.get("combinator") {
            Some(Value::String(word)) if COMBINATORS.contains(&word.as_str()) => {}
            Some(word) => {
                let near = word.as_str().and_then(combinator);
                self.report(at.child("combinator"), Part::Value, MistakeKind::UnknownCombinator, near, true);
            }
            None => {}
        }
        for list in ["rules", "conditions"] {
            let at = at.child(list);
            match group.get(list) {
                Some(Value::Array(rules)) => {
                    if rules.is_empty() && self.dialect == Dialect::Scorecard {
                        self.report(at.clone(), Part::Value, MistakeKind::EmptyList, None, true);
                    }
                    for (nth, rule) in rules.iter().enumerate() {
                        self.rule(&at.child(nth), rule);
                    }
                }
                Some(_) => self.report(at, Part::Value, MistakeKind::NotAList, None, true),
                None => {}
            }
        }
    }

    fn rule(&mut self, at: &Path, rule: &Value) {
        let Value::Object(map) = rule else {
            return self.report(at.clone(), Part::Value, MistakeKind::NotAMap, None, true);
        };
        let is_group = ["combinator", "rules", "conditions"].iter().any(|key| map.contains_key(*key));
        let is_rule =
            (map.contains_key("operator") && !has_combinator_as_operator(map)) || map.contains_key("property");
        if is_group && !is_rule {
            // Only the outermost map of an action's condition has a `type`.
            return self.group(
                at,
                map,
                if self.dialect == Dialect::Scorecard {
                    &["combinator", "conditions"]
                } else {
                    &["combinator", "rules"]
                },
            );
        }
        let Some(operator) = self.operator(at, map) else { return };
        match operator.class {
            Class::Relation => self.relation(at, map, operator),
            Class::Path => self.path(at, map, operator),
            _ => self.comparison(at, map, operator),
        }
    }

    /// Returns the operator of a rule, or `None` if it has no known operator, which would determine its other keys.
    fn operator(&mut self, at: &Path, rule: &Map<String, Value>) -> Option<Operator> {
        let dialect = self.dialect;
        let place = at.child("operator");
        match rule.get("operator") {
            None => {
                let known: Vec<&'static str> =
                    ["operator", "value"].iter().chain(dialect.subjects()).copied().collect();
                self.keys(at, rule, &known, &["operator"], false);
                None
            }
            Some(Value::String(word)) => match Operator::named(word) {
                Some(operator) if dialect.has(operator) => Some(operator),
                Some(_) => {
                    let near = Operator::suggested(word, |operator| dialect.has(operator));
                    let refused = dialect == Dialect::EntityReference;
                    self.report(place, Part::Value, MistakeKind::OperatorElsewhere, near, refused);
                    None
                }
                // A variable that nobody set is reported elsewhere.
                None if word.contains("${") => None,
                None => {
                    let near = Operator::suggested(word, |operator| dialect.has(operator));
                    self.report(place, Part::Value, MistakeKind::UnknownOperator, near, true);
                    None
                }
            },
            Some(_) => {
                self.report(place, Part::Value, MistakeKind::NotText, None, true);
                None
            }
        }
    }

    fn comparison(&mut self, at: &Path, rule: &Map<String, Value>, operator: Operator) {
        let dialect = self.dialect;
        let known: Vec<&'static str> = dialect.subjects().iter().chain(dialect.rule_keys(operator)).copied().collect();
        let subjects = dialect.subjects().iter().chain(&["blueprint"]);
        let has_subject = subjects.copied().any(|key| known.contains(&key) && rule.contains_key(key));
        let mut required = if has_subject { vec![] } else { vec!["property"] };
        if operator.shape().is_some() && !rule.contains_key("propertySchema") {
            required.push("value");
        }
        self.keys(at, rule, &known, &required, dialect == Dialect::EntityReference);
        if let (None, Some(_)) = (operator.shape(), rule.get("value")) {
            self.report(at.child("value"), Part::Key, MistakeKind::UnusedValue, None, false);
        }
        let given = rule.get("value").filter(|_| operator.shape().is_some());
        let before = self.found.len();
        if let Some(given) = given {
            let strict = dialect == Dialect::EntityReference;
            self.found.extend(value::check(&at.child("value"), operator, given, dialect.has_jq(), strict));
        }
        match rule.get("property") {
            Some(Value::String(name)) if !value::is_template(name) && jq_name(name).is_some() => {
                let meant = jq_name(name);
                self.report(at.child("property"), Part::Value, MistakeKind::JqName, meant.as_deref(), true);
            }
            Some(Value::String(name)) if !value::is_template(name) => {
                // Report only one mistake in a value.
                let given = given.filter(|_| self.found.len() == before);
                self.found.extend(fit::check(at, name, operator, given, self.properties));
            }
            Some(Value::String(_)) | None => {}
            Some(Value::Object(map)) if map.contains_key("context") && dialect != Dialect::EntityReference => {
                self.found.extend(value::context(&at.child("property"), map));
            }
            Some(Value::Object(map)) if map.contains_key("path") && dialect != Dialect::EntityReference => {
                let path = at.child("property");
                self.report(path, Part::Value, MistakeKind::NotText, None, false);
            }
            Some(_) => self.report(at.child("property"), Part::Value, MistakeKind::NotText, None, true),
        }
    }

    fn relation(&mut self, at: &Path, rule: &Map<String, Value>, operator: Operator) {
        self.keys(at, rule, self.dialect.rule_keys(operator), &["blueprint", "value"], false);
        if rule.get("blueprint").is_some_and(|blueprint| !blueprint.is_string()) {
            self.report(at.child("blueprint"), Part::Value, MistakeKind::NotText, None, true);
        }
        if let Some(direction) = rule.get("direction") {
            let known = ["upstream", "downstream"];
            if !direction.as_str().is_some_and(|word| known.contains(&word)) {
                let near = direction.as_str().and_then(|word| closest(word, known));
                self.report(at.child("direction"), Part::Value, MistakeKind::UnknownDirection, near, true);
            }
        }
        if let Some(value) = rule.get("value") {
            self.found.extend(value::check(&at.child("value"), operator, value, self.dialect.has_jq(), false));
        }
    }

    fn path(&mut self, at: &Path, rule: &Map<String, Value>, operator: Operator) {
        self.keys(at, rule, &["property", "operator", "value"], &["property", "value"], false);
        let property = at.child("property");
        match rule.get("property") {
            Some(Value::Object(map)) => {
                self.keys(&property, map, &["path", "fromBlueprint"], &["path"], false);
                match map.get("path") {
                    Some(Value::Array(steps)) => self.steps(&property.child("path"), steps),
                    Some(_) => self.report(property.child("path"), Part::Value, MistakeKind::NotAList, None, true),
                    None => {}
                }
            }
            Some(_) => self.report(property, Part::Value, MistakeKind::NotAMap, None, true),
            None => {}
        }
        if let Some(value) = rule.get("value") {
            self.found.extend(value::check(&at.child("value"), operator, value, self.dialect.has_jq(), false));
        }
    }

    /// Checks the relations of a path: each is an identifier, or `{relation, maxHops}`.
    fn steps(&mut self, at: &Path, steps: &[Value]) {
        if steps.is_empty() {
            self.report(at.clone(), Part::Value, MistakeKind::EmptyList, None, true);
        }
        for (nth, step) in steps.iter().enumerate() {
            let at = at.child(nth);
            match step {
                Value::String(_) => {}
                Value::Object(map) => {
                    self.keys(&at, map, &["relation", "maxHops"], &["relation"], false);
                    let hops = map.get("maxHops");
                    if hops.is_some_and(|hops| !hops.as_u64().is_some_and(|hops| (1..=15).contains(&hops))) {
                        self.report(at.child("maxHops"), Part::Value, MistakeKind::HopsOutOfRange, None, true);
                    }
                }
                _ => self.report(at, Part::Value, MistakeKind::NotText, None, true),
            }
        }
    }

    /// Checks that a map has only these keys, and all of those in `required`. A key that is close to a missing one is
    /// one mistake, not two.
    fn keys(
        &mut self,
        at: &Path,
        map: &Map<String, Value>,
        known: &[&'static str],
        required: &[&'static str],
        closed: bool,
    ) {
        let mut missing: Vec<&'static str> = required.iter().copied().filter(|key| !map.contains_key(*key)).collect();
        if let (["combinator", list], true) = (&missing[..], map.contains_key("operator")) {
            self.report(at.clone(), Part::Value, MistakeKind::LoneRule(list), None, true);
            return;
        }
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            // A value that the operator does not use has its own mistake.
            if key == "value" {
                continue;
            }
            let other = [("rules", "conditions"), ("conditions", "rules")];
            if let Some((_, right)) = other.iter().find(|(wrong, right)| key == wrong && missing.contains(right)) {
                missing.retain(|one| one != right);
                self.report(at.child(key.as_str()), Part::Key, MistakeKind::OtherList, Some(right), true);
                continue;
            }
            let is_combinator = key == "operator" && has_combinator_as_operator(map) && missing.contains(&"combinator");
            let near = if is_combinator { Some("combinator") } else { closest(key, missing.iter().copied()) };
            let near = near.or_else(|| closest(key, known.iter().copied().filter(|one| !map.contains_key(*one))));
            let replaces = near.is_some_and(|near| missing.contains(&near));
            missing.retain(|one| Some(*one) != near);
            let kind = MistakeKind::UnknownKey { expected: known.to_vec() };
            self.report(at.child(key.as_str()), Part::Key, kind, near, closed || replaces);
        }
        for key in missing {
            self.report(at.clone(), Part::Value, MistakeKind::MissingKey(key), None, true);
        }
    }
}

/// Returns whether a map is a group of rules with `operator` in place of `combinator`.
pub(crate) fn has_combinator_as_operator(map: &Map<String, Value>) -> bool {
    let is_combinator = |word: &str| combinator(word).is_some() && Operator::named(word).is_none();
    map.get("operator").and_then(Value::as_str).is_some_and(is_combinator)
        && ["rules", "conditions"].iter().any(|list| map.contains_key(*list))
}

fn combinator(word: &str) -> Option<&'static str> {
    match word.trim().to_lowercase().as_str() {
        "and" | "all" | "&&" | "&" => Some("and"),
        "or" | "any" | "||" | "|" => Some("or"),
        other => closest(other, COMBINATORS),
    }
}

/// Returns the names of all operators of a dialect, for help texts.
pub(crate) fn operators(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    OPERATORS.iter().filter(move |operator| dialect.has(**operator)).map(|operator| operator.name)
}
