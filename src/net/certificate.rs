//! Messages about problems with a server's certificate.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::UnixTime;
use rustls::{CertificateError, Error};

/// Why no TLS connection was made to a server, and what to do about it.
pub(super) fn reason(error: &Error, endpoint: &str) -> String {
    let Error::InvalidCertificate(invalid) = error else { return handshake(error, endpoint) };
    let problem = match invalid {
        CertificateError::UnknownIssuer => {
            "was not issued by a CA that this machine trusts; if that CA is your organisation's own, pass its \
             certificate with `--ca-file` or `PORTWRIGHT_CA_FILE`"
                .to_owned()
        }
        CertificateError::Expired => "has expired; it must be renewed, or this machine's clock is wrong".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("expired on {}; it must be renewed, or this machine's clock is wrong", date(*not_after))
        }
        CertificateError::NotValidYet => "is not valid yet; this machine's clock may be wrong".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("is not valid before {}; this machine's clock may be wrong", date(*not_before))
        }
        CertificateError::NotValidForName => "is for a different host name; check the server's address".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<String> = presented.iter().take(5).map(|name| format!("`{}`", bare(name))).collect();
            match names.is_empty() {
                true => "does not contain a host name; check the server's address".to_owned(),
                false => format!("is for a different host name: {}; check the server's address", names.join(", ")),
            }
        }
        CertificateError::Revoked => "was revoked by its CA".to_owned(),
        other if other.to_string().contains("CaUsedAsEndEntity") => {
            "is a CA certificate or self-signed; the server needs one that was issued by a CA".to_owned()
        }
        other => format!("is not valid: {other}"),
    };
    format!("the certificate of {endpoint} {problem}")
}

fn handshake(error: &Error, endpoint: &str) -> String {
    match error {
        Error::InvalidMessage(_) => {
            format!("{endpoint} does not speak TLS; check that the address and port belong to an HTTPS server")
        }
        other => format!("the TLS handshake with {endpoint} failed: {other}"),
    }
}

/// A name in a certificate: `DnsName("a.example")` is `a.example`.
fn bare(name: &str) -> &str {
    let inner = name.split_once('(').map_or(name, |(_, inner)| inner.trim_end_matches(')'));
    inner.trim_matches('"')
}

fn date(time: UnixTime) -> String {
    let since = SignedDuration::try_from(Duration::from_secs(time.as_secs())).unwrap_or_default();
    let time = Timestamp::UNIX_EPOCH.checked_add(since).unwrap_or(Timestamp::MAX);
    time.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::pki_types::ServerName;

    #[test]
    fn every_common_problem_is_named_in_words() {
        let (time, not_after) = (UnixTime::now(), UnixTime::since_unix_epoch(Duration::from_secs(1_577_836_800)));
        let expected = ServerName::try_from("portal.example").expect("a name").to_owned();
        let presented = vec!["DnsName(\"a.example\")".to_owned(), "DnsName(\"b.example\")".to_owned()];
        for (invalid, words) in [
            (CertificateError::UnknownIssuer, "was not issued by a CA that this machine trusts"),
            (CertificateError::UnknownIssuer, "`--ca-file`"),
            (CertificateError::Expired, "has expired"),
            (CertificateError::ExpiredContext { time, not_after }, "expired on 2020-01-01"),
            (CertificateError::NotValidYetContext { time, not_before: not_after }, "is not valid before 2020-01-01"),
            (CertificateError::NotValidForName, "is for a different host name"),
            (
                CertificateError::NotValidForNameContext { expected, presented },
                "is for a different host name: `a.example`, `b.example`",
            ),
            (CertificateError::Revoked, "was revoked"),
            (CertificateError::BadSignature, "is not valid"),
        ] {
            let reason = reason(&Error::InvalidCertificate(invalid), "`portal.example:443`");
            assert!(
                reason.starts_with("the certificate of `portal.example:443` ") && reason.contains(words),
                "{reason}"
            );
        }
    }
}
