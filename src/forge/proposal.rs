//! The contents of a pull request.

/// The author of commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The email address.
    pub email: String,
}

/// The branch and the texts of a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The branch, which only portwright writes. Every run with the same purpose uses the same one.
    pub branch: String,
    /// The last line of a commit message, which marks our commits: `Portwright-Entity: service/payments`.
    pub trailer: String,
    /// The author of commits.
    pub author: Author,
    /// The pull request's title, and the first line of the commit's message.
    pub title: String,
    /// The pull request's text, in Markdown.
    pub body: String,
}
