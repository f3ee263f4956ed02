//! The model at an earlier revision: what it states and the files no longer do is removed from the portal.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::treatment::Treatment;
use crate::kind::{Key, Kind, Update};
use crate::model::desired::{Claim, Desired, Dropped, DroppedParts, Removal};
use crate::model::tree::{Model, identifiers};

/// The model at an earlier git revision, with which the files and the portal are compared.
#[derive(Debug)]
pub struct Base {
    /// The revision, as messages name it.
    pub revision: String,
    /// The commit that it names.
    pub commit: String,
    /// When that was committed, in RFC 3339.
    pub time: String,
    /// Its model.
    pub model: Model,
}

/// The fields that define a member. A member of an extending file without any of them only changes one that something else
/// created.
const DEFINING: &[&str] = &["type", "target", "path", "calculation"];

/// The field that a resource keeps: Port requires it of most kinds.
const TITLE: &str = "title";

impl Model {
    /// Adds the removal of what `base` states and the files no longer do: the resources that they no longer declare, and the
    /// fields and members of the others. A file that stops declaring a resource and only extends it hands it over, and
    /// removes nothing.
    pub fn drop_undeclared(&mut self, base: &Base) {
        // A file that cannot be read may declare any resource.
        if self.has_faults {
            return;
        }
        // Computed again when it is asked for after this, because what is dropped is a part of it.
        let now = self.desired.take().unwrap_or_else(|| self.merged());
        let listed: BTreeSet<Key> = self.removals.iter().map(|removal| removal.key.clone()).collect();
        let renamed = self.renamed();
        for (key, before) in base.model.desired() {
            if listed.contains(key) || renamed.contains(key) {
                continue;
            }
            let declares = before.claim == Claim::Full && !key.is_system();
            match now.get(key) {
                None if declares => {
                    let removal =
                        || Removal { key: key.clone(), declared: before.declared[0].clone(), is_listed: false };
                    self.removals.extend(is_deletable(before).then(removal));
                }
                None => self.drop_parts(before, None),
                Some(after) if declares && after.claim == Claim::Addition => {}
                Some(after) => self.drop_parts(before, Some(after)),
            }
        }
    }

    /// Returns the keys that renamed resources had before.
    fn renamed(&self) -> BTreeSet<Key> {
        let earlier = self.declarations.iter().filter_map(|declaration| {
            let renames = declaration.kind.declared_renames(&declaration.body);
            let old = renames.into_iter().find(|rename| rename.member.is_none())?.old.to_owned();
            Some(Key { identifier: old, ..declaration.key.clone()? })
        });
        earlier.collect()
    }

    /// Returns the paths that renamed members of a resource had before.
    fn renamed_members(&self, key: &Key) -> BTreeSet<Path> {
        let declarations = self.of(key);
        let renames = declarations.iter().flat_map(|declaration| key.kind.declared_renames(&declaration.body));
        renames.filter_map(|rename| Some(Path::from_keys(rename.member?.section).child(rename.old))).collect()
    }

    fn drop_parts(&mut self, before: &Desired, after: Option<&Desired>) {
        let kind = before.key.kind;
        // Port keeps the permissions of a resource, and integrations their mapping: no value of them means "none".
        if kind.api.create.is_none() {
            return;
        }
        let claim = after.map_or(Claim::Addition, |after| after.claim);
        let is_addition = claim == Claim::Addition || before.key.is_system();
        let mut comparison = Comparison { kind, is_addition, parts: Vec::new() };
        let named = identifiers(&before.key);
        comparison.compare(&Path::root(), &before.body, Some(after.map_or(&named, |after| &after.body)));
        if !comparison.parts.is_empty() {
            let renamed = self.renamed_members(&before.key);
            comparison.parts.retain(|part| !matches!(part, Dropped::Field(path) if renamed.contains(path)));
            let dropped = DroppedParts { parts: comparison.parts, declared: before.declared.clone() };
            self.dropped.insert(before.key.clone(), dropped);
        }
    }
}

