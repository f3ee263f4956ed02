//! The CI systems that can run the action *Enrich Service*.

/// A CI system that runs the action. Each is paired with a forge, as in Port's guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// GitHub Actions, with services on GitHub.
    Github,
    /// GitLab CI/CD, with services on GitLab.
    Gitlab,
    /// Jenkins, with services on Bitbucket.
    Jenkins,
}

impl Backend {
    pub(crate) const ALL: [Self; 3] = [Self::Github, Self::Gitlab, Self::Jenkins];

    /// Returns the value for `--backend`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Jenkins => "jenkins",
        }
    }
}
