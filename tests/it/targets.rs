//! Plans of a part of the changes: `--target` with what it needs, `--exclude` with what needs it.

use portwright::portal::SandboxPortal;
use serde_json::{Value, json};

use crate::saved::assert_valid;
use crate::served::Served;

fn blueprint(identifier: &str, relations: &str) -> String {
    format!("identifier: {identifier}\ntitle: T\nschema: {{ properties: {{}} }}\nrelations: {{ {relations} }}\n")
}

const TO_TEAM: &str = "owner: { target: team_of }";

const DEPLOY: &str = "identifier: deploy\ntrigger: { type: self-service, operation: DAY-2, blueprintIdentifier: payment, \
                      userInputs: { properties: {} } }\ninvocationMethod: { type: WEBHOOK, url: 'https://acme.example' }\n";

/// An empty portal, and a model of four new resources: the action needs `payment`, which needs `team_of`.
fn place() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    place.put("portwright.toml", "");
    place.put("model/blueprints/team.yml", &blueprint("team_of", ""));
    place.put("model/blueprints/payment.yml", &blueprint("payment", TO_TEAM));
    place.put("model/blueprints/cost.yml", &blueprint("cost", ""));
    place.put("model/actions/deploy.yml", DEPLOY);
    place
}

fn plan(place: &Served, flags: &[&str]) -> Value {
    let (code, printed) = place.run(&[&["plan", "--format", "json"], flags].concat());
    assert_eq!(code, 0, "{printed}");
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
}

/// The addresses of the steps.
fn steps(plan: &Value) -> Vec<&str> {
    let steps = plan["steps"].as_array().expect("a plan has steps");
    steps.iter().map(|step| step["address"].as_str().expect("a step has an address")).collect()
}

fn apply(place: &Served, flags: &[&str]) -> String {
    let (code, printed) = place.run(&[&["apply", "--auto-approve", "--quiet", "--allow-destructive"], flags].concat());
    assert_eq!(code, 0, "{printed}");
    printed
}

#[test]
fn a_plan_has_the_targets_with_what_they_need_without_what_is_excluded() {
    let place = place();
    let all = ["blueprint/cost", "blueprint/team_of", "blueprint/payment", "action/deploy"];
    for (flags, expected) in [
        (&[][..], &all[..]),
        (&["--target", "action/deploy"], &["blueprint/team_of", "blueprint/payment", "action/deploy"]),
        (&["--target", "blueprint/pay*"], &["blueprint/team_of", "blueprint/payment"]),
        (&["--target", "actions", "--target", "blueprint/cost"], &all),
        (&["--exclude", "blueprint/pay*"], &["blueprint/cost", "blueprint/team_of"]),
        (&["--exclude", "blueprint/team_of"], &["blueprint/cost"]),
        (&["--exclude", "action", "--exclude", "blueprint/cost"], &["blueprint/team_of", "blueprint/payment"]),
        (&["--target", "blueprint", "--exclude", "blueprint/payment"], &["blueprint/cost", "blueprint/team_of"]),
    ] {
        let plan = plan(&place, flags);
        assert_eq!(steps(&plan), expected, "{flags:?}");
        assert_eq!(plan["summary"]["create"], expected.len(), "{flags:?}");
        let left_out = plan["partial"]["left_out"].as_array().map_or(0, Vec::len);
        assert_eq!((plan["partial"].is_null(), left_out), (flags.is_empty(), 4 - expected.len()), "{flags:?}");
        assert_eq!(plan["complete"], expected.len() == 4, "{flags:?}");
        assert_eq!(plan["summary"]["unmanaged"], self::plan(&place, &[])["summary"]["unmanaged"]);
    }
}

#[test]
fn a_plan_without_any_selected_change_is_refused() {
    let place = place();
    for excluded in ["blueprint/payment", "blueprint", "blueprint/team_of"] {
        let (code, printed) = place.run(&["plan", "--target", "blueprint/payment", "--exclude", excluded]);
        assert_eq!(code, 1, "{printed}");
        assert!(printed.contains("`--exclude` leaves out every change that `--target` selects"), "{printed}");
    }
    apply(&place, &[]);
    let unchanged = plan(&place, &["--target", "blueprint/payment", "--exclude", "blueprint/payment"]);
    assert!(steps(&unchanged).is_empty());
}

#[test]
fn a_migration_that_is_left_out_is_refused() {
    let place = place();
    let sized = |value_type: &str| {
        format!("identifier: sized\ntitle: T\nschema: {{ properties: {{ size: {{ type: {value_type} }} }} }}\n")
    };
    place.put("model/blueprints/sized.yml", &sized("string"));
    apply(&place, &[]);
    place.put("model/blueprints/sized.yml", &sized("number"));
    let (code, printed) = place.run(&["plan", "--migrate", "blueprint/sized:size", "--exclude", "blueprint/sized"]);
    assert_eq!(code, 1, "{printed}");
    assert!(printed.contains("`--migrate blueprint/sized:size` names a resource whose changes"), "{printed}");
    let migrated = plan(&place, &["--migrate", "blueprint/sized:size", "--target", "blueprint/sized"]);
    assert!(steps(&migrated).iter().all(|address| *address == "blueprint/sized") && !steps(&migrated).is_empty());
}

