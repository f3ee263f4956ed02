//! A plan with everything that a step can have is read as it was written.

use serde_json::{Value, json};

use super::*;
use crate::ground::digest::Salt;
use crate::ground::path::Path;
use crate::ground::source::{Location, SourceFile, Span};
use crate::kind::{Key, blueprint, scorecard};
use crate::model::{Claim, Dropped, Model, Variable, Variables};
use crate::plan::migration::Migration;
use crate::plan::rename::Rename;
use crate::plan::step::{
    Action, Attribution, AuditEntry, BaseName, Change, Danger, Partial, Plan, Reason, Step, Suggestion, Warning,
};
use crate::plan::step_body::Deferral;
use crate::plan::write::{Recreation, Write};
use crate::plan::{Class, checksum};

fn path(keys: &[&str]) -> Path {
    Path::from_keys(keys)
}

fn write() -> Write {
    let key = Key::new(&blueprint::KIND, "a/b");
    let migration = Migration {
        name: "p".to_owned(),
        conversion: Some("tostring".to_owned()),
        property: json!({"type": "string"}),
        temporary: path(&["schema", "properties", "p.tmp"]),
    };
    Write {
        desired: json!({"identifier": "a/b", "n": 1.5, "z": null, "a": [{"x": "${literal}"}]}),
        claim: Claim::Addition,
        dropped: vec![
            Dropped::Field(path(&["icon"])),
            Dropped::Reset(path(&["title"]), json!("")),
            Dropped::Element(path(&["schema", "required"]), json!("p")),
        ],
        deferred: vec![
            Deferral::Unchanged(path(&["relations", "r"])),
            Deferral::Removed(path(&["relations", "1"]).child(1)),
        ],
        recreates: vec![
            Recreation { path: path(&["schema", "properties", "p"]), migration: Some(migration) },
            Recreation { path: path(&["schema", "properties", "q"]), migration: None },
        ],
        rename: Some(Rename {
            member: key.kind.renames.members.first(),
            key,
            old: "old".to_owned(),
            new: "new".to_owned(),
        }),
        sends_secrets: true,
        live: Some(json!({"identifier": "a/b"})),
        after: vec![0],
    }
}

fn plan() -> Plan {
    let place = Location::new(&SourceFile::new("model/a.yml", "a\n  é: b\n"), Span::new(6, 7));
    let change = |old: Option<Value>, new: Option<Value>| Change {
        danger: Some("d".to_owned()),
        sensitive: true,
        class: Some(Class::AddedOutside),
        ..Change::new(path(&["a.b"]).child(2), old, new)
    };
    let key = Key::new(&blueprint::KIND, "a/b");
    let child = Key { parent: Some("a/b".to_owned()), ..Key::new(&scorecard::KIND, "c/d") };
    let full = Step {
        changes: vec![
            change(None, Some(Value::Null)),
            change(Some(Value::Null), None),
            change(Some(json!(1)), Some(json!({}))),
        ],
        dangers: vec![Danger::new(Path::root(), "m".to_owned())],
        refusals: vec!["r".to_owned()],
        entities: Some(3),
        declared: vec![place.clone()],
        class: Some(Class::Conflict),
        notes: vec!["n".to_owned()],
        write: write(),
        ..Step::new(key.clone(), Action::Rename, Reason::Renamed)
    };
    let audit = AuditEntry { action: "update".into(), by: None, at: "t".into(), origin: Some("UI".into()) };
    let attribution = Attribution { by: Some("x".into()), at: None, audit: Some(audit) };
    Plan {
        steps: vec![Step::new(child.clone(), Action::Delete, Reason::Undeclared), full],
        unchanged: 4,
        unmanaged: vec![child.clone()],
        base: Some(BaseName { revision: "v1".into(), commit: "c".into() }),
        attributions: [(child, attribution)].into(),
        warnings: vec![Warning { key: key.clone(), message: "w".into() }],
        partial: Some(Partial {
            targets: vec!["a*".into()],
            excluded: vec!["b".into()],
            left_out: [(key.clone(), Action::Rename)].into(),
        }),
        suggestions: vec![Suggestion { key, path: path(&["p"]), old: "o".into(), declared: place }],
    }
}

fn saved(plan: &Plan) -> SavedPlan {
    saved_with(plan, None, &Variables::default())
}

fn saved_with(plan: &Plan, basis: Option<Basis>, variables: &Variables) -> SavedPlan {
    let input = SaveInput {
        plan,
        portal: SavedPortal { name: "sandbox".into(), organization: None },
        profile: Some("prod"),
        options: SavedOptions::default(),
        salt: Salt([9; 16]),
        basis,
        findings: 1,
    };
    SavedPlan::new(input, &Hiding::new(&Model::default(), variables)).expect("it has no secrets")
}

/// A step for a comparison, with the positions of its declarations.
fn shown(step: &Step) -> String {
    let places: Vec<String> = step.declared.iter().map(ToString::to_string).collect();
    format!("{places:?} {:?}", Step { declared: Vec::new(), ..step.clone() })
}

#[test]
fn a_plan_reads_as_it_was_written() {
    let plan = plan();
    let text = saved(&plan).text();
    let mut read = SavedPlan::parse(&text).expect("its own text").filled(&Variables::default()).expect("its own plan");
    // The live bodies are read from the portal.
    assert!(read.steps.iter().all(|step| step.write.live.is_none()));
    for (step, own) in read.steps.iter_mut().zip(&plan.steps) {
        step.write.live.clone_from(&own.write.live);
        assert_eq!(shown(step), shown(own));
    }
    assert_eq!((read.steps.len(), &read.partial), (plan.steps.len(), &plan.partial));
    assert_eq!((checksum(&read), saved(&read).text()), (checksum(&plan), text));
}

#[test]
fn a_step_that_depends_on_a_later_one_is_damage() {
    let mut plan = plan();
    plan.steps[0].write.after = vec![1];
    let read = SavedPlan::parse(&saved(&plan).text()).expect("its own text").shown();
    assert_eq!(read.err(), Some(PlanFileError::Damaged("step 1 depends on a later one".to_owned())));
}

#[test]
fn a_short_secret_that_only_an_earlier_revision_states_is_a_template_too() {
    let pin = |value: &str| {
        let mut variables = Variables::default();
        variables.set("pin", Variable::text(value, true));
        variables
    };
    let mut plan = plan();
    plan.steps[0].write.dropped = vec![Dropped::Element(path(&["teams"]), json!("x-7q!-y"))];
    let basis = Basis::of(&Model::default(), &pin("7q!"), &Salt([9; 16]));
    let text = saved_with(&plan, Some(basis), &pin("7q!")).text();
    assert!(!text.contains("7q!") && text.contains("x-${pin}-y"), "{text}");
    let read = SavedPlan::parse(&text).expect("its own text");
    let filled = read.filled(&pin("7q!")).expect("its own plan");
    assert_eq!(filled.steps[0].write.dropped, plan.steps[0].write.dropped);
    let basis = read.basis.expect("it was saved");
    let differences = |variables: &Variables| basis.differences(&Model::default(), variables, &Salt([9; 16]));
    assert_eq!(differences(&pin("7q!")), []);
    assert_eq!(differences(&pin("8q!")), [StaleCause::Variable("pin".to_owned())]);
    assert_eq!(differences(&Variables::default()), [StaleCause::Unset("pin".to_owned())]);
}
