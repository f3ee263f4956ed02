//! An option of an input that is missing from the property that the input is written to.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::ground::path::{Path, Segment};
use crate::ground::source::Location;
use crate::kind::blueprint;
use crate::kind::template::{chains, templates, texts};
use crate::kind::workflow::Graph;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Form};
use crate::lint::names::listed;
use crate::lint::rule::{Check, Finding, Rule, Severity};

pub(super) const RULE: Rule =
    Rule::error("refused-option", include_str!("refused_option.md"), Check::Declaration(check));

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let forms = Form::all(declaration);
    let flows = match Graph::of(declaration.kind, &declaration.body) {
        Some(graph) => flows_of_workflow(&graph, &forms),
        None => forms.first().map(|form| flows(&declaration.body, form)).unwrap_or_default(),
    };
    let mut reported: Vec<Path> = Vec::new();
    for flow in flows {
        let Some(stated) = flow.form.inputs.get(&flow.input) else { continue };
        let Some((at, options)) = self::options(stated) else { continue };
        let known = context.resources.existence(blueprint::KIND.name, &flow.blueprint);
        let property = Path::from_keys(blueprint::PROPERTIES).child(flow.property.as_str());
        let Some(writes_to) = known.body().and_then(|body| property.find(body)) else { continue };
        let Some((_, accepted)) = self::options(writes_to) else { continue };
        // An option that the input has already cannot be listed again.
        let open: Vec<&Value> = accepted.iter().filter(|option| !options.contains(option)).collect();
        let input = flow.form.input(&flow.input);
        for (nth, option) in options.iter().enumerate().filter(|(_, option)| !accepted.contains(option)) {
            let at = Path([input.0.clone(), at.0.clone()].concat()).child(nth);
            if reported.contains(&at) || is_misspelt(stated, option) || is_misspelt(writes_to, option) {
                continue;
            }
            let mut finding = refused(declaration.value(&at), option, &open, &flow);
            if let Some(place) = declared(context, &flow.blueprint, &property) {
                finding = finding.related(place, "the property is declared here");
            }
            found.push(finding);
            reported.push(at);
        }
    }
}

fn refused(place: Location, option: &Value, open: &[&Value], flow: &Flow<'_>) -> Finding {
    let written = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let open: Vec<String> = open.iter().map(|option| written(option)).collect();
    let option = written(option);
    let message = format!("property `{}` of blueprint `{}` has no option `{option}`", flow.property, flow.blueprint);
    let mut finding = RULE.at(place, message).label("not an option of the property");
    if !flow.is_sure {
        finding.severity = Severity::Warning;
    }
    let help = match open.as_slice() {
        [] => "remove it; the input has every option of the property already".to_owned(),
        [only] => format!("use `{only}`"),
        _ => format!("use one of {}", listed(&open)),
    };
    finding.help(help).suggest(closest(&option, open.iter().map(String::as_str)))
}

/// An input whose value is written to a property.
struct Flow<'f> {
    form: &'f Form<'f>,
    input: String,
    blueprint: String,
    property: String,
    /// Whether Port writes the property itself, and not the backend that it calls.
    is_sure: bool,
}

/// Returns the properties that the inputs of an action are written to: by Port itself, or by the backend, which
/// receives a value under the name of a property of the action's blueprint.
fn flows<'f>(body: &Value, form: &'f Form<'f>) -> Vec<Flow<'f>> {
    let mut found = Vec::new();
    let Some(invocation) = body.get("invocationMethod") else { return found };
    let input = |text| match only_names(text)?[..] {
        ["inputs", input] => Some(input.to_owned()),
        _ => None,
    };
    if let Some(of) = invocation.get("blueprintIdentifier").and_then(Value::as_str) {
        for (property, value) in Path::from_keys(MAPPING).members(invocation) {
            let Some(input) = value.as_str().and_then(input) else { continue };
            found.push(Flow { form, input, blueprint: of.to_owned(), property: property.clone(), is_sure: true });
        }
        return found;
    }
    let own = body.get("trigger").and_then(|trigger| trigger.get("blueprintIdentifier")).and_then(Value::as_str);
    let Some(own) = own else { return found };
    for (at, text) in texts(&Path::root(), invocation) {
        let (Some(input), Some(key)) = (input(text), at.last_key()) else { continue };
        if input == key {
            let property = input.clone();
            found.push(Flow { form, input, blueprint: own.to_owned(), property, is_sure: false });
        }
    }
    found
}

