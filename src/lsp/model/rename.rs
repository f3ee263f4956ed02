//! Renaming what a model declares: blueprints and their members, which get a `renamedFrom`, inputs and variables.

use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};

use serde_json::json;

use crate::disk::discover::absolute;
use crate::ground::path::Path;
use crate::ground::source::{Location, Span};
use crate::kind::blueprint::{self, AGGREGATIONS, PROPERTIES, RELATIONS, SECTIONS};
use crate::kind::{Existence, Key, Resources, Role};
use crate::lsp::failure::RequestFailure;
use crate::lsp::model::rename_record::record;
use crate::lsp::model::symbol::{Symbol, all, symbol_at, uses};
use crate::lsp::port;
use crate::lsp::text::unquoted;
use crate::model::{Claim, Declaration};
use crate::ops::editor::EditorProject;

/// The edits of files, by path.
pub(crate) type FileEdits = BTreeMap<PathBuf, Vec<(Span, String)>>;

/// The place of the name at a byte, if it can be renamed.
pub(crate) fn prepare_rename(file: &str, offset: usize, project: &EditorProject<'_>) -> Option<Span> {
    let (symbol, place) = symbol_at(file, offset, project)?;
    let is_renamable = match &symbol {
        Symbol::Resource(key) => key.kind.renames.resource,
        Symbol::Member { .. } | Symbol::Input(_) | Symbol::Variable(_) => true,
    };
    (is_renamable && !symbol.declared(project).is_empty()).then_some(place.span)
}

/// The edits, by file, that rename what is at a byte. The names of the project must be current.
pub(crate) fn rename(
    file: &str,
    offset: usize,
    to: &str,
    project: &EditorProject<'_>,
) -> Result<FileEdits, RequestFailure> {
    match symbol_at(file, offset, project) {
        Some((symbol, _)) => rename_symbol(&symbol, to, project),
        None => refused("nothing can be renamed here"),
    }
}

/// The edits, by file, that rename something. The names of the project must be current.
pub(crate) fn rename_symbol(
    symbol: &Symbol,
    to: &str,
    project: &EditorProject<'_>,
) -> Result<FileEdits, RequestFailure> {
    let from = match symbol {
        Symbol::Resource(key) if key.kind.renames.resource => key.identifier.clone(),
        Symbol::Resource(key) => {
            return refused(format!("Port cannot rename a {}: another identifier is another one", key.kind.name));
        }
        Symbol::Member { name, .. } | Symbol::Variable(name) => name.clone(),
        Symbol::Input(input) => input.name.clone(),
    };
    let declared = symbol.declared(project);
    if declared.is_empty() {
        return refused(format!("no file declares `{from}`, so that it cannot be renamed"));
    }
    if to.is_empty() || !to.chars().all(|c| c.is_alphanumeric() || "_-@$".contains(c)) {
        return refused(format!("`{to}` is not a valid name: use letters, digits, `_` and `-`"));
    }
    refuse_taken(symbol, to, project)?;
    let mut edits = Edits { project, from: &from, to, files: FileEdits::new() };
    for place in declared.into_iter().chain(uses(symbol, project)).chain(unlisted(symbol, project)) {
        edits.add(&place)?;
    }
    for place in of_entities(symbol, project) {
        edits.add(&place)?;
    }
    refuse_subtraction(symbol, to, &edits)?;
    if let Some((declaration, at)) = declares(symbol, project) {
        let record = record(declaration, &at, &from).map_err(RequestFailure::refused)?;
        edits.files.entry(edits.path(declaration.tree.file().name.as_str())).or_default().insert(0, record);
    }
    Ok(edits.files)
}

fn refused<T>(message: impl Into<String>) -> Result<T, RequestFailure> {
    Err(RequestFailure::refused(message))
}

/// Refuses a name that something else beside it has.
fn refuse_taken(symbol: &Symbol, to: &str, project: &EditorProject<'_>) -> Result<(), RequestFailure> {
    let is_taken = match symbol {
        Symbol::Resource(key) => !matches!(project.resources().existence(key.kind.name, to), Existence::Absent),
        Symbol::Member { blueprint, name } => {
            let existence = project.resources().existence(blueprint::KIND.name, blueprint);
            let has = |section: &Path, name: &str| {
                existence.body().is_some_and(|body| section.child(name).find(body).is_some())
            };
            let mut sections = SECTIONS.iter().map(|section| Path::from_keys(section));
            let relations = Path::from_keys(RELATIONS);
            if has(&relations, name) && sections.clone().any(|section| section != relations && has(&section, name)) {
                return refused(format!("`{name}` is a property and a relation; rename one of them by hand first"));
            }
            sections.any(|section| has(&section, to))
        }
        Symbol::Input(input) => {
            let body = project.model().declarations.get(input.declaration).map(|declaration| &declaration.body);
            body.is_some_and(|body| input.form.child("properties").child(to).find(body).is_some())
        }
        Symbol::Variable(_) => project.variable_names().contains(to) || project.variables().get(to).is_some(),
    };
    if is_taken { refused(format!("there already is a `{to}`")) } else { Ok(()) }
}

