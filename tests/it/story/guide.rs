//! The guide's workflow without failures.

use portwright::portal::Method;
use serde_json::{Value, json};

use super::place::{Place, Sent};
use super::{Backend, By};

/// A typical repository.
const FILE: &str = "\
# Owned by the payments team; see docs/port.md.
- identifier: @   # the shop's last step
  title: \"Check out\"
  blueprint: service
  properties:
    tier: 'gold'
    language: Rust            # since 2023
  # Relations are set by the platform team.

- identifier: acme/checkout-worker
  title: Checkout worker
  blueprint: service
  properties: { language: Rust, tier: silver }
";

/// Another one, whose service already has some of the values.
const MAPPING: &str = "\
identifier: acme/checkout # the shop's last step
blueprint: service
title: Check out
properties:
  language: Rust
  type: frontend # a guess
";

/// A service, and the expected changes of its file.
struct Service {
    identifier: &'static str,
    has_url: bool,
    file: String,
    removed: &'static [&'static str],
    added: &'static [&'static str],
}

impl Service {
    /// Repositories are found by the pattern on two forges, and by the property `url` on the third.
    fn of(backend: Backend) -> Self {
        let listed = |identifier| Self {
            identifier,
            has_url: false,
            file: FILE.replace('@', identifier),
            removed: &[],
            added: &["    type: backend\n", "    lifecycle: Production\n", "  relations:\n", "    domain: payment\n"],
        };
        match backend {
            Backend::Github => listed("acme/checkout"),
            Backend::Gitlab => {
                let service = listed("acme/shop/checkout");
                Self {
                    file: service.file.replace('\n', "\r\n"),
                    added: &[
                        "    type: backend\r\n",
                        "    lifecycle: Production\r\n",
                        "  relations:\r\n",
                        "    domain: payment\r\n",
                    ],
                    ..service
                }
            }
            Backend::Jenkins => Self {
                identifier: "acme/checkout",
                has_url: true,
                file: MAPPING.to_owned(),
                removed: &["  type: frontend # a guess\n"],
                added: &[
                    "  type: backend # a guess\n",
                    "  lifecycle: Production\n",
                    "relations:\n",
                    "  domain: payment\n",
                ],
            },
        }
    }
}

fn form() -> Value {
    json!({"domain": "payment", "type": "backend", "lifecycle": "Production"})
}

fn follow(backend: Backend, by: By) {
    let service = Service::of(backend);
    let (name, repository) = (service.identifier, service.identifier);
    let place = Place::new(backend);
    place.service(name, service.has_url.then(|| place.forge.remote_of(repository)).as_deref());
    place.forge.create(repository, &[("port.yml", &service.file), ("README.md", "# Check out\n")]);
    let before = place.entity("service", name);
    assert!(before["properties"]["type"].is_null() && before["relations"]["domain"].is_null(), "{before}");

    let first = place.execute(name, &form());
    let ended = place.pipeline(by, &first.payload);
    assert!(ended.is_good, "{}", ended.printed);
    let branches = place.branches(repository);
    let [branch] = &branches[..] else { panic!("{branches:?}\n{}", ended.printed) };
    let pulls = place.forge.pulls();
    assert_eq!((pulls.len(), &pulls[0].source, &*pulls[0].target), (1, branch, "main"));
    assert_eq!(place.git(repository, &["diff", "--name-only", "main", branch]), "port.yml\n");
    let (removed, mut added) = place.changes(repository, branch);
    let mut wanted = service.added.to_vec();
    assert_eq!(removed, service.removed);
    added.sort();
    wanted.sort_unstable();
    assert_eq!(added, wanted);
    ends(&place, &first, "Proposed", &pull_request(backend, repository));
    // The report of the last step of a pipeline comes too late, and changes nothing.
    assert!(ended.printed.contains("has already ended (SUCCESS) and was not changed"), "{}", ended.printed);
    assert_eq!(place.entity("service", name), before, "nothing is merged yet");

    merge(&place, repository, branch);
    assert_eq!(place.branches(repository).len(), usize::from(backend == Backend::Github));
    let clone = place.served.path().join("clone").to_string_lossy().into_owned();
    place.git(repository, &["clone", "--quiet", &place.forge.bare(repository).to_string_lossy(), &clone]);
    place.done(&["-C", &clone, "sync"]);
    let after = place.entity("service", name);
    let shown = [&after["properties"]["type"], &after["properties"]["lifecycle"], &after["relations"]["domain"]];
    assert_eq!(shown, ["backend", "Production", "payment"]);
    assert_eq!(after["properties"]["language"], "Rust");

    let known = (place.branches(repository), place.forge.pulls());
    let second = place.execute(name, &form());
    let ended = place.pipeline(by, &second.payload);
    assert!(ended.is_good && ended.printed.contains("already up to date"), "{}", ended.printed);
    assert_eq!((place.branches(repository), place.forge.pulls()), known);
    ends(&place, &second, "Already up to date", "");
}

