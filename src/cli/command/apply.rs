//! `portwright apply`.

use std::io::{self, BufRead, Write};
use std::sync::atomic::Ordering;

use crate::cli::command::plan::planned;
use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::signals::interrupted;
use crate::cli::terminal::can_ask;
use crate::cli::view;
use crate::ops::apply::{Applied, Consent, apply};
use crate::plan::Plan;

/// Bring a portal to what the model says
///
/// Plans, shows the plan, asks, and does it. What can lose something the portal holds is refused unless it is allowed.
#[derive(clap::Args, Debug)]
pub struct ApplyArgs {
    /// Do not ask
    #[arg(long)]
    auto_approve: bool,
    /// Allow every step that can lose something
    #[arg(long)]
    allow_destructive: bool,
    /// Allow the steps of one resource to lose something; may be repeated
    #[arg(long = "allow", value_name = "ADDRESS")]
    allow: Vec<String>,
}

/// Runs it.
///
/// # Errors
/// A model with errors, a portal that could not be read, a plan that is not allowed or not wanted.
pub fn run(args: ApplyArgs, settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let model = settings.model()?;
    let portal = settings.portal()?;
    let plan = planned(&model, settings, &*portal)?.plan;
    let consent = Consent { all: args.allow_destructive, addresses: args.allow };
    if settings.format != Format::Json {
        view::plan::human(&plan, &portal.name(), &consent, settings.paint, settings.width, out)?;
        out.flush()?;
    }
    consented(&plan, &consent)?;
    if !plan.steps.is_empty() && !args.auto_approve {
        ask()?;
    }
    let stop = interrupted()?;
    let applied = apply(&plan, &*portal, &|| stop.load(Ordering::Relaxed), &mut |event| {
        if !settings.quiet {
            view::apply::progress(event, settings.paint_aside);
        }
    });
    let secrets = settings.secrets();
    match settings.format {
        Format::Json => view::apply::json(&plan, &applied, &portal.name(), &secrets, out)?,
        _ => view::apply::human(&plan, &applied, &secrets, settings.paint, out)?,
    }
    Ok(exit(&applied, stop.load(Ordering::Relaxed)))
}

fn exit(applied: &Applied, interrupted: bool) -> Exit {
    match (applied.is_complete(), interrupted) {
        (true, _) => Exit::Success,
        (false, true) => Exit::Interrupted,
        (false, false) => Exit::Failed,
    }
}

/// Refuses a plan that can lose something nobody allowed it to lose.
fn consented(plan: &Plan, consent: &Consent) -> Result<(), Failure> {
    let lacking = consent.lacking(plan);
    if lacking.is_empty() {
        let unknown =
            consent.addresses.iter().find(|address| plan.steps.iter().all(|step| step.address() != **address));
        return match unknown {
            Some(address) if !plan.steps.is_empty() => {
                Err(Failure::failed(format!("`--allow {address}` names no step of this plan")))
            }
            _ => Ok(()),
        };
    }
    let mut addresses: Vec<String> = lacking.iter().map(|step| step.address()).collect();
    addresses.dedup();
    let flags: Vec<String> = addresses.iter().map(|address| format!("--allow {address}")).collect();
    let count = view::count(addresses.len(), "resource");
    Err(Failure::failed(format!("nothing was done: {count} of this plan can lose what the portal holds"))
        .help(format!("if that is meant, add {}, or --allow-destructive for all", flags.join(" "))))
}

/// Asks the person; anything but `yes` is a no.
fn ask() -> Result<(), Failure> {
    if !can_ask() {
        return Err(Failure::failed("nothing was done: there is no terminal to ask on")
            .help("add --auto-approve to apply without being asked"));
    }
    let mut err = io::stderr().lock();
    write!(err, "\nApply these changes? Only `yes` will be accepted: ")?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { Err(Failure::failed("nothing was done: the answer was not `yes`")) }
}