/// Returns whether a deletion of the resource makes sense: Port deletes some only together with others.
fn is_deletable(desired: &Desired) -> bool {
    let kind = desired.key.kind;
    let is_independent = kind.identity.owner.is_none() && (kind.created_with)(&desired.body).is_none();
    kind.api.deletes && kind.api.create.is_some() && is_independent
}

/// Finds what one body states and another does not.
struct Comparison {
    kind: &'static Kind,
    /// Whether the files only extend the resource, so that not even a map that they state is complete.
    is_addition: bool,
    parts: Vec<Dropped>,
}

impl Comparison {
    fn compare(&mut self, path: &Path, before: &Value, after: Option<&Value>) {
        let is_unit = [Treatment::Atomic, Treatment::Verbatim].iter().any(|unit| self.kind.treats(path, *unit));
        let is_set = self.kind.treats(path, Treatment::Set);
        match (before, after) {
            (Value::Null, _) => {}
            (Value::Object(map), Some(Value::Object(kept))) if !is_unit => {
                map.iter().for_each(|(key, value)| self.compare(&path.child(key.as_str()), value, kept.get(key)));
            }
            (Value::Object(map), None) if !is_unit && self.is_section(path, map) => {
                map.iter().for_each(|(key, value)| self.compare(&path.child(key.as_str()), value, None));
            }
            (Value::Array(values), Some(Value::Array(kept))) if is_set && self.is_addition => {
                self.drop_elements(path, values, kept);
            }
            (Value::Array(values), None) if is_set => self.drop_elements(path, values, &[]),
            (_, Some(_)) => {}
            (_, None) => self.parts.extend(self.dropped(path, before)),
        }
    }

    /// Returns whether the map at a path stays when its members are removed.
    fn is_section(&self, path: &Path, map: &Map<String, Value>) -> bool {
        let kind = self.kind;
        let has_members = kind.members.iter().any(|section| path.is_prefix_of(&Path::from_keys(section)));
        let is_member = path
            .0
            .split_last()
            .is_some_and(|(_, section)| kind.members.iter().any(|known| Path::from_keys(known).0 == section));
        let only_changes = self.is_addition && is_member && !DEFINING.iter().any(|field| map.contains_key(*field));
        has_members || only_changes || kind.treats(path, Treatment::Members) || kind.treats(path, Treatment::Partial)
    }

    fn drop_elements(&mut self, path: &Path, before: &[Value], kept: &[Value]) {
        let gone = before.iter().filter(|value| !kept.contains(value));
        self.parts.extend(gone.map(|value| Dropped::Element(path.clone(), value.clone())));
    }

    /// Returns how the field at a path is removed; `None` if it stays.
    fn dropped(&self, path: &Path, before: &Value) -> Option<Dropped> {
        Dropped::of(self.kind, path, before)
    }
}

impl Dropped {
    /// Returns how the field at a path is removed from a resource; `None` if Port does not remove it, or sets it itself. `before`
    /// is its value.
    pub(crate) fn of(kind: &Kind, path: &Path, before: &Value) -> Option<Self> {
        let is_root = path.0.len() == 1;
        let lacks = |treatment| !kind.treats(path, treatment);
        let never = [Treatment::ServerOwned, Treatment::InPath, Treatment::WriteOnly];
        let (after, within) = kind.placement().unzip();
        let is_at = |field: Option<&str>| is_root && field.is_some() && path.key(0) == field;
        if !never.into_iter().all(lacks) || is_at(after) || is_at(Some(TITLE)) {
            return None;
        }
        if is_at(within) {
            return Some(Dropped::Reset(path.clone(), Value::Null));
        }
        if !is_root || !matches!(kind.api.update, Update::Merge(_)) {
            return Some(Dropped::Field(path.clone()));
        }
        // A merge keeps every field that it does not name.
        let reset = kind.treated().at(&path.0).treatments().iter().find_map(|treatment| match *treatment {
            Treatment::EmptyIsAbsent => emptied(before),
            Treatment::Default(text) | Treatment::ExplicitDefault(text) => serde_json::from_str(text).ok(),
            _ => None,
        });
        reset.map(|value| Dropped::Reset(path.clone(), value))
    }
}

