//! Exit codes, in one table: how each command ends after each kind of failure.

use clap::ValueEnum;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or nothing to do; no errors found.
    Success,
    /// Findings, or drift; or a plan, an apply, an export or a sync that failed or is incomplete.
    Failed,
    /// `plan --detailed-exitcode`: there are changes.
    Changes,
    /// The command could not run, or its input is wrong.
    CouldNotRun,
    /// `plan --detailed-exitcode`, `apply --skip-refused`: some changes are refused.
    PartlyRefused,
    /// `enrich`: changes by somebody else conflict with it and were left alone.
    Conflict,
    /// `enrich`, `sync`: credentials were not accepted, or lack a permission.
    Credentials,
    /// `enrich`, `sync`: a server could not be reached, or failed.
    Network,
    /// `enrich`, `run`: the work is done, but could not be reported to Port.
    Unreported,
    Interrupted,
}

impl Exit {
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Changes | Self::CouldNotRun => 2,
            Self::Conflict | Self::PartlyRefused => 3,
            Self::Credentials => 4,
            Self::Network => 5,
            Self::Unreported => 6,
            // The convention of shells for SIGINT.
            Self::Interrupted => 130,
        }
    }
}

/// The commands, by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Verb {
    Plan,
    Apply,
    Show,
    Drift,
    Graph,
    Export,
    Lint,
    Lsp,
    Enrich,
    Validate,
    Sync,
    Run,
    Sandbox,
    Snapshot,
    Schema,
    Explain,
    Init,
    Doctor,
    Completions,
    Man,
    Help,
}

/// The kind of a failure, which decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// Flags, settings or input are wrong or missing; nothing was started.
    CouldNotRun,
    /// Errors in the files.
    Findings,
    /// Destructive changes, or all changes, were not approved.
    Unapproved,
    /// A part of the work was not done.
    Incomplete,
    /// A server refused the request, for a reason other than credentials.
    Refused,
    /// Credentials were not accepted, or lack a permission.
    Credentials,
    /// A server could not be reached, failed, or did not answer in its protocol.
    Network,
    Conflict,
    Unreported,
    Interrupted,
    /// The result could not be printed.
    Output,
    Failed,
}

impl FailureKind {
    /// The name of the kind in JSON output.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::CouldNotRun => "could_not_run",
            Self::Findings => "findings",
            Self::Unapproved => "unapproved",
            Self::Incomplete => "incomplete",
            Self::Refused => "refused",
            Self::Credentials => "credentials",
            Self::Network => "network",
            Self::Conflict => "conflict",
            Self::Unreported => "unreported",
            Self::Interrupted => "interrupted",
            Self::Output => "output",
            Self::Failed => "failed",
        }
    }

    /// The page of the documentation that says what to do.
    pub(crate) fn page(self) -> Option<&'static str> {
        match self {
            Self::Findings => Some("lint.html"),
            Self::Unapproved => Some("plan-and-apply.html#approve-destructive-changes"),
            Self::Credentials => Some("configuration.html#environment-variables"),
            Self::Incomplete | Self::Conflict | Self::Unreported => Some("exit-codes.html"),
            Self::CouldNotRun | Self::Refused | Self::Network | Self::Interrupted | Self::Output | Self::Failed => None,
        }
    }

    pub(crate) fn exit(self, verb: Verb) -> Exit {
        match self {
            // A pipeline that reads 2 as "there are changes" must not be misled by a misspelt flag.
            Self::CouldNotRun if matches!(verb, Verb::Plan | Verb::Apply) => Exit::Failed,
            Self::Interrupted => Exit::Interrupted,
            Self::Conflict => Exit::Conflict,
            Self::Unreported => Exit::Unreported,
            // Its exit code 1 means drift.
            _ if verb == Verb::Drift => Exit::CouldNotRun,
            Self::CouldNotRun => Exit::CouldNotRun,
            Self::Findings if verb == Verb::Sync => Exit::CouldNotRun,
            // Their exit code 1 means findings, and without an answer from the portal there are none.
            Self::Output if matches!(verb, Verb::Lint | Verb::Validate) => Exit::CouldNotRun,
            Self::Credentials | Self::Network | Self::Refused if matches!(verb, Verb::Lint | Verb::Schema) => {
                Exit::CouldNotRun
            }
            Self::Credentials if matches!(verb, Verb::Enrich | Verb::Sync) => Exit::Credentials,
            Self::Network if matches!(verb, Verb::Enrich | Verb::Sync) => Exit::Network,
            Self::Credentials | Self::Network => Exit::Failed,
            Self::Findings | Self::Unapproved | Self::Incomplete | Self::Refused | Self::Output | Self::Failed => {
                Exit::Failed
            }
        }
    }
}

impl Verb {
    /// Its name on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exit codes of a command, in the order of the columns.
    fn codes(verb: Verb) -> [u8; 12] {
        [
            FailureKind::CouldNotRun,
            FailureKind::Findings,
            FailureKind::Unapproved,
            FailureKind::Incomplete,
            FailureKind::Refused,
            FailureKind::Credentials,
            FailureKind::Network,
            FailureKind::Conflict,
            FailureKind::Unreported,
            FailureKind::Interrupted,
            FailureKind::Output,
            FailureKind::Failed,
        ]
        .map(|kind| kind.exit(verb).code())
    }

    #[test]
    fn every_page_and_its_section_exist() {
        let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        for kind in [FailureKind::Findings, FailureKind::Unapproved, FailureKind::Credentials, FailureKind::Conflict] {
            let page = kind.page().expect("it has one");
            let (file, section) = page.split_once('#').unwrap_or((page, ""));
            let text = std::fs::read_to_string(docs.join(file.replace(".html", ".md"))).expect("the page exists");
            let heading = |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            let has_section = text.lines().any(|line| line.starts_with('#') && heading(line) == section);
            assert!(section.is_empty() || has_section, "{page}");
        }
    }

    #[test]
    fn every_command_ends_as_documented() {
        let table = [
            //                could find unap inco refu cred netw conf unre intr outp fail
            (Verb::Plan, [1, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Apply, [1, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Show, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Drift, [2, 2, 2, 2, 2, 2, 2, 3, 6, 130, 2, 2]),
            (Verb::Graph, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Export, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Lint, [2, 1, 1, 1, 2, 2, 2, 3, 6, 130, 2, 1]),
            (Verb::Lsp, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Enrich, [2, 1, 1, 1, 1, 4, 5, 3, 6, 130, 1, 1]),
            (Verb::Validate, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 2, 1]),
            (Verb::Sync, [2, 2, 1, 1, 1, 4, 5, 3, 6, 130, 1, 1]),
            (Verb::Run, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Sandbox, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Snapshot, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Schema, [2, 1, 1, 1, 2, 2, 2, 3, 6, 130, 1, 1]),
            (Verb::Explain, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Init, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Doctor, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Completions, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Man, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Help, [2, 1, 1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
        ];
        assert_eq!(table.len(), Verb::value_variants().len());
        for (verb, expected) in table {
            assert_eq!(codes(verb), expected, "{verb:?}");
        }
    }
}
