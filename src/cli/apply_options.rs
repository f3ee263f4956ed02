//! How an apply goes about its steps.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use crate::cli::global::seconds_above_0;
use crate::ops::apply::ApplyOptions;

#[derive(clap::Args, Debug)]
pub(crate) struct ApplyOptionArgs {
    /// How many steps to apply at once, from 1 to 100
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=100), hide_short_help = true)]
    parallelism: u8,
    /// After a step has failed, start no further step, or continue with those that do not depend on it
    #[arg(long, value_enum, default_value_t = OnError::Continue, hide_short_help = true)]
    on_error: OnError,
    /// End the run after this time: no step is started after it, and no wait goes on
    #[arg(long, value_name = "SECONDS", value_parser = seconds_above_0, hide_short_help = true)]
    deadline: Option<u64>,
    /// Before the first write, save a plan that undoes this apply, for `apply FILE`
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub rollback_out: Option<PathBuf>,
    /// Print one event per line as JSON, as `--format jsonl` does
    #[arg(long, hide_short_help = true)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OnError {
    Stop,
    Continue,
}

impl ApplyOptionArgs {
    pub(crate) fn options(&self) -> ApplyOptions {
        ApplyOptions { parallelism: usize::from(self.parallelism), stops_on_error: self.on_error == OnError::Stop }
    }

    /// Returns the time that the run has.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.deadline.map(Duration::from_secs)
    }
}
