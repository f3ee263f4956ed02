//! Processing of all findings: a faulty value keeps only its fault, secrets are redacted, and findings are sorted by
//! place.

use std::collections::BTreeMap;

use crate::ground::finding::Finding;
use crate::ground::source::Span;
use crate::yaml::fault::Fault;

/// Shortens messages that quote very long text.
pub(super) fn shorten(findings: &mut [Finding]) {
    const MAX_BYTES: usize = 400;
    const MARK: char = '…';
    // A message that was already shortened has the mark.
    let is_long = |finding: &&mut Finding| finding.message.len() > MAX_BYTES + MARK.len_utf8();
    for Finding { message, .. } in findings.iter_mut().filter(is_long) {
        let cut = message.floor_char_boundary(MAX_BYTES);
        *message = format!("{}{MARK}", &message[..cut]).into();
    }
}

/// Drops findings of rules in a value that has a fault, because the value may be read incorrectly.
pub(super) fn drop_faulty_values(findings: &mut Vec<Finding>, faults: &[Fault]) {
    if !faults.is_empty() {
        let faulty: BTreeMap<Span, &str> = faults.iter().map(|fault| (fault.span, fault.kind.name())).collect();
        findings.retain(|finding| faulty.get(&finding.place.span).is_none_or(|rule| *rule == finding.rule));
    }
}

/// Sorts findings by file and place, and shortens them. A finding that an alias or a merge key repeats is kept once.
pub(super) fn arrange(findings: &mut Vec<Finding>) {
    fn key(finding: &Finding) -> (&str, Span, &str, &str) {
        (&finding.place.file.name, finding.place.span, finding.rule, &finding.message)
    }
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
    findings.dedup_by(|a, b| key(a) == key(b));
    shorten(findings);
}

/// Redacts the values of sensitive variables from a finding's messages. Its source lines contain only the variables'
/// names.
pub(super) fn hide(secrets: &[&str], finding: &mut Finding) {
    let without = |text: &str| secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "(sensitive)"));
    for text in [&mut finding.message, &mut finding.label].into_iter().chain(&mut finding.help) {
        *text = without(text).into();
    }
    finding.related.iter_mut().for_each(|label| label.text = without(&label.text).into());
}
