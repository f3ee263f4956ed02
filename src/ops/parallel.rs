//! Parallel work.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::ground::lock::locked;
use crate::portal::Portal;

/// How many requests are sent at once at most while a portal is read.
const MAX_READS: usize = 10;

/// Calls `read` for each of these, as many at once as the portal allows, and returns the results in the same order.
pub(in crate::ops) fn read_each<A: Sync, T: Send>(
    portal: &dyn Portal,
    all: &[A],
    read: impl Fn(&A) -> T + Sync,
) -> Vec<T> {
    let threads = portal.concurrency().min(MAX_READS).min(all.len());
    if threads <= 1 {
        return all.iter().map(read).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(all.len())));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((nth, one)) = all.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = read(one);
                    locked(&done).push((nth, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(nth, _)| *nth);
    done.into_iter().map(|(_, result)| result).collect()
}

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
