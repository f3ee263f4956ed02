//! A portal's answers: whatever they are, a plan is an error or deletes only what the model removes, and applying it ends.

use std::sync::Mutex;

use super::bytes::Bytes;
use super::saved_plan::show;
use crate::model::{FileContent, Model, ModelFile, Variable, Variables};
use crate::ops::apply::{ApplyOptions, Approval, Policy, apply};
use crate::ops::plan::{PlanOptions, plan};
use crate::plan::Action;
use crate::portal::{Answer, Portal, PortalError, Request, SandboxPortal, resources};
use crate::yaml::parse::{Limits, parse};
use crate::yaml::read::decode;
use serde_json::json;
use std::sync::Arc;

/// After this many requests, the portal is gone.
const MAX_REQUESTS: usize = 80;

const FILES: &[(&str, &str)] = &[
    (
        "blueprints/a.yml",
        "identifier: a\ntitle: A\nschema: { properties: { p: { type: string }, q: { type: number } } }\nrelations: { b: { target: b } }\n",
    ),
    ("blueprints/b.yml", "identifier: b\ntitle: B\nschema: { properties: {} }\nrelations: { a: { target: a } }\n"),
    ("blueprints/service.yml", "extends: service\nrelations: { a: { target: a } }\n"),
    (
        "actions/act.yml",
        "identifier: act\ntrigger: { type: self-service, operation: DAY-2, blueprintIdentifier: a, userInputs: { properties: {} } }\ninvocationMethod: { type: KAFKA }\n",
    ),
    (
        "webhooks/hook.yml",
        "identifier: hook\ntitle: H\nsecurity: { secret: '${secret}', signatureHeaderName: x, signatureAlgorithm: sha256 }\nmappings: []\n",
    ),
    ("removed.yml", "- {kind: action, identifier: gone}\n"),
];

/// A model of several kinds, and its variables.
pub(super) fn project() -> (Model, Variables) {
    let mut variables = Variables::default();
    variables.set("secret", Variable::text("correct-horse-battery".to_owned(), true));
    let file = |(name, text): &(&str, &str)| {
        let file = decode(name, text.as_bytes(), &Limits::default()).expect("it is text");
        let parsed = parse(&file, &Limits::default());
        let content = FileContent::from_path(&name.split('/').collect::<Vec<_>>());
        ModelFile { content, file, tree: parsed.tree.map(Arc::new), faults: parsed.faults }
    };
    (Model::build(FILES.iter().map(file).collect(), &variables), variables)
}

/// A sandbox whose answers are damaged as the bytes choose.
struct Damaging<'b> {
    sandbox: SandboxPortal,
    rest: Mutex<(Bytes<'b>, usize)>,
}

impl Portal for Damaging<'_> {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let mut rest = self.rest.lock().expect("a check that panicked has ended");
        let (bytes, count) = &mut *rest;
        *count += 1;
        let label = request.to_string();
        if *count > MAX_REQUESTS {
            return Err(PortalError::Unreachable { request: label, reason: "gone".to_owned() });
        }
        let mut answer = self.sandbox.send(request)?;
        match bytes.below(16) {
            0..8 => {}
            8 => return Err(PortalError::AnswerLost { request: label, reason: "reset".to_owned() }),
            9 => {
                let mut details = json!({ "entitiesCount": 3, "dependents": ["a"] });
                bytes.damage(&mut details);
                let status = [400, 403, 404, 409, 422, 429, 500, 503][bytes.below(8)];
                let code = Some(bytes.value().to_string());
                let details = Box::new(details);
                return Err(PortalError::Refused { request: label, status, code, message: None, details, trace: None });
            }
            turn => (0..turn - 9).for_each(|_| bytes.damage(&mut answer.body)),
        }
        Ok(answer)
    }

    fn name(&self) -> String {
        "damaging".to_owned()
    }
}

/// Plans and applies against a portal whose answers these bytes damage.
pub fn check(bytes: &[u8]) {
    let (model, variables) = project();
    let portal = Damaging { sandbox: SandboxPortal::in_memory(), rest: Mutex::new((Bytes(bytes), 0)) };
    // A list of entities that is not complete is an error, and never taken for all of them.
    let _ = resources::entities(&portal, "service", &["$title"]);
    let Ok(planned) = plan(&model, &variables, &portal, &PlanOptions::default()) else { return };
    for step in planned.plan.steps.iter().filter(|step| step.action == Action::Delete) {
        assert_eq!(step.key.to_string(), "action/gone");
    }
    let shown = String::from_utf8(show(&planned.plan)).expect("plans are UTF-8");
    assert!(!shown.contains("correct-horse-battery") && !shown.contains('\u{1b}'), "{shown}");
    if let Ok(approved) = Approval::of_everything().of(&planned.plan, &Policy::default()) {
        let applied = apply(&approved, &portal, &ApplyOptions::default(), &|| false, &mut |_| {});
        assert_eq!(applied.outcomes.len(), planned.plan.steps.len());
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::fuzz::bytes::hammer;

    #[test]
    fn any_answers_lead_to_an_error_or_a_harmless_plan() {
        check(&[]);
        hammer(&[vec![0; 40], vec![11; 40], (0..120).collect(), (0..=255).rev().collect()], 40, check);
    }
}
