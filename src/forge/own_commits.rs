//! Whether a branch has only portwright's own commits, so that it may be overwritten.

use super::checkout::Checkout;
use super::error::ForgeError;
use super::git::{Commit, FetchResult};
use super::proposal::Proposal;
use super::watch::{Step, Watch};

/// The ref of portwright's branch in the temporary repository.
const BRANCH: &str = "refs/portwright/branch";

/// A branch with more commits than this is treated as somebody else's.
const MAX_COMMITS: usize = 50;

/// Whether all commits of a branch are portwright's own, called "ours" below.
pub(super) enum BranchState {
    /// All its commits that the base does not have are ours.
    Ours,
    /// The base has all its commits.
    OnBase,
    /// It changed since it was listed.
    Moved,
    /// It has changes by somebody else, which the message describes.
    Foreign(String),
}

/// A commit of the branch, and whether its history was fetched.
struct FetchedCommit<'c> {
    object: &'c str,
    commit: Commit,
    /// Whether the full history was fetched.
    has_full_history: bool,
}

/// What a commit adds to its parents.
enum CommitVerdict {
    /// Nothing but our change, on top of this commit, which the base does not have.
    Continue(String),
    /// Nothing but our change, on top of the base.
    Ours,
    Foreign(String),
}

impl Checkout<'_> {
    /// Judges the branch that was at `tip`. A commit is ours if it has our committer and our trailer, and changes only
    /// the file at `path`. A merge of the base adds nothing by itself if git could have made it without help.
    pub(super) fn branch_state(
        &self,
        tip: &str,
        path: &str,
        proposal: &Proposal,
        watch: Watch,
    ) -> Result<BranchState, ForgeError> {
        if tip == self.commit {
            return Ok(BranchState::OnBase);
        }
        let branch = &proposal.branch;
        watch.step(&Step::Fetch { branch: branch.clone() })?;
        let mut has_full_history =
            match self.git.fetch_above(&self.base, &format!("refs/heads/{branch}"), BRANCH, watch)? {
                FetchResult::NoNewCommits => return Ok(BranchState::OnBase),
                FetchResult::BranchGone => return Ok(BranchState::Moved),
                result => result == FetchResult::FullHistory,
            };
        if self.git.commit_of(BRANCH)? != tip {
            return Ok(BranchState::Moved);
        }
        let mut next = tip.to_owned();
        for _ in 0..MAX_COMMITS {
            let mut fetched = FetchedCommit { object: &next, commit: self.git.commit_object(&next)?, has_full_history };
            let verdict = match fetched.commit.parents.clone().as_slice() {
                [parent] => self.change(&mut fetched, parent, path, proposal, watch)?,
                [first, base] => self.merge(&mut fetched, [first, base], path, watch)?,
                _ => CommitVerdict::Foreign(self.named(&fetched, "has no parents, or more than two")),
            };
            has_full_history = fetched.has_full_history;
            match verdict {
                CommitVerdict::Continue(parent) => next = parent,
                CommitVerdict::Ours => return Ok(BranchState::Ours),
                CommitVerdict::Foreign(reason) => return Ok(BranchState::Foreign(reason)),
            }
        }
        Ok(BranchState::Foreign("it has too many commits that are not on the base branch".to_owned()))
    }

    /// Judges a commit with one parent.
    fn change(
        &self,
        fetched: &mut FetchedCommit,
        parent: &str,
        path: &str,
        proposal: &Proposal,
        watch: Watch,
    ) -> Result<CommitVerdict, ForgeError> {
        if !is_ours(&fetched.commit, proposal) {
            return Ok(CommitVerdict::Foreign(self.named(fetched, "was made or changed by somebody else")));
        }
        let is_on_base = self.is_on_base(fetched, parent)?;
        if is_on_base {
            self.fetch_base_commit(fetched, parent, watch)?;
        }
        let changed = self.git.changed_paths(parent, fetched.object)?;
        if let Some(other) = changed.iter().find(|changed| *changed != path) {
            return Ok(CommitVerdict::Foreign(self.named(fetched, &format!("changes `{other}`"))));
        }
        Ok(if is_on_base { CommitVerdict::Ours } else { CommitVerdict::Continue(parent.to_owned()) })
    }

    /// Judges a merge of the base, such as that of GitHub's button "Update branch".
    fn merge(
        &self,
        fetched: &mut FetchedCommit,
        [first, base]: [&str; 2],
        path: &str,
        watch: Watch,
    ) -> Result<CommitVerdict, ForgeError> {
        let foreign = |words: &str| Ok(CommitVerdict::Foreign(self.named(fetched, words)));
        let merges_another = "merges a branch other than the base branch";
        if !fetched.has_full_history {
            if !self.git.has_omitted_parents(fetched.object) {
                return foreign(merges_another);
            }
            // One of the parents is on the base. If it is not the first one, it is the second one.
            match self.git.fetch_above(&self.base, first, BRANCH, watch)? {
                FetchResult::NoNewCommits | FetchResult::BranchGone => return foreign(merges_another),
                result => fetched.has_full_history = result == FetchResult::FullHistory,
            }
        }
        if fetched.has_full_history && (!self.git.is_in_history(base)? || self.git.is_in_history(first)?) {
            return Ok(CommitVerdict::Foreign(self.named(fetched, merges_another)));
        }
        self.fetch_base_commit(fetched, base, watch)?;
        let changed = self.git.changed_paths(base, fetched.object)?;
        let has_work =
            changed.iter().any(|changed| changed != path) || !self.is_clean(fetched, [first, base], path, watch)?;
        if has_work {
            return Ok(CommitVerdict::Foreign(self.named(fetched, "is a merge with changes made by somebody else")));
        }
        Ok(CommitVerdict::Continue(first.to_owned()))
    }

    /// Returns whether a merge has the file as one of its parents has it, or as git merges it.
    fn is_clean(
        &self,
        fetched: &mut FetchedCommit,
        [first, base]: [&str; 2],
        path: &str,
        watch: Watch,
    ) -> Result<bool, ForgeError> {
        let [merged, ours, theirs] = [fetched.object, first, base].map(|commit| self.git.file_object(commit, path));
        let (merged, ours, theirs) = (merged?, ours?, theirs?);
        if merged == ours || merged == theirs {
            return Ok(true);
        }
        // The base of the first parent: its own parent, or the commit that was merged into it last.
        let Some(before) = self.git.commit_object(first)?.parents.pop() else { return Ok(false) };
        self.fetch_base_commit(fetched, &before, watch)?;
        let (Some(merged), Some(ours), Some(theirs), Some(before)) =
            (merged, ours, theirs, self.git.file_object(&before, path)?)
        else {
            return Ok(false);
        };
        self.git.fetch_blobs(&[&merged, &ours, &theirs, &before], watch)?;
        let [merged, ours, theirs, before] = [merged, ours, theirs, before].map(|object| self.git.bytes(&object));
        Ok(self.git.merged(&ours?, &before?, &theirs?)? == Some(merged?))
    }

    /// Returns whether the base has a commit that is the only parent of another one.
    fn is_on_base(&self, fetched: &FetchedCommit, parent: &str) -> Result<bool, ForgeError> {
        if fetched.has_full_history {
            self.git.is_in_history(parent)
        } else {
            Ok(self.git.has_omitted_parents(fetched.object))
        }
    }

    /// Fetches the trees of a commit of the base, if they are not here.
    fn fetch_base_commit(&self, fetched: &mut FetchedCommit, commit: &str, watch: Watch) -> Result<(), ForgeError> {
        if !fetched.has_full_history && commit != self.commit {
            fetched.has_full_history = self.git.fetch_ancestor(&self.base, commit, watch)?;
        }
        Ok(())
    }

    fn named(&self, fetched: &FetchedCommit, words: &str) -> String {
        let subject = fetched.commit.message.lines().next().unwrap_or_default();
        let short = &fetched.object[..fetched.object.len().min(10)];
        format!("its commit {short}, `{}`, {words}", self.redactor.brief(subject, 200))
    }
}

