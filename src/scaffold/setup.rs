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

const WRITING: &str = "GitHub, environment `portwright`: only the branch `main`, with required reviewers";
const ENRICHING: &str = "GitHub, environment `portwright-enrich`: only the branch `main`";
const READING: &str = "GitHub, environment `portwright-plan`: every branch";
const GITLAB_WRITING: &str =
    "GitLab, CI/CD variables: protected, masked, environment `portwright`, which is protected and needs approvals";
const GITLAB_ENRICHING: &str = "GitLab, CI/CD variables: protected, masked, environment `portwright-enrich`";
const GITLAB_READING: &str = "GitLab, CI/CD variables: masked, environment `portwright-plan`";
const JENKINS_WRITING: &str =
    "Jenkins, secret text in the folder of the pipelines for `main`, which no pull request can use";
const JENKINS_READING: &str = "Jenkins, secret text in both folders";
const PORT: &str = "Port, organisation secret";
const ID: &str = "a client ID that may change the data model";
const KEY: &str = "its client secret";
const READING_ID: &str = "a client ID that needs only read access";
const RUNS_ID: &str = "a client ID that may update runs of the action and read entities";

const GITHUB: &[Secret] = &[
    secret("PORT_CLIENT_ID", WRITING, ID),
    secret("PORT_CLIENT_SECRET", WRITING, KEY),
    secret("PORT_CLIENT_ID", ENRICHING, RUNS_ID),
    secret("PORT_CLIENT_SECRET", ENRICHING, KEY),
    secret(
        "PORTWRIGHT_FORGE_TOKEN",
        ENRICHING,
        "a token with write access to contents and pull requests of the services' repositories",
    ),
    secret("PORT_CLIENT_ID", READING, READING_ID),
    secret("PORT_CLIENT_SECRET", READING, KEY),
];

const GITLAB: &[Secret] = &[
    secret("PORT_CLIENT_ID", GITLAB_WRITING, ID),
    secret("PORT_CLIENT_SECRET", GITLAB_WRITING, KEY),
    secret("PORT_CLIENT_ID", GITLAB_ENRICHING, RUNS_ID),
    secret("PORT_CLIENT_SECRET", GITLAB_ENRICHING, KEY),
    secret(
        "GITLAB_ACCESS_TOKEN",
        GITLAB_ENRICHING,
        "a group access token: role Developer, scopes api and write_repository",
    ),
    secret("PORT_CLIENT_ID", GITLAB_READING, READING_ID),
    secret("PORT_CLIENT_SECRET", GITLAB_READING, KEY),
    secret(
        "GITLAB_TOKEN",
        GITLAB_READING,
        "optional: a project access token of this project with the scope api, for plans in comments and issues about drift",
    ),
    secret("GITLAB_TRIGGER_TOKEN", PORT, "a pipeline trigger token of the project"),
];

const JENKINS: &[Secret] = &[
    secret("PORT_CLIENT_ID", JENKINS_WRITING, ID),
    secret("PORT_CLIENT_SECRET", JENKINS_WRITING, KEY),
    secret("JENKINS_TRIGGER_TOKEN", JENKINS_WRITING, "a long random string"),
    secret(
        "BITBUCKET_CREDENTIALS",
        "Jenkins, username with password in the same folder",
        "your email address, and an API token with write access to repositories and pull requests",
    ),
    secret("PORT_READ_CLIENT_ID", JENKINS_READING, READING_ID),
    secret("PORT_READ_CLIENT_SECRET", JENKINS_READING, KEY),
    secret(
        "BITBUCKET_COMMENT_TOKEN",
        "Jenkins, secret text in the folder of the multibranch pipeline",
        "an access token of this repository that may write pull requests, for plans in comments; may be empty",
    ),
    secret("JENKINS_TRIGGER_TOKEN", PORT, "the same string as in Jenkins"),
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
                "Install Port's GitHub app in the organisation, if it is not installed yet: the action uses it to start the workflow.",
            ],
            Self::Gitlab => &[
                "The action starts the pipeline on the branch `main`. Protect that branch, and add a pipeline schedule for it, which looks for drift.",
            ],
            Self::Jenkins => &[
                "In Jenkins, create pipelines from `Jenkinsfile`, which needs the plugin Generic Webhook Trigger, and `Jenkinsfile.apply` in one folder, both for `main` alone, and a multibranch pipeline from `Jenkinsfile.model` in another.",
                "Start the first one once manually. That run fails, because it has no payload, but Jenkins registers the trigger.",
            ],
        }
    }
}