/// Returns the properties that nodes of a workflow write the inputs of its triggers to.
fn flows_of_workflow<'f>(graph: &Graph<'_>, forms: &'f [Form<'f>]) -> Vec<Flow<'f>> {
    let mut found = Vec::new();
    for node in &graph.nodes {
        let Some(of) = node.config.get("blueprintIdentifier").and_then(Value::as_str) else { continue };
        for (property, value) in Path::from_keys(MAPPING).members(node.config) {
            let names = value.as_str().and_then(only_names).unwrap_or_default();
            let ["outputs", from, input] = names[..] else { continue };
            let mut triggers = graph.triggers().filter(|one| one.identifier == from || from == "trigger");
            // Each of several triggers has its own form.
            let (Some(trigger), None) = (triggers.next(), triggers.next()) else { continue };
            let is_shown = |form: &&Form<'_>| form.at.0.get(1) == Some(&Segment::Index(trigger.at));
            let Some(form) = forms.iter().find(is_shown) else { continue };
            let (input, blueprint, property) = (input.to_owned(), of.to_owned(), property.clone());
            found.push(Flow { form, input, blueprint, property, is_sure: true });
        }
    }
    found
}

/// The properties that a step writes.
const MAPPING: &[&str] = &["mapping", "properties"];

/// Returns the names that a text reads which is only their template: `inputs` and `tier` in `{{ .inputs.tier }}`.
fn only_names(text: &str) -> Option<Vec<&str>> {
    let text = text.trim();
    let [inside] = templates(text).try_into().ok()?;
    let is_all = inside.start == 2 && inside.end + 2 == text.len();
    let chain = chains(text).into_iter().next().filter(|_| is_all)?;
    let rest = text[chain.spans.last()?.end..inside.end].trim_start_matches(['"', '\'', ']']);
    rest.trim().is_empty().then_some(chain.names)
}

/// Returns the options of an input or a property, or of its elements if it is a list, with their path.
fn options(schema: &Value) -> Option<(Path, &Vec<Value>)> {
    [Path::from_keys(&["enum"]), Path::from_keys(&["items", "enum"])]
        .into_iter()
        .find_map(|at| at.find(schema).and_then(Value::as_array).map(|options| (at, options)))
}

/// Returns whether a colour for a similar option shows that one of the two is misspelt, which `color-without-option`
/// reports.
fn is_misspelt(schema: &Value, option: &Value) -> bool {
    let Some((_, options)) = options(schema) else { return false };
    let colors = [Some(schema), schema.get("items")].into_iter().flatten().find_map(|one| one.get("enumColors"));
    let mut names = colors.and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys);
    let Some(option) = option.as_str() else { return false };
    names.any(|name| {
        let is_stray = !options.iter().any(|one| one == name.as_str());
        is_stray && (name == option || closest(option, [name.as_str()]).is_some())
    })
}

/// Returns the place at which the model declares the property of a blueprint, if it does.
fn declared(context: &Context<'_>, identifier: &str, property: &Path) -> Option<Location> {
    let of_it = |one: &&Declaration| {
        let named = |key: &crate::kind::Key| key.kind.name == blueprint::KIND.name && key.identifier == identifier;
        one.key.as_ref().is_some_and(named) && property.find(&one.body).is_some()
    };
    context.model.declarations.iter().find(of_it).map(|declaration| declaration.key_location(property))
}
