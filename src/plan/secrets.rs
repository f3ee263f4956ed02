//! The fields of a resource that Port never returns.

use crate::ground::path::Path;
use crate::kind::Kind;
use crate::kind::treatment::Treatment;
use crate::plan::mask::REDACTED;
use crate::plan::step::{Action, Change, Danger, Reason, Step};
use serde_json::Value;

/// Makes a step send the secrets of its resource.
pub(super) fn send(step: &mut Step) {
    let redacted = || Some(Value::from(REDACTED));
    if step.action == Action::Update && step.changes.is_empty() {
        step.reason = Reason::WritesSecret;
    }
    for path in step.key.kind.write_only(&step.write.desired) {
        let old = step.write.live.as_ref().and_then(|_| redacted());
        step.changes.push(Change { sensitive: true, ..Change::new(path, old, redacted()) });
        step.write.sends_secrets = true;
    }
}

/// Marks the change of a section that Port replaces, and that has a secret which the step does not send.
pub(super) fn mark_loss(step: &mut Step) {
    if step.action != Action::Update || step.write.live.is_none() || step.write.sends_secrets {
        return;
    }
    let address = step.address();
    let stated = step.key.kind.write_only(&step.write.desired);
    let Some((change, secret)) = step.changes.iter_mut().find_map(|change| {
        let secret = beside(step.key.kind, change)?;
        Some((change, secret))
    }) else {
        return;
    };
    let remedy = match stated.is_empty() {
        true => "the model does not state it".to_owned(),
        false => format!("`--write-secret {address}` writes it too"),
    };
    let message = format!("Port may remove `{secret}`, which it never shows; {remedy}");
    change.danger.get_or_insert_with(|| message.clone());
    step.dangers.push(Danger::new(change.path.clone(), message));
}

/// Removes the secrets from the desired body of a step that does not send them.
pub(super) fn withhold(step: &mut Step) {
    if step.write.sends_secrets {
        return;
    }
    for path in step.key.kind.write_only(&step.write.desired) {
        path.remove(&mut step.write.desired);
    }
}

/// Returns the secret in the section of a change.
fn beside(kind: &Kind, change: &Change) -> Option<String> {
    change.old.as_ref()?;
    kind.fields.iter().filter(|field| field.treatment == Treatment::WriteOnly).find_map(|field| {
        let (name, section) = field.path.split_last().filter(|(_, section)| !section.is_empty())?;
        let at = Path(change.path.0.iter().take(section.len()).cloned().collect());
        let is_it = kind.treated().at(&at.0).key(name).has(Treatment::WriteOnly);
        is_it.then(|| at.child(*name).to_string())
    })
}
