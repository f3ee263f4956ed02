//! Pages and folders: the order of their steps, and where they stand afterwards.

use portwright::plan::{Action, Plan};
use portwright::portal::{Method, Portal, Request, SandboxPortal};
use serde_json::{Value, json};

use crate::apply::{applied, done, writes};
use crate::support::Project;

fn page(identifier: &str, more: &str) -> (String, String) {
    let text = format!("identifier: {identifier}\ntitle: {identifier}\ntype: dashboard\nwidgets: []\n{more}");
    (format!("model/pages/{identifier}.yml"), text)
}

fn folder(identifier: &str, more: &str) -> (String, String) {
    (format!("model/folders/{identifier}.yml"), format!("identifier: {identifier}\ntitle: {identifier}\n{more}"))
}

fn project(files: &[(String, String)]) -> Project {
    Project::of(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

fn sent(portal: &SandboxPortal, method: Method, segments: &[&str], body: Option<Value>) -> Value {
    let mut request = Request::new(method, segments.iter().copied());
    request.body = body;
    portal.send(&request).expect("the sandbox accepts it").body
}

fn after(portal: &SandboxPortal, page: &str) -> Value {
    sent(portal, Method::Get, &["pages", page], None)["page"]["after"].clone()
}

fn addresses(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| step.address()).collect()
}

#[test]
fn folders_come_first_and_pages_after_the_one_that_they_stand_after() {
    let portal = SandboxPortal::in_memory();
    let files = [
        page("a", "parent: z\nafter: b\n"),
        page("b", "parent: z\nafter: x\n"),
        folder("x", "parent: z\n"),
        folder("z", "parent: null\n"),
    ];
    let project = project(&files);
    assert_eq!(addresses(&project.plan(&portal)), ["folder/z", "folder/x", "page/b", "page/a"]);
    applied(&project, &portal);
    assert_eq!([after(&portal, "a"), after(&portal, "b")], [json!("b"), json!("x")]);
}

#[test]
fn what_stands_after_a_page_that_moves_stands_after_it_again() {
    let portal = SandboxPortal::in_memory();
    let pages = |first: &str| [page("a", first), page("b", "after: a\n"), page("c", "after: b\n"), page("d", "")];
    applied(&project(&pages("after: null\n")), &portal);
    let moved = project(&pages("after: d\n"));
    assert_eq!(addresses(&moved.plan(&portal)), ["page/a", "page/b", "page/c"]);
    applied(&moved, &portal);
    assert_eq!(
        ["d", "a", "b", "c"].map(|page| after(&portal, page)),
        [json!(null), json!("d"), json!("a"), json!("b")]
    );
}

#[test]
fn folders_that_follow_one_that_moves_are_written_too() {
    let portal = SandboxPortal::in_memory();
    let folders = |first: &str, title: &str| {
        let (name, text) = folder("b", "after: a\n");
        [folder("a", first), (name, text.replace("title: b", title)), folder("d", "")]
    };
    applied(&project(&folders("after: null\n", "title: b")), &portal);
    applied(&project(&folders("after: d\n", "title: changed")), &portal);
}

#[test]
fn a_page_that_moves_to_another_folder_leaves_its_sibling() {
    let portal = SandboxPortal::in_memory();
    let files = |parent: &str| {
        let parent = format!("parent: {parent}\n");
        [folder("x", ""), folder("y", ""), page("a", "parent: x\n"), page("b", &parent)]
    };
    applied(&project(&files("x")), &portal);
    assert_eq!(after(&portal, "b"), "a");
    applied(&project(&files("y")), &portal);
    assert_eq!(after(&portal, "b"), json!(null));
}

#[test]
fn a_place_that_no_file_states_stays() {
    let portal = SandboxPortal::in_memory();
    let files = |title: &str| {
        let (name, text) = page("c", "");
        [(name, text.replace("title: c", title)), page("b", "")]
    };
    applied(&project(&files("title: c")), &portal);
    // Somebody else moves one, and puts a page between them.
    sent(&portal, Method::Patch, &["pages", "b"], Some(json!({"after": "c"})));
    let new = json!({"identifier": "new", "type": "dashboard", "widgets": [], "after": "c"});
    sent(&portal, Method::Post, &["pages"], Some(new));
    assert!(project(&files("title: c")).plan(&portal).steps.is_empty());
    applied(&project(&files("title: changed")), &portal);
    assert_eq!([after(&portal, "new"), after(&portal, "b")], [json!("c"), json!("new")]);
}

#[test]
fn widgets_are_matched_by_id_in_any_order() {
    let portal = SandboxPortal::in_memory();
    let widgets = |ids: [&str; 2], text: &str| {
        let (name, page) = page("a", "");
        let widget = |id: &str| format!("{{ markdown: {text}, type: markdown, id: {id} }}");
        let root = format!(
            "widgets:\n  - id: root\n    type: dashboard-widget\n    layout: [{{ height: 400, columns: [{{ id: x, size: 6 }}, \
             {{ id: y, size: 6 }}] }}]\n    widgets: [{}, {}]\n",
            widget(ids[0]),
            widget(ids[1])
        );
        [(name, page.replace("widgets: []\n", &root))]
    };
    applied(&project(&widgets(["x", "y"], "one")), &portal);
    assert!(project(&widgets(["y", "x"], "one")).plan(&portal).steps.is_empty());
    let plan = project(&widgets(["y", "x"], "two")).plan(&portal);
    let paths: Vec<String> = plan.steps[0].changes.iter().map(|change| change.path.to_string()).collect();
    assert_eq!(paths, ["widgets.root.widgets.x.markdown", "widgets.root.widgets.y.markdown"]);
}

#[test]
fn the_page_of_a_blueprints_entities_is_changed_but_neither_created_nor_deleted() {
    let portal = SandboxPortal::in_memory();
    let blueprint = "identifier: squad\ntitle: Squad\nschema: { properties: {} }\n";
    let entity = "identifier: squadEntity\ntitle: One squad\ntype: entity\nblueprint: squad\n";
    let both = Project::of(&[("model/blueprints/squad.yml", blueprint), ("model/pages/squad.yml", entity)]);
    applied(&both, &portal);
    assert_eq!(sent(&portal, Method::Get, &["pages", "squadEntity"], None)["page"]["title"], "One squad");
    assert!(!writes(&portal).contains(&"POST /v1/pages".to_owned()));

    let removal = "- { kind: page, identifier: squadEntity }\n";
    let removed = Project::of(&[("model/blueprints/squad.yml", blueprint), ("model/removed.yml", removal)]);
    let plan = removed.plan(&portal);
    assert_eq!(plan.steps[0].refusals, ["Port deletes it only together with blueprint/squad"]);
}

#[test]
fn a_catalog_page_that_port_made_is_adopted() {
    let portal = SandboxPortal::in_memory();
    let blueprint = json!({"identifier": "crew", "title": "Crew", "schema": {"properties": {}}});
    let request = Request::new(Method::Post, ["blueprints"]).query("create_catalog_page", true).body(blueprint);
    portal.send(&request).expect("the sandbox accepts it");
    let file = "identifier: crews\ntitle: All crews\ntype: blueprint-entities\nblueprint: crew\n";
    let external = ("portwright.toml", "[model]\nexternal = [\"blueprint/crew\"]\n");
    let project = Project::of(&[("model/pages/crews.yml", file), external]);
    let plan = project.plan(&portal);
    assert_eq!((plan.steps[0].action, plan.steps[0].changes.len()), (Action::Update, 1));
    applied(&project, &portal);
}

#[test]
fn deletions_empty_folders_first() {
    let portal = SandboxPortal::in_memory();
    applied(&project(&[folder("x", ""), folder("y", "parent: x\n"), page("a", "parent: y\n")]), &portal);
    let removed = |text: &str| Project::of(&[("model/removed.yml", text)]);
    let alone = removed("- { kind: folder, identifier: x }\n").plan(&portal);
    assert_eq!(alone.steps[0].refusals, ["folder/y refers to it in `parent`"]);
    let all = removed(
        "- { kind: folder, identifier: x }\n- { kind: folder, identifier: y }\n- { kind: page, identifier: a }\n",
    );
    assert_eq!(addresses(&all.plan(&portal)), ["page/a", "folder/y", "folder/x"]);
    applied(&all, &portal);
}

#[test]
fn a_deletion_is_not_refused_for_what_stands_after_it_or_shows_it() {
    let portal = SandboxPortal::in_memory();
    let (name, text) = page("b", "");
    let shows = "widgets:\n  - id: root\n    type: dashboard-widget\n    layout: [{ height: 400, columns: [{ id: t, size: 12 }] }]\n    \
                 widgets: [{ id: t, type: table-entities-explorer, blueprint: squad, dataset: { combinator: and, rules: [] } }]\n";
    let blueprint = (
        "model/blueprints/squad.yml".to_owned(),
        "identifier: squad\ntitle: Squad\nschema: { properties: {} }\n".to_owned(),
    );
    applied(&project(&[page("a", ""), (name, text.replace("widgets: []\n", shows)), blueprint]), &portal);
    let removed = "- { kind: page, identifier: a }\n- { kind: blueprint, identifier: squad }\n";
    let project = Project::of(&[("model/removed.yml", removed)]);
    let plan = project.plan(&portal);
    assert!(plan.steps.iter().all(|step| step.refusals.is_empty()), "{:?}", plan.steps);
    assert!(done(&plan, &portal).is_complete());
}