/// Checks that a run is a success, with these links.
fn ends(place: &Place, sent: &Sent, label: &str, pull_request: &str) {
    let run = place.run(sent);
    assert_eq!((&run["status"], &run["statusLabel"]), (&json!("SUCCESS"), &json!(label)), "{run}");
    let links: Vec<&str> = match &run["link"] {
        Value::Array(links) => links.iter().filter_map(Value::as_str).collect(),
        link => link.as_str().into_iter().collect(),
    };
    let page = match place.backend {
        Backend::Github => "https://github.com/acme/Port-actions/actions/runs/1",
        Backend::Gitlab => "https://gitlab.example.com/acme/port-actions/pipelines/",
        Backend::Jenkins => "https://jenkins.example.com/job/1/",
    };
    let pages = links.iter().filter(|link| link.starts_with(page)).count();
    assert_eq!((pages, links.len()), (1, 1 + usize::from(!pull_request.is_empty())), "{links:?}");
    assert!(pull_request.is_empty() || links.contains(&pull_request), "{links:?}");
    let logs = place.ask(Method::Get, &["actions", "runs", &sent.run, "logs"], Value::Null);
    assert!(pull_request.is_empty() || logs.to_string().contains("pull request"), "{logs}");
}

fn pull_request(backend: Backend, repository: &str) -> String {
    let part = match backend {
        Backend::Github => "pull",
        Backend::Gitlab => "-/merge_requests",
        Backend::Jenkins => "pull-requests",
    };
    format!("https://forge.example/{repository}/{part}/1")
}

/// Merges as forges do; the repository decides whether the branch is deleted.
fn merge(place: &Place, repository: &str, branch: &str) {
    place.git(repository, &["merge-base", "--is-ancestor", "main", branch]);
    place.git(repository, &["update-ref", "refs/heads/main", &format!("refs/heads/{branch}")]);
    place.forge.change_pulls(|pull| pull.is_open = false);
    if place.backend != Backend::Github {
        place.git(repository, &["update-ref", "-d", &format!("refs/heads/{branch}")]);
    }
}

#[test]
fn it_ends_well_with_githubs_commands() {
    follow(Backend::Github, By::Commands);
}

#[test]
fn it_ends_well_with_gitlabs_commands() {
    follow(Backend::Gitlab, By::Commands);
}

#[test]
fn it_ends_well_with_jenkins_commands() {
    follow(Backend::Jenkins, By::Commands);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_githubs_workflow() {
    follow(Backend::Github, By::Pipeline);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_gitlabs_pipeline() {
    follow(Backend::Gitlab, By::Pipeline);
}

#[test]
#[ignore = "needs the tools that .ci/run installs"]
fn story_of_jenkins_pipeline() {
    follow(Backend::Jenkins, By::Pipeline);
}
