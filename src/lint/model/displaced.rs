//! Members of a section that belong in another one, because a line is missing or not indented.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::blueprint::{self, PROPERTIES};
use crate::kind::shape::Position;
use crate::lint::model::unindented::block_below;
use crate::model::Declaration;

/// A run of members that are in the wrong section. Whatever else is wrong with them follows from that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Displaced {
    /// The members, in the order of the text.
    pub members: Vec<Path>,
    /// Where they belong.
    pub section: Path,
    /// Whether the section is there, but empty: the members are not indented below it.
    pub is_unindented: bool,
    /// Whether the section is there, and has members.
    pub is_present: bool,
}

impl Displaced {
    /// Returns whether a mistake at this path follows from the displacement.
    pub(crate) fn explains(&self, at: &Path) -> bool {
        (*at == self.section && !self.is_present) || self.members.iter().any(|member| member.is_prefix_of(at))
    }

    /// Returns the name of the section.
    pub(crate) fn name(&self) -> &str {
        self.section.last_key().unwrap_or_default()
    }
}

/// Sections of a blueprint, and the field that only their members have.
const SECTIONS: [(&[&str], &str); 4] = [
    (&["relations"], "target"),
    (&["mirrorProperties"], "path"),
    (&["calculationProperties"], "calculation"),
    (&["aggregationProperties"], "calculationSpec"),
];

/// Returns every displaced run of a declaration.
pub(crate) fn displaced(declaration: &Declaration) -> Vec<Displaced> {
    let body = &declaration.body;
    // Most declarations have no empty section.
    let mut found = if has_null(body) { unindented(declaration) } else { Vec::new() };
    if declaration.kind.name == blueprint::KIND.name {
        let is_free = |at: &Path| found.iter().all(|one: &Displaced| !one.explains(at));
        let containers = SECTIONS.map(|(at, _)| at).into_iter().chain([&["schema"][..], PROPERTIES]);
        let runs: Vec<Displaced> =
            containers.map(Path::from_keys).filter(is_free).flat_map(|at| headless(body, &at)).collect();
        found.extend(runs.into_iter().filter(|run| run.members.iter().all(&is_free)).collect::<Vec<_>>());
        let is_free = |at: &Path| found.iter().all(|one: &Displaced| !one.explains(at));
        let strays: Vec<Displaced> = strays(body).into_iter().filter(|one| is_free(&one.members[0])).collect();
        found.extend(strays);
    }
    // A rule of a scorecard has a query, but a level does not.
    let levels = Path::from_keys(&["levels"]);
    if let (Some(Value::Array(list)), None) = (levels.find(body), body.get("rules")) {
        let first = list.iter().position(|level| level.get("query").is_some());
        let members: Vec<Path> = (first.unwrap_or(list.len())..list.len()).map(|nth| levels.child(nth)).collect();
        if !members.is_empty() {
            found.push(Displaced {
                members,
                section: Path::from_keys(&["rules"]),
                is_unindented: false,
                is_present: false,
            });
        }
    }
    found
}

/// Returns the last members of a section that have the field of another section, which the body lacks.
fn headless(body: &Value, at: &Path) -> Option<Displaced> {
    let members: Vec<_> = at.find(body)?.as_object()?.iter().collect();
    let kind_of = |member: &Value| {
        let found = SECTIONS.iter().rev().find(|(_, field)| member.get(*field).is_some());
        let is_property = *at == Path::from_keys(PROPERTIES) && member.get("type").is_some();
        found.filter(|(section, _)| !is_property && Path::from_keys(section) != *at)
    };
    let (section, _) = kind_of(members.last()?.1)?;
    let run = members.iter().rev().take_while(|(_, member)| kind_of(member).is_some_and(|(other, _)| other == section));
    let mut names: Vec<Path> = run.map(|(name, _)| at.child(name.as_str())).collect();
    names.reverse();
    let section = Path::from_keys(section);
    section.find(body).is_none().then_some(Displaced {
        members: names,
        section,
        is_unindented: false,
        is_present: false,
    })
}

/// Returns each relation among the properties, and each property among the relations.
fn strays(body: &Value) -> Vec<Displaced> {
    let both = [Path::from_keys(PROPERTIES), Path::from_keys(&["relations"])];
    let of = |at: &Path, to: &Path, has: &str, lacks: &str| {
        let members = at.find(body).and_then(Value::as_object).into_iter().flatten();
        let strays = members.filter(|(_, member)| member.get(has).is_some() && member.get(lacks).is_none());
        let displaced = strays.map(|(name, _)| Displaced {
            members: vec![at.child(name.as_str())],
            section: to.clone(),
            is_unindented: false,
            is_present: true,
        });
        if to.find(body).is_some() { displaced.collect() } else { Vec::new() }
    };
    let [properties, relations] = &both;
    [of(properties, relations, "target", "type"), of(relations, properties, "type", "target")].concat()
}

fn has_null(body: &Value) -> bool {
    match body {
        Value::Array(values) => values.iter().any(has_null),
        Value::Object(map) => map.values().any(has_null),
        other => other.is_null(),
    }
}

/// Returns the members that directly follow an empty section, at its level, and are not fields of that level.
fn unindented(declaration: &Declaration) -> Vec<Displaced> {
    let mut found = Vec::new();
    let mut waiting = vec![(Path::root(), &*declaration.body, declaration.kind.shape().root())];
    while let Some((at, value, here)) = waiting.pop() {
        if let Value::Array(values) = value {
            let elements = values.iter().enumerate().filter(|(_, value)| value.is_array() || value.is_object());
            waiting.extend(elements.map(|(nth, value)| (at.child(nth), value, here.element())));
        }
        let Value::Object(map) = value else { continue };
        for (name, value) in map {
            let inside = here.key(name);
            if value.is_null() {
                let below = after(&at, map, name, here, inside);
                let section = at.child(name.as_str());
                let tried = || {
                    let members = block_below(declaration, (&at, here), map, name)?;
                    Some(Displaced { members, section, is_unindented: true, is_present: false })
                };
                found.extend(below.or_else(tried));
            } else if (value.is_object() || value.is_array()) && here.knows(name) {
                waiting.push((at.child(name.as_str()), value, inside));
            }
        }
    }
    found
}

fn after(
    at: &Path,
    map: &Map<String, Value>,
    name: &str,
    here: Position<'_>,
    inside: Position<'_>,
) -> Option<Displaced> {
    let is_usual = |name: &str| ["properties", "relations"].contains(&name);
    // Only sections have names that the user chooses.
    let is_section = here.knows(name) && (inside.fields().is_some_and(|fields| fields.chosen) || is_usual(name));
    let rest = map.iter().skip_while(|(key, _)| *key != name).skip(1).filter(|_| is_section);
    let rest = rest.take_while(|(key, value)| !here.knows(key) && (value.is_object() || is_usual(name)));
    let members: Vec<Path> = rest.map(|(key, _)| at.child(key.as_str())).collect();
    (!members.is_empty()).then(|| Displaced {
        members,
        section: at.child(name),
        is_unindented: true,
        is_present: false,
    })
}
