//! Whether the program was started so that it survives its terminal.

/// Whether SIGHUP was ignored when the program started, as `nohup` does. Without unsafe code, only Linux can tell.
pub(crate) fn is_hangup_ignored() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| ignores_hangup(&status))
}

/// Reads the mask of ignored signals, whose lowest bit stands for signal 1, SIGHUP.
fn ignores_hangup(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_bit_of_the_mask_is_sighup() {
        for (mask, is_ignored) in [("0000000000000001", true), ("0000000000001001", true), ("0000000000001000", false)]
        {
            assert_eq!(ignores_hangup(&format!("Name:\tx\nSigIgn:\t{mask}\nSigCgt:\t1\n")), is_ignored, "{mask}");
        }
        assert!(!ignores_hangup("Name:\tx\n"));
    }
}