/// Returns the empty value of the same type.
fn emptied(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(Value::String(String::new())),
        Value::Array(_) => Some(Value::Array(Vec::new())),
        Value::Object(_) => Some(Value::Object(Map::new())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ground::source::SourceFile;
    use crate::kind::{action, blueprint};
    use crate::model::{FileContent, ModelFile, Variables};
    use crate::yaml::parse::{Limits, parse};

    fn model(files: &[(&'static Kind, &str)]) -> Model {
        let read = |(kind, text): &(&'static Kind, &str)| {
            let file = SourceFile::new("a.yml", *text);
            let tree = parse(&file, &Limits::default()).tree.map(Arc::new);
            ModelFile { content: FileContent::Resources(kind), file, tree, faults: Vec::new() }
        };
        Model::build(files.iter().map(read).collect(), &Variables::default())
    }

    /// What is removed of the resources that stay, and the resources that are deleted.
    fn dropped(before: &[(&'static Kind, &str)], after: &[(&'static Kind, &str)]) -> (Vec<String>, Vec<String>) {
        let base = Base { revision: "r".into(), commit: "c".into(), time: "t".into(), model: model(before) };
        let mut now = model(after);
        now.drop_undeclared(&base);
        let part = |part: &Dropped| match part {
            Dropped::Field(path) => path.to_string(),
            Dropped::Reset(path, value) => format!("{path} = {value}"),
            Dropped::Element(path, value) => format!("{path} - {value}"),
        };
        let parts = now.dropped.values().flat_map(|dropped| dropped.parts.iter().map(part));
        (parts.collect(), now.removals.iter().map(|removal| removal.key.to_string()).collect())
    }

    fn parts(before: &str, after: &str) -> Vec<String> {
        dropped(&[(&blueprint::KIND, before)], &[(&blueprint::KIND, after)]).0
    }

    #[test]
    fn a_section_that_is_not_stated_any_more_loses_what_was_stated() {
        let before = "{identifier: a, title: A, icon: I, relations: {r: {target: b}}, ownership: {type: Direct}, \
                      schema: {properties: {p: {type: string}}, required: [p]}}";
        let expected =
            ["icon", "relations.r", "ownership", "schema.properties.p", "schema.required - \"p\""].map(str::to_owned);
        assert_eq!(parts(before, "{identifier: a}"), expected);
        assert_eq!(parts(before, before), [""; 0]);
    }

    #[test]
    fn an_extending_file_gives_up_only_what_it_listed() {
        let before = "{extends: a, schema: {properties: {p: {type: string}, q: {title: Q}}, required: [p]}}";
        let after = "{extends: a, schema: {properties: {}, required: []}}";
        let expected = ["schema.properties.p", "schema.properties.q.title", "schema.required - \"p\""];
        assert_eq!(parts(before, after), expected);
        let (gone, deleted) = dropped(&[(&blueprint::KIND, before)], &[]);
        assert_eq!((gone, deleted), (expected.map(str::to_owned).to_vec(), Vec::new()));
        assert_eq!(parts("{identifier: a, relations: {r: {target: b}}}", "{extends: a}"), [""; 0]);
    }

    #[test]
    fn a_resource_that_is_not_declared_any_more_is_deleted_unless_it_was_renamed() {
        let before = (&action::KIND, "{identifier: a, trigger: {type: self-service}, invocationMethod: {type: KAFKA}}");
        let before: (&'static Kind, &str) = (before.0, before.1);
        assert_eq!(dropped(&[before], &[]).1, ["action/a"]);
        let old: (&'static Kind, &str) = (&blueprint::KIND, "{identifier: a, schema: {properties: {}}}");
        let renamed: (&'static Kind, &str) = (&blueprint::KIND, "{identifier: b, renamedFrom: a}");
        assert_eq!(dropped(&[old], &[renamed]), (Vec::new(), Vec::new()));
        assert_eq!(dropped(&[old], &[(&blueprint::KIND, "{identifier: b}")]).1, ["blueprint/a"]);
        let before = "{extends: a, relations: {r: {target: b}, s: {target: b}}}";
        assert_eq!(parts(before, "{extends: a, relations: {t: {target: b, renamedFrom: r}}}"), ["relations.s"]);
    }
}
