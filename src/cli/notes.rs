//! Notes about requests that wait.

use std::sync::Mutex;

use crate::cli::terminal::print_note;
use crate::ground::lock::locked;
use crate::portal::http::Wait;

/// Prints notes at once, or keeps them for the progress of an apply, which is shown by another thread.
#[derive(Debug, Default)]
pub(crate) struct Notes(Mutex<Option<Vec<Wait>>>);

impl Notes {
    pub(crate) fn wait(&self, wait: &Wait) {
        match &mut *locked(&self.0) {
            Some(kept) => kept.push(wait.clone()),
            None => print_note(&wait.to_string()),
        }
    }

    /// The server takes long to answer. Progress shows that by itself.
    pub(crate) fn slow(&self, server: &str) {
        if locked(&self.0).is_none() {
            print_note(&format!("waiting for {server} ..."));
        }
    }

    /// From now on, keeps notes until they are taken.
    pub(crate) fn keep(&self) {
        locked(&self.0).get_or_insert_default();
    }

    /// Takes the notes that were kept.
    pub(crate) fn take(&self) -> Vec<Wait> {
        locked(&self.0).as_mut().map(std::mem::take).unwrap_or_default()
    }
}
