//! Changing the files that declare a resource, so that they state what the portal has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::ground::path::Path;
use crate::ground::source::SourceFile;
use crate::kind::Key;
use crate::model::{Claim, Declaration, Model, ModelFile, Variables};
use crate::ops::export::draft::{ExportedFile, LeftOut, ProjectFolders};
use crate::plan::export::{
    BodyUpdate, Counterpart, Fields, KeptVariables, SecretVariables, Stated, lacks, with_fields,
};
use crate::plan::normalize::{file_form, names};
use crate::yaml::edit::{EditError, reconcile};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Node, to_value};

/// An edit of one file: which of its declarations gets another value.
struct Edit<'e> {
    key: &'e Key,
    /// The index of the declaration in its file.
    nth: usize,
    wanted: Value,
}

/// Returns the files of these resources, edited so that they state what the portal has; only the lines that differ change.
/// `fields` are also written if no file states them. Notes the resources whose files cannot be changed.
pub(super) fn edited_files(
    model: &Model,
    resources: &[(&Key, &Value)],
    fields: &Fields,
    place: &ProjectFolders<'_>,
    kept: &KeptVariables<'_>,
    secrets: &mut SecretVariables<'_>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<ExportedFile> {
    let mut edits: BTreeMap<&str, Vec<Edit<'_>>> = BTreeMap::new();
    for (key, live) in resources {
        let of_resource = wanted(model, key, live, fields.get(key), secrets);
        if of_resource.is_empty() {
            left_out.push(LeftOut::failed(key, "no edit of its file would make the plan empty"));
        }
        let refusal = of_resource.iter().find_map(|(declaration, wanted)| {
            let is_of_profile = place.is_of_profile(&declaration.tree.file().name);
            kept.refusal(&to_value(declaration.node()), wanted, is_of_profile)
        });
        if let Some(reason) = refusal {
            left_out.push(LeftOut::failed(key, reason));
            continue;
        }
        for (declaration, wanted) in of_resource {
            let name = declaration.tree.file().name.as_str();
            let is_before = |other: &&Declaration| {
                other.index < declaration.index && Arc::ptr_eq(other.tree.file(), declaration.tree.file())
            };
            let nth = model.declarations.iter().filter(is_before).count();
            edits.entry(name).or_default().push(Edit { key, nth, wanted });
        }
    }
    let files = model.files.iter().filter_map(|file| Some((file, edits.get(file.file.name.as_str())?)));
    files.filter_map(|(file, edits)| edited(file, edits, left_out)).collect()
}

/// Returns the declarations of a resource that must change, and the value of each.
fn wanted<'m>(
    model: &'m Model,
    key: &Key,
    live: &Value,
    fields: Option<&BTreeSet<Path>>,
    secrets: &mut SecretVariables<'_>,
) -> Vec<(&'m Declaration, Value)> {
    let value = file_form(key.kind, live);
    let hidden = secrets.hide(key, &value);
    let declarations = model.of(key);
    let changed = declarations.iter().enumerate().filter_map(|(nth, declaration)| {
        let others = declarations.iter().filter(|other| other.index != declaration.index);
        let others: Vec<&Value> = others.map(|other| &*other.body).collect();
        let claim = if key.is_system() { Claim::Addition } else { declaration.claim };
        let update = BodyUpdate { kind: key.kind, claim, others: &others, adds: nth == 0 };
        let written = to_value(declaration.node());
        let stated = Stated { written: &written, filled: &declaration.body };
        let mut wanted = update.declaration(stated, Counterpart { value: &value, hidden: &hidden });
        let is_unstated = |field: &&Path| {
            let mut all = others.iter().copied().chain([&wanted]);
            nth == 0 && all.all(|body| lacks(body, &field.0)) && !lacks(&hidden, &field.0)
        };
        let unstated: BTreeSet<Path> = fields.into_iter().flatten().filter(is_unstated).cloned().collect();
        wanted = with_fields(key.kind, &wanted, &hidden, &unstated);
        (wanted != written).then_some((*declaration, wanted))
    });
    changed.collect()
}

/// Returns a file with its edits; `None` if none of them is possible.
fn edited(file: &ModelFile, edits: &[Edit<'_>], left_out: &mut Vec<LeftOut>) -> Option<ExportedFile> {
    let mut source = Arc::clone(&file.file);
    let mut keys = Vec::new();
    for edit in edits {
        let tree = parse(&source, &Limits::default()).tree.map(Arc::new);
        let again = ModelFile { content: file.content, file: Arc::clone(&source), tree, faults: Vec::new() };
        let model = Model::build(vec![again], &Variables::default());
        let declaration = &model.declarations[edit.nth];
        match with_value(declaration, &edit.wanted) {
            Ok(text) => {
                source = SourceFile::new(source.name.as_str(), text);
                keys.push(edit.key.clone());
            }
            Err(error) => {
                let reason = format!("`{}` cannot be edited: {error}; change it by hand", source.name);
                left_out.push(LeftOut::failed(edit.key, reason));
            }
        }
    }
    (!keys.is_empty()).then(|| ExportedFile {
        name: source.name.clone(),
        path: source.name.clone(),
        before: Some(Arc::clone(&file.file)),
        text: source.text.clone(),
        content: file.content,
        keys,
    })
}

/// Returns the text of a file in which a declaration has this value.
fn with_value(declaration: &Declaration, wanted: &Value) -> Result<String, EditError> {
    let (tree, kind) = (&declaration.tree, declaration.kind);
    let is_same = |at: &Path, one: &Value, other: &Value| {
        // In lists whose order matters, these fields may identify an element too.
        let fields = kind.keyed_by(at).unwrap_or(&["identifier", "id"]);
        let named = names(fields, one);
        named.iter().any(Option::is_some) && named == names(fields, other)
    };
    if tree.roots().any(|root| root.id() == declaration.root) {
        return reconcile(tree, declaration.root, wanted, &is_same);
    }
    let list = tree.roots().find(|root| root.items().any(|element| element.id() == declaration.root));
    let list = list.expect("a declaration is a document or an element of one");
    let value = |element: Node<'_>| if element.id() == declaration.root { wanted.clone() } else { to_value(element) };
    let all: Value = list.items().map(value).collect();
    let in_list = |at: &Path, one: &Value, other: &Value| match at.0.split_first() {
        None => kind.key_of(one).is_some() && kind.key_of(one) == kind.key_of(other),
        Some((_, inside)) => is_same(&Path(inside.to_vec()), one, other),
    };
    reconcile(tree, list.id(), &all, &in_list)
}
