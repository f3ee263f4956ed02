//! Files of an earlier revision, read by running git.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::ground::closest::closest;
use crate::ground::git_settings::WITHOUT_PROGRAMS;

/// Why the files of an earlier revision could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// Git is not installed.
    #[error("git cannot be run: {0}")]
    NoGit(std::io::Error),
    /// There is no such revision.
    #[error("there is no revision `{revision}` in this repository")]
    Unknown {
        /// The revision.
        revision: String,
        /// Whether the clone is shallow, so that the revision may exist elsewhere.
        is_shallow: bool,
        /// The branch or tag that may be meant.
        near: Option<String>,
    },
    /// It is a folder or a file of a revision.
    #[error("`{0}` is not a commit")]
    NotACommit(String),
    /// The checkout is sparse, so a missing file may still exist.
    #[error("the checkout is sparse, so files that are missing here may still exist")]
    Sparse,
    /// Git could not read it.
    #[error("git could not read revision `{revision}`: {reason}")]
    Unreadable {
        /// The revision.
        revision: String,
        /// Git's message.
        reason: String,
    },
}

/// Additional settings like [`WITHOUT_PROGRAMS`], for a repository whose own settings are read.
const WITHOUT_OWN_PROGRAMS: &[(&str, &str)] =
    &[("core.alternateRefsCommand", "true"), ("core.askPass", ""), ("core.sshCommand", "ssh -o BatchMode=yes")];

/// Returns the files of a revision whose absolute path passes `wanted`, by their path from the top with `/` separators.
/// Links and files of more than `max_bytes` are skipped.
pub(crate) fn files_at(
    top: &Path,
    revision: &str,
    max_bytes: u64,
    wanted: &dyn Fn(&Path) -> bool,
) -> Result<Vec<(String, Vec<u8>)>, RevisionError> {
    let git = Git::new(top)?;
    let named = git.commit(revision)?;
    let sparse = git.output(&["config", "--bool", "core.sparseCheckout"])?;
    if sparse.is_ok_and(|value| value.trim_ascii() == b"true") {
        return Err(RevisionError::Sparse);
    }
    let unreadable = |reason: String| RevisionError::Unreadable { revision: revision.to_owned(), reason };
    let name = String::from_utf8_lossy(named.trim_ascii()).into_owned();
    let listed = git.output(&["ls-tree", "-r", "-z", "-l", "--full-tree", &name])?.map_err(unreadable)?;
    let mut blobs = BTreeMap::new();
    for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let entry = std::str::from_utf8(entry).ok().and_then(|entry| entry.split_once('\t'));
        // A name that is not UTF-8 cannot be one that Port reads.
        let Some((about, path)) = entry else { continue };
        let parts: Vec<&str> = about.split_whitespace().collect();
        let [mode, "blob", blob, size] = parts[..] else { continue };
        let full: PathBuf = path.split('/').fold(top.to_path_buf(), |folder, part| folder.join(part));
        if !mode.starts_with("100") || !wanted(&full) {
            continue;
        }
        // Git does not print a size for an object that it does not have.
        let size: u64 = size.parse().map_err(|_| unreadable(format!("the object of `{path}` is missing")))?;
        if size <= max_bytes {
            blobs.insert(path.to_owned(), blob.to_owned());
        }
    }
    contents(&git, &blobs).map_err(|error| unreadable(error.to_string()))
}

/// Runs git in the repository of a folder, without the programs that the repository's settings name.
struct Git<'t> {
    top: &'t Path,
    /// The transports that git may fetch a missing object by.
    transports: &'static str,
}

impl<'t> Git<'t> {
    fn new(top: &'t Path) -> Result<Self, RevisionError> {
        let mut git = Self { top, transports: "https:ssh" };
        // A remote on this machine can name any program to run in place of git's own, and nothing overrides it.
        let named = git.output(&["config", "-z", "--name-only", "--get-regexp", r"^remote\..*\.uploadpack$"])?;
        if named.unwrap_or_default().is_empty() {
            git.transports = "https:ssh:file";
        }
        Ok(git)
    }

    /// Returns a command that ignores the variables that git sets for hooks.
    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.top).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        command.env("GIT_ALLOW_PROTOCOL", self.transports).env("GIT_TERMINAL_PROMPT", "0");
        for (key, value) in WITHOUT_PROGRAMS.iter().chain(WITHOUT_OWN_PROGRAMS) {
            command.arg("-c").arg(format!("{key}={value}"));
        }
        command
    }

    /// Returns the name of the commit that a revision names.
    fn commit(&self, revision: &str) -> Result<Vec<u8>, RevisionError> {
        let revision = revision.to_owned();
        let is_shallow = match self.output(&["rev-parse", "--is-shallow-repository"])? {
            Ok(answer) => answer.trim_ascii() == b"true",
            Err(reason) => return Err(RevisionError::Unreadable { revision, reason }),
        };
        let named = |object: &str| self.output(&["rev-parse", "--verify", "--quiet", "--end-of-options", object]);
        if let Ok(name) = named(&format!("{revision}^{{commit}}"))? {
            return Ok(name);
        }
        // Git takes the name of any object as it is, even of one that it does not have.
        if let Ok(name) = named(&revision)?
            && named(&format!("{}^{{object}}", String::from_utf8_lossy(name.trim_ascii())))?.is_ok()
        {
            return Err(RevisionError::NotACommit(revision));
        }
        let listed =
            self.output(&["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/tags", "refs/remotes"])?;
        let listed = String::from_utf8_lossy(&listed.unwrap_or_default()).into_owned();
        let remote = format!("/{revision}");
        let near = listed.lines().find(|name| name.ends_with(&remote)).or_else(|| closest(&revision, listed.lines()));
        Err(RevisionError::Unknown { is_shallow, near: near.map(str::to_owned), revision })
    }

    /// Runs git, and returns its output or its error message.
    fn output(&self, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, RevisionError> {
        let output = self.command().args(arguments).stdin(Stdio::null()).output().map_err(RevisionError::NoGit)?;
        Ok(match output.status.success() {
            true => Ok(output.stdout),
            false => Err(String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("fatal: ").to_owned()),
        })
    }
}

fn contents(git: &Git<'_>, blobs: &BTreeMap<String, String>) -> std::io::Result<Vec<(String, Vec<u8>)>> {
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

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

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
