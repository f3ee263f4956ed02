//! Parallel work.

use std::sync::Mutex;

/// Calls `work` for each number on all processors, and returns the results in the order of the numbers. Each thread has its
/// own buffer.
pub(in crate::ops) fn in_parallel<T: Send, B: Default>(
    numbers: &[usize],
    work: impl Fn(usize, &mut B) -> Option<T> + Sync,
) -> Vec<(usize, T)> {
    /// Large enough that threads rarely wait for the lock.
    const CHUNK: usize = 16;
    // Each result is written to its own slot: results are large, so sorting them would be slow.
    let mut done = Vec::new();
    done.resize_with(numbers.len(), || None);
    let chunks = Mutex::new(numbers.chunks(CHUNK).zip(done.chunks_mut(CHUNK)));
    let run = || {
        let mut buffer = B::default();
        // If a thread panics while it holds the lock, the others stop, and the scope passes the panic on.
        while let Some((numbers, places)) = chunks.lock().ok().and_then(|mut chunks| chunks.next()) {
            for (number, place) in numbers.iter().zip(places) {
                *place = work(*number, &mut buffer).map(|done| (*number, done));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(numbers.len().div_ceil(CHUNK));
    if threads <= 1 {
        run();
    } else {
        std::thread::scope(|scope| {
            (0..threads).for_each(|_| {
                scope.spawn(run);
            });
        });
    }
    done.into_iter().flatten().collect()
}
