//! A file of another program that is called `port.yml`.

use crate::lint::port::{Document, FileContent};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::info("not-a-port-file", include_str!("not_a_port_file.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if let FileContent::Foreign(description) = document.content {
        let finding = RULE
            .at(document.start(), format!("this looks like {description} and was not checked"))
            .label("not a Port file");
        found.push(finding.help("exclude it in portwright.toml, or rename it so that Port does not read it"));
    }
}
