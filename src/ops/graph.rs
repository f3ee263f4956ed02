//! A model as a graph of its resources and of the references between them, with what a plan changes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ground::path::Path;
use crate::kind::blueprint::{AGGREGATIONS, CALCULATIONS, MIRRORS, RELATIONS, SECTIONS};
use crate::kind::{Key, Kind, Role};
use crate::model::{Bodies, Model};
use crate::ops::base::BaseInput;
use crate::ops::plan::{self, PlanError, PlanOptions};
use crate::ops::selection::{Selection, UnknownSelection};
use crate::ops::validate::check;
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::plan::{Action, Change, Plan, resource};
use crate::portal::Portal;

/// The inputs of a graph.
#[derive(Clone, Copy)]
pub(crate) struct GraphInput<'g> {
    pub workspace: Workspace<'g>,
    /// The portal of a plan whose changes are marked, if any.
    pub portal: Option<&'g dyn Portal>,
    pub base: Option<BaseInput<'g>>,
    /// Kinds, addresses and patterns; without one, all resources with entities, and those that the plan changes.
    pub selected: &'g [String],
}

/// A graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Graph {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Whether it shows what a plan changes.
    pub has_marks: bool,
}

/// A resource.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub key: Key,
    pub title: Option<String>,
    pub mark: Mark,
    /// Whether the model declares or extends it, or the plan deletes it. Otherwise, others only refer to it.
    pub is_own: bool,
    /// Its members, in the order of the files, without those that are edges.
    pub members: Vec<Member>,
    /// How many resources that are not shown refer to it, by kind.
    pub referrers: BTreeMap<&'static str, usize>,
}

/// A member of a resource.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub name: String,
    /// The type of its values and, if they are computed, how.
    pub value_type: String,
    pub mark: Mark,
}

/// A reference from one node to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edge {
    pub from: usize,
    pub to: usize,
    /// The name of the relation; none for all references of a resource of another kind.
    pub label: Option<String>,
    /// Whether a relation leads to many entities.
    pub many: bool,
    pub mark: Mark,
}

/// What a plan does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Unchanged,
    Added,
    Changed,
    Removed,
}

/// Why there is no graph.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GraphError {
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Unknown(#[from] UnknownSelection),
}

impl GraphInput<'_> {
    /// Reads the model and, if a portal is given, plans its changes. Nothing is written.
    pub(crate) fn run(&self) -> Result<Graph, GraphError> {
        let options = PlanOptions::default();
        let plan = self.portal.map(|portal| plan::run(&self.workspace, portal, &options, self.base)).transpose()?;
        let model = self.workspace.model()?;
        // The picture would lack what a broken file declares.
        if model.has_faults {
            let bodies = Bodies::from_model(&model, &self.workspace.external()?);
            return Err(PlanError::Model(check(&model, self.workspace.variables, &bodies, false)).into());
        }
        let plan = plan.map(|report| report.plan);
        Ok(graph(&model, plan.as_ref(), self.selected)?)
    }
}

/// Returns the graph of a model and of the changes of a plan.
pub(crate) fn graph(model: &Model, plan: Option<&Plan>, selected: &[String]) -> Result<Graph, UnknownSelection> {
    let marks = Marks::of(plan);
    let bodies = Bodies::from_model(model, &[]);
    let mut all: BTreeMap<Key, &Value> = model
        .desired()
        .iter()
        .filter(|(_, wanted)| wanted.is_declared)
        .map(|(key, one)| (key.clone(), &*one.body))
        .collect();
    all.extend(marks.deleted.iter().map(|(key, body)| ((*key).clone(), *body)));
    let selection = Selection::of(selected);
    let keys: Vec<Key> = all.keys().cloned().collect();
    selection.check(&keys)?;
    let is_shown = |key: &Key| match selected {
        [] => key.kind.has_entities || marks.of_resource(key) != Mark::Unchanged,
        _ => selection.has(key),
    };
    let mut drawing = Drawing { graph: Graph { has_marks: plan.is_some(), ..Graph::default() }, ..Drawing::default() };
    for (key, body) in all.iter().filter(|(key, _)| is_shown(key)) {
        let node = Node {
            title: body.get("title").and_then(Value::as_str).filter(|title| !title.is_empty()).map(str::to_owned),
            mark: marks.of_resource(key),
            is_own: true,
            members: members(key, body, &marks),
            ..Node::of_key(key.clone())
        };
        drawing.add(node);
    }
    for (key, body) in &all {
        let references = targets(key, body, &bodies, &marks);
        match drawing.indices.get(key).copied() {
            Some(from) => drawing.connect(from, references),
            // The parts of a resource, such as its permissions, are not counted at it.
            None if key.kind.identity.owner.is_none() => drawing.count(key.kind, &references),
            None => {}
        }
    }
    Ok(drawing.graph)
}

