//! Renames and changes of type, one folder for each case.
//!
//! A case has a model `before`, which is applied, the entities that exist then, a model `after`, which is applied too, and
//! the expected output. Then the entities are listed, and nothing is left to do.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use portwright::ops::plan::PlanOptions;
use portwright::plan::MigrationChoice;
use portwright::portal::sandbox::Faults;
use portwright::portal::{Answer, Method, Portal, PortalError, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::apply::{applied, done};
use crate::saved::{assert_valid, contents};
use crate::support::{File, Project, files_below, root, update};

fn portwright(folder: &Path, faults: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portwright"))
        .args(arguments)
        .args(["--portal", "sandbox", "--quiet"])
        .current_dir(folder)
        .env_clear()
        .env("PORTWRIGHT_SANDBOX_FAULTS", faults)
        .output()
        .expect("the program runs")
}

fn text(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
}

/// A project for the first half of a case: its model is applied, and the portal has its entities.
struct Place {
    folder: tempfile::TempDir,
    case: PathBuf,
}

impl Place {
    fn of(case: &Path) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder can be made"), case: case.to_owned() };
        applied(&project(case, "before"), &place.portal());
        let entities = std::fs::read_to_string(case.join("entities.json")).unwrap_or_else(|_| "[]".to_owned());
        let entities: Vec<Value> = serde_json::from_str(&entities).expect("entities are a list");
        let portal = place.portal();
        for mut entity in entities {
            let blueprint = entity["blueprint"].as_str().expect("an entity has a blueprint").to_owned();
            entity.as_object_mut().and_then(|fields| fields.shift_remove("blueprint"));
            let request = Request::new(Method::Post, ["blueprints", &blueprint, "entities"]).body(entity);
            portal.send(&request).expect("the sandbox takes the entity");
        }
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Copies the model of the second half.
    fn copy_model(&self) {
        let (model, from) = (self.path().join("model"), self.case.join("after"));
        for entry in walkdir::WalkDir::new(&from).into_iter().map(|entry| entry.expect("the case can be read")) {
            let to = model.join(entry.path().strip_prefix(&from).expect("it lies below"));
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(&to).expect("a folder can be made");
            } else {
                std::fs::copy(entry.path(), &to).expect("a file can be copied");
            }
        }
    }

    fn portal(&self) -> SandboxPortal {
        SandboxPortal::open(&self.path().join(".portwright/sandbox.json"), Faults::default()).expect("it is there")
    }

    /// The flags of the case.
    fn flags(&self) -> Vec<String> {
        let flags = std::fs::read_to_string(self.case.join("flags")).unwrap_or_default();
        flags.split_whitespace().map(str::to_owned).collect()
    }

    /// All entities of the portal, one a line, with their values.
    fn entities(&self) -> String {
        let request =
            Request::new(Method::Post, ["entities", "search"]).body(json!({"combinator": "and", "rules": []}));
        let found = self.portal().send(&request).expect("the sandbox answers").body;
        let line = |entity: &Value| {
            let text = |field: &str| entity[field].as_str().unwrap_or_default().to_owned();
            let values = ["properties", "relations"].map(|section| {
                let mut values = entity[section].clone();
                values.as_object_mut().into_iter().for_each(|values| values.retain(|_, value| !value.is_null()));
                values.as_object_mut().into_iter().for_each(|values| values.sort_keys());
                values.to_string()
            });
            format!("{}/{} {}\n", text("blueprint"), text("identifier"), values.join(" "))
        };
        let mut lines: Vec<String> = found["entities"].as_array().into_iter().flatten().map(line).collect();
        lines.sort();
        lines.concat()
    }
}

/// Applies the second half of a case, which must end as expected, and be the same with a saved plan.
fn check(case: &Path) -> Result<(), String> {
    let ready = Place::of(case);
    let place = copied(&ready);
    let flags = place.flags();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let arguments = [&["apply", "--auto-approve"], &flags[..]].concat();
    let first = portwright(place.path(), "", &arguments);
    check_saved(&ready, &place, &first);
    let mut seen = text(&first);
    if first.status.success() {
        let rest = project(case, "after").plan(&place.portal());
        assert!(rest.steps.is_empty(), "{}: a second plan has changes: {:#?}", case.display(), rest.steps);
    } else {
        assert_eq!(text(&portwright(place.path(), "", &arguments)), seen, "{}: the second run", case.display());
    }
    let entities = place.entities();
    if !entities.is_empty() {
        seen += &format!("\nEntities:\n{entities}");
    }
    let expected = case.join("expected.txt");
    if update() {
        std::fs::write(&expected, &seen).expect("the case can be written");
        return Ok(());
    }
    let shown = std::fs::read_to_string(&expected).unwrap_or_default();
    if shown == seen { Ok(()) } else { Err(format!("{}\nexpected:\n{shown}\nseen:\n{seen}", case.display())) }
}

