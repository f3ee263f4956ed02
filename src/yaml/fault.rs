//! What is wrong with a text before anybody asks what it means.

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Place, SourceFile, Span};
use std::sync::Arc;

/// The sorts of fault; the first seven and the last leave no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The text is not YAML.
    Syntax,
    /// Lists and maps are nested deeper than the limit.
    TooDeep,
    /// Aliases stand for more nodes than the limit.
    TooManyAliases,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The file has more bytes than the limit.
    TooLarge,
    /// The file holds a NUL byte, so it is not a text.
    NotText,
    /// A key is a list or a map, which JSON cannot express.
    ComplexKey,
    /// A key stands twice in one map.
    DuplicateKey,
    /// A tag outside YAML's core schema, or one that its value does not fit.
    UnknownTag,
    /// An alias to an anchor that does not stand before it.
    UndefinedAlias,
    /// An alias inside the very node it stands for.
    RecursiveAlias,
    /// The value of a merge key is not a map or a list of maps.
    MergeValue,
    /// A number that JSON or 64 bits cannot express.
    UnrepresentableNumber,
    /// The system refused to read the file.
    Unreadable,
}

impl FaultKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Syntax,
        Self::TooDeep,
        Self::TooManyAliases,
        Self::NotUtf8,
        Self::TooLarge,
        Self::NotText,
        Self::ComplexKey,
        Self::DuplicateKey,
        Self::UnknownTag,
        Self::UndefinedAlias,
        Self::RecursiveAlias,
        Self::MergeValue,
        Self::UnrepresentableNumber,
        Self::Unreadable,
    ];

    /// The name that it is reported under, which the rule for it takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax | Self::ComplexKey => "yaml-syntax",
            Self::TooDeep => "nested-too-deep",
            Self::TooLarge => "file-too-large",
            Self::NotUtf8 | Self::NotText => "not-utf8",
            Self::DuplicateKey => "duplicate-key",
            Self::UnknownTag => "unknown-tag",
            Self::UndefinedAlias | Self::RecursiveAlias | Self::TooManyAliases => "alias",
            Self::MergeValue => "merge-value",
            Self::UnrepresentableNumber => "unrepresentable-number",
            Self::Unreadable => "unreadable-file",
        }
    }
}

/// One fault, worded and placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its sort.
    pub kind: FaultKind,
    /// The exact bytes.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// The words at the spot.
    pub label: String,
    /// What to type instead.
    pub help: String,
    /// Another spot that explains it.
    pub related: Option<(Span, String)>,
}

impl Fault {
    /// A fault with its three sentences.
    pub fn new(
        kind: FaultKind,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { kind, span, message: message.into(), label: label.into(), help: help.into(), related: None }
    }

    /// Adds the spot that explains it.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related = Some((span, text.into()));
        self
    }

    /// That the system refused to read a file, and what it said.
    pub fn unreadable(reason: &str) -> Self {
        let message = format!("the file could not be read: {reason}");
        let help = "see that it can be read by whoever runs this";
        Self::new(FaultKind::Unreadable, Span::default(), message, "not read", help)
    }

    /// The fault as an error-level finding of that file.
    pub fn finding(&self, file: &Arc<SourceFile>) -> Finding {
        let place = |span| Place::new(file, span);
        let mut finding = Finding::new(self.kind.name(), Severity::Error, place(self.span), &self.message);
        finding = finding.label(&self.label).help(&self.help);
        match &self.related {
            Some((span, text)) => finding.related(place(*span), text),
            None => finding,
        }
    }
}
