//! Port's own `format` names, which JSON Schema does not define.

use crate::ground::closest::closest;
use crate::ground::source::SourceFile;
use crate::yaml::instance::{Instance, TreeJson};
use crate::yaml::parse::{self, Limits};
use jsonschema::{ValidationOptions, Validator};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock};

type Options = ValidationOptions<'static, Arc<dyn jsonschema::Retrieve>, TreeJson>;

/// Registers the formats a Port property may have. Formats about how Port displays a string (`markdown`, `proto`) or
/// what it refers to (`team`, `blueprints`) accept any string.
pub(super) fn register(options: Options) -> Options {
    options
        .with_format("url", is_url)
        .with_format("labeled-url", is_url)
        .with_format("email", is_email)
        .with_format("idn-email", is_email)
        .with_format("user", is_email)
        .with_format("timer", |text: &str| matches_format(&DATE_TIME, text))
        .with_format("yaml", is_yaml)
        .with_format("team", |_: &str| true)
        .with_format("markdown", |_: &str| true)
        .with_format("proto", |_: &str| true)
        .with_format("blueprints", |_: &str| true)
}

static EMAIL: LazyLock<Validator<TreeJson>> = LazyLock::new(|| built_in("email"));
static DATE_TIME: LazyLock<Validator<TreeJson>> = LazyLock::new(|| built_in("date-time"));

fn built_in(format: &str) -> Validator<TreeJson> {
    let schema = json!({ "format": format });
    let options = jsonschema::options_for::<TreeJson>().offline().should_validate_formats(true);
    options.build(&schema).expect("a schema of one format is valid")
}

fn matches_format(validator: &Validator<TreeJson>, text: &str) -> bool {
    validator.is_valid(Instance::Value(&Value::String(text.to_owned())))
}

/// Returns whether a text has a format: that of a URL, an email address or a time. No text has any other format.
pub(crate) fn has_format(format: &str, text: &str) -> bool {
    match format {
        "url" | "labeled-url" => is_url(text),
        "email" | "idn-email" | "user" => is_email(text),
        "date-time" | "timer" => matches_format(&DATE_TIME, text),
        _ => false,
    }
}

/// Returns the URL that was meant by one whose scheme looks misspelt, such as `htps://`, or is written twice.
pub(crate) fn respelt_url(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let is_web = |scheme: &str| matches!(&*scheme.to_ascii_lowercase(), "http" | "https");
    if is_web(scheme) {
        let (again, _) = rest.split_once(":/").filter(|(again, _)| is_web(again))?;
        return Some(format!("{again}://{}", rest[again.len() + 1..].trim_start_matches('/')));
    }
    let near =
        closest(scheme, ["https"]).filter(|_| scheme.contains('s')).or_else(|| closest(scheme, ["http", "https"]));
    Some(format!("{}://{rest}", near?))
}

/// Returns whether a text is an absolute URL with a scheme and a host, which a browser can open from Port's page.
pub(crate) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let named = !host.is_empty() && !host.starts_with(':');
    scheme_ok && named && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'))
}

/// Returns whether a text is an email address alone, without a name before it.
fn is_email(text: &str) -> bool {
    !text.contains(['<', '>']) && matches_format(&EMAIL, text)
}

fn is_yaml(text: &str) -> bool {
    let parsed = parse::parse(&SourceFile::new("", text), &Limits::default());
    parsed.tree.is_some() && parsed.faults.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_no_name_before_it() {
        assert!(is_email("ann@acme.example") && is_email("ann+ci@acme.example"));
        assert!(!is_email("Ann Lee <ann@acme.example>") && !is_email("<ann@acme.example>") && !is_email("ann"));
    }

    #[test]
    fn a_url_needs_a_scheme_and_a_host() {
        for url in ["https://a.b", "http://localhost:8080/x?y#z", "slack://channel?id=1", "https://u@h/日本"] {
            assert!(is_url(url), "{url}");
        }
        for text in ["example.com", "https://", "https:///path", "//host", "https://a b", "mailto:a@b.c", "1a://b", ""]
        {
            assert!(!is_url(text), "{text}");
        }
    }
}
