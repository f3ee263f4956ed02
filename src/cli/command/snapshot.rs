//! `portwright snapshot`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::aside;
use crate::cli::view::count;
use crate::disk::replace::replace;
use crate::ops;

/// Write down what a portal or the model has, to lint without it
///
/// Asks the portal for its blueprints, or takes those of the model with --model, and writes them as one JSON file that
/// `lint --catalog` reads.
#[derive(clap::Args, Debug)]
pub struct SnapshotArgs {
    /// Write it to this file
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write down the identifiers of all entities too
    #[arg(long, conflicts_with = "model")]
    entities: bool,
    /// Take the blueprints of the model in this folder
    #[arg(long, value_name = "FOLDER")]
    model: Option<PathBuf>,
}

/// Runs it.
///
/// # Errors
/// A portal or a model that cannot be read, a file that cannot be written.
pub fn run(args: &SnapshotArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let snapshot = match &args.model {
        Some(folder) => ops::snapshot::of_model(&settings.model_in(&settings.here.join(folder))?),
        None => ops::snapshot::of_portal(&*settings.portal()?, args.entities)?,
    };
    put(&snapshot.text(), args.out.as_ref(), settings, out)?;
    if let Some(file) = args.out.as_ref().filter(|_| !settings.quiet) {
        let entities: usize = snapshot.entities.values().map(Vec::len).sum();
        let entities = if args.entities { format!(" and {}", count(entities, "entity")) } else { String::new() };
        let blueprints = count(snapshot.blueprints.len(), "blueprint");
        aside(&format!("{blueprints}{entities} written to `{}`.", file.display()));
    }
    Ok(Exit::Success)
}

/// Writes a text to a file, or to the output where none is named.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn put(text: &str, file: Option<&PathBuf>, settings: &Settings, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(out.write_all(text.as_bytes())?) };
    replace(&settings.here.join(file), text.as_bytes())
        .map_err(|error| Failure::could_not_run(format!("`{}` could not be written: {error}", file.display())))
}
