//! The manual setup of a backend: its secrets, and other steps.

use crate::scaffold::backend::Backend;

/// A secret, and where to store it.
#[derive(Debug)]
pub(crate) struct Secret {
    pub name: &'static str,
    pub place: &'static str,
    /// A description of its value.
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
    secret("PORT_CLIENT_ID", READING, "a client ID that needs only read access"),
    secret("PORT_CLIENT_SECRET", READING, "its client secret"),
];

const GITLAB: &[Secret] = &[
    secret("PORT_CLIENT_ID", VARIABLE, ID),
    secret("PORT_CLIENT_SECRET", VARIABLE, KEY),
    secret(
        "GITLAB_TOKEN",
        VARIABLE,
        "optional: a project access token of this project with the scope api, for plans in comments",
    ),
    secret("GITLAB_ACCESS_TOKEN", VARIABLE, "a group access token: role Developer, scopes api and write_repository"),
    secret("GITLAB_TRIGGER_TOKEN", PORT, "a pipeline trigger token of the project"),
];

const JENKINS: &[Secret] = &[
    secret("PORT_CLIENT_ID", CREDENTIAL, ID),
    secret("PORT_CLIENT_SECRET", CREDENTIAL, KEY),
    secret(
        "BITBUCKET_CREDENTIALS",
        "Jenkins, username with password",
        "your email address, and an API token with write access to repositories and pull requests",
    ),
    secret("JENKINS_TRIGGER_TOKEN", CREDENTIAL, "a long random string"),
    secret("JENKINS_TRIGGER_TOKEN", PORT, "the same string"),
];

impl Backend {
    /// Returns the secrets that its files refer to.
    pub(crate) fn secrets(self) -> &'static [Secret] {
        match self {
            Self::Github => GITHUB,
            Self::Gitlab => GITLAB,
            Self::Jenkins => JENKINS,
        }
    }

    /// Returns the other steps of its setup, as sentences.
    pub(crate) fn setup(self) -> &'static [&'static str] {
        match self {
            Self::Github => &[
                "If the runners have no portwright on their `PATH`, set the repository variable PORTWRIGHT_SOURCE to the URL of a git repository to install it from.",
                "Install Port's GitHub app in the organisation, if it is not installed yet: the action uses it to start the workflow.",
            ],
            Self::Gitlab => &[
                "If the runners have no portwright on their `PATH`, set the CI/CD variable PORTWRIGHT_SOURCE to the URL of a git repository to install it from.",
                "The action starts the pipeline on the branch `main`.",
            ],
            Self::Jenkins => &[
                "If the agents have no portwright on their `PATH`, set the global environment variable PORTWRIGHT_SOURCE in Jenkins to the URL of a git repository to install it from.",
                "In Jenkins, create a pipeline from `Jenkinsfile`, which needs the plugin Generic Webhook Trigger, and a multibranch pipeline from `Jenkinsfile.model`.",
                "Start the first one once manually. That run fails, because it has no payload, but Jenkins registers the trigger.",
            ],
        }
    }
}
