//! Random texts in random styles with random wanted values.

use super::{reconciled, value_of};
use crate::ground::path::Path;
use crate::yaml::emit::{self, Indentation};
use crate::yaml::quoting::{self, Place};
use crate::yaml::random::Random;
use crate::yaml::tree::Style;
use serde_json::{Map, Value};

/// Returns a short text that a member of a model could have, sometimes on several lines.
fn text(random: &mut Random) -> String {
    match random.below(12) {
        0 => "# Title\n\nA *text* of\nseveral lines.\n".to_owned(),
        1 => "first line\nlast line".to_owned(),
        2 => random.nasty().chars().take(60).collect(),
        _ => (*random.pick(WORDS)).to_owned(),
    }
}

const WORDS: &[&str] = &["a", "b", "c", "d", "e", "tier", "yes", "a: b", "it's", ".x == \"y\"", "https://a.example"];

/// Writes the members of maps and lists in random styles.
struct Styled<'r> {
    random: &'r mut Random,
    step: usize,
    dash: usize,
    /// The values with an anchor, if the text has anchors and aliases.
    anchored: Option<Vec<Value>>,
}

impl Styled<'_> {
    fn comment(&mut self, column: usize) -> String {
        let indent = " ".repeat(column);
        match self.random.below(8) {
            0 => format!("{indent}# about this: [it]\n"),
            1 => format!("\n{indent}# two lines\n{indent}# of - comment\n"),
            2 => "\n".to_owned(),
            _ => String::new(),
        }
    }

    fn trailing(&mut self) -> &'static str {
        if self.random.one_in(5) { " # why" } else { "" }
    }

    /// What follows a colon or a dash, with the line break at its end.
    fn value(&mut self, value: &Value, column: usize, lists_at: usize) -> String {
        let known = self.anchored.as_ref().and_then(|values| values.iter().rposition(|known| known == value));
        if let Some(nth) = known.filter(|_| self.random.one_in(2)) {
            return format!(" *a{nth}{}\n", self.trailing());
        }
        let has_anchor = self.anchored.is_some() && self.random.one_in(4);
        let written = self.written(value, column, lists_at);
        match &mut self.anchored {
            Some(values) if has_anchor => {
                values.push(value.clone());
                format!(" &a{}{written}", values.len() - 1)
            }
            _ => written,
        }
    }

    fn written(&mut self, value: &Value, column: usize, lists_at: usize) -> String {
        let is_flow = self.random.one_in(4);
        let trailing = self.trailing();
        match value {
            Value::Object(members) if !members.is_empty() && !is_flow => {
                let column = column + self.step;
                format!("{trailing}\n{}", self.map(members, column).concat())
            }
            Value::Array(members) if !members.is_empty() && !is_flow => {
                let column = column + lists_at;
                let members = members.iter().map(|member| {
                    let comment = self.comment(column);
                    if let Some(members) = member.as_object().filter(|_| self.random.one_in(2)) {
                        let mut lines = self.map(members, column + 2).concat();
                        while lines.trim_start().starts_with('#') {
                            lines =
                                lines.trim_start().split_once('\n').map_or_else(String::new, |(_, rest)| rest.into());
                        }
                        let lines = if members.is_empty() { "{}\n" } else { lines.trim_start() };
                        return format!("{comment}{}- {lines}", " ".repeat(column));
                    }
                    format!("{comment}{}-{}", " ".repeat(column), self.value(member, column, 2))
                });
                format!("{trailing}\n{}", members.collect::<String>())
            }
            Value::String(text) if text.contains('\n') && self.random.one_in(2) => {
                let indentation = Indentation { step: self.step, dash: self.dash };
                let written = emit::entry("k", value, column, indentation);
                format!("{}\n", &written[2..])
            }
            _ => format!(" {}{trailing}\n", self.flow(value)),
        }
    }

    fn flow(&mut self, value: &Value) -> String {
        match value {
            Value::Array(members) => {
                let separator = *self.random.pick(&[", ", ",\n        "]);
                let members: Vec<String> = members.iter().map(|member| self.flow(member)).collect();
                format!("[{}]", members.join(separator))
            }
            Value::Object(members) => {
                let written = members.iter().map(|(key, value)| {
                    format!("{}: {}", quoting::string(key, Style::DoubleQuoted, Place::Flow), self.flow(value))
                });
                format!("{{{}}}", written.collect::<Vec<_>>().join(", "))
            }
            _ => {
                let style = *self.random.pick(&[Style::Plain, Style::Plain, Style::SingleQuoted, Style::DoubleQuoted]);
                quoting::scalar(value, style, Place::Flow).expect("it is a scalar")
            }
        }
    }

    fn map(&mut self, members: &Map<String, Value>, column: usize) -> Vec<String> {
        let entry = |(key, value): (&String, &Value)| {
            let comment = self.comment(column);
            let key = quoting::string(key, Style::Plain, Place::Block);
            let dash = self.dash;
            format!("{comment}{}{key}:{}", " ".repeat(column), self.value(value, column, dash))
        };
        members.iter().map(entry).collect()
    }
}

