//! The diagnostics of the open documents, as they were last sent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::ground::finding::Finding;
use crate::lsp::baseline;
use crate::lsp::client::Capabilities;
use crate::lsp::diagnostic::{MAX_DIAGNOSTICS, diagnostic, of_failure, of_settings, path_of};
use crate::lsp::document::{Document, Documents};
use crate::lsp::folder::Folder;
use crate::ops::editor::{EditorProject, FileRole};
use crate::ops::lint::LintError;

/// What was last published, by path.
#[derive(Debug, Default)]
pub(crate) struct Published {
    sent: BTreeMap<PathBuf, Value>,
    /// The findings of each open document.
    findings: BTreeMap<PathBuf, Vec<Finding>>,
}

impl Published {
    /// Checks the folders that have changed, and returns what must be sent.
    pub(super) fn update(
        &mut self,
        folders: &mut [Folder<'_>],
        documents: &Documents,
        capabilities: &Capabilities,
    ) -> Vec<Value> {
        let roots: Vec<&Path> = folders.iter().map(|folder| folder.root).collect();
        let mut updates = Vec::new();
        for folder in folders.iter_mut() {
            if !std::mem::take(&mut folder.is_changed) {
                continue;
            }
            let inner: Vec<&Path> =
                roots.iter().copied().filter(|root| root.starts_with(folder.root) && *root != folder.root).collect();
            let is_own = |document: &&Document| {
                document.path.starts_with(folder.root) && !inner.iter().any(|root| document.path.starts_with(root))
            };
            let open: Vec<&Document> = documents.by_path.values().filter(is_own).collect();
            let (mut found, mut failure) = (BTreeMap::new(), None);
            match folder.project.as_mut().map(|project| findings(project, &open)) {
                Some(Ok(findings)) => found = findings,
                Some(Err(error)) => failure = Some(of_failure(&error.to_string())),
                None => {}
            }
            for document in open {
                let found = found.remove(&document.path).unwrap_or_default();
                let shown = found.iter().take(MAX_DIAGNOSTICS);
                let shown = shown.map(|one| diagnostic(one, document, folder.root, documents, capabilities));
                let of_baseline = folder.project.as_ref().map(|project| baseline::diagnostics(document, project));
                let others = of_settings(document).into_iter().chain(of_baseline.into_iter().flatten());
                let diagnostics = shown.chain(others).chain(failure.clone()).collect();
                updates.extend(self.set(document, diagnostics));
                self.findings.insert(document.path.clone(), found);
            }
        }
        updates
    }

    /// Sets the diagnostics of a document, and returns the message for the client if they have changed.
    fn set(&mut self, document: &Document, diagnostics: Vec<Value>) -> Option<Value> {
        let mut update = json!({ "uri": document.uri, "diagnostics": diagnostics });
        if let Some(version) = document.version {
            update["version"] = json!(version);
        }
        let is_new = self.sent.get(&document.path) != Some(&update);
        is_new.then(|| {
            self.sent.insert(document.path.clone(), update.clone());
            update
        })
    }

    /// The findings of a document.
    pub(super) fn of(&self, path: &Path) -> &[Finding] {
        self.findings.get(path).map_or(&[], Vec::as_slice)
    }

    /// Forgets a closed document, and returns the message that removes its diagnostics.
    pub(super) fn close(&mut self, document: &Document) -> Value {
        self.sent.remove(&document.path);
        self.findings.remove(&document.path);
        json!({ "uri": document.uri, "diagnostics": [] })
    }
}

/// The findings in open documents, by path. Only checks that can have findings in one of them run.
fn findings(project: &mut EditorProject<'_>, open: &[&Document]) -> Result<BTreeMap<PathBuf, Vec<Finding>>, LintError> {
    let paths: BTreeSet<&Path> = open.iter().map(|document| document.path.as_path()).collect();
    let has =
        |project: &EditorProject<'_>, roles: &[FileRole]| paths.iter().any(|path| roles.contains(&project.role(path)));
    let mut found = Vec::new();
    if has(project, &[FileRole::Entities, FileRole::Baseline]) {
        found.extend(project.entity_findings()?);
    }
    if has(project, &[FileRole::Model, FileRole::Template]) {
        found.extend(project.model_findings()?);
    }
    let mut by_path: BTreeMap<PathBuf, Vec<Finding>> = BTreeMap::new();
    for finding in found {
        let path = path_of(&finding, project.here());
        if paths.contains(path.as_path()) {
            by_path.entry(path).or_default().push(finding);
        }
    }
    Ok(by_path)
}
