//! A name or folder under which no provider looks for `port.yml`.

use crate::lint::port::Document;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule =
    Rule::warning("unread-file-name", include_str!("unread_file_name.md"), Check::Document(check));

/// The name that Port looks for; the case of its letters matters.
const READ: &str = "port.yml";

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if !document.has_entities() {
        return;
    }
    let path = &document.file().name;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if name != READ && [READ, "port.yaml"].iter().any(|other| name.eq_ignore_ascii_case(other)) {
        let message = format!("Port reads `{READ}` by default, not `{name}`");
        let finding = RULE.at(document.start(), message).label("not read by default");
        return found.push(finding.help(format!("rename it to `{READ}`")));
    }
    if folder.ends_with(".github/workflows") {
        let message = "GitHub treats every file in `.github/workflows` as a workflow";
        found.push(RULE.at(document.start(), message).label("not a workflow").help("move it to the repository root"));
    }
}
