//! What a session reports.

use std::path::PathBuf;

use crate::ground::finding::Finding;
use crate::lint::baseline::Entry;
use crate::ops::lint::check::OmittedFindings;
use crate::ops::lint::fix::FixedFile;
use crate::ops::validate::fails;

/// The findings of a session, and what a person should know beside them.
#[derive(Debug, Default)]
pub struct LintReport {
    /// Findings, sorted by file and place; those that are in the baseline are not among them.
    pub findings: Vec<Finding>,
    /// Findings that are in the baseline.
    pub known: Vec<Finding>,
    /// Entries of the baseline that no longer occur; `count` says how often each is missing.
    pub stale: Vec<Entry>,
    /// The baseline that the known findings were written to, if one was updated.
    pub updated_baseline: Option<String>,
    /// How many files were checked and are reported on.
    pub checked: usize,
    /// How many files were read for this report; those that were needed twice count twice.
    pub reads: usize,
    /// Files of that name that belong to another program, and what they are: "an Ansible playbook".
    pub foreign: Vec<(String, &'static str)>,
    /// Files with too many findings, and what is omitted of each.
    pub omitted: Vec<(String, OmittedFindings)>,
    /// How many files were skipped because the project excludes them.
    pub excluded: usize,
    /// Folders that could not be read, and why.
    pub unread_folders: Vec<(PathBuf, String)>,
    /// Files with fixes, written unless this is a preview.
    pub fixed: Vec<FixedFile>,
    /// Whether this is a preview of fixes, and of nothing else.
    pub is_preview: bool,
    /// Whether blueprints were loaded, to check properties and relations against.
    pub has_catalog: bool,
}

impl LintReport {
    /// Whether there is something that must be dealt with: an error, or a warning too where these are denied; an entry of
    /// the baseline that no longer occurs; a fix that was not made.
    pub(crate) fn fails(&self, deny_warnings: bool) -> bool {
        if self.is_preview {
            return !self.fixed.is_empty();
        }
        let is_omitted = |omitted: &OmittedFindings| omitted.error || (omitted.warning && deny_warnings);
        !self.stale.is_empty()
            || self.omitted.iter().any(|(_, omitted)| is_omitted(omitted))
            || fails(&self.findings, deny_warnings)
    }
}
