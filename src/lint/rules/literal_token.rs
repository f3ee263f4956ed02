//! A secret that is written in the model.

use crate::ground::path::Path;
use crate::lint::context::Context;
use crate::lint::model::Declaration;
use crate::lint::rule::{Check, Finding, Rule};
use std::ops::Range;

pub(super) const RULE: Rule = Rule::error("literal-token", include_str!("literal_token.md"), Check::Declaration(check));

fn check(declaration: &Declaration, _: &Context<'_>, found: &mut Vec<Finding>) {
    for (at, text) in addresses(declaration) {
        for (name, bytes) in secrets_in(text) {
            let message = format!("{name} of this URL contains a literal secret");
            found.push(RULE.at(declaration.part(&at, &bytes), message).label("literal secret").help(HELP));
        }
    }
    let headers = Path::from_keys(&["invocationMethod", "headers"]);
    let Some(stated) = declaration.node().find(&headers) else { return };
    for (key, value) in stated.entries() {
        let (name, Some(text)) = (key.key_text(), value.as_str()) else { continue };
        if SECRET_HEADERS.contains(&&*name.to_lowercase()) && is_literal(text) {
            let at = headers.child(name);
            let message = format!("header `{name}` contains a literal secret");
            found.push(RULE.at(declaration.key_location(&at), message).label("literal secret").help(HELP));
        }
    }
}

const HELP: &str = "store it as an organisation secret in Port and write `{{ .secrets.NAME }}`; rotate it if this file was ever shared";

const SECRET_HEADERS: [&str; 7] =
    ["authorization", "proxy-authorization", "x-api-key", "api-key", "private-token", "x-auth-token", "x-gitlab-token"];

const SECRET_PARAMETERS: &str = "token access_token auth_token private_token trigger_token api_key apikey key secret client_secret \
    password passwd pwd signature";

/// The texts that Port sends requests to, as they are written.
fn addresses(declaration: &Declaration) -> Vec<(Path, &str)> {
    let fields = [&["invocationMethod", "url"][..], &["approvalNotification", "url"], &["changelogDestination", "url"]];
    let texts = fields.map(Path::from_keys).into_iter().filter_map(|at| {
        let text = declaration.node().find(&at)?.as_str()?;
        Some((at, text))
    });
    texts.collect()
}

/// The name of each secret that a URL holds, and the bytes of the name, or of the user's part of the URL.
fn secrets_in(url: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    if let Some(start) = url.find("://").map(|at| at + 3) {
        let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
        if let Some(at) = url[start..end].rfind('@')
            && let Some((_, password)) = url[start..start + at].split_once(':')
            && is_literal(password)
        {
            found.push(("password".to_owned(), start..start + at));
        }
    }
    let Some(mut from) = url.find('?').map(|at| at + 1) else { return found };
    for pair in url[from..].split(['&', '#']) {
        if let Some((name, value)) = pair.split_once('=')
            && SECRET_PARAMETERS.split(' ').any(|secret| secret == name.to_lowercase().replace('-', "_"))
            && is_literal(value)
            && (!name.eq_ignore_ascii_case("key") || is_random(value))
        {
            found.push((format!("parameter `{name}`"), from..from + name.len()));
        }
        from += pair.len() + 1;
    }
    found
}

/// Whether a text is long and mixed enough for a key of access; `key` alone is also a word for a project or a field.
fn is_random(text: &str) -> bool {
    text.len() >= 16 && text.contains(|c: char| c.is_ascii_digit()) && text.contains(char::is_alphabetic)
}

/// Whether a text is the secret itself: no template of Port's, no variable, no placeholder.
fn is_literal(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains("{{") && !text.contains("${") && !is_placeholder(text)
}

/// Whether a text stands for a secret that somebody is to fill in: `<JOB_TOKEN>`, `Bearer YOUR_TOKEN`, `***`.
fn is_placeholder(text: &str) -> bool {
    // A header may begin with a scheme.
    let word = text.trim().rsplit(' ').next().unwrap_or_default().to_lowercase();
    let enclosed = [("<", ">"), ("[", "]"), ("{", "}"), ("%3c", "%3e"), ("%", "%"), ("__", "__")];
    enclosed.iter().any(|(open, close)| word.len() > open.len() && word.starts_with(open) && word.ends_with(close))
        || word.chars().all(|c| "x*.".contains(c))
        || ["your", "insert", "replace", "enter"].iter().any(|start| starts_word(&word, start))
        || ["changeme", "change-me", "change_me", "todo", "redacted", "placeholder"].contains(&&*word)
}

/// Whether a text begins with that word and goes on with another: `your_token`, `your-api-key`.
fn starts_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.starts_with(['_', '-']))
}
