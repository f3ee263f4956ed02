//! What rules may know beside the file of entities that they look at.

use crate::lint::port::files::Files;
use crate::lint::port::provider::Provider;
use crate::lint::port::refusals::Refusals;
use crate::model::Catalog;

#[derive(Clone, Debug)]
pub(crate) struct Context<'c> {
    pub catalog: Option<&'c Catalog>,
    pub files: &'c dyn Files,
    pub provider: Provider,
    /// What a portal said of entities that it was asked about; none where none was.
    pub refusals: Option<&'c Refusals>,
    pub(in crate::lint) running: Vec<&'static str>,
}

impl Context<'_> {
    /// Whether the rule of that name runs, and knows what it needs to.
    pub(crate) fn runs(&self, rule: &str) -> bool {
        self.running.contains(&rule)
    }
}
