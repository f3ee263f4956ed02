//! Credentials for a forge, and the environment of its git.

use std::ffi::OsString;

use secrecy::SecretString;

use crate::cli::env::settings::present;
use crate::forge::Kind;

/// A forge's token, and the email address that Bitbucket needs with it.
pub(super) type Token = (Option<SecretString>, Option<String>);

/// The token for a forge: from PORTWRIGHT_FORGE_TOKEN, else from the variables that the forge's own tools read.
pub(crate) fn forge_token(kind: Kind) -> Token {
    let (names, email): (&[&str], _) = match kind {
        Kind::Github => (&["GITHUB_TOKEN", "GH_TOKEN"], None),
        Kind::Gitlab => (&["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"], None),
        Kind::Bitbucket => (&["BITBUCKET_TOKEN"], present("BITBUCKET_EMAIL")),
        Kind::Plain => (&[], None),
    };
    let token = std::iter::once(&"PORTWRIGHT_FORGE_TOKEN").chain(names).find_map(|name| present(name));
    (token.map(SecretString::from), email)
}

/// The environment of this process; git receives the variables that it needs.
pub(crate) fn inherited() -> Vec<(OsString, OsString)> {
    std::env::vars_os().collect()
}
