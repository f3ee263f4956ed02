//! The edit that adds `renamedFrom` to a declaration.

use serde_json::json;

use crate::ground::path::Path;
use crate::ground::source::Span;
use crate::kind::rename::RENAMED_FROM;
use crate::lsp::port::written;
use crate::model::Declaration;
use crate::yaml::tree::Style;

/// Returns the edit that adds `renamedFrom: old` to the map at a path, after its identifier or else first, or why there can be
/// none.
pub(super) fn record(declaration: &Declaration, at: &Path, old: &str) -> Result<(Span, String), String> {
    let file = declaration.tree.file();
    let Some(map) = declaration.node().find(at).filter(|node| node.is_map() && !node.is_alias()) else {
        return Err(format!("`{}` is not a map that `{RENAMED_FROM}` can be added to", declaration.value(at)));
    };
    if let Some((key, _)) = map.entry(RENAMED_FROM) {
        let advice = "remove it once every portal has the present name, and rename then";
        return Err(format!("there already is a `{RENAMED_FROM}` at `{}`; {advice}", key.place()));
    }
    let is_json = file.name.ends_with(".json");
    let entry = match is_json {
        true => format!("\"{RENAMED_FROM}\": {}", json!(old)),
        false => format!("{RENAMED_FROM}: {}", written(&json!(old))),
    };
    let is_flow = map.style() == Style::Flow;
    let keys: Vec<Span> = map.own_entries().map(|(key, _)| key.span()).collect();
    let identity = map.entry(declaration.kind.identity.field).filter(|_| at.0.is_empty()).map(|(key, _)| key.span());
    let follows = identity.and_then(|identity| keys.iter().find(|key| key.start > identity.start));
    let Some(next) = follows.or(keys.first()).map(|span| span.start as usize) else {
        // An empty map.
        let start = map.span().start as usize + 1;
        return Ok((Span::new(start, start), entry));
    };
    let line = file.text[..next].rfind('\n').map_or(0, |at| at + 1);
    let before = &file.text[line..next];
    let comma = if is_flow { "," } else { "" };
    let gap = match is_flow && !before.trim().is_empty() {
        true => " ".to_owned(),
        false => {
            let end = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
            let indent: String = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            format!("{end}{indent}")
        }
    };
    Ok((Span::new(next, next), format!("{entry}{comma}{gap}")))
}
