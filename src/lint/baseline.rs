//! A baseline: findings that are known, so that only new ones are reported.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ground::finding::Finding;
use crate::ground::fingerprint::{fingerprint, to_hex};
use crate::ground::format_version::FormatVersion;

/// The version of the format, increased when the meaning of a field changes. Files of a later version are rejected.
const VERSION: FormatVersion = FormatVersion::FIRST;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    #[serde(rename = "format_version", alias = "version")]
    version: FormatVersion,
    findings: Vec<Entry>,
}

/// Identical known findings of one file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The path of the file, relative to the project.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The message, for people who read the baseline.
    pub message: String,
    /// The fingerprint, which stays the same if lines move.
    pub fingerprint: String,
    /// The number of findings.
    pub count: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub new: Vec<Finding>,
    pub known: Vec<Finding>,
    /// Entries that no longer occur, or less often; `count` is the number of missing findings.
    pub stale: Vec<Entry>,
}

impl Baseline {
    pub(crate) fn of(findings: &[Finding], path_of: impl Fn(&Finding) -> String) -> Self {
        let mut entries: BTreeMap<(String, String, String), Entry> = BTreeMap::new();
        for finding in findings {
            let (path, fingerprint) = (path_of(finding), to_hex(fingerprint(finding)));
            let (rule, message) = (finding.rule.to_owned(), finding.message.to_string());
            let key = (path.clone(), rule.clone(), fingerprint.clone());
            let entry = entries.entry(key).or_insert(Entry { path, rule, message, fingerprint, count: 0 });
            entry.count += 1;
        }
        Self { version: VERSION, findings: entries.into_values().collect() }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if VERSION.is_older_than(baseline.version) {
            return Err(format!(
                "it has version {}, but this release of portwright supports only version {VERSION}",
                baseline.version
            ));
        }
        Ok(baseline)
    }

    /// Returns the text of the file. It is always the same for the same findings.
    pub(crate) fn text(&self) -> String {
        // Serializing strings and numbers cannot fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Separates new findings from known ones. `checked` returns whether a file was checked. Entries of checked files
    /// that do not occur are stale.
    pub(crate) fn compare(
        &self,
        findings: Vec<Finding>,
        path_of: impl Fn(&Finding) -> String,
        checked: impl Fn(&str) -> bool,
    ) -> Compared {
        let key = |entry: &Entry| (entry.path.clone(), entry.fingerprint.clone());
        let mut left: BTreeMap<(String, String), usize> = BTreeMap::new();
        for entry in &self.findings {
            *left.entry(key(entry)).or_default() += entry.count;
        }
        let mut compared = Compared::default();
        for finding in findings {
            match left.get_mut(&(path_of(&finding), to_hex(fingerprint(&finding)))) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    compared.known.push(finding);
                }
                _ => compared.new.push(finding),
            }
        }
        for entry in self.findings.iter().filter(|entry| checked(&entry.path)) {
            let count = left.remove(&key(entry)).unwrap_or_default();
            if count > 0 {
                compared.stale.push(Entry { count, ..entry.clone() });
            }
        }
        compared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::finding::Severity;
    use crate::ground::source::{Location, SourceFile, Span};

    fn found(text: &str, starts: &[usize]) -> Vec<Finding> {
        let file = SourceFile::new("port.yml", text);
        let at = |start: &usize| Location::new(&file, Span::new(*start, start + 1));
        starts.iter().map(|start| Finding::new("unknown-property", Severity::Error, at(start), "no `x`")).collect()
    }

    fn path(finding: &Finding) -> String {
        finding.place.file.name.clone()
    }

    #[test]
    fn known_findings_may_move_but_not_multiply_and_missing_ones_are_reported() {
        let baseline = Baseline::of(&found("x: 1\n", &[0]), path);
        let baseline = Baseline::parse(&baseline.text()).expect("its own text");
        let moved = baseline.compare(found("# note\nx: 1\n", &[7]), path, |_| true);
        assert_eq!((moved.new.len(), moved.known.len(), moved.stale.len()), (0, 1, 0));
        let twice = baseline.compare(found("x: 1\nx: 1\n", &[0, 5]), path, |_| true);
        assert_eq!((twice.new.len(), twice.known.len(), twice.stale.len()), (1, 1, 0));
        let gone = baseline.compare(Vec::new(), path, |_| true);
        assert_eq!(gone.stale.len(), 1);
        assert!(baseline.compare(Vec::new(), path, |_| false).stale.is_empty());
    }
}
