//! What rules may know beside the file of entities that they look at.

use crate::lint::port::files::Files;
use crate::lint::port::provider::Provider;
use crate::lint::port::refusals::Refusals;
use crate::model::Catalog;

/// What rules may know.
#[derive(Clone, Debug)]
pub struct Context<'c> {
    /// What is known of blueprints; none where nothing is.
    pub catalog: Option<&'c Catalog>,
    /// The other files of the repository.
    pub files: &'c dyn Files,
    /// Who reads the files in the end.
    pub provider: Provider,
    /// What a portal said of entities that it was asked about; none where none was.
    pub refusals: Option<&'c Refusals>,
    /// The names of the rules that run.
    pub(in crate::lint) running: Vec<&'static str>,
}

impl Context<'_> {
    /// Whether the rule of that name runs, and knows what it needs to.
    pub fn runs(&self, rule: &str) -> bool {
        self.running.contains(&rule)
    }
}
