//! Filling in a template: the wanted entity as values, and as text in the template's layout.

use crate::enrich::payload::Payload;
use crate::enrich::refusal::{Refusal, error_at};
use crate::enrich::template::{Placeholder, Template};
use crate::enrich::wanted::{WantedEntity, WantedField};
use crate::enrich::wording::{name_list, quoted};
use crate::ground::closest::closest;
use crate::ground::path::{Path, Segment};
use crate::ground::source::SourceFile;
use crate::kind::blueprint::KIND;
use crate::yaml::edit;
use crate::yaml::parse::{Limits, parse};
use crate::yaml::tree::{Content, Node, Tree, to_value};
use serde_json::Value;
use std::sync::Arc;

/// A template filled in with a payload.
#[derive(Debug)]
pub struct FilledTemplate {
    /// The entity.
    pub wanted: WantedEntity,
    /// The entity as the text of a new file: the template's layout, without the comments at its top.
    pub text: Arc<SourceFile>,
    /// The names of the payload's values that the template does not use.
    pub unused: Vec<String>,
}

enum PlaceholderSource {
    /// The identifier of the entity that the action was run on.
    Entity,
    /// The value of this name in the payload.
    Key(String),
}

impl Template {
    /// Fills in the placeholders from a payload. Values are data: their text is never parsed as YAML. The entity must be
    /// the one that the action was run on.
    pub fn filled(&self, payload: &Payload) -> Result<FilledTemplate, Refusal> {
        let mut answers = Vec::with_capacity(self.placeholders.len());
        for placeholder in &self.placeholders {
            let source = self.source_of(placeholder, payload)?;
            let (value, key) = match source {
                PlaceholderSource::Entity => (Value::from(payload.entity.as_str()), None),
                PlaceholderSource::Key(key) => (payload.usable(&key)?.clone(), Some(key)),
            };
            answers.push(Answer { path: &placeholder.path, value, key });
        }
        let wanted = self.wanted(&answers);
        if wanted.identifier != payload.entity {
            let value = self.node().get("identifier").unwrap_or(self.node());
            let message = format!(
                "the template defines {}, but the action was run on {}",
                quoted(&wanted.identifier),
                quoted(&payload.entity)
            );
            let help = format!("write `identifier: \"{{{{ {}_identifier }}}}\"`", self.blueprint);
            return Err(error_at(value.place(), message).label("a different entity").help(help).into());
        }
        let used = |key: &str| answers.iter().any(|answer| answer.key.as_deref() == Some(key));
        let unused = payload.keys().filter(|key| !used(key)).map(str::to_owned).collect();
        let text = self.text(&answers).unwrap_or_else(|| self.plain_text(&wanted));
        Ok(FilledTemplate { wanted, text, unused })
    }

    /// Returns the source of a placeholder: the payload's value of its name, or of its name without the blueprint's
    /// name as a prefix or without the suffix `_identifier`.
    fn source_of(&self, placeholder: &Placeholder, payload: &Payload) -> Result<PlaceholderSource, Refusal> {
        let name = placeholder.name.as_str();
        let unprefixed = name.strip_prefix(self.blueprint.as_str()).and_then(|rest| rest.strip_prefix('_'));
        if payload.value(name).is_some() {
            return Ok(PlaceholderSource::Key(name.to_owned()));
        }
        if unprefixed == Some("identifier") {
            return Ok(PlaceholderSource::Entity);
        }
        let shorter = [unprefixed, name.strip_suffix("_identifier")];
        let key = shorter.into_iter().flatten().find(|key| payload.value(key).is_some());
        if let Some(key) = key {
            return Ok(PlaceholderSource::Key(key.to_owned()));
        }
        let meant = shorter.into_iter().flatten().next().unwrap_or(name);
        let message = format!("the payload has no {}, which `{{{{ {name} }}}}` refers to", quoted(meant));
        let known: Vec<String> = payload.keys().flat_map(|key| self.spellings(key)).collect();
        let known = known.iter().map(String::as_str);
        let own = format!("{}_identifier", self.blueprint);
        let near = closest(name, known.chain([own.as_str()]));
        let help = match near {
            Some(near) => format!("did you mean `{{{{ {near} }}}}`?"),
            None => format!("it has {}; `{{{{ {own} }}}}` is the entity", name_list(payload.keys())),
        };
        Err(error_at(placeholder.place.clone(), message).label("not in the payload").help(help).into())
    }

