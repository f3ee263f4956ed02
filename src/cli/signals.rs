//! SIGINT and SIGTERM, for commands that must not stop in the middle of a request.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;

/// Installs handlers for SIGINT and SIGTERM: the first signal sets the flag, the second ends the program at once.
pub(crate) fn interrupted() -> Result<Arc<AtomicBool>, Failure> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(
            signal,
            i32::from(Exit::Interrupted.code()),
            Arc::clone(&flag),
        )?;
        signal_hook::flag::register(signal, Arc::clone(&flag))?;
    }
    Ok(flag)
}
