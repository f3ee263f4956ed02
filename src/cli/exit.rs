//! Exit codes, in one table: how each command ends after each kind of failure.

use clap::ValueEnum;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or nothing to do; no finding is an error.
    Success,
    /// Findings; or a plan, an apply or a sync that failed or is incomplete.
    Failed,
    /// `plan --detailed-exitcode`: there are changes.
    Changes,
    /// The command could not run, or its input is wrong.
    CouldNotRun,
    /// `enrich`: somebody else's work is in the way and was left alone.
    Conflict,
    /// `enrich`, `sync`: credentials were not accepted, or lack a permission.
    Credentials,
    /// `enrich`, `sync`: a server could not be reached, or failed.
    Network,
    /// `enrich`, `run`: the work is done, but Port could not be told.
    Unreported,
    /// Interrupted.
    Interrupted,
}

impl Exit {
    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Changes | Self::CouldNotRun => 2,
            Self::Conflict => 3,
            Self::Credentials => 4,
            Self::Network => 5,
            Self::Unreported => 6,
            // As shells have it for SIGINT.
            Self::Interrupted => 130,
        }
    }
}

/// The commands, by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Verb {
    Plan,
    Apply,
    Lint,
    Enrich,
    Validate,
    Sync,
    Run,
    Sandbox,
    Snapshot,
    Schema,
    Explain,
    Init,
}

/// What went wrong, as far as it decides how the run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// Flags, settings or input are wrong or missing; nothing was begun.
    CouldNotRun,
    /// The findings that were printed are the reason.
    Findings,
    /// A server refused the request, for a reason other than credentials.
    Refused,
    /// Credentials were not accepted, or lack a permission.
    Credentials,
    /// A server could not be reached, failed, or gave an answer that is not its own.
    Network,
    /// Somebody else's work is in the way.
    Conflict,
    /// The work is done, but Port could not be told.
    Unreported,
    /// A signal, or a person, stopped it.
    Interrupted,
    /// The result could not be printed.
    Output,
    /// Anything else.
    Failed,
}

impl FailureKind {
    /// How a command ends after a failure of this kind.
    pub(crate) fn exit(self, verb: Verb) -> Exit {
        match self {
            // A pipeline that reads 2 as "there are changes" must not be misled by a misspelt flag.
            Self::CouldNotRun if matches!(verb, Verb::Plan | Verb::Apply) => Exit::Failed,
            Self::CouldNotRun => Exit::CouldNotRun,
            // Their 1 means findings: without a portal's answer there are none.
            Self::Credentials | Self::Network | Self::Refused if matches!(verb, Verb::Lint | Verb::Schema) => {
                Exit::CouldNotRun
            }
            Self::Credentials if tells_servers_apart(verb) => Exit::Credentials,
            Self::Network if tells_servers_apart(verb) => Exit::Network,
            Self::Credentials | Self::Network => Exit::Failed,
            Self::Conflict => Exit::Conflict,
            Self::Unreported => Exit::Unreported,
            Self::Interrupted => Exit::Interrupted,
            Self::Findings | Self::Refused | Self::Output | Self::Failed => Exit::Failed,
        }
    }
}

/// Whether a command has exit codes of their own for credentials and for the network.
fn tells_servers_apart(verb: Verb) -> bool {
    match verb {
        Verb::Enrich | Verb::Sync => true,
        Verb::Plan
        | Verb::Apply
        | Verb::Lint
        | Verb::Validate
        | Verb::Run
        | Verb::Sandbox
        | Verb::Snapshot
        | Verb::Schema
        | Verb::Explain
        | Verb::Init => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exit codes of a command, in the order of the columns.
    fn codes(verb: Verb) -> [u8; 10] {
        [
            FailureKind::CouldNotRun,
            FailureKind::Findings,
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
    fn every_command_ends_as_the_manual_says() {
        let table = [
            //                could find refu cred netw conf unre intr outp fail
            (Verb::Plan, [1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Apply, [1, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Lint, [2, 1, 2, 2, 2, 3, 6, 130, 1, 1]),
            (Verb::Enrich, [2, 1, 1, 4, 5, 3, 6, 130, 1, 1]),
            (Verb::Validate, [2, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Sync, [2, 1, 1, 4, 5, 3, 6, 130, 1, 1]),
            (Verb::Run, [2, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Sandbox, [2, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Snapshot, [2, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Schema, [2, 1, 2, 2, 2, 3, 6, 130, 1, 1]),
            (Verb::Explain, [2, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
            (Verb::Init, [2, 1, 1, 1, 1, 3, 6, 130, 1, 1]),
        ];
        assert_eq!(table.len(), Verb::value_variants().len());
        for (verb, expected) in table {
            assert_eq!(codes(verb), expected, "{verb:?}");
        }
    }
}
