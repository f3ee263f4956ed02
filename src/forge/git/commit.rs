//! A commit, and what a fetch of new commits returned.

/// The result of fetching the commits of a branch that its base does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::forge) enum FetchResult {
    /// There are none: the base has all commits of the branch.
    NoNewCommits,
    /// They were fetched, without any commit of the base.
    OnlyNewCommits,
    /// They were fetched, together with the full history of the base.
    FullHistory,
    /// The branch no longer exists.
    BranchGone,
}

/// A commit, as its object describes it.
#[derive(Debug)]
pub(in crate::forge) struct Commit {
    pub parents: Vec<String>,
    /// The e-mail address of its committer.
    pub committer: String,
    pub message: String,
}

/// Parses the text of a commit.
pub(super) fn parse_commit(text: &str) -> Commit {
    let (head, message) = text.split_once("\n\n").unwrap_or((text, ""));
    let values = |name: &'static str| head.lines().filter_map(move |line| line.strip_prefix(name));
    let email =
        |who: &str| who.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(email, _)| email.to_owned());
    Commit {
        parents: values("parent ").map(str::to_owned).collect(),
        committer: values("committer ").next().and_then(email).unwrap_or_default(),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_read_as_it_was_written() {
        let text = "tree a\nparent b\nparent c\nauthor A <a@b> 0 +0000\ncommitter C <D> <c@d> 0 +0000\n\
                    gpgsig -----BEGIN\n parent x\n -----END\n\nTitle\n\nparent y\n";
        let commit = parse_commit(text);
        assert_eq!((commit.parents, commit.committer.as_str()), (vec!["b".to_owned(), "c".to_owned()], "c@d"));
        assert_eq!(commit.message, "Title\n\nparent y\n");
    }
}
