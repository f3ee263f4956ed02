//! A model with comments and a style of its own: an export changes only the lines that differ.
//!
//! `tests/export/` has the model, and one file for each change that somebody makes in the portal: the change, the arguments
//! with which `drift --accept` accepts it, and the diff of the files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};
use similar::TextDiff;

use super::{Place, Wanted, complete, send};
use crate::apply::applied;
use crate::markdown::blocks;
use crate::support::{files_below, root, update};

/// The value of the model's sensitive variable.
pub(crate) const TOKEN: (&str, &str) = ("ci_token", "s3cr3t-of-the-pipeline");

/// One change in the portal, and how the files follow.
pub(crate) struct Case {
    path: PathBuf,
    text: String,
    changes: Vec<Value>,
    /// The arguments that accept it, one after the other.
    pub accepted: Vec<String>,
    expected: String,
}

impl Case {
    pub(crate) fn all() -> Vec<Self> {
        let read = |path: PathBuf| {
            let text = std::fs::read_to_string(&path).expect("it can be read");
            let [changes, accepted, expected] = &blocks(&text)[..] else { panic!("{}: three blocks", path.display()) };
            let changes = serde_json::from_str(&changes.text).expect("it is JSON");
            let accepted = accepted.text.lines().map(str::to_owned).collect();
            Self { changes, accepted, expected: expected.text.clone(), path, text }
        };
        files_below(&root().join("tests/export/cases"), ".md").into_iter().map(read).collect()
    }

    pub(crate) fn make(&self, portal: &SandboxPortal) {
        self.changes.iter().for_each(|one| change(portal, one));
    }

    /// Whether a secret gets another value, which is in no file.
    pub(crate) fn rotates(&self) -> bool {
        self.path.ends_with("a-secret-is-rotated.md")
    }

    /// Compares the diff with the expected one, and returns what is wrong.
    pub(crate) fn check(&self, diff: &str) -> Option<String> {
        (diff != self.expected).then(|| format!("{}:\n{diff}", self.path.display()))
    }
}

/// The value of the variable in the portal after a rotation.
pub(crate) const ROTATED: &str = "rotated-s3cr3t";

/// The files of the project: each path, and the text.
pub(crate) fn files() -> BTreeMap<String, String> {
    let folder = root().join("tests/export");
    let paths = files_below(&folder.join("model"), "").into_iter().chain([folder.join("portwright.toml")]);
    let file = |path: PathBuf| {
        let name = path.strip_prefix(&folder).expect("it is inside").display().to_string();
        (name, std::fs::read_to_string(&path).expect("it can be read"))
    };
    paths.map(file).collect()
}

/// A project with the model, and a portal that it was applied to.
fn adopted() -> (Place, SandboxPortal) {
    let place = Place::new(&[]);
    files().iter().for_each(|(name, text)| place.write(name, text));
    let portal = SandboxPortal::in_memory();
    applied(&place.project(&[TOKEN]), &portal);
    (place, portal)
}

/// Makes a change in the portal: a request, or new values of some fields of a resource that Port replaces. A null removes one.
pub(crate) fn change(portal: &SandboxPortal, change: &Value) {
    let (what, path, body) = (change[0].as_str().expect("a word"), change[1].as_str().expect("a path"), &change[2]);
    let (path, key) = match what {
        "PATCH" => return send(portal, Method::Patch, path, body.clone()),
        "BLUEPRINT" => (format!("blueprints {path}"), "blueprint"),
        "ACTION" => (format!("actions {path}"), "action"),
        "SCORECARD" => (format!("blueprints service scorecards {path}"), "scorecard"),
        "PAGE" => (format!("pages {path}"), "page"),
        "WORKFLOW" => (format!("workflows {path}"), "workflow"),
        "GROUP" => (format!("scorecard-groups {path}"), "scorecardGroup"),
        other => panic!("no test makes a change with {other}"),
    };
    let read = portal.send(&Request::new(Method::Get, path.split(' '))).expect("it is there").body;
    let mut new = read[key].clone();
    for (pointer, value) in body.as_object().expect("a map") {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = new.pointer_mut(parent).expect("it is there");
        let map = parent.as_object_mut().expect("the last part names a field of a map");
        match value {
            Value::Null => drop(map.shift_remove(name)),
            value => drop(map.insert(name.to_owned(), value.clone())),
        }
    }
    let map = new.as_object_mut().expect("a map");
    for field in
        ["id", "createdAt", "createdBy", "updatedAt", "updatedBy", "blueprint", "protected", "section", "version"]
    {
        map.shift_remove(field);
    }
    send(portal, Method::Put, &path, new);
}

/// The files of a project as a diff against those of another.
pub(crate) fn difference(before: &BTreeMap<String, String>, after: impl Fn(&str) -> String) -> String {
    let mut all = String::new();
    for (name, old) in before {
        let new = after(name);
        let diff = TextDiff::from_lines(old.as_str(), new.as_str());
        all += &diff.unified_diff().context_radius(1).header(name, name).to_string();
    }
    all
}

