//! The events of an apply as JSON, one per line, as `schemas/apply-event.schema.json` describes them.

use std::io::{self, Write};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::view::apply::{counts, outcome_json};
use crate::cli::view::escape::escaped_json;
use crate::cli::view::partial;
use crate::ground::format_version::FormatVersion;
use crate::ops::apply::{Applied, StepOutcome};
use crate::plan::{Plan, Step, checksum};
use crate::portal::http::{Failure, Wait};

/// Writes an event, and ignores a closed stream: it must not stop the writes.
fn write(kind: &str, fields: Value, out: &mut dyn Write) {
    let mut event = json!({ "type": kind, "time": Timestamp::now().to_string() });
    if let (Some(event), Value::Object(fields)) = (event.as_object_mut(), fields) {
        event.extend(fields);
    }
    let _ = write_line(&event, out);
}

/// Writes one line, at once.
pub(crate) fn write_line(event: &Value, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", escaped_json(&event.to_string()))?;
    out.flush()
}

/// The first event.
pub(crate) fn version(out: &mut dyn Write) {
    let version = env!("CARGO_PKG_VERSION");
    write("version", json!({ "format_version": FormatVersion::FIRST, "portwright_version": version }), out);
}

/// The plan that is about to be applied.
pub(crate) fn plan((plan, refused): (&Plan, usize), portal: &str, profile: Option<&str>, out: &mut dyn Write) {
    let step = |(nth, step): (usize, &Step)| {
        let after: Vec<usize> = step.write.after.iter().map(|before| before + 1).collect();
        json!({ "step": nth + 1, "address": step.address(), "action": step.action, "depends_on": after })
    };
    let fields = json!({
        "portal": portal,
        "profile": profile,
        "checksum": checksum(plan),
        "refused": refused,
        "partial": partial::json(plan),
        "steps": plan.steps.iter().enumerate().map(step).collect::<Vec<_>>(),
    });
    write("plan", fields, out);
}

pub(crate) fn start((nth, step): (usize, &Step), out: &mut dyn Write) {
    write("step_start", json!({ "step": nth + 1, "address": step.address(), "action": step.action }), out);
}

/// How far a step has come, or how long it has been running.
pub(crate) fn progress(
    nth: usize,
    address: &str,
    elapsed: Option<Duration>,
    message: Option<&str>,
    out: &mut dyn Write,
) {
    let seconds = elapsed.map(|elapsed| elapsed.as_secs());
    write("step_progress", json!({ "step": nth + 1, "address": address, "message": message, "seconds": seconds }), out);
}

pub(crate) fn end(
    (nth, step): (usize, &Step),
    outcome: &StepOutcome,
    elapsed: Option<Duration>,
    secrets: &[String],
    out: &mut dyn Write,
) {
    let mut fields = json!({ "step": nth + 1 });
    if let (Some(fields), Value::Object(rest)) = (fields.as_object_mut(), outcome_json(step, outcome, secrets)) {
        fields.extend(rest);
        fields.insert("seconds".to_owned(), json!(elapsed.map(|elapsed| elapsed.as_millis() as f64 / 1000.0)));
    }
    write("step_end", fields, out);
}

/// A request that waits before it is sent again.
pub(crate) fn retry(wait: &Wait, out: &mut dyn Write) {
    let (cause, status) = match wait.cause {
        Failure::RateLimit => ("rate-limit", None),
        Failure::Status(status) => ("status", Some(status)),
        Failure::NotSent => ("not-sent", None),
        Failure::AnswerLost => ("answer-lost", None),
    };
    let fields =
        json!({ "request": wait.request, "cause": cause, "status": status, "seconds": wait.pause.as_secs_f64() });
    write("retry", fields, out);
}

/// The last event of an apply that has begun.
pub(crate) fn summary(plan: &Plan, applied: &Applied, out: &mut dyn Write) {
    let counts = counts(plan, applied);
    let fields = json!({
        "complete": applied.is_complete(),
        "created": counts.created,
        "updated": counts.updated,
        "deleted": counts.deleted,
        "renamed": counts.renamed,
        "already_there": counts.already_there,
        "not_applied": counts.not_applied,
    });
    write("summary", fields, out);
}

/// The error that ended the run.
pub(crate) fn error(error: Value, out: &mut dyn Write) {
    write("error", error, out);
}
