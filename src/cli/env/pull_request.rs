//! The pull request that a CI job runs for.

use serde_json::Value;

use crate::cli::env::read::present;
use crate::forge::{Address, Kind, NamedBy};

/// A pull request on a forge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PullRequest {
    pub kind: Kind,
    pub host: String,
    /// The URL of the forge's API, if it is not the default.
    pub api: Option<String>,
    pub repository: String,
    pub number: u64,
}

impl PullRequest {
    /// Reads the URL of a pull request's page: of GitHub, GitLab or Bitbucket Cloud.
    pub(crate) fn of_url(url: &str) -> Option<Self> {
        let address = Address::parse(url.split(['?', '#']).next()?, NamedBy::Others).ok()?;
        let (_, path) = url.split_once("://")?.1.split_once('/')?;
        let pages =
            [("/pull/", Kind::Github), ("/-/merge_requests/", Kind::Gitlab), ("/pull-requests/", Kind::Bitbucket)];
        let (repository, number, kind) = pages.iter().find_map(|(page, kind)| {
            let (repository, rest) = path.split_once(page)?;
            Some((repository, rest, *kind))
        })?;
        let digits = number.find(|c: char| !c.is_ascii_digit()).map_or(number, |end| &number[..end]);
        let (number, host) = (digits.parse().ok()?, address.host().to_owned());
        Some(Self { kind, host, api: None, repository: repository.to_owned(), number })
    }

    /// The one that this job runs for, if a CI system names one.
    pub(crate) fn of_job() -> Option<Self> {
        of(&present, &|path| std::fs::read_to_string(path).ok())
    }
}

/// The file of the job's Markdown summary, if the CI system has one.
pub(crate) fn summary_file() -> Option<String> {
    present("GITHUB_STEP_SUMMARY")
}

fn of(variable: &dyn Fn(&str) -> Option<String>, read: &dyn Fn(&str) -> Option<String>) -> Option<PullRequest> {
    let host = |url: String| Some(url.split_once("://")?.1.trim_end_matches('/').to_ascii_lowercase());
    let github = || {
        let in_ref = |name: String| name.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok();
        // The branch of `pull_request_target` is the base, and comments start jobs on the default branch.
        let in_event = || {
            let event: Value = serde_json::from_str(&read(&variable("GITHUB_EVENT_PATH")?)?).ok()?;
            let of_comment = event.get("issue").filter(|issue| issue.get("pull_request").is_some());
            event.get("pull_request").or(of_comment)?.get("number")?.as_u64()
        };
        Some(PullRequest {
            kind: Kind::Github,
            host: variable("GITHUB_SERVER_URL").and_then(host)?,
            api: variable("GITHUB_API_URL"),
            repository: variable("GITHUB_REPOSITORY")?,
            number: variable("GITHUB_REF").and_then(in_ref).or_else(in_event)?,
        })
    };
    let gitlab = || {
        Some(PullRequest {
            kind: Kind::Gitlab,
            host: variable("CI_SERVER_URL").and_then(host)?.split('/').next()?.to_owned(),
            api: variable("CI_API_V4_URL"),
            repository: variable("CI_MERGE_REQUEST_PROJECT_PATH")?,
            number: variable("CI_MERGE_REQUEST_IID")?.parse().ok()?,
        })
    };
    let bitbucket = || {
        Some(PullRequest {
            kind: Kind::Bitbucket,
            host: "bitbucket.org".to_owned(),
            api: None,
            repository: variable("BITBUCKET_REPO_FULL_NAME")?,
            number: variable("BITBUCKET_PR_ID")?.parse().ok()?,
        })
    };
    // Jenkins sets it in branches that stand for pull requests.
    let jenkins = || PullRequest::of_url(&variable("CHANGE_URL")?);
    github().or_else(gitlab).or_else(bitbucket).or_else(jenkins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(set: &[(&str, &str)], event: Option<&str>) -> Option<PullRequest> {
        let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        of(&variable, &|_| event.map(str::to_owned))
    }

    fn shown(pull: Option<PullRequest>) -> String {
        pull.map_or_else(String::new, |one| format!("{:?} {} {} {}", one.kind, one.host, one.repository, one.number))
    }

    #[test]
    fn urls_of_pull_requests_are_read() {
        for (url, expected) in [
            ("https://github.com/acme/model/pull/12", "Github github.com acme/model 12"),
            ("https://github.com/acme/model/pull/12/files#diff", "Github github.com acme/model 12"),
            ("https://git.acme.example/a/b/c/-/merge_requests/7?x=1", "Gitlab git.acme.example a/b/c 7"),
            ("https://bitbucket.org/acme/model/pull-requests/3", "Bitbucket bitbucket.org acme/model 3"),
            ("https://github.com/acme/model", ""),
            ("https://github.com/acme/model/pull/x", ""),
            ("http://github.com/acme/model/pull/1", ""),
        ] {
            assert_eq!(shown(PullRequest::of_url(url)), expected, "{url}");
        }
    }

    #[test]
    fn each_ci_system_names_its_pull_request() {
        let github = [("GITHUB_SERVER_URL", "https://github.com"), ("GITHUB_REPOSITORY", "acme/model")];
        let with = |more: &[(&'static str, &'static str)]| [&github[..], more].concat();
        let expected = "Github github.com acme/model 5";
        assert_eq!(shown(job(&with(&[("GITHUB_REF", "refs/pull/5/merge")]), None)), expected);
        let in_event = with(&[("GITHUB_REF", "refs/heads/main"), ("GITHUB_EVENT_PATH", "e")]);
        assert_eq!(shown(job(&in_event, Some(r#"{"pull_request": {"number": 5}}"#))), expected);
        assert_eq!(
            shown(job(&in_event, Some(r#"{"issue": {"number": 5, "pull_request": {}}, "number": 1}"#))),
            expected
        );
        assert_eq!(shown(job(&in_event, Some(r#"{"issue": {"number": 5}}"#))), "");
        let gitlab = [
            ("CI_SERVER_URL", "https://git.acme.example/gitlab"),
            ("CI_MERGE_REQUEST_PROJECT_PATH", "a/b"),
            ("CI_MERGE_REQUEST_IID", "7"),
        ];
        assert_eq!(shown(job(&gitlab, None)), "Gitlab git.acme.example a/b 7");
        assert_eq!(shown(job(&gitlab[..2], None)), "");
        let bitbucket = [("BITBUCKET_REPO_FULL_NAME", "acme/model"), ("BITBUCKET_PR_ID", "3")];
        assert_eq!(shown(job(&bitbucket, None)), "Bitbucket bitbucket.org acme/model 3");
        let jenkins = [("CHANGE_URL", "https://github.com/acme/model/pull/9")];
        assert_eq!(shown(job(&jenkins, None)), "Github github.com acme/model 9");
    }
}
