//! `portwright schema`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::command::snapshot::put;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::known::KnownArgs;
use crate::ops;

/// Write a JSON Schema of port.yml for editors
///
/// With it an editor completes and checks a port.yml while it is typed: start the file with
/// `# yaml-language-server: $schema=FILE`, or set `yaml.schemas`.
#[derive(clap::Args, Debug)]
pub struct SchemaArgs {
    /// Write it to this file
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What is known of blueprints.
    #[command(flatten)]
    known: KnownArgs,
}

/// Runs it.
///
/// # Errors
/// What cannot be read or written.
pub fn run(args: &SchemaArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let learnt = args.known.read(settings)?;
    if learnt.is_nothing() {
        return Err(Failure::could_not_run("no blueprints are known to write a schema for")
            .help("name a snapshot with --catalog, a model with --model, or a portal with --portal"));
    }
    let schema = ops::schema::schema(learnt.snapshot.as_ref(), learnt.model.as_ref(), &settings.external()?);
    put(&format!("{schema:#}\n"), args.out.as_ref(), settings, out)?;
    Ok(Exit::Success)
}
