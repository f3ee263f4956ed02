//! A program that stands in for git.

use std::ffi::OsString;
use std::process::Command;

use super::*;

/// A folder with a program called git, which precedes the real git on the `PATH`.
pub(crate) struct StandIn {
    folder: tempfile::TempDir,
}

impl StandIn {
    /// A program of these lines; `$GIT` is git, and `$HERE` the folder.
    pub(crate) fn new(lines: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = std::env::var_os("PATH").expect("a path");
        let git = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|file| file.is_file());
        let git = git.expect("git is needed for these tests");
        let file = folder.path().join("lines");
        let head = format!("#!/bin/sh\nGIT='{}'\nHERE='{}'\n", git.display(), folder.path().display());
        std::fs::write(&file, head + lines + "\n").expect("written");
        // A file that this process has open for writing, another thread's child may hold open; it could not be run then.
        let made = Command::new("install").args(["-m", "755"]).arg(&file).arg(folder.path().join("git")).status();
        assert!(made.expect("`install` runs").success());
        Self { folder }
    }

    /// Options by which it is found first.
    pub(crate) fn options(&self) -> Options {
        let mut options = options();
        options.inherited.retain(|(name, _)| name != "PATH");
        options.inherited.push(("PATH".into(), self.path()));
        options
    }

    /// Where programs are, this one first.
    pub(crate) fn path(&self) -> OsString {
        let path = std::env::var_os("PATH").expect("a path");
        let all = std::iter::once(self.folder.path().to_owned()).chain(std::env::split_paths(&path));
        std::env::join_paths(all).expect("a path")
    }

    /// The log that it wrote.
    pub(crate) fn notes(&self) -> String {
        let notes = std::fs::read(self.folder.path().join("notes")).unwrap_or_default();
        String::from_utf8_lossy(&notes).into_owned()
    }
}
