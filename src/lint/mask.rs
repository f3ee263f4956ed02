//! Masking secrets in the texts of findings and in the lines that they show.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::ground::finding::Finding;
use crate::ground::secret::{mask, masked, secrets};
use crate::ground::source::{Location, SourceFile};

/// Masks every secret of the files that findings are in: in the files and in all texts of the findings.
/// Places stay as they are. A fix that would write a secret is removed.
pub fn mask_secrets(findings: &mut [Finding]) {
    let mut files: HashMap<*const SourceFile, Masked> = HashMap::new();
    for finding in &*findings {
        for place in std::iter::once(&finding.place).chain(finding.related.iter().map(|label| &label.place)) {
            files.entry(Arc::as_ptr(&place.file)).or_insert_with(|| Masked::new(&place.file));
        }
        if let (Some(span), Some(file)) = (finding.hides, files.get_mut(&Arc::as_ptr(&finding.place.file))) {
            file.hidden.push(span.range());
        }
    }
    files.values_mut().for_each(Masked::finish);
    files.retain(|_, file| !file.hidden.is_empty());
    if !files.is_empty() {
        findings.iter_mut().for_each(|finding| mask_finding(finding, &files));
    }
}

/// A file, its hidden byte ranges, and its masked copy.
struct Masked {
    file: Arc<SourceFile>,
    hidden: Vec<Range<usize>>,
    copy: Arc<SourceFile>,
}

impl Masked {
    fn new(file: &Arc<SourceFile>) -> Self {
        let hidden = secrets(&file.text).into_iter().map(|secret| secret.bytes).collect();
        Self { file: Arc::clone(file), hidden, copy: Arc::clone(file) }
    }

    fn finish(&mut self) {
        if !self.hidden.is_empty() {
            self.hidden.sort_by_key(|range| (range.start, range.end));
            let text = mask(&self.file.text, &self.hidden);
            self.copy = SourceFile::new(self.file.name.as_str(), text);
        }
    }

    fn secrets(&self) -> impl Iterator<Item = &str> {
        self.hidden.iter().filter_map(|range| self.file.text.get(range.clone()))
    }
}

/// The maximum number of the files' secrets that the texts of a finding are searched for. Other secrets are masked too.
const MAX_KNOWN: usize = 1_000;

fn mask_finding(finding: &mut Finding, files: &HashMap<*const SourceFile, Masked>) {
    let of = |place: &Location| files.get(&Arc::as_ptr(&place.file));
    let places = std::iter::once(&finding.place).chain(finding.related.iter().map(|label| &label.place));
    let known: Vec<&str> = places.filter_map(of).flat_map(Masked::secrets).take(MAX_KNOWN).collect();
    for place in std::iter::once(&mut finding.place).chain(finding.related.iter_mut().map(|label| &mut label.place)) {
        if let Some(file) = files.get(&Arc::as_ptr(&place.file)) {
            place.file = Arc::clone(&file.copy);
        }
    }
    if known.is_empty() {
        return;
    }
    for text in [&mut finding.message, &mut finding.label].into_iter().chain(&mut finding.help) {
        *text = without(text, &known).into();
    }
    finding.related.iter_mut().for_each(|label| label.text = without(&label.text, &known).into());
    let writes = |text: &str| without(text, &known) != *text;
    if finding.fix.as_ref().is_some_and(|fix| writes(&fix.does) || fix.edits.iter().any(|(_, text)| writes(text))) {
        finding.fix = None;
    }
}

/// Returns a text with secrets masked: these, even if one was cut, and everything that looks like one.
fn without(text: &str, known: &[&str]) -> String {
    /// A part of a secret is masked if it is at least this long.
    const MIN_PART: usize = 8;
    let mut hidden: Vec<Range<usize>> = Vec::new();
    for secret in known {
        let start = &secret[..secret.ceil_char_boundary(MIN_PART.min(secret.len()))];
        for (at, _) in text.match_indices(start).filter(|_| !start.trim().is_empty()) {
            let alike = text[at..].chars().zip(secret.chars()).take_while(|(a, b)| a == b);
            let length: usize = alike.map(|(c, _)| c.len_utf8()).sum();
            hidden.push(at..at + length);
        }
    }
    hidden.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    masked(&mask(text, &hidden)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::finding::{Fix, Severity};
    use crate::ground::source::Span;

    const SECRET: &str = "ann:correct-horse-battery";

    fn found(message: &str) -> Finding {
        let text = format!("link: https://{SECRET}@acme.example\nn: x\n");
        let at = text.find("n: x").expect("it is there");
        let place = Location::new(&SourceFile::new("port.yml", text), Span::new(at, at + 1));
        Finding::new("rule", Severity::Error, place, message)
    }

    #[test]
    fn a_secret_is_masked_in_the_file_and_in_every_word() {
        let fix = Fix { edits: vec![(Span::new(0, 4), format!("{SECRET}!"))], safe: true, does: "write it".into() };
        let place = found("").place;
        let mut all = [found(&format!("`https://{SECRET}@acme.example` is wrong, `{}` is cut", &SECRET[..14]))
            .label(SECRET)
            .help(format!("not {SECRET}"))
            .related(place.clone(), format!("also {SECRET}"))
            .fix(Some(fix))];
        mask_secrets(&mut all);
        let shown = format!("{all:?}");
        assert!(!shown.contains("horse") && !shown.contains("ann:correct"), "{shown}");
        assert!(shown.contains("@acme.example") && all[0].fix.is_none());
        assert_eq!(all[0].place, place);
    }

    #[test]
    fn bytes_that_a_finding_hides_are_masked_for_all_findings_of_the_file() {
        let mut all = [found("one"), found("`n: x`")];
        all[1].place.file = Arc::clone(&all[0].place.file);
        let at = all[0].place.span.start as usize;
        all[0].hides = Some(Span::new(at, at + 4));
        mask_secrets(&mut all);
        assert!(all.iter().all(|finding| !finding.place.file.text.contains("n: x")));
        assert_eq!(all[1].message, "`** *`");
    }

    #[test]
    fn a_file_without_secrets_is_not_copied() {
        let mut all = [Finding { place: Location::new(&SourceFile::new("a", "a: 1"), Span::default()), ..found("x") }];
        let before = Arc::clone(&all[0].place.file);
        mask_secrets(&mut all);
        assert!(Arc::ptr_eq(&before, &all[0].place.file));
    }
}