/// Returns whether a commit has our committer, and our trailer in the last paragraph of its message.
fn is_ours(commit: &Commit, proposal: &Proposal) -> bool {
    has_trailer(&commit.message, &proposal.trailer) && plain(&commit.committer) == plain(&proposal.author.email)
}

/// Git drops such characters from addresses.
fn plain(email: &str) -> String {
    let kept: String = email.chars().filter(|c| !matches!(c, '<' | '>' | '\n')).collect();
    kept.trim_matches(|c: char| c <= ' ' || ".,:;\"\\'".contains(c)).to_owned()
}

fn has_trailer(message: &str, trailer: &str) -> bool {
    let mut lines = message.trim_end().lines().rev().take_while(|line| !line.trim().is_empty());
    lines.any(|line| line.trim_end() == trailer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRAILER: &str = "Portwright-Entity: service/payments";

    #[test]
    fn the_trailer_is_in_the_last_paragraph() {
        assert!(has_trailer("Title\n\nPortwright-Entity: service/payments\n", TRAILER));
        assert!(has_trailer("Title\n\nA: b\nPortwright-Entity: service/payments\r\nC: d\n\n", TRAILER));
        for other in [
            "Title",
            "Title\n\nPortwright-Entity: service/payments\n\nCo-authored-by: me",
            "Title\n\nPortwright-Entity: service/payments2",
            "Title\n\n> Portwright-Entity: service/payments",
            "",
        ] {
            assert!(!has_trailer(other, TRAILER), "{other}");
        }
    }

    #[test]
    fn addresses_are_compared_as_git_writes_them() {
        assert_eq!(plain(" <me@acme.example>. "), plain("me@acme.example"));
        assert_ne!(plain("me@acme.example"), plain("you@acme.example"));
    }
}
