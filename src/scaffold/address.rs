//! The forms of addresses in answers: hosts, paths and URLs without anything that has a special meaning elsewhere.

/// An `https://` URL of a file or a repository.
pub(crate) fn is_https(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|place| place.contains('/') && is_host_and_path(place))
}

pub(crate) fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len()) && label.bytes().all(plain) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(is_label) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

pub(crate) fn is_host_and_path(text: &str) -> bool {
    let mut parts = text.split('/');
    let host = parts.next().unwrap_or_default();
    is_host(host) && parts.all(is_path_part)
}

pub(crate) fn is_path_part(part: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    !part.is_empty() && part != "." && part != ".." && part.bytes().all(plain)
}