#[test]
fn a_partial_plan_says_so_in_every_format() {
    let place = place();
    let warning = "this plan is limited by `--target 'blueprint/t*' --exclude action`. It leaves out the changes \
                   of 3 resources: action/deploy, blueprint/cost, blueprint/payment.";
    let flags = ["--target", "blueprint/t*", "--exclude", "action"];
    for (format, expected) in [
        ("human", format!("Warning: {warning}\n\nportwright will make the following changes")),
        ("concise", format!("Warning: {warning}\n+  blueprint/team_of will be created")),
    ] {
        let (_, printed) = place.run(&[&["plan", "--format", format], &flags[..]].concat());
        assert!(printed.starts_with(&expected), "{printed}");
    }
    let (_, printed) = place.run(&[&["plan", "--format", "markdown"], &flags[..]].concat());
    assert!(printed.contains("\n> ⚠️ **Warning:** this plan is limited by `--target 'blueprint/t"), "{printed}");
    let partial = &plan(&place, &flags)["partial"];
    let left_out =
        ["action/deploy", "blueprint/cost", "blueprint/payment"].map(|one| json!({"address": one, "action": "create"}));
    assert_eq!(*partial, json!({"target": ["blueprint/t*"], "exclude": ["action"], "left_out": left_out}));
}

#[test]
fn a_later_plan_has_what_a_partial_apply_left_out() {
    let place = place();
    let printed = apply(&place, &["--target", "blueprint/payment"]);
    let end = "\nApply complete: 2 created, 0 updated, 0 deleted.\nWarning: this plan was partial. It left out the changes \
               of 2 resources: action/deploy, blueprint/cost. Run `portwright plan` to see them.\n";
    assert!(printed.starts_with("Warning: this plan is limited by") && printed.ends_with(end), "{printed}");

    let (_, printed) = place.run(&["plan", "--target", "blueprint/payment"]);
    let expected = "Warning: this plan is limited by `--target blueprint/payment`. It leaves out the changes of 2 \
                    resources: action/deploy, blueprint/cost.\n\nNo changes. The selected part of the model matches";
    assert!(printed.starts_with(expected), "{printed}");
    assert_eq!(steps(&plan(&place, &[])), ["blueprint/cost", "action/deploy"]);
    let printed = apply(&place, &["--format", "json", "--exclude", "blueprint/payment"]);
    let applied: Value = serde_json::from_str(&printed).expect("it is JSON");
    assert_eq!(
        (&applied["complete"], applied["partial"]["left_out"].as_array().map(Vec::len)),
        (&json!(true), Some(0))
    );
    assert_eq!(steps(&plan(&place, &[])), [""; 0], "nothing needs what does not change");
}

#[test]
fn a_deletion_needs_the_updates_and_deletions_of_what_refers_to_it() {
    let place = place();
    apply(&place, &[]);
    place.put(
        "model/removed.yml",
        "- { kind: blueprint, identifier: team_of }\n- { kind: action, identifier: deploy }\n",
    );
    std::fs::remove_file(place.path().join("model/blueprints/team.yml")).expect("it is there");
    std::fs::remove_file(place.path().join("model/actions/deploy.yml")).expect("it is there");
    place.put("model/blueprints/payment.yml", &blueprint("payment", ""));
    place.put("model/blueprints/cost.yml", &blueprint("cost", TO_TEAM.replace("team_of", "payment").as_str()));
    let needs = ["blueprint/payment", "blueprint/team_of"];
    assert_eq!(steps(&plan(&place, &["--target", "blueprint/team_of"])), needs);
    assert_eq!(steps(&plan(&place, &["--exclude", "blueprint/payment"])), ["action/deploy"]);
    assert_eq!(steps(&plan(&place, &["--exclude", "blueprint/team_of", "--exclude", "action"])).len(), 2);
    apply(&place, &["--target", "blueprint/team_of"]);
    assert_eq!(steps(&plan(&place, &[])), ["blueprint/cost", "action/deploy"]);
    apply(&place, &[]);

    // The same for what only an earlier revision declares.
    place.put("model/removed.yml", "[]\n");
    place.git(&["init", "-q"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "a"]);
    std::fs::remove_file(place.path().join("model/blueprints/payment.yml")).expect("it is there");
    place.put("model/blueprints/cost.yml", &blueprint("cost", ""));
    let since = |flags: &[&str]| plan(&place, &[&["--base", "HEAD"], flags].concat());
    assert_eq!(steps(&since(&["--target", "blueprint/payment"])), ["blueprint/cost", "blueprint/payment"]);
    assert_eq!(steps(&since(&["--exclude", "blueprint/payment"])), ["blueprint/cost"]);
    assert_eq!(steps(&since(&["--exclude", "blueprint/cost"])), [""; 0]);
}

