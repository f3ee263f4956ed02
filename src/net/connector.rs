//! How connections to a server are made: through which proxy, trusting whom.

use reqwest::{Certificate, Client};

use super::server::{Options, Server, is_loopback};

pub(super) fn connector(server: &Server, options: &Options) -> Result<Client, String> {
    // Fails only where a provider is installed already, which then serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();

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
        let certificates =
            Certificate::from_pem_bundle(pem).map_err(|error| format!("the CA file does not parse: {error}"))?;
        if certificates.is_empty() {
            return Err("the CA file contains no PEM certificate".to_owned());
        }
        builder = builder.tls_certs_merge(certificates);
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
