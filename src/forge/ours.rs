//! Whether a branch has only portwright's own commits, so that it may be overwritten.

use super::checkout::Checkout;
use super::error::ForgeError;
use super::git::{Above, Commit};
use super::proposal::Proposal;
use super::watch::{Step, Watch};

/// The ref of our branch in the temporary repository.
const BRANCH: &str = "refs/portwright/branch";

/// A branch with more commits than this is not ours.
const MAX_COMMITS: usize = 50;

/// Whether the commits of a branch are ours.
pub(super) enum Standing {
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
struct Looked<'c> {
    object: &'c str,
    commit: Commit,
    /// Whether the whole history is here.
    is_whole: bool,
}

/// What a commit adds to its parents.
enum Verdict {
    /// Nothing but our change, on top of this commit, which the base does not have.
    Continue(String),
    /// Nothing but our change, on top of the base.
    Ours,
    Foreign(String),
}

impl Checkout<'_> {
    /// Judges the branch that was at `tip`. A commit is ours if it has our committer and our trailer, and changes only
    /// the file at `path`. A merge of the base adds nothing by itself if git could have made it without help.
    pub(super) fn standing(
        &self,
        tip: &str,
        path: &str,
        proposal: &Proposal,
        watch: Watch,
    ) -> Result<Standing, ForgeError> {
        if tip == self.commit {
            return Ok(Standing::OnBase);
        }
        let branch = &proposal.branch;
        watch.step(&Step::Fetch { branch: branch.clone() })?;
        let mut is_whole = match self.git.fetch_above(&self.base, &format!("refs/heads/{branch}"), BRANCH, watch)? {
            Above::Nothing => return Ok(Standing::OnBase),
            Above::Gone => return Ok(Standing::Moved),
            above => above == Above::Whole,
        };
        if self.git.commit_of(BRANCH)? != tip {
            return Ok(Standing::Moved);
        }
        let mut next = tip.to_owned();
        for _ in 0..MAX_COMMITS {
            let mut looked = Looked { object: &next, commit: self.git.commit_object(&next)?, is_whole };
            let verdict = match looked.commit.parents.clone().as_slice() {
                [parent] => self.change(&mut looked, parent, path, proposal, watch)?,
                [first, base] => self.merge(&mut looked, [first, base], path, watch)?,
                _ => Verdict::Foreign(self.named(&looked, "has no single parent")),
            };
            is_whole = looked.is_whole;
            match verdict {
                Verdict::Continue(parent) => next = parent,
                Verdict::Ours => return Ok(Standing::Ours),
                Verdict::Foreign(reason) => return Ok(Standing::Foreign(reason)),
            }
        }
        Ok(Standing::Foreign("it has too many commits that are not on the base branch".to_owned()))
    }

    /// Judges a commit with one parent.
    fn change(
        &self,
        looked: &mut Looked,
        parent: &str,
        path: &str,
        proposal: &Proposal,
        watch: Watch,
    ) -> Result<Verdict, ForgeError> {
        if !is_ours(&looked.commit, proposal) {
            return Ok(Verdict::Foreign(self.named(looked, "was made or changed by somebody else")));
        }
        let is_on_base = self.is_on_base(looked, parent)?;
        if is_on_base {
            self.fetch_base_commit(looked, parent, watch)?;
        }
        let changed = self.git.changed_paths(parent, looked.object)?;
        if let Some(other) = changed.iter().find(|changed| *changed != path) {
            return Ok(Verdict::Foreign(self.named(looked, &format!("changes `{other}`"))));
        }
        Ok(if is_on_base { Verdict::Ours } else { Verdict::Continue(parent.to_owned()) })
    }

    /// Judges a merge of the base, such as that of GitHub's button "Update branch".
    fn merge(
        &self,
        looked: &mut Looked,
        [first, base]: [&str; 2],
        path: &str,
        watch: Watch,
    ) -> Result<Verdict, ForgeError> {
        let foreign = |words: &str| Ok(Verdict::Foreign(self.named(looked, words)));
        let merges_another = "merges a branch other than the base branch";
        if !looked.is_whole {
            if !self.git.is_cut(looked.object) {
                return foreign(merges_another);
            }
            // One of the parents is on the base. If it is not the first one, it is the second one.
            match self.git.fetch_above(&self.base, first, BRANCH, watch)? {
                Above::Nothing | Above::Gone => return foreign(merges_another),
                above => looked.is_whole = above == Above::Whole,
            }
        }
        if looked.is_whole && (!self.git.is_in_history(base)? || self.git.is_in_history(first)?) {
            return Ok(Verdict::Foreign(self.named(looked, merges_another)));
        }
        self.fetch_base_commit(looked, base, watch)?;
        let changed = self.git.changed_paths(base, looked.object)?;
        let has_work =
            changed.iter().any(|changed| changed != path) || !self.is_clean(looked, [first, base], path, watch)?;
        if has_work {
            return Ok(Verdict::Foreign(self.named(looked, "is a merge with changes made by somebody else")));
        }
        Ok(Verdict::Continue(first.to_owned()))
    }

    /// Returns whether a merge has the file as one of its parents has it, or as git merges it.
    fn is_clean(
        &self,
        looked: &mut Looked,
        [first, base]: [&str; 2],
        path: &str,
        watch: Watch,
    ) -> Result<bool, ForgeError> {
        let [merged, ours, theirs] = [looked.object, first, base].map(|commit| self.git.file_object(commit, path));
        let (merged, ours, theirs) = (merged?, ours?, theirs?);
        if merged == ours || merged == theirs {
            return Ok(true);
        }
        // The base of the first parent: its own parent, or the commit that was merged into it last.
        let Some(before) = self.git.commit_object(first)?.parents.pop() else { return Ok(false) };
        self.fetch_base_commit(looked, &before, watch)?;
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
    fn is_on_base(&self, looked: &Looked, parent: &str) -> Result<bool, ForgeError> {
        if looked.is_whole { self.git.is_in_history(parent) } else { Ok(self.git.is_cut(looked.object)) }
    }

    /// Fetches the trees of a commit of the base, if they are not here.
    fn fetch_base_commit(&self, looked: &mut Looked, commit: &str, watch: Watch) -> Result<(), ForgeError> {
        if !looked.is_whole && commit != self.commit {
            looked.is_whole = self.git.fetch_ancestor(&self.base, commit, watch)?;
        }
        Ok(())
    }

    fn named(&self, looked: &Looked, words: &str) -> String {
        let subject = looked.commit.message.lines().next().unwrap_or_default();
        let short = &looked.object[..looked.object.len().min(10)];
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
