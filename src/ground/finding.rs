//! A finding of a rule, as plain data. The views decide how it is printed.

use std::collections::HashSet;

use crate::ground::shared_text::SharedText;
use crate::ground::source::{Location, Span};

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Port would reject, drop or misread this. The run fails.
    Error,
    /// This works today but is probably a mistake.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word printed before the rule's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A second location that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The location.
    pub place: Location,
    /// A few words about it: "first declared here".
    pub text: SharedText,
}

/// An edit that resolves a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Byte ranges of the finding's file and their replacements, in the order of the text and without overlap.
    pub edits: Vec<(Span, String)>,
    /// Whether only one reading of the file is possible, so that the fix needs no review.
    pub safe: bool,
    /// A description of the edit: "write `Backend`".
    pub does: SharedText,
}

/// One problem that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, kebab-case.
    pub rule: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// What is wrong, with names in backticks, no capital and no full stop.
    pub message: SharedText,
    /// The location of the key or value.
    pub place: Location,
    /// A few words printed at that location.
    pub label: SharedText,
    /// Other locations that explain it.
    pub related: Vec<Label>,
    /// What to type instead.
    pub help: Option<SharedText>,
    /// An edit that resolves it.
    pub fix: Option<Box<Fix>>,
    /// Bytes of its file that no report may show.
    pub hides: Option<Span>,
}

impl Finding {
    /// Creates a finding with a message and a location. The methods below add the rest.
    pub fn new(rule: &'static str, severity: Severity, place: Location, message: impl Into<SharedText>) -> Self {
        let (message, label, related) = (message.into(), SharedText::from(""), Vec::new());
        Self { rule, severity, message, place, label, related, help: None, fix: None, hides: None }
    }

    /// Sets the words at the location.
    #[must_use]
    pub fn label(mut self, text: impl Into<SharedText>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a second location.
    #[must_use]
    pub fn related(mut self, place: Location, text: impl Into<SharedText>) -> Self {
        // Most findings have one such location or none, and a list that grows reserves more.
        self.related.reserve_exact(1);
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Sets the help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<SharedText>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Sets the fix, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix.map(Box::new);
        self
    }

    /// Sets the bytes of its file that no report may show.
    #[must_use]
    pub fn hide(mut self, span: Span) -> Self {
        self.hides = Some(span);
        self
    }

    /// Sets the help line to "did you mean" if there is a similar name, otherwise keeps it.
    #[must_use]
    pub fn suggest(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}

/// With more texts than this, most are used once, and remembering them would take more memory than sharing saves.
const MAX_SHARED_TEXTS: usize = 10_000;

/// Lets equal texts of findings share memory, also with earlier ones in `known`, and releases unused capacity.
pub(crate) fn share_texts(findings: &mut Vec<Finding>, known: &mut HashSet<SharedText>) {
    for Finding { message, label, related, help, fix, .. } in findings.iter_mut() {
        if known.len() > MAX_SHARED_TEXTS {
            known.clear();
        }
        let of_fix = fix.iter_mut().map(|fix| {
            fix.edits.iter_mut().for_each(|(_, text)| text.shrink_to_fit());
            fix.edits.shrink_to_fit();
            &mut fix.does
        });
        let of_related = related.iter_mut().map(|label| &mut label.text);
        [message, label].into_iter().chain(of_related).chain(help).chain(of_fix).for_each(|text| text.share(known));
    }
    findings.shrink_to_fit();
}
