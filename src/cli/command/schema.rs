//! `portwright schema`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::catalog::CatalogArgs;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::ops;

/// Write a JSON Schema of port.yml for editors
///
/// Editors use it to complete and check port.yml as you type: start the file with
/// `# yaml-language-server: $schema=FILE`, or set `yaml.schemas` in the editor.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright schema --model model --out port.schema.json
  portwright schema --catalog catalog.json")]
pub(crate) struct SchemaArgs {
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

pub(crate) fn run(args: &SchemaArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = args.catalog.portal(settings)?;
    let sources = args.catalog.sources(settings, portal.as_deref(), false);
    let text = ops::schema::run(&sources, args.out.as_deref(), &settings.workspace())?;
    if args.out.is_none() {
        out.write_all(text.as_bytes())?;
    }
    Ok(Exit::Success)
}
