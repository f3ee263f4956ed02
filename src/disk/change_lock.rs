//! The lock around each change to files, so that a signal cannot end the program in the middle of one.

use std::sync::{Mutex, MutexGuard};

use crate::ground::lock::locked;

static CHANGES: Mutex<()> = Mutex::new(());

/// Waits until no file is being changed, and prevents further changes until the guard is dropped.
pub(crate) fn lock_changes() -> MutexGuard<'static, ()> {
    locked(&CHANGES)
}
