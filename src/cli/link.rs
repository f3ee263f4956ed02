//! Links for the page of an action run.

use crate::cli::env::pipeline;

/// The given links, or the URL of this pipeline if there are none.
pub(crate) fn links_or_pipeline(given: Vec<String>) -> Vec<String> {
    if !given.is_empty() {
        return given;
    }
    pipeline().into_iter().filter(|address| link(address).is_ok()).collect()
}

/// Parses the value of `--link`.
pub(crate) fn link(address: &str) -> Result<String, String> {
    let named = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
    match named {
        Some(rest) if !rest.is_empty() && !address.contains(|c: char| c.is_whitespace() || c.is_control()) => {
            Ok(address.to_owned())
        }
        _ => Err("it is not an http or https URL".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn only_web_addresses_are_links() {
        assert!(link("https://github.com/a/b/pull/1").is_ok());
        for address in ["", "https://", "javascript:alert(1)", "https://a b", "ftp://a", "https://a\nb"] {
            assert!(link(address).is_err(), "{address}");
        }
    }
}
