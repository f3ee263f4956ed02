//! The commits of a branch that its base does not have.

use super::Bare;
use crate::forge::error::ForgeError;
use crate::forge::git::commit::{Commit, FetchResult, parse_commit};
use crate::forge::git::fault::{BRANCH_GONE, NOTHING_SELECTED};
use crate::forge::git::program::Run;
use crate::forge::watch::Watch;

/// Git's number for an unlimited depth. `--unshallow` means the same, but fails if the repository is not shallow.
const FULL_DEPTH: &str = "--depth=2147483647";

/// The ref of the base's full history, if it had to be fetched.
const HISTORY: &str = "refs/portwright/history";

/// The ref of a single commit of the base.
const ANCESTOR: &str = "refs/portwright/ancestor";

impl Bare<'_> {
    /// Fetches the commits of `source`, a ref or a commit, that the branch `base` does not have.
    pub(crate) fn fetch_above(
        &self,
        base: &str,
        source: &str,
        into: &str,
        watch: Watch,
    ) -> Result<FetchResult, ForgeError> {
        let exclude = format!("--shallow-exclude=refs/heads/{base}");
        match self.fetch_with(&[&exclude], source, into, watch) {
            Ok(()) => Ok(FetchResult::OnlyNewCommits),
            Err(ForgeError::Git { reason, .. }) if reason.contains(NOTHING_SELECTED) => Ok(FetchResult::NoNewCommits),
            Err(ForgeError::Git { reason, .. }) if reason.contains(BRANCH_GONE) => Ok(FetchResult::BranchGone),
            // Some servers cannot exclude a branch, so compare the full histories.
            Err(ForgeError::Git { .. }) => {
                self.fetch_full_history(base, watch)?;
                self.fetch_with(&[FULL_DEPTH], source, into, watch)?;
                let is_on_base = self.is_in_history(&self.commit_of(into)?)?;
                Ok(if is_on_base { FetchResult::NoNewCommits } else { FetchResult::FullHistory })
            }
            Err(error) => Err(error),
        }
    }

    /// Fetches the trees of a commit of the base. Returns whether the full history had to be fetched for that.
    pub(crate) fn fetch_ancestor(&self, base: &str, commit: &str, watch: Watch) -> Result<bool, ForgeError> {
        match self.fetch_with(&["--depth=1"], commit, ANCESTOR, watch) {
            Ok(()) => Ok(false),
            // Some servers do not send a commit by its hash.
            Err(ForgeError::Git { .. }) => self.fetch_full_history(base, watch).map(|()| true),
            Err(error) => Err(error),
        }
    }

    fn fetch_full_history(&self, base: &str, watch: Watch) -> Result<(), ForgeError> {
        self.fetch_with(&[FULL_DEPTH], &format!("refs/heads/{base}"), HISTORY, watch)
    }

    /// Returns whether the base's full history, which was fetched, has a commit.
    pub(crate) fn is_in_history(&self, commit: &str) -> Result<bool, ForgeError> {
        let args = vec!["merge-base", "--is-ancestor", commit, HISTORY];
        Ok(self.program.run(Run { args, extra: self.git_dir(), ..Run::default() })?.success)
    }

    /// Returns whether parents of a fetched commit were left out because the base has them.
    pub(crate) fn has_omitted_parents(&self, commit: &str) -> bool {
        let list = std::fs::read_to_string(self.folder.path().join("repository.git/shallow"));
        list.is_ok_and(|list| list.lines().any(|cut| cut == commit))
    }

    pub(crate) fn commit_object(&self, commit: &str) -> Result<Commit, ForgeError> {
        let ran = self.in_repository(vec!["cat-file", "commit", commit])?;
        Ok(parse_commit(&String::from_utf8_lossy(&ran.stdout)))
    }

    /// Returns the paths of files that differ between two commits.
    pub(crate) fn changed_paths(&self, before: &str, after: &str) -> Result<Vec<String>, ForgeError> {
        let (before, after) = (format!("{before}^{{tree}}"), format!("{after}^{{tree}}"));
        let args = vec!["diff-tree", "-r", "-z", "--no-renames", "--name-only", &before, &after];
        let ran = self.in_repository(args)?;
        let text = String::from_utf8_lossy(&ran.stdout).into_owned();
        Ok(text.split_terminator('\0').map(str::to_owned).collect())
    }

    /// Returns the object of a file, or `None` if the commit does not have it.
    pub(crate) fn file_object(&self, commit: &str, path: &str) -> Result<Option<String>, ForgeError> {
        let name = format!("{commit}:{path}");
        let args = vec!["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
        let ran = self.program.run(Run { args, extra: self.git_dir(), ..Run::default() })?;
        Ok(ran.success.then(|| String::from_utf8_lossy(&ran.stdout).trim().to_owned()))
    }

    /// Merges two versions of a file as git would. Returns `None` if they conflict.
    pub(crate) fn merged(&self, ours: &[u8], before: &[u8], theirs: &[u8]) -> Result<Option<Vec<u8>>, ForgeError> {
        let names = ["merge-ours", "merge-before", "merge-theirs"];
        for (name, bytes) in names.iter().zip([ours, before, theirs]) {
            std::fs::write(self.folder.path().join(name), bytes).map_err(|error| ForgeError::Git {
                what: "a temporary file could not be written".to_owned(),
                reason: error.to_string(),
            })?;
        }
        let args = ["merge-file", "-p", "--quiet"].into_iter().chain(names).collect();
        let ran = self.program.run(Run { args, ..Run::default() })?;
        Ok(ran.success.then_some(ran.stdout))
    }
}