/// Applies the second half of a case with a saved plan, which must leave the same portal as an apply without a file.
fn check_saved(ready: &Place, direct: &Place, expected: &Output) {
    let case = &ready.case;
    let flags = ready.flags();
    let is_approval = |nth: &usize| flags[*nth] == "--allow" || (*nth > 0 && flags[*nth - 1] == "--allow");
    let (approvals, others): (Vec<usize>, Vec<usize>) = (0..flags.len()).partition(is_approval);
    let chosen = |places: &[usize]| places.iter().map(|nth| flags[*nth].as_str()).collect::<Vec<_>>();
    let saved = copied(ready);
    let planned = portwright(saved.path(), "", &[&["plan", "--out", "a.plan"], &chosen(&others)[..]].concat());
    let made =
        portwright(saved.path(), "", &[&["apply", "a.plan", "--auto-approve"], &chosen(&approvals)[..]].concat());
    if saved.path().join("a.plan").exists() {
        assert_valid(&saved.path().join("a.plan"));
        assert_eq!(text(&made), text(expected), "{}\n{}", case.display(), text(&planned));
    }
    assert_eq!(made.status.success(), expected.status.success(), "{}: {}", case.display(), text(&made));
    assert_eq!(saved.entities(), direct.entities(), "{}", case.display());
    assert_eq!(contents(&saved.portal()), contents(&direct.portal()), "{}", case.display());
}

fn cases() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("tests/renames")).expect("the cases can be read");
    let mut cases: Vec<PathBuf> = folder.map(|entry| entry.expect("a case can be read").path()).collect();
    cases.sort();
    cases
}

