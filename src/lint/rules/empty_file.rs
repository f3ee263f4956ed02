//! A file that declares nothing.

use crate::ground::source::{Location, Span};
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::{FileContent, ModelFile};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule = Rule::warning("empty-file", include_str!("empty_file.md"), Check::ModelFile(check));

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    let Some(tree) = &file.tree else { return };
    let is_empty = |root: Node<'_>| root.is_null() || (root.is_list() && root.is_empty());
    // An empty list of removals or approvals may be kept.
    if matches!(file.content, FileContent::Removals | FileContent::Approvals) || !tree.roots().all(is_empty) {
        return;
    }
    let place = Location::new(&file.file, Span::default());
    found.push(
        RULE.at(place, "the file declares nothing").label("empty").help("declare a resource, or delete the file"),
    );
}