impl Node {
    /// A resource of which only the key is known.
    fn of_key(key: Key) -> Self {
        let (members, referrers) = (Vec::new(), BTreeMap::new());
        Self { key, title: None, mark: Mark::Unchanged, is_own: false, members, referrers }
    }
}

/// A reference that becomes an edge.
struct Target {
    to: Key,
    label: Option<String>,
    many: bool,
    mark: Mark,
}

#[derive(Default)]
struct Drawing {
    graph: Graph,
    indices: BTreeMap<Key, usize>,
}

impl Drawing {
    fn add(&mut self, node: Node) -> usize {
        let index = self.graph.nodes.len();
        self.indices.insert(node.key.clone(), index);
        self.graph.nodes.push(node);
        index
    }

    /// Adds edges, and the nodes that they lead to.
    fn connect(&mut self, from: usize, references: Vec<Target>) {
        for Target { to, label, many, mark } in references {
            let to = match self.indices.get(&to) {
                Some(index) => *index,
                None => self.add(Node::of_key(to)),
            };
            self.graph.edges.push(Edge { from, to, label, many, mark });
        }
    }

    /// Counts a resource that is not shown at the nodes that it refers to.
    fn count(&mut self, kind: &'static Kind, references: &[Target]) {
        let named: BTreeSet<&Key> = references.iter().map(|reference| &reference.to).collect();
        for index in named.into_iter().filter_map(|key| self.indices.get(key)) {
            *self.graph.nodes[*index].referrers.entry(kind.name).or_default() += 1;
        }
    }
}

/// Returns the relations of a resource with entities, or each resource that another one refers to.
fn targets(key: &Key, body: &Value, bodies: &Bodies, marks: &Marks<'_>) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    let whole = marks.of_resource(key);
    for reference in key.references(body, bodies) {
        let Some(to) = resource(&reference.need).filter(|to| to != key || key.kind.has_entities) else { continue };
        if !key.kind.has_entities {
            let mark = if whole == Mark::Changed { Mark::Unchanged } else { whole };
            if to.kind.has_entities && found.iter().all(|other| other.to != to) {
                found.push(Target { to, label: None, many: false, mark });
            }
        } else if reference.role == Role::RelationTarget {
            let member = reference.at.first(RELATIONS.len() + 1);
            let relation = member.find(body);
            let label = member.last_key().map(str::to_owned);
            let many = relation.is_some_and(is_many);
            found.push(Target { to, label, many, mark: marks.of_member(key, &member) });
        }
    }
    for (path, relation) in marks.removed(key, RELATIONS) {
        let target = relation.get("target").and_then(Value::as_str);
        let label = path.last_key().map(str::to_owned);
        let to = target.map(|target| Key::new(key.kind, target));
        found.extend(to.map(|to| Target { to, label, many: is_many(relation), mark: Mark::Removed }));
    }
    found
}

fn is_many(relation: &Value) -> bool {
    relation.get("many") == Some(&Value::Bool(true))
}

