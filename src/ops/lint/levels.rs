//! The rules that a session treats apart, and how much each rule matters.

use crate::disk::project::{LevelSetting, ProjectFile};
use crate::ground::finding::Severity;
use crate::lint::port::{Level, Levels};
use crate::lint::rules::{DANGLING_RELATION, OF_NAMES};

/// The levels of a project, and then these, which take precedence.
pub(super) fn levels(project: &ProjectFile, over: Vec<(String, Level)>, pedantic: bool) -> Levels {
    let of_project = project.lint.rules.iter().map(|(name, setting)| (name.clone(), level(*setting.get_ref())));
    Levels { said: of_project.chain(over).collect(), pedantic }
}

/// Allows relations to entities that no file defines: the portal may have them.
pub(super) fn open_relations(levels: &mut Levels) {
    levels.said.push((DANGLING_RELATION.to_owned(), Level::Allow));
}

/// Whether a rule is about names alone, so that it can check a template whose values are not filled in yet.
pub(in crate::ops) fn is_about_names(rule: &str) -> bool {
    OF_NAMES.contains(&rule)
}

fn level(setting: LevelSetting) -> Level {
    match setting {
        LevelSetting::Error => Level::Report(Severity::Error),
        LevelSetting::Warn => Level::Report(Severity::Warning),
        LevelSetting::Allow => Level::Allow,
    }
}
