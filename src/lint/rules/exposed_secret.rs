//! A secret that is written in a `port.yml`.

use crate::ground::secret::secrets;
use crate::ground::source::{Location, Span};
use crate::lint::port::Document;
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error("exposed-secret", include_str!("exposed_secret.md"), Check::Document(check));

fn check(document: &Document<'_>, found: &mut Vec<Finding>) {
    if document.foreign().is_some() {
        return;
    }
    for secret in secrets(&document.file().text) {
        let span = Span::new(secret.bytes.start, secret.bytes.end);
        let finding = RULE.at(Location::new(document.file(), span), format!("the file contains {}", secret.what));
        found.push(finding.label("a secret, masked here").hide(span).help(HELP));
    }
}

const HELP: &str =
    "revoke it, and remove it from the file: all who can read the repository, its history or the portal can use it";
