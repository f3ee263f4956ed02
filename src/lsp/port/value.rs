//! What a property or a relation accepts: its description, its options, and a skeleton to fill in.

use serde_json::Value;

/// A member of a blueprint, as its body declares it.
#[derive(Clone, Copy)]
pub(super) struct Declared<'b> {
    pub body: &'b Value,
    pub is_required: bool,
    pub is_relation: bool,
}

impl<'b> Declared<'b> {
    /// The member of a blueprint's body; `None` if the body does not have it.
    pub(super) fn find(blueprint: &'b Value, section: &str, name: &str) -> Option<Self> {
        Self::all(blueprint, section).find(|(member, _)| *member == name).map(|(_, declared)| declared)
    }

    /// The members of a section of an entity, which a blueprint declares.
    pub(super) fn all(blueprint: &'b Value, section: &str) -> impl Iterator<Item = (&'b str, Self)> {
        let is_relation = section == "relations";
        let members = if is_relation { blueprint.get("relations") } else { blueprint.pointer("/schema/properties") };
        let required = blueprint.pointer("/schema/required").and_then(Value::as_array);
        members.and_then(Value::as_object).into_iter().flatten().map(move |(name, body)| {
            let is_required = match is_relation {
                true => body.get("required").and_then(Value::as_bool).unwrap_or(false),
                false => required.is_some_and(|required| required.iter().any(|one| one == name.as_str())),
            };
            (name.as_str(), Self { body, is_required, is_relation })
        })
    }

    pub(super) fn text(&self, field: &str) -> Option<&'b str> {
        self.body.get(field).and_then(Value::as_str)
    }

    /// The blueprint that a relation leads to.
    pub(super) fn target(&self) -> Option<&'b str> {
        self.text("target").filter(|_| self.is_relation)
    }

    fn is_list(&self) -> bool {
        match self.is_relation {
            true => self.body.get("many").and_then(Value::as_bool).unwrap_or(false),
            false => self.text("type") == Some("array"),
        }
    }

    /// The type in words: `string (url)`, `list of domain`.
    pub(super) fn type_words(&self) -> String {
        if let Some(target) = self.target() {
            return if self.is_list() { format!("list of `{target}` entities") } else { format!("`{target}` entity") };
        }
        let of = |body: &Value| {
            let text = |field: &str| body.get(field).and_then(Value::as_str);
            let name = text("type").unwrap_or("any value").to_owned();
            text("format").map_or(name.clone(), |format| format!("{name} ({format})"))
        };
        match self.body.get("items").filter(|_| self.is_list()) {
            Some(items) => format!("list of {}", of(items)),
            None => of(self.body),
        }
    }

    /// The values that it may have, if these are few.
    pub(super) fn options(&self) -> Vec<String> {
        let body = if self.is_list() { self.body.get("items").unwrap_or(self.body) } else { self.body };
        let options = body.get("enum").and_then(Value::as_array).into_iter().flatten();
        let options: Vec<String> = options.map(written).collect();
        match (options.is_empty(), body.get("type").and_then(Value::as_str)) {
            (true, Some("boolean")) => vec!["true".to_owned(), "false".to_owned()],
            _ => options,
        }
    }

    /// What is written after the key and its colon. `column` is that of the key.
    pub(super) fn skeleton(&self, column: Option<usize>, snippets: bool) -> String {
        let place = |default: &str| if snippets { format!("${{1:{default}}}") } else { default.to_owned() };
        let end = if snippets { "$1" } else { "" };
        let options = self.options();
        let one = match (self.text("type"), self.text("format")) {
            _ if !options.is_empty() && snippets => format!("${{1|{}|}}", choices(&options)),
            (Some("number"), _) => place("0"),
            (Some("boolean"), _) => place("true"),
            (_, Some("url")) => format!("https://{end}"),
            _ => end.to_owned(),
        };
        let Some(indent) = column.map(|column| " ".repeat(column + 2)) else {
            return match (self.is_list(), self.text("type")) {
                (true, _) => format!(" [{one}]"),
                (false, Some("object")) => format!(" {{{end}}}"),
                (false, _) => format!(" {one}"),
            };
        };
        if self.is_list() {
            return format!("\n{indent}- {one}");
        }
        match (self.is_relation, self.text("type"), self.text("format")) {
            (false, Some("object"), Some("labeled-url")) => format!("\n{indent}url: https://{end}"),
            (false, Some("object"), _) => format!("\n{indent}{end}"),
            _ => format!(" {one}"),
        }
    }

    /// Its title, description, type and options, in Markdown.
    pub(super) fn description(&self, name: &str) -> String {
        let title = self.text("title").filter(|title| *title != name);
        let mut text = title.map_or_else(|| format!("**{name}**"), |title| format!("**{title}** (`{name}`)"));
        let required = if self.is_required { ", required" } else { "" };
        text += &format!("\n\n{}{required}", self.type_words());
        if let Some(description) = self.text("description") {
            text += &format!("\n\n{description}");
        }
        let options = self.options();
        if !options.is_empty() && self.body.get("type").and_then(Value::as_str) != Some("boolean") {
            let options: Vec<String> = options.iter().map(|option| format!("`{option}`")).collect();
            text += &format!("\n\nOne of {}", options.join(", "));
        }
        text
    }
}

/// The options of a choice in a snippet.
fn choices(options: &[String]) -> String {
    let escape = |option: &String| {
        let escaped = option.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
        escaped.replace(',', "\\,").replace('|', "\\|")
    };
    options.iter().map(escape).collect::<Vec<_>>().join(",")
}

/// A scalar as it is written in YAML.
pub(crate) fn written(value: &Value) -> String {
    let text = crate::yaml::emit::document(value);
    text.trim_end().to_owned()
}
