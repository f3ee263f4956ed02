//! The files of a new repository, for each backend.

use crate::kind::KINDS;
use crate::scaffold::backend::Backend;
use crate::scaffold::fill::{Quotes, fill};
use crate::scaffold::question::Answers;

/// The version that pipelines install.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewFile {
    /// Its path, with `/` separators.
    pub path: String,
    pub text: String,
}

/// The files that differ between backends.
struct Texts {
    settings: &'static str,
    action: &'static str,
    /// The name of the pipeline that the action starts, for a comment.
    started: &'static str,
    pipelines: &'static [(&'static str, Quotes, &'static str)],
}

const GITHUB: Texts = Texts {
    settings: include_str!("github/portwright.toml"),
    action: include_str!("../../model/actions/enrich-service.yml"),
    started: "GitHub workflow",
    pipelines: &[
        (".github/workflows/port-enrich-service.yml", Quotes::Double, include_str!("github/port-enrich-service.yml")),
        (".github/workflows/portwright.yml", Quotes::Double, include_str!("github/portwright.yml")),
    ],
};

const GITLAB: Texts = Texts {
    settings: include_str!("gitlab/portwright.toml"),
    action: include_str!("../../model/profiles/gitlab/actions/enrich-service.yml"),
    started: "GitLab pipeline",
    pipelines: &[(".gitlab-ci.yml", Quotes::Double, include_str!("gitlab/gitlab-ci.yml"))],
};

const JENKINS: Texts = Texts {
    settings: include_str!("jenkins/portwright.toml"),
    action: include_str!("../../model/profiles/jenkins/actions/enrich-service.yml"),
    started: "Jenkins pipeline",
    pipelines: &[
        ("Jenkinsfile", Quotes::Groovy, include_str!("jenkins/Jenkinsfile")),
        ("Jenkinsfile.model", Quotes::Groovy, include_str!("jenkins/Jenkinsfile.model")),
    ],
};

/// Returns the files, with every placeholder filled in for which there is an answer.
pub(crate) fn files(backend: Backend, answers: &Answers) -> Vec<NewFile> {
    let texts = match backend {
        Backend::Github => &GITHUB,
        Backend::Gitlab => &GITLAB,
        Backend::Jenkins => &JENKINS,
    };
    let value = |name: &str| if name == "version" { Some(VERSION) } else { answers.get(name) };
    let file = |path: &str, text: &str| NewFile { path: path.to_owned(), text: text.to_owned() };
    let mut files = vec![
        file(".gitignore", include_str!("every/gitignore")),
        file("portwright.toml", &fill(texts.settings, Quotes::Double, &value)),
        file("model/blueprints/domain.yml", include_str!("../../model/blueprints/domain.yml")),
        file("model/blueprints/service.yml", include_str!("../../model/blueprints/service.yml")),
        file("model/actions/enrich-service.yml", &action(texts)),
    ];
    // The first lines of the model's files refer to these schemas, for editors.
    files.extend(KINDS.iter().map(|kind| file(&format!("schemas/{}.schema.json", kind.name), kind.schema)));
    files.push(file("port.yml", include_str!("every/port.yml")));
    files.push(file("templates/enrichService.yml", include_str!("every/enrichService.yml")));
    files.extend(texts.pipelines.iter().map(|(path, quotes, text)| file(path, &fill(text, *quotes, &value))));
    files.push(file(".pre-commit-config.yaml", include_str!("every/pre-commit-config.yaml")));
    files
}

/// Returns the action with a header for its place in the new repository.
fn action(texts: &Texts) -> String {
    let body: Vec<&str> = texts.action.lines().skip_while(|line| line.starts_with('#')).collect();
    format!(
        "# yaml-language-server: $schema=../../schemas/action.schema.json\n\
         # Lets developers set a service's domain, type and lifecycle in a pull request,\n\
         # which a {} opens.\n\
         {}\n",
        texts.started,
        body.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(backend: Backend) -> Answers {
        let mut answers = Answers::default();
        for question in backend.questions() {
            let given = ["acme", "42", "example.com"].into_iter().map(str::to_owned);
            let taken = (question.default)(&answers).into_iter().chain(given);
            let taken: Vec<String> = taken.filter(|answer| question.format.fits(answer)).collect();
            answers.set(question, &taken[0]).expect("one of them fits");
        }
        answers
    }

    #[test]
    fn no_workflow_fails_before_its_first_step_because_of_an_input() {
        for file in files(Backend::Github, &answered(Backend::Github)) {
            // GitHub evaluates some expressions before the first step, and an error in one ends the workflow without a report.
            let parses = |line: &&str| line.contains("${{") && line.to_ascii_lowercase().contains("fromjson");
            assert_eq!(file.text.lines().find(parses), None, "{}", file.path);
        }
    }

    #[test]
    fn every_placeholder_has_a_question_and_every_question_a_placeholder() {
        for backend in Backend::ALL {
            for file in files(backend, &answered(backend)) {
                assert!(!["\"@", "'@", "@\"", "@'"].iter().any(|mark| file.text.contains(mark)), "{}", file.path);
            }
            let open = files(backend, &Answers::default());
            for question in backend.questions() {
                let mark = format!("\"@{}@\"", question.name);
                // A workspace is part of the URL pattern.
                let used = open.iter().any(|file| file.text.contains(&mark)) || question.name == "workspace";
                assert!(used, "{}: `{}` is not used", backend.name(), question.name);
            }
        }
    }

    #[test]
    fn no_script_contains_input() {
        for file in Backend::ALL.into_iter().flat_map(|backend| files(backend, &answered(backend))) {
            for line in file.text.lines().map(str::trim_start) {
                let script = ["run: ", "- run: ", "sh ", "- portwright ", "- command "]
                    .iter()
                    .any(|word| line.starts_with(word));
                // Scripts are on one line each, so that this test sees all of them. Shell variables have no braces.
                let plain = !line.contains("${")
                    && !line.contains("\"\"\"")
                    && !line.ends_with('|')
                    && !line.starts_with("sh \"");
                assert!(!script || plain, "{line}");
            }
        }
    }
}
