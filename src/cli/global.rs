//! The options that every command takes.

use std::path::PathBuf;

use clap::Args;

use crate::cli::color::ColorChoice;
use crate::cli::format::Format;

#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The portal to use: `sandbox`, `eu`, `us` or a base URL
    #[arg(long, global = true, value_name = "PORTAL", help_heading = "Global options")]
    pub portal: Option<String>,
    /// Overlay the model with the files in model/profiles/NAME, and use the settings in [profile.NAME]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Global options")]
    pub profile: Option<String>,
    /// Set a variable of the model; can be repeated
    #[arg(long = "var", global = true, value_name = "NAME=VALUE", help_heading = "Global options")]
    pub vars: Vec<String>,
    /// Run as if started in this folder
    #[arg(short = 'C', long, global = true, value_name = "FOLDER", help_heading = "Global options")]
    pub directory: Option<PathBuf>,
    /// The output format
    #[arg(long, global = true, value_enum, help_heading = "Global options")]
    pub format: Option<Format>,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, help_heading = "Global options")]
    pub color: ColorChoice,
    /// Print only results, no progress
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// Print each request to standard error; -vv adds sizes, connections, trace IDs and git commands. Credentials and bodies
    /// are never printed
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Global options")]
    pub verbose: u8,
    /// The longest wait before a retry, even if the server asks for more [default: 120]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds, help_heading = "Global options")]
    pub max_wait: Option<u64>,
    /// The longest time for an attempt at a request, from connecting to the end of the response; git commands have 300
    /// seconds [default: 60]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds_above_0, help_heading = "Global options")]
    pub timeout: Option<u64>,
    /// Also trust the CA certificates in this PEM file
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub ca_file: Option<PathBuf>,
}

fn seconds(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "write a whole number of seconds, such as `30`".to_owned())
}

/// Reads a time limit in seconds.
pub(crate) fn seconds_above_0(text: &str) -> Result<u64, String> {
    match seconds(text)? {
        0 => Err("write at least 1 second".to_owned()),
        seconds => Ok(seconds),
    }
}
