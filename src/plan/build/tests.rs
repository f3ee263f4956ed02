//! Tests of secrets in a plan, and of resources that something else manages.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::ground::source::SourceFile;
use crate::kind::webhook;
use crate::model::{FileContent, ModelFile, Variables};
use crate::yaml::parse::{Limits, parse};

fn planned_with(model: &Model, live: &Live, write_secrets: &[String]) -> Plan {
    let after = bodies_after(model, live);
    build(&Inputs { write_secrets, ..Inputs::new(model, live, &after) })
}

/// The plan of a webhook with a secret: its reason, the fields that it changes, and whether it sends the secret.
fn planned(live: Option<Value>, write_secrets: &[&str]) -> Option<(Reason, Vec<String>, bool)> {
    let file = SourceFile::new("model/webhooks/a.yml", "{ identifier: a, title: A, security: { secret: s3cr3t } }");
    let tree = parse(&file, &Limits::default()).tree.map(Arc::new);
    let file = ModelFile { content: FileContent::Resources(&webhook::KIND), file, tree, faults: Vec::new() };
    let model = Model::build(vec![file], &Variables::default());
    let live: Live = live.map(|body| (Key::new(&webhook::KIND, "a"), body)).into_iter().collect();
    let addresses: Vec<String> = write_secrets.iter().map(|address| (*address).to_owned()).collect();
    let plan = planned_with(&model, &live, &addresses);
    assert!(!format!("{:?}", plan.steps.iter().map(|step| &step.changes).collect::<Vec<_>>()).contains("s3cr3t"));
    let step = plan.steps.first()?;
    let paths = step.changes.iter().map(|change| change.path.to_string()).collect();
    Some((step.reason, paths, step.write.sends_secrets))
}

#[test]
fn what_something_else_manages_is_not_unmanaged_and_not_deleted() {
    let provided = |removed: bool| {
        let key = Key::new(&crate::kind::team::KIND, "Ops");
        let live = Live::from([(key.clone(), json!({"name": "Ops", "provider": "okta"}))]);
        let mut model = Model::default();
        let file = SourceFile::new("model/removed.yml", "");
        let declared = crate::ground::source::Location::new(&file, crate::ground::source::Span::new(0, 0));
        model.removals.extend(removed.then_some(crate::model::desired::Removal { key, declared, is_listed: true }));
        planned_with(&model, &live, &[])
    };
    assert_eq!(provided(false).unmanaged, []);
    assert_eq!(provided(true).steps[0].refusals, ["it is managed by `okta`, and must be deleted there"]);
}

#[test]
fn a_change_beside_a_secret_that_is_not_sent_is_destructive() {
    let plan = |live: &str, write_secrets: &[String]| {
        let file = SourceFile::new("model/webhooks/a.yml", "{ identifier: a, security: { name: b, secret: s3cr3t } }");
        let tree = parse(&file, &Limits::default()).tree.map(Arc::new);
        let file = ModelFile { content: FileContent::Resources(&webhook::KIND), file, tree, faults: Vec::new() };
        let model = Model::build(vec![file], &Variables::default());
        let live = Live::from([(Key::new(&webhook::KIND, "a"), serde_json::from_str(live).expect("it is JSON"))]);
        let plan = planned_with(&model, &live, write_secrets);
        plan.steps[0].dangers.iter().map(|danger| danger.message.clone()).collect::<Vec<_>>()
    };
    let other = r#"{"identifier": "a", "security": {"name": "a"}}"#;
    let [message] = &plan(other, &[])[..] else { panic!("one danger") };
    assert!(message.contains("`security.secret`") && message.contains("--write-secret webhook/a"), "{message}");
    assert!(plan(other, &["webhook/a".to_owned()]).is_empty());
    assert!(plan(r#"{"identifier": "a"}"#, &[]).is_empty());
}

#[test]
fn a_secret_is_written_in_a_new_resource_and_later_only_on_request() {
    let step = |reason, paths: &[&str], sends| {
        Some((reason, paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>(), sends))
    };
    let live = |title: &str| Some(json!({"identifier": "a", "title": title, "security": {}}));
    assert_eq!(planned(None, &[]), step(Reason::Missing, &["identifier", "title", "security.secret"], true));
    assert_eq!(planned(live("A"), &[]), None);
    assert_eq!(planned(live("B"), &[]), step(Reason::Differs, &["title"], false));
    assert_eq!(planned(live("A"), &["webhook/a"]), step(Reason::WritesSecret, &["security.secret"], true));
    assert_eq!(planned(live("B"), &["webhook/a"]), step(Reason::Differs, &["title", "security.secret"], true));
    assert_eq!(planned(live("A"), &["webhook/b"]), None);
}
