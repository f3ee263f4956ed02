//! What runs the action *Enrich Service*.

/// What runs the action. Each goes with the forge that Port's guide has it work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A workflow of GitHub Actions; services are on GitHub.
    Github,
    /// A pipeline of GitLab CI/CD; services are on GitLab.
    Gitlab,
    /// A Jenkins pipeline; services are on Bitbucket.
    Jenkins,
}

impl Backend {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Github, Self::Gitlab, Self::Jenkins];

    /// As `--backend` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Jenkins => "jenkins",
        }
    }
}
