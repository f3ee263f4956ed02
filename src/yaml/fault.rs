//! Problems with a file's text, found before its content is interpreted.

use crate::ground::finding::{Finding, Severity};
use crate::ground::source::{Location, SourceFile, Span};
use std::sync::Arc;

/// The kinds of fault. A file with one of the first seven, or the last, has no tree.
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
    /// The file contains a NUL byte, so it is not text.
    NotText,
    /// A key is a list or a map, which JSON cannot represent.
    ComplexKey,
    /// A key appears twice in one map.
    DuplicateKey,
    /// A tag outside YAML's core schema, or one that does not match its value.
    UnknownTag,
    /// An alias without a preceding anchor of that name.
    UndefinedAlias,
    /// An alias inside the node it refers to.
    RecursiveAlias,
    /// The value of a merge key is not a map or a list of maps.
    MergeValue,
    /// A number that JSON or a double cannot represent.
    UnrepresentableNumber,
    /// The file could not be read.
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

    /// Returns the name of the rule that reports this kind of fault.
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

/// One problem, with its wording and location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// The exact bytes.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// The words printed at the location.
    pub label: String,
    /// What to type instead.
    pub help: String,
    /// A second location that explains it.
    pub related: Option<(Span, String)>,
}

impl Fault {
    /// Creates a fault with its three texts.
    pub fn new(
        kind: FaultKind,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { kind, span, message: message.into(), label: label.into(), help: help.into(), related: None }
    }

    /// Adds a second location that explains it.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related = Some((span, text.into()));
        self
    }

    /// Creates the fault of a file that could not be read, with the system's reason.
    pub fn unreadable(reason: &str) -> Self {
        let message = format!("the file could not be read: {reason}");
        let help = "check the file's permissions";
        Self::new(FaultKind::Unreadable, Span::default(), message, "not read", help)
    }

    /// Creates the fault of a symbolic link that is not followed.
    pub fn unfollowed_link(reason: &str, help: &str) -> Self {
        let message = format!("the symbolic link is not followed: it {reason}");
        Self::new(FaultKind::Unreadable, Span::default(), message, "not read", help)
    }

    /// Returns the fault as an error-level finding of that file.
    pub fn finding(&self, file: &Arc<SourceFile>) -> Finding {
        let place = |span| Location::new(file, span);
        let mut finding = Finding::new(self.kind.name(), Severity::Error, place(self.span), &self.message);
        finding = finding.label(&self.label).help(&self.help);
        match &self.related {
            Some((span, text)) => finding.related(place(*span), text),
            None => finding,
        }
    }
}
