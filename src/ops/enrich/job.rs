//! The work of `enrich`, from the payload to the file or the pull request, and the report to the run.

use std::path::Path;

use crate::disk::Project;
use crate::disk::candidates::candidates;
use crate::disk::names::PortFileNames;
use crate::disk::project::FILE;
use crate::enrich::{EnrichedFile, FilledTemplate, Payload, Refusal, Template};
use crate::forge::{self, Author, Forge, Step, Watch};
use crate::ground::escape::escaped;
use crate::model::Catalog;
use crate::ops::enrich::access::ForgeChoice;
use crate::ops::enrich::check::{Checked, Task, checked};
use crate::ops::enrich::edit::enrich;
use crate::ops::enrich::failure::EnrichError;
use crate::ops::enrich::publish::{Proposed, address, candidates as repository_candidates, publish};
use crate::ops::enrich::reporter::{Event, Reporter, Summary, summary};
use crate::ops::enrich::write::write;
use crate::ops::payload::run_id;
use crate::ops::report::ReportError;
use crate::ops::template;
use crate::portal::Portal;

pub(crate) struct Job<'j> {
    pub payload: &'j [u8],
    pub template: &'j Path,
    pub template_name: &'j str,
    pub portal: Option<&'j dyn Portal>,
    pub place: Place<'j>,
    pub preview: bool,
    /// How to report to the run; none if another program reports.
    pub report: Option<ReportSettings>,
}

pub(crate) enum Place<'p> {
    /// In a checkout of its repository.
    Folder(&'p Path),
    /// On a forge: a branch is pushed and a pull request opened.
    Forge { choice: ForgeChoice<'p>, author: Author, options: Box<forge::Options> },
}

pub(crate) struct ReportSettings {
    pub links: Vec<String>,
    /// Redacted from every report; the longest first.
    pub secrets: Vec<String>,
}

pub(crate) struct Hooks<'h, E> {
    /// Loads the blueprints; none if there is nowhere to load them from.
    pub catalog: &'h dyn Fn() -> Result<Option<Catalog>, E>,
    pub describe: &'h dyn Fn(&E) -> Summary,
    pub event: &'h dyn Fn(Event<'_>),
    pub stop: &'h dyn Fn() -> bool,
}

#[derive(Debug)]
pub(crate) struct EnrichReport {
    pub filled: FilledTemplate,
    /// Whether the entity is known to exist; if not, that could not be checked.
    pub is_known: bool,
    pub enriched: EnrichedFile,
    pub proposed: Option<Proposed>,
    pub unreported: Option<ReportError>,
}

/// Sets the values of the payload in an entity's `port.yml`, and reports the result to the run, errors included. After an error
/// with the payload, the template, the values or the repository's files, nothing is written.
pub(crate) fn run<E: From<EnrichError>>(job: Job<'_>, hooks: &Hooks<'_, E>) -> Result<EnrichReport, E> {
    let run = job.report.as_ref().and_then(|_| run_id(job.payload).ok());
    let (links, secrets) = job.report.as_ref().map(|to| (to.links.clone(), to.secrets.clone())).unwrap_or_default();
    let reporter = Reporter::new(run, job.portal, secrets, hooks.event);
    reporter.started(&links);
    match work(job, hooks, &reporter) {
        Ok(report) => {
            let summary = summary(&report.filled.wanted.address(), report.proposed.as_ref());
            Ok(EnrichReport { unreported: reporter.ended_in_success(summary), ..report })
        }
        Err(error) => {
            reporter.ended_in_failure((hooks.describe)(&error));
            Err(error)
        }
    }
}

fn work<E: From<EnrichError>>(job: Job<'_>, hooks: &Hooks<'_, E>, reporter: &Reporter<'_>) -> Result<EnrichReport, E> {
    let fail = |error: EnrichError| {
        if let EnrichError::Refused(refusal) = &error {
            (hooks.event)(Event::Findings(&refusal.findings));
        }
        E::from(error)
    };
    let payload = Payload::parse(job.payload).map_err(|error| fail(Refusal::from(error).into()))?;
    let template = read_template(job.template, job.template_name).map_err(fail)?;
    let Some(catalog) = (hooks.catalog)()? else {
        return Err(fail(EnrichError::NoCatalog(template.blueprint)));
    };
    let task = Task { payload: &payload, template: &template, catalog: &catalog, portal: job.portal };
    let Checked { filled, is_known } = checked(task).map_err(fail)?;
    let (enriched, proposed) = match job.place {
        Place::Folder(repository) => (in_folder(repository, &filled, job.preview).map_err(fail)?, None),
        Place::Forge { choice, author, options } => {
            let report_step = |step: &Step| {
                let text = escaped(&sentence(&step.to_string())).into_owned();
                (hooks.event)(Event::Step(&text));
                if step.writes() {
                    reporter.log(&text);
                }
            };
            let watch = Watch { on_step: &report_step, stop: hooks.stop };
            let on_forge = || {
                let wanted = &filled.wanted;
                let address = address(wanted, &choice, job.portal, &payload)?;
                let forge = Forge::new(choice.access(&address)?, *options)?;
                let checkout = forge.open(&address, choice.base, watch)?;
                let enriched = enrich(&filled, repository_candidates(&checkout, watch)?)?;
                let proposed = match job.preview {
                    true => None,
                    false => publish(&checkout, &enriched, wanted, payload.run.as_deref(), author, watch)?,
                };
                Ok((enriched, proposed))
            };
            on_forge().map_err(fail)?
        }
    };
    Ok(EnrichReport { filled, is_known, enriched, proposed, unreported: None })
}

fn read_template(path: &Path, name: &str) -> Result<Template, EnrichError> {
    let findings = match template::read(path, name)? {
        Ok(file) => match Template::read(&file) {
            Ok(template) => return Ok(template),
            Err(findings) => findings,
        },
        Err(finding) => vec![*finding],
    };
    Err(Refusal::from_findings(findings).into())
}

fn in_folder(repository: &Path, filled: &FilledTemplate, preview: bool) -> Result<EnrichedFile, EnrichError> {
    let project = Project::find(repository)?;
    let lint = &project.file.lint;
    let names = PortFileNames::new(&project.root, &lint.include, &lint.exclude)
        .map_err(|reason| Refusal::new(format!("{FILE}: {reason}")))?;
    let enriched = enrich(filled, candidates(repository, &names)?)?;
    if !preview {
        write(repository, &enriched)?;
    }
    Ok(enriched)
}

/// Words with a capital letter at the start.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}
