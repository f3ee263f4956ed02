//! A bare repository in a temporary folder, and the git commands on it and its remote.

mod blobs;
mod history;

use super::environment::{GitContext, environment};
use super::fault::{fault, is_stale, reason};
use super::memory::MAX_MEMORY_BYTES;
use super::program::{GitOutput, OnGit, Program, Run};
use super::tree::{Change, Signature, TreeFile, index_line, listed};
use crate::forge::error::ForgeError;
use crate::forge::watch::{RetryPolicy, Watch};
use crate::net::Redactor;
use secrecy::SecretString;
use std::ffi::OsString;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The remote repository, and how to reach it.
pub(in crate::forge) struct Remote<'a> {
    pub url: &'a str,
    /// Its name in messages: `acme/payments`.
    pub name: &'a str,
    pub authorization: Option<&'a SecretString>,
    pub ca_file: Option<&'a [u8]>,
    pub inherited: &'a [(OsString, OsString)],
    /// The time limit for one run of git.
    pub deadline: Duration,
    /// How to retry after network errors.
    pub retries: RetryPolicy,
    pub on_git: Option<OnGit>,
}

/// A bare repository in a temporary folder, which is deleted with it.
pub(in crate::forge) struct Bare<'f> {
    folder: TempDir,
    program: Program,
    name: String,
    retries: RetryPolicy,
    redactor: &'f Redactor,
}

#[derive(Debug)]
pub(in crate::forge) struct RemoteRefs {
    /// The branch that `HEAD` refers to.
    pub default: Option<String>,
    /// The name of each ref, and its object ID.
    pub references: Vec<(String, String)>,
}

impl RemoteRefs {
    /// Returns the commit of a branch.
    pub(crate) fn branch(&self, branch: &str) -> Option<&str> {
        let name = format!("refs/heads/{branch}");
        self.references.iter().find(|(known, _)| *known == name).map(|(_, object)| object.as_str())
    }

    /// Returns the commit of a branch. For the default branch, `HEAD` is enough.
    pub(crate) fn base(&self, branch: &str) -> Option<&str> {
        let head = || self.references.iter().find(|(known, _)| known == "HEAD").map(|(_, object)| object.as_str());
        self.branch(branch).or_else(|| head().filter(|_| self.default.as_deref() == Some(branch)))
    }
}

#[derive(Debug)]
pub(in crate::forge) enum Pushed {
    Done,
    /// The branch is no longer at the expected commit, or another push to it is in progress.
    Stale(String),
    Refused(String),
}

impl<'f> Bare<'f> {
    /// Creates the folder and checks the version of git, without connecting to the remote.
    pub(crate) fn prepare(remote: &Remote, redactor: &'f Redactor) -> Result<Self, ForgeError> {
        let local = |error: std::io::Error| ForgeError::Git {
            what: "a temporary folder could not be created".to_owned(),
            reason: error.to_string(),
        };
        let folder = tempfile::Builder::new().prefix("portwright-").tempdir().map_err(local)?;
        let ca_file = folder.path().join("ca.pem");
        if let Some(pem) = remote.ca_file {
            std::fs::write(&ca_file, pem).map_err(local)?;
        }
        let context = GitContext {
            inherited: remote.inherited,
            url: remote.url,
            authorization: remote.authorization,
            ca_file: remote.ca_file.map(|_| ca_file.as_path()),
        };
        let environment = environment(&context, folder.path());
        let on_git = remote.on_git.clone();
        let (deadline, max_memory) = (remote.deadline, MAX_MEMORY_BYTES);
        let program = Program { environment, folder: folder.path().to_owned(), deadline, max_memory, on_git };
        program.check()?;
        Ok(Self { folder, program, name: remote.name.to_owned(), retries: remote.retries, redactor })
    }

