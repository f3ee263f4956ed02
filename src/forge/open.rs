//! A forge: from an address to a checkout.

use super::access::{Access, Kind};
use super::address::Address;
use super::checkout::Checkout;
use super::error::ForgeError;
use super::git::{Bare, OnGit, Remote};
use super::pull::PullClient;
use super::watch::{RetryPolicy, Step, Watch};
use crate::net::{self, Redactor};
use secrecy::SecretString;
use std::ffi::OsString;
use std::fmt;
use std::time::Duration;

/// The ref of the base branch in the temporary repository.
const BASE: &str = "refs/portwright/base";

/// Time limits, retries, and the environment that git gets.
pub struct Options {
    /// The process's environment. Git gets the variables for programs, proxies and certificates only.
    pub inherited: Vec<(OsString, OsString)>,
    /// The time limit for one run of git.
    pub git_timeout: Duration,
    /// The options for API requests. The attempts, pauses and CA file also apply to git.
    pub net: net::Options,
    /// Called after every run of git.
    pub on_git: Option<OnGit>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            inherited: Vec::new(),
            git_timeout: Duration::from_secs(300),
            net: net::Options::default(),
            on_git: None,
        }
    }
}

/// A forge and the access to it.
pub struct Forge {
    access: Access,
    inherited: Vec<(OsString, OsString)>,
    git_timeout: Duration,
    retries: RetryPolicy,
    ca_file: Option<Vec<u8>>,
    git_authorization: Option<SecretString>,
    on_git: Option<OnGit>,
    redactor: Redactor,
    pulls: Option<PullClient>,
}

impl Forge {
    /// Creates a client of a forge, without connecting to it.
    pub fn new(access: Access, options: Options) -> Result<Self, ForgeError> {
        let redactor = Redactor::default();
        for secret in access.secrets() {
            redactor.learn(&secret);
        }
        let Options { inherited, git_timeout, net, on_git } = options;
        let retries = RetryPolicy { attempts: net.attempts.max(1), max_wait: net.max_wait };
        let ca_file = net.ca_file.clone();
        let pulls = match access.api()? {
            None => None,
            Some(api) => Some(PullClient::new(&access, api, net)?),
        };
        let git_authorization = access.git_authorization();
        Ok(Self { access, inherited, git_timeout, retries, ca_file, git_authorization, on_git, redactor, pulls })
    }

    /// Returns the kind of forge.
    pub fn kind(&self) -> Kind {
        self.access.kind
    }

    /// Ensures that a pull request has one comment of ours that begins with the marker, with this text in Markdown below it.
    /// Returns the URL of the comment, which is empty if the forge does not return it.
    ///
    /// # Errors
    /// A forge without pull requests; a pull request that does not exist; a token that may not write comments; a forge that
    /// cannot be reached.
    pub fn comment(
        &self,
        (repository, number): (&str, u64),
        marker: &str,
        text: &str,
        watch: Watch,
    ) -> Result<String, ForgeError> {
        match &self.pulls {
            Some(pulls) => pulls.comment((repository, number), marker, text, watch),
            None => Err(ForgeError::Refused {
                what: format!("writing a comment on pull request {number}"),
                reason: "this forge has no pull requests".to_owned(),
            }),
        }
    }

    /// Fetches one branch of a repository: `base`, or the default branch. Nothing is sent to hosts other than the configured
    /// one.
    pub fn open(&self, address: &Address, base: Option<&str>, watch: Watch) -> Result<Checkout<'_>, ForgeError> {
        let (url, name) = self.access.repository(address)?;
        let remote = Remote {
            url: &url,
            name: &name,
            authorization: self.git_authorization.as_ref(),
            ca_file: self.ca_file.as_deref(),
            inherited: &self.inherited,
            deadline: self.git_timeout,
            retries: self.retries,
            on_git: self.on_git.clone(),
        };
        let git = Bare::prepare(&remote, &self.redactor)?;
        watch.step(&Step::ListBranches { repository: name.clone() })?;
        let base: Vec<&str> = base.into_iter().collect();
        if let Some(invalid) = base.iter().find(|name| name.chars().any(char::is_control) || name.is_empty()) {
            let what = format!("the branch `{}` of `{name}`", invalid.escape_debug());
            return Err(ForgeError::NotFound { what, reason: "it is not a valid branch name".to_owned() });
        }
        let refs = git.list_branches(&url, &base, watch)?;
        let missing = |what: String, reason: &str| Err(ForgeError::NotFound { what, reason: reason.to_owned() });
        let base = match base.first().map(|base| (*base).to_owned()).or_else(|| refs.default.clone()) {
            Some(base) => base,
            None => {
                return missing(
                    format!("the default branch of `{name}`"),
                    "the repository has no commits yet, or the server did not report one",
                );
            }
        };
        let Some(commit) = refs.base(&base) else {
            return missing(format!("the branch `{base}` of `{name}`"), "the repository has no such branch");
        };
        if !git.is_branch_name(&base)? {
            return missing(format!("the branch `{base}` of `{name}`"), "it is not a valid branch name");
        }
        git.init(&url, commit)?;
        watch.step(&Step::Fetch { branch: base.clone() })?;
        git.fetch(&base, BASE, watch)?;
        // The branch may have moved since it was looked at.
        let commit = git.commit_of(BASE)?;
        let files = git.files(&commit)?;
        Ok(Checkout { pulls: self.pulls.as_ref(), redactor: &self.redactor, git, url, name, base, commit, files })
    }
}

impl fmt::Debug for Forge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forge")
            .field("kind", &self.access.kind)
            .field("host", &self.access.host)
            .finish_non_exhaustive()
    }
}
