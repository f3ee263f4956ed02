//! Reading the output of a program while it runs.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, channel};

/// Reads a pipe on its own thread, so that it never fills up: to its end, or up to this many bytes.
pub(crate) fn drain(pipe: impl Read + Send + 'static, max_bytes: u64) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(max_bytes).read_to_end(&mut bytes);
        // Fails only if nobody waits for it any more.
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}
