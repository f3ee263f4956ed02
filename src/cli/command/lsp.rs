//! `portwright lsp`.

use std::io::{BufReader, stdin, stdout};
use std::path::Path;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::lsp::{ClientSettings, Ended, FolderSettings, serve};

/// Serve editors over the Language Server Protocol
///
/// Reports the findings of `lint` and `validate` in open files as you type, with their fixes, and completes names. Editors
/// start it and talk to it over standard input and output; it serves the folders that they have open.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright lsp
  portwright lsp --profile prod")]
pub(crate) struct LspArgs {
    /// Accepted because many editors pass it; there is no other channel
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) fn run(_args: &LspArgs, settings: &Settings) -> Exit {
    let load = |folder: &Path, client: &ClientSettings| {
        let profile = settings.profile.clone().or_else(|| client.profile.clone());
        let read = settings.of_folder(folder, profile.as_deref());
        let read = read.map_err(|failure: Failure| failure.message_with_hints());
        read.map(|(project, variables)| {
            let profiles = settings.of_profiles(&project);
            FolderSettings { project, variables, profile, profiles }
        })
    };
    let find_portal = || settings.portal_unasked().map_err(|failure| failure.message_with_hints());
    match serve(&load, &find_portal, BufReader::new(stdin()), &mut stdout()) {
        Ended::Properly => Exit::Success,
        Ended::Abruptly => Exit::Failed,
    }
}
