//! Properties of every kind: the files on its page are applied, changed, changed by somebody else, interrupted and removed.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use portwright::kind::{KINDS, Kind};
use portwright::lint::RULES;
use portwright::ops::apply::StepOutcome;
use portwright::plan::Action;
use portwright::portal::{Answer, Method, Portal, PortalError, Request, SandboxPortal};
use serde_json::{Map, Value, json};

use crate::apply::{applied, done};
use crate::example;
use crate::markdown::blocks;
use crate::seed::tries_all;
use crate::support::{File, Project};

/// The bodies in the files of a kind's page, by name of the file.
#[derive(Clone)]
pub(crate) struct Example {
    kind: &'static Kind,
    files: BTreeMap<String, Vec<Value>>,
    /// The text of `portwright.toml`.
    settings: String,
}

impl Example {
    /// The example of a kind.
    pub(crate) fn of(kind: &'static Kind) -> Self {
        let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut settings = String::new();
        for block in blocks(kind.page) {
            if block.file() == Some("portwright.toml") {
                settings.clone_from(&block.text);
            }
            let Some(name) = block.file().filter(|name| name.starts_with("model/") && *name != "model/removed.yml")
            else {
                continue;
            };
            let bodies = serde_yaml::Deserializer::from_str(&block.text)
                .map(|document| serde::Deserialize::deserialize(document).expect("it is YAML"));
            files.entry(name.to_owned()).or_default().extend(bodies);
        }
        Self { kind, files, settings }
    }

    /// The name of the kind's file that the changes are made in.
    fn name(&self) -> &str {
        let folder = format!("model/{}/", self.kind.folder);
        let field = self.kind.identity.field;
        let is_of_kind = |(name, bodies): &(&String, &Vec<Value>)| {
            name.starts_with(&folder) && bodies.iter().all(|body| body.get(field).is_some())
        };
        self.files.iter().find(is_of_kind).unwrap_or_else(|| panic!("the page of {} has an example", self.kind.name)).0
    }

    /// The example without the other files of its kind.
    fn alone(&self) -> Self {
        let (name, folder) = (self.name(), format!("model/{}/", self.kind.folder));
        let stays = |other: &String| other == name || !other.starts_with(&folder);
        let files = self.files.iter().filter(|(other, _)| stays(other));
        Self { files: files.map(|(name, bodies)| (name.clone(), bodies.clone())).collect(), ..self.clone() }
    }

    fn texts(&self) -> Vec<(String, String)> {
        let text = |bodies: &Vec<Value>| bodies.iter().map(|body| format!("---\n{body}\n")).collect::<String>();
        let settings = ("portwright.toml".to_owned(), self.settings.clone());
        self.files.iter().map(|(name, bodies)| (name.clone(), text(bodies))).chain([settings]).collect()
    }

    pub(crate) fn project(&self) -> Project {
        let files: Vec<File> = self.texts().iter().map(|(name, text)| File::new(name, text)).collect();
        Project::new(&files)
    }

    /// This example with another value in one field of the kind's body, twice: both are a valid model that a portal with the
    /// example would be changed for, in different fields if there are two.
    fn variants(&self, portal: &SandboxPortal) -> Vec<Self> {
        let name = self.name().to_owned();
        let mut found = Vec::new();
        let mut paths = Vec::new();
        texts_of(&self.files[&name][0], String::new(), &mut paths);
        // Another identifier is another resource.
        let identity = format!("/{}", self.kind.identity.field);
        paths.retain(|path| *path != identity);
        // A kind may have only one such field, and one more letter can make a misspelt name.
        let ends = [("", "x"), ("", "y"), ("another_x_", ""), ("another_y_", "")];
        for ((start, end), path) in ends.iter().flat_map(|end| paths.iter().map(move |path| (end, path))) {
            if found.len() == 2 {
                break;
            }
            let mut variant = self.clone();
            let bodies = variant.files.get_mut(&name).expect("it has the file");
            let field = bodies[0].pointer_mut(path).expect("it was found there");
            *field = json!(format!("{start}{}{end}", field.as_str().unwrap_or_default()));
            let project = variant.project();
            if project.check(RULES).is_empty()
                && let Some(plan) = project.planned(portal)
                && let [step] = &plan.steps[..]
                && (step.action, step.key.kind.name) == (Action::Update, self.kind.name)
                && !step.is_destructive()
            {
                found.push(variant);
            }
        }
        found
    }
}

