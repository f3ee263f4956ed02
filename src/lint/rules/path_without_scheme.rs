//! The path of a file where its contents were meant.

use crate::ground::closest::closest;
use crate::lint::context::Context;
use crate::lint::port::Entity;
use crate::lint::port::target::{self, ResolvedTarget};
use crate::lint::rule::{Check, Finding, Rule};
use crate::lint::wording::repair::rewrite;
use crate::model::catalog::Property;

pub(super) const RULE: Rule =
    Rule::warning("path-without-scheme", include_str!("path_without_scheme.md"), Check::Entity(check));

fn check(entity: &Entity<'_>, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(properties) = entity.properties else { return };
    if !context.files.is_known() || !context.provider.reads_properties() {
        return;
    }
    for (key, value) in properties.value.entries() {
        let Some(text) = value.as_str() else { continue };
        let property = || entity.known.and_then(|known| known.properties.get(key.key_text()));
        let is_prose = || property().is_some_and(Property::is_prose);
        if let Some(path) = after_misspelt_scheme(text, is_prose).filter(|_| !entity.has_anomaly_in(value.span())) {
            let message = format!("`{text}` does not begin with `file://`, so Port shows it as text");
            let url = format!("file://{path}");
            let help = format!("to show the file's contents, write `{url}`");
            found.push(
                RULE.at(value.place(), message).label("not `file://`").help(help).fix(rewrite(value, &url, false)),
            );
        }
        if !is_path(text) {
            continue;
        }
        let file = &value.tree().file().name;
        if is_prose()
            && let ResolvedTarget::Found(_) | ResolvedTarget::UnderOtherBase(..) = target::resolve(text, file, context)
        {
            let finding = RULE.at(value.place(), format!("`{text}` is the path of a file, but Port shows it as text"));
            let url = format!("file://{text}");
            let help = format!("to show the file's contents, write `{url}`");
            found.push(finding.label("path without `file://`").help(help).fix(rewrite(value, &url, false)));
        }
    }
}

/// Returns the path after a misspelt `file://`: `file:/x`, `File://x`, `files://x`. In free text, a colon or two
/// slashes are enough.
fn after_misspelt_scheme(text: &str, is_prose: impl Fn() -> bool) -> Option<&str> {
    let scheme = &text[..text.bytes().position(|byte| !byte.is_ascii_alphabetic())?];
    let path = text[scheme.len()..].trim_start_matches([':', '/', '\\']);
    let mark = &text[scheme.len()..text.len() - path.len()];
    if scheme.is_empty() || mark.is_empty() || path.is_empty() || matches!(scheme, "http" | "https") {
        return None;
    }
    let is_file = scheme.eq_ignore_ascii_case("file");
    let is_marked = match mark {
        "://" => scheme != "file",
        ":/" | ":///" => true,
        _ => is_file && (mark.contains("//") || mark.contains('\\') || (mark == ":" && is_path(path))) && is_prose(),
    };
    let is_meant = is_marked && (is_file || closest(scheme, ["file"]).is_some());
    (is_meant && !text.contains(char::is_whitespace) && !text.starts_with("file:///")).then_some(path)
}

/// Returns whether a text may be a path: one word that ends in a file name with an extension.
fn is_path(text: &str) -> bool {
    // The cheapest check comes first.
    text.len() < 256
        && text.rsplit_once('.').is_some_and(|(_, ending)| (1..=5).contains(&ending.len()))
        && !text.contains("://")
        && !text.contains(char::is_whitespace)
}
