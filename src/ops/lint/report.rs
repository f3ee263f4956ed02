//! The report of a session.

use std::path::PathBuf;

use crate::ground::finding::Finding;
use crate::lint::baseline::Entry;
use crate::ops::lint::fix::FixedFile;
use crate::ops::lint::input::Fix;
use crate::ops::validate::fails;

/// The findings of a session, and notes about them.
#[derive(Debug, Default)]
pub struct LintReport {
    /// Findings, sorted by file and place; those that are in the baseline are not among them.
    pub findings: Vec<Finding>,
    /// Findings that are in the baseline.
    pub(crate) known: Vec<Finding>,
    /// Entries of the baseline that no longer occur; `count` says how often each is missing.
    pub stale: Vec<Entry>,
    pub(crate) updated_baseline: Option<String>,
    /// How many files were checked and are reported on.
    pub checked: usize,
    /// How many files were read for this report; those that were needed twice count twice.
    pub reads: usize,
    /// Files named like a `port.yml` that belong to another program, and what they are: "an Ansible playbook".
    pub(crate) foreign: Vec<(String, &'static str)>,
    pub(crate) excluded: usize,
    /// Listed files that do not exist.
    pub(crate) missing: Vec<String>,
    pub(crate) unread_folders: Vec<(PathBuf, String)>,
    /// Files with fixes. They were written, except in a preview, and except a text that stands in for a file.
    pub(crate) fixed: Vec<FixedFile>,
    /// Which fixes were made or previewed.
    pub(crate) fix: Option<Fix>,
    /// The text that stands in for a file, with its fixes made.
    pub(crate) fixed_text: Option<Vec<u8>>,
    pub(crate) has_catalog: bool,
    /// The first selected path that is in the model, if no file was checked.
    pub(crate) in_model: Option<PathBuf>,
}

impl LintReport {
    /// Whether this is a preview of fixes, and of nothing else.
    pub(crate) fn is_preview(&self) -> bool {
        self.fix.is_some_and(|fix| fix.is_preview)
    }

    /// Whether there is an error, a warning if these are denied, or a stale entry of the baseline. A preview fails only if
    /// there is something to fix.
    pub(crate) fn fails(&self, deny_warnings: bool) -> bool {
        if self.is_preview() {
            return !self.fixed.is_empty();
        }
        !self.stale.is_empty() || fails(&self.findings, deny_warnings)
    }
}
