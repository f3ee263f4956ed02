//! Runs a pipeline with a payload: from the file that `init` writes, or as the same commands without it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::place::{HUB, Place};
use super::{Backend, By};
use crate::forge_server::{EMAIL, TOKEN};
use crate::support::root;

/// How a pipeline ended.
pub(super) struct Ended {
    /// Whether its CI system would show it as successful.
    pub is_good: bool,
    /// Its entire output.
    pub printed: String,
}

impl Place {
    /// Runs the pipeline with a payload.
    pub(super) fn pipeline(&self, by: By, payload: &Value) -> Ended {
        self.pipeline_with(by, payload, Path::new(env!("CARGO_BIN_EXE_portwright")))
    }

    /// Does the same with another program as `portwright`.
    pub(super) fn pipeline_with(&self, by: By, payload: &Value, program: &Path) -> Ended {
        let ended = match by {
            By::Commands => self.commands(payload, program),
            By::Pipeline => self.file(payload, program),
        };
        assert!(!ended.printed.contains(TOKEN) && !ended.printed.contains("very-secret"), "{}", ended.printed);
        ended
    }

    /// The commands that the pipelines have in common.
    fn commands(&self, payload: &Value, program: &Path) -> Ended {
        let payload = self.handed_over(payload);
        self.served.put("payload.json", &payload);
        let file = self.served.path().join("payload.json").to_string_lossy().into_owned();
        let mut printed = String::new();
        let mut step = |arguments: &[&str]| {
            let from: &[&str] = match self.backend {
                Backend::Gitlab => &["--payload", &file],
                Backend::Github | Backend::Jenkins => &["--payload-env", "PAYLOAD"],
            };
            let given = self.served.command(&[&["-C", HUB], arguments, from].concat());
            let mut command = Command::new(program);
            command.args(given.get_args()).current_dir(self.served.path()).env_clear();
            command.envs(given.get_envs().filter_map(|(name, value)| Some((name, value?))));
            command.envs(self.page()).env("PORTWRIGHT_FORGE_TOKEN", TOKEN);
            if self.backend != Backend::Gitlab {
                command.env("PAYLOAD", &payload);
            }
            let output = command.output().expect("the program runs");
            printed += &String::from_utf8_lossy(&[output.stdout, output.stderr].concat());
            code(output.status)
        };
        let begun = step(&["run", "start"]);
        let ended = if begun == 0 { step(&["enrich", "--clone"]) } else { begun };
        let reported = step(&["run", "finish", "--status-from-exit", &ended.to_string()]);
        Ended { is_good: ended == 0 && reported == 0, printed }
    }

    /// The payload in the form that the pipeline's script gets.
    fn handed_over(&self, payload: &Value) -> String {
        match self.backend {
            // Inputs of a workflow are strings: other values are written as JSON.
            Backend::Github => {
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let inputs = payload.as_object().expect("a map").iter();
                Value::from_iter(inputs.map(|(name, value)| (name.clone(), text(value)))).to_string()
            }
            Backend::Gitlab | Backend::Jenkins => payload.to_string(),
        }
    }

    /// The variables with which the CI system gives the address of the pipeline's page.
    fn page(&self) -> Vec<(&'static str, &'static str)> {
        match self.backend {
            Backend::Github => vec![
                ("GITHUB_SERVER_URL", "https://github.com"),
                ("GITHUB_REPOSITORY", "acme/Port-actions"),
                ("GITHUB_RUN_ID", "1"),
            ],
            Backend::Gitlab => vec![("CI_PIPELINE_URL", "https://gitlab.example.com/acme/port-actions/pipelines/1")],
            Backend::Jenkins => vec![("BUILD_URL", "https://jenkins.example.com/job/1/")],
        }
    }

    /// The pipeline in the portal's repository.
    fn file(&self, payload: &Value, program: &Path) -> Ended {
        let tools = std::env::var_os("PIPELINE_TOOLS");
        let tools = PathBuf::from(tools.expect("PIPELINE_TOOLS is a folder that `.ci/pipelines/tools` has filled"));
        self.served.put("payload.json", &payload.to_string());
        self.served.put("work/.keep", "");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let first = program.parent().expect("it is in a folder").to_owned();
        let path = std::env::join_paths(std::iter::once(first).chain(std::env::split_paths(&path))).expect("a path");
        // The portal's settings, and nothing else from this machine's environment.
        let given = self.served.command(&[]);
        let url = given.get_envs().find(|(name, _)| *name == "PORT_BASE_URL").and_then(|(_, url)| url).expect("set");
        let own: [(&str, OsString); 4] = [
            ("PATH", path),
            ("PORT_BASE_URL", url.to_owned()),
            ("HOME", self.served.path().join("work").into()),
            ("TMPDIR", self.served.path().join("work").into()),
        ];
        let bitbucket = format!("{EMAIL}:{TOKEN}");
        let output = Command::new(root().join(".ci/pipelines/run"))
            .arg(self.backend.name())
            .arg(self.served.path().join(HUB))
            .arg(self.served.path().join("payload.json"))
            .arg(tools)
            .env_clear()
            .envs(own)
            .env("SECRET_PORT_CLIENT_ID", "id")
            .env("SECRET_PORT_CLIENT_SECRET", "very-secret")
            .envs(match self.backend {
                Backend::Github => vec![("SECRET_PORTWRIGHT_FORGE_TOKEN", TOKEN)],
                Backend::Gitlab => vec![("SECRET_GITLAB_ACCESS_TOKEN", TOKEN)],
                Backend::Jenkins => {
                    vec![("SECRET_BITBUCKET_CREDENTIALS", &*bitbucket), ("SECRET_JENKINS_TRIGGER_TOKEN", "hunter2")]
                }
            })
            .current_dir(self.served.path())
            .output()
            .expect("the pipeline starts");
        let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        // 1 is a pipeline that failed. A pipeline that cannot be run ends with another code, or without a report.
        let is_run = matches!(output.status.code(), Some(0 | 1)) && printed.contains("Run `");
        assert!(is_run, "{}\n{printed}", output.status);
        Ended { is_good: output.status.success(), printed }
    }
}

/// The exit code as a shell reports it.
fn code(status: std::process::ExitStatus) -> i32 {
    #[cfg(unix)]
    let killed = std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let killed = None;
    status.code().or(killed).expect("it ends by itself or by a signal")
}
