//! The files of a new repository, for each backend.

use crate::kind::KINDS;
use crate::scaffold::backend::Backend;
use crate::scaffold::fill::{Quotes, fill, with_parts};
use crate::scaffold::install::InstallSource;
use crate::scaffold::question::Answers;
use crate::scaffold::record::{RECORD, Record};

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

const DRIFT_SCRIPT: &str = "ci/report-drift.sh";

const GITHUB: Texts = Texts {
    settings: include_str!("github/portwright.toml"),
    action: include_str!("../../model/actions/enrich-service.yml"),
    started: "GitHub workflow",
    pipelines: &[
        (".github/workflows/port-enrich-service.yml", Quotes::Double, include_str!("github/port-enrich-service.yml")),
        (".github/workflows/portwright.yml", Quotes::Double, include_str!("github/portwright.yml")),
        (DRIFT_SCRIPT, Quotes::Groovy, include_str!("github/report-drift.sh")),
    ],
};

const GITLAB: Texts = Texts {
    settings: include_str!("gitlab/portwright.toml"),
    action: include_str!("../../model/profiles/gitlab/actions/enrich-service.yml"),
    started: "GitLab pipeline",
    pipelines: &[
        (".gitlab-ci.yml", Quotes::Double, include_str!("gitlab/gitlab-ci.yml")),
        (DRIFT_SCRIPT, Quotes::Groovy, include_str!("gitlab/report-drift.sh")),
    ],
};

const JENKINS: Texts = Texts {
    settings: include_str!("jenkins/portwright.toml"),
    action: include_str!("../../model/profiles/jenkins/actions/enrich-service.yml"),
    started: "Jenkins pipeline",
    pipelines: &[
        ("Jenkinsfile", Quotes::Groovy, include_str!("jenkins/Jenkinsfile")),
        ("Jenkinsfile.apply", Quotes::Groovy, include_str!("jenkins/Jenkinsfile.apply")),
        ("Jenkinsfile.model", Quotes::Groovy, include_str!("jenkins/Jenkinsfile.model")),
    ],
};

/// Returns the files, with every placeholder filled in for which there is an answer.
pub(crate) fn files(backend: Backend, answers: &Answers, portal_url: &str) -> Vec<NewFile> {
    let texts = texts(backend);
    let value = |name: &str| answers.get(name);
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
    let pipelines = pipelines(backend, answers, portal_url);
    let record = recorded(backend, answers, &pipelines);
    files.extend(pipelines);
    files.push(record);
    files.push(file(".pre-commit-config.yaml", include_str!("every/pre-commit-config.yaml")));
    files
}

fn texts(backend: Backend) -> &'static Texts {
    match backend {
        Backend::Github => &GITHUB,
        Backend::Gitlab => &GITLAB,
        Backend::Jenkins => &JENKINS,
    }
}

/// Returns the record of the pipelines.
pub(crate) fn recorded(backend: Backend, answers: &Answers, pipelines: &[NewFile]) -> NewFile {
    let texts: Vec<_> = pipelines.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    NewFile { path: RECORD.to_owned(), text: Record::new(backend, answers, &texts).text() }
}

/// Returns the pipelines and their scripts. `portal_url` is the portal's address in full, which scripts need.
pub(crate) fn pipelines(backend: Backend, answers: &Answers, portal_url: &str) -> Vec<NewFile> {
    let source = answers.get("install").and_then(InstallSource::parse);
    let source = source.unwrap_or(InstallSource::Path);
    let mut values = source.values(backend);
    values.push(("portal-url", portal_url.to_owned()));
    let value = |name: &str| {
        let derived = values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        derived.or_else(|| answers.get(name))
    };
    let scripts = [
        ("ci/install-portwright.sh", Quotes::Groovy, source.script(backend)),
        ("ci/end-port-run.sh", Quotes::Groovy, include_str!("every/end-port-run.sh")),
    ];
    let all = texts(backend).pipelines.iter().copied().chain(scripts);
    let filled = |text: &str, quotes| fill(&with_parts(text, &|name| value(name).is_some()), quotes, &value);
    all.map(|(path, quotes, text)| NewFile { path: path.to_owned(), text: filled(text, quotes) }).collect()
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

    const PORTAL: &str = "https://api.port.io";

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
        for file in files(Backend::Github, &answered(Backend::Github), PORTAL) {
            // GitHub evaluates some expressions before the first step, and an error in one ends the workflow without a report.
            let parses = |line: &&str| line.contains("${{") && line.to_ascii_lowercase().contains("fromjson");
            assert_eq!(file.text.lines().find(parses), None, "{}", file.path);
        }
    }

    #[test]
    fn every_placeholder_has_a_question_and_every_question_a_placeholder() {
        for backend in Backend::ALL {
            for file in files(backend, &answered(backend), PORTAL) {
                assert!(!["\"@", "'@", "@\"", "@'"].iter().any(|mark| file.text.contains(mark)), "{}", file.path);
            }
            let open = files(backend, &Answers::default(), PORTAL);
            for question in backend.questions() {
                let mark = format!("\"@{}@\"", question.name);
                // A workspace is part of the URL pattern, and a source selects a script.
                let is_derived = ["workspace", "install"].contains(&question.name);
                let used = open.iter().any(|file| file.text.contains(&mark)) || is_derived;
                assert!(used, "{}: `{}` is not used", backend.name(), question.name);
            }
        }
    }

    #[test]
    fn no_script_contains_input() {
        for file in Backend::ALL.into_iter().flat_map(|backend| files(backend, &answered(backend), PORTAL)) {
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
