//! Search queries in mappings, whose texts are jq.

use serde_json::{Value, json};

use crate::ground::path::Path;
use crate::kind::blueprint::members::NAME;
use crate::kind::mapping::literal::literal;
use crate::kind::mapping::place::{Mapping, NAMES};
use crate::kind::reference::Resources;

/// A search query in place of an identifier, a team or the target of a relation.
#[derive(Clone, Debug)]
pub(crate) struct MappingQuery<'b> {
    /// Its path in the body.
    pub at: Path,
    /// The query.
    pub query: &'b Value,
    /// The blueprint of the entities that it selects, as far as it is known.
    pub target: Option<String>,
}

impl<'b> Mapping<'b> {
    /// Returns the search queries of the mapping.
    pub(crate) fn queries(&self, resources: &dyn Resources) -> Vec<MappingQuery<'b>> {
        let of = self.blueprint().map(|(of, _)| of);
        let target = |relation: &str| {
            let body = resources.existence(NAME, of.as_deref()?).body()?;
            let target = Path::from_keys(&["relations", relation, "target"]);
            target.find(body).and_then(Value::as_str).map(str::to_owned)
        };
        let query = |(at, relation): (Path, Option<&str>)| {
            let target = match (relation, at.last_key()) {
                (Some(relation), _) => target(relation),
                (None, Some("team")) => Some("_team".to_owned()),
                (None, _) => of.clone(),
            };
            Some(MappingQuery { query: at.find(self.body)?, at, target })
        };
        self.places().into_iter().filter_map(query).collect()
    }
}

impl MappingQuery<'_> {
    /// Returns the query with the values of its constants. What is computed is a variable.
    pub(crate) fn plain(&self) -> Value {
        plain("", self.query)
    }
}

fn plain(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), plain(key, value))).collect(),
        Value::Array(values) => values.iter().map(|value| plain(key, value)).collect(),
        // Any combinator that is computed may be right.
        Value::String(text) => match literal(text) {
            Some(constant) if constant.value.is_string() || !NAMES.contains(&key) => constant.value,
            _ if key == "combinator" => json!("and"),
            _ => json!("${jq}"),
        },
        other => other.clone(),
    }
}
