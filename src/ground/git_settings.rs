//! Settings under which git runs no program that a repository names.

/// Git settings, by key. They keep hooks, a file system monitor, credential helpers and maintenance from running.
pub(crate) const WITHOUT_PROGRAMS: &[(&str, &str)] = &[
    ("core.hooksPath", if cfg!(windows) { "NUL" } else { "/dev/null" }),
    ("core.fsmonitor", "false"),
    ("credential.helper", ""),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
];
