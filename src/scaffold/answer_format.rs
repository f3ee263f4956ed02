//! The formats of answers. Answers are written to YAML, TOML, Groovy and URLs, so each format allows only characters
//! that have no special meaning there.

use crate::scaffold::address::{is_host, is_host_and_path, is_path_part};
use crate::scaffold::install::{InstallSource, SYNTAX};

/// The placeholder for an entity's identifier in a URL pattern.
pub(crate) const IDENTIFIER: &str = "{identifier}";

const MAX_ANSWER_BYTES: usize = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerFormat {
    /// The name of an organisation, a workspace or a repository.
    Name,
    Number,
    Host,
    HostAndPath,
    /// A region of Port, the sandbox, or a base URL.
    Portal,
    /// An HTTPS URL that contains [`IDENTIFIER`].
    Pattern,
    /// Where the pipelines install portwright from.
    Install,
}

impl AnswerFormat {
    pub(crate) fn fits(self, text: &str) -> bool {
        let is_short = !text.is_empty() && text.len() <= MAX_ANSWER_BYTES;
        is_short
            && match self {
                Self::Name => is_name(text),
                Self::Number => text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit()),
                Self::Host => is_host(text),
                Self::HostAndPath => is_host_and_path(text),
                Self::Portal => is_portal(text),
                Self::Pattern => is_pattern(text),
                Self::Install => InstallSource::parse(text).is_some(),
            }
    }

    /// Returns a description that follows "is not a valid".
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Name => "name: use letters, digits, `.`, `_` and `-`, and start with a letter, a digit or `_`",
            Self::Number => "number",
            Self::Host => "host, such as `git.example.com` or `localhost:8080`",
            Self::HostAndPath => "host, such as `ci.example.com` or `example.com/jenkins`, without `https://`",
            Self::Portal => "portal: `eu`, `us`, `sandbox`, or a base URL that starts with `https://`",
            Self::Pattern => "URL pattern, such as `https://git.example.com/{identifier}`",
            Self::Install => SYNTAX,
        }
    }
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.len() <= 100 && text.bytes().all(plain) && !text.starts_with(['.', '-']) && !text.contains("..")
}

fn is_portal(text: &str) -> bool {
    let local =
        |place: &str| place.split([':', '/']).next().is_some_and(|host| ["localhost", "127.0.0.1"].contains(&host));
    match text.split_once("://") {
        Some(("https", place)) => is_host_and_path(place),
        // Requests to this machine need no encryption.
        Some(("http", place)) => is_host_and_path(place) && local(place),
        Some(_) => false,
        None => ["eu", "us", "sandbox"].contains(&text),
    }
}

fn is_pattern(text: &str) -> bool {
    let Some(place) = text.strip_prefix("https://") else { return false };
    let mut parts = place.split('/');
    let host = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let is_part = |part: &&str| {
        let (before, after) = part.split_once(IDENTIFIER).unwrap_or((part, ""));
        let plain = |side: &str| side.is_empty() || is_path_part(side);
        !part.is_empty() && plain(before) && plain(after)
    };
    is_host(host) && text.matches(IDENTIFIER).count() == 1 && rest.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [AnswerFormat; 7] = [
        AnswerFormat::Name,
        AnswerFormat::Number,
        AnswerFormat::Host,
        AnswerFormat::HostAndPath,
        AnswerFormat::Portal,
        AnswerFormat::Pattern,
        AnswerFormat::Install,
    ];

    #[test]
    fn valid_answers_are_accepted() {
        for (format, text) in [
            (AnswerFormat::Name, "acme"),
            (AnswerFormat::Name, "Port-actions"),
            (AnswerFormat::Name, "_a.b"),
            (AnswerFormat::Number, "42"),
            (AnswerFormat::Host, "gitlab.example.com"),
            (AnswerFormat::Host, "localhost:8080"),
            (AnswerFormat::HostAndPath, "ci.example.com/jenkins"),
            (AnswerFormat::Portal, "eu"),
            (AnswerFormat::Portal, "https://api.us.port.io"),
            (AnswerFormat::Portal, "http://127.0.0.1:3333"),
            (AnswerFormat::Pattern, "https://bitbucket.org/acme/{identifier}"),
            (AnswerFormat::Pattern, "https://github.com/acme/{identifier}.git"),
        ] {
            assert!(format.fits(text), "{format:?}: {text}");
        }
    }

    #[test]
    fn special_characters_are_rejected() {
        for hostile in [
            "",
            " ",
            "a b",
            "a\"b",
            "a'b",
            "a\\b",
            "a\nb",
            "a\r",
            "a\0",
            "${{ x }}",
            "${x}",
            "{{ x }}",
            "$(x)",
            "`x`",
            "a#b",
            "a: b",
            "a;b",
            "a|b",
            "ä",
            "a\u{202e}b",
            "--flag",
            "..",
            "a?b",
            "@version@",
            "https://a.io/{identifier}\"",
            "https://user@a.io/{identifier}",
            "http://a.io/{identifier}",
            "https://a.io",
            "https://a.io/{identifier}/../b",
            "https://a.io/{identifier}{identifier}",
            "https://{identifier}/a",
            "http://a.io",
            "-a.io",
            "a..io",
            "a.io:0",
            "a.io:99999",
            "a.io//b",
            "file:///etc/passwd",
        ] {
            for format in ALL {
                let harmless = format == AnswerFormat::Portal && hostile == "https://a.io";
                assert!(harmless || !format.fits(hostile), "{format:?}: {hostile:?}");
            }
        }
        assert!(!AnswerFormat::Name.fits(&"a".repeat(101)) && !AnswerFormat::Number.fits(&"1".repeat(19)));
    }
}
