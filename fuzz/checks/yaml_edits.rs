//! Edits of YAML: the text that an edit returns has the wanted value at its place, and everything else as before.

use super::bytes::Bytes;
use crate::ground::path::{Path, Segment};
use crate::ground::source::SourceFile;
use crate::yaml::edit::{append, reconcile, set, wrap_in_list};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::read::decode;
use crate::yaml::tree::{Tree, to_value};
use serde_json::Value;

/// How many bytes of the input choose the edit.
const CHOICES: usize = 12;

/// Reads all but the first bytes as YAML, and makes the edits there that the first bytes choose.
pub fn check(bytes: &[u8]) {
    let (choices, text) = bytes.split_at(bytes.len().min(CHOICES));
    let mut choices = Bytes(choices);
    let Ok(file) = decode("port.yml", text, &Limits::default()) else { return };
    let Some(tree) = parse(&file, &Limits::default()).tree else { return };
    let before = documents(&tree);
    let nth = choices.below(before.len().max(1));
    let Some(root) = tree.documents().get(nth).copied() else { return };
    let value = choices.value();
    let path = place(&before[nth], &mut choices);

    if let Ok(edited) = set(&tree, root, &path, &value) {
        let mut wanted = before[nth].clone();
        path.put(&mut wanted, value.clone());
        same(&before, nth, &wanted, &edited);
    }
    let mut wanted = before[nth].clone();
    choices.damage(&mut wanted);
    if let Ok(edited) = reconcile(&tree, root, &wanted, &|_, _, _| false) {
        same(&before, nth, &wanted, &edited);
    }
    if let Ok(edited) = append(&tree, root, &value) {
        let items = before[nth].as_array().into_iter().flatten().cloned();
        same(&before, nth, &items.chain([value.clone()]).collect(), &edited);
    }
    if let Ok(edited) = wrap_in_list(&tree, root, &value) {
        same(&before, nth, &[before[nth].clone(), value].into_iter().collect(), &edited);
    }
}

fn documents(tree: &Tree) -> Vec<Value> {
    tree.roots().map(to_value).collect()
}

/// A place in a value, or below it.
fn place(value: &Value, choices: &mut Bytes<'_>) -> Path {
    let mut path = Path::root();
    let mut at = value;
    loop {
        let turn = choices.next();
        let (segment, below): (Segment, &Value) = match at {
            Value::Array(items) if !items.is_empty() => {
                let nth = turn % items.len();
                (nth.into(), &items[nth])
            }
            Value::Object(fields) if !fields.is_empty() && turn < 220 => {
                let (key, below) = fields.iter().nth(turn % fields.len()).expect("it has that many");
                (key.as_str().into(), below)
            }
            Value::Object(_) | Value::Null => return path.child("added").child("below"),
            _ => return path,
        };
        path = path.child(segment);
        at = below;
        if turn % 8 == 7 {
            return path;
        }
    }
}

/// Checks that the text has this document, and otherwise those of before.
fn same(before: &[Value], nth: usize, wanted: &Value, edited: &str) {
    let parsed = parse(&SourceFile::new("port.yml", edited), &Limits::default());
    let tree = parsed.tree.expect("the edited text is YAML");
    let mut expected = before.to_vec();
    expected[nth] = wanted.clone();
    assert_eq!(documents(&tree), expected, "{edited}");
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::fuzz::bytes::hammer;

    #[test]
    fn an_edit_changes_one_place() {
        let texts = [
            "# a\nidentifier: a # b\ntitle: 'A'\nproperties:\n  tags: [x, y]\n  text: |\n    one\n    two\nrelations: {}\n",
            "- identifier: a\n  blueprint: &b service\n- { identifier: b, blueprint: *b }\n-\n  - c\n",
            "a: 1\r\nb:\r\n  - c: \"\\u263a\"\r\n    d: >-\r\n      folded\r\n",
            "---\na: 1\n...\n---\n# last\n- !!str 1\n- ? k\n  : v\n",
            "base: &base { p: 1 }\nown:\n  <<: *base\n  q: ~\n",
            "{\"a\": [1, {\"b\": null}], \"c\": \"d\"}\n",
        ];
        let seeds: Vec<Vec<u8>> = (0..12)
            .flat_map(|turn| texts.map(|text| [&[turn * 17; super::CHOICES][..], text.as_bytes()].concat()))
            .collect();
        hammer(&seeds, 6_000, check);
    }
}