#[test]
fn a_selection_that_matches_nothing_is_an_error_with_a_near_name() {
    let place = place();
    for (flags, expected) in [
        (
            ["--target", "blueprint/paymant"],
            "`--target blueprint/paymant` does not match any resource of the model\n  help: did you mean `blueprint/payment`?",
        ),
        (
            ["--exclude", "actoin"],
            "`--exclude actoin` does not match any resource of the model\n  help: did you mean `action`?",
        ),
        (
            ["--target", "pages"],
            "`--target pages` does not match any resource of the model\n  help: write the address or the kind of",
        ),
        (["--target", "webhook/*"], "`--target webhook/*` does not match any resource of the model\n  help: write"),
        // The portal has it, but it is not managed.
        (["--target", "blueprint/_user"], "`--target blueprint/_user` does not match any resource of the model"),
    ] {
        for command in ["plan", "apply"] {
            let (code, printed) = place.run(&[&[command], &flags[..]].concat());
            assert!(code == 1 && printed.contains(expected), "{command} {flags:?}: {code}\n{printed}");
        }
    }
}

#[test]
fn a_saved_plan_stays_partial() {
    let place = place();
    let (code, printed) = place.run(&["plan", "--target", "blueprint/cost", "--out", "a.plan"]);
    assert_eq!(code, 0, "{printed}");
    assert_valid(&place.path().join("a.plan"));
    let (_, shown) = place.run(&["show", "a.plan"]);
    assert!(shown.starts_with("Warning: this plan is limited by `--target blueprint/cost`."), "{shown}");
    let (code, printed) = place.run(&["apply", "a.plan", "--target", "action"]);
    assert!(code != 0 && printed.contains("cannot be used with"), "{printed}");
    let printed = apply(&place, &["a.plan"]);
    assert!(
        printed.ends_with("blueprint/payment, blueprint/team_of. Run `portwright plan` to see them.\n"),
        "{printed}"
    );
    assert_eq!(steps(&plan(&place, &[])).len(), 3);
}

#[test]
fn a_partial_apply_is_not_recorded() {
    let place = place();
    place.git(&["init", "-q"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "a"]);
    let recorded = ["apply", "--auto-approve", "--record-tag", "--target", "blueprint/cost"];
    let (code, printed) = place.run(&recorded);
    let expected = "error: nothing was applied: the plan is partial, and a tag records that everything was applied\n  help: \
                    apply a plan without --target and --exclude, or leave out --record-tag";
    assert!(code == 1 && printed.contains(expected), "{printed}");
    assert_eq!(steps(&plan(&place, &[])).len(), 4);
}

#[test]
fn an_approval_of_what_is_left_out_is_not_used_up() {
    let place = place();
    apply(&place, &[]);
    place.put("model/approvals.yml", "- address: blueprint/payment\n  path: relations.owner\n");
    place.put("model/blueprints/payment.yml", &blueprint("payment", ""));
    place.put("model/blueprints/cost.yml", &blueprint("cost", "").replace("title: T", "title: Cost"));
    let unused = |flags: &[&str]| {
        let plan = plan(&place, flags);
        plan["refused"]["unused_approvals"].as_array().map(Vec::len)
    };
    assert_eq!(unused(&[]), Some(0));
    assert_eq!(unused(&["--target", "blueprint/cost"]), Some(0), "its change comes later");
    place.put("model/blueprints/payment.yml", &blueprint("payment", TO_TEAM).replace("title: T", "title: Payment"));
    assert_eq!(unused(&["--target", "blueprint/cost"]), Some(0), "it is not selected");
    assert_eq!(unused(&["--target", "blueprint/payment"]), Some(1), "it is selected, and loses nothing");
}

#[test]
fn a_left_out_rename_and_an_unset_secret_do_not_matter() {
    let place = place();
    apply(&place, &[]);
    let renamed = blueprint("charge", TO_TEAM) + "renamedFrom: payment\n";
    place.put("model/blueprints/payment.yml", &renamed);
    place.put("model/actions/deploy.yml", &DEPLOY.replace("payment", "charge"));
    place.put("model/blueprints/cost.yml", &blueprint("cost", "").replace("title: T", "title: Cost"));
    place.put("model/webhooks/hook.yml", "identifier: hook\ntitle: Hook\nsecurity: { secret: '${hook_secret}' }\n");
    place.put("portwright.toml", "[vars]\nhook_secret = { sensitive = true }\n");
    let (code, printed) = place.run(&["plan", "--target", "blueprint/cost"]);
    assert!(code == 0 && printed.contains("2 resources: blueprint/charge, webhook/hook."), "{printed}");
    let (code, printed) = place.run(&["plan", "--target", "webhook"]);
    assert!(code == 1 && printed.contains("variable `hook_secret` is not set"), "{printed}");
    let charge = plan(&place, &["--target", "blueprint/charge"]);
    assert_eq!(charge["steps"][0]["action"], "rename");
}