/// Changes a value in one or two places.
fn mutated(random: &mut Random, value: &Value, text: fn(&mut Random) -> String) -> Value {
    match value {
        Value::Object(members) if !members.is_empty() && !random.one_in(12) => {
            let mut members = members.clone();
            let nth = random.below(members.len());
            let key = members.keys().nth(nth).cloned().unwrap_or_default();
            match random.below(6) {
                0 => drop(members.shift_remove(&key)),
                1 => drop(members.insert(text(random), random.value(2, text))),
                2 => drop(members.shift_insert(nth, text(random), random.value(2, text))),
                _ => {
                    let changed = mutated(random, &members[&key], text);
                    members.insert(key, changed);
                }
            }
            Value::Object(members)
        }
        Value::Array(members) if !members.is_empty() && !random.one_in(12) => {
            let mut members = members.clone();
            let nth = random.below(members.len());
            match random.below(6) {
                0 => drop(members.remove(nth)),
                1 => members.insert(nth, random.value(2, text)),
                2 => members.push(random.value(2, text)),
                3 => {
                    let moved = members.remove(nth);
                    members.insert(random.below(members.len() + 1), moved);
                }
                _ => members[nth] = mutated(random, &members[nth], text),
            }
            Value::Array(members)
        }
        _ => random.value(2, text),
    }
}

#[test]
fn random_edits_give_the_wanted_value_and_keep_all_other_lines() {
    let (mut failed, mut refused) = (Vec::new(), 0);
    for seed in 0..2_000 {
        let mut random = Random::new(seed);
        let members = random.map(4, text);
        if members.is_empty() {
            continue;
        }
        let (step, dash) = *random.pick(&[(2, 2), (2, 0), (4, 4), (4, 2), (3, 1)]);
        let anchored = random.one_in(3).then(Vec::new);
        let has_anchors = anchored.is_some();
        let line_end = *random.pick(&["\n", "\n", "\r\n"]);
        let entries = Styled { random: &mut random, step, dash, anchored }.map(&members, 0);
        let entries: Vec<String> = entries.iter().map(|entry| entry.replace('\n', line_end)).collect();
        let before = entries.concat();
        let old = value_of(&before);
        let mut wanted = old.clone();
        for _ in 0..=random.below(3) {
            wanted = mutated(&mut random, &wanted, text);
        }
        if !wanted.is_object() {
            continue;
        }
        let after = match reconciled(&before, &wanted) {
            Ok(after) => after,
            // A member that moves above its anchor.
            Err(_) if has_anchors && refused < 20 => {
                refused += 1;
                continue;
            }
            Err(error) => {
                failed.push(format!("seed {seed}: {error:?}\n{before}\n{wanted}"));
                continue;
            }
        };
        for (entry, (key, value)) in entries.iter().zip(old.as_object().into_iter().flatten()) {
            let kept = entry.trim_matches(['\r', '\n']);
            if !has_anchors && wanted.get(key) == Some(value) && !after.contains(kept) {
                failed.push(format!("seed {seed}: {key:?} was changed\n{before}\n-----\n{after}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} of them:\n{}", failed.len(), failed[..failed.len().min(4)].join("\n=====\n"));
}

/// Returns the paths of the scalars that are on one line.
fn leaves(value: &Value, path: &Path, found: &mut Vec<Path>) {
    match value {
        Value::Array(members) => {
            members.iter().enumerate().for_each(|(nth, member)| leaves(member, &path.child(nth), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| leaves(member, &path.child(key.as_str()), found));
        }
        Value::String(text) if text.contains('\n') => {}
        _ => found.push(path.clone()),
    }
}

#[test]
fn a_scalar_that_changes_is_the_only_line_that_changes() {
    for seed in 0..2_000 {
        let mut random = Random::new(seed);
        let members = random.map(4, text);
        let (step, dash) = *random.pick(&[(2, 2), (2, 0), (4, 4)]);
        let before = Styled { random: &mut random, step, dash, anchored: None }.map(&members, 0).concat();
        let mut found = Vec::new();
        leaves(&Value::Object(members.clone()), &Path::root(), &mut found);
        if found.is_empty() {
            continue;
        }
        let path = random.pick(&found);
        let mut wanted = Value::Object(members);
        path.put(&mut wanted, "another".into());
        let after =
            reconciled(&before, &wanted).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{before}\n{path}"));
        assert_eq!(before.lines().count(), after.lines().count(), "seed {seed}, {path}\n{before}\n{after}");
        let changed = before.lines().zip(after.lines()).filter(|(before, after)| before != after).count();
        assert_eq!(changed, 1, "seed {seed}, {path}\n{before}\n{after}");
    }
}

fn word(random: &mut Random) -> String {
    (*random.pick(&["a", "b", "c", "tier", "yes", "a: b", "it's", ".x == \"y\"", "\\d+", "two\nlines"])).to_owned()
}

#[test]
fn random_edits_of_json_keep_its_layout() {
    for seed in 0..1_000 {
        let mut random = Random::new(seed);
        let old = Value::Object(random.map(4, word));
        let mut wanted = old.clone();
        for _ in 0..=random.below(3) {
            wanted = mutated(&mut random, &wanted, word);
        }
        if !wanted.is_object() {
            continue;
        }
        let pretty = |value: &Value| serde_json::to_string_pretty(value).expect("it can be written");
        // A file on one line, or with nothing in it, has no layout to keep.
        let before = if old == Value::Object(Map::new()) { continue } else { pretty(&old) };
        let after =
            reconciled(&before, &wanted).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{before}\n{wanted}"));
        assert!(serde_json::from_str::<Value>(&after).is_ok(), "seed {seed}\n{after}");
        assert_eq!(after, pretty(&value_of(&after)), "seed {seed}\n{before}");
    }
}
