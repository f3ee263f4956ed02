//! The environment of git, without the user's settings. Secrets are in it rather than in arguments.

use crate::ground::git_settings::WITHOUT_PROGRAMS;
use crate::net::{Url, is_loopback};
use secrecy::{ExposeSecret, SecretString};
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// The inherited variables: paths of programs and temporary files, proxies, and certificates.
const INHERITED: &[&str] = &[
    "PATH",
    "TMPDIR",
    "TMP",
    "TEMP",
    "SYSTEMROOT",
    "COMSPEC",
    "PATHEXT",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
];

/// Further inherited variables if the operator chose SSH.
const FOR_SSH: &[&str] =
    &["HOME", "USER", "USERNAME", "USERPROFILE", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GIT_SSH_COMMAND", "GIT_SSH"];

pub(in crate::forge) struct GitContext<'a> {
    /// The process's environment, of which only [`INHERITED`] and [`FOR_SSH`] are passed on.
    pub inherited: &'a [(OsString, OsString)],
    pub url: &'a str,
    /// Sent to the origin of `url` only, as `Authorization: Basic`.
    pub authorization: Option<&'a SecretString>,
    /// A PEM file of certificates to trust.
    pub ca_file: Option<&'a Path>,
}

/// The variables of git.
pub(super) struct Environment {
    /// Those of every run. No secret is in them.
    pub common: Vec<(OsString, OsString)>,
    /// Further ones, with the token, of runs that fetch or push.
    pub credentials: Vec<(OsString, OsString)>,
}

/// Returns the variables that git gets.
pub(super) fn environment(context: &GitContext, folder: &Path) -> Environment {
    let scheme = scheme(context.url);
    // Some systems spell these names in another case.
    let is_inherited = |name: &OsStr| {
        let known = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
        known(INHERITED) || scheme == "ssh" && known(FOR_SSH)
    };
    let mut all: Vec<(OsString, OsString)> =
        context.inherited.iter().filter(|(name, _)| is_inherited(name)).cloned().collect();
    let mut set = |name: &str, value: &OsStr| {
        all.retain(|(known, _)| known != name);
        all.push((name.into(), value.into()));
    };
    for (name, value) in [
        ("LC_ALL", "C"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_ASKPASS", ""),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" }),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        // A server could otherwise redirect to another protocol.
        ("GIT_ALLOW_PROTOCOL", scheme),
    ] {
        set(name, value.as_ref());
    }
    // Do not search for a repository above the temporary folder.
    set("GIT_CEILING_DIRECTORIES", folder.as_os_str());
    if scheme == "ssh" {
        if !context.inherited.iter().any(|(name, _)| name == "GIT_SSH_COMMAND" || name == "GIT_SSH") {
            set("GIT_SSH_COMMAND", "ssh -o BatchMode=yes".as_ref());
        }
    } else {
        // Git would read a `.netrc` there.
        set("HOME", folder.as_os_str());
    }
    if let Some(file) = context.ca_file {
        set("GIT_SSL_CAINFO", file.as_os_str());
    }
    let settings = settings(context);
    let count = settings.len();
    set("GIT_CONFIG_COUNT", count.to_string().as_ref());
    for (nth, (key, value)) in settings.into_iter().enumerate() {
        set(&format!("GIT_CONFIG_KEY_{nth}"), key.as_ref());
        set(&format!("GIT_CONFIG_VALUE_{nth}"), &value);
    }
    let mut credentials = Vec::new();
    if let (Some(authorization), Some(origin)) = (context.authorization, origin(context.url)) {
        let header = format!("Authorization: Basic {}", authorization.expose_secret());
        credentials = vec![
            ("GIT_CONFIG_COUNT".into(), (count + 1).to_string().into()),
            (format!("GIT_CONFIG_KEY_{count}").into(), format!("http.{origin}/.extraHeader").into()),
            (format!("GIT_CONFIG_VALUE_{count}").into(), header.into()),
        ];
    }
    Environment { common: all, credentials }
}

