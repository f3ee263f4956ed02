//! Running git in a repository, without any program that the repository names.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use crate::ground::child_environment::withheld;
use crate::ground::closest::closest;
use crate::ground::drain::drain;
use crate::ground::git_settings::WITHOUT_PROGRAMS;

/// Why the files of an earlier revision could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// Git is not installed.
    #[error("git cannot be run: {0}")]
    NoGit(std::io::Error),
    /// The repository does not have the revision.
    #[error("there is no revision `{revision}` in this repository")]
    Unknown {
        /// The revision.
        revision: String,
        /// Whether the clone is shallow, so that the revision may exist elsewhere.
        is_shallow: bool,
        /// The branch or tag that may be meant.
        near: Option<String>,
    },
    /// The folder is in no repository.
    #[error("this is not a git repository")]
    NoRepository,
    /// It is a folder or a file of a revision.
    #[error("`{0}` is not a commit")]
    NotACommit(String),
    /// The checkout is sparse, so a missing file may still exist.
    #[error("the checkout is sparse, so files that are missing here may still exist")]
    Sparse,
    /// Git did not finish in time.
    #[error("git did not finish within {} s", LIMIT.as_secs())]
    TooSlow,
    /// Git could not read it.
    #[error("git could not read revision `{revision}`: {reason}")]
    Unreadable {
        /// The revision.
        revision: String,
        /// Git's message.
        reason: String,
    },
}

/// What git says about a folder.
#[derive(Debug)]
pub(crate) struct GitFacts {
    /// Such as `git version 2.50.1`.
    pub version: String,
    pub is_shallow: bool,
    pub has_tag: bool,
}

/// Asks git about a folder and a tag.
pub(crate) fn facts(folder: &Path, tag: &str) -> Result<GitFacts, RevisionError> {
    let git = Git::new(folder)?;
    let version = git.output(&["--version"])?.unwrap_or_default();
    let Ok(shallow) = git.output(&["rev-parse", "--is-shallow-repository"])? else {
        return Err(RevisionError::NoRepository);
    };
    let tag = format!("refs/tags/{tag}");
    Ok(GitFacts {
        version: String::from_utf8_lossy(version.trim_ascii()).into_owned(),
        is_shallow: shallow.trim_ascii() == b"true",
        has_tag: git.output(&["show-ref", "--verify", "--quiet", &tag])?.is_ok(),
    })
}

/// Additional settings like [`WITHOUT_PROGRAMS`], for a repository whose own settings are read.
const WITHOUT_OWN_PROGRAMS: &[(&str, &str)] =
    &[("core.alternateRefsCommand", "true"), ("core.askPass", ""), ("core.sshCommand", "ssh -o BatchMode=yes")];

/// The longest time for one command of git. A pipe among the files of a repository would stop it for ever.
pub(super) const LIMIT: Duration = Duration::from_secs(300);

/// Runs a command to its end, or ends it after a limit.
pub(super) fn run(command: &mut Command, limit: Duration) -> Result<Output, RevisionError> {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(RevisionError::NoGit)?;
    let stdout = drain(child.stdout.take().expect("it was asked for"), u64::MAX);
    let stderr = drain(child.stderr.take().expect("it was asked for"), u64::MAX);
    let end = Instant::now() + limit;
    let read = |pipe: &Receiver<io::Result<Vec<u8>>>| {
        pipe.recv_timeout(end.saturating_duration_since(Instant::now())).ok()?.ok()
    };
    if let (Some(stdout), Some(stderr)) = (read(&stdout), read(&stderr)) {
        let status = child.wait().map_err(RevisionError::NoGit)?;
        return Ok(Output { status, stdout, stderr });
    }
    _ = child.kill();
    _ = child.wait();
    Err(RevisionError::TooSlow)
}

/// Runs git in the repository of a folder, without the programs that the repository's settings name.
pub(super) struct Git<'t> {
    pub(super) top: &'t Path,
    /// The transports that git may fetch a missing object by.
    transports: &'static str,
}

impl<'t> Git<'t> {
    pub(super) fn new(top: &'t Path) -> Result<Self, RevisionError> {
        let mut git = Self { top, transports: "https:ssh" };
        // A remote on this machine can name any program to run in place of git's own, and nothing overrides it.
        let named =
            git.output(&["config", "-z", "--name-only", "--get-regexp", r"^remote\..*\.(uploadpack|receivepack)$"])?;
        if named.unwrap_or_default().is_empty() {
            git.transports = "https:ssh:file";
        }
        Ok(git)
    }

    /// Returns a command that ignores the variables that git sets for hooks.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.top).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        for name in withheld() {
            command.env_remove(name);
        }
        command.env("GIT_ALLOW_PROTOCOL", self.transports).env("GIT_TERMINAL_PROMPT", "0");
        for (key, value) in WITHOUT_PROGRAMS.iter().chain(WITHOUT_OWN_PROGRAMS) {
            command.arg("-c").arg(format!("{key}={value}"));
        }
        command
    }

    /// Returns the name of the commit that a revision names.
    pub(super) fn commit(&self, revision: &str) -> Result<String, RevisionError> {
        let revision = revision.to_owned();
        let is_shallow = match self.output(&["rev-parse", "--is-shallow-repository"])? {
            Ok(answer) => answer.trim_ascii() == b"true",
            Err(reason) if reason.contains("not a git repository") => return Err(RevisionError::NoRepository),
            Err(reason) => return Err(RevisionError::Unreadable { revision, reason }),
        };
        let named = |object: &str| self.output(&["rev-parse", "--verify", "--quiet", "--end-of-options", object]);
        if let Ok(name) = named(&format!("{revision}^{{commit}}"))? {
            return Ok(String::from_utf8_lossy(name.trim_ascii()).into_owned());
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
    pub(super) fn output(&self, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, RevisionError> {
        let output = run(self.command().args(arguments), LIMIT)?;
        Ok(match output.status.success() {
            true => Ok(output.stdout),
            false => Err(String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("fatal: ").to_owned()),
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_git_that_waits_for_ever_is_ended() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let git = |arguments: &[&str]| Command::new("git").arg("-C").arg(folder.path()).args(arguments).output();
        git(&["init", "-q"]).expect("git runs");
        let pipe = folder.path().join(".git/refs/heads/main");
        Command::new("mkfifo").arg(&pipe).output().expect("a pipe");
        let repository = Git::new(folder.path()).expect("git runs");
        let mut command = repository.command();
        command.args(["rev-parse", "--verify", "refs/heads/main"]);
        let start = Instant::now();
        let ended = run(&mut command, Duration::from_millis(300));
        assert!(matches!(ended, Err(RevisionError::TooSlow)), "{ended:?}");
        assert!(start.elapsed() < Duration::from_secs(30));
        let listed = run(Command::new("git").arg("--version"), Duration::from_secs(60)).expect("git runs");
        assert!(listed.status.success() && listed.stdout.starts_with(b"git"));
    }
}
