//! What an apply does to a workflow, of which every update is a version.

use portwright::kind::{KINDS, Kind};
use portwright::portal::{Answer, Method, Portal, PortalError, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::apply::{applied, done};
use crate::markdown::blocks;
use crate::support::{File, Project};

/// The files that the page of the kind shows.
fn files() -> Vec<File> {
    let of_page = |kind: &&&Kind| kind.folder == "workflows";
    let page = KINDS.iter().find(of_page).expect("there is such a kind").page;
    let shown = blocks(page).into_iter().filter(|block| block.file().is_some_and(|name| name != "model/removed.yml"));
    shown.map(|block| File::new(block.file().expect("it has a name"), &block.text)).collect()
}

/// The page's files, with the workflow `restart_service` changed.
fn changed(change: impl FnOnce(&mut Value)) -> Project {
    let mut files = files();
    let file = files.iter_mut().find(|file| file.name == "model/workflows/restart.yml").expect("the page shows it");
    let mut body: Value = serde_yaml::from_slice(&file.bytes).expect("it is YAML");
    change(&mut body);
    *file = File::new("model/workflows/restart.yml", &body.to_string());
    Project::new(&files)
}

fn version(portal: &SandboxPortal) -> Value {
    let request = Request::new(Method::Get, ["workflows", "restart_service"]);
    portal.send(&request).expect("it was made").body["workflow"]["version"].clone()
}

#[test]
fn a_version_is_made_only_for_a_difference() {
    let portal = SandboxPortal::in_memory();
    for _ in 0..2 {
        applied(&Project::new(&files()), &portal);
        assert_eq!(version(&portal), json!(1));
    }
    // Neither the order of nodes and connections nor what is the same as its absence is a difference.
    let same = changed(|body| {
        for list in ["nodes", "connections"] {
            body[list].as_array_mut().expect("it is a list").reverse();
        }
        for node in body["nodes"].as_array_mut().into_iter().flatten() {
            if node["config"]["type"] == "WEBHOOK" {
                node["config"]["onFailure"] = json!("terminate");
                node["config"]["method"] = json!("POST");
                node["description"] = json!("");
            }
        }
    });
    assert!(same.plan(&portal).steps.is_empty(), "{:#?}", same.plan(&portal).steps);
    let other = changed(|body| body["connections"][4]["description"] = json!("it restarted"));
    applied(&other, &portal);
    assert_eq!(version(&portal), json!(2));
}

#[test]
fn a_change_is_shown_at_its_node_or_its_connection() {
    let portal = SandboxPortal::in_memory();
    applied(&Project::new(&files()), &portal);
    let other = changed(|body| {
        body["nodes"][3]["config"]["url"] = json!("https://deploy.example.com/v2/restart");
        body["connections"].as_array_mut().expect("it is a list").remove(4);
        body["nodes"].as_array_mut().expect("it is a list").remove(4);
    });
    let plan = other.plan(&portal);
    let paths: Vec<String> = plan.steps[0].changes.iter().map(|change| change.path.to_string()).collect();
    let mut paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["connections.\"restart record\"", "nodes.record", "nodes.restart.config.url"]);
}

/// A portal that lists workflows without their nodes.
struct Compact(SandboxPortal);

impl Portal for Compact {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let mut answer = self.0.send(request)?;
        for body in answer.body["workflows"].as_array_mut().into_iter().flatten() {
            body.as_object_mut().expect("it is a map").retain(|key, _| key == "identifier" || key == "title");
        }
        Ok(answer)
    }

    fn name(&self) -> String {
        self.0.name()
    }
}

#[test]
fn what_a_list_leaves_out_is_read_one_by_one() {
    let portal = Compact(SandboxPortal::in_memory());
    let project = Project::new(&files());
    assert!(done(&project.plan(&portal), &portal).is_complete());
    assert!(project.plan(&portal).steps.is_empty());
    let other = changed(|body| body["nodes"][3]["config"]["method"] = json!("PUT"));
    assert!(done(&other.plan(&portal), &portal).is_complete());
    assert_eq!(version(&portal.0), json!(2));
}
