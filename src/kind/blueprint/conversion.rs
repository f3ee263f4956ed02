//! How the values of a property are converted when its type changes.

use serde_json::Value;

/// The jq that converts a value, with the value as its input.
type Conversion = String;

/// Returns the jq that converts a value of one property to a value of another, or the reason why there is none.
///
/// A conversion may fail for some values. One that could lose a part of a value does not exist.
pub(crate) fn conversion(old: &Value, new: &Value) -> Result<Conversion, String> {
    let (from, to) = (type_of(old), type_of(new));
    let element =
        |property: &Value| property.get("items").cloned().unwrap_or_else(|| serde_json::json!({"type": "string"}));
    match (from, to) {
        ("array", "array") => Ok(format!("map({})", scalar(type_of(&element(old)), type_of(&element(new)))?)),
        ("array", _) => Err("a list can have several values, or none".to_owned()),
        (_, "array") => Ok(format!("[{}]", scalar(from, type_of(&element(new)))?)),
        ("string", "object") if new.get("format").is_some_and(|format| format == "labeled-url") => {
            Ok("{url: ., displayText: .}".to_owned())
        }
        _ => scalar(from, to),
    }
}

fn type_of(property: &Value) -> &str {
    property.get("type").and_then(Value::as_str).unwrap_or("string")
}

fn scalar(from: &str, to: &str) -> Result<Conversion, String> {
    Ok(match (from, to) {
        _ if from == to => ".",
        ("number" | "boolean", "string") => "tostring",
        ("string", "number") => "tonumber",
        ("string", "boolean") => {
            "if . == \"true\" then true elif . == \"false\" then false else error(\"not a boolean\") end"
        }
        _ => return Err(format!("a value of type {from} cannot become one of type {to}")),
    }
    .to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kind::evaluate::evaluate;

    fn converted(old: Value, new: Value, value: Value) -> Option<Value> {
        evaluate(&conversion(&old, &new).ok()?, &value).ok()
    }

    #[test]
    fn values_are_converted_only_without_loss() {
        let of = |name: &str| json!({ "type": name });
        let list = |name: &str| json!({"type": "array", "items": {"type": name}});
        let url = json!({"type": "object", "format": "labeled-url"});
        for (old, new, value, expected) in [
            (of("number"), of("string"), json!(1.5), Some(json!("1.5"))),
            (of("boolean"), of("string"), json!(false), Some(json!("false"))),
            (of("string"), of("number"), json!("1.5"), Some(json!(1.5))),
            (of("string"), of("number"), json!("many"), None),
            (of("string"), of("boolean"), json!("true"), Some(json!(true))),
            (of("string"), of("boolean"), json!("yes"), None),
            (of("string"), json!({"type": "string", "format": "url"}), json!("x"), Some(json!("x"))),
            (of("string"), list("string"), json!("x"), Some(json!(["x"]))),
            (of("number"), list("string"), json!(3), Some(json!(["3"]))),
            (list("number"), list("string"), json!([1, 2]), Some(json!(["1", "2"]))),
            (
                of("string"),
                url,
                json!("https://a.example"),
                Some(json!({"url": "https://a.example", "displayText": "https://a.example"})),
            ),
            (list("string"), of("string"), json!(["x"]), None),
            (of("number"), of("boolean"), json!(1), None),
            (of("object"), of("string"), json!({}), None),
        ] {
            assert_eq!(converted(old.clone(), new.clone(), value.clone()), expected, "{old} -> {new}: {value}");
        }
    }
}