    /// Returns the names by which placeholders can refer to a value.
    fn spellings(&self, key: &str) -> [String; 3] {
        [key.to_owned(), format!("{}_{key}", self.blueprint), format!("{key}_identifier")]
    }

    fn wanted(&self, answers: &[Answer<'_>]) -> WantedEntity {
        let mut identifier = String::new();
        let mut fields = Vec::new();
        let mut field = |at: &Path, node: Node<'_>, path: Path| {
            let mut from = Vec::new();
            let value = value_of(node, at, answers, &mut from);
            fields.push(WantedField { path, value, from });
        };
        for (key, value) in self.node().entries() {
            let name = key.key_text();
            let at = self.entity.child(name);
            match name {
                "identifier" => match value_of(value, &at, answers, &mut Vec::new()) {
                    Value::String(text) => identifier = text,
                    other => identifier = other.to_string(),
                },
                "properties" | "relations" => {
                    for (key, value) in value.entries() {
                        let member = Segment::from(key.key_text());
                        field(&at.child(member.clone()), value, Path::from_keys(&[name]).child(member));
                    }
                }
                name if name == KIND.name => {}
                name => field(&at, value, Path::from_keys(&[name])),
            }
        }
        WantedEntity { blueprint: self.blueprint.clone(), identifier, fields }
    }

    /// Returns the template's text with every placeholder replaced in place, or `None` if its layout does not allow
    /// that.
    fn text(&self, answers: &[Answer<'_>]) -> Option<Arc<SourceFile>> {
        let mut file = Arc::clone(self.tree.file());
        let mut expected = to_value(self.tree.node(self.root()));
        for answer in answers {
            let tree = read(&file)?;
            let text = edit::set(&tree, tree.documents()[0], answer.path, &answer.value).ok()?;
            file = SourceFile::new(file.name.as_str(), text);
            answer.path.put(&mut expected, answer.value.clone());
        }
        let file = SourceFile::new(self.name(), without_header(&file.text));
        let reads = read(&file).map(|tree| tree.roots().map(to_value).collect::<Vec<_>>());
        (reads.as_deref() == Some(&[expected])).then_some(file)
    }

    fn plain_text(&self, wanted: &WantedEntity) -> Arc<SourceFile> {
        SourceFile::new(self.name(), edit::list_text(&wanted.body(), "\n"))
    }

    fn name(&self) -> String {
        format!("{} (filled in)", self.tree.file().name)
    }
}

struct Answer<'t> {
    path: &'t Path,
    value: Value,
    key: Option<String>,
}

/// Returns a value with its placeholders filled in, and adds the names of the payload's values to `from`.
fn value_of(node: Node<'_>, path: &Path, answers: &[Answer<'_>], from: &mut Vec<String>) -> Value {
    if let Some(answer) = answers.iter().find(|answer| answer.path == path) {
        from.extend(answer.key.clone());
        return answer.value.clone();
    }
    match node.kind() {
        Content::Sequence(members) => {
            members.enumerate().map(|(nth, member)| value_of(member, &path.child(nth), answers, from)).collect()
        }
        Content::Mapping(entries) => {
            let members = entries.map(|(key, value)| {
                let name = key.key_text();
                (name.to_owned(), value_of(value, &path.child(name), answers, from))
            });
            Value::Object(members.collect())
        }
        _ => to_value(node),
    }
}

fn read(file: &Arc<SourceFile>) -> Option<Tree> {
    let parsed = parse(file, &Limits::default());
    parsed.tree.filter(|_| parsed.faults.is_empty())
}

/// Returns the text from its first line that is neither a comment nor blank, ending in a line break.
fn without_header(text: &str) -> String {
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some((line, after)) = rest.split_once('\n') {
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            break;
        }
        rest = after;
    }
    let end = if rest.ends_with('\n') { "" } else { "\n" };
    format!("{rest}{end}")
}
