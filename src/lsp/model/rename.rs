//! Renaming what a model declares: blueprints and their members, which get a `renamedFrom`, inputs and variables.

use std::path::Path as FilePath;

use crate::ground::article::with_article;
use crate::ground::path::Path;
use crate::ground::source::{Location, Span};
use crate::kind::blueprint::{self, RELATIONS, SECTIONS};
use crate::kind::descriptor::Identity;
use crate::kind::{Existence, Key, Resources, Role, entity};
use crate::lsp::failure::RequestFailure;
use crate::lsp::model::address::{in_approvals, in_removals, in_settings};
use crate::lsp::model::rename_edits::{Edits, FileEdits};
use crate::lsp::model::rename_record::record;
use crate::lsp::model::symbol::{Symbol, all, symbol_at, uses};
use crate::lsp::model::unlisted::unlisted;
use crate::lsp::port;
use crate::lsp::text::unquoted;
use crate::lsp::unparsed::{refuse_in_entities, refuse_in_model};
use crate::model::{Claim, Declaration, Model};
use crate::ops::editor::{EditorProject, ModelView};

/// A rename of something.
pub(crate) struct Renaming {
    pub edits: FileEdits,
    /// What the user should know about it.
    pub note: Option<String>,
}

/// The place of the name at a byte, if it can be renamed.
pub(crate) fn prepare_rename(file: &str, offset: usize, project: &EditorProject<'_>) -> Option<Span> {
    let (symbol, place) = symbol_at(file, offset, project.view())?;
    let is_renamable = match &symbol {
        Symbol::Resource(key) if key.kind.renames.resource => declares(&symbol, project.view()).is_some(),
        Symbol::Resource(key) => is_replaceable(key, project.model()),
        Symbol::Member { .. } | Symbol::Input(_) | Symbol::Variable(_) => true,
    };
    // The new name is typed without quotes.
    let span = unquoted(&place.file.text, place.span);
    (is_renamable && !symbol.declared(project.view()).is_empty()).then_some(span)
}

/// The edits, by file, that rename what is at a byte. The names of the project must be current.
pub(crate) fn rename(
    file: &str,
    offset: usize,
    to: &str,
    project: &EditorProject<'_>,
) -> Result<Renaming, RequestFailure> {
    match symbol_at(file, offset, project.view()) {
        Some((symbol, _)) => rename_symbol(&symbol, to, project),
        None => refused("nothing can be renamed here"),
    }
}

/// The edits, by file, that rename something. The names of the project must be current.
pub(crate) fn rename_symbol(
    symbol: &Symbol,
    to: &str,
    project: &EditorProject<'_>,
) -> Result<Renaming, RequestFailure> {
    let (from, note) = match symbol {
        Symbol::Resource(key) => (key.identifier.clone(), note(key, to, project.model())?),
        Symbol::Member { name, .. } | Symbol::Variable(name) => (name.clone(), None),
        Symbol::Input(input) => (input.name.clone(), None),
    };
    if symbol.declared(project.view()).is_empty() {
        return refused(format!("no file declares `{from}`, so that it cannot be renamed"));
    }
    if to.is_empty() || !to.chars().all(|c| c.is_alphanumeric() || "_-@$".contains(c)) {
        return refused(format!("`{to}` is not a valid name: use letters, digits, `_` and `-`"));
    }
    // An input is that of one file, whoever reads it.
    let others = match symbol {
        Symbol::Input(_) => Vec::new(),
        _ => project.other_models().map_err(|error| RequestFailure::refused(error.to_string()))?,
    };
    let views = std::iter::once(project.view()).chain(others.iter().map(|other| other.view(project)));
    let (declaring, others): (Vec<_>, Vec<_>) = views.partition(|view| !symbol.declared(*view).is_empty());
    let elsewhere: Vec<_> = others.into_iter().filter(|view| is_elsewhere(symbol, *view)).collect();
    let mut edits = Edits { here: project.here(), from: &from, to, files: FileEdits::new(), added: FileEdits::new() };
    for view in &declaring {
        refuse_taken(symbol, to, *view)?;
        refuse_in_model(&from, view.model)?;
        let places =
            symbol.declared(*view).into_iter().chain(uses_in(symbol, *view)).chain(in_approvals(symbol, *view));
        places.into_iter().try_for_each(|place| edits.replace(&place))?;
        let settings = in_settings(symbol, to, elsewhere.is_empty(), *view).map_err(RequestFailure::refused)?;
        settings.iter().try_for_each(|place| edits.replace(place))?;
        if let Some((declaration, at)) = declares(symbol, *view) {
            let record = record(declaration, &at, &from).map_err(RequestFailure::refused)?;
            edits.add(&declaration.tree.file().name, record);
        } else {
            refuse_extended(symbol, *view)?;
        }
    }
    if matches!(symbol, Symbol::Resource(_) | Symbol::Member { .. }) {
        refuse_in_entities(&from, project)?;
    }
    of_entities(symbol, project).iter().try_for_each(|place| edits.replace(place))?;
    elsewhere.iter().try_for_each(|view| refuse_other(symbol, &edits, *view))?;
    declaring.iter().try_for_each(|view| refuse_subtraction(symbol, to, *view))?;
    let edits = edits.all();
    if !matches!(symbol, Symbol::Variable(_)) {
        declaring.iter().try_for_each(|view| refuse_outcome(&edits, *view))?;
    }
    Ok(Renaming { edits, note })
}

