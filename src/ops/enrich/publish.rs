//! The edit as a pull request in the entity's own repository.

use std::path::Path;

use crate::disk::names::PortFileNames;
use crate::disk::project::{self, ProjectFile};
use crate::enrich::{Candidate, EnrichOutcome, EnrichedFile, EntryKind, Payload, Refusal, WantedEntity};
use crate::forge::{Address, Author, Checkout, Mode, NamedBy, Proposal, Published, ReadLimits, TreeFile, Watch};
use crate::ground::escape::escaped;
use crate::ground::fingerprint::short_fingerprint;
use crate::ground::join::join_with_and;
use crate::ops::enrich::access::ForgeChoice;
use crate::ops::enrich::failure::EnrichError;
use crate::portal::{Portal, PortalError, resources};
use crate::yaml::parse::Limits;

const IDENTIFIER: &str = "{identifier}";

/// The address of the entity's repository: the operator's, the entity's `url` in the portal, the payload's, or the pattern's.
pub(super) fn address(
    wanted: &WantedEntity,
    choice: &ForgeChoice<'_>,
    portal: Option<&dyn Portal>,
    payload: &Payload,
) -> Result<Address, EnrichError> {
    let parse = |text: &str, named_by| Address::parse(text, named_by).map_err(|error| EnrichError::Forge(error.into()));
    if let Some(given) = choice.remote {
        return parse(given, NamedBy::Operator);
    }
    let in_portal = portal.map(|portal| url(portal, wanted)).transpose()?.flatten();
    if let Some(url) = in_portal.as_deref().or(payload.repository.as_deref()) {
        return parse(url, NamedBy::Others);
    }
    match choice.pattern {
        Some(pattern) if pattern.contains(IDENTIFIER) => {
            parse(&pattern.replace(IDENTIFIER, &wanted.identifier), NamedBy::Others)
        }
        Some(pattern) => {
            let reason =
                format!("`{pattern}`, the pattern of repositories in portwright.toml, does not contain `{IDENTIFIER}`");
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

/// The entity's property `url`, if it is a string.
fn url(portal: &dyn Portal, wanted: &WantedEntity) -> Result<Option<String>, PortalError> {
    let entity = resources::entity(portal, &wanted.blueprint, &wanted.identifier)?;
    let url = entity.as_ref().and_then(|entity| entity.get("properties")?.get("url")?.as_str());
    Ok(url.filter(|url| !url.trim().is_empty()).map(str::to_owned))
}

/// Proposes the edit: a commit on a branch of the entity's own, and a pull request. If the repository has it already, nothing
/// is proposed, and the result is the pull request of an earlier run that would undo it, if one is still open.
pub(super) fn publish(
    checkout: &Checkout<'_>,
    enriched: &EnrichedFile,
    wanted: &WantedEntity,
    run: Option<&str>,
    author: Author,
    watch: Watch<'_>,
) -> Result<Option<Proposed>, EnrichError> {
    let proposal = proposal(wanted, enriched, run, author);
    let published = match &enriched.outcome {
        EnrichOutcome::Changed(change) => {
            Some(checkout.publish(&enriched.path, change.after.text.as_bytes(), &proposal, watch)?)
        }
        // There is nothing to do; a failure to list earlier pull requests is ignored.
        EnrichOutcome::UpToDate => checkout.unneeded(&proposal, watch).ok().filter(|open| open.url.is_some()),
    };
    Ok(published.map(|published| Proposed { published, branch: proposal.branch }))
}

#[derive(Debug)]
pub(crate) struct Proposed {
    pub published: Published,
    pub branch: String,
}

/// A stand-in for the root folder of the repository, which is not on this machine.
const STAND_IN_ROOT: &str = "/";

/// Limits on the bytes to read: the usual one for a file, and for all files what fits into a small machine's memory.
const MAX_READ: ReadLimits = ReadLimits { per_file: Limits::DEFAULT.bytes as u64, total: 64 << 20 };

pub(super) fn candidates(checkout: &Checkout<'_>, watch: Watch<'_>) -> Result<Vec<Candidate>, EnrichError> {
    let names = names(checkout, watch)?;
    let at_top = |file: &TreeFile| ["port.yml", "port.yaml"].contains(&file.path.as_str());
    let counts = |file: &&TreeFile| at_top(file) || names.wanted(&Path::new(STAND_IN_ROOT).join(&file.path));
    let files: Vec<&TreeFile> = checkout.files().iter().filter(counts).collect();
    let mut kept: Vec<(&TreeFile, EntryKind)> = Vec::with_capacity(files.len());
    for file in files {
        let is_excluded = names.excluded(&Path::new(STAND_IN_ROOT).join(&file.path));
        let stored = match file.mode {
            _ if is_excluded && !at_top(file) => continue,
            Mode::File | Mode::Program if is_excluded => EntryKind::Excluded,
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

/// The names of entity files in the repository, according to its own `portwright.toml`.
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
    PortFileNames::new(Path::new(STAND_IN_ROOT), &file.lint.include, &file.lint.exclude)
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
    body += ". Port will show it after this is merged.\n\nportwright manages this branch and overwrites it on the next request.\n";
    Proposal { branch: branch(wanted), trailer: format!("Portwright-Entity: {address}"), author, title, body }
}

/// The branch of an entity: readable, and unique to the entity also where file systems ignore the case of branches.
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
    let hash = short_fingerprint(&[&wanted.blueprint, &wanted.identifier]);
    let parts = [blueprint.as_str(), slug.trim_end_matches('-'), &hash];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("portwright/enrich/{}", parts.join("-"))
}

/// A text as inline code in Markdown, on one line.
fn code(text: &str) -> String {
    let line = escaped(text);
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') || line.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::Kind;
    use std::collections::HashSet;

    fn wanted(identifier: &str) -> WantedEntity {
        WantedEntity { blueprint: "service".to_owned(), identifier: identifier.to_owned(), fields: Vec::new() }
    }

    #[test]
    fn every_entity_has_its_own_branch_with_a_valid_name() {
        let of = |identifier: &str| branch(&wanted(identifier));
        assert!(of("acme/Check_out").starts_with("portwright/enrich/service-acme-check-out-"));
        assert_ne!(of("acme/checkout"), of("acme-checkout"));
        assert_eq!(of("acme/checkout"), of("acme/checkout"));
        for invalid in ["..", "größe", "日本", "@{", "a.lock", "-", &"x/".repeat(500)] {
            let name = of(invalid);
            assert!(name.len() < 90 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-".contains(&byte)));
        }
    }

    #[test]
    fn similar_entities_have_different_branches() {
        let base = "acme/platform/a-rather-long-path/to/the/notification";
        let mut entities: Vec<WantedEntity> = (0..100_000).map(|nth| wanted(&format!("{base}-v{nth}"))).collect();
        // All of these differ only in the case of their letters.
        let cased = |bits: u32| (0..15).map(|nth| if bits >> nth & 1 == 0 { 'a' } else { 'A' }).collect::<String>();
        entities.extend((0..1 << 15).map(|bits| wanted(&cased(bits))));
        entities.extend(["acme/Checkout-A", "acme/Checkout-a", "acme/checkout_a", "acme/checkout.a"].map(wanted));
        let of =
            |blueprint: &str, identifier: &str| WantedEntity { blueprint: blueprint.to_owned(), ..wanted(identifier) };
        entities.extend([of("a/b", "c"), of("a", "b/c"), of("Service", "x"), of("service", "x")]);
        let branches: HashSet<String> = entities.iter().map(|entity| branch(entity).to_lowercase()).collect();
        assert_eq!(branches.len(), entities.len());
    }

    #[test]
    fn values_are_escaped_in_markdown() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("@everyone\n# big"), r"`@everyone\n# big`");
    }

    #[test]
    fn the_first_source_with_an_address_decides_the_repository() {
        let payload = |url: &str| {
            let text = format!(r#"{{"port_context": {{"entity": "acme/x", "repo_url": "{url}"}}}}"#);
            Payload::parse(text.as_bytes()).expect("a payload")
        };
        let (with, without) = (payload("https://github.com/acme/other"), payload(""));
        let at = |choice: ForgeChoice<'_>, payload: &Payload| {
            let found = address(&wanted("acme/x"), &choice, None, payload);
            found.map(|address| format!("{}/{address}", address.host()))
        };
        let pattern = Some("https://git.example/{identifier}");
        let token: &dyn Fn(Kind) -> _ = &|_| (None, None);
        let none = ForgeChoice { remote: None, kind: None, host: None, api: None, base: None, pattern: None, token };
        let remote = Some("https://a.example/g/x");
        assert_eq!(at(ForgeChoice { remote, pattern, ..none }, &with).unwrap(), "a.example/g/x");
        assert_eq!(at(ForgeChoice { pattern, ..none }, &with).unwrap(), "github.com/acme/other");
        assert_eq!(at(ForgeChoice { pattern, ..none }, &without).unwrap(), "git.example/acme/x");
        assert!(at(none, &without).unwrap_err().to_string().contains("the repository of `service/acme/x` is unknown"));
        assert!(at(ForgeChoice { pattern: Some("https://git.example/x"), ..none }, &without).is_err());
    }
}
