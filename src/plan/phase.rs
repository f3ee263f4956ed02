//! The body that one step sends.

use serde_json::Value;

use crate::kind::Kind;
use crate::kind::shape::Shape;
use crate::kind::treatment::Treatment;
use crate::model::Claim;
use crate::plan::merge::Merge;
use crate::plan::step::Hold;

/// The body that a resource has after a step: what the files state laid over the live body, less what the step holds.
pub fn body(kind: &Kind, claim: Claim, shape: &Shape, live: Option<&Value>, desired: &Value, holds: &[Hold]) -> Value {
    let mut body = match live {
        Some(live) => Merge { kind, claim, shape }.merge(live, desired),
        None => desired.clone(),
    };
    for hold in holds {
        match hold {
            Hold::AsLive(path) => match live.and_then(|live| path.find(live)) {
                Some(value) => path.put(&mut body, value.clone()),
                None => drop(path.take(&mut body)),
            },
            Hold::Out(path) => drop(path.take(&mut body)),
        }
    }
    if !holds.is_empty() {
        (kind.tidy)(&mut body);
    }
    body
}

/// The body without the fields that Port sets itself, some of which it refuses to be sent.
pub fn sendable(kind: &Kind, body: &Value) -> Value {
    let Some(map) = body.as_object() else { return body.clone() };
    let own = |key: &str| {
        let path = crate::ground::path::Path::of(&[key]);
        kind.treatments(&path).any(|field| field.treatment == Treatment::ServerOwned)
    };
    Value::Object(map.iter().filter(|(key, _)| !own(key)).map(|(key, value)| (key.clone(), value.clone())).collect())
}
