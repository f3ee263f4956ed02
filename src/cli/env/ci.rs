//! The CI pipeline that runs this program.

use crate::cli::env::read::present;

/// The URL of the pipeline's page, if a CI system sets it.
pub(crate) fn pipeline() -> Option<String> {
    of(&present)
}

/// GitHub sets the parts of the URL; GitLab and Jenkins set all of it.
fn of(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let github = || {
        let (server, repository) = (variable("GITHUB_SERVER_URL")?, variable("GITHUB_REPOSITORY")?);
        Some(format!("{server}/{repository}/actions/runs/{}", variable("GITHUB_RUN_ID")?))
    };
    github().or_else(|| variable("CI_PIPELINE_URL")).or_else(|| variable("BUILD_URL"))
}

#[cfg(test)]
mod tests {
    use super::of;

    fn pipeline(set: &[(&str, &str)]) -> Option<String> {
        of(&|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn each_ci_system_names_its_page() {
        let github = [
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_REPOSITORY", "acme/actions"),
            ("GITHUB_RUN_ID", "42"),
        ];
        assert_eq!(pipeline(&github).as_deref(), Some("https://github.com/acme/actions/actions/runs/42"));
        assert_eq!(pipeline(&github[..2]), None);
        assert_eq!(pipeline(&[("CI_PIPELINE_URL", "https://gitlab/p/1")]).as_deref(), Some("https://gitlab/p/1"));
        assert_eq!(pipeline(&[("BUILD_URL", "https://jenkins/job/1/")]).as_deref(), Some("https://jenkins/job/1/"));
        assert_eq!(pipeline(&[]), None);
    }
}
