//! A name or folder under which no provider looks for `port.yml`.

use crate::lint::port::Document;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("unread-file-name", include_str!("unread_file_name.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if !document.has_entities() {
        return;
    }
    let path = &document.file().name;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (message, label, help) = if name == "port.yaml" {
        ("Port reads `port.yml` by default, not `port.yaml`", "not read by default", "rename it to `port.yml`")
    } else if folder.ends_with(".github/workflows") {
        let message = "GitHub treats every file in `.github/workflows` as a workflow";
        (message, "not a workflow", "move it to the repository root")
    } else {
        return;
    };
    found.push(RULE.at(document.start(), message).label(label).help(help));
}
