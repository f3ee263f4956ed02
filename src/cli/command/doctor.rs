//! `portwright doctor`.

use std::io::Write;

use crate::cli::env::{Settings, cache_folder, forge_token};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::format::Format;
use crate::cli::view;
use crate::disk::project::ForgeSetting;
use crate::forge::Kind;
use crate::ops::doctor::{Check, State, local, reach};

/// Show what portwright finds here
///
/// Looks at the project, the portal and what the credentials may read, git, the catalog and the pipelines. Nothing is written, and
/// nothing secret is printed. The exit code is 1 if something does not work.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright doctor
  portwright doctor --portal sandbox --format json")]
pub(crate) struct DoctorArgs {}

pub(crate) fn run(settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let version = concat!(env!("CARGO_PKG_VERSION"), " for ");
    let system = format!("{version}{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let mut checks = vec![Check::new("portwright", State::Good, system)];
    checks.extend(local(&settings.workspace(), cache_folder().as_deref()));
    checks.extend(portal(settings));
    checks.push(forge(settings));
    match settings.format {
        Format::Json => view::doctor::json(&checks, out)?,
        _ => view::doctor::human(&checks, settings.paint, out)?,
    }
    let fails = checks.iter().any(|check| check.state == State::Problem);
    Ok(if fails { Exit::Failed } else { Exit::Success })
}

fn portal(settings: &Settings) -> Vec<Check> {
    const TOPIC: &str = "portal";
    match settings.portal_if_any() {
        Ok(None) => vec![Check {
            help: Some("set PORT_CLIENT_ID and PORT_CLIENT_SECRET, or try `--portal sandbox`".to_owned()),
            ..Check::new(TOPIC, State::Absent, "no credentials are set")
        }],
        Ok(Some(portal)) => {
            let name = format!("{} ({})", portal.name(), settings.portal_place());
            vec![Check::new(TOPIC, State::Good, name), reach(&*portal)]
        }
        Err(failure) => {
            vec![Check { help: failure.hints.first().cloned(), ..Check::new(TOPIC, State::Problem, failure.message()) }]
        }
    }
}

/// Whether there is a token for the forge that `enrich` writes to.
fn forge(settings: &Settings) -> Check {
    const TOPIC: &str = "forge";
    let (name, kind) = match settings.project.file.enrich.forge {
        Some(ForgeSetting::Github) => ("GitHub", Kind::Github),
        Some(ForgeSetting::Gitlab) => ("GitLab", Kind::Gitlab),
        Some(ForgeSetting::Bitbucket) => ("Bitbucket", Kind::Bitbucket),
        Some(ForgeSetting::None) | None => return Check::new(TOPIC, State::Absent, "none is set for `enrich`"),
    };
    match forge_token(kind).0 {
        Some(_) => Check::new(TOPIC, State::Good, format!("{name}, with a token")),
        None => Check {
            help: Some("`enrich --clone` and comments need one in PORTWRIGHT_FORGE_TOKEN".to_owned()),
            ..Check::new(TOPIC, State::Absent, format!("{name}, without a token"))
        },
    }
}
