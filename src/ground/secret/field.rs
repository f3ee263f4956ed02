//! Fields whose values are secrets because of their names: headers, parameters of a URL, and members of a body.

use crate::ground::secret::is_placeholder;
use std::ops::Range;

const SECRET_HEADERS: [&str; 7] =
    ["authorization", "proxy-authorization", "x-api-key", "api-key", "private-token", "x-auth-token", "x-gitlab-token"];

const SECRET_PARAMETERS: &str = "token access_token auth_token private_token trigger_token api_key apikey key secret client_secret \
    password passwd pwd signature";

/// Suffixes of the names of body members that hold a secret, in lower case and without separators.
const SECRET_MEMBERS: [&str; 7] = ["token", "password", "passwd", "secret", "apikey", "accesskey", "privatekey"];

/// Returns whether a header of that name contains a secret.
pub(crate) fn is_secret_header(name: &str) -> bool {
    SECRET_HEADERS.contains(&&*name.to_lowercase())
}

/// Returns whether a member of a body probably contains a secret: `token`, `client-secret`, `apiKey`.
pub(crate) fn is_secret_member(name: &str) -> bool {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    SECRET_MEMBERS.iter().any(|end| letters.ends_with(end)) || is_secret_header(name)
}

/// A secret in a URL.
pub(crate) struct UrlSecret {
    /// What it is: "parameter `token`".
    pub name: String,
    /// The bytes of its name, or of the user's part of the URL.
    pub part: Range<usize>,
    /// The bytes to hide: the parameter's value, or `user:password`.
    pub value: Range<usize>,
}

/// Returns the literal secrets in a URL: a password before the host, and parameters.
pub(crate) fn secrets_in_url(url: &str) -> Vec<UrlSecret> {
    let mut found = Vec::new();
    if let Some(start) = url.find("://").map(|at| at + 3) {
        let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
        if let Some(at) = url[start..end].rfind('@')
            && let Some((_, password)) = url[start..start + at].split_once(':')
            && !is_placeholder(password)
        {
            let part = start..start + at;
            found.push(UrlSecret { name: "password".to_owned(), value: part.clone(), part });
        }
    }
    let Some(mut from) = url.find('?').map(|at| at + 1) else { return found };
    for pair in url[from..].split(['&', '#']) {
        if let Some((name, value)) = pair.split_once('=')
            && SECRET_PARAMETERS.split(' ').any(|secret| secret == name.to_lowercase().replace('-', "_"))
            && !is_placeholder(value)
            && (!name.eq_ignore_ascii_case("key") || is_random(value))
        {
            let (part, value) = (from..from + name.len(), from + name.len() + 1..from + pair.len());
            found.push(UrlSecret { name: format!("parameter `{name}`"), part, value });
        }
        from += pair.len() + 1;
    }
    found
}

/// Returns whether a text is long and mixed enough for an access key. A parameter `key` may also name a project or a
/// field.
fn is_random(text: &str) -> bool {
    text.len() >= 16 && text.contains(|c: char| c.is_ascii_digit()) && text.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_name_says_whether_it_is_a_secret() {
        for name in ["token", "access_token", "clientSecret", "API-Key", "dbPassword", "X-Auth-Token", "Authorization"]
        {
            assert!(is_secret_member(name), "{name}");
        }
        for name in ["tokens_used", "secretName", "key", "author", "tokenUrl"] {
            assert!(!is_secret_member(name), "{name}");
        }
    }
}
