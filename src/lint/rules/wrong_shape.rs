//! A value that does not match the JSON Schema of its kind.

use crate::ground::path::{Path, Segment};
use crate::ground::source::Location;
use crate::kind::search::has_combinator_as_operator;
use crate::kind::synonym::{is_synonym, meant as meant_by};
use crate::lint::context::Context;
use crate::lint::model::{Displaced, Facts, is_one_line, is_undefined, mismatched, other_types, schema, strays};
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::element::{elements, highest_level};
use crate::lint::wording::repair::retyped;
use crate::lint::wording::reshape::remedy;
use crate::lint::wording::violation::{named, words};
use crate::model::build::EXTENDS;
use crate::model::{Claim, Declaration, FileContent};
use crate::yaml::schema::{Bound, Schema, Violation, ViolationKind};
use crate::yaml::tree::{Node, to_value};
use serde_json::Value;
use std::sync::LazyLock;

pub(super) const RULE: Rule = Rule::error("wrong-shape", include_str!("wrong_shape.md"), Check::Model(check));

const APPROVED: &str = include_str!("../../../schemas/approvals.schema.json");

static APPROVALS: LazyLock<Schema> =
    LazyLock::new(|| Schema::compile(APPROVED).expect("a test of `approvals.yml` compiles it"));

const REMOVED: &str = include_str!("../../../schemas/removed.schema.json");

static REMOVALS: LazyLock<Schema> =
    LazyLock::new(|| Schema::compile(REMOVED).expect("the page of `removed-but-declared` compiles it"));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for declaration in &context.model.declarations {
        declared(declaration, context.facts(declaration), found);
    }
    for file in &context.model.files {
        let Some(tree) = &file.tree else { continue };
        for root in tree.roots().filter(|root| !root.is_null()) {
            match file.content {
                FileContent::Removals => entries(root, &REMOVALS, REMOVAL, found),
                FileContent::Approvals => entries(root, &APPROVALS, APPROVAL, found),
                // `wrong-root` reports anything that is not a resource.
                FileContent::Nothing | FileContent::Resources(_) => {}
            }
        }
    }
}

/// How to write an entry of `removed.yml`.
const REMOVAL: &str = "write each resource as `- kind: blueprint` and, indented below `kind`, `identifier: NAME`";
/// How to write an entry of `approvals.yml`.
const APPROVAL: &str = "write each loss as `- address: KIND/IDENTIFIER` and, indented below `address`, `path: FIELD`";

/// Checks a file that lists entries, and does not declare resources.
fn entries(root: Node<'_>, schema: &Schema, help: &'static str, found: &mut Vec<Finding>) {
    let before = found.len();
    report(root, schema.check(root), None, found);
    let is_list_of_maps = root.is_list() && root.items().all(Node::is_map);
    // An entry without any of its fields is one mistake.
    let mut places: Vec<Location> = Vec::new();
    let mut kept = found.split_off(before);
    kept.retain_mut(|finding| {
        let is_again = places.contains(&finding.place);
        places.push(finding.place.clone());
        !is_again
    });
    found.extend(kept);
    if !is_list_of_maps || places.len() > found.len() - before {
        found[before..].iter_mut().for_each(|finding| finding.help = Some(help.into()));
    }
}

