//! Which texts are secrets, and how they are masked.

use super::*;

/// Letters and digits without a pattern.
const BODY: &str = "a8Fk2LmQ9zXc4VbN7rTy1WsE6dGh3JpU5oIi0KqZ";

/// A token, put together here so that no secret scanner reports this file.
fn of(prefix: &str, length: usize) -> String {
    format!("{prefix}{}", BODY.repeat(3).get(..length).expect("long enough"))
}

#[test]
fn tokens_are_recognised_by_their_prefixes_anywhere() {
    for Token { prefix, length, what } in TOKENS {
        let body = if *length == 16 { "Q7WX2ERT9YUI4OPA" } else { &BODY.repeat(3)[..*length] };
        for text in [
            format!("{prefix}{body}"),
            format!("key: '{prefix}{body}' # note"),
            format!("https://acme.example/{prefix}{body}/x"),
            format!("日本\n  - TOKEN={prefix}{body}\n"),
        ] {
            let found = secrets(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((&text[found[0].bytes.clone()], found[0].what), (body, *what));
            assert!(!masked(&text).contains(body) && masked(&text).len() == text.len(), "{text}");
        }
    }
}

#[test]
fn urls_keys_and_signed_tokens_are_found() {
    let jwt = format!("{}.{}.{}", of("eyJ", 33), of("eyJ", 30), of("", 40));
    let hook = format!("https://hooks.slack.com/services/T1/B2/{}", of("", 24));
    for text in [
        "https://ann:s3cr3t@acme.example/x",
        "https://ann:s3cr3t@[::1]/x",
        "redis://:s3cr3t@cache:6379",
        "a: mongodb+srv://ann:pä%20s@db.acme.example, b: 1",
        r#"{"url":"https:\/\/ann:s3cr3t@acme.example"}"#,
        &format!("https://{}@github.com/acme/x", of("", 40)),
        &format!("https://{}:x-oauth-basic@github.com/acme/x", of("", 40)),
        &format!("https://acme.example/?a=b&access_token={}", of("", 24)),
        &jwt,
        &hook,
        &format!(
            "-----BEGIN RSA PRIVATE KEY-----\n  {}\n  {}\n  -----END RSA PRIVATE KEY-----",
            of("", 64),
            of("", 64)
        ),
        &format!("key: |\n  -----BEGIN PRIVATE KEY-----\n  {}\n", of("", 64)),
        &format!("'-----BEGIN OPENSSH PRIVATE KEY-----\\n{}\\n'", of("", 64)),
    ] {
        let found = secrets(text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(secrets(&masked(text)).is_empty(), "{}", masked(text));
    }
    let both = format!("https://user:{}@github.com/acme/x", of("ghp_", 36));
    assert_eq!(masked(&both), format!("https://{}@github.com/acme/x", "*".repeat(45)));
}

#[test]
fn placeholders_and_ordinary_text_are_not_secrets() {
    for text in [
        "ghp_...",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "ghp_YOURTOKENGOESHEREYOURTOKENGOESHEREAB",
        "AKIAIOSFODNN7EXAMPLE",
        "glpat-$TOKEN",
        "github_pat_<your token>",
        "https://gitlab-ci-token:<JOB_TOKEN>@gitlab.com/x",
        "https://user:$TOKEN@acme.example",
        "https://user:${TOKEN}@acme.example",
        "https://user:{{.secrets.TOKEN}}@acme.example",
        "https://user:{{ .secrets.TOKEN }}@acme.example",
        "https://user:%TOKEN%@acme.example",
        "https://user:password@acme.example",
        "https://user:your-password@acme.example",
        "https://user:[password]@acme.example",
        "https://user:__TOKEN__@acme.example",
        "https://user:xxxxx@acme.example",
        "https://user:****@acme.example",
        "https://user:ACCESS_TOKEN@acme.example",
        "https://acme@dev.azure.com/acme/x",
        "ssh://git@github.com:22/acme/x",
        "git@github.com:acme/x.git",
        "https://acme.example/@ann:b/x",
        "https://acme.example/?q=a:b@c",
        "https://medium.com/@acme",
        "note: mail ann@acme.example, see https://acme.example",
        "https://acme.example/?access_token=REPLACE_ME_WITH_A_TOKEN",
        "https://acme.example/?page_token=a8Fk2LmQ9zXc4VbN7rTy1WsE6dGh3JpU5oIi0KqZ",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "npm_config_registry_of_the_whole_organisation",
        "pypi-publishing-of-all-python-packages-of-the-organisation",
        "xoxb-your-slack-bot-token-goes-here",
        "sk-proj-plan-for-the-next-quarter-of-the-year",
        "the text -----BEGIN PRIVATE KEY----- starts a key",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n",
        "eyJhbGciOiJIUzI1NiJ9 is the header",
    ] {
        assert_eq!(secrets(text), [], "{text}");
    }
}

#[test]
fn a_mask_keeps_the_bytes_of_every_character() {
    let text = "https://ann:é日😀x@acme.example/é";
    let shown = masked(text);
    assert_eq!(shown.len(), text.len());
    assert!(shown.ends_with("@acme.example/é") && !shown.contains('日'));
}

#[test]
fn the_time_for_a_hostile_text_grows_with_its_length() {
    for part in
        ["@", ":@", "ghp_", "eyJa.", "-----BEGIN PRIVATE KEY", "https://a:b1@", "?token=", "a8Fk2LmQ9zXc4VbN7rTy1 "]
    {
        let text = part.repeat(400_000 / part.len());
        assert_eq!(masked(&text).len(), text.len());
    }
}
