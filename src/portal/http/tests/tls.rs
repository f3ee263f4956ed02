//! Certificates.

use super::*;

#[test]
fn a_ca_file_without_certificates_is_refused() {
    for (pem, said) in
        [("", "holds no PEM certificate"), ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "CA file")]
    {
        let options = Options { ca_file: Some(pem.into()), ..quick() };
        let base = BaseUrl::parse("eu").expect("an address");
        let error =
            HttpPortal::new(base, Credentials::new("canary-id", "canary-secret"), options).expect_err("no portal");
        assert!(error.to_string().contains(said), "{error}");
    }
}
