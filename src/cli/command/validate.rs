//! `portwright validate`.

use std::io::Write;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::aside;
use crate::cli::view;
use crate::ground::finding::Severity;
use crate::ops;

/// Check the model without a portal
///
/// Reads every file of the model and reports what Port would refuse, drop or misread: shapes first, then what each
/// resource refers to. The project's template of `enrich`, if it has one, is held against the model's blueprints.
#[derive(clap::Args, Debug)]
pub struct ValidateArgs {
    /// Fail on warnings too
    #[arg(long)]
    deny_warnings: bool,
    /// Files that changed; the whole model is checked whatever they are
    #[arg(value_name = "FILE", hide = true)]
    _files: Vec<std::path::PathBuf>,
}

/// Runs it.
///
/// # Errors
/// A model that could not be read.
pub fn run(args: ValidateArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let model = settings.model()?;
    let external = settings.external()?;
    let mut found = ops::validate::validate(&model, &settings.variables, &external);
    let template = settings.project.enrich_template();
    // Nobody has to have one, but who names one means one.
    if settings.project.file.enrich.template.is_some() || template.exists() {
        match ops::template::read(&template, &settings.shown(&template))? {
            Ok(file) => found.extend(ops::validate::template(&file, &model, &external)),
            Err(finding) => found.push(*finding),
        }
    }
    view::findings(&found, settings, out)?;
    if found.is_empty() && !settings.quiet {
        let resources = model.declarations.len();
        let files = model.files.len();
        aside(&format!(
            "{} in {} checked: nothing to report.",
            view::count(resources, "resource"),
            view::count(files, "file")
        ));
    }
    let counts = |finding: &crate::ground::finding::Finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => args.deny_warnings,
        Severity::Info => false,
    };
    Ok(if found.iter().any(counts) { Exit::Failed } else { Exit::Success })
}