/// The pointers to all texts in a value.
fn texts_of(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(nth, value)| texts_of(value, format!("{at}/{nth}"), found));
        }
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| texts_of(value, format!("{at}/{}", key.replace('/', "~1")), found));
        }
        _ => {}
    }
}

/// An example, a portal that it was applied to, and two variants of it.
fn prepared(kind: &'static Kind) -> (Example, SandboxPortal, Example, Example) {
    let example = Example::of(kind);
    let portal = SandboxPortal::in_memory();
    applied(&example.project(), &portal);
    let mut variants = example.variants(&portal).into_iter();
    match (variants.next(), variants.next()) {
        (Some(one), Some(other)) => (example, portal, one, other),
        _ => panic!("the example of {} has a field that can change", kind.name),
    }
}

#[test]
fn an_example_is_created_changed_and_then_needs_nothing() {
    for kind in KINDS {
        let (_, portal, one, other) = prepared(kind);
        applied(&one.project(), &portal);
        applied(&other.project(), &portal);
    }
}

#[test]
fn a_change_by_somebody_else_is_a_conflict() {
    for kind in KINDS {
        let (_, portal, one, other) = prepared(kind);
        let plan = one.project().plan(&portal);
        applied(&other.project(), &portal);
        let outcomes = done(&plan, &portal).outcomes;
        assert!(matches!(outcomes[..], [StepOutcome::Conflict(_)]), "{}: {outcomes:?}", kind.name);
        applied(&one.project(), &portal);
    }
}

#[test]
fn an_apply_that_loses_any_answer_is_finished_by_the_next() {
    for kind in KINDS {
        let example = Example::of(kind);
        let reads = {
            let portal = SandboxPortal::in_memory();
            example.project().plan(&portal);
            portal.requests().len()
        };
        for at in reads + 1.. {
            let portal = SandboxPortal::in_memory().with_faults(format!("drop@{at}").parse().expect("a fault"));
            let plan = example.project().plan(&portal);
            done(&plan, &portal);
            if portal.requests().len() < at {
                break;
            }
            applied(&example.project(), &portal);
        }
    }
}

/// A portal whose client is killed after a number of requests: no later one arrives.
struct Killed<'p>(&'p SandboxPortal, AtomicUsize);

impl Portal for Killed<'_> {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let left = self.1.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        let killed = |_| PortalError::Unreachable { request: request.path(), reason: "killed".to_owned() };
        left.map_err(killed).and_then(|_| self.0.send(request))
    }

    fn name(&self) -> String {
        self.0.name()
    }
}

/// Everything that a portal has of the kinds that Port lists, without what Port sets itself.
pub(crate) fn contents(portal: &SandboxPortal) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for (kind, list) in KINDS.iter().filter_map(|kind| Some((kind, kind.api.list.as_ref()?))) {
        let answer = portal.send(&Request::new(Method::Get, list.path.iter().copied())).expect("it is listed");
        let bodies =
            list.keys.iter().find_map(|keys| keys.iter().try_fold(&answer.body, |at, key| at.get(key))?.as_array());
        for body in bodies.expect("it has the list").iter().cloned().flat_map(list.elements).filter(list.includes) {
            let key = kind.key_of(&body).expect("it has an identifier");
            found.insert(key.to_string(), kind.without_server_owned(&body));
        }
    }
    found
}

/// Applies a project to a new portal, killed after every so many requests, and again; both portals are the same in the end.
fn check_killed(name: &str, project: &Project, every: usize) {
    let undisturbed = SandboxPortal::in_memory();
    let plan = project.plan(&undisturbed);
    let reads = undisturbed.requests().len();
    assert!(done(&plan, &undisturbed).is_complete(), "{name}");
    let all = undisturbed.requests().len() - reads;
    for arriving in (0..=all).step_by(every) {
        let portal = SandboxPortal::in_memory();
        let killed = done(&project.plan(&portal), &Killed(&portal, AtomicUsize::new(arriving)));
        assert_eq!(killed.is_complete(), arriving == all, "{name}: killed after {arriving} of {all} requests");
        applied(project, &portal);
        assert_eq!(contents(&portal), contents(&undisturbed), "{name}: killed after {arriving} of {all} requests");
    }
}

