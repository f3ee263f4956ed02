//! The plain inputs of a session.

use crate::lint::Rule;
use crate::lint::engine::Level;
use crate::lint::port::Provider;
use crate::ops::catalog::CatalogSources;
use crate::ops::lint::baseline::BaselineUse;
use crate::ops::lint::selection::Selection;
use crate::ops::workspace::Workspace;
use crate::portal::Portal;

/// The inputs of a session. The project's settings are the defaults.
pub struct LintInput<'i> {
    /// The project, with the names of files to check and the levels of rules.
    pub workspace: Workspace<'i>,
    /// All rules.
    pub rules: &'i [&'static Rule],
    /// The files to report on.
    pub selection: Selection,
    /// Levels of rules, by name, that take precedence over those of the project.
    pub levels: Vec<(String, Level)>,
    /// Whether rules of severity "info" run where no level is set for them.
    pub pedantic: bool,
    /// Which of Port's integrations reads the files.
    pub provider: Option<Provider>,
    /// Where the blueprints come from.
    pub catalog: CatalogSources<'i>,
    /// The baseline, and how it is used.
    pub baseline: BaselineUse,
    /// The portal that is asked which entities it would refuse. Its blueprints are used if there is no other source.
    pub online: Option<&'i dyn Portal>,
    /// A git revision. Relations to entities that it declares and no file does are reported.
    pub base: Option<&'i str>,
    /// Whether relations may refer to entities that only the portal has.
    pub allow_unlisted_targets: bool,
    /// The fixes to apply, if any.
    pub fix: Option<Fix>,
    /// Whether the session caches results.
    pub caching: Caching,
}

/// Which fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Whether to apply unsafe fixes too.
    pub with_unsafe: bool,
    /// Whether to show the fixes without writing them.
    pub is_preview: bool,
}

/// What a session caches between two reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caching {
    /// Nothing: each report checks every file again. This takes the least memory.
    #[default]
    Off,
    /// The findings and a summary of each file: a second report checks only the files that changed.
    PerFile,
}

impl<'i> LintInput<'i> {
    /// All files of a project, at the levels that it sets.
    pub fn new(workspace: Workspace<'i>, rules: &'i [&'static Rule]) -> Self {
        Self {
            workspace,
            rules,
            selection: Selection::default(),
            levels: Vec::new(),
            pedantic: false,
            provider: None,
            catalog: CatalogSources::default(),
            baseline: BaselineUse::Ignore,
            online: None,
            base: None,
            allow_unlisted_targets: false,
            fix: None,
            caching: Caching::Off,
        }
    }
}
