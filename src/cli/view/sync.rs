//! The output of `sync`: refused entities, and counts.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::env::Settings;
use crate::cli::format::Format;
use crate::cli::terminal::print_note;
use crate::cli::view::escape::escaped;
use crate::cli::view::json::write_document;
use crate::cli::view::lint;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ground::count::count;
use crate::kind::blueprint::KIND;
use crate::lint::port::{Declared, Refusal};
use crate::ops::sync::{PortalCheck, Removal, Stopped, SyncOutcome, SyncReport, Synced};

/// Prints the result in the requested format. `base` is the revision that deletions come from.
pub(crate) fn report(
    report: &SyncReport,
    base: Option<&str>,
    portal: &str,
    settings: &Settings,
    out: &mut dyn Write,
) -> io::Result<()> {
    let note = |line: &str| {
        if !settings.quiet {
            print_note(line);
        }
    };
    for file in &report.removal.broken {
        let base = base.unwrap_or_default();
        note(&format!(
            "`{file}` could not be read completely at `{base}`, so other entities that it declared are not deleted."
        ));
    }
    let is_json = settings.format == Format::Json;
    match &report.outcome {
        // For programs, the findings are a part of the error.
        SyncOutcome::Invalid if is_json => {}
        SyncOutcome::Invalid => lint::findings(&report.lint, settings, out)?,
        SyncOutcome::DryRun(asked) if is_json => dry_run_json(asked, &report.removal, portal, out)?,
        SyncOutcome::DryRun(asked) => dry_run(asked, &report.removal, settings.paint, out)?,
        SyncOutcome::Written(synced) if is_json => json(synced, portal, out)?,
        SyncOutcome::Written(synced) => human(synced, settings.paint, out)?,
    }
    out.flush()?;
    match &report.outcome {
        SyncOutcome::Invalid => note("Nothing was written."),
        SyncOutcome::Written(synced) if synced.deletions_skipped => {
            note("Nothing was deleted, because not all entities were accepted.");
        }
        SyncOutcome::DryRun(_) | SyncOutcome::Written(_) => {}
    }
    Ok(())
}

/// As in ``services/port.yml:3:13: `billing` of blueprint `service` ``.
fn described(entity: &Declared) -> String {
    let Declared { identifier, blueprint, place, .. } = entity;
    format!("{}: `{}` of {} `{}`", escaped(&place.to_string()), escaped(identifier), KIND.name, escaped(blueprint))
}

fn human(sync: &Synced, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for refused in &sync.refused {
        let verb = if refused.deleting { "was not deleted" } else { "was refused" };
        refusal(&refused.entity, verb, &refused.refusal, paint, out)?;
    }
    let complete = sync.refused.is_empty() && sync.stopped.is_none();
    let word = match complete {
        true => paint.styled(TextStyle::Green, "Sync complete:"),
        false => paint.styled(TextStyle::Red, "Sync incomplete:"),
    };
    writeln!(out, "{word} {}.", counted(sync))
}

/// As in `12 created, 3 updated, 1 refused`.
fn counted(sync: &Synced) -> String {
    let mut counts = vec![(sync.created, "created"), (sync.updated, "updated")];
    let others = [
        (sync.unchanged, "unchanged"),
        (sync.deleted, "deleted"),
        (sync.gone, "already gone"),
        (sync.refused.len(), "refused"),
        (sync.left, "not reached"),
    ];
    counts.extend(others.into_iter().filter(|(number, _)| *number > 0));
    counts.iter().map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(", ")
}

fn dry_run(asked: &PortalCheck, removal: &Removal, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for (entity, why) in &asked.refused {
        refusal(entity, "would be refused", why, paint, out)?;
    }
    for entity in &removal.entities {
        writeln!(out, "{} would be deleted", described(entity))?;
    }
    let refused = if asked.refused.is_empty() { String::new() } else { format!(", {} refused", asked.refused.len()) };
    let deleted =
        if removal.entities.is_empty() { String::new() } else { format!(", {} deleted", removal.entities.len()) };
    let incomplete = if asked.stopped.is_some() { "; not all entities were checked" } else { "" };
    let accepted = count(asked.accepted, "entity");
    writeln!(out, "Dry run: {accepted} would be accepted{refused}{deleted}{incomplete}. Nothing was written.")
}

fn refusal(entity: &Declared, word: &str, why: &Refusal, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let code = if why.code.is_empty() { "no code" } else { &why.code };
    let word = paint.styled(TextStyle::Red, word);
    writeln!(out, "{} {word}: {} {}: {}", described(entity), why.status, escaped(code), escaped(&why.message))
}

fn json(sync: &Synced, portal: &str, out: &mut dyn Write) -> io::Result<()> {
    let refused = sync.refused.iter().map(|refused| {
        let mut value = refusal_json(&refused.entity, &refused.refusal);
        value["deleting"] = json!(refused.deleting);
        value
    });
    let document = json!({
        "portal": portal,
        "dry_run": false,
        "complete": sync.refused.is_empty() && sync.stopped.is_none(),
        "created": sync.created,
        "updated": sync.updated,
        "unchanged": sync.unchanged,
        "deleted": sync.deleted,
        "gone": sync.gone,
        "not_reached": sync.left,
        "refused": refused.collect::<Vec<_>>(),
        "stopped": stopped(sync.stopped.as_ref()),
    });
    write_document(document, out)
}

fn dry_run_json(asked: &PortalCheck, removal: &Removal, portal: &str, out: &mut dyn Write) -> io::Result<()> {
    let document = json!({
        "portal": portal,
        "dry_run": true,
        "complete": asked.refused.is_empty() && asked.stopped.is_none(),
        "accepted": asked.accepted,
        "refused": asked.refused.iter().map(|(entity, why)| refusal_json(entity, why)).collect::<Vec<_>>(),
        "deleted": removal.entities.iter().map(entity_json).collect::<Vec<_>>(),
        "stopped": stopped(asked.stopped.as_ref()),
    });
    write_document(document, out)
}

fn entity_json(entity: &Declared) -> Value {
    let at = entity.place.position();
    let mut value = json!({
        "file": entity.place.file.name,
        "line": at.line,
        "column": at.column,
        "identifier": entity.identifier,
    });
    value[KIND.name] = json!(entity.blueprint);
    value
}

fn refusal_json(entity: &Declared, why: &Refusal) -> Value {
    let mut value = entity_json(entity);
    (value["status"], value["code"], value["message"]) = (json!(why.status), json!(why.code), json!(why.message));
    value
}

fn stopped(stopped: Option<&Stopped>) -> Option<String> {
    stopped.map(|stopped| match stopped {
        Stopped::Interrupted => "interrupted".to_owned(),
        Stopped::Portal(failed) => failed.error.to_string(),
    })
}
