//! The work of `enrich`, from the payload to the file or the pull request, and the report to the run.

use std::path::Path;

use crate::disk::Project;
use crate::disk::candidates::candidates;
use crate::disk::names::PortFileNames;
use crate::disk::project::FILE;
use crate::enrich::{EnrichedFile, FilledTemplate, Payload, Refusal, Template};
use crate::forge::{self, Author, Forge, Step, Watch};
use crate::model::Catalog;
use crate::ops::enrich::access::ForgeChoice;
use crate::ops::enrich::check::{Checked, Task, checked};
use crate::ops::enrich::edit::enrich;
use crate::ops::enrich::event::Event;
use crate::ops::enrich::failure::EnrichError;
use crate::ops::enrich::publish::{Places, Proposed, address, prepare, publish};
use crate::ops::enrich::reporter::{Reporter, Summary};
use crate::ops::enrich::summary::summary;
use crate::ops::enrich::write::write;
use crate::ops::payload::run_id;
use crate::ops::report::ReportError;
use crate::ops::template;
use crate::portal::Portal;

/// What is asked for, and where it is to be done.
pub struct Job<'j> {
    /// The payload that Port sent.
    pub payload: &'j [u8],
    /// The file of the template.
    pub template: &'j Path,
    /// What findings call it.
    pub template_name: &'j str,
    /// The portal, if it can be asked.
    pub portal: Option<&'j dyn Portal>,
    /// Where the entity's file is.
    pub place: Place<'j>,
    /// Whether to make the edit and write nothing.
    pub preview: bool,
    /// How to report to the run; none where somebody else does.
    pub report: Option<ReportSettings>,
}

/// Where the entity's file is.
pub enum Place<'p> {
    /// In a checkout of its repository.
    Folder(&'p Path),
    /// On a forge: a branch is pushed and a pull request opened.
    Forge {
        /// Which forge.
        choice: ForgeChoice<'p>,
        /// Who makes the commit.
        author: Author,
        /// How patiently the forge is asked.
        options: Box<forge::Options>,
    },
}

/// How to report to the run.
pub struct ReportSettings {
    /// Links to where the work is done.
    pub links: Vec<String>,
    /// What is redacted from every report, the longest first.
    pub secrets: Vec<String>,
}

/// What the work asks of its caller.
pub struct Hooks<'h, E> {
    /// Loads the blueprints; none if there is nowhere to load them from.
    pub catalog: &'h dyn Fn() -> Result<Option<Catalog>, E>,
    /// Puts an error into words for the run's page.
    pub describe: &'h dyn Fn(&E) -> Summary,
    /// Called with what happens.
    pub event: &'h dyn Fn(Event<'_>),
    /// Whether to take no further step.
    pub stop: &'h dyn Fn() -> bool,
}

/// What came of it.
#[derive(Debug)]
pub struct EnrichReport {
    /// The entity as it was asked for.
    pub filled: FilledTemplate,
    /// Whether the entity was seen to exist; nobody could tell if not.
    pub is_known: bool,
    /// The edit.
    pub enriched: EnrichedFile,
    /// The pull request, if there is one.
    pub proposed: Option<Proposed>,
    /// Why Port was not told of it.
    pub unreported: Option<ReportError>,
}

/// Sets in an entity's `port.yml` what the payload asks for, and reports that to the run.
///
/// # Errors
/// What is wrong with payload, template, values or the repository's files, in which case nothing is written; what is in the
/// way of publishing; what the hooks give. The run was told of it then.
pub fn run<E: From<EnrichError>>(job: Job<'_>, hooks: &Hooks<'_, E>) -> Result<EnrichReport, E> {
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
        return Err(fail(EnrichError::NoCatalog { blueprint: template.blueprint }));
    };
    let task = Task { payload: &payload, template: &template, catalog: &catalog, portal: job.portal };
    let Checked { filled, is_known } = checked(task).map_err(fail)?;
    let (enriched, proposed) = match job.place {
        Place::Folder(repository) => (in_folder(repository, &filled, job.preview).map_err(fail)?, None),
        Place::Forge { choice, author, options } => {
            let tell = |step: &Step| {
                let text = sentence(&step.to_string());
                (hooks.event)(Event::Step(&text));
                if step.writes() {
                    reporter.log(&text);
                }
            };
            let watch = Watch { on_step: &tell, stop: hooks.stop };
            let address = address(&filled.wanted, places(&choice, job.portal, &payload)).map_err(fail)?;
            let forge = choice.access(&address).map_err(fail)?;
            let forge = Forge::new(forge, *options).map_err(|error| fail(error.into()))?;
            let prepared = prepare(&filled, &forge, &address, choice.base, watch).map_err(fail)?;
            let run = payload.run.as_deref();
            let proposed = match job.preview {
                true => None,
                false => publish(&prepared, &filled.wanted, run, author, watch).map_err(fail)?,
            };
            (prepared.enriched, proposed)
        }
    };
    Ok(EnrichReport { filled, is_known, enriched, proposed, unreported: None })
}

fn places<'p>(choice: &ForgeChoice<'p>, portal: Option<&'p dyn Portal>, payload: &'p Payload) -> Places<'p> {
    Places { given: choice.remote, portal, payload, pattern: choice.pattern }
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

/// Makes the edit in a checkout.
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

/// Words as a line of their own begins them.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}
