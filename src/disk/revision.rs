//! The files of an earlier revision.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::disk::git::{Git, LIMIT, RevisionError, run};

/// Returns the files of a revision whose absolute path passes `wanted`, by their path from the top with `/` separators.
/// Links and files of more than `max_bytes` are skipped.
pub(crate) fn files_at(
    top: &Path,
    revision: &str,
    max_bytes: u64,
    wanted: &dyn Fn(&Path) -> bool,
) -> Result<Vec<(String, Vec<u8>)>, RevisionError> {
    let files = Revision::open(top, revision)?;
    let full = |path: &str| -> PathBuf { path.split('/').fold(top.to_path_buf(), |folder, part| folder.join(part)) };
    let mut paths = Vec::new();
    for (path, entry) in files.entries.iter().filter(|(path, entry)| !entry.is_link && wanted(&full(path))) {
        // Git does not print a size for an object that it does not have.
        let size = entry.size.ok_or_else(|| files.unreadable(format!("the object of `{path}` is missing")))?;
        if size <= max_bytes {
            paths.push(path.as_str());
        }
    }
    files.read(paths)
}

/// A revision and its files.
pub(crate) struct Revision<'t> {
    git: Git<'t>,
    /// The revision, as it was named.
    revision: String,
    /// The commit that it names.
    pub commit: String,
    /// By path from the top, with `/` separators. A name that is not UTF-8 cannot be one that Port or a model uses.
    pub entries: BTreeMap<String, Entry>,
}

/// A file or a link of a revision.
pub(crate) struct Entry {
    blob: String,
    pub is_link: bool,
    /// In bytes, if git has the object.
    pub size: Option<u64>,
}

impl<'t> Revision<'t> {
    /// Lists the files of a revision of the repository at `top`.
    pub(crate) fn open(top: &'t Path, revision: &str) -> Result<Self, RevisionError> {
        let git = Git::new(top)?;
        let commit = git.commit(revision)?;
        let sparse = git.output(&["config", "--bool", "core.sparseCheckout"])?;
        if sparse.is_ok_and(|value| value.trim_ascii() == b"true") {
            return Err(RevisionError::Sparse);
        }
        let mut opened = Self { git, revision: revision.to_owned(), commit, entries: BTreeMap::new() };
        let listed = opened.git.output(&["ls-tree", "-r", "-z", "-l", "--full-tree", &opened.commit])?;
        let listed = listed.map_err(|reason| opened.unreadable(reason))?;
        opened.entries = listed.split(|byte| *byte == 0).filter_map(entry).collect();
        Ok(opened)
    }

    /// Returns the content of these paths, in their order.
    pub(crate) fn read<'p>(
        &self,
        paths: impl IntoIterator<Item = &'p str>,
    ) -> Result<Vec<(String, Vec<u8>)>, RevisionError> {
        let blobs: Vec<(&str, &str)> =
            paths.into_iter().filter_map(|path| Some((path, self.entries.get(path)?.blob.as_str()))).collect();
        contents(&self.git, &blobs).map_err(|error| self.unreadable(error.to_string()))
    }

    /// Returns when it was committed, in RFC 3339.
    pub(crate) fn time(&self) -> Result<String, RevisionError> {
        const FORMAT: &str = "--date=format-local:%Y-%m-%dT%H:%M:%SZ";
        let mut command = self.git.command();
        command.args(["log", "-1", "--no-show-signature", "--format=%cd", FORMAT, &self.commit]).env("TZ", "UTC");
        let output = run(&mut command, LIMIT)?;
        Ok(String::from_utf8_lossy(output.stdout.trim_ascii()).into_owned())
    }

    fn unreadable(&self, reason: String) -> RevisionError {
        RevisionError::Unreadable { revision: self.revision.clone(), reason }
    }
}

