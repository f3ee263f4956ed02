//! Files of an earlier revision, read by running git.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Debug, thiserror::Error)]
pub(crate) enum RevisionError {
    #[error("git cannot be run: {0}")]
    NoGit(std::io::Error),
    #[error("`{revision}` is not a revision of this repository (git: {reason})")]
    Unknown { revision: String, reason: String },
    /// The checkout is sparse, so a missing file may still exist.
    #[error("the checkout is sparse, so files that are missing here may still exist")]
    Sparse,
    #[error("git could not read revision `{revision}`: {reason}")]
    Unreadable { revision: String, reason: String },
}

/// Returns the files of a revision whose absolute path passes `wanted`, by their path from the top with `/` separators.
/// Links and files of more than `max_bytes` are skipped.
pub(crate) fn files_at(
    top: &Path,
    revision: &str,
    max_bytes: u64,
    wanted: &dyn Fn(&Path) -> bool,
) -> Result<Vec<(String, Vec<u8>)>, RevisionError> {
    let commit = format!("{revision}^{{commit}}");
    let named = output(top, &["rev-parse", "--verify", "--end-of-options", &commit])?
        .map_err(|reason| RevisionError::Unknown { revision: revision.to_owned(), reason })?;
    let sparse = output(top, &["config", "--bool", "core.sparseCheckout"])?;
    if sparse.is_ok_and(|value| value.trim_ascii() == b"true") {
        return Err(RevisionError::Sparse);
    }
    let unreadable = |reason: String| RevisionError::Unreadable { revision: revision.to_owned(), reason };
    let name = String::from_utf8_lossy(named.trim_ascii()).into_owned();
    let listed = output(top, &["ls-tree", "-r", "-z", "-l", "--full-tree", &name])?.map_err(unreadable)?;
    let mut blobs = BTreeMap::new();
    for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let entry = std::str::from_utf8(entry).ok().and_then(|entry| entry.split_once('\t'));
        // A name that is not UTF-8 cannot be one that Port reads.
        let Some((about, path)) = entry else { continue };
        let parts: Vec<&str> = about.split_whitespace().collect();
        let [mode, "blob", blob, size] = parts[..] else { continue };
        let is_small = size.parse::<u64>().is_ok_and(|size| size <= max_bytes);
        let full: PathBuf = path.split('/').fold(top.to_path_buf(), |folder, part| folder.join(part));
        if mode.starts_with("100") && is_small && wanted(&full) {
            blobs.insert(path.to_owned(), blob.to_owned());
        }
    }
    contents(top, &blobs).map_err(|error| unreadable(error.to_string()))
}

/// Runs git, and returns its output or its error message.
fn output(top: &Path, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, RevisionError> {
    let output = git(top).args(arguments).stdin(Stdio::null()).output().map_err(RevisionError::NoGit)?;
    Ok(match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("fatal: ").to_owned()),
    })
}

/// Returns a git command for the repository of a folder, ignoring the variables that git sets for hooks.
fn git(top: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(top).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(name);
    }
    git
}

fn contents(top: &Path, blobs: &BTreeMap<String, String>) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    if blobs.is_empty() {
        return Ok(Vec::new());
    }
    let mut child = git(top)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let ended = || std::io::Error::other("it ended early");
    let (mut requests, answers) = (child.stdin.take().ok_or_else(ended)?, child.stdout.take().ok_or_else(ended)?);
    let read = std::thread::scope(|scope| {
        // Write and read in parallel, because either pipe may fill up.
        scope.spawn(move || blobs.values().try_for_each(|blob| writeln!(requests, "{blob}")));
        let mut answers = BufReader::new(answers);
        blobs.keys().map(|path| Ok((path.clone(), content(&mut answers)?))).collect()
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
