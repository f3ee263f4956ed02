//! Where the pipelines install portwright from. A source that others serve is pinned by a hash of its content.

use crate::scaffold::address::{is_host_and_path, is_https};
use crate::scaffold::backend::Backend;

/// The repository whose releases are portwright's, once there is one. Until then, the names `portwright` on PyPI and of a release
/// are nobody's, and no pipeline may install what somebody else puts there.
pub(crate) const RELEASES: Option<&str> = None;

/// Follows "is not a valid".
pub(crate) const SYNTAX: &str = "source: write `path`, `git:URL@REVISION` with the 40 hexadecimal digits of a commit, \
     `release:URL@sha256:SUM` with an archive, or `image:REGISTRY/NAME@sha256:SUM`";

/// A source of portwright.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InstallSource {
    /// The runners have it.
    Path,
    /// A commit, which is built.
    Git {
        url: String,
        revision: String,
    },
    /// A `.tar.gz` archive.
    Archive {
        url: String,
        sha256: String,
    },
    Pypi {
        version: String,
        sha256: String,
    },
    /// An image with its digest.
    Image {
        reference: String,
    },
}

impl InstallSource {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::parse_with(text, RELEASES)
    }

    /// Whether a text is a source once there are releases, but not before.
    pub(crate) fn is_unreleased(text: &str) -> bool {
        let (name, _) = text.split_once([':', '@']).unwrap_or((text, ""));
        let own = ["pypi", "release"].contains(&name) && !text.contains("://");
        own && RELEASES.is_none()
    }

    fn parse_with(text: &str, releases: Option<&str>) -> Option<Self> {
        if text == "path" {
            return Some(Self::Path);
        }
        let (source, pin) = text.rsplit_once('@')?;
        let (kind, place) = source.split_once(':').unwrap_or((source, env!("CARGO_PKG_VERSION")));
        let (place, sha256) = (place.to_owned(), pin.strip_prefix("sha256:").filter(|sum| is_hex(sum, 64)));
        let own = || releases.filter(|_| is_version(&place));
        match (kind, sha256) {
            ("git", None) if is_https(&place) && is_hex(pin, 40) => {
                Some(Self::Git { url: place, revision: pin.to_owned() })
            }
            ("release", Some(sum)) if is_https(&place) => Some(Self::Archive { url: place, sha256: sum.to_owned() }),
            ("release", Some(sum)) => {
                let file = "portwright-x86_64-unknown-linux-musl.tar.gz";
                let url = format!("{}/releases/download/v{place}/{file}", own()?);
                Some(Self::Archive { url, sha256: sum.to_owned() })
            }
            ("pypi", Some(sum)) => own().map(|_| Self::Pypi { version: place.clone(), sha256: sum.to_owned() }),
            ("image", Some(_)) if is_image(&place) => Some(Self::Image { reference: format!("{place}@{pin}") }),
            _ => None,
        }
    }

    /// The script that installs it.
    pub(crate) fn script(&self, backend: Backend) -> &'static str {
        match self {
            // Jobs of GitLab run in the image itself.
            Self::Image { .. } if backend == Backend::Gitlab => include_str!("install/path.sh"),
            Self::Path => include_str!("install/path.sh"),
            Self::Git { .. } => include_str!("install/git.sh"),
            Self::Archive { .. } => include_str!("install/release.sh"),
            Self::Pypi { .. } => include_str!("install/pypi.sh"),
            Self::Image { .. } => include_str!("install/image.sh"),
        }
    }

    /// The image of GitLab's jobs: one in which the script runs.
    fn job_image(&self) -> Option<&str> {
        match self {
            Self::Path => None,
            Self::Git { .. } => Some("rust:1-bookworm"),
            Self::Archive { .. } => Some("buildpack-deps:bookworm-scm"),
            Self::Pypi { .. } => Some("python:3.13-bookworm"),
            Self::Image { reference } => Some(reference),
        }
    }

    /// The values that pipelines and scripts contain, by the names of their placeholders.
    pub(crate) fn values(&self, backend: Backend) -> Vec<(&'static str, String)> {
        let mut values = match self {
            Self::Path => Vec::new(),
            Self::Git { url, revision } => vec![("install-url", url), ("install-revision", revision)],
            Self::Archive { url, sha256 } => vec![("install-url", url), ("install-sha256", sha256)],
            Self::Pypi { version, sha256 } => vec![("install-version", version), ("install-sha256", sha256)],
            Self::Image { reference } => vec![("install-image", reference)],
        };
        let pin = values.last().map(|(_, pin)| format!("portwright-{}", pin.rsplit(':').next().unwrap_or(pin)));
        let is_in_job_image = backend == Backend::Gitlab && matches!(self, Self::Image { .. });
        let key = pin.filter(|_| !is_in_job_image);
        let image = self.job_image().filter(|_| backend == Backend::Gitlab).map(str::to_owned);
        let mut values: Vec<_> = values.drain(..).map(|(name, value)| (name, value.clone())).collect();
        values.extend(key.map(|key| ("cache-key", key)));
        values.extend(image.map(|image| ("job-image", image)));
        values
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn is_version(text: &str) -> bool {
    text.split('.').count() == 3 && text.split('.').all(|part| part.parse::<u32>().is_ok())
}

/// With its registry, because a name without one could mean another image on another machine.
fn is_image(text: &str) -> bool {
    let registry = text.split_once('/').map_or("", |(registry, _)| registry);
    registry.contains(['.', ':']) && is_host_and_path(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn sum() -> String {
        "ab".repeat(32)
    }

    #[test]
    fn a_source_is_pinned_by_its_content() {
        for text in [
            "path".to_owned(),
            format!("git:https://git.example.com/acme/portwright.git@{COMMIT}"),
            format!("release:https://files.example.com/portwright.tar.gz@sha256:{}", sum()),
            format!("image:registry.example.com:5000/tools/portwright@sha256:{}", sum()),
        ] {
            assert!(InstallSource::parse(&text).is_some(), "{text}");
        }
        for text in [
            "",
            "git",
            "git:https://git.example.com/a/b",
            "git:https://git.example.com/a/b@main",
            "git:https://git.example.com/a/b@v0.1.0",
            "release:https://files.example.com/portwright.tar.gz",
            "image:registry.example.com/portwright:latest",
        ] {
            assert_eq!(InstallSource::parse(text), None, "{text}");
        }
        let short = format!("image:portwright@sha256:{}", sum());
        let hostile = format!("git:https://a.example/'b@{COMMIT}");
        let plain = format!("release:http://a.example/b@sha256:{}", sum());
        for text in [short, hostile, plain, format!("git:ssh://a.example/b@{COMMIT}")] {
            assert_eq!(InstallSource::parse(&text), None, "{text}");
        }
    }

    #[test]
    fn names_of_packages_are_refused_until_there_is_a_release() {
        for text in ["pypi", "pypi:0.1.0", "release", "release:0.1.0"].map(|name| format!("{name}@sha256:{}", sum())) {
            assert_eq!(InstallSource::parse_with(&text, None), None, "{text}");
            assert!(InstallSource::parse_with(&text, Some("https://git.example.com/a/b")).is_some(), "{text}");
            assert_eq!(InstallSource::is_unreleased(&text), RELEASES.is_none(), "{text}");
        }
        let [url, other] = ["release:https://a.example/b", "path"].map(InstallSource::is_unreleased);
        assert!(!url && !other);
    }

    #[test]
    fn a_release_is_an_archive_of_the_repository() {
        let released =
            InstallSource::parse_with(&format!("release:1.2.3@sha256:{}", sum()), Some("https://g.example/a/b"));
        let url = "https://g.example/a/b/releases/download/v1.2.3/portwright-x86_64-unknown-linux-musl.tar.gz";
        assert_eq!(released, Some(InstallSource::Archive { url: url.to_owned(), sha256: sum() }));
    }

    #[test]
    fn every_value_of_a_source_is_in_its_script() {
        let sources = [
            InstallSource::Path,
            InstallSource::Git { url: "u".to_owned(), revision: "r".to_owned() },
            InstallSource::Archive { url: "u".to_owned(), sha256: "s".to_owned() },
            InstallSource::Pypi { version: "v".to_owned(), sha256: "s".to_owned() },
            InstallSource::Image { reference: "i".to_owned() },
        ];
        for source in sources {
            let script = source.script(Backend::Github);
            for (name, _) in source.values(Backend::Github).iter().filter(|(name, _)| name.starts_with("install-")) {
                assert!(script.contains(&format!("'@{name}@'")), "{name}");
            }
            assert_eq!(script.matches("'@").count(), script.matches("@'").count());
        }
    }
}
