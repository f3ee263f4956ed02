//! The output formats.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// One line per finding.
    Concise,
    /// For programs.
    Json,
    /// Findings as SARIF 2.1.0, for code scanning.
    Sarif,
    /// Findings as GitHub Actions annotations; the default in GitHub Actions.
    Github,
    /// Findings as a GitLab code quality report.
    Gitlab,
    /// Findings as JUnit XML.
    Junit,
}
