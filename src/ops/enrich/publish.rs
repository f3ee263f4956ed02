//! The edit as a pull request in the entity's own repository.

use std::path::Path;

use crate::disk::names::PortFileNames;
use crate::disk::project::{self, ProjectFile};
use crate::enrich::{
    Candidate, EnrichOutcome, EnrichedFile, EntryKind, FilledTemplate, Payload, Refusal, WantedEntity,
};
use crate::forge::{Address, Author, Checkout, Forge, Mode, Most, NamedBy, Proposal, Published, TreeFile, Watch};
use crate::ground::fingerprint;
use crate::ground::join::join_with_and;
use crate::ops::enrich::edit::enrich;
use crate::ops::enrich::failure::EnrichError;
use crate::portal::{Portal, PortalError, resources};
use crate::yaml::parse::Limits;

/// Where the address of a repository can come from; the first that has one counts.
#[derive(Clone, Copy)]
pub(super) struct Places<'p> {
    pub given: Option<&'p str>,
    /// The portal, where the entity may have a property `url`.
    pub portal: Option<&'p dyn Portal>,
    pub payload: &'p Payload,
    pub pattern: Option<&'p str>,
}

const IDENTIFIER: &str = "{identifier}";

pub(super) fn address(wanted: &WantedEntity, places: Places<'_>) -> Result<Address, EnrichError> {
    let parse = |text: &str, named_by| Address::parse(text, named_by).map_err(|error| EnrichError::Forge(error.into()));
    if let Some(given) = places.given {
        return parse(given, NamedBy::Operator);
    }
    let in_portal = places.portal.map(|portal| url(portal, wanted)).transpose()?.flatten();
    if let Some(url) = in_portal.as_deref().or(places.payload.repository.as_deref()) {
        return parse(url, NamedBy::Others);
    }
    match places.pattern {
        Some(pattern) if pattern.contains(IDENTIFIER) => {
            parse(&pattern.replace(IDENTIFIER, &wanted.identifier), NamedBy::Others)
        }
        Some(pattern) => {
            let reason = format!("`{pattern}`, the pattern of repositories in portwright.toml, has no `{IDENTIFIER}`");
            Err(Refusal::new(reason).into())
        }
        None => {
            let reason = format!("the repository of `{}` is unknown", wanted.address());
            let help = format!(
                "give the entity a property `url`, or set `[enrich] repository = \"https://github.com/{IDENTIFIER}\"` in \
                 portwright.toml"
            );
            Err(Refusal::new(reason).help(help).into())
        }
    }
}

/// The entity's property `url`, if it is a text.
fn url(portal: &dyn Portal, wanted: &WantedEntity) -> Result<Option<String>, PortalError> {
    let entity = resources::entity(portal, &wanted.blueprint, &wanted.identifier)?;
    let url = entity.as_ref().and_then(|entity| entity.get("properties")?.get("url")?.as_str());
    Ok(url.filter(|url| !url.trim().is_empty()).map(str::to_owned))
}

#[derive(Debug)]
pub(super) struct Prepared<'f> {
    checkout: Checkout<'f>,
    pub enriched: EnrichedFile,
}

/// Reads a repository and makes the edit; nothing is written anywhere.
pub(super) fn prepare<'f>(
    filled: &FilledTemplate,
    forge: &'f Forge,
    address: &Address,
    base: Option<&str>,
    watch: Watch<'_>,
) -> Result<Prepared<'f>, EnrichError> {
    let checkout = forge.open(address, base, watch)?;
    let enriched = enrich(filled, candidates(&checkout, watch)?)?;
    Ok(Prepared { checkout, enriched })
}

