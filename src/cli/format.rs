//! The output formats.

use clap::ValueEnum;

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person.
    Human,
    /// One line a finding.
    Concise,
    /// For a program.
    Json,
    /// Findings for code scanning: SARIF 2.1.0.
    Sarif,
    /// Findings as annotations of GitHub Actions; chosen by itself there.
    Github,
    /// Findings as GitLab's code quality artifact.
    Gitlab,
    /// Findings as JUnit XML.
    Junit,
}