    /// Asks the remote for the commits of its default branch and of `branches`.
    pub(crate) fn list_branches(&self, url: &str, branches: &[&str], watch: Watch) -> Result<RemoteRefs, ForgeError> {
        let names: Vec<String> = branches.iter().map(|branch| format!("refs/heads/{branch}")).collect();
        let mut args = vec!["ls-remote", "--symref", "--quiet", "--", url, "HEAD"];
        args.extend(names.iter().map(String::as_str));
        let what = format!("reading `{}`", self.name);
        let ran = self.with_retries(watch, || {
            self.succeeded(
                &what,
                self.program.run(Run {
                    args: args.clone(),
                    is_remote: true,
                    stop: Some(watch.stop),
                    ..Run::default()
                })?,
            )
        })?;
        let mut refs = RemoteRefs { default: None, references: Vec::new() };
        for line in String::from_utf8_lossy(&ran.stdout).lines() {
            match line.split_once('\t') {
                Some((target, "HEAD")) if target.starts_with("ref: ") => {
                    refs.default = target.strip_prefix("ref: refs/heads/").map(str::to_owned);
                }
                Some((object, name)) => refs.references.push((name.to_owned(), object.to_owned())),
                None => {}
            }
        }
        Ok(refs)
    }

    /// Initializes the repository, with the hash algorithm of `object`.
    pub(crate) fn init(&self, url: &str, object: &str) -> Result<(), ForgeError> {
        let format = if object.len() == 64 { "--object-format=sha256" } else { "--object-format=sha1" };
        self.in_repository(vec!["init", "--quiet", "--bare", "--template=", format])?;
        self.in_repository(vec!["config", "remote.origin.url", url])?;
        Ok(())
    }

    /// Returns whether git accepts a name for a branch.
    pub(crate) fn is_branch_name(&self, branch: &str) -> Result<bool, ForgeError> {
        let name = format!("refs/heads/{branch}");
        let ran = self.program.run(Run { args: vec!["check-ref-format", &name], ..Run::default() })?;
        Ok(ran.success && !branch.starts_with('-'))
    }

    /// Fetches the latest commit of a branch and its trees. If the server supports it, blobs are fetched when they are read.
    pub(crate) fn fetch(&self, branch: &str, into: &str, watch: Watch) -> Result<(), ForgeError> {
        self.fetch_with(&["--depth=1"], &format!("refs/heads/{branch}"), into, watch)
    }

    /// Fetches `source`, a ref or a commit of the remote.
    fn fetch_with(&self, how: &[&str], source: &str, into: &str, watch: Watch) -> Result<(), ForgeError> {
        let refspec = format!("+{source}:{into}");
        let mut args = vec!["fetch", "--quiet", "--no-progress", "--no-tags", "--filter=blob:none", "--no-auto-gc"];
        args.extend(how);
        args.extend(["--", "origin", &refspec]);
        let short = source.strip_prefix("refs/heads/").unwrap_or(source);
        let what = format!("fetching `{short}` of `{}`", self.name);
        self.with_retries(watch, || {
            let (args, extra) = (args.clone(), self.git_dir());
            let run = Run { args, stop: Some(watch.stop), extra, is_remote: true, ..Run::default() };
            self.succeeded(&what, self.program.run(run)?)
        })?;
        Ok(())
    }