fn members(key: &Key, body: &Value, marks: &Marks<'_>) -> Vec<Member> {
    let mut all = Vec::new();
    for section in key.kind.members.iter().filter(|section| **section != RELATIONS && SECTIONS.contains(section)) {
        let at = Path::from_keys(section);
        let stated = at.find(body).and_then(Value::as_object).into_iter().flatten();
        let stated = stated.map(|(name, member)| {
            let mark = marks.of_member(key, &at.child(name.as_str()));
            Member { name: name.clone(), value_type: value_type(section, member), mark }
        });
        all.extend(stated);
        let removed = marks.removed(key, section).into_iter();
        all.extend(removed.map(|(path, member)| Member {
            name: path.last_key().unwrap_or_default().to_owned(),
            value_type: value_type(section, member),
            mark: Mark::Removed,
        }));
    }
    all
}

/// Describes the values of a member: `string[]`, `string (url)`, `number, calculated`.
fn value_type(section: &[&str], member: &Value) -> String {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    if section == MIRRORS {
        return text(member, "path").map_or_else(|| "mirror".to_owned(), |path| format!("mirrors {path}"));
    }
    let of_items = member.get("items").and_then(|items| text(items, "type"));
    let mut words = match (text(member, "type"), of_items) {
        (Some(_), Some(items)) => format!("{items}[]"),
        (Some(name), None) if member.get("enum").is_some() => format!("{name} (enum)"),
        (Some(name), None) => text(member, "format").map_or(name.clone(), |format| format!("{name} ({format})")),
        (None, _) => String::new(),
    };
    if section == CALCULATIONS {
        words += ", calculated";
    } else if section == AGGREGATIONS {
        words += ", aggregated";
    }
    words
}

/// What a plan does to each resource and member.
struct Marks<'p> {
    resources: BTreeMap<&'p Key, Mark>,
    changes: BTreeMap<&'p Key, Vec<&'p Change>>,
    /// The resources that it deletes, as the portal has them.
    deleted: BTreeMap<&'p Key, &'p Value>,
}

impl<'p> Marks<'p> {
    fn of(plan: Option<&'p Plan>) -> Self {
        let mut marks = Self { resources: BTreeMap::new(), changes: BTreeMap::new(), deleted: BTreeMap::new() };
        for step in plan.into_iter().flat_map(|plan| &plan.steps) {
            let mark = match step.action {
                Action::Create => Mark::Added,
                Action::Delete => Mark::Removed,
                Action::Update | Action::Rename => Mark::Changed,
            };
            // A resource that is created in two steps is added all the same, and one that is detached first is removed.
            let of_resource = marks.resources.entry(&step.key).or_insert(mark);
            if *of_resource == Mark::Changed {
                *of_resource = mark;
            }
            marks.changes.entry(&step.key).or_default().extend(&step.changes);
            if let (Action::Delete, Some(live)) = (step.action, &step.write.live) {
                marks.deleted.insert(&step.key, live);
            }
        }
        marks
    }

    fn of_resource(&self, key: &Key) -> Mark {
        self.resources.get(key).copied().unwrap_or(Mark::Unchanged)
    }

    /// What it does to the member at a path that the files state.
    fn of_member(&self, key: &Key, path: &Path) -> Mark {
        match self.of_resource(key) {
            Mark::Changed => {}
            whole => return whole,
        }
        let changes = self.changes.get(key).into_iter().flatten();
        let mut inside = changes.filter(|change| path.is_prefix_of(&change.path) || change.path.is_prefix_of(path));
        match inside.next() {
            None => Mark::Unchanged,
            Some(change) if change.old.is_none() && change.path.is_prefix_of(path) => Mark::Added,
            Some(_) => Mark::Changed,
        }
    }

    /// The members of a section that it removes from a resource, and their bodies in the portal.
    fn removed(&self, key: &Key, section: &[&str]) -> Vec<(Path, &'p Value)> {
        if self.of_resource(key) != Mark::Changed {
            return Vec::new();
        }
        let at = Path::from_keys(section);
        let mut found = Vec::new();
        for change in self.changes.get(key).into_iter().flatten().filter(|change| change.new.is_none()) {
            let Some(old) = &change.old else { continue };
            if change.path == at {
                found.extend(old.as_object().into_iter().flatten().map(|(name, old)| (at.child(name.as_str()), old)));
            } else if at.is_prefix_of(&change.path) && change.path.0.len() == section.len() + 1 {
                found.push((change.path.clone(), old));
            }
        }
        found
    }
}
