//! Building a model from parsed files.

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::{Key, Kind};
use crate::model::approvals::approval;
use crate::model::declaration::Declaration;
use crate::model::desired::{Claim, Removal};
use crate::model::tree::{FileContent, Model, ModelFile};
use crate::model::variables::Variables;
use crate::yaml::tree::{Node, Tree, to_value};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The key of a file that adds to a resource which is created elsewhere.
pub(crate) const EXTENDS: &str = "extends";

/// The key for a JSON file's schema, which editors read.
const SCHEMA: &str = "$schema";

impl Model {
    /// Builds the model of these files. Content that is not a resource is ignored here. The rules see every file, and
    /// report it.
    pub fn build(files: Vec<ModelFile>, variables: &Variables) -> Self {
        let mut model = Self::default();
        for file in &files {
            let Some(tree) = &file.tree else { continue };
            for root in tree.roots() {
                let each = if root.is_list() { root.items().collect() } else { vec![root] };
                for node in each.into_iter().filter(|node| node.is_map()) {
                    match file.content {
                        FileContent::Resources(first) => {
                            let kind = first.of_body(|field| node.get(field).is_some());
                            let index = model.declarations.len();
                            let declaration = declare(index, kind, tree, node, variables, &mut model.variable_names);
                            model.declarations.push(declaration);
                        }
                        FileContent::Removals => model.removals.extend(removal(node)),
                        FileContent::Approvals => model.approved.extend(approval(node)),
                        FileContent::Nothing => {}
                    }
                }
            }
        }
        model.has_faults = files.iter().any(|file| !file.faults.is_empty());
        model.files = files;
        model
    }
}

fn declare(
    index: usize,
    kind: &'static Kind,
    tree: &Arc<Tree>,
    node: Node<'_>,
    variables: &Variables,
    names: &mut BTreeSet<String>,
) -> Declaration {
    let mut filling = VariableFiller { variables, names, sensitive: Vec::new(), undefined: Vec::new() };
    let mut body = filling.fill(&Path::root(), to_value(node));
    let claim = match body.as_object_mut() {
        Some(map) => {
            map.shift_remove(SCHEMA);
            take_claim(kind, map)
        }
        None => Claim::Full,
    };
    Declaration {
        index,
        kind,
        key: kind.key_of(&body),
        claim,
        body: Arc::new(body),
        sensitive: filling.sensitive,
        undefined: filling.undefined,
        tree: Arc::clone(tree),
        root: node.id(),
    }
}

/// Replaces `extends: x` with `identifier: x`, and returns the claim.
fn take_claim(kind: &Kind, map: &mut Map<String, Value>) -> Claim {
    if !kind.extendable {
        return Claim::Full;
    }
    let Some(extended) = map.shift_remove(EXTENDS) else { return Claim::Full };
    map.entry(kind.identity.field).or_insert(extended);
    Claim::Addition
}

struct VariableFiller<'v> {
    variables: &'v Variables,
    /// All names that are used.
    names: &'v mut BTreeSet<String>,
    sensitive: Vec<Path>,
    undefined: Vec<(Path, std::ops::Range<usize>, String)>,
}

impl VariableFiller<'_> {
    fn fill(&mut self, path: &Path, value: Value) -> Value {
        match value {
            // Most values have none, and need no path.
            value if !has_variable(&value) => value,
            Value::String(text) => {
                let filled = self.variables.fill(&text);
                if filled.sensitive {
                    self.sensitive.push(path.clone());
                }
                let unknown = filled.unknown.into_iter().map(|(name, part)| (path.clone(), part, name));
                self.undefined.extend(unknown);
                self.names.extend(filled.names);
                filled.value
            }
            Value::Array(values) => {
                values.into_iter().enumerate().map(|(nth, value)| self.fill(&path.child(nth), value)).collect()
            }
            Value::Object(map) => Value::Object(
                map.into_iter()
                    .map(|(key, value)| {
                        let filled = self.fill(&path.child(key.as_str()), value);
                        (key, filled)
                    })
                    .collect(),
            ),
            other => other,
        }
    }
}

fn has_variable(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("${"),
        Value::Array(values) => values.iter().any(has_variable),
        Value::Object(map) => map.values().any(has_variable),
        _ => false,
    }
}

/// Returns the resource that an entry of `removed.yml` lists. The file's schema reports other entries.
fn removal(node: Node<'_>) -> Option<Removal> {
    let text = |field: &str| node.get(field).and_then(Node::as_str).map(str::to_owned);
    let kind = Kind::named(&text("kind")?)?;
    let parent = match &kind.identity.parent {
        Some(parent) => Some(text(parent.field)?),
        None => None,
    };
    let key = Key { kind, parent, identifier: text("identifier")? };
    Some(Removal { key, declared: Location::new(node.tree().file(), node.span()), is_listed: true })
}
