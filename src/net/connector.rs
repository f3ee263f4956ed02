//! Connections to a server: the proxy, and the trusted certificates.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{Certificate, Client, Url};

use super::server::{Options, Server, is_loopback};

/// The server's host and port, and the proxy that is used to reach it, without its credentials.
pub(super) fn endpoint(server: &Url) -> String {
    let host = host_and_port(server.host_str().unwrap_or_default(), server.port_or_known_default());
    // reqwest finds the proxy in the same way.
    let proxy = match (is_loopback(server), server.as_str().parse()) {
        (false, Ok(uri)) => Matcher::from_system().intercept(&uri),
        _ => None,
    };
    match proxy {
        Some(proxy) => {
            let uri = proxy.uri();
            let proxy = host_and_port(uri.host().unwrap_or_default(), uri.port_u16());
            format!("`{host}` through the proxy `{proxy}`")
        }
        None => format!("`{host}`"),
    }
}

/// Returns why the proxy that the environment names for a server cannot be used. Without this, requests would go around
/// a proxy whose URL is not valid.
fn refused_proxy(server: &Url, proxies: &[(&'static str, String)]) -> Option<String> {
    let uri = server.as_str().parse().ok().filter(|_| !is_loopback(server))?;
    let given = |name: &str| proxies.iter().find(|(one, _)| *one == name).map(|(_, value)| value.clone());
    let without = given("NO_PROXY").or_else(|| given("no_proxy")).unwrap_or_default();
    Matcher::builder().all("http://proxy.example").no(without).build().intercept(&uri)?;
    let own = if server.scheme() == "http" { ["HTTP_PROXY", "http_proxy"] } else { ["HTTPS_PROXY", "https_proxy"] };
    let names = own.into_iter().chain(["ALL_PROXY", "all_proxy"]);
    let (name, value) = names.into_iter().find_map(|name| Some((name, given(name)?)))?;
    let read = Matcher::builder().all(value).build().intercept(&uri);
    let is_usable = read.is_some_and(|proxy| matches!(proxy.uri().scheme_str(), Some("http" | "https")));
    // The value may have a password in it.
    let remedy = "write it like `http://proxy.example.com:3128`, or unset it";
    (!is_usable).then(|| format!("the environment variable {name} is not the URL of an HTTP proxy; {remedy}"))
}

fn host_and_port(host: &str, port: Option<u16>) -> String {
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Checks the content of a CA file. The reason continues a sentence that begins with the file's name.
pub(crate) fn check_ca_file(pem: &[u8]) -> Result<(), String> {
    certificates(pem).map(|_| ())
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, String> {
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if certificates.is_empty() => Err("contains no PEM certificate".to_owned()),
        Ok(certificates) => Ok(certificates),
        Err(_) => Err("contains a PEM certificate that is damaged or not complete".to_owned()),
    }
}

pub(super) fn connector(server: &Server, options: &Options) -> Result<Client, String> {
    // Fails only if a provider is already installed, which works too.
    let _ = rustls::crypto::ring::default_provider().install_default();

    if let Some(reason) = refused_proxy(&server.url, &options.proxies) {
        return Err(reason);
    }
    let mut builder = Client::builder()
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    if is_loopback(&server.url) {
        builder = builder.no_proxy();
    }
    if server.url.scheme() == "http" {
        // No TLS, so a machine without CA certificates will do.
        builder = builder.tls_certs_only([]);
    } else if let Some(pem) = &options.ca_file {
        builder = builder.tls_certs_merge(certificates(pem).map_err(|reason| format!("the CA file {reason}"))?);
    }
    builder.build().map_err(|error| {
        let mut reasons = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(current) = cause {
            reasons = format!("{reasons}: {current}");
            cause = current.source();
        }
        if reasons.contains("CA certificates") {
            "this machine has no CA certificates; install them (the package is usually `ca-certificates`), or name a \
             PEM file with `--ca-file` or `PORTWRIGHT_CA_FILE`"
                .to_owned()
        } else {
            reasons
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(server: &str, variables: &[(&'static str, &str)]) -> Option<String> {
        let variables: Vec<(&'static str, String)> =
            variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        refused_proxy(&Url::parse(server).expect("a URL"), &variables)
    }

    #[test]
    fn a_proxy_that_is_no_url_is_refused_and_not_gone_around() {
        let portal = "https://api.port.io";
        for value in ["junk:::", "http://\u{1b}[31m", "socks5://proxy:1080", "http://me:canary@a b"] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
                let reason = refused(portal, &[(name, value)]).expect("it is refused");
                assert!(reason.contains(name) && !reason.contains("canary"), "{reason}");
            }
            assert_eq!(refused(portal, &[("HTTP_PROXY", value)]), None, "{value}");
            assert_eq!(refused(portal, &[("HTTPS_PROXY", value), ("NO_PROXY", ".port.io")]), None, "{value}");
            assert_eq!(refused(portal, &[("HTTPS_PROXY", "http://proxy:1"), ("ALL_PROXY", value)]), None, "{value}");
            assert_eq!(refused("http://127.0.0.1:1", &[("HTTP_PROXY", value)]), None, "{value}");
        }
        for value in ["http://proxy:3128", "https://me:word@proxy:3128/", "proxy:3128", "proxy.example"] {
            assert_eq!(refused(portal, &[("HTTPS_PROXY", value)]), None, "{value}");
        }
    }
}
