//! A file of the model that lies in no kind's folder.

use crate::ground::closest::closest;
use crate::ground::source::{Location, Span};
use crate::kind::KINDS;
use crate::lint::rule::{Check, Finding, Rule};
use crate::model::{FileContent, ModelFile};

pub(super) const RULE: Rule = Rule::error("misplaced-file", include_str!("misplaced_file.md"), Check::ModelFile(check));

fn check(file: &ModelFile, found: &mut Vec<Finding>) {
    if !matches!(file.content, FileContent::Nothing) {
        return;
    }
    let folders: Vec<&str> = KINDS.iter().map(|kind| kind.plural).collect();
    let near = file.file.name.split('/').rev().skip(1).find_map(|folder| closest(folder, folders.iter().copied()));
    let help = match near {
        Some(near) => format!("move it to `{near}/`"),
        None => format!("move it to one of `{}/`, or out of the model", folders.join("/`, `")),
    };
    let message = "this file is not in one of the model's folders, so it is never read";
    found.push(RULE.at(Location::new(&file.file, Span::new(0, 0)), message).label("not read").help(help));
}