fn declared(declaration: &Declaration, facts: &Facts, found: &mut Vec<Finding>) {
    let node = declaration.node();
    let mut violations = schema::of(declaration.kind).check(node);
    if node.raw().contains("${") {
        violations = filled(declaration, violations);
    }
    if violations.is_empty() {
        return;
    }
    // A field that is only misspelt is not reported as missing too.
    let unknown = &facts.unknown;
    let meant = |at: &Path, name: &str| {
        let in_it = unknown.iter().filter(|field| at.0.len() + 1 == field.path.0.len() && at.is_prefix_of(&field.path));
        in_it.into_iter().any(|field| field.near.as_deref() == Some(name) || meant_by(&field.name, [name]).is_some())
    };
    renamed(declaration, facts, &mut violations, found);
    let nameless = facts.renamed.is_none()
        && declaration.kind.extendable
        && node.get("identifier").or(node.get(EXTENDS)).is_none();
    if nameless && !meant(&Path::root(), "identifier") && !meant(&Path::root(), EXTENDS) {
        let message = format!("this {} has neither `identifier` nor `{EXTENDS}`", declaration.kind.name);
        let help = match node.entries().map(|(key, _)| key.key_text()).find(|name| is_synonym(name, "identifier")) {
            Some(name) => format!("rename `{name}` to `identifier`"),
            None => {
                format!("use `identifier:` to declare one, or `{EXTENDS}:` to add to one that is managed elsewhere")
            }
        };
        found.push(RULE.at(node.place(), message).label(format!("`identifier` or `{EXTENDS}` missing")).help(help));
    }
    // `invalid-property-schema` reports the format of a list, which belongs to its elements.
    let is_format_of_list = |at: &Path| {
        let property = || Path(at.0[..at.0.len() - 1].to_vec()).find(&declaration.body);
        let has_both = |one: &Value| one.get("format").is_some() && one["type"] == "array";
        at.last_key() == Some("type") && property().is_some_and(has_both)
    };
    if let Some((other, member)) = mismatched(declaration) {
        let at = Path::from_keys(&["trigger"]);
        let message = format!("`{member}` belongs to a trigger of type `{other}`");
        let place = declaration.value(&at.child("type"));
        found
            .push(RULE.at(place, message).label("another type").help(format!("write `{other}`, or remove `{member}`")));
        violations.retain(|violation| !at.is_prefix_of(&violation.path));
    }
    of_other_types(declaration, &mut violations, found);
    let displaced = &facts.displaced;
    found.extend(displaced.iter().map(|run| misplaced(declaration, run)));
    violations.retain(|violation| !displaced.iter().any(|run| is_explained(run, violation)));
    violations.retain(|violation| match &violation.fault {
        ViolationKind::Options { .. } if is_format_of_list(&violation.path) => false,
        ViolationKind::Missing { name } => {
            let is_said = nameless && violation.path.0.is_empty();
            // `bad-search-query` reports a query that has the list of another kind of query, or another key for `combinator`.
            let is_list = |other: &str| ["rules", "conditions"].contains(&other);
            let map = node.find(&violation.path).filter(|_| is_list(name));
            let has_other = map.is_some_and(|map| map.entries().any(|(key, _)| is_list(key.key_text())));
            let query = violation.path.find(&declaration.body).and_then(Value::as_object);
            let has_operator = name == "combinator" && query.is_some_and(has_combinator_as_operator);
            !is_said && !has_other && !has_operator && !meant(&violation.path, name)
        }
        _ => true,
    });
    report(node, violations, Some(declaration), found);
}

/// Reports a map with the fields of another type once.
fn of_other_types(declaration: &Declaration, violations: &mut Vec<Violation>, found: &mut Vec<Finding>) {
    for one in other_types(declaration, violations) {
        let (stated, fitting) = (&one.stated, &one.fitting);
        let message = format!("the fields next to `type: {stated}` are those of `{fitting}`");
        let finding = RULE.at(declaration.value(&one.at.child("type")), message).label("another type");
        let missing = listed(&one.missing);
        found.push(finding.help(format!("write `{fitting}`, or replace these fields: `{stated}` needs {missing}")));
        violations.retain(|violation| !one.at.is_prefix_of(&violation.path));
    }
}

/// Reports the identifier under another name.
fn renamed(declaration: &Declaration, facts: &Facts, violations: &mut Vec<Violation>, found: &mut Vec<Finding>) {
    let Some(renamed) = &facts.renamed else { return };
    let at = Path::from_keys(&[renamed]);
    let field = declaration.kind.identity.field;
    let of_owner = declaration.kind.identity.owner.map(|owner| format!("the permissions of this {owner} have"));
    let they_have = of_owner.unwrap_or_else(|| format!("this {} has", declaration.kind.name));
    let message = format!("{they_have} `{renamed}` in place of `{field}`");
    let finding = RULE.at(declaration.key_location(&at), message).label("another name");
    found.push(finding.help(format!("rename `{renamed}` to `{field}`")));
    violations.retain(|violation| violation.path != at && !is_missing(violation, &Path::from_keys(&[field])));
}

fn is_explained(run: &Displaced, violation: &Violation) -> bool {
    is_missing(violation, &run.section) || run.explains(&violation.path)
}

fn misplaced(declaration: &Declaration, run: &Displaced) -> Finding {
    let place = declaration.key_location(&run.members[0]);
    let written = |member: &Path| {
        let named = member.find(&declaration.body).and_then(|member| member.get("identifier")?.as_str());
        member.last_key().or(named).map_or_else(|| format!("`{member}`"), |name| format!("`{name}`"))
    };
    let (name, first) = (run.name(), written(&run.members[0]));
    let last = written(run.members.last().expect("a run has members"));
    if run.is_present {
        let section = run.section.to_string();
        let finding = RULE.at(place, format!("{first} belongs in `{}`", section.trim_start_matches('.')));
        return finding
            .label("in another section")
            .help(format!("move {first} and the lines below it to `{}`", section.trim_start_matches('.')));
    }
    if !run.is_unindented {
        let finding =
            RULE.at(place, format!("{first} belongs in `{name}`, which this {} lacks", declaration.kind.name));
        return finding
            .label("in another section")
            .help(format!("write `{name}:` without indentation on a line before {first}"));
    }
    let message = format!("{first} is not indented below `{name}`, which is empty");
    let finding = RULE.at(place, message).label("not indented");
    finding.help(match run.members.len() {
        1 if is_one_line(declaration.node().find(&run.members[0])) => format!("indent {first} by 2 spaces"),
        1 => format!("indent {first} and the lines that belong to it by 2 spaces"),
        _ => format!("indent everything from {first} to the end of {last} by 2 spaces"),
    })
}

