//! Renames in a project with profiles, approvals, removals and protected resources: every file follows.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::client::Editor;
use super::names::{applied, marked};

const SETTINGS: &str = "\
# What nobody may lose.
protected = [
  \"blueprint/zapp\", # the catalog
  'scorecard/zapp/*',
  \"*\",
  \"action/zdeploy\",
  \"page-permissions/zdash\",
]

[model]
external = [ \"blueprint/githubTeam\",   \"blueprint/zapp\" ]

[vars]
region = \"eu\"

[profile.prod.vars]
region = \"us\"
";

const APP: &str = "\
identifier: zapp
title: App
schema:
  properties:
    ztier: { type: string, enum: [gold, silver] }
    size: { type: number }
  required: [ztier]
relations:
  owner: { target: githubTeam }
";

const PROD_APP: &str = "\
title: App in production
identifier: \"zapp\"
schema:
  properties:
    size: { type: number }
    ztier:
      type: string
";

const SCORECARD: &str = "\
identifier: quality
title: Quality
blueprint: zapp
levels:
  - { color: paleBlue, title: Basic }
  - { color: gold, title: Gold }
rules:
  - identifier: tiered
    title: Tiered
    level: Gold
    query: { combinator: and, conditions: [{ operator: isNotEmpty, property: ztier }] }
";

const ACTION: &str = "\
identifier: zdeploy
title: Deploy to ${region}
trigger:
  type: self-service
  operation: DAY-2
  blueprintIdentifier: zapp
  userInputs: { properties: {}, required: [] }
invocationMethod:
  type: WEBHOOK
  url: https://${region}.example/{{ .entity.properties.ztier }}
";

const PAGE: &str = "\
identifier: zdash
title: Dash
type: dashboard
widgets:
  - id: dashboard
    type: dashboard-widget
    layout:
      - height: 400
        columns: [{ id: tiers, size: 12 }]
    widgets:
      - id: tiers
        type: entities-pie-chart
        title: Tiers
        blueprint: zapp
        property: property#ztier
        dataset: { combinator: and, rules: [] }
";

const AFTER: &str = "{ identifier: next, title: Next, type: dashboard, after: zdash, widgets: [] }\n";
const PERMISSIONS: &str =
    "- page: zdash\n  read: { roles: [Admin] }\n- { action: zdeploy, execute: { roles: [Admin] } }\n";

const APPROVALS: &str = "\
- address: blueprint/zapp # narrower
  path: schema.properties.ztier.enum
- { address: \"scorecard/zapp/quality\", path: 'rules' }
- address: action/zdeploy
";

const REMOVED: &str = "\
- kind: scorecard
  blueprint: zapp
  identifier: gone
- { kind: entity, blueprint: 'zapp', identifier: gone }
- { kind: page, identifier: gone }
";

const FILES: &[(&str, &str)] = &[
    ("portwright.toml", SETTINGS),
    ("model/blueprints/app.yml", APP),
    ("model/scorecards/quality.yml", SCORECARD),
    ("model/actions/deploy.yml", ACTION),
    ("model/pages/dash.yml", PAGE),
    ("model/pages/next.yml", AFTER),
    ("model/permissions/some.yml", PERMISSIONS),
    ("model/approvals.yml", APPROVALS),
    ("model/removed.yml", REMOVED),
    ("model/profiles/prod/blueprints/app.yml", PROD_APP),
    ("model/profiles/prod/approvals.yml", "- { address: blueprint/zapp, path: schema.properties.ztier }\n"),
    ("model/profiles/prod/removed.yml", "[{ kind: scorecard, blueprint: zapp, identifier: old }]\n"),
    ("model/profiles/dev/actions/deploy.yml", ACTION),
    ("model/profiles/dev/actions/more.yml", ACTION_OF_DEV),
    ("apps/port.yml", "{ identifier: a, title: A, blueprint: zapp, properties: { ztier: gold } }\n"),
    ("templates/enrichService.yml", "identifier: x\nblueprint: zapp\nproperties:\n  ztier: \"{{ tier }}\"\n"),
];

const ACTION_OF_DEV: &str = "\
identifier: only_dev
title: Only dev
trigger:
  type: self-service
  operation: DAY-2
  blueprintIdentifier: zapp
  userInputs: { properties: {}, required: [] }
invocationMethod: { type: WEBHOOK, url: 'https://a.example/{{ .entity.properties.ztier }}' }
";

/// What a command prints in a folder, with the exit code. Nothing of the environment counts.
fn run(editor: &Editor, args: &[&str]) -> String {
    let done = editor.run(args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{:?}\n{}{}", done.status.code(), text(&done.stdout), text(&done.stderr))
}

/// How often each rule finds something, by profile and file.
fn findings(editor: &Editor) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for profile in [None, Some("prod"), Some("dev")] {
        let mut args = vec!["validate", "--format", "json"];
        args.extend(profile.iter().flat_map(|name| ["--profile", name]));
        let printed = run(editor, &args);
        let start = printed.find(['{', '[']).unwrap_or_else(|| panic!("{printed}"));
        let mut read = serde_json::Deserializer::from_str(&printed[start..]).into_iter::<Value>();
        let report = read.next().and_then(Result::ok).unwrap_or_else(|| panic!("{printed}"));
        let all = report["findings"].as_array().or(report.as_array()).unwrap_or_else(|| panic!("{printed}"));
        for one in all {
            let name = format!("{profile:?} {} {}", one["rule"], one["path"]);
            *counts.entry(name).or_insert(0) += 1;
        }
    }
    counts
}

/// Renames the symbol at the last letter of a word, writes the changed files, and returns their texts.
fn rename(editor: &mut Editor, file: &str, word: &str, to: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(editor.path(file)).expect("it can be read");
    editor.open(file);
    let edit = editor.ask("textDocument/rename", file, &marked(&text, word), &json!({ "newName": to }));
    let files = applied(editor, &edit);
    for (name, text) in &files {
        editor.put(name, text);
    }
    editor.close(file);
    let names: Vec<String> = files.keys().cloned().collect();
    names.iter().for_each(|name| editor.disk_changed(name));
    files
}

#[test]
fn a_rename_reaches_every_file_that_names_something_and_every_profile() {
    for (file, word, old, new, records) in [
        ("model/blueprints/app.yml", "identifier: zapp", "zapp", "service_app", 2),
        ("model/scorecards/quality.yml", "property: ztier", "ztier", "level", 2),
        ("model/actions/deploy.yml", "identifier: zdeploy", "zdeploy", "ship", 0),
        ("model/pages/dash.yml", "identifier: zdash", "zdash", "board", 0),
    ] {
        let mut editor = Editor::new(FILES);
        let before = findings(&editor);
        assert!(before.is_empty(), "{before:#?}");
        let changed = rename(&mut editor, file, word, new);
        assert_eq!(findings(&editor), before, "{old}: {changed:#?}");
        let (mut left, mut recorded) = (Vec::new(), 0);
        for (name, _) in FILES {
            let now = fs::read_to_string(editor.path(name)).expect("it can be read");
            for line in now.lines().filter(|line| line.contains(old)) {
                match line.contains(&format!("renamedFrom: {old}")) {
                    true => recorded += 1,
                    false => left.push(format!("{name}: {line}")),
                }
            }
        }
        assert_eq!((left, recorded), (Vec::new(), records), "{old}");
        let note = editor.sent.iter().find(|message| message["method"] == "window/showMessage");
        let note = note.and_then(|note| note["params"]["message"].as_str());
        assert_eq!(note.is_some_and(|note| note.contains("Port cannot rename a")), records == 0, "{old}: {note:?}");
        editor.end();
    }
}

#[test]
fn the_settings_keep_their_comments_and_their_layout() {
    let mut editor = Editor::new(FILES);
    let changed = rename(&mut editor, "model/blueprints/app.yml", "identifier: zapp", "service_app");
    assert_eq!(changed["portwright.toml"], SETTINGS.replace("zapp", "service_app"));
    assert_eq!(changed["model/removed.yml"], REMOVED.replace("zapp", "service_app"));
    assert_eq!(changed["model/approvals.yml"], APPROVALS.replace("zapp", "service_app"));
    assert_eq!(
        changed["model/profiles/prod/blueprints/app.yml"],
        PROD_APP.replace("\"zapp\"\n", "\"service_app\"\nrenamedFrom: zapp\n")
    );
    editor.end();
}

/// The message of a rename that is refused, or nothing.
fn refusal(files: &[(&str, &str)], file: &str, word: &str, to: &str) -> Option<String> {
    let mut editor = Editor::new(files);
    let text = fs::read_to_string(editor.path(file)).expect("it can be read");
    editor.open(file);
    let at = text.find(word).expect("the word is there") + word.len();
    let line = text[..at].matches('\n').count();
    let character = at - text[..at].rfind('\n').map_or(0, |at| at + 1);
    let given = json!({
        "textDocument": { "uri": editor.uri(file) },
        "position": { "line": line, "character": character },
        "newName": to,
    });
    let answer = editor.request("textDocument/rename", given);
    editor.end();
    answer["error"]["message"].as_str().map(str::to_owned)
}

#[test]
fn a_rename_that_two_profiles_understand_differently_is_refused() {
    let settings = "[model]\nexternal = ['blueprint/zapp', 'blueprint/githubTeam']\n";
    // Only one profile declares the blueprint, and all others find it in their portal.
    let declared = ("model/profiles/prod/blueprints/app.yml", APP);
    let own = ("model/profiles/prod/actions/deploy.yml", ACTION);
    let settings_of_prod = format!("{settings}\n[vars]\nregion = 'eu'\n[profile.prod.vars]\n");
    let shared = [("portwright.toml", settings_of_prod.as_str()), declared, ("model/actions/deploy.yml", ACTION)];
    let mut editor = Editor::unstarted(&shared);
    editor
        .initialize(&json!({ "capabilities": super::client::able(), "initializationOptions": { "profile": "prod" } }));
    for (more, expected) in
        [(None, Some("`model/actions/deploy.yml:6:24` is also read without a profile")), (Some(own), None)]
    {
        if let Some((name, text)) = more {
            editor.put(name, text);
            editor.disk_changed(name);
        }
        editor.open(declared.0);
        let given = json!({
            "textDocument": { "uri": editor.uri(declared.0) },
            "position": { "line": 0, "character": 14 },
            "newName": "service_app",
        });
        let answer = editor.request("textDocument/rename", given);
        let message = answer["error"]["message"].as_str();
        match expected {
            Some(expected) => assert!(message.is_some_and(|message| message.contains(expected)), "{answer}"),
            None => {
                let files = applied(&editor, &answer["result"]);
                let names: Vec<&str> = files.keys().map(String::as_str).collect();
                // The others keep the blueprint that is external.
                assert_eq!(names, [own.0, declared.0]);
            }
        }
        editor.close(declared.0);
    }
    editor.end();
}

#[test]
fn a_rename_that_would_lose_a_protection_or_declare_something_removed_is_refused() {
    let app = ("model/blueprints/app.yml", "{ identifier: zapp, title: App, schema: { properties: {} } }\n");
    let rename = |more: (&str, &str)| refusal(&[app, more], app.0, "identifier: zapp", "other");
    for (more, expected) in [
        (
            ("portwright.toml", "protected = [\"blueprint/z*\"]\n"),
            Some("`blueprint/z*` at `portwright.toml:1:15` protects blueprint/zapp"),
        ),
        (("portwright.toml", "protected = [\"blueprint/*\", '*']\n"), None),
        (
            ("portwright.toml", "protected = [\"blueprint/\\u007aapp\"]\n"),
            Some("`portwright.toml:1:14` names `zapp` in another form"),
        ),
        (
            ("model/removed.yml", "- { kind: blueprint, identifier: other }\n"),
            Some("`other` is removed at `model/removed.yml:1:3`"),
        ),
        (
            ("model/approvals.yml", "- address: \"blueprint/\\x7Aapp\"\n"),
            Some("`model/approvals.yml:1:12` names `zapp` in another form"),
        ),
    ] {
        let message = rename(more);
        match expected {
            Some(expected) => assert!(message.as_ref().is_some_and(|text| text.contains(expected)), "{message:?}"),
            None => assert_eq!(message, None),
        }
    }
}

#[test]
fn an_approval_follows_what_it_approves_to_its_new_name() {
    let narrow = APP.replace("enum: [gold, silver]", "enum: [gold]");
    let app = "model/blueprints/app.yml";
    let external = "identifier: githubTeam\ntitle: Team\nschema: { properties: {} }\n";
    let approvals = "- address: blueprint/zapp\n  path: schema.properties.ztier.enum\n";
    let files = [("portwright.toml", ""), (app, APP), ("model/blueprints/team.yml", external)];
    let mut editor = Editor::new(&files);
    let applied = run(&editor, &["apply", "--portal", "sandbox", "--auto-approve", "--quiet"]);
    assert!(applied.starts_with("Some(0)"), "{applied}");
    editor.put(app, &narrow);
    editor.put("model/approvals.yml", approvals);
    [app, "model/approvals.yml"].iter().for_each(|name| editor.disk_changed(name));
    let plan = |editor: &Editor| run(editor, &["plan", "--portal", "sandbox", "--detailed-exitcode"]);
    let is_fine = |plan: &str| plan.starts_with("Some(2)") && !plan.contains("pproval");
    let before = plan(&editor);
    assert!(is_fine(&before), "{before}");
    for (word, to) in [("    ztier", "level"), ("identifier: zapp", "service_app")] {
        rename(&mut editor, app, word, to);
        let after = plan(&editor);
        assert!(is_fine(&after), "{word}: {after}");
    }
    let text = fs::read_to_string(editor.path("model/approvals.yml")).expect("it can be read");
    assert_eq!(text, "- address: blueprint/service_app\n  path: schema.properties.level.enum\n");
    editor.end();
}

#[test]
fn a_file_that_the_profile_replaces_is_not_a_second_declaration() {
    let files = [("model/blueprints/app.yml", APP), ("model/profiles/prod/blueprints/app.yml", PROD_APP)];
    let mut editor = Editor::unstarted(&files);
    editor
        .initialize(&json!({ "capabilities": super::client::able(), "initializationOptions": { "profile": "prod" } }));
    for (name, _) in files {
        assert_eq!(editor.found(name), Vec::<String>::new(), "{name}");
    }
    editor.end();
}
