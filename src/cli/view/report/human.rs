//! The report for people: each finding with its lines, and a marker below the exact words.

use std::fmt::Display;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::cli::view::escape::escaped;
use crate::cli::view::report::indexed_source::IndexedSource;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Location, Span};

/// The capabilities of the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to draw with characters outside ASCII.
    pub unicode: bool,
    /// In columns.
    pub width: usize,
}

/// With more labels in one file, the others are listed below the lines.
const MAX_LABELS: usize = 8;

/// Writes findings, separated by empty lines.
///
/// # Errors
/// Writing to `out` fails.
pub fn human<'f>(findings: impl IntoIterator<Item = &'f Finding>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for (nth, finding) in findings.into_iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        out.write_all(one(finding, style).as_bytes())?;
    }
    Ok(())
}

/// One finding: its lines, the help, and a line for each place in another file.
fn one(finding: &Finding, style: Style) -> String {
    let (mut here, mut elsewhere): (Vec<_>, Vec<_>) =
        finding.related.iter().partition(|label| label.place.file.name == finding.place.file.name);
    elsewhere.extend(here.split_off(here.len().min(MAX_LABELS)));
    let spans: Vec<Span> = here.iter().map(|label| label.place.span).chain([finding.place.span]).collect();
    let indexed = IndexedSource::new(&finding.place.file, &spans);
    let mut labels = vec![labelled(&indexed, &finding.place, &finding.label, true)];
    labels.extend(here.iter().map(|label| labelled(&indexed, &label.place, &label.text, false)));
    let part = Part {
        title: format!("{}[{}]:", finding.severity.word(), finding.rule),
        message: escaped(&finding.message).into_owned(),
        severity: finding.severity,
        labels,
        indexed: &indexed,
        help: finding.help.as_deref().filter(|help| !help.is_empty()).map(|help| escaped(help).into_owned()),
    };
    let mut text = part.rendered(style);
    for label in elsewhere {
        let note = if style.color { "\u{1b}[36mnote:\u{1b}[0m" } else { "note:" };
        text += &format!("  {note} {}: {}\n", escaped(&label.text), escaped(&label.place.to_string()));
    }
    text
}

fn labelled(indexed: &IndexedSource<'_>, place: &Location, text: &str, primary: bool) -> LabeledSpan {
    let span = indexed.underlined(place.span);
    let text = (!text.is_empty()).then(|| escaped(text).into_owned());
    if primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

/// The part that miette draws: a title line, snippets of one file, and the help.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Part<'s> {
    title: String,
    message: String,
    severity: Severity,
    labels: Vec<LabeledSpan>,
    indexed: &'s IndexedSource<'s>,
    help: Option<String>,
}

impl Part<'_> {
    fn rendered(&self, style: Style) -> String {
        let mut theme = match (style.color, style.unicode) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::ascii(),
            (false, true) => GraphicalTheme::unicode_nocolor(),
            (false, false) => GraphicalTheme::none(),
        };
        // The title replaces miette's marker, so that it has the marker's colour.
        theme.characters.error.clone_from(&self.title);
        theme.characters.warning.clone_from(&self.title);
        theme.characters.advice.clone_from(&self.title);
        let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_break_words(false);
        let mut text = String::new();
        // Writing to a string cannot fail, and a source reads every span.
        if handler.render_report(&mut text, self).is_err() {
            text.push_str(&self.title);
        }
        let lines: Vec<&str> = text.trim_start().lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }
}

impl Diagnostic for Part<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.indexed)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
