//! What a rule found, as plain data; how it looks is decided far above.

use crate::ground::source::{Place, Span};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Port would refuse, drop or misread this; the run fails.
    Error,
    /// Works today but is probably not what was meant.
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

/// A second place that belongs to a finding, and what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there, in a few words: "first declared here".
    pub text: String,
}

/// An edit that takes a finding away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Bytes of the finding's file and what to write in their place; in the order of the text, none over another.
    pub edits: Vec<(Span, String)>,
    /// Whether there is only one thing that can have been meant.
    pub safe: bool,
    /// What it does: "write `Backend`".
    pub does: String,
}

/// One thing that one rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, kebab-case.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, naming the thing in backticks; no capital, no full stop.
    pub message: String,
    /// The exact key or value.
    pub place: Place,
    /// What it says at that spot, in at most a few words.
    pub label: String,
    /// Other places that explain it.
    pub related: Vec<Label>,
    /// What to type instead.
    pub help: Option<String>,
    /// An edit that does it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding with a message and a place; the rest is added by the methods below.
    pub fn new(rule: &'static str, severity: Severity, place: Place, message: impl Into<String>) -> Self {
        let (message, label, related) = (message.into(), String::new(), Vec::new());
        Self { rule, severity, message, place, label, related, help: None, fix: None }
    }

    /// Sets the words at the spot.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Sets the help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Sets the edit, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Sets the help line to "did you mean" where there is a near name, else leaves it as it is.
    #[must_use]
    pub fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}