#[test]
fn an_apply_that_is_killed_at_any_request_is_finished_by_the_next() {
    for kind in KINDS {
        check_killed(kind.name, &Example::of(kind).project(), 1);
    }
}

#[test]
fn an_apply_of_all_kinds_that_is_killed_is_finished_by_the_next() {
    // A prime number, so that the requests before, between and after writes all take their turn.
    check_killed("all kinds", &Project::new(&example::files()), if tries_all() { 1 } else { 7 });
}

#[test]
fn a_removed_example_is_gone() {
    for kind in KINDS.iter().filter(|kind| kind.api.deletes) {
        let mut example = Example::of(kind).alone();
        let portal = SandboxPortal::in_memory();
        applied(&example.project(), &portal);
        let name = example.name().to_owned();
        let bodies = example.files.remove(&name).expect("it has the file");
        let removals = bodies.iter().map(|body| {
            let mut removal = Map::new();
            removal.insert("kind".into(), json!(kind.name));
            removal.insert("identifier".into(), body[kind.identity.field].clone());
            if let Some(parent) = &kind.identity.parent {
                removal.insert(parent.field.into(), body[parent.field].clone());
            }
            Value::Object(removal)
        });
        let mut files: Vec<File> = example.texts().iter().map(|(name, text)| File::new(name, text)).collect();
        files.push(File::new("model/removed.yml", &Value::Array(removals.collect()).to_string()));
        let project = Project::new(&files);
        let plan = project.plan(&portal);
        assert!(plan.steps.iter().any(|step| step.action == Action::Delete), "{}: {:?}", kind.name, plan.steps);
        applied(&project, &portal);
    }
}

#[test]
fn a_profile_has_its_own_version() {
    for kind in KINDS {
        let (example, _, one, _) = prepared(kind);
        let folder = tempfile::tempdir().expect("a folder can be made");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
            std::fs::write(path, text).expect("it can be written");
        };
        example.texts().iter().for_each(|(name, text)| write(name, text));
        let changed = one.texts().into_iter().find(|(name, _)| name == example.name()).expect("it has the file").1;
        write(&example.name().replacen("model/", "model/profiles/prod/", 1), &changed);
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
            let output = command.args(arguments).args(["--portal", "sandbox"]).current_dir(folder.path()).output();
            let output = output.expect("the program runs");
            let printed = [output.stdout, output.stderr].concat();
            (output.status.code(), format!("{}: {}", kind.name, String::from_utf8_lossy(&printed)))
        };
        let (code, printed) = run(&["apply", "--profile", "prod", "--auto-approve"]);
        assert_eq!(code, Some(0), "{printed}");
        let (code, printed) = run(&["plan", "--profile", "prod", "--detailed-exitcode"]);
        assert_eq!(code, Some(0), "{printed}");
        let (code, printed) = run(&["plan", "--detailed-exitcode"]);
        assert_eq!(code, Some(2), "{printed}");
    }
}

#[test]
fn permissions_are_written_though_their_blueprint_gains_properties() {
    let blueprint = |properties: &str| {
        let text = format!("identifier: team\ntitle: Team\nschema: {{ properties: {{ {properties} }} }}\n");
        File::new("model/blueprints/team.yml", &text)
    };
    let permissions = |role: &str| {
        let text = format!("blueprint: team\nentities: {{ register: {{ roles: [{role}] }} }}\n");
        File::new("model/permissions/team.yml", &text)
    };
    let portal = SandboxPortal::in_memory();
    applied(&Project::new(&[blueprint("a: { type: string }"), permissions("Admin")]), &portal);
    let both = [blueprint("a: { type: string }, b: { type: string }"), permissions("Member")];
    applied(&Project::new(&both), &portal);
}
