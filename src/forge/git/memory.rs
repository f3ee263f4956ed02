//! The memory that git and the processes it started use.

use crate::ground::child_environment::withheld;
use std::process::{Command, Stdio};

/// Git keeps every branch that a server lists in memory, and has no limit for them.
pub(super) const MAX_MEMORY_BYTES: u64 = 1 << 30;

/// Returns the bytes that the processes of a group use, without mapped files. `None` if the system does not report it.
pub(super) fn of_group(group: u32) -> Option<u64> {
    match std::fs::read_dir("/proc/self") {
        Ok(_) => {
            Some(std::fs::read_dir("/proc").ok()?.flatten().filter_map(|one| of_process(&one.path(), group)).sum())
        }
        // macOS and the BSDs have no such files.
        Err(_) => {
            let mut ps = Command::new("ps");
            withheld().iter().for_each(|name| _ = ps.env_remove(name));
            let output = ps.args(["-A", "-o", "pgid=", "-o", "rss="]).stderr(Stdio::null()).output().ok()?;
            Some(sum(&String::from_utf8_lossy(&output.stdout), group))
        }
    }
}

/// Returns the bytes of a process in `/proc` if it belongs to the group.
fn of_process(folder: &std::path::Path, group: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
    // The name of the program is in parentheses, and may contain any character.
    let of_process: u32 = stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.parse().ok()?;
    if of_process != group {
        return None;
    }
    let status = std::fs::read_to_string(folder.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? << 10)
}

/// Returns the bytes of a group in lines with a group and a number of KiB.
fn sum(printed: &str, group: u32) -> u64 {
    let rows = printed.lines().filter_map(|line| line.trim().split_once(char::is_whitespace));
    let kib = rows.filter(|(of, _)| of.parse() == Ok(group)).filter_map(|(_, kib)| kib.trim().parse::<u64>().ok());
    kib.sum::<u64>() << 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_processes_of_the_group_count() {
        assert_eq!(sum("    1   400\n   17  1024\n  170    8\n   17     2\n", 17), 1026 << 10);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_in_proc_is_found_by_its_group() {
        use std::os::unix::process::CommandExt;
        let mut child = Command::new("sleep").arg("60").process_group(0).spawn().expect("`sleep` runs");
        let used = of_group(child.id()).expect("this is Linux");
        assert!(used > 0 && used < 64 << 20, "{used}");
        child.kill().and_then(|()| child.wait()).expect("it ends");
        assert_eq!(of_group(child.id()), Some(0));
    }
}
