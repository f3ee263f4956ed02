//! A literal secret in the model.

use crate::ground::path::{Path, Segment};
use crate::ground::secret::field::{is_secret_header, secrets_in_url};
use crate::ground::secret::{is_placeholder, secrets};
use crate::ground::source::{Location, Span};
use crate::kind::places::values;
use crate::lint::context::Context;
use crate::lint::model::{Declaration, is_undefined};
use crate::lint::rule::{Check, Finding, Rule};
use crate::yaml::tree::Node;

pub(super) const RULE: Rule = Rule::error("literal-token", include_str!("literal_token.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    let before = found.len();
    for (at, text) in addresses(declaration) {
        for secret in secrets_in_url(text) {
            let message = format!("the {} in this URL is a literal secret", secret.name);
            let hidden = declaration.part(&at, &secret.value).span;
            found.push(RULE.at(declaration.part(&at, &secret.part), message).hide(hidden));
        }
    }
    for (request, _) in values(declaration.kind.places.requests, &declaration.body) {
        check_fields(declaration, &request, found);
    }
    for at in declaration.kind.write_only(&declaration.body) {
        let Some((node, help)) = unhidden(declaration, &at) else { continue };
        let message = format!("`{at}` must be a sensitive variable");
        found.push(RULE.at(declaration.value(&at), message).hide(node.resolved().span()).help(help));
    }
    let file = declaration.node().tree().file();
    let body = declaration.node().resolved().span();
    for secret in secrets(file.slice(body)) {
        let start = body.start as usize;
        let span = Span::new(start + secret.bytes.start, start + secret.bytes.end);
        let is_known = |known: &Span| known.start < span.end && span.start < known.end;
        if !found[before..].iter().filter_map(|finding| finding.hides.as_ref()).any(is_known) {
            let message = format!("the file contains {}", secret.what);
            found.push(RULE.at(Location::new(file, span), message).hide(span));
        }
    }
    for finding in &mut found[before..] {
        finding.label = "literal secret".into();
        finding.help.get_or_insert_with(|| HELP.into());
    }
}

/// Returns the value of a field that Port never returns, and how to hide it, unless it is a sensitive variable.
fn unhidden<'d>(declaration: &'d Declaration, at: &Path) -> Option<(Node<'d>, String)> {
    let node = declaration.node().find(at)?;
    let inside = node.as_str().and_then(|text| text.strip_prefix("${")?.strip_suffix('}'));
    let Some(name) = inside.filter(|name| !name.contains(['{', '}'])) else {
        let help = "write `${name}`, and set the variable in the environment as `PORTWRIGHT_VAR_NAME`, with `name = \
                    { sensitive = true }` under `[vars]` in portwright.toml; rotate the secret if this file was ever shared";
        return Some((node, help.to_owned()));
    };
    let is_hidden = declaration.sensitive.contains(at) || is_undefined(declaration, at);
    let help = format!("add `{name} = {{ sensitive = true }}` under `[vars]` in portwright.toml");
    (!is_hidden).then_some((node, help))
}

/// Checks the headers of a request, and its own key.
fn check_fields(declaration: &Declaration, request: &Path, found: &mut Vec<Finding>) {
    for (at, word) in [(request.child("headers"), "header"), (request.clone(), "field")] {
        for (key, value) in declaration.node().find(&at).into_iter().flat_map(Node::entries) {
            let (name, Some(text)) = (key.key_text(), value.as_str()) else { continue };
            let is_secret = match word {
                "field" => name == "apiKey",
                _ => is_secret_header(name),
            };
            if is_secret && is_literal(text) {
                let message = format!("{word} `{name}` contains a literal secret");
                let place = declaration.key_location(&at.child(Segment::from(name)));
                found.push(RULE.at(place, message).hide(value.resolved().span()));
            }
        }
    }
}

const HELP: &str = "store it as an organisation secret in Port and write `{{ .secrets.NAME }}`; rotate it if this file was ever shared";

/// Returns the URLs to which Port sends requests, as written.
fn addresses(declaration: &Declaration) -> Vec<(Path, &str)> {
    let requests = values(declaration.kind.places.requests, &declaration.body).into_iter();
    let texts = requests.filter_map(|(at, _)| {
        let at = at.child("url");
        let text = declaration.node().find(&at)?.as_str()?;
        Some((at, text))
    });
    texts.collect()
}

/// Whether a text is the secret itself.
fn is_literal(text: &str) -> bool {
    !is_placeholder(text)
}
