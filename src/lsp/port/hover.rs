//! Hovers in files of entities: what a name is, and where it is declared.

use serde_json::Value;

use crate::kind::blueprint::KIND;
use crate::lsp::document::Document;
use crate::lsp::port::entity::{Place, Word, declared_path, entities};
use crate::lsp::port::value::Declared;
use crate::lsp::text::Range;
use crate::ops::editor::EditorProject;
use crate::yaml::parse::{Limits, parse};

/// What the name at a byte is, in Markdown, and its range. The names of the project must be current.
pub(crate) fn hover(document: &Document, offset: usize, project: &EditorProject<'_>) -> Option<(String, Range)> {
    let tree = parse(&document.text.file, &Limits::default()).tree?;
    let place = Place::at(&tree, offset)?;
    let blueprint = place.blueprint()?;
    let body = project.blueprint(blueprint);
    let text = match place.word {
        Word::Field(name, node) if name == KIND.name => of_blueprint(node.as_str()?, project)?,
        Word::Member(section, key) => {
            let name = key.key_text();
            let declared = Declared::find(body?, section, name)?;
            let path = declared_path(section, name);
            let place = project.catalog().and_then(|catalog| catalog.place(blueprint, &path));
            declared.description(name) + &place.map_or_else(String::new, |place| format!("\n\nDeclared at `{place}`"))
        }
        Word::Value("relations", name, node) => {
            let target = Declared::find(body?, "relations", name)?.target()?;
            of_entity(target, node.as_str()?, project)?
        }
        Word::Field(..) | Word::FieldName(_) | Word::Value(..) => return None,
    };
    Some((text, document.text.range(place.span())))
}

fn of_blueprint(name: &str, project: &EditorProject<'_>) -> Option<String> {
    let body = project.blueprint(name)?;
    let text = |field: &str| body.get(field).and_then(Value::as_str);
    let mut shown = format!("**{}** (`{name}`)\n\nblueprint", text("title").unwrap_or(name));
    if let Some(description) = text("description") {
        shown += &format!("\n\n{description}");
    }
    let place = project.catalog().and_then(|catalog| catalog.place(name, &crate::ground::path::Path::root()));
    Some(shown + &place.map_or_else(String::new, |place| format!("\n\nDeclared at `{place}`")))
}

fn of_entity(blueprint: &str, identifier: &str, project: &EditorProject<'_>) -> Option<String> {
    let places = project.definitions(blueprint, Some(identifier));
    let known = || project.catalog().and_then(|catalog| catalog.entities(blueprint));
    let Some(place) = places.first() else {
        let exists = known().is_some_and(|names| names.contains(identifier));
        return exists.then(|| format!("`{identifier}`\n\n`{blueprint}` entity, from the catalog"));
    };
    let file = project.source(&place.path)?;
    let tree = parse(&file, &Limits::default()).tree?;
    let is_it = |node: &crate::yaml::tree::Node<'_>| {
        node.get("identifier").is_some_and(|identifier| identifier.span() == place.span)
    };
    let title = entities(&tree).into_iter().find(is_it).and_then(|entity| entity.get("title")?.as_str());
    let name = title.map_or_else(|| format!("`{identifier}`"), |title| format!("**{title}** (`{identifier}`)"));
    let position = file.position(place.span.start as usize);
    Some(format!("{name}\n\n`{blueprint}` entity\n\nDeclared at `{}:{position}`", file.name))
}
