//! A block that is not indented below the line of its key, found by trying which lines belong there.

use serde_json::{Map, Value};

use crate::ground::path::Path;
use crate::kind::shape::Position;
use crate::lint::model::schema;
use crate::model::Declaration;
use crate::yaml::tree::Node;

/// A longer resource would take long, since each end of the block is tried.
const MAX_BYTES: usize = 64 << 10;

/// A longer block is rare.
const MAX_MEMBERS: usize = 40;

/// Returns the fields that belong below the field `name` of the map at `at`, which has no value, because fewer mistakes are
/// left if they are there.
pub(super) fn block_below(
    declaration: &Declaration,
    (at, here): (&Path, Position<'_>),
    map: &Map<String, Value>,
    name: &str,
) -> Option<Vec<Path>> {
    let node = declaration.node();
    let section = at.child(name);
    // A written `null` is meant.
    let is_bare = node.find(&section).is_some_and(|value| value.raw().is_empty());
    if !is_bare || node.raw().len() > MAX_BYTES {
        return None;
    }
    // The schema does not describe every map.
    let inside = here.key(name);
    let may_be_inside = |key: &str| if inside.fields().is_some() { inside.knows(key) } else { !here.knows(key) };
    let next = map.iter().skip_while(|(key, _)| *key != name).skip(1);
    let below: Vec<&str> =
        next.map(|(key, _)| key.as_str()).take_while(|key| may_be_inside(key)).take(MAX_MEMBERS).collect();
    let mistakes = |count: usize| {
        let body = with_block(declaration, at, map, name, &below[..count]);
        mistakes(declaration, &body, &section)
    };
    let (now, _) = mistakes(0);
    let tried = (1..=below.len()).map(|count| (mistakes(count), count)).filter(|((_, is_refused), _)| !is_refused);
    let (least, count) = tried.map(|((left, _), count)| (left, count)).min()?;
    let members = below[..count].iter().map(|key| at.child(*key)).collect();
    (least < now).then_some(members)
}

/// Returns the body with these fields of a map moved into another one of its fields.
fn with_block(declaration: &Declaration, at: &Path, map: &Map<String, Value>, name: &str, members: &[&str]) -> Value {
    let mut body = Value::clone(&declaration.body);
    let block: Map<String, Value> = members.iter().map(|key| ((*key).to_owned(), map[*key].clone())).collect();
    let fields = map.iter().filter(|(key, _)| !members.contains(&key.as_str()));
    let fields = fields.map(|(key, value)| match key == name && !members.is_empty() {
        true => (key.clone(), Value::Object(block.clone())),
        false => (key.clone(), value.clone()),
    });
    at.put(&mut body, Value::Object(fields.collect()));
    body
}

/// Counts what a schema refuses or does not describe, and returns whether it refuses the value at a path.
fn mistakes(declaration: &Declaration, body: &Value, at: &Path) -> (usize, bool) {
    let kind = declaration.kind;
    let refused = schema::of(kind).check_value(body);
    let is_refused = refused.iter().any(|violation| violation.path == *at);
    (refused.len() + unknown(body, kind.shape().root()), is_refused)
}

fn unknown(value: &Value, here: Position<'_>) -> usize {
    match value {
        Value::Array(values) => values.iter().map(|value| unknown(value, here.element())).sum(),
        Value::Object(map) if here.fields().is_some() => {
            map.iter().map(|(key, value)| if here.knows(key) { unknown(value, here.key(key)) } else { 1 }).sum()
        }
        _ => 0,
    }
}

/// Returns whether a node is on one line.
pub(crate) fn is_one_line(node: Option<Node<'_>>) -> bool {
    node.is_none_or(|node| !node.raw().contains('\n'))
}
