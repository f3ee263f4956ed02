//! What is known of entities without a portal.

use serde_json::{Map, Value, json};

/// The JSON Schema of a file.
pub(super) const SCHEMA: &str = include_str!("../../../schemas/entity.schema.json");

/// The blueprint of AI agents.
pub(crate) const AGENT: &str = "_ai_agent";

/// The blueprint of MCP servers.
pub(crate) const SERVER: &str = "_mcp_server";

/// The blueprints whose entities a model may declare. All others belong in `port.yml` files.
pub(crate) const BLUEPRINTS: &[&str] = &[AGENT, SERVER];

/// The fields of any entity that a request may set.
pub(crate) const WRITABLE: [&str; 6] = ["identifier", "title", "icon", "team", "properties", "relations"];

/// Returns one of Port's own blueprints, as far as the schema of its entities describes it. In the portal, it can have more
/// properties.
pub(crate) fn known_blueprint(identifier: &str) -> Value {
    let definition = match identifier {
        AGENT => "agent",
        SERVER => "server",
        _ => return json!({}),
    };
    let schema: Value = serde_json::from_str(SCHEMA).expect("a test reads every schema");
    let described = schema["$defs"][definition]["properties"].as_object().into_iter().flat_map(Map::keys);
    let properties: Map<String, Value> = described.map(|name| (name.clone(), json!({}))).collect();
    json!({"schema": {"properties": properties}})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::path::Path;
    use crate::kind::shape::Shape;

    #[test]
    fn the_schema_knows_every_writable_field() {
        let shape = Shape::parse(SCHEMA).expect("it is JSON");
        for field in WRITABLE {
            assert!(shape.knows(&Path::from_keys(&[field])), "{field}");
        }
    }

    #[test]
    fn the_schema_describes_properties_of_each_blueprint() {
        for blueprint in BLUEPRINTS {
            let properties = known_blueprint(blueprint)["schema"]["properties"].as_object().map(Map::len);
            assert!(properties.is_some_and(|number| number > 3), "{blueprint}");
        }
    }
}
