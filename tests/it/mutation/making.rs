//! Mutating a model: making one mistake that people typically make.

use std::fmt;

use serde_json::{Value, json};

use super::place::{Path, Segment};
use super::rich::{Rich, Source};
use crate::seed::Seed;

/// The change in the model.
#[derive(Debug)]
pub(super) struct Mutation {
    file: String,
    at: Path,
    what: String,
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.file, self.at, self.what)
    }
}

/// Words that mean something to Port somewhere, so that each is likely to be wrong elsewhere.
const WORDS: &[&str] = &[
    "string",
    "number",
    "boolean",
    "object",
    "array",
    "integer",
    "date-time",
    "url",
    "email",
    "timer",
    "entity",
    "user",
    "team",
    "yaml",
    "markdown",
    "labeled-url",
    "open-api",
    "embedded-url",
    "=",
    "!=",
    ">",
    "==",
    "in",
    "contains",
    "containsAny",
    "isEmpty",
    "isNotEmpty",
    "between",
    "relatedTo",
    "and",
    "or",
    "count",
    "sum",
    "average",
    "max",
    "entities",
    "property",
    "hour",
    "week",
    "total",
    "CREATE",
    "DAY-2",
    "DELETE",
    "self-service",
    "automation",
    "ENTITY_CREATED",
    "TIMER_PROPERTY_EXPIRED",
    "RUN_CREATED",
    "WEBHOOK",
    "KAFKA",
    "GITHUB",
    "UPSERT_ENTITY",
    "SEARCH",
    "JQ",
    "Direct",
    "Inherited",
    "ANY",
    "ASC",
    "red",
    "magenta",
    "Gold",
    "Basic",
    "$team",
    "$title",
    "$createdAt",
    "lastWeek",
    "aes256-gcm",
];

/// Texts that are wrong in many places.
const ODD: &[&str] = &[
    "",
    " ",
    "a b",
    " lead",
    "..",
    "#",
    "a/b",
    "a.b",
    "ünï",
    "[",
    "(?<!a)b",
    "a{2,1}",
    "https//x",
    "x@y",
    "2024-13-01",
    "{{ .inputs.nothing }}",
    "{{ .entity.properties.nothing }}",
    "{{",
    ".a |",
    "'",
    "_x",
    "__proto__",
    "1",
    "true",
];

/// One of the models; a large one is chosen more often than a small one.
pub(super) fn chosen<'r>(models: &'r [Rich], seed: &mut Seed) -> &'r Rich {
    &models[seed.weighted(&models.iter().map(|rich| rich.size).collect::<Vec<_>>())]
}

/// The model with one mistake in it.
pub(super) fn mutated(rich: &Rich, seed: &mut Seed) -> (Vec<Source>, Mutation) {
    let mut files = rich.files.clone();
    // Now and then nothing can be done at a place.
    loop {
        let nth = pick_file(&files[..rich.mutated], seed);
        let paths = paths(&files[nth].body);
        let at = seed.of(&paths).clone();
        let made = match seed.below(14) {
            0 => delete(&mut files[nth].body, &at),
            1 => rename(&mut files[nth].body, &at, seed),
            2 | 3 => retype(&mut files[nth].body, &at, seed),
            4 => word(&mut files[nth].body, &at, seed),
            5 => empty(&mut files[nth].body, &at),
            6 => duplicate(&mut files[nth].body, &at),
            7 | 8 => swap(&mut files, nth, &at, seed),
            9 => number(&mut files[nth].body, &at, seed),
            10 => odd(&mut files[nth].body, &at, seed),
            11 => add(&mut files[nth].body, &at, seed),
            12 => property(&mut files[nth].body, seed),
            _ => transplant(&mut files, nth, &at, seed),
        };
        if let Some((at, what)) = made
            && files != rich.files
        {
            return (files.clone(), Mutation { file: rich.files[nth].name.clone(), at, what });
        }
        files.clone_from(&rich.files);
    }
}