/// Where a declaration says that the symbol had another name: the path of the map that gets `renamedFrom`.
fn declares<'p>(symbol: &Symbol, project: &'p EditorProject<'_>) -> Option<(&'p Declaration, Path)> {
    let model = project.model();
    match symbol {
        Symbol::Resource(key) => {
            let declared = model.of(key).into_iter().find(|one| one.claim == Claim::Full)?;
            Some((declared, Path::root()))
        }
        Symbol::Member { blueprint, name } => {
            let key = Key::new(&blueprint::KIND, blueprint.as_str());
            model.of(&key).into_iter().find_map(|declaration| {
                let paths = SECTIONS.iter().map(|section| Path::from_keys(section).child(name.as_str()));
                let mut paths = paths.filter(|path| path.find(&declaration.body).is_some());
                paths.next().map(|path| (declaration, path))
            })
        }
        Symbol::Input(_) | Symbol::Variable(_) => None,
    }
}

/// The places that name a symbol and are not references, because Port or a rule treats them in another way.
fn unlisted(symbol: &Symbol, project: &EditorProject<'_>) -> Vec<Location> {
    let blueprints = project.model().declarations.iter().filter(|one| one.kind.name == blueprint::KIND.name);
    let mut found = Vec::new();
    for declaration in blueprints {
        let body = &declaration.body;
        let is_own = |blueprint: &str| declaration.key.as_ref().is_some_and(|key| key.identifier == blueprint);
        let (paths, name) = match symbol {
            Symbol::Member { blueprint, name } if is_own(blueprint) => {
                let section = Path::from_keys(PROPERTIES);
                let is_property = section.child(name.as_str()).find(body).is_some();
                let required = Path::from_keys(&["schema", "required"]);
                (if is_property { required.elements(body).collect() } else { Vec::new() }, name)
            }
            Symbol::Resource(key) => {
                let section = Path::from_keys(AGGREGATIONS);
                let filters = section.members(body).map(|(name, _)| section.child(name.as_str()).child("pathFilter"));
                let steps = filters.flat_map(|filter| filter.elements(body).collect::<Vec<_>>());
                (steps.map(|step| step.child("fromBlueprint")).collect(), &key.identifier)
            }
            _ => continue,
        };
        let named = paths.iter().filter(|path| path.find(body).is_some_and(|value| value == name.as_str()));
        found.extend(named.map(|path| declaration.value(path)));
    }
    found
}

/// The places in files of entities that name a symbol.
fn of_entities(symbol: &Symbol, project: &EditorProject<'_>) -> Vec<Location> {
    match symbol {
        Symbol::Resource(key) => port::uses_of_blueprint(&key.identifier, project),
        Symbol::Member { blueprint, name } => {
            let sections = ["properties", "relations"];
            sections.iter().flat_map(|section| port::uses_of_member(blueprint, section, name, project)).collect()
        }
        Symbol::Input(_) | Symbol::Variable(_) => Vec::new(),
    }
}

/// Refuses a name with a dash where jq would subtract.
fn refuse_subtraction(symbol: &Symbol, to: &str, edits: &Edits<'_, '_>) -> Result<(), RequestFailure> {
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_plain(to) && !to.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(());
    }
    let places = match symbol {
        Symbol::Input(_) => uses(symbol, edits.project),
        Symbol::Member { .. } => {
            let is_path = |role| matches!(role, Role::MirrorPath | Role::AggregationPath | Role::OwnershipPath);
            let of_jq = all(edits.project).into_iter().filter(|one| symbol.is_target(&one.need) && !is_path(one.role));
            of_jq.map(|one| one.place).collect()
        }
        Symbol::Resource(_) | Symbol::Variable(_) => return Ok(()),
    };
    let follows_dot = |place: &&Location| place.file.text[..place.span.start as usize].ends_with('.');
    match places.iter().find(follows_dot) {
        Some(place) => refused(format!("jq at `{place}` cannot read `.{to}`: use only letters, digits and `_`")),
        None => Ok(()),
    }
}

/// The edits that replace a name.
struct Edits<'p, 's> {
    project: &'p EditorProject<'s>,
    from: &'p str,
    to: &'p str,
    files: FileEdits,
}

impl Edits<'_, '_> {
    fn path(&self, name: &str) -> PathBuf {
        absolute(self.project.here(), FilePath::new(name))
    }

    fn add(&mut self, place: &Location) -> Result<(), RequestFailure> {
        let span = unquoted(&place.file.text, place.span);
        // A variable, an alias or an escaped text is written in another way.
        if place.file.slice(span) != self.from {
            return refused(format!("`{place}` names `{}` in another form; change it by hand first", self.from));
        }
        let text = &place.file.text;
        let (before, after) = (text[..span.start as usize].chars().last(), text[span.end as usize..].chars().next());
        // Within a text, or in quotes, it is never read as anything else.
        let is_part = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !"[]{},:".contains(c));
        let is_whole = !is_part(before) && !is_part(after);
        let new = if is_whole { port::written(&json!(self.to)) } else { self.to.to_owned() };
        let of_file = self.files.entry(self.path(&place.file.name)).or_default();
        if !of_file.iter().any(|(known, _)| *known == span) {
            of_file.push((span, new));
        }
        Ok(())
    }
}
