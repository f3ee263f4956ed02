//! What is wrong in `portwright.toml`, in terms of its keys.

use std::ops::Range;

use crate::ground::closest::closest;
use crate::ground::join::join_with_or;

/// The keys that stand before the first section.
const ROOT_KEYS: [&str; 2] = ["protected", "max_change_percent"];

/// Rewrites a message of the TOML parser or of serde, with the key that it is about. A message of another form stays.
pub(super) fn explained(message: &str, text: &str, span: Option<Range<usize>>) -> String {
    let Some(place) = span.and_then(|span| Place::of(text, span.start)) else { return message.to_owned() };
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let mut names = quoted(rest);
        let name = if names.is_empty() { return message.to_owned() } else { names.remove(0) };
        return place.unknown(&name, &names);
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let mut names = quoted(rest);
        let name = if names.is_empty() { return message.to_owned() } else { names.remove(0) };
        return place.not_one_of(&name, &names);
    }
    if let Some((_, expected)) = message.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "))
    {
        return place.of_another_type(expected).unwrap_or_else(|| message.to_owned());
    }
    match message {
        "wanted string or table" => format!("`{}` must be a string in quotes", place.key),
        "duplicate key" => format!("`{}` is set a second time; remove one of the two", place.key),
        _ if place.value.is_empty() && place.is_pair => {
            format!("`{}` has no value: write one, or remove the line", place.key)
        }
        _ => match message.strip_prefix("missing field ") {
            Some(field) => format!("{field} is missing in `{}`", place.section()),
            None => message
                .replace(", expected literal string", "")
                .replace("this value is of another type:", &format!("`{}` has a value of another type:", place.key)),
        },
    }
}

/// A place in the text: the nearest key at or before it.
struct Place<'t> {
    /// The table that the last header before the place names, such as `lint.rules`.
    table: &'t str,
    key: &'t str,
    /// The rest of the key's line.
    value: &'t str,
    /// Whether the line is a key and a value, and not a header.
    is_pair: bool,
    /// Whether the place is in a list.
    is_in_list: bool,
}

impl<'t> Place<'t> {
    fn of(text: &'t str, at: usize) -> Option<Self> {
        let end = text.get(at..)?.find('\n').map_or(text.len(), |end| at + end);
        let mut lines = text.get(..end)?.lines().rev().map(str::trim);
        let header = |line: &'t str| line.strip_prefix('[').map(|rest| rest.split(']').next().unwrap_or(rest).trim());
        let is_key = |line: &&str| !line.starts_with('#') && (line.contains('=') || line.starts_with('['));
        let last = lines.clone().next()?;
        let line = lines.find(is_key)?;
        let pair = line.split_once('=').filter(|(key, _)| !key.trim_start().starts_with('['));
        let Some((key, value)) = pair else {
            let table = header(line)?;
            let key = table.rsplit('.').next().unwrap_or(table).trim();
            return Some(Self { table, key, value: "", is_pair: false, is_in_list: false });
        };
        let value = value.trim();
        let table = lines.filter(|line| !line.contains('=')).find_map(header).unwrap_or_default();
        let is_in_list = last != line || (value.starts_with('[') && text.get(at..)?.starts_with(|c| c != '['));
        Some(Self { table, key: key.trim(), value, is_pair: true, is_in_list })
    }

    /// The section that the key is, or would be.
    fn section(&self) -> String {
        match (self.is_pair, self.table) {
            (false, table) => format!("[{table}]"),
            (true, "") => format!("[{}]", self.key),
            (true, table) => format!("[{table}.{}]", self.key),
        }
    }

    fn unknown(&self, name: &str, known: &[String]) -> String {
        let near = near(name, known);
        if !self.is_pair {
            let known: Vec<String> = known.iter().filter(|name| !ROOT_KEYS.contains(&name.as_str())).cloned().collect();
            let shown = self.section();
            return match near {
                Some(near) => format!("unknown section `{shown}`; did you mean `{}`?", shown.replacen(name, near, 1)),
                None => format!("unknown section `{shown}`; write {}", list(&known)),
            };
        }
        let has_rules = known.iter().any(|known| known == "rules");
        match near {
            _ if ["client_id", "client_secret"].contains(&name) => {
                format!("`{name}` cannot be set here; set PORT_CLIENT_ID and PORT_CLIENT_SECRET in the environment")
            }
            None if has_rules && name.contains('-') => {
                format!("unknown key `{name}`; set the level of a rule below `[{}.rules]`", self.table)
            }
            Some(near) => format!("unknown key `{name}`; did you mean `{near}`?"),
            None => format!("unknown key `{name}`; write {}", list(known)),
        }
    }