/// A large file is chosen more often than a small one.
fn pick_file(files: &[Source], seed: &mut Seed) -> usize {
    let sizes: Vec<usize> = files.iter().map(|file| paths(&file.body).len()).collect();
    seed.weighted(&sizes)
}

/// The path of everything inside a body.
pub(super) fn paths(body: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    let mut waiting = vec![(Path::root(), body)];
    while let Some((at, value)) = waiting.pop() {
        match value {
            Value::Object(map) => waiting.extend(map.iter().map(|(key, value)| (at.child(key.as_str()), value))),
            Value::Array(values) => {
                waiting.extend(values.iter().enumerate().map(|(nth, value)| (at.child(nth), value)))
            }
            _ => {}
        }
        if at != Path::root() {
            found.push(at);
        }
    }
    found
}

type Made = Option<(Path, String)>;

fn place<'v>(body: &'v mut Value, path: &[Segment]) -> Option<&'v mut Value> {
    path.iter().try_fold(body, |value, segment| match segment {
        Segment::Key(key) => value.get_mut(key),
        Segment::Index(index) => value.get_mut(*index),
    })
}

fn replace(body: &mut Value, at: &Path, new: Value) -> Made {
    let old = place(body, &at.0)?;
    let what = format!("{} becomes {}", short(old), short(&new));
    *old = new;
    Some((at.clone(), what))
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    let cut = text.char_indices().nth(60).map_or(text.len(), |(at, _)| at);
    if cut < text.len() { format!("{}...", &text[..cut]) } else { text }
}

fn delete(body: &mut Value, at: &Path) -> Made {
    let (last, front) = at.0.split_last()?;
    let holder = place(body, front)?;
    match last {
        Segment::Key(key) => drop(holder.as_object_mut()?.shift_remove(key)),
        Segment::Index(nth) => drop(holder.as_array_mut()?.remove(*nth)),
    }
    Some((at.clone(), "is deleted".to_owned()))
}

/// Renames a key to one that is nearly the same, in its place.
fn rename(body: &mut Value, at: &Path, seed: &mut Seed) -> Made {
    let (Segment::Key(key), front) = at.0.split_last()? else { return None };
    let near = near(key, seed);
    let map = place(body, front)?.as_object_mut()?;
    let old = std::mem::take(map);
    map.extend(old.into_iter().map(|(one, value)| if one == *key { (near.clone(), value) } else { (one, value) }));
    Some((at.clone(), format!("the key is written `{near}`")))
}

fn near(word: &str, seed: &mut Seed) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let nth = seed.below(letters.len());
    match seed.below(5) {
        0 if letters.len() > 1 => drop(letters.remove(nth)),
        1 if nth + 1 < letters.len() => letters.swap(nth, nth + 1),
        2 => letters.insert(nth, 'x'),
        3 => letters.push('s'),
        _ => {
            let upper = letters.iter().all(|letter| !letter.is_uppercase());
            return if upper { word.to_uppercase() } else { word.to_lowercase() };
        }
    }
    letters.into_iter().collect()
}

fn retype(body: &mut Value, at: &Path, seed: &mut Seed) -> Made {
    let old = at.find(body)?.clone();
    let others = [
        json!(null),
        json!(true),
        json!(7),
        json!("text"),
        json!([]),
        json!({}),
        json!([old]),
        json!({"a": old}),
        match &old {
            Value::String(text) => json!(text.parse::<f64>().unwrap_or(1.0)),
            other => json!(other.to_string()),
        },
        match &old {
            Value::Array(values) => values.first().cloned().unwrap_or_default(),
            Value::Object(map) => json!(map.values().collect::<Vec<_>>()),
            _ => json!(-1.5),
        },
    ];
    replace(body, at, seed.of(&others).clone())
}

fn word(body: &mut Value, at: &Path, seed: &mut Seed) -> Made {
    let old = at.find(body)?.as_str()?.to_owned();
    let new = if seed.below(3) == 0 && !old.is_empty() { near(&old, seed) } else { (*seed.of(WORDS)).to_owned() };
    replace(body, at, json!(new))
}

