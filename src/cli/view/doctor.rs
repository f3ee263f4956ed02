//! The output of `doctor`.

use std::io::{self, Write};

use serde_json::json;

use crate::cli::view::escape::escaped;
use crate::cli::view::json::write_document;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ops::doctor::{Check, State};

pub(crate) fn human(checks: &[Check], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let width = checks.iter().map(|check| check.topic.len()).max().unwrap_or_default();
    for check in checks {
        let sign = match check.state {
            State::Good => paint.styled(TextStyle::Green, "ok     "),
            State::Absent => "-      ".into(),
            State::Problem => paint.styled(TextStyle::Red, "problem"),
        };
        writeln!(out, "{sign}  {:width$}  {}", check.topic, escaped(&check.detail))?;
        if let Some(help) = check.help.as_ref().filter(|_| check.state != State::Good) {
            writeln!(out, "{:9}{:width$}  help: {}", "", "", escaped(help))?;
        }
    }
    Ok(())
}

pub(crate) fn json(checks: &[Check], out: &mut dyn Write) -> io::Result<()> {
    let checks = checks.iter().map(
        |check| json!({"topic": check.topic, "state": check.state.word(), "detail": check.detail, "help": check.help}),
    );
    write_document(json!({ "checks": checks.collect::<Vec<_>>() }), out)
}