/// Refuses edits after which something in a model is wrong.
fn refuse_outcome(edits: &FileEdits, view: ModelView<'_, '_>) -> Result<(), RequestFailure> {
    let text = |path: &FilePath| view.project.source(path).map(|file| file.text.to_string());
    let found = view.project.new_finding(view, &Edits::texts(edits, text));
    match found.map_err(|error| RequestFailure::refused(error.to_string()))? {
        Some(finding) => {
            refused(format!("this would cause `{}` at `{}`: {}", finding.rule, finding.place, &*finding.message))
        }
        None => Ok(()),
    }
}

/// Whether another resource with the same body can take the place of one that Port cannot rename, since no value and no entity
/// is lost with it.
fn is_replaceable(key: &Key, model: &Model) -> bool {
    let kind = key.kind;
    let is_own = kind.api.create.is_some() && kind.identity.field == Identity::IDENTIFIER.field;
    let is_part = model.desired().get(key).is_some_and(|one| (kind.created_with)(&one.body).is_some());
    is_own && !is_part && !kind.has_entities && kind.name != entity::KIND.name
}

/// What happens in Port when a resource gets another name in the files, if it is not renamed there.
fn note(key: &Key, to: &str, model: &Model) -> Result<Option<String>, RequestFailure> {
    let kind = with_article(key.kind.name);
    if key.is_system() {
        return refused(format!("Port itself creates `{}`, which cannot be renamed", key.identifier));
    }
    match key.kind.renames.resource {
        true => Ok(None),
        false if is_replaceable(key, model) => Ok(Some(format!(
            "Port cannot rename {kind}: the next plan creates `{to}`, and the portal keeps `{}` until removed.yml lists it",
            key.identifier
        ))),
        false => refused(format!("Port cannot rename {kind}: another identifier is another one")),
    }
}

/// The places in a model, other than declarations, that name a symbol and mean it.
fn uses_in(symbol: &Symbol, view: ModelView<'_, '_>) -> Vec<Location> {
    [uses(symbol, view), unlisted(symbol, view), in_removals(symbol, view)].concat()
}

/// Whether something that no file of a model declares can exist in its portal, where it is not renamed.
fn is_elsewhere(symbol: &Symbol, view: ModelView<'_, '_>) -> bool {
    let existence = |blueprint: &str| view.resources.existence(blueprint::KIND.name, blueprint);
    match symbol {
        Symbol::Resource(key) => !matches!(view.resources.existence(key.kind.name, &key.identifier), Existence::Absent),
        Symbol::Member { blueprint, .. } => {
            matches!(existence(blueprint), Existence::Partial(_) | Existence::Unknown)
        }
        Symbol::Input(_) | Symbol::Variable(_) => false,
    }
}