/// Returns the path and the entry that a line of `git ls-tree` lists; `None` for a submodule.
fn entry(line: &[u8]) -> Option<(String, Entry)> {
    let (about, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    let parts: Vec<&str> = about.split_whitespace().collect();
    let [mode, "blob", blob, size] = parts[..] else { return None };
    let entry = Entry { blob: blob.to_owned(), is_link: !mode.starts_with("100"), size: size.parse().ok() };
    Some((path.to_owned(), entry))
}

fn contents(git: &Git<'_>, blobs: &[(&str, &str)]) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    if blobs.is_empty() {
        return Ok(Vec::new());
    }
    let mut child = git
        .command()
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let ended = || std::io::Error::other("it ended early");
    let (mut requests, answers) = (child.stdin.take().ok_or_else(ended)?, child.stdout.take().ok_or_else(ended)?);
    let read = std::thread::scope(|scope| {
        // Write and read in parallel, because either pipe may fill up.
        scope.spawn(move || blobs.iter().try_for_each(|(_, blob)| writeln!(requests, "{blob}")));
        let mut answers = BufReader::new(answers);
        blobs.iter().map(|(path, _)| Ok(((*path).to_owned(), content(&mut answers)?))).collect()
    });
    child.wait()?;
    read
}

/// Reads one answer: a line that ends in the size, the bytes and a line break.
fn content(answers: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut head = String::new();
    answers.read_line(&mut head)?;
    let size = head.split_whitespace().nth(2).and_then(|size| size.parse::<usize>().ok());
    let size = size.ok_or_else(|| std::io::Error::other(format!("unexpected output: `{}`", head.trim())))?;
    let mut bytes = vec![0; size];
    answers.read_exact(&mut bytes)?;
    answers.read_exact(&mut [0])?;
    Ok(bytes)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::*;

    /// A repository with one commit, whose file has no object any more.
    fn broken_repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::write(folder.path().join("port.yml"), "a: 1\n").expect("it can be written");
        run(folder.path(), &["init", "-q"]);
        run(folder.path(), &["add", "."]);
        run(folder.path(), &["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "a"]);
        let blob = run(folder.path(), &["rev-parse", "HEAD:port.yml"]);
        let blob = blob.trim();
        fs::remove_file(folder.path().join(".git/objects").join(&blob[..2]).join(&blob[2..])).expect("it is there");
        folder
    }

    fn run(folder: &Path, arguments: &[&str]) -> String {
        let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().expect("git runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    #[test]
    fn an_object_that_git_cannot_read_is_an_error() {
        let folder = broken_repository();
        let error = files_at(folder.path(), "HEAD", 1 << 20, &|_| true).expect_err("the object is gone");
        assert!(error.to_string().contains("`port.yml`"), "{error}");
        // Objects that are not needed may be missing.
        assert!(files_at(folder.path(), "HEAD", 1 << 20, &|_| false).is_ok());
    }

    #[test]
    fn a_repository_cannot_have_a_program_run() {
        let folder = broken_repository();
        let (program, trace) = (folder.path().join("evil.sh"), folder.path().join("trace"));
        fs::write(&program, format!("#!/bin/sh\ntouch '{}'\n", trace.display())).expect("it can be written");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it is ours");
        let program = program.display().to_string();
        for (name, value) in [
            ("extensions.partialClone", "origin"),
            ("remote.origin.promisor", "true"),
            ("protocol.ext.allow", "always"),
            ("remote.origin.uploadpack", &program),
            ("core.fsmonitor", &program),
            ("core.sshCommand", &program),
            ("credential.helper", &program),
            ("core.alternateRefsCommand", &program),
        ] {
            run(folder.path(), &["config", name, value]);
        }
        let there = folder.path().display().to_string();
        for url in
            [format!("ext::{program}"), there.clone(), format!("file://{there}"), "ssh://127.0.0.1:1/x".to_owned()]
        {
            run(folder.path(), &["config", "remote.origin.url", &url]);
            assert!(files_at(folder.path(), "HEAD", 1 << 20, &|_| true).is_err(), "{url}");
            assert!(!trace.exists(), "{url}");
        }
    }
}
