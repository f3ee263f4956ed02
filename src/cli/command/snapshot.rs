//! `portwright snapshot`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::print_note;
use crate::ground::count::count;
use crate::ops;
use crate::ops::snapshot::SnapshotSource;

/// Save the blueprints of a portal or a model to a file, for offline linting
///
/// Reads the blueprints from the portal, or from a model with --model, and writes them as one JSON file that
/// `lint --catalog` reads.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright snapshot --out catalog.json
  portwright snapshot --entities --portal us --out catalog.json
  portwright snapshot --model model")]
pub(crate) struct SnapshotArgs {
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Also save the identifiers of all entities
    #[arg(long, conflicts_with = "model")]
    entities: bool,
    /// Read the blueprints from the model in this folder
    #[arg(long, value_name = "FOLDER")]
    pub model: Option<PathBuf>,
}

pub(crate) fn run(args: &SnapshotArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal;
    let source = match &args.model {
        Some(folder) => SnapshotSource::Model(folder),
        None => {
            portal = settings.portal()?;
            SnapshotSource::Portal { portal: &*portal, with_entities: args.entities }
        }
    };
    let snapshot = ops::snapshot::run(source, args.out.as_deref(), &settings.workspace())?;
    let Some(file) = &args.out else {
        out.write_all(snapshot.text().as_bytes())?;
        return Ok(Exit::Success);
    };
    if !settings.quiet {
        let entities: usize = snapshot.entities.values().map(Vec::len).sum();
        let entities = if args.entities { format!(" and {}", count(entities, "entity")) } else { String::new() };
        let blueprints = count(snapshot.blueprints.len(), "blueprint");
        print_note(&format!("{blueprints}{entities} written to `{}`.", file.display()));
    }
    Ok(Exit::Success)
}
