//! Publishing a file's new content as a pull request, without overwriting the work of others.

use super::checkout::Checkout;
use super::error::ForgeError;
use super::git::{Change, Pushed, Signature, writable};
use super::own_commits::BranchState;
use super::proposal::Proposal;
use super::pull::{PullChange, WantedPull};
use super::watch::{Step, Watch};

/// How often a branch is read while other runs push to it.
const MAX_READS: u32 = 8;

/// GitLab and Bitbucket accept 255 characters.
const MAX_TITLE_CHARS: usize = 250;

/// The effect of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishOutcome {
    /// A pull request was created, or a branch if the forge has no pull requests.
    Created,
    /// The pull request of an earlier run was updated.
    Updated,
    /// The pull request of an earlier run is up to date.
    AlreadyThere,
    /// The base already has this content, so nothing was pushed. A pull request of an earlier run was left alone.
    Unneeded,
}

/// The result of publishing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The effect of publishing.
    pub outcome: PublishOutcome,
    /// The URL of the pull request, if there is one.
    pub url: Option<String>,
    /// The commit of the branch; `None` if nothing was pushed.
    pub commit: Option<String>,
}

enum BranchChange {
    New,
    Replaced,
    Unchanged,
}

impl Checkout<'_> {
    /// Proposes new content for a file: one commit on our branch, and one pull request for it. A second run with the same
    /// content changes nothing, and one with other content updates both.
    ///
    /// # Errors
    /// [`ForgeError::Conflict`] if the branch has commits by somebody else, which are never overwritten. After a
    /// [`ForgeError::Network`] the branch may exist without a pull request; the next run creates it.
    pub fn publish(
        &self,
        path: &str,
        bytes: &[u8],
        proposal: &Proposal,
        watch: Watch,
    ) -> Result<Published, ForgeError> {
        let mode = writable(&self.files, path)?;
        if proposal.branch == self.base || !self.git.is_branch_name(&proposal.branch)? {
            let reason = "it is the base branch, or not a valid branch name".to_owned();
            return Err(ForgeError::Conflict { branch: proposal.branch.clone(), reason });
        }
        let exists = self.files.iter().any(|file| file.path == path);
        if exists && self.read(path, watch)? == bytes {
            return self.unneeded(proposal, watch);
        }
        let tree = self.git.tree_with(&self.commit, Change { path, bytes, mode })?;
        let (commit, branch) = self.push(&tree, path, proposal, watch)?;
        let Some(pulls) = self.pulls else {
            let outcome = match branch {
                BranchChange::New => PublishOutcome::Created,
                BranchChange::Replaced => PublishOutcome::Updated,
                BranchChange::Unchanged => PublishOutcome::AlreadyThere,
            };
            return Ok(Published { outcome, url: None, commit: Some(commit) });
        };
        let title = title(proposal);
        let (pull, is) = pulls.ensure(&self.name, &self.wanted(proposal, &title), watch)?;
        let outcome = match (is, branch) {
            (PullChange::Created, _) => PublishOutcome::Created,
            (PullChange::Updated, _) | (PullChange::Unchanged, BranchChange::New | BranchChange::Replaced) => {
                PublishOutcome::Updated
            }
            (PullChange::Unchanged, BranchChange::Unchanged) => PublishOutcome::AlreadyThere,
        };
        Ok(Published { outcome, url: Some(pull.url), commit: Some(commit) })
    }

    fn wanted<'p>(&'p self, proposal: &'p Proposal, title: &'p str) -> WantedPull<'p> {
        WantedPull { branch: &proposal.branch, base: &self.base, title, body: &proposal.body }
    }

    /// Returns the result if there is nothing to propose, with the pull request of an earlier run if it is still open.
    pub fn unneeded(&self, proposal: &Proposal, watch: Watch) -> Result<Published, ForgeError> {
        let pull = match self.pulls {
            Some(pulls) => pulls.find(&self.name, &self.wanted(proposal, &title(proposal)), watch)?,
            None => None,
        };
        Ok(Published { outcome: PublishOutcome::Unneeded, url: pull.map(|pull| pull.url), commit: None })
    }

    /// Ensures that the branch is one commit with this tree on top of the base.
    fn push(
        &self,
        tree: &str,
        path: &str,
        proposal: &Proposal,
        watch: Watch,
    ) -> Result<(String, BranchChange), ForgeError> {
        let branch = &proposal.branch;
        let conflict = |reason: String| Err(ForgeError::Conflict { branch: branch.clone(), reason });
        // Another run may push between listing and pushing, so look at the branch again.
        let mut look = 1;
        loop {
            watch.step(&Step::ListBranches { repository: self.name.clone() })?;
            let seen = self.git.list_branches(&self.url, &[branch], watch)?;
            let there = seen.branch(branch);
            let standing = there.map(|tip| self.branch_state(tip, path, proposal, watch)).transpose()?;
            let stale = match (there, standing) {
                (_, Some(BranchState::Foreign(reason))) => return conflict(reason),
                (_, Some(BranchState::Moved)) => "it changed while it was read".to_owned(),
                (Some(tip), Some(BranchState::Ours)) if self.git.tree_of(tip)? == tree => {
                    return Ok((tip.to_owned(), BranchChange::Unchanged));
                }
                (there, _) => {
                    let by = Signature { name: &proposal.author.name, email: &proposal.author.email };
                    let commit = self.git.commit(tree, &self.commit, by, &message(proposal))?;
                    watch.step(&Step::Push { branch: branch.clone(), replaces: there.is_some() })?;
                    match self.git.push(&commit, branch, there, watch)? {
                        Pushed::Done if there.is_some() => return Ok((commit, BranchChange::Replaced)),
                        Pushed::Done => return Ok((commit, BranchChange::New)),
                        Pushed::Refused(reason) => return conflict(reason),
                        Pushed::Stale(reason) => reason,
                    }
                }
            };
            let busy = ForgeError::Busy { branch: branch.clone(), reason: stale };
            if look == MAX_READS {
                return Err(busy);
            }
            watch.wait(&busy, self.git.pause_after(look))?;
            look += 1;
        }
    }
}

/// Returns the title on one line, shortened to what every forge accepts.
fn title(proposal: &Proposal) -> String {
    let line: String = proposal.title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.trim().char_indices().nth(MAX_TITLE_CHARS) {
        Some((end, _)) => format!("{}…", line.trim()[..end].trim_end()),
        None => line.trim().to_owned(),
    }
}

fn message(proposal: &Proposal) -> String {
    format!("{}\n\n{}\n", title(proposal), proposal.trailer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::proposal::Author;

    const TRAILER: &str = "Portwright-Entity: service/payments";

    #[test]
    fn a_commits_title_is_one_line() {
        let author = Author { name: "a".to_owned(), email: "a@b".to_owned() };
        let text = |text: &str| text.to_owned();
        let proposal =
            Proposal { branch: text("b"), trailer: text(TRAILER), author, title: text("Set\ntype"), body: text("") };
        assert_eq!(message(&proposal), format!("Set type\n\n{TRAILER}\n"));
        let long = Proposal { title: "ü".repeat(1000), ..proposal };
        assert_eq!(title(&long).chars().count(), MAX_TITLE_CHARS + 1);
    }
}