/// What the model declares, and no test changes anything else.
const DECLARED: &[&str] = &[
    "blueprint/service",
    "blueprint/domain",
    "blueprint/cluster",
    "blueprint/node",
    "blueprint/environment",
    "blueprint/library",
    "blueprint/incident",
    "blueprint/budget",
    "action/*",
    "scorecard/service/quality",
    "scorecard/library/readiness",
    "scorecard/incident/calm",
    "page/start",
    "page/incidents",
    "page/costs",
    "folder/*",
    "scorecard-group/*",
    "action-permissions/deploy",
    "blueprint-permissions/library",
    "page-permissions/costs",
    "webhook/*",
    "workflow/*",
    "integration/github-ocean",
    "team/*",
];

const ONLY_DECLARED: Wanted<'_> = Wanted { selected: DECLARED, as_extension: &[], all: false, dry: false };

#[test]
fn a_model_that_was_applied_is_not_changed() {
    let (place, portal) = adopted();
    let before = place.texts();
    for values in [&[TOKEN][..], &[]] {
        let report = place.try_export(&portal, ONLY_DECLARED, values).expect("it is exported");
        complete(&report);
        assert_eq!((report.files.len(), report.unchanged), (0, 32), "{:#?}", report.files);
    }
    assert_eq!(place.texts(), before);
}

#[test]
fn each_change_in_the_portal_changes_only_the_lines_that_differ() {
    let mut wrong = Vec::new();
    let cases = Case::all();
    assert!(files().len() == 31 && cases.iter().filter(|case| !case.accepted.is_empty()).count() >= 20);
    for case in cases {
        let (place, portal) = adopted();
        let before = place.texts();
        case.make(&portal);
        // Once without the values of the variables, as on a laptop, and then again.
        let report = place.try_export(&portal, ONLY_DECLARED, &[]).expect("it is exported");
        complete(&report);
        let diff = difference(&before, |name| place.read(name));
        let again = place.try_export(&portal, ONLY_DECLARED, &[]).expect("it is exported");
        assert!(again.files.is_empty(), "{}: {:#?}", case.path.display(), again.files);
        let token = if case.rotates() { (TOKEN.0, ROTATED) } else { TOKEN };
        let plan = place.project(&[token]).plan(&portal);
        assert!(plan.steps.is_empty(), "{}: {:#?}\n{diff}", case.path.display(), plan.steps);
        if update() {
            let head = case.text.split("```diff").next().expect("it has a diff");
            std::fs::write(&case.path, format!("{head}```diff\n{diff}```\n")).expect("it can be written");
        } else {
            wrong.extend(case.check(&diff));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_resource_in_a_profile_is_changed_in_the_file_of_the_profile() {
    let action = |title: &str| {
        format!(
            "identifier: a\ntitle: {title} # ours\ntrigger: {{ type: self-service, operation: CREATE, userInputs: {{ properties: {{}} }} }}\ninvocationMethod: {{ type: KAFKA }}\n"
        )
    };
    let place =
        Place::new(&[("model/actions/a.yml", &action("Base")), ("model/profiles/prod/actions/a.yml", &action("Prod"))]);
    let (code, out, err) = super::program::run(&place, &["apply", "--auto-approve", "--profile", "prod"], &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    let portal =
        SandboxPortal::open(&place.path().join(".portwright/sandbox.json"), Default::default()).expect("it opens");
    change(&portal, &json!(["ACTION", "a", {"/title": "Production"}]));
    let (code, out, err) = super::program::run(&place, &["export", "--profile", "prod", "action/a"], &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("~ model/profiles/prod/actions/a.yml\n") && out.contains("1 file changed"), "{out}");
    assert_eq!(place.read("model/actions/a.yml"), action("Base"));
    assert_eq!(place.read("model/profiles/prod/actions/a.yml"), action("Production"));
}

#[test]
fn what_removed_yml_lists_is_left_out() {
    let place = Place::new(&[("model/removed.yml", "- { kind: blueprint, identifier: service }\n")]);
    let report = place.export(&SandboxPortal::in_memory());
    let left_out = report.left_out.iter().find(|one| one.subject == "blueprint/service").expect("it is named");
    assert_eq!(left_out.reason, "`removed.yml` lists it");
    assert!(!place.path().join("model/blueprints/service.yml").exists());
}

#[test]
fn a_model_that_cannot_be_read_is_an_error() {
    let place = Place::new(&[("model/blueprints/a.yml", "identifier: [a\n")]);
    let error = place.try_export(&SandboxPortal::in_memory(), Wanted::default(), &[]).expect_err("it is not YAML");
    assert_eq!(error, "the model has errors");
}
