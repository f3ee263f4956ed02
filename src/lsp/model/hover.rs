//! Hovers in files of a model: what a name refers to.

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{self, SECTIONS};
use crate::kind::{Key, Resources};
use crate::lsp::document::Document;
use crate::lsp::model::symbol::{Symbol, symbol_at};
use crate::lsp::model::variable;
use crate::lsp::text::Range;
use crate::ops::editor::EditorProject;

/// What the name at a byte is, in Markdown, and its range. `file` is the name of the document in the model.
pub(crate) fn hover(
    document: &Document,
    file: &str,
    offset: usize,
    project: &EditorProject<'_>,
) -> Option<(String, Range)> {
    let (symbol, place) = symbol_at(file, offset, project.view())?;
    let (name, what, body) = match &symbol {
        Symbol::Resource(key) => (key.identifier.as_str(), key.kind.name.to_owned(), body_of(key, project)?),
        Symbol::Member { blueprint, name } => {
            let of = body_of(&Key::new(&blueprint::KIND, blueprint.as_str()), project)?;
            let member = SECTIONS.iter().find_map(|section| Path::from_keys(section).child(name.as_str()).find(of))?;
            let word = |field: &str| member.get(field).and_then(Value::as_str);
            let kind = word("type").map(str::to_owned).or_else(|| Some(format!("relation to `{}`", word("target")?)));
            let kind = kind.unwrap_or_else(|| "computed property".to_owned());
            (name.as_str(), format!("{kind} of blueprint `{blueprint}`"), member)
        }
        Symbol::Input(input) => {
            let of = &project.model().declarations.get(input.declaration)?.body;
            let stated = input.form.child("properties").child(input.name.as_str()).find(of)?;
            let kind = stated.get("type").and_then(Value::as_str).unwrap_or("any type");
            (input.name.as_str(), format!("input: {kind}"), stated)
        }
        Symbol::Variable(name) => {
            let what = match (variable::value(name, project), project.variables().get(name)) {
                (Some(value), _) => format!("variable: `{value}`"),
                (None, Some(_)) => "variable with a sensitive value".to_owned(),
                (None, None) => "variable without a value in this run".to_owned(),
            };
            (name.as_str(), what, &Value::Null)
        }
    };
    let text = |field: &str| body.get(field).and_then(Value::as_str);
    let mut shown = format!("**{}** (`{name}`)\n\n{what}", text("title").unwrap_or(name));
    if let Some(description) = text("description") {
        shown += &format!("\n\n{description}");
    }
    if let Some(place) = symbol.declared(project.view()).first() {
        shown += &format!("\n\nDeclared at `{place}`");
    }
    Some((shown, document.text.range(place.span)))
}

fn body_of<'p>(key: &Key, project: &'p EditorProject<'_>) -> Option<&'p Value> {
    project
        .model()
        .desired()
        .get(key)
        .map(|desired| &*desired.body)
        .or_else(|| project.resources().existence(key.kind.name, &key.identifier).body())
}