#[test]
fn every_case_ends_as_expected_with_and_without_a_saved_plan_and_leaves_nothing_to_do() {
    let cases = cases();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = cases
            .chunks(cases.len().div_ceil(4))
            .map(|part| scope.spawn(|| part.iter().filter_map(|case| check(case).err()).collect::<Vec<_>>()));
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().expect("a case that fails says why")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Copies a project that is ready for the second half of its case.
fn copied(ready: &Place) -> Place {
    let place = Place { folder: tempfile::tempdir().expect("a folder can be made"), case: ready.case.clone() };
    place.copy_model();
    std::fs::create_dir(place.path().join(".portwright")).expect("a folder can be made");
    let file = ".portwright/sandbox.json";
    std::fs::copy(ready.path().join(file), place.path().join(file)).expect("a file can be copied");
    place
}

/// Applies a case once for each request of an apply, which is killed after it or loses the answer, and then
/// again in this process.
fn survives_every_fault(name: &str) {
    let ready = Place::of(&root().join("tests/renames").join(name));
    let flags = ready.flags();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let arguments = [&["apply", "--auto-approve"], &flags[..]].concat();
    let undisturbed = copied(&ready);
    let whole = portwright(undisturbed.path(), "", &arguments);
    assert!(whole.status.success(), "{name}: {}", text(&whole));
    let expected = undisturbed.entities();
    let project = project(&ready.case, "after");
    let options =
        PlanOptions { migrate: MigrationChoice { all: !flags.is_empty(), ..Default::default() }, ..Default::default() };
    for at in 1.. {
        let mut crashes = 0;
        // A kill before a request leaves the portal as one after the request before.
        for when in ["crash", "lose-answer"] {
            let place = copied(&ready);
            let disturbed = portwright(place.path(), &format!("{when}@{at}"), &arguments);
            crashes += usize::from(disturbed.status.code().is_none());
            let portal = place.portal();
            let again = done(&project.plan_by(&portal, &options), &portal);
            assert!(again.is_complete(), "{name}, {when}@{at}: {again:?}");
            let rest = project.plan_by(&portal, &PlanOptions::default());
            assert!(rest.steps.is_empty() && rest.warnings.is_empty(), "{name}, {when}@{at}: {rest:#?}");
            assert_eq!(place.entities(), expected, "{name}, {when}@{at}");
        }
        if crashes == 0 {
            assert!(at > 4, "{name}: only {at} requests");
            break;
        }
    }
}

/// The model of one half of a case.
fn project(case: &Path, half: &str) -> Project {
    let of_file = |path: &PathBuf| {
        let name = format!("model/{}", path.strip_prefix(case.join(half)).expect("it lies below").display());
        File::new(&name, &std::fs::read_to_string(path).expect("the case can be read"))
    };
    Project::new(&files_below(&case.join(half), ".yml").iter().map(of_file).collect::<Vec<_>>())
}

#[test]
fn a_rename_survives_every_fault() {
    survives_every_fault("property");
}

#[test]
fn a_renamed_blueprint_survives_every_fault() {
    survives_every_fault("blueprint-and-its-members");
}

#[test]
fn a_migration_survives_every_fault() {
    survives_every_fault("number-to-string");
}

#[test]
fn the_json_of_a_plan_has_renames_warnings_and_suggestions() {
    let read = |name: &str| -> Value {
        let place = Place::of(&root().join("tests/renames").join(name));
        place.copy_model();
        let planned = portwright(place.path(), "", &["plan", "--format", "json"]);
        serde_json::from_slice(&planned.stdout).expect("a plan is one JSON document")
    };
    let plan = read("property-mentioned-outside-of-the-model");
    let step = &plan["steps"][0];
    assert_eq!((&step["action"], &step["reason"]), (&json!("rename"), &json!("renamed")));
    let rename = json!({"path": "schema.properties.tier", "old": "tier", "new": "criticality"});
    assert_eq!((&step["rename"], &plan["summary"]["rename"]), (&rename, &json!(1)));
    let warned = plan["warnings"].as_array().into_iter().flatten().map(|warning| warning["address"].clone());
    assert_eq!(warned.collect::<Vec<_>>(), ["blueprint/app", "action/page_owner", "scorecard/app/ready"]);

    let suggested = json!({
        "address": "blueprint/app", "path": "schema.properties.criticality", "renamed_from": "tier",
        "message": "add `renamedFrom: tier` to `criticality` to keep its values",
        "declared": "model/blueprints/app.yml:5:5",
    });
    assert_eq!(read("suggestion")["suggestions"], json!([suggested]));
}

/// A portal that updates a scorecard when it renames a property.
struct Thorough<'p>(&'p SandboxPortal);

impl Portal for Thorough<'_> {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let answer = self.0.send(request)?;
        if request.to_string().ends_with("/rename") {
            let scorecard = ["blueprints", "app", "scorecards", "ready"];
            let mut body = self.0.send(&Request::new(Method::Get, scorecard))?.body["scorecard"].clone();
            body["rules"][0]["query"]["conditions"][0]["property"] = json!("criticality");
            let kept = ["identifier", "title", "rules", "levels"].map(|field| (field.to_owned(), body[field].clone()));
            let body = Value::Object(kept.into_iter().collect());
            self.0.send(&Request::new(Method::Put, scorecard).body(body))?;
        }
        Ok(answer)
    }

    fn name(&self) -> String {
        self.0.name()
    }
}

#[test]
fn a_portal_that_updates_more_references_than_expected_causes_no_conflict() {
    let model = |property: &str, name: &str, title: &str| {
        let blueprint = format!("identifier: app\ntitle: App\nschema: {{ properties: {{ {property} }} }}\n");
        let condition = format!("{{ property: {name}, operator: isNotEmpty }}");
        let query = format!("{{ combinator: and, conditions: [{condition}] }}");
        let rules = format!("rules: [{{ identifier: a, title: A, level: Gold, query: {query} }}]");
        let scorecard = format!("identifier: ready\nblueprint: app\ntitle: {title}\n{rules}\n");
        Project::of(&[("model/blueprints/app.yml", &blueprint), ("model/scorecards/ready.yml", &scorecard)])
    };
    let portal = SandboxPortal::in_memory();
    applied(&model("tier: { type: string }", "tier", "Ready"), &portal);
    let project = model("criticality: { type: string, renamedFrom: tier }", "criticality", "Ready for production");
    let made = done(&project.plan(&portal), &Thorough(&portal));
    assert!(made.is_complete(), "{made:?}");
    assert!(project.plan(&portal).steps.is_empty());
}