/// Returns git's settings of every run, which it reads from its environment.
fn settings(context: &GitContext) -> Vec<(String, OsString)> {
    let own = [
        ("core.symlinks", "false"),
        // No file is written, so names that some file systems do not support are harmless.
        ("core.protectNTFS", "false"),
        ("core.protectHFS", "false"),
        ("http.followRedirects", "false"),
        ("http.lowSpeedLimit", "1"),
        ("http.lowSpeedTime", "60"),
        ("submodule.recurse", "false"),
        ("fetch.recurseSubmodules", "false"),
        ("push.recurseSubmodules", "no"),
        ("push.gpgSign", "false"),
        ("commit.gpgSign", "false"),
    ];
    let mut settings: Vec<(String, OsString)> =
        WITHOUT_PROGRAMS.iter().chain(&own).map(|(key, value)| ((*key).to_owned(), value.into())).collect();
    if Url::parse(context.url).is_ok_and(|url| is_loopback(&url)) {
        settings.push(("http.proxy".to_owned(), OsString::new()));
    }
    settings
}

/// Returns the protocol of a URL, as `GIT_ALLOW_PROTOCOL` names it.
fn scheme(url: &str) -> &'static str {
    match url.split_once("://").map(|(scheme, _)| scheme) {
        Some("https") => "https",
        Some("http") => "http",
        Some("file") => "file",
        None if url.starts_with('/') => "file",
        Some(_) | None => "ssh",
    }
}

/// Returns the origin of an HTTP URL.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?;
    let host = rest.split('/').next()?;
    Some(&url[..scheme.len() + 3 + host.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variables of every run, and those of runs with the token.
    fn of(url: &str) -> [Vec<(String, String)>; 2] {
        let inherited: Vec<(OsString, OsString)> = [
            ("PATH", "/bin"),
            ("HOME", "/home/me"),
            ("https_proxy", "http://proxy:3128"),
            ("GIT_DIR", "/elsewhere"),
            ("GIT_CONFIG_PARAMETERS", "'core.hooksPath'='/evil'"),
            ("GITHUB_TOKEN", "canary-other"),
            ("LD_PRELOAD", "/evil.so"),
        ]
        .map(|(name, value)| (name.into(), value.into()))
        .into();
        let authorization = SecretString::from("canary");
        let context = GitContext { inherited: &inherited, url, authorization: Some(&authorization), ca_file: None };
        let text = |text: OsString| text.into_string().expect("UTF-8");
        let texts = |all: Vec<(OsString, OsString)>| {
            all.into_iter().map(|(name, value)| (text(name), text(value))).collect::<Vec<_>>()
        };
        let Environment { common, credentials } = environment(&context, Path::new("/tmp/x"));
        [texts(common), texts(credentials)]
    }

    fn value(all: &[(String, String)], name: &str) -> Option<String> {
        all.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn little_is_inherited() {
        let [all, _] = of("https://github.com/acme/payments.git");
        assert_eq!(value(&all, "PATH").as_deref(), Some("/bin"));
        assert_eq!(value(&all, "https_proxy").as_deref(), Some("http://proxy:3128"));
        assert_eq!(value(&all, "HOME").as_deref(), Some("/tmp/x"));
        assert_eq!(value(&all, "GIT_ALLOW_PROTOCOL").as_deref(), Some("https"));
        for name in ["GIT_DIR", "GIT_CONFIG_PARAMETERS", "GITHUB_TOKEN", "LD_PRELOAD"] {
            assert_eq!(value(&all, name), None, "{name}");
        }
    }

    #[test]
    fn the_token_is_for_one_origin() {
        let [all, credentials] = of("https://git.example:8443/acme/payments.git");
        assert!(!format!("{all:?}").contains("canary"));
        let count: usize = value(&all, "GIT_CONFIG_COUNT").expect("set").parse().expect("a number");
        let expected = [
            ("GIT_CONFIG_COUNT".to_owned(), (count + 1).to_string()),
            (format!("GIT_CONFIG_KEY_{count}"), "http.https://git.example:8443/.extraHeader".to_owned()),
            (format!("GIT_CONFIG_VALUE_{count}"), "Authorization: Basic canary".to_owned()),
        ];
        assert_eq!(credentials, expected);
        for url in ["git@git.example:acme/payments.git", "file:///srv/payments.git"] {
            assert!(!format!("{:?}", of(url)).contains("canary"), "{url}");
        }
    }

    #[test]
    fn ssh_knows_its_user_and_asks_nothing() {
        let [all, _] = of("git@git.example:acme/payments.git");
        assert_eq!(value(&all, "HOME").as_deref(), Some("/home/me"));
        assert_eq!(value(&all, "GIT_SSH_COMMAND").as_deref(), Some("ssh -o BatchMode=yes"));
        assert_eq!(value(&all, "GIT_ALLOW_PROTOCOL").as_deref(), Some("ssh"));
    }
}