fn empty(body: &mut Value, at: &Path) -> Made {
    let new = match at.find(body)? {
        Value::String(_) => json!(""),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
        _ => json!(null),
    };
    replace(body, at, new)
}

/// An element of a list twice, or a field with the value that it has in a neighbour.
fn duplicate(body: &mut Value, at: &Path) -> Made {
    if let Value::Array(values) = place(body, &at.0)? {
        let first = values.first()?.clone();
        values.push(first);
        return Some((at.clone(), "has its first element twice".to_owned()));
    }
    let (last, front) = at.0.split_last()?;
    let (Segment::Index(nth), list) = front.split_last()? else { return None };
    let values = place(body, list)?.as_array_mut()?;
    let Segment::Key(key) = last else { return None };
    let other = values[(nth + 1) % values.len()].get(key)?.clone();
    replace(body, at, other)
}

/// Another text of the model in place of this one.
fn swap(files: &mut [Source], nth: usize, at: &Path, seed: &mut Seed) -> Made {
    at.find(&files[nth].body)?.as_str()?;
    let from = pick_file(files, seed);
    let texts: Vec<String> = paths(&files[from].body)
        .into_iter()
        .flat_map(|path| {
            let value = path.find(&files[from].body).and_then(Value::as_str).map(str::to_owned);
            [value, path.last_key().map(str::to_owned)]
        })
        .flatten()
        .collect();
    let new = json!(seed.of(&texts));
    replace(&mut files[nth].body, at, new)
}

fn number(body: &mut Value, at: &Path, seed: &mut Seed) -> Made {
    let old = at.find(body)?.as_f64()?;
    let new = [json!(-1), json!(0), json!(old + 1.0), json!(-old), json!(0.5), json!(1e9), json!(1e300)];
    replace(body, at, seed.of(&new).clone())
}

fn odd(body: &mut Value, at: &Path, seed: &mut Seed) -> Made {
    at.find(body)?.as_str()?;
    let long = ["x".repeat(16), "x".repeat(31), "x".repeat(101), "x".repeat(201), "x".repeat(1001)];
    let new = if seed.below(4) == 0 { seed.of(&long).clone() } else { (*seed.of(ODD)).to_owned() };
    replace(body, at, json!(new))
}

/// A key more, or a key that belongs elsewhere.
fn add(body: &mut Value, at: &Path, seed: &mut Seed) -> Made {
    let elsewhere: Vec<String> = paths(body).iter().filter_map(|path| path.last_key().map(str::to_owned)).collect();
    let key = if seed.below(3) == 0 { "surplus".to_owned() } else { seed.of(&elsewhere).clone() };
    let value = seed.of(&[json!("text"), json!(true), json!(1), json!({}), json!([])]).clone();
    let map = place(body, &at.0)?.as_object_mut()?;
    if map.contains_key(&key) {
        return None;
    }
    let what = format!("gets the key `{key}`: {value}");
    map.insert(key, value);
    Some((at.clone(), what))
}

/// Gives a property of the blueprint a different type, without conflicting keywords.
fn property(body: &mut Value, seed: &mut Seed) -> Made {
    let properties = Path::from_keys(&["schema", "properties"]);
    let names: Vec<String> = properties.find(body)?.as_object()?.keys().cloned().collect();
    let at = properties.child(seed.of(&names).as_str());
    let others = [
        json!({"type": "string"}),
        json!({"type": "number"}),
        json!({"type": "boolean"}),
        json!({"type": "object"}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"type": "string", "format": "url"}),
        json!({"type": "string", "format": "timer"}),
    ];
    replace(body, &at, seed.of(&others).clone())
}

/// The value of a field of the same name elsewhere.
fn transplant(files: &mut [Source], nth: usize, at: &Path, seed: &mut Seed) -> Made {
    let key = at.last_key()?;
    let mut others = Vec::new();
    for file in files.iter() {
        let same = paths(&file.body).into_iter().filter(|path| path.last_key() == Some(key));
        others.extend(same.filter_map(|path| path.find(&file.body).cloned()));
    }
    let new = seed.of(&others).clone();
    replace(&mut files[nth].body, at, new)
}
