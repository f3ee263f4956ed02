//! Files as an earlier revision has them, told by git itself.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a revision cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// Git cannot be run.
    #[error("git cannot be run: {0}")]
    NoGit(std::io::Error),
    /// It is no revision of this repository, or this is no repository.
    #[error("`{revision}` is not a revision of this repository (git: {reason})")]
    Unknown {
        /// What was asked for.
        revision: String,
        /// What git says.
        reason: String,
    },
    /// Only a part of the files is checked out, so one that is not there says nothing.
    #[error("only a part of the repository is checked out, so files that are not there may exist")]
    Sparse,
    /// Git did not give what it has.
    #[error("git could not read revision `{revision}`: {reason}")]
    Unreadable {
        /// What was asked for.
        revision: String,
        /// What git says.
        reason: String,
    },
}

/// The files of a revision whose absolute path is wanted, by their path from the top, with `/` between its parts. Those of
/// more than `most` bytes are left out, and so are links.
///
/// # Errors
/// See [`RevisionError`].
pub fn files_at(
    top: &Path,
    revision: &str,
    most: u64,
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
        // A name that is no UTF-8 is none that Port looks for.
        let Some((about, path)) = entry else { continue };
        let parts: Vec<&str> = about.split_whitespace().collect();
        let [mode, "blob", blob, size] = parts[..] else { continue };
        let is_small = size.parse::<u64>().is_ok_and(|size| size <= most);
        let full: PathBuf = path.split('/').fold(top.to_path_buf(), |folder, part| folder.join(part));
        if mode.starts_with("100") && is_small && wanted(&full) {
            blobs.insert(path.to_owned(), blob.to_owned());
        }
    }
    contents(top, &blobs).map_err(|error| unreadable(error.to_string()))
}

/// What git prints, or what it complains of.
fn output(top: &Path, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, RevisionError> {
    let output = git(top).args(arguments).stdin(Stdio::null()).output().map_err(RevisionError::NoGit)?;
    Ok(match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("fatal: ").to_owned()),
    })
}

/// Git, on the repository of a folder and no other, whatever a hook that runs this has set.
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
    let cut = || std::io::Error::other("it ended early");
    let (mut asks, answers) = (child.stdin.take().ok_or_else(cut)?, child.stdout.take().ok_or_else(cut)?);
    let read = std::thread::scope(|scope| {
        // Asking and reading at once: either pipe may be full.
        scope.spawn(move || blobs.values().try_for_each(|blob| writeln!(asks, "{blob}")));
        let mut answers = BufReader::new(answers);
        blobs.keys().map(|path| Ok((path.clone(), content(&mut answers)?))).collect()
    });
    child.wait()?;
    read
}

/// One answer: a line that ends in the size, and then the bytes and a line break.
fn content(answers: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut head = String::new();
    answers.read_line(&mut head)?;
    let size = head.split_whitespace().nth(2).and_then(|size| size.parse::<usize>().ok());
    let size = size.ok_or_else(|| std::io::Error::other(format!("it says `{}`", head.trim())))?;
    let mut bytes = vec![0; size];
    answers.read_exact(&mut bytes)?;
    answers.read_exact(&mut [0])?;
    Ok(bytes)
}
