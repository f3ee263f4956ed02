//! Values as YAML.

use std::collections::HashMap;

use serde_json::Value;

use crate::cli::view::escape::escaped;

/// YAML with a line break at its end, not escaped.
pub(crate) fn yaml(value: &Value) -> String {
    // If the serializer fails, fall back to JSON, which is valid YAML.
    serde_yaml::to_string(value).unwrap_or_else(|_| format!("{value}\n"))
}

/// Escaped YAML on one line, if it fits on one.
pub(crate) fn inline(value: &Value) -> Option<String> {
    let one_line = match value {
        Value::Array(values) => values.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::String(text) => !text.contains('\n'),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    };
    one_line.then(|| escaped(yaml(value).trim_end_matches('\n')).into_owned())
}

/// Escaped lines of YAML.
pub(crate) fn block(value: &Value) -> Vec<String> {
    yaml(value).trim_end_matches('\n').split('\n').map(|line| escaped(line).into_owned()).collect()
}

/// Both values with map keys in the order of the new one, so that a diff of their lines ignores the order of keys.
pub(crate) fn arranged(old: &Value, new: &Value) -> (Value, Value) {
    let mut ranks = HashMap::new();
    rank(new, &mut ranks);
    rank(old, &mut ranks);
    (arrange(old, &ranks), arrange(new, &ranks))
}

fn rank<'v>(value: &'v Value, ranks: &mut HashMap<&'v str, usize>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| rank(value, ranks)),
        Value::Object(map) => {
            for (key, value) in map {
                let next = ranks.len();
                ranks.entry(key).or_insert(next);
                rank(value, ranks);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn arrange(value: &Value, ranks: &HashMap<&str, usize>) -> Value {
    match value {
        Value::Array(values) => values.iter().map(|value| arrange(value, ranks)).collect(),
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| ranks.get(key.as_str()));
            entries.into_iter().map(|(key, value)| (key.clone(), arrange(value, ranks))).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_that_yaml_would_misread_is_quoted() {
        assert_eq!(inline(&json!("true")).unwrap(), "'true'");
        assert_eq!(inline(&json!("plain words")).unwrap(), "plain words");
        assert_eq!(inline(&json!("")).unwrap(), "''");
        assert_eq!(inline(&json!([])).unwrap(), "[]");
        assert_eq!(inline(&json!("a\nb")), None);
    }

    #[test]
    fn no_character_of_a_value_reaches_the_terminal_as_a_command() {
        let value = json!({"a\x1b[2J": "x\x1b]0;y\x07", "b": "one\n\u{202e}two\r\n"});
        let text = block(&value).join("\n");
        assert!(!text.contains(['\x1b', '\x07', '\u{202e}', '\r']), "{text}");
    }

    #[test]
    fn keys_are_arranged_as_the_new_value_has_them() {
        let (old, new) = arranged(&json!([{"b": 1, "a": 2, "z": 0}]), &json!([{"a": 2, "b": 3}]));
        assert_eq!(yaml(&old), "- a: 2\n  b: 1\n  z: 0\n");
        assert_eq!(yaml(&new), "- a: 2\n  b: 3\n");
    }
}
