//! The questions about a new repository, and their answers.

use crate::scaffold::answer_format::{AnswerFormat, IDENTIFIER};
use crate::scaffold::backend::Backend;
use crate::scaffold::install::InstallSource;
use std::collections::BTreeMap;

#[derive(Debug)]
pub(crate) struct Question {
    /// Its name, which is also the name of the placeholder and of the flag.
    pub name: &'static str,
    pub prompt: &'static str,
    pub format: AnswerFormat,
    /// Returns the default answer, which may depend on previous answers.
    pub default: fn(&Answers) -> Option<String>,
}

const PORTAL: Question = Question {
    name: "portal",
    prompt: "The portal: `eu`, `us`, or a base URL",
    format: AnswerFormat::Portal,
    default: |_| Some("eu".to_owned()),
};

const ORG: Question = Question {
    name: "org",
    prompt: "The GitHub organisation that this repository will belong to",
    format: AnswerFormat::Name,
    default: |_| None,
};

const REPO: Question = Question {
    name: "repo",
    prompt: "The name of this repository on GitHub",
    format: AnswerFormat::Name,
    // As in Port's guide.
    default: |_| Some("Port-actions".to_owned()),
};

const PROJECT: Question = Question {
    name: "project-id",
    prompt: "The ID of the GitLab project for this repository",
    format: AnswerFormat::Number,
    default: |_| None,
};

const JENKINS: Question = Question {
    name: "jenkins-host",
    prompt: "The host name at which Port reaches Jenkins",
    format: AnswerFormat::HostAndPath,
    default: |_| None,
};

const WORKSPACE: Question = Question {
    name: "workspace",
    prompt: "The Bitbucket workspace with the services' repositories",
    format: AnswerFormat::Name,
    default: |_| None,
};

const INSTALL: Question = Question {
    name: "install",
    prompt: "Where the pipelines install portwright from",
    format: AnswerFormat::Install,
    // Nothing is published yet that could be the default.
    default: |_| Some("path".to_owned()),
};

const fn host(prompt: &'static str, default: fn(&Answers) -> Option<String>) -> Question {
    Question { name: "host", prompt, format: AnswerFormat::Host, default }
}

const fn repository(default: fn(&Answers) -> Option<String>) -> Question {
    let prompt = "The URL of a service's repository, for services without a property `url`";
    Question { name: "repository", prompt, format: AnswerFormat::Pattern, default }
}

fn on_host(answers: &Answers) -> Option<String> {
    Some(format!("https://{}/{IDENTIFIER}", answers.get("host")?))
}

fn in_workspace(answers: &Answers) -> Option<String> {
    Some(format!("https://{}/{}/{IDENTIFIER}", answers.get("host")?, answers.get("workspace")?))
}

const GITHUB: &[Question] =
    &[PORTAL, ORG, REPO, host("The host of GitHub", |_| Some("github.com".to_owned())), repository(on_host), INSTALL];

const GITLAB: &[Question] =
    &[PORTAL, host("The host of GitLab", |_| Some("gitlab.com".to_owned())), PROJECT, repository(on_host), INSTALL];

const BITBUCKET: &[Question] = &[
    PORTAL,
    JENKINS,
    host("The host of Bitbucket", |_| Some("bitbucket.org".to_owned())),
    WORKSPACE,
    repository(in_workspace),
    INSTALL,
];

impl Backend {
    pub(crate) fn questions(self) -> &'static [Question] {
        match self {
            Self::Github => GITHUB,
            Self::Gitlab => GITLAB,
            Self::Jenkins => BITBUCKET,
        }
    }
}

/// Answers in the format of their questions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers(BTreeMap<&'static str, String>);

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum AnswerError {
    #[error("`{answer}` is not a valid {expected}")]
    Malformed {
        /// The answer, escaped for a terminal.
        answer: String,
        expected: &'static str,
    },
    /// The name of a package that is not published.
    #[error("portwright has no release yet, so `{answer}` could be anybody's")]
    Unreleased { answer: String },
    /// The URL has another host than the one that the token is sent to.
    #[error("`{address}` is not on `{host}`, the only host to which the token is sent")]
    OtherHost { address: String, host: String },
}

impl Answers {
    pub(crate) fn set(&mut self, question: &Question, answer: &str) -> Result<(), AnswerError> {
        if question.format == AnswerFormat::Install && InstallSource::is_unreleased(answer) {
            return Err(AnswerError::Unreleased { answer: answer.escape_debug().to_string() });
        }
        if !question.format.fits(answer) {
            let answer = answer.escape_debug().to_string();
            return Err(AnswerError::Malformed { answer, expected: question.format.description() });
        }
        if question.format == AnswerFormat::Pattern
            && let Some(host) = self.get("host")
            && answer.strip_prefix("https://").is_none_or(|place| place.split('/').next() != Some(host))
        {
            return Err(AnswerError::OtherHost { address: answer.to_owned(), host: host.to_owned() });
        }
        self.0.insert(question.name, answer.to_owned());
        Ok(())
    }

    /// The names and the answers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, answer)| (*name, answer.as_str()))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_default_follows_from_the_previous_answers() {
        for (backend, address) in [
            (Backend::Github, "https://github.com/{identifier}"),
            (Backend::Gitlab, "https://gitlab.com/{identifier}"),
            (Backend::Jenkins, "https://bitbucket.org/acme/{identifier}"),
        ] {
            let mut answers = Answers::default();
            for question in backend.questions() {
                let needed = match question.format {
                    AnswerFormat::Number => "42",
                    AnswerFormat::HostAndPath => "ci.example.com",
                    _ => "acme",
                };
                let answer = (question.default)(&answers).unwrap_or_else(|| needed.to_owned());
                assert_eq!(answers.set(question, &answer), Ok(()));
            }
            assert_eq!(answers.get("repository"), Some(address));
        }
    }

    #[test]
    fn an_address_elsewhere_is_refused() {
        let mut answers = Answers::default();
        answers.set(&GITHUB[3], "github.com").expect("a host");
        for elsewhere in ["https://github.com.evil.io/{identifier}", "https://evil.io/github.com/{identifier}"] {
            assert!(matches!(answers.set(&GITHUB[4], elsewhere), Err(AnswerError::OtherHost { .. })), "{elsewhere}");
        }
    }
}