/// Refuses to change a place that means something else in another profile.
fn refuse_other(symbol: &Symbol, edits: &Edits<'_>, view: ModelView<'_, '_>) -> Result<(), RequestFailure> {
    let Some(place) = uses_in(symbol, view).into_iter().find(|place| edits.replaces(place)) else { return Ok(()) };
    let reader = match view.profile {
        Some(profile) => format!("with the profile `{profile}`"),
        None => "without a profile".to_owned(),
    };
    refused(format!(
        "`{place}` is also read {reader}, where no file declares `{}`, so that it keeps its name there; \
         give that run a file of its own first, or rename by hand",
        edits.from
    ))
}

fn refused<T>(message: impl Into<String>) -> Result<T, RequestFailure> {
    Err(RequestFailure::refused(message))
}

/// Refuses to rename what the files only add to: nothing would rename it in the portal.
fn refuse_extended(symbol: &Symbol, view: ModelView<'_, '_>) -> Result<(), RequestFailure> {
    match symbol {
        Symbol::Resource(key) if key.kind.renames.resource => refused(format!(
            "`{}` is only extended, at `{}`, so that the portal keeps the name; rename it in Port first",
            key.identifier,
            symbol.declared(view)[0]
        )),
        _ => Ok(()),
    }
}

/// Refuses a name that something else beside it has.
fn refuse_taken(symbol: &Symbol, to: &str, view: ModelView<'_, '_>) -> Result<(), RequestFailure> {
    let ModelView { project, model, resources, .. } = view;
    let is_taken = match symbol {
        Symbol::Resource(key) => {
            let new = Key { identifier: to.to_owned(), ..key.clone() };
            if let Some(removal) = model.removals.iter().find(|removal| removal.key == new) {
                return refused(format!("`{to}` is removed at `{}`; delete that entry first", removal.declared));
            }
            let has_name = key.parent.is_none() && !matches!(resources.existence(key.kind.name, to), Existence::Absent);
            has_name || resources.get(&new).is_some()
        }
        Symbol::Member { blueprint, name } => {
            let existence = resources.existence(blueprint::KIND.name, blueprint);
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
            let body = model.declarations.get(input.declaration).map(|declaration| &declaration.body);
            body.is_some_and(|body| input.form.child("properties").child(to).find(body).is_some())
        }
        Symbol::Variable(_) => project.variable_names().contains(to) || project.variables().get(to).is_some(),
    };
    if is_taken { refused(format!("there already is a `{to}`")) } else { Ok(()) }
}

/// Where a declaration says that the symbol had another name: the path of the map that gets `renamedFrom`.
fn declares<'p>(symbol: &Symbol, view: ModelView<'p, '_>) -> Option<(&'p Declaration, Path)> {
    let model = view.model;
    match symbol {
        Symbol::Resource(key) if !key.kind.renames.resource => None,
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

/// The places in files of entities that name a symbol.
fn of_entities(symbol: &Symbol, project: &EditorProject<'_>) -> Vec<Location> {
    match symbol {
        Symbol::Resource(key) if key.kind.name == blueprint::KIND.name => {
            port::uses_of_blueprint(&key.identifier, project)
        }
        Symbol::Member { blueprint, name } => {
            let sections = ["properties", "relations"];
            sections.iter().flat_map(|section| port::uses_of_member(blueprint, section, name, project)).collect()
        }
        Symbol::Resource(_) | Symbol::Input(_) | Symbol::Variable(_) => Vec::new(),
    }
}

/// Refuses a name with a dash where jq would subtract.
fn refuse_subtraction(symbol: &Symbol, to: &str, view: ModelView<'_, '_>) -> Result<(), RequestFailure> {
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_plain(to) && !to.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(());
    }
    let places = match symbol {
        Symbol::Input(_) => uses(symbol, view),
        Symbol::Member { .. } => {
            let is_path = |role| matches!(role, Role::MirrorPath | Role::AggregationPath | Role::OwnershipPath);
            let of_jq = all(view).into_iter().filter(|one| symbol.is_target(&one.need) && !is_path(one.role));
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
