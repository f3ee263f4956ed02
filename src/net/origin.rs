//! Whether a server is this machine, to which plain HTTP may go.

use reqwest::Url;

/// Whether a URL's host is this machine itself, by address or by name.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_several_names() {
        for (url, is) in [
            ("http://localhost:8080", true),
            ("http://127.0.0.2", true),
            ("http://[::1]:80", true),
            ("http://port.localhost", true),
            ("http://127.0.0.1.example.com", false),
            ("http://localhost.example.com", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).expect("a URL")), is, "{url}");
        }
    }
}
