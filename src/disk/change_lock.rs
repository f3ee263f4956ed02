//! The lock around each change to files, so that a signal cannot end the program in the middle of one.

use std::sync::{Mutex, MutexGuard, PoisonError};

static CHANGES: Mutex<()> = Mutex::new(());

/// Waits until no file is being changed, and prevents further changes until the guard is dropped.
pub(crate) fn lock_changes() -> MutexGuard<'static, ()> {
    CHANGES.lock().unwrap_or_else(PoisonError::into_inner)
}