/// Proposes the edit: a commit on a branch of the entity's own, and a pull request. If the repository has it already, nothing
/// is proposed, and what is given is a pull request of an earlier run that is still open.
pub(super) fn publish(
    prepared: &Prepared<'_>,
    wanted: &WantedEntity,
    run: Option<&str>,
    author: Author,
    watch: Watch<'_>,
) -> Result<Option<Proposed>, EnrichError> {
    let proposal = proposal(wanted, &prepared.enriched, run, author);
    let EnrichOutcome::Changed(change) = &prepared.enriched.outcome else {
        // There is nothing to do; if earlier requests cannot be listed, that is not a failure.
        return Ok(still_open(prepared, proposal, watch).unwrap_or_default());
    };
    let bytes = change.after.text.as_bytes();
    let published = prepared.checkout.publish(&prepared.enriched.path, bytes, &proposal, watch)?;
    Ok(Some(Proposed { published, branch: proposal.branch }))
}

/// The pull request of an earlier run that would undo what is so already, if one is still open.
fn still_open(prepared: &Prepared<'_>, proposal: Proposal, watch: Watch<'_>) -> Result<Option<Proposed>, EnrichError> {
    let published = prepared.checkout.unneeded(&proposal, watch)?;
    Ok(published.url.is_some().then_some(Proposed { published, branch: proposal.branch }))
}

#[derive(Debug)]
pub(crate) struct Proposed {
    pub published: Published,
    pub branch: String,
}

/// A folder that stands for the top of the repository, which is nowhere on this machine.
const TOP: &str = "/";

/// How much is read: of one file as much as anywhere, and of all files what a small machine has room for.
const MAX_READ: Most = Most { of_one: Limits::DEFAULT.bytes as u64, of_all: 64 << 20 };

fn candidates(checkout: &Checkout<'_>, watch: Watch<'_>) -> Result<Vec<Candidate>, EnrichError> {
    let names = names(checkout, watch)?;
    let at_top = |file: &TreeFile| ["port.yml", "port.yaml"].contains(&file.path.as_str());
    let counts = |file: &&TreeFile| at_top(file) || names.wanted(&Path::new(TOP).join(&file.path));
    let files: Vec<&TreeFile> = checkout.files().iter().filter(counts).collect();
    let mut kept: Vec<(&TreeFile, EntryKind)> = Vec::with_capacity(files.len());
    for file in files {
        let left_out = names.excluded(&Path::new(TOP).join(&file.path));
        let stored = match file.mode {
            _ if left_out && !at_top(file) => continue,
            Mode::File | Mode::Program if left_out => EntryKind::Excluded,
            Mode::File | Mode::Program => EntryKind::File,
            Mode::Link => EntryKind::Link,
            Mode::Submodule => EntryKind::Submodule,
        };
        kept.push((file, stored));
    }
    let plain: Vec<&TreeFile> =
        kept.iter().filter(|(_, stored)| *stored == EntryKind::File).map(|(file, _)| *file).collect();
    let mut read = checkout.read_all(&plain, MAX_READ, watch)?.into_iter();
    let candidate = |(file, stored): (&TreeFile, EntryKind)| {
        let bytes = if stored == EntryKind::File { read.next() } else { None };
        Candidate { path: file.path.clone(), kind: stored, bytes: bytes.unwrap_or_default() }
    };
    Ok(kept.into_iter().map(candidate).collect())
}

/// The file names that count in the repository, according to its own `portwright.toml`.
fn names(checkout: &Checkout<'_>, watch: Watch<'_>) -> Result<PortFileNames, EnrichError> {
    let is_plain = |file: &&TreeFile| file.path == project::FILE && matches!(file.mode, Mode::File | Mode::Program);
    let file = match checkout.files().iter().find(is_plain) {
        None => ProjectFile::default(),
        Some(file) => {
            let bytes = checkout.read_all(&[file], MAX_READ, watch)?.concat();
            ProjectFile::parse(&file.path, &String::from_utf8_lossy(&bytes))
                .map_err(|error| Refusal::new(error.to_string()))?
        }
    };
    PortFileNames::new(Path::new(TOP), &file.lint.include, &file.lint.exclude)
        .map_err(|reason| Refusal::new(format!("{}: {reason}", project::FILE)).into())
}

