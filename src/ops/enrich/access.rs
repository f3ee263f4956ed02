//! Access to the forge of a repository.

use secrecy::SecretString;

use crate::enrich::Refusal;
use crate::forge::{Access, Address, AddressError, ForgeError, Kind};
use crate::ops::enrich::failure::EnrichError;

#[derive(Clone, Copy)]
pub(crate) struct ForgeChoice<'c> {
    /// The address of the repository, if the operator names it.
    pub remote: Option<&'c str>,
    pub kind: Option<Kind>,
    /// The host that the token is for.
    pub host: Option<&'c str>,
    pub api: Option<&'c str>,
    /// The branch to change; else the default branch.
    pub base: Option<&'c str>,
    /// The pattern of repositories' addresses, in which `{identifier}` is replaced by the entity's identifier.
    pub pattern: Option<&'c str>,
    /// The token for a forge, and the email address that belongs to it.
    pub token: &'c dyn Fn(Kind) -> (Option<SecretString>, Option<String>),
}

impl ForgeChoice<'_> {
    pub(super) fn access(&self, address: &Address) -> Result<Access, EnrichError> {
        let host = match (self.host, self.kind, self.remote) {
            (Some(host), _, _) => host.to_ascii_lowercase(),
            // A repository that the operator names also determines the host.
            (None, _, Some(_)) => address.host().to_owned(),
            (None, Some(Kind::Github), None) => "github.com".to_owned(),
            (None, Some(Kind::Gitlab), None) => "gitlab.com".to_owned(),
            (None, Some(Kind::Bitbucket), None) => "bitbucket.org".to_owned(),
            (None, Some(Kind::Plain) | None, None) => {
                let refusal = Refusal::new("no host is configured for the token, so it is not sent");
                return Err(refusal.help("set `[enrich] host` in portwright.toml, such as `github.com`").into());
            }
        };
        let Some(kind) = self.kind.or_else(|| Kind::of_host(&host)) else {
            return Err(ForgeError::from(AddressError::UnknownForge { host }).into());
        };
        let (token, email) = (self.token)(kind);
        Ok(Access { kind, host, api: self.api.map(str::to_owned), token, email })
    }
}
