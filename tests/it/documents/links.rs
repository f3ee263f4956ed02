//! Links between the documents: their files and headings exist, and every page can be reached.

use super::{DOCUMENTS, text_of};
use crate::support::root;

/// The documents for contributors, which have links too.
const FOR_CONTRIBUTORS: &[&str] = &["CHANGELOG.md", "CONTRIBUTING.md"];

/// A document's lines outside of fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_fenced = false;
    text.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        is_fenced ^= is_fence;
        !is_fence && !is_fenced
    })
}

/// The targets of a document's links, in order.
fn targets(text: &str) -> Vec<&str> {
    prose(text)
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .collect()
}

/// The anchors that GitHub gives a document's headings.
fn anchors(text: &str) -> Vec<String> {
    let slug = |heading: &str| {
        let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    prose(text).filter(|line| line.starts_with('#')).map(|line| slug(line.trim_start_matches('#').trim())).collect()
}

#[test]
fn links_lead_to_files_and_headings_that_exist() {
    let mut wrong = Vec::new();
    for document in DOCUMENTS.iter().chain(FOR_CONTRIBUTORS) {
        let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = text_of(document);
        for target in targets(&text).into_iter().filter(|target| !target.starts_with("https://")) {
            let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
            let path = if file.is_empty() { root().join(document) } else { root().join(folder).join(file) };
            if !path.is_file() {
                wrong.push(format!("{document}: there is no file `{file}`"));
                continue;
            }
            let Some(anchor) = anchor else { continue };
            let text = std::fs::read_to_string(&path).expect("a document can be read");
            if !anchors(&text).iter().any(|heading| heading == anchor) {
                wrong.push(format!("{document}: there is no heading for `{target}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pages_of_the_site_link_only_to_each_other() {
    for document in DOCUMENTS.iter().skip(1) {
        let text = text_of(document);
        let outside: Vec<&str> = targets(&text).into_iter().filter(|target| target.starts_with("../")).collect();
        assert!(outside.is_empty(), "{document} links to {outside:?}, which is not on the site");
    }
}

#[test]
fn a_heading_occurs_once_in_a_document() {
    for document in DOCUMENTS.iter().chain(FOR_CONTRIBUTORS) {
        let mut all = anchors(&text_of(document));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "{document}: a heading occurs twice, so links to it are ambiguous");
    }
}