/// Returns the violations. Those in texts with variables are replaced by the violations of the filled-in texts.
fn filled(declaration: &Declaration, mut violations: Vec<Violation>) -> Vec<Violation> {
    let node = declaration.node();
    let holds_variable = |at: &Path| node.find(at).and_then(Node::as_str).is_some_and(|text| text.contains("${"));
    violations.retain(|violation| !holds_variable(&violation.path));
    let mut body = Value::clone(&declaration.body);
    if declaration.claim == Claim::Addition
        && let Some(map) = body.as_object_mut()
        && let Some(identifier) = map.shift_remove("identifier")
    {
        map.insert(EXTENDS.to_owned(), identifier);
    }
    for violation in schema::of(declaration.kind).check_value(&body) {
        if holds_variable(&violation.path) && !is_undefined(declaration, &violation.path) {
            let at = node.tree().locate(node.id(), &violation.path);
            let (path, keyword, fault) = (violation.path, violation.keyword, violation.fault);
            violations.push(Violation { path, key: at.key, value: at.value, keyword, fault });
        }
    }
    violations
}

fn report(root: Node<'_>, violations: Vec<Violation>, declaration: Option<&Declaration>, found: &mut Vec<Finding>) {
    let unexpected: Vec<Path> = violations
        .iter()
        .filter(|violation| matches!(violation.fault, ViolationKind::Unexpected { .. }))
        .map(|violation| violation.path.clone())
        .collect();
    let strays = declaration.map(|declaration| strays(declaration, &violations)).unwrap_or_default();
    if let Some(declaration) = declaration {
        unsectioned(declaration, &strays, found);
    }
    let lists = wrong_lists(&violations);
    for violation in violations {
        let at = &violation.path;
        // Elements of another type are one mistake, and whatever else is wrong with their list follows from it.
        if lists.iter().any(|(list, first)| follows(&violation, list, first)) {
            continue;
        }
        if strays.iter().any(|(section, stray)| is_missing(&violation, section) || stray == at) {
            continue;
        }
        // A field that is only misspelt is not reported as missing too.
        if let ViolationKind::Missing { name } = &violation.fault
            && unexpected
                .iter()
                .filter(|path| path.0.len() == at.0.len() + 1 && at.is_prefix_of(path))
                .any(|path| path.last_key().is_some_and(|misspelt| meant_by(misspelt, [name.as_str()]).is_some()))
        {
            continue;
        }
        found.push(worded(root, &violation, declaration));
    }
}

/// Reports fields that belong in a missing section, once for each section.
fn unsectioned(declaration: &Declaration, strays: &[(Path, Path)], found: &mut Vec<Finding>) {
    for run in strays.chunk_by(|(one, _), (other, _)| one == other) {
        let name = |path: &Path| path.last_key().unwrap_or_default().to_owned();
        let ((section, first), (_, last)) = (&run[0], &run[run.len() - 1]);
        let (section, first_name) = (name(section), name(first));
        let block = match run.len() {
            1 => "it below that line".to_owned(),
            _ => format!("everything from `{first_name}` to the end of `{}` by 2 spaces", name(last)),
        };
        let message = format!("`{first_name}` belongs in `{section}`, which is missing");
        let finding = RULE.at(declaration.key_location(first), message).label("at another level");
        found.push(finding.help(format!("write `{section}:` on a line before it, and indent {block}")));
    }
}