fn proposal(wanted: &WantedEntity, enriched: &EnrichedFile, run: Option<&str>, author: Author) -> Proposal {
    let address = wanted.address();
    let names = enriched.set.iter().filter_map(|(path, _)| path.last_key()).map(str::to_owned);
    let title = match join_with_and(&names.collect::<Vec<_>>()).as_str() {
        "" => format!("Describe {}", wanted.identifier),
        names => format!("Set {names} of {}", wanted.identifier),
    };
    let mut body = format!("Sets in {}, for {}:\n\n", code(&enriched.path), code(&address));
    for (path, value) in &enriched.set {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        body += &format!("- {}: {}\n", code(path.last_key().unwrap_or_default()), code(&value));
    }
    body += "\nThis was requested in Port";
    if let Some(run) = run {
        body += &format!(" (run {})", code(run));
    }
    body += ". Port shows it once this is merged.\n\nportwright manages this branch: it is overwritten by the next request.\n";
    Proposal { branch: branch(wanted), trailer: format!("Portwright-Entity: {address}"), author, title, body }
}

/// The branch of an entity: readable, and no other entity's.
fn branch(wanted: &WantedEntity) -> String {
    const MAX_SLUG_BYTES: usize = 40;
    let mut slug = String::new();
    for letter in wanted.identifier.chars() {
        match letter {
            _ if slug.len() >= MAX_SLUG_BYTES => break,
            letter if letter.is_ascii_alphanumeric() => slug.push(letter.to_ascii_lowercase()),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let blueprint: String = wanted.blueprint.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
    let own = fingerprint::to_hex(fingerprint::text_fingerprint(&wanted.address()));
    let parts = [blueprint.as_str(), slug.trim_end_matches('-'), &own[..8]];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("portwright/enrich/{}", parts.join("-"))
}

/// A text as Markdown shows it letter by letter, on one line.
fn code(text: &str) -> String {
    let line: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') || line.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(identifier: &str) -> WantedEntity {
        WantedEntity { blueprint: "service".to_owned(), identifier: identifier.to_owned(), fields: Vec::new() }
    }

    #[test]
    fn every_entity_has_a_branch_of_its_own_that_git_takes() {
        let of = |identifier: &str| branch(&wanted(identifier));
        assert!(of("acme/Check_out").starts_with("portwright/enrich/service-acme-check-out-"));
        assert_ne!(of("acme/checkout"), of("acme-checkout"));
        assert_eq!(of("acme/checkout"), of("acme/checkout"));
        for odd in ["..", "größe", "日本", "@{", "a.lock", "-", &"x/".repeat(500)] {
            let name = of(odd);
            assert!(name.len() < 80 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-".contains(&byte)));
        }
    }

    #[test]
    fn no_value_is_markdown() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("@everyone\n# big"), "`@everyone # big`");
    }

    #[test]
    fn a_repository_is_named_by_the_first_who_knows() {
        let payload = |url: &str| {
            let text = format!(r#"{{"port_context": {{"entity": "acme/x", "repo_url": "{url}"}}}}"#);
            Payload::parse(text.as_bytes()).expect("a payload")
        };
        let (with, without) = (payload("https://github.com/acme/other"), payload(""));
        let at = |places| address(&wanted("acme/x"), places).map(|address| format!("{}/{address}", address.host()));
        let pattern = Some("https://git.example/{identifier}");
        let none = Places { given: None, portal: None, payload: &without, pattern: None };
        let given = Some("https://a.example/g/x");
        assert_eq!(at(Places { given, payload: &with, pattern, ..none }).unwrap(), "a.example/g/x");
        assert_eq!(at(Places { payload: &with, pattern, ..none }).unwrap(), "github.com/acme/other");
        assert_eq!(at(Places { pattern, ..none }).unwrap(), "git.example/acme/x");
        assert!(at(none).unwrap_err().to_string().contains("the repository of `service/acme/x` is unknown"));
        assert!(at(Places { pattern: Some("https://git.example/x"), ..none }).is_err());
    }
}
