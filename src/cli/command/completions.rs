//! `portwright completions`.

use std::io::Write;

use crate::cli::completion::{Shell, write_script};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;

/// Print the script that completes command lines in a shell
///
/// The script asks portwright itself, which also completes the names of rules and profiles, and the addresses of resources in
/// the model. Load it where the shell starts:
///
/// - bash, in ~/.bashrc: `source <(portwright completions bash)`
/// - zsh, in ~/.zshrc after compinit: `source <(portwright completions zsh)`
/// - fish, in ~/.config/fish/config.fish: `portwright completions fish | source`
/// - PowerShell, in $PROFILE: `portwright completions powershell | Out-String | Invoke-Expression`
/// - Elvish, in ~/.elvish/rc.elv: `eval (portwright completions elvish | slurp)`
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
#[command(after_long_help = "\
Examples:
  portwright completions bash
  portwright completions fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    write_script(args.shell, out)?;
    Ok(Exit::Success)
}
