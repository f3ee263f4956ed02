//! The report for people: each finding with the lines it speaks of and a caret on the exact words.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::cli::view::escape::escaped;
use crate::cli::view::report::screen::Screen;
use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Location, Span};

/// How a report may look.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether there are colours.
    pub color: bool,
    /// Whether lines are drawn with characters outside ASCII.
    pub unicode: bool,
    /// The columns of the terminal.
    pub width: usize,
}

/// Writes findings, an empty line between each two.
///
/// # Errors
/// What `out` refuses.
pub fn human(findings: &[Finding], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut screen: Option<Screen<'_>> = None;
    for (nth, finding) in findings.iter().enumerate() {
        if nth > 0 {
            writeln!(out)?;
        }
        let file = &finding.place.file;
        let is_same = |screen: &Screen<'_>| screen.is_whole() && std::ptr::eq(screen.file(), Arc::as_ptr(file));
        let same = screen.take().filter(is_same);
        let fresh = || {
            let here = finding.related.iter().filter(|label| label.place.file.name == file.name);
            let spans: Vec<Span> = here.map(|label| label.place.span).chain([finding.place.span]).collect();
            Screen::new(file, &spans)
        };
        let screen = screen.insert(same.unwrap_or_else(fresh));
        out.write_all(one(finding, screen, style).as_bytes())?;
    }
    Ok(())
}

/// One finding: its own snippet, one for each other file it mentions, then what to do.
fn one(finding: &Finding, screen: &Screen<'_>, style: Style) -> String {
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        finding.related.iter().partition(|label| label.place.file.name == finding.place.file.name);
    let mut labels = vec![labelled(screen, &finding.place, &finding.label, true)];
    labels.extend(here.iter().map(|label| labelled(screen, &label.place, &label.text, false)));
    let mut parts = vec![Part {
        title: format!("{}[{}]:", finding.severity.word(), finding.rule),
        words: escaped(&finding.message).into_owned(),
        severity: finding.severity,
        labels,
        screen: None,
        help: None,
    }];
    for label in elsewhere {
        let screen = Screen::new(&label.place.file, &[label.place.span]);
        parts.push(Part {
            title: "note:".to_owned(),
            words: escaped(&label.text).into_owned(),
            severity: Severity::Info,
            labels: vec![labelled(&screen, &label.place, "", true)],
            screen: Some(screen),
            help: None,
        });
    }
    if let Some(last) = parts.last_mut() {
        last.help = finding.help.as_deref().filter(|help| !help.is_empty()).map(|help| escaped(help).into_owned());
    }
    parts.iter().map(|part| part.rendered(part.screen.as_ref().unwrap_or(screen), style)).collect()
}

fn labelled(screen: &Screen<'_>, place: &Location, words: &str, primary: bool) -> LabeledSpan {
    let span = screen.underlined(place.span);
    let words = (!words.is_empty()).then(|| escaped(words).into_owned());
    if primary { LabeledSpan::new_primary_with_span(words, span) } else { LabeledSpan::new_with_span(words, span) }
}

/// What miette draws at once: a title line and snippets of one file.
struct Part<'f> {
    title: String,
    words: String,
    severity: Severity,
    labels: Vec<LabeledSpan>,
    screen: Option<Screen<'f>>,
    help: Option<String>,
}

impl Part<'_> {
    fn rendered(&self, screen: &Screen<'_>, style: Style) -> String {
        let mut theme = match (style.color, style.unicode) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::ascii(),
            (false, true) => GraphicalTheme::unicode_nocolor(),
            (false, false) => GraphicalTheme::none(),
        };
        // The title takes the place of miette's mark, so that it is coloured as that would be.
        theme.characters.error.clone_from(&self.title);
        theme.characters.warning.clone_from(&self.title);
        theme.characters.advice.clone_from(&self.title);
        let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_break_words(false);
        let drawn = Drawn { part: self, screen };
        let mut text = String::new();
        // Writing to a string cannot fail, and a screen reads every span.
        if handler.render_report(&mut text, &drawn).is_err() {
            text.push_str(&self.title);
        }
        let lines: Vec<&str> = text.trim_start().lines().map(str::trim_end).collect();
        lines.join("\n") + "\n"
    }
}

/// A part as miette's trait wants it.
struct Drawn<'d> {
    part: &'d Part<'d>,
    screen: &'d Screen<'d>,
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.part.words)
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.part.words)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.part.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.part.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.screen)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.part.labels.iter().cloned()))
    }
}
