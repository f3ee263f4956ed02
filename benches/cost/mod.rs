//! The cost of a process: CPU time, time, and memory.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Clock ticks per second in `/proc`, the same on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// The cost of a process.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// In seconds.
    pub(crate) cpu: f64,
    /// In seconds.
    pub(crate) wall: f64,
    /// The most memory that it used.
    pub(crate) kib: u64,
}

impl Cost {
    pub(crate) const MAX: Self = Self { cpu: f64::MAX, wall: f64::MAX, kib: u64::MAX };

    pub(crate) fn min(self, other: Self) -> Self {
        Self { cpu: self.cpu.min(other.cpu), wall: self.wall.min(other.wall), kib: self.kib.min(other.kib) }
    }
}

/// Runs a process and measures its cost. Its memory is sampled while it runs.
pub(crate) fn measure(command: &mut Command) -> Cost {
    let before = children_ticks();
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let peak = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let sampler = scope.spawn(|| {
            while let Some(kib) = fs::read_to_string(&status).ok().and_then(|text| peak_of(&text)) {
                peak.fetch_max(kib, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        child.wait().expect("it ends");
        sampler.join().expect("sampling cannot fail");
    });
    let wall = start.elapsed().as_secs_f64();
    Cost { cpu: (children_ticks() - before) / TICKS_PER_SECOND, wall, kib: peak.into_inner() }
}

fn peak_of(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// Returns the CPU time of all finished children, in clock ticks: the fields `cutime` and `cstime`.
fn children_ticks() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this is Linux");
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    fields.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum()
}
