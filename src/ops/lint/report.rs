//! The report of a session.

use std::path::PathBuf;

use crate::ground::finding::Finding;
use crate::lint::baseline::Entry;
use crate::ops::lint::check::OmittedFindings;
use crate::ops::lint::fix::FixedFile;
use crate::ops::validate::fails;

/// The findings of a session, and notes about them.
#[derive(Debug, Default)]
pub struct LintReport {
    /// Findings, sorted by file and place; those that are in the baseline are not among them.
    pub findings: Vec<Finding>,
    pub(crate) known: Vec<Finding>,
    /// Entries of the baseline that no longer occur; `count` says how often each is missing.
    pub stale: Vec<Entry>,
    pub(crate) updated_baseline: Option<String>,
    /// How many files were checked and are reported on.
    pub checked: usize,
    /// How many files were read for this report; those that were needed twice count twice.
    pub reads: usize,
    /// Files of that name that belong to another program, and what they are: "an Ansible playbook".
    pub(crate) foreign: Vec<(String, &'static str)>,
    /// Files with too many findings, and what is omitted of each.
    pub(crate) omitted: Vec<(String, OmittedFindings)>,
    pub(crate) excluded: usize,
    /// Listed files that do not exist.
    pub(crate) missing: Vec<String>,
    pub(crate) unread_folders: Vec<(PathBuf, String)>,
    /// Files with fixes, written unless this is a preview.
    pub(crate) fixed: Vec<FixedFile>,
    /// Whether this is a preview of fixes, and of nothing else.
    pub(crate) is_preview: bool,
    pub(crate) has_catalog: bool,
}

impl LintReport {
    /// Whether there is an error, or a warning if these are denied; a stale entry of the baseline; a fix that was not made.
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
