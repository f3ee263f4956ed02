//! A template or expression that reads a field that Port's input does not have.

use serde_json::Value;

use crate::ground::closest::closest;
use crate::kind::blueprint::{self, DATA, RELATIONS_ONLY, member_names};
use crate::kind::jq_scan::scan;
use crate::kind::places::values;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, Expression, entity_blueprint, expressions, is_undefined, text_part};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::error("misspelt-template", include_str!("misspelt_template.md"), Check::Declaration(check));

/// A map that Port passes to expressions.
struct Input {
    /// The names of its fields that are documented.
    fields: &'static str,
    /// Other names for them.
    synonyms: &'static [(&'static str, &'static str)],
    /// Whether it has no other fields.
    is_closed: bool,
}

const TEMPLATE: Input = Input {
    fields: "action entity event inputs payload run secrets trigger",
    synonyms: &[("input", "inputs"), ("secret", "secrets")],
    is_closed: false,
};
/// A map whose names the user chooses.
const CHOSEN: Input = Input { fields: "*", synonyms: &[], is_closed: false };
const WORKFLOW: Input = Input {
    fields: "outputs result secrets workflow workflowNodeRun workflowRun",
    synonyms: &[
        ("diff", "outputs.trigger.diff"),
        ("entity", "outputs.trigger"),
        ("event", "outputs.trigger"),
        ("form", "outputs.trigger"),
        ("inputs", "outputs.trigger"),
        ("output", "outputs"),
        ("run", "workflowRun"),
        ("secret", "secrets"),
        ("trigger", "outputs.trigger"),
    ],
    is_closed: false,
};
const WORKFLOW_RUN: Input =
    Input { fields: "createdAt identifier trigger", synonyms: &[("id", "identifier")], is_closed: false };
const CONDITION: Input =
    Input { fields: "diff", synonyms: &[("before", "diff.before"), ("after", "diff.after")], is_closed: false };
const FORM: Input = Input { fields: "entity form user", synonyms: &[], is_closed: false };
const ENTITY: Input = Input {
    fields: "blueprint createdAt createdBy icon identifier properties relations scorecards team title updatedAt updatedBy",
    synonyms: &[
        ("id", "identifier"),
        ("blueprintIdentifier", "blueprint"),
        ("name", "title"),
        ("props", "properties"),
        ("teams", "team"),
    ],
    is_closed: false,
};
const RUN: Input =
    Input { fields: "id", synonyms: &[("identifier", "id"), ("runId", "id"), ("run_id", "id")], is_closed: false };
const EVENT: Input = Input { fields: "diff", synonyms: &[], is_closed: false };
const DIFF: Input = Input {
    fields: "before after",
    synonyms: &[("old", "before"), ("previous", "before"), ("new", "after"), ("current", "after")],
    is_closed: true,
};
const TRIGGER: Input = Input { fields: "by", synonyms: &[("user", "by.user")], is_closed: false };
const ACTOR: Input = Input { fields: "user", synonyms: &[("email", "user.email")], is_closed: false };
const USER: Input = Input { fields: "email", synonyms: &[("mail", "email")], is_closed: false };

const PAYLOAD: Input = Input {
    fields: "body headers item queryParams",
    synonyms: &[("header", "headers"), ("payload", "body"), ("params", "queryParams"), ("query", "queryParams")],
    is_closed: false,
};

/// Returns the map that these names lead to, if its fields are documented.
fn input(names: &[&str], is_entity_event: bool) -> Option<&'static Input> {
    Some(match names {
        ["template"] => &TEMPLATE,
        ["condition"] => &CONDITION,
        ["jq query"] => &FORM,
        ["payload expression"] => &PAYLOAD,
        ["calculation"] | ["template" | "jq query" | "condition", "entity"] => &ENTITY,
        ["template", "run"] => &RUN,
        ["template", "event"] => &EVENT,
        ["workflow"] => &WORKFLOW,
        ["workflow", "workflowRun"] => &WORKFLOW_RUN,
        ["workflow", "outputs"] | ["workflow", "outputs", "trigger"] => &CHOSEN,
        ["condition", "diff"] | ["template", "event", "diff"] => &DIFF,
        ["workflow", "outputs", "trigger", "diff"] if is_entity_event => &DIFF,
        ["condition", "diff", "before" | "after"]
        | ["template", "event", "diff", "before" | "after"]
        | ["workflow", "outputs", "trigger", "diff", "before" | "after"]
            if is_entity_event =>
        {
            &ENTITY
        }
        ["template", "trigger"] => &TRIGGER,
        ["template", "trigger", "by"] => &ACTOR,
        ["jq query", "user"] | ["template", "trigger", "by", "user"] => &USER,
        _ => return None,
    })
}

fn check(declaration: &Declaration, context: &Context<'_>, found: &mut Vec<Finding>) {
    let events = values(declaration.kind.places.events, &declaration.body).into_iter();
    let mut types = events.filter_map(|(_, event)| event.get("type")?.as_str());
    // The two sides of a run's event are runs.
    let is_entity_event = types.any(|event| event.contains("ENTITY") || event.starts_with("TIMER"));
    let members = entity_blueprint(declaration)
        .and_then(|identifier| context.resources.existence(blueprint::KIND.name, identifier).body())
        .unwrap_or(&Value::Null);
    for expression in expressions(declaration) {
        if is_undefined(declaration, &expression.at) {
            continue;
        }
        for chain in scan(expression.text, expression.part.clone()).chains {
            let mut names = vec![expression.input];
            for (nth, name) in chain.names.iter().enumerate() {
                let Some(input) = input(&names, is_entity_event) else { break };
                names.push(name);
                if input.fields.split(' ').any(|field| field == *name || field == "*") {
                    continue;
                }
                if let Some(help) = remedy(input, name, members) {
                    let message = format!("Port has no value for `.{}`", chain.names[..=nth].join("."));
                    let place = text_part(declaration, &expression.at, &chain.spans[nth]);
                    found.push(RULE.at(place, message).label(label(&expression)).help(help));
                }
                break;
            }
        }
    }
}

fn label(expression: &Expression<'_>) -> &'static str {
    if expression.noun == "template" { "no such field" } else { "always null" }
}

/// Returns what to write in place of a name that the input does not have, or `None` if it may have it.
fn remedy(input: &Input, name: &str, members: &Value) -> Option<String> {
    let fields = || input.fields.split(' ');
    let synonym = input.synonyms.iter().find(|(other, _)| *other == name).map(|(_, field)| *field);
    let is_entity = input.fields == ENTITY.fields;
    let section = [("properties", DATA), ("relations", RELATIONS_ONLY)]
        .into_iter()
        .filter(|_| is_entity)
        .find(|(_, sections)| member_names(members, sections).any(|member| member == name));
    if let Some((section, _)) = section {
        return Some(format!("did you mean `{section}.{name}`?"));
    }
    match synonym.or_else(|| closest(name, fields())) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if input.is_closed => Some(format!("write `{}`", fields().collect::<Vec<_>>().join("` or `"))),
        None => None,
    }
}
