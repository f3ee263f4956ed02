//! The output of `run`.

use std::io::{self, Write};

use crate::cli::env::Settings;
use crate::cli::format::Format;
use crate::cli::terminal::print_note;
use crate::cli::view::escape::escaped;
use crate::cli::view::json::write_document;
use crate::ops::report::Reported;
use crate::ops::run::RunReport;

pub(crate) fn report(report: &RunReport, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let run = report.run.as_str();
    if let Some(word) = report.unknown_word.as_deref().filter(|_| !settings.quiet) {
        print_note(&format!("`{}` is neither an exit code nor a CI status; it counts as a failure.", escaped(word)));
    }
    if settings.format == Format::Json {
        let ended_with = match &report.outcome {
            Reported::AlreadyEnded(status) => Some(status.as_str()),
            Reported::Sent | Reported::NothingToReport => None,
        };
        let document = serde_json::json!({
            "run": run,
            "reported": report.outcome == Reported::Sent,
            "ended_with": ended_with,
        });
        return write_document(document, out);
    }
    match &report.outcome {
        Reported::Sent => writeln!(out, "Run `{run}`: reported."),
        Reported::NothingToReport => writeln!(out, "Run `{run}`: nothing new to report."),
        Reported::AlreadyEnded(status) => {
            writeln!(out, "Run `{run}` has already ended ({}) and was not changed.", escaped(status))
        }
    }
}
