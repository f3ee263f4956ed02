//! Which addresses are a forge's, and what is sent to it.

use super::*;

fn access(kind: Kind, host: &str) -> Access {
    Access { kind, host: host.to_owned(), api: None, token: Some("canary".into()), email: None }
}

fn repository(access: &Access, text: &str) -> Result<(String, String), AddressError> {
    access.repository(&Address::parse(text, NamedBy::Others)?)
}

#[test]
fn each_forge_has_its_own_api_address() {
    for (kind, host, api) in [
        (Kind::Github, "github.com", "https://api.github.com/"),
        (Kind::Github, "acme.ghe.com", "https://api.acme.ghe.com/"),
        (Kind::Github, "git.example:8443", "https://git.example:8443/api/v3"),
        (Kind::Gitlab, "gitlab.com", "https://gitlab.com/api/v4"),
        (Kind::Bitbucket, "bitbucket.org", "https://api.bitbucket.org/2.0"),
    ] {
        assert_eq!(access(kind, host).api().map(|url| url.map(|url| url.to_string())), Ok(Some(api.to_owned())));
    }
    assert_eq!(access(Kind::Plain, "git.example").api(), Ok(None));
    assert!(access(Kind::Bitbucket, "git.example").api().is_err());
}

#[test]
fn the_token_is_not_sent_to_an_api_in_the_clear() {
    let api = |text: &str| Access { api: Some(text.to_owned()), ..access(Kind::Github, "git.example") }.api();
    assert!(api("https://git.example/v3").is_ok() && api("http://127.0.0.1:8080").is_ok());
    for text in
        ["http://git.example", "https://me:canary@git.example", "ftp://git.example", "git.example", "https://a/?b"]
    {
        assert!(api(text).is_err(), "{text}");
    }
}

#[test]
fn a_repository_on_another_host_is_refused() {
    let github = access(Kind::Github, "github.com");
    for text in [
        "https://github.com.evil.example/acme/payments",
        "https://evil.example/github.com/acme",
        "https://github.com:8443/acme/payments",
        "git@evil.example:acme/payments.git",
        "https://www.github.com/acme/payments",
    ] {
        assert!(matches!(repository(&github, text), Err(AddressError::NotOurs { .. })), "{text}");
    }
    let own = access(Kind::Github, "git.example:8443");
    assert!(matches!(repository(&own, "https://git.example/a/b"), Err(AddressError::NotOurs { .. })));
}

#[test]
fn an_ssh_address_from_elsewhere_is_converted_to_https() {
    let ours = Ok(("https://github.com/acme/payments.git".to_owned(), "acme/payments".to_owned()));
    let github = access(Kind::Github, "github.com");
    for text in
        ["git@github.com:acme/payments.git", "ssh://git@github.com/acme/payments", "https://github.com/acme/payments"]
    {
        assert_eq!(repository(&github, text), ours, "{text}");
    }
    let own = access(Kind::Gitlab, "git.example:8443");
    let url = repository(&own, "git@git.example:acme/payments.git").expect("ours").0;
    assert_eq!(url, "https://git.example:8443/acme/payments.git");
}

#[test]
fn the_operators_ssh_is_used_as_it_is() {
    let address = Address::parse("git@github.com:acme/payments.git", NamedBy::Operator).expect("an address");
    let (url, name) = access(Kind::Github, "github.com").repository(&address).expect("ours");
    assert_eq!((url.as_str(), name.as_str()), ("git@github.com:acme/payments.git", "acme/payments"));
}

#[test]
fn without_a_forge_the_token_still_has_one_host() {
    let plain = access(Kind::Plain, "git.example");
    let repository = |access: &Access, text: &str| {
        access.repository(&Address::parse(text, NamedBy::Operator).expect("an address")).map(|(url, _)| url)
    };
    for text in ["https://git.example/payments.git", "/srv/payments.git", "me@elsewhere.example:payments.git"] {
        assert_eq!(repository(&plain, text).as_deref(), Ok(text));
    }
    let elsewhere = "https://elsewhere.example/payments.git";
    assert!(matches!(repository(&plain, elsewhere), Err(AddressError::NotOurs { .. })));
    assert_eq!(repository(&Access { token: None, ..plain }, elsewhere).as_deref(), Ok(elsewhere));
    assert!(repository(&access(Kind::Github, "github.com"), "/srv/payments.git").is_err());
}

#[test]
fn a_page_of_a_repository_names_the_repository() {
    for (kind, host, text) in [
        (Kind::Github, "github.com", "https://github.com/acme/payments/tree/main/services/api"),
        (Kind::Gitlab, "gitlab.com", "https://gitlab.com/acme/payments/-/tree/main"),
        (Kind::Bitbucket, "bitbucket.org", "https://bitbucket.org/acme/payments/src/main"),
    ] {
        assert_eq!(repository(&access(kind, host), text).expect("ours").1, "acme/payments");
    }
    let github = access(Kind::Github, "github.com");
    for text in ["https://github.com/acme", "https://github.com/acme/payments/wiki"] {
        assert!(repository(&github, text).is_err(), "{text}");
    }
}

#[test]
fn gitlabs_groups_nest_and_it_may_live_in_a_folder() {
    let gitlab = access(Kind::Gitlab, "gitlab.com");
    assert_eq!(repository(&gitlab, "https://gitlab.com/acme/shop/payments").expect("ours").1, "acme/shop/payments");
    let folder =
        Access { api: Some("https://git.example/lab/api/v4".to_owned()), ..access(Kind::Gitlab, "git.example") };
    let (url, name) = repository(&folder, "https://git.example/lab/acme/payments").expect("ours");
    assert_eq!((url.as_str(), name.as_str()), ("https://git.example/lab/acme/payments.git", "acme/payments"));
    assert!(repository(&folder, "https://git.example/acme/payments").is_err());
}

#[test]
fn each_forge_takes_the_token_in_its_own_way() {
    let header = |access: &Access| {
        let (name, value) = access.api_authorization().expect("a token");
        assert!(value.is_sensitive());
        format!("{name}: {}", value.to_str().expect("ASCII"))
    };
    assert_eq!(header(&access(Kind::Github, "github.com")), "authorization: Bearer canary");
    assert_eq!(header(&access(Kind::Gitlab, "gitlab.com")), "private-token: canary");
    let bitbucket = access(Kind::Bitbucket, "bitbucket.org");
    assert_eq!((header(&bitbucket).as_str(), bitbucket.git_user()), ("authorization: Bearer canary", "x-token-auth"));
    let personal = Access { email: Some("me@acme.example".to_owned()), ..bitbucket };
    assert_eq!(header(&personal), "authorization: Basic bWVAYWNtZS5leGFtcGxlOmNhbmFyeQ==");
    assert_eq!(personal.git_user(), "x-bitbucket-api-token-auth");
    assert!(!format!("{personal:?}").contains("canary"));
}
