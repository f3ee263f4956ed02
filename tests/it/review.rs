//! A pull request with a loss of data, from red to merged, with the commands of the pipelines that `init` writes.

use std::process::Command;

use portwright::forge::Kind;
use portwright::portal::SandboxPortal;

use crate::forge_server::{ForgeServer, TOKEN};
use crate::served::{Served, code_and_output};

/// A CI system: the arguments of `init`, the pipeline's file, and the variables of a job for request 12.
struct Ci {
    kind: Kind,
    init: &'static [&'static str],
    file: &'static str,
    job: fn(&ForgeServer) -> Vec<(&'static str, String)>,
}

const SYSTEMS: [Ci; 2] = [
    Ci {
        kind: Kind::Github,
        init: &["init", "--backend", "github", "--org", "acme"],
        file: ".github/workflows/portwright.yml",
        job: |server| {
            vec![
                ("GITHUB_SERVER_URL", server.url()),
                ("GITHUB_API_URL", server.api()),
                ("GITHUB_REPOSITORY", "acme/model".to_owned()),
                ("GITHUB_REF", "refs/pull/12/merge".to_owned()),
                ("GITHUB_TOKEN", TOKEN.to_owned()),
            ]
        },
    },
    Ci {
        kind: Kind::Gitlab,
        init: &["init", "--backend", "gitlab", "--project-id", "1"],
        file: ".gitlab-ci.yml",
        job: |server| {
            vec![
                ("CI_SERVER_URL", server.url()),
                ("CI_API_V4_URL", server.api()),
                ("CI_MERGE_REQUEST_PROJECT_PATH", "acme/model".to_owned()),
                ("CI_MERGE_REQUEST_IID", "12".to_owned()),
                ("GITLAB_TOKEN", TOKEN.to_owned()),
            ]
        },
    },
];

impl Ci {
    /// Runs the only line of the pipeline with this command, in a shell.
    fn run(&self, place: &Served, server: &ForgeServer, command: &str) -> (i32, String) {
        let text = std::fs::read_to_string(place.path().join(self.file)).expect("`init` has written it");
        let commands = text.lines().map(|line| line.trim().trim_start_matches("run: ").trim_start_matches("- "));
        let commands: Vec<&str> = commands.filter(|line| line.contains(command)).collect();
        let [command] = commands[..] else { panic!("{commands:?}") };
        let given = place.command(&[]);
        let mut shell = Command::new("sh");
        shell.args(["-ec", command]).current_dir(place.path()).env_clear();
        shell.envs(given.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let program = std::path::Path::new(given.get_program()).parent().expect("a folder").to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&path))).expect("a path");
        code_and_output(shell.envs((self.job)(server)).env("PATH", path).output())
    }
}

const BLUEPRINT: &str = "model/blueprints/team.yml";
const WITH: &str =
    "identifier: squad\ntitle: Squad\nschema:\n  properties:\n    chat: { type: string }\n    lead: { type: string }\n";
const WITHOUT: &str = "identifier: squad\ntitle: Squad\nschema:\n  properties:\n    lead: { type: string }\n";

#[cfg(unix)]
#[test]
fn a_pull_request_is_red_until_its_loss_is_approved_and_then_the_merge_applies_it() {
    for ci in SYSTEMS {
        let server = ForgeServer::start(ci.kind);
        server.create("acme/model", &[("port.yml", "")]);
        let place = Served::of(SandboxPortal::in_memory());
        let (code, printed) = place.run(ci.init);
        assert_eq!(code, 0, "{printed}");
        place.put(BLUEPRINT, WITH);
        let merged = ci.run(&place, &server, "portwright apply");
        assert!(merged.0 == 0 && merged.1.contains("Apply complete: 3 created"), "{merged:?}");

        // The pull request removes a property.
        place.put(BLUEPRINT, WITHOUT);
        let (code, printed) = ci.run(&place, &server, "portwright plan");
        assert_eq!(code, 1, "{printed}");
        let comments = server.comments();
        assert_eq!((comments.len(), comments[0].pull), (1, 12));
        let lines = "  - address: blueprint/squad\n    path: schema.properties.chat\n";
        assert!(comments[0].text.contains(lines), "{}", comments[0].text);
        let merged = ci.run(&place, &server, "portwright apply");
        assert!(merged.0 == 1 && merged.1.contains("need approval"), "{merged:?}");

        // With the lines of the comment, it is green, and the merge applies it.
        place.put("model/approvals.yml", lines);
        let (code, printed) = ci.run(&place, &server, "portwright plan");
        assert_eq!(code, 0, "{printed}");
        assert_eq!(server.comments().len(), 1);
        let merged = ci.run(&place, &server, "portwright apply");
        assert!(merged.0 == 0 && merged.1.contains("Apply complete: 0 created, 1 updated"), "{merged:?}");
        let squad = place.ask(portwright::portal::Method::Get, "blueprints/squad", None);
        assert!(squad["blueprint"]["schema"]["properties"]["chat"].is_null(), "{squad}");
    }
}