/// Returns the finding for one violation.
fn worded(root: Node<'_>, violation: &Violation, declaration: Option<&Declaration>) -> Finding {
    let at = &violation.path;
    let node = root.find(at);
    let named = violation.key.unwrap_or(violation.value);
    let span = match &violation.fault {
        ViolationKind::Missing { .. } if at.0.is_empty() => {
            declaration.map_or(violation.value, |declaration| declaration.identifier_location().span)
        }
        ViolationKind::Unexpected { .. } | ViolationKind::Name { .. } | ViolationKind::Missing { .. } => named,
        _ if violation.value.is_empty() => named,
        _ => violation.value,
    };
    let words = words(&violation.fault, at, node);
    let mut finding = RULE.at(Location::new(root.tree().file(), span), words.message).label(words.label);
    finding.help = words.help.map(Into::into);
    if let (ViolationKind::Type { expected }, Some(declaration), Some(node)) = (&violation.fault, declaration, node) {
        retype(&mut finding, at, expected, node, declaration);
    }
    if let (ViolationKind::Type { expected }, [.., Segment::Index(_)]) = (&violation.fault, at.0.as_slice())
        && let Some(help) = rewritten(root, at, expected, declaration)
    {
        finding.help = Some(help.into());
    }
    if let (ViolationKind::Type { .. }, Some(text)) = (&violation.fault, node.and_then(Node::as_str))
        && let (Some(section), 2) = (at.key(0), at.0.len())
        && let Some(field) = [("relations", "target"), ("mirrorProperties", "path")].iter().find(|one| one.0 == section)
    {
        finding.help = Some(format!("write `{{ {}: {text} }}`", field.1).into());
    }
    if let ViolationKind::Unexpected { name, allowed } = &violation.fault
        && let Some(near) = meant_by(name, allowed.iter().map(String::as_str))
        && let Some(map) = root.find(&Path(at.0[..at.0.len() - 1].to_vec()))
        && map.get(near).is_some()
    {
        finding.help = Some(format!("remove it; `{near}` is set here too").into());
    }
    if let ViolationKind::Unexpected { allowed, .. } = &violation.fault
        && let Some(inside) = node.filter(|node| node.is_map() && !node.is_empty())
        && inside.entries().all(|(key, _)| allowed.iter().any(|field| field == key.key_text()))
    {
        finding.help = Some("remove this line, and move the lines below it 2 spaces to the left".into());
    }
    if let (ViolationKind::DuplicateItems, Some((first, again))) = (&violation.fault, node.and_then(repeated)) {
        finding.place = again.place();
        finding = finding.related(first.place(), "first occurrence");
    }
    finding
}

/// Returns each list with elements of another type than its schema takes, and the first of these elements.
fn wrong_lists(violations: &[Violation]) -> Vec<(Path, Path)> {
    let mut lists: Vec<(Path, Path)> = Vec::new();
    for violation in violations {
        let ([list @ .., Segment::Index(_)], ViolationKind::Type { .. }) =
            (violation.path.0.as_slice(), &violation.fault)
        else {
            continue;
        };
        if lists.iter().all(|(known, _)| known.0 != list) {
            lists.push((Path(list.to_vec()), violation.path.clone()));
        }
    }
    lists
}

/// Returns whether a violation follows from the wrong elements of a list, of which the first is reported.
fn follows(violation: &Violation, list: &Path, first: &Path) -> bool {
    let at = &violation.path;
    let is_size = matches!(violation.fault, ViolationKind::Limit { bound: Bound::MinItems | Bound::MaxItems, .. });
    let is_type = matches!(violation.fault, ViolationKind::Type { .. });
    (at == list && (is_size || violation.fault == ViolationKind::DuplicateItems))
        || (is_type && at != first && at.0.len() == first.0.len() && list.is_prefix_of(at))
}

/// Returns how to write the list with the wrong element at a path.
fn rewritten(root: Node<'_>, at: &Path, expected: &[String], declaration: Option<&Declaration>) -> Option<String> {
    let ([only], declaration) = (expected, declaration?) else { return None };
    let list = &at.0[..at.0.len() - 1];
    let node = root.find(&Path(list.to_vec()))?;
    elements(node, only, declaration.kind.shape().at(list), highest_level(root).as_deref())
}

/// Improves the finding for a value of another type, from what its place takes and what its variable is.
fn retype(finding: &mut Finding, at: &Path, expected: &[String], node: Node<'_>, declaration: &Declaration) {
    if let Some(help) = remedy(node, expected, declaration.kind.shape().at(&at.0))
        && retyped(node, expected).is_none()
    {
        finding.help = Some(help.into());
    }
    let variable = node.as_str().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
    let (Some(name), Some(filled)) = (variable, at.find(&declaration.body)) else { return };
    let (found, quotes) = match filled {
        Value::Number(_) => ("a number", "in quotes"),
        Value::Bool(_) => ("a boolean", "in quotes"),
        _ => ("a string", "without quotes"),
    };
    if expected.iter().any(|expected| expected == "string") != filled.is_string() {
        finding.message = format!("{} does not accept the variable `{name}`, which is {found}", named(at)).into();
        finding.help = Some(format!("in portwright.toml, write the value of `{name}` {quotes}").into());
    }
}

fn is_missing(violation: &Violation, section: &Path) -> bool {
    matches!(&violation.fault, ViolationKind::Missing { name } if violation.path.child(name.as_str()) == *section)
}

/// Returns the first element of a list that repeats an earlier one, and that earlier element.
fn repeated(list: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    let values: Vec<_> = list.items().map(|node| (node, to_value(node))).collect();
    values.iter().enumerate().find_map(|(nth, (again, value))| {
        let (first, _) = values[..nth].iter().find(|(_, earlier)| earlier == value)?;
        Some((*first, *again))
    })
}
