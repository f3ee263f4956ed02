//! The secrets that a backend's files name, and what else is to be set up by hand.

use crate::scaffold::backend::Backend;

/// Secrets, and where they are kept.
#[derive(Debug)]
pub struct Secret {
    /// Its name.
    pub name: &'static str,
    /// Where it is kept.
    pub place: &'static str,
    /// What it is.
    pub description: &'static str,
}

const fn secret(name: &'static str, place: &'static str, description: &'static str) -> Secret {
    Secret { name, place, description }
}

const ENVIRONMENT: &str = "GitHub, environment `portwright`";
const READING: &str = "GitHub, environment `portwright-plan`";
const VARIABLE: &str = "GitLab, CI/CD variable, masked";
const CREDENTIAL: &str = "Jenkins, secret text";
const PORT: &str = "Port, organisation secret";
const ID: &str = "Port's client ID";
const KEY: &str = "Port's client secret";

const GITHUB: &[Secret] = &[
    secret("PORT_CLIENT_ID", ENVIRONMENT, ID),
    secret("PORT_CLIENT_SECRET", ENVIRONMENT, KEY),
    secret(
        "PORTWRIGHT_FORGE_TOKEN",
        ENVIRONMENT,
        "a token with write access to contents and pull requests of the services' repositories",
    ),
    secret("PORT_CLIENT_ID", READING, "a client ID that need only read"),
    secret("PORT_CLIENT_SECRET", READING, "its client secret"),
];

const GITLAB: &[Secret] = &[
    secret("PORT_CLIENT_ID", VARIABLE, ID),
    secret("PORT_CLIENT_SECRET", VARIABLE, KEY),
    secret("GITLAB_ACCESS_TOKEN", VARIABLE, "a group access token: role Developer, scopes api and write_repository"),
    secret("GITLAB_TRIGGER_TOKEN", PORT, "a pipeline trigger token of the project"),
];

const JENKINS: &[Secret] = &[
    secret("PORT_CLIENT_ID", CREDENTIAL, ID),
    secret("PORT_CLIENT_SECRET", CREDENTIAL, KEY),
    secret(
        "BITBUCKET_CREDENTIALS",
        "Jenkins, username with password",
        "your e-mail, and an API token that may write repositories and pull requests",
    ),
    secret("JENKINS_TRIGGER_TOKEN", CREDENTIAL, "a long random text"),
    secret("JENKINS_TRIGGER_TOKEN", PORT, "the same text"),
];

impl Backend {
    /// The secrets that its files name.
    pub fn secrets(self) -> &'static [Secret] {
        match self {
            Self::Github => GITHUB,
            Self::Gitlab => GITLAB,
            Self::Jenkins => JENKINS,
        }
    }

    /// What is set up on the backend itself, in one sentence each.
    pub fn setup(self) -> &'static [&'static str] {
        match self {
            Self::Github => &[
                "Install Port's GitHub app in the organisation, if it is not: the action starts the workflow through it.",
            ],
            Self::Gitlab => &["The action starts the pipeline of the branch `main`."],
            Self::Jenkins => &[
                "In Jenkins, `Jenkinsfile` is for a pipeline with the plugin Generic Webhook Trigger, and `Jenkinsfile.model` for a multibranch pipeline.",
                "Start the first one once by hand: without a payload that run fails, but Jenkins learns the trigger from it.",
            ],
        }
    }
}
