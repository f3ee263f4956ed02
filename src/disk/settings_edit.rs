//! Adding variables to the text of `portwright.toml`, with its comments and its layout kept.

use crate::disk::ProjectFile;
use crate::disk::project::FILE;

/// Returns the text with these sensitive variables declared, or `None` if its `[vars]` cannot be extended without changing
/// anything else.
pub(crate) fn with_sensitive_variables(text: &str, names: &[&str]) -> Option<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: String = names.iter().map(|name| format!("{name} = {{ sensitive = true }}{end}")).collect();
    let mut edited = text.to_owned();
    match end_of_section(text) {
        Some(at) => {
            let gap = if text[..at].ends_with('\n') { "" } else { end };
            edited.insert_str(at, &format!("{gap}{lines}"));
        }
        None => {
            let gap = match text {
                "" => "",
                text if text.ends_with('\n') => end,
                _ => &format!("{end}{end}"),
            };
            edited.push_str(&format!("{gap}[vars]{end}{lines}"));
        }
    }
    is_extended(text, &edited, names).then_some(edited)
}

/// Returns the end of the last line of `[vars]` with an entry, or of its header.
fn end_of_section(text: &str) -> Option<usize> {
    let (mut at, mut end) = (0, None);
    for line in text.split_inclusive('\n') {
        at += line.len();
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.starts_with('[') {
            if end.is_some() && !is_value(line) {
                break;
            }
            if line.trim_start_matches('[').trim_end_matches(']').trim() == "vars" && !line.starts_with("[[") {
                end = Some(at);
            }
        } else if end.is_some() && !line.is_empty() {
            end = Some(at);
        }
    }
    end
}

/// Returns whether a line that starts with a bracket is inside a list that spans lines.
fn is_value(line: &str) -> bool {
    !line.ends_with(']') || line.contains(',')
}

/// Returns whether the edited text has the same settings, and these variables too.
fn is_extended(text: &str, edited: &str, names: &[&str]) -> bool {
    let (Ok(before), Ok(after)) = (text.parse::<toml::Table>(), edited.parse::<toml::Table>()) else { return false };
    let mut expected = before;
    let vars = expected.entry("vars").or_insert_with(|| toml::Value::Table(toml::Table::new()));
    let Some(vars) = vars.as_table_mut() else { return false };
    for name in names {
        let flag = toml::Table::from_iter([("sensitive".to_owned(), toml::Value::Boolean(true))]);
        if vars.insert((*name).to_owned(), toml::Value::Table(flag)).is_some() {
            return false;
        }
    }
    expected == after && ProjectFile::parse(FILE, edited).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_added_to_the_section_and_everything_else_stays() {
        let text = "# settings\n[vars]\norg = \"acme\" # ours\n\n# a profile\n[profile.x.vars]\norg = \"b\"\n";
        let expected = "# settings\n[vars]\norg = \"acme\" # ours\ntoken = { sensitive = true }\n\n# a profile\n[profile.x.vars]\norg = \"b\"\n";
        assert_eq!(with_sensitive_variables(text, &["token"]).as_deref(), Some(expected));
    }

    #[test]
    fn a_file_without_the_section_gets_one() {
        let added = "[vars]\na = { sensitive = true }\nb-c = { sensitive = true }\n";
        assert_eq!(with_sensitive_variables("", &["a", "b-c"]).as_deref(), Some(added));
        let settings = "[portal]\nurl = \"us\"";
        assert_eq!(with_sensitive_variables(settings, &["a", "b-c"]), Some(format!("{settings}\n\n{added}")));
        let windows = with_sensitive_variables("[portal]\r\nurl = \"us\"\r\n", &["a"]);
        assert_eq!(windows.as_deref(), Some("[portal]\r\nurl = \"us\"\r\n\r\n[vars]\r\na = { sensitive = true }\r\n"));
    }

    #[test]
    fn a_file_that_cannot_be_extended_safely_is_left_alone() {
        for text in [
            "vars = { a = \"x\" }\n",
            "[vars]\ntoken = \"x\"\n",
            "[lint]\nexclude = [\n\"\"\"\n[vars]\n\"\"\",\n]\n[vars",
        ] {
            assert_eq!(with_sensitive_variables(text, &["token"]), None, "{text}");
        }
    }
}
