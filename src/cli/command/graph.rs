//! `portwright graph`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::base::BaseArgs;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::plan_failure;
use crate::cli::terminal::print_note;
use crate::cli::view;
use crate::disk::ProjectFile;
use crate::ground::count::count;
use crate::ops::graph::{GraphError, GraphInput};

/// Draw the model, and what a plan would change
///
/// Draws the blueprints with their relations, or other resources if they are named. With --plan, also reads the portal, and
/// marks what apply would create, change and delete.
#[derive(clap::Args, Debug)]
#[command(mut_arg("base", |base| base.help("With --plan: also compare with the model at this git revision").long_help(None)))]
#[command(after_long_help = "\
Examples:
  portwright graph
  portwright graph --plan --portal sandbox --format html --out model.html
  portwright graph blueprint 'action/deploy*' --format svg --out model.svg")]
pub(crate) struct GraphArgs {
    /// Draw these resources instead of all blueprints: kinds, addresses, and addresses with `*`
    #[arg(value_name = "ADDRESS|KIND")]
    resources: Vec<String>,
    /// Compare with the portal, and mark the differences
    #[arg(long)]
    plan: bool,
    #[command(flatten)]
    base: BaseArgs,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &GraphArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let portal = if args.plan { Some(settings.portal()?) } else { None };
    let variables = |file: &ProjectFile| settings.variables_with(file);
    let workspace = settings.workspace();
    let base = args.base.input(&variables);
    let input = GraphInput { workspace, portal: portal.as_deref(), base, selected: &args.resources };
    let graph = input.run().map_err(|error| failure(error, settings))?;
    let mut picture = Vec::new();
    match settings.format {
        Format::Dot => view::graph::dot(&graph, &mut picture)?,
        Format::Svg => view::graph::svg(&graph, &mut picture)?,
        Format::Html => view::graph::html(&graph, &mut picture)?,
        _ => view::graph::mermaid(&graph, &mut picture)?,
    }
    let Some(file) = &args.out else {
        out.write_all(&picture)?;
        return Ok(Exit::Success);
    };
    workspace.write(file, &String::from_utf8_lossy(&picture))?;
    if !settings.quiet {
        print_note(&format!("{} drawn in `{}`.", count(graph.nodes.len(), "resource"), file.display()));
    }
    Ok(Exit::Success)
}

fn failure(error: GraphError, settings: &Settings) -> Failure {
    match error {
        GraphError::Plan(error) => plan_failure::failure(error, settings),
        GraphError::Workspace(error) => error.into(),
        GraphError::Unknown(error) => {
            let help = match &error.near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a kind, or a resource of the model".to_owned(),
            };
            Failure::could_not_run(error).help(help)
        }
    }
}
