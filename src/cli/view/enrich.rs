//! The output of `enrich`: progress, and the values set in a `port.yml`.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::env::Settings;
use crate::cli::format::Format;
use crate::cli::terminal::print_note;
use crate::cli::view::diff::diff;
use crate::cli::view::escape::escaped;
use crate::cli::view::findings::findings_on_stderr;
use crate::cli::view::json::write_document;
use crate::cli::view::paint::Paint;
use crate::enrich::wording::name_list;
use crate::enrich::{EnrichOutcome, EnrichedFile, FileChangeKind, WantedEntity};
use crate::forge::PublishOutcome as Published;
use crate::ground::source::SourceFile;
use crate::ops::enrich::{EnrichReport, Event, Proposed};

pub(crate) fn event(event: Event<'_>, settings: &Settings) {
    let line = match event {
        Event::Findings(findings) => {
            // A closed stream must not hide the error itself.
            let _ = findings_on_stderr(findings, settings);
            return;
        }
        Event::Step(step) => format!("{step} ..."),
        Event::RunHasEnded { run, status } => {
            format!("Run `{run}` has already ended ({}) and was not changed.", escaped(status))
        }
        Event::ReportFailed(error) => error.to_string(),
    };
    if !settings.quiet {
        print_note(&line);
    }
}

/// Prints the result in the chosen format; with `preview`, the edit as a diff.
pub(crate) fn report(report: &EnrichReport, preview: bool, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let EnrichReport { filled, is_known, enriched, proposed, .. } = report;
    let is_changed = matches!(enriched.outcome, EnrichOutcome::Changed(_));
    match (settings.format, preview) {
        (Format::Json, _) => json(&filled.wanted, enriched, proposed.as_ref(), is_changed && !preview, out)?,
        (_, true) if is_changed => patch(enriched, settings.paint, out)?,
        _ => human(&filled.wanted, enriched, proposed.as_ref(), out)?,
    }
    out.flush()?;
    if settings.quiet {
        return Ok(());
    }
    if !filled.unused.is_empty() {
        let names = name_list(filled.unused.iter().map(String::as_str));
        print_note(&format!("The template does not use {names} from the payload."));
    }
    if !is_known {
        print_note("Did not check that the entity exists: no portal is set, and the snapshot has no entities.");
    }
    Ok(())
}

/// One line with the place, the entity and its new values; a second line with the pull request or branch, if any.
fn human(
    wanted: &WantedEntity,
    enriched: &EnrichedFile,
    proposed: Option<&Proposed>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = format!("{}:{} {}", escaped(&enriched.path), enriched.line, escaped(&wanted.address()));
    match &enriched.outcome {
        EnrichOutcome::UpToDate => writeln!(out, "{place}: already up to date"),
        EnrichOutcome::Changed(_) => {
            let set: Vec<String> = enriched.set.iter().map(|(path, value)| setting(path.last_key(), value)).collect();
            writeln!(out, "{place}: {}", set.join(", "))
        }
    }?;
    let Some(Proposed { published, branch }) = proposed else { return Ok(()) };
    let at = published.url.as_deref().map_or_else(|| format!("branch `{branch}`"), |url| escaped(url).into_owned());
    let verb = match (published.outcome, &published.url) {
        (Published::Created, Some(_)) => "Opened",
        (Published::Created, None) => "Pushed",
        (Published::Updated, _) => "Updated",
        (Published::AlreadyThere, _) => "Already proposed:",
        (Published::Unneeded, _) => "Still open from an earlier run, and unchanged:",
    };
    writeln!(out, "{verb} {at}")
}

/// `written` is false for a preview.
fn json(
    wanted: &WantedEntity,
    enriched: &EnrichedFile,
    proposed: Option<&Proposed>,
    written: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (outcome, how) = match &enriched.outcome {
        EnrichOutcome::UpToDate => ("unchanged", Value::Null),
        EnrichOutcome::Changed(change) => ("changed", Value::from(word(change.how))),
    };
    let set = enriched.set.iter().map(|(path, value)| json!({ "path": path, "value": value }));
    let document = json!({
        "outcome": outcome,
        "how": how,
        "written": written,
        "file": enriched.path,
        "line": enriched.line,
        "blueprint": wanted.blueprint,
        "identifier": wanted.identifier,
        "set": set.collect::<Vec<_>>(),
        "proposed": proposed.map(|proposed| json!({
            "outcome": proposed_word(proposed.published.outcome),
            "branch": proposed.branch,
            "commit": proposed.published.commit,
            "url": proposed.published.url,
        })),
    });
    write_document(document, out)
}

fn patch(enriched: &EnrichedFile, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let EnrichOutcome::Changed(change) = &enriched.outcome else { return Ok(()) };
    let nothing = SourceFile::new(enriched.path.as_str(), "");
    diff(change.before.as_ref().unwrap_or(&nothing), &change.after, paint, out)
}

fn setting(name: Option<&str>, value: &Value) -> String {
    const MAX_VALUE_CHARS: usize = 80;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let short: String = text.chars().take(MAX_VALUE_CHARS).collect();
    let more = if text.chars().nth(MAX_VALUE_CHARS).is_some() { "…" } else { "" };
    format!("{}: {}{more}", escaped(name.unwrap_or_default()), escaped(&short))
}

fn proposed_word(outcome: Published) -> &'static str {
    match outcome {
        Published::Created => "created",
        Published::Updated => "updated",
        Published::AlreadyThere => "already there",
        Published::Unneeded => "not needed",
    }
}

fn word(how: FileChangeKind) -> &'static str {
    match how {
        FileChangeKind::Edited => "edited",
        FileChangeKind::Added => "added",
        FileChangeKind::Created => "created",
    }
}
