//! `portwright man`.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::disk::replace::replace;
use crate::ground::count::count;

/// Print a man page, or write all of them
///
/// Without --out, prints the page of one command: `portwright man plan | man -l -`.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright man plan
  portwright man --out /usr/local/share/man/man1")]
pub(crate) struct ManArgs {
    /// The command [default: portwright itself]
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Option<String>,
    /// Write the pages of all commands to this folder
    #[arg(long, short, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub(crate) fn run(
    args: &ManArgs,
    program: clap::Command,
    settings: &Settings,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let pages = pages(program);
    if let Some(folder) = &args.out {
        write_all(&pages, &settings.here.join(folder), &settings.display(folder))?;
        writeln!(out, "{} written to `{}`.", count(pages.len(), "man page"), settings.display(folder))?;
        return Ok(Exit::Success);
    }
    let wanted = args.command.as_ref().map_or_else(|| "portwright".to_owned(), |name| format!("portwright-{name}"));
    let page = pages.iter().find(|page| page.name == wanted).ok_or_else(|| {
        let name = args.command.as_deref().unwrap_or_default();
        Failure::could_not_run(format!("portwright has no command `{name}`"))
            .help("`portwright --help` lists all commands")
    })?;
    out.write_all(&page.render()?)?;
    Ok(Exit::Success)
}

/// A page, by its name without the section.
struct Page {
    name: String,
    man: clap_mangen::Man,
}

impl Page {
    fn render(&self) -> std::io::Result<Vec<u8>> {
        let mut text = Vec::new();
        self.man.render(&mut text)?;
        let text = String::from_utf8_lossy(&text);
        Ok(text.replacen("\n.SH EXTRA\nExamples:\n", "\n.SH EXAMPLES\n", 1).into_bytes())
    }
}

/// The pages of the program and of its commands, each of which has the global options.
fn pages(mut program: clap::Command) -> Vec<Page> {
    program.build();
    let version = concat!("portwright ", env!("CARGO_PKG_VERSION"));
    let page = |name: String, command: clap::Command| {
        // What `-h` leaves out is left out of a page too, and nothing would be said of such an option.
        let command = command.mut_args(|option| option.hide_short_help(false));
        let man = clap_mangen::Man::new(command.display_name(name.clone()));
        // An empty date must be quoted. Otherwise the version takes its place.
        Page { name, man: man.date("\"\"").source(version).manual("Portwright") }
    };
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
    let commands: Vec<Page> =
        commands.map(|command| page(format!("portwright-{}", command.get_name()), command.clone())).collect();
    std::iter::once(page("portwright".to_owned(), program)).chain(commands).collect()
}

fn write_all(pages: &[Page], folder: &Path, name: &str) -> Result<(), Failure> {
    let failed = |error| Failure::could_not_run(format!("the pages could not be written to `{name}`")).caused_by(error);
    std::fs::create_dir_all(folder).map_err(failed)?;
    for page in pages {
        let text = page.render().map_err(failed)?;
        replace(&folder.join(format!("{}.1", page.name)), &text).map_err(failed)?;
    }
    Ok(())
}
