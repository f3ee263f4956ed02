//! How much each rule matters.

use crate::disk::project::{LevelSetting, ProjectFile};
use crate::ground::finding::Severity;
use crate::lint::engine::{Level, Levels};

/// The levels of a project, and then these, which take precedence.
pub(super) fn levels(project: &ProjectFile, over: Vec<(String, Level)>, pedantic: bool) -> Levels {
    let of_project = project.lint.rules.iter().map(|(name, setting)| (name.clone(), level(*setting.get_ref())));
    Levels { said: of_project.chain(over).collect(), pedantic }
}

fn level(setting: LevelSetting) -> Level {
    match setting {
        LevelSetting::Error => Level::Report(Severity::Error),
        LevelSetting::Warn => Level::Report(Severity::Warning),
        LevelSetting::Allow => Level::Allow,
    }
}