    pub(crate) fn commit_of(&self, name: &str) -> Result<String, ForgeError> {
        self.output_line(vec!["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")])
    }

    pub(crate) fn tree_of(&self, commit: &str) -> Result<String, ForgeError> {
        self.output_line(vec!["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{commit}^{{tree}}")])
    }

    pub(crate) fn files(&self, commit: &str) -> Result<Vec<TreeFile>, ForgeError> {
        Ok(listed(&self.in_repository(vec!["ls-tree", "-r", "-z", "--full-tree", commit])?.stdout))
    }

    /// Writes the tree of a commit with one file changed.
    pub(crate) fn tree_with(&self, commit: &str, change: Change) -> Result<String, ForgeError> {
        let hash = vec!["hash-object", "-w", "--stdin", "--no-filters", "-t", "blob"];
        let blob = self.with_input(hash, change.bytes.to_vec())?;
        let blob = String::from_utf8_lossy(&blob.stdout).trim().to_owned();
        self.in_repository(vec!["read-tree", commit])?;
        let line = index_line(change.path, change.mode, &blob);
        self.with_input(vec!["update-index", "-z", "--index-info"], line)?;
        // The other blobs may never have been fetched.
        self.output_line(vec!["write-tree", "--missing-ok"])
    }

    pub(crate) fn commit(&self, tree: &str, parent: &str, by: Signature, message: &str) -> Result<String, ForgeError> {
        let mut extra = self.git_dir();
        for (name, value) in [
            ("GIT_AUTHOR_NAME", by.name),
            ("GIT_AUTHOR_EMAIL", by.email),
            ("GIT_COMMITTER_NAME", by.name),
            ("GIT_COMMITTER_EMAIL", by.email),
        ] {
            extra.push((name, value.into()));
        }
        let args = vec!["commit-tree", tree, "-p", parent, "-F", "-"];
        let run = Run { args, input: message.into(), extra, ..Run::default() };
        let ran = self.succeeded("creating the commit", self.program.run(run)?)?;
        Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
    }

    /// Pushes a commit to a branch that is still at the commit `expected`, or does not exist if that is `None`. Retrying is
    /// safe, because git reports a branch that already has the commit as up to date.
    pub(crate) fn push(
        &self,
        commit: &str,
        branch: &str,
        expected: Option<&str>,
        watch: Watch,
    ) -> Result<Pushed, ForgeError> {
        let lease = format!("--force-with-lease=refs/heads/{branch}:{}", expected.unwrap_or_default());
        let refspec = format!("{commit}:refs/heads/{branch}");
        // A thin pack refers to blobs that may have to be fetched first.
        let args =
            vec!["push", "--porcelain", "--no-progress", "--no-thin", "--no-verify", &lease, "--", "origin", &refspec];
        let what = format!("pushing the branch `{branch}` of `{}`", self.name);
        self.with_retries(watch, || {
            let (args, extra) = (args.clone(), self.git_dir());
            let ran = self.program.run(Run { args, extra, is_remote: true, ..Run::default() })?;
            if ran.success {
                return Ok(Pushed::Done);
            }
            let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
            let Some(rejected) = printed.lines().find(|line| line.starts_with('!')) else {
                return Err(fault(what.clone(), &ran.stderr, self.redactor));
            };
            let short = rejected.rsplit('\t').next().unwrap_or_default();
            let remote: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("remote:")).collect();
            let detail = if remote.is_empty() {
                String::new()
            } else {
                format!(": {}", reason(&remote.join("\n"), self.redactor))
            };
            let detail = format!("{}{detail}", self.redactor.clean(short));
            Ok(if is_stale(rejected, &ran.stderr) { Pushed::Stale(detail) } else { Pushed::Refused(detail) })
        })
    }

    /// Returns the pause before looking at a branch again, after it changed during an attempt, counted from 1.
    pub(crate) fn pause_after(&self, attempt: u32) -> Duration {
        self.retries.pause_after(attempt)
    }

    fn git_dir(&self) -> Vec<(&'static str, OsString)> {
        vec![("GIT_DIR", self.folder.path().join("repository.git").into_os_string())]
    }

    fn in_repository(&self, args: Vec<&str>) -> Result<GitOutput, ForgeError> {
        self.with_input(args, Vec::new())
    }

    fn with_input(&self, args: Vec<&str>, input: Vec<u8>) -> Result<GitOutput, ForgeError> {
        let what = format!("git {}", args.first().unwrap_or(&""));
        self.succeeded(&what, self.program.run(Run { args, input, extra: self.git_dir(), ..Run::default() })?)
    }

    fn output_line(&self, args: Vec<&str>) -> Result<String, ForgeError> {
        Ok(String::from_utf8_lossy(&self.in_repository(args)?.stdout).trim().to_owned())
    }

    fn succeeded(&self, what: &str, ran: GitOutput) -> Result<GitOutput, ForgeError> {
        if ran.success { Ok(ran) } else { Err(fault(what.to_owned(), &ran.stderr, self.redactor)) }
    }

    /// Retries after network errors.
    fn with_retries<T>(&self, watch: Watch, run: impl Fn() -> Result<T, ForgeError>) -> Result<T, ForgeError> {
        let started = Instant::now();
        let mut attempt = 1;
        loop {
            match run() {
                // A run that timed out would time out again.
                Err(error @ ForgeError::Network { .. })
                    if attempt < self.retries.attempts && started.elapsed() < self.program.deadline =>
                {
                    watch.wait(&error, self.retries.pause_after(attempt))?;
                    attempt += 1;
                }
                result => return result,
            }
        }
    }
}