    fn not_one_of(&self, value: &str, known: &[String]) -> String {
        let near = near(value, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("`{}` is `{value}`, and must be {}{near}", self.key, list(known))
    }

    fn of_another_type(&self, expected: &str) -> Option<String> {
        let key = self.key;
        let subject = if self.is_in_list { format!("each entry of `{key}`") } else { format!("`{key}`") };
        Some(match expected {
            "a sequence" if self.value.starts_with(['"', '\'']) => {
                format!("{subject} must be a list: write `{key} = [{}]`", self.value)
            }
            "a sequence" => format!("{subject} must be a list, such as `{key} = [\"a\", \"b\"]`"),
            "a string" | "a path string" | "path string" => format!("{subject} must be a string in quotes"),
            "a map" => format!("`{key}` must be a section: write `{}`, and its keys below it", self.section()),
            _ if expected.starts_with("struct ") => {
                format!("`{key}` must be a section: write `{}`, and its keys below it", self.section())
            }
            _ => return None,
        })
    }
}

/// The known name that was probably meant: a similar one, or one with the same beginning.
fn near<'n>(name: &str, known: &'n [String]) -> Option<&'n str> {
    let names = || known.iter().map(String::as_str);
    let begins = |known: &&str| known.get(..3).is_some_and(|start| name.to_lowercase().starts_with(start));
    closest(name, names()).or_else(|| names().find(begins))
}

fn list(names: &[String]) -> String {
    join_with_or(&names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use crate::disk::project::ProjectFile;

    #[test]
    fn a_fault_is_reported_with_its_key_and_a_remedy() {
        for (text, reason) in [
            ("[variables]\na = 1", "line 1 is not valid: unknown section `[variables]`; did you mean `[vars]`?"),
            ("[profiles.x]", "unknown section `[profiles.x]`; did you mean `[profile.x]`?"),
            ("[profile.x.variables]\na = 1", "did you mean `[profile.x.vars]`?"),
            ("[portall]", "did you mean `[portal]`?"),
            ("[portal]\nclient_id = 'x'", "`client_id` cannot be set here; set PORT_CLIENT_ID and PORT_CLIENT_SECRET"),
            ("[lint]\nplain-http = 'allow'", "set the level of a rule below `[lint.rules]`"),
            ("[lint]\nbaseline = true", "line 2 is not valid: `baseline` must be a string in quotes"),
            ("[database]", "unknown section `[database]`; write `portal`, `model`,"),
            ("[lint]\nexcldue = []", "line 2 is not valid: unknown key `excldue`; did you mean `exclude`?"),
            ("[lint]\nexclude = 'templates'", "`exclude` must be a list: write `exclude = ['templates']`"),
            ("[lint]\nexclude = 3", "`exclude` must be a list, such as `exclude = [\"a\", \"b\"]`"),
            ("[lint]\ninclude = ['a',\n  1]", "each entry of `include` must be a string in quotes"),
            ("[lint]\ninclude = [1]", "each entry of `include` must be a string in quotes"),
            ("[lint.rules]\nplain-http = 'warning'", "`error`, `warn` or `allow`; did you mean `warn`?"),
            ("[lint.rules]\nplain-http = 'off'", "`plain-http` is `off`, and must be `error`, `warn` or `allow`"),
            ("[lint.rules]\nplain-http = 1", "`plain-http` must be a string in quotes"),
            ("[lint]\nrules = ['a']", "`rules` must be a section: write `[lint.rules]`"),
            ("[portal]\nurl = 5", "`url` must be a string in quotes"),
            ("portal = 'eu'", "`portal` must be a section: write `[portal]`"),
            ("[profile]\nx = 1", "`x` must be a section: write `[profile.x]`"),
            ("[enrich]\nauthor = 'x'", "`author` must be a section: write `[enrich.author]`"),
            ("[enrich.author]\nname = 'x'", "`email` is missing in `[enrich.author]`"),
            ("[vars]\na = 1\na = 2", "line 3 is not valid: `a` is set a second time"),
            ("[vars]\na = ", "`a` has no value"),
            ("[vars]\na = x", "string values must be quoted"),
            ("[vars]\na = [1]", "`a` has a value of another type: a variable is"),
        ] {
            let error = ProjectFile::parse("portwright.toml", text).expect_err(text).to_string();
            assert!(error.contains(reason), "{text}: {error}");
            assert!(!error.contains("expected") && !error.contains("struct "), "{text}: {error}");
        }
    }
}
