//! Secrets in a text: tokens with well-known prefixes, private keys, and credentials in URLs. They are reported, and
//! masked wherever the text is shown.

use std::borrow::Cow;
use std::ops::Range;

pub(crate) mod field;

/// A secret, and where it is in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Secret {
    /// The bytes to mask, without a prefix that shows the type of token.
    pub bytes: Range<usize>,
    /// What it is, with its article: "a GitHub token".
    pub what: &'static str,
}

/// A type of token: its prefix, and the minimum number of characters after it.
struct Token {
    prefix: &'static str,
    length: usize,
    what: &'static str,
}

const fn token(prefix: &'static str, length: usize, what: &'static str) -> Token {
    Token { prefix, length, what }
}

/// Prefixes of tokens that have at least [`MIN_RUN`] consecutive letters, digits, `_` and `-`.
const TOKENS: &[Token] = &[
    token("ghp_", 30, "a GitHub token"),
    token("gho_", 30, "a GitHub token"),
    token("ghu_", 30, "a GitHub token"),
    token("ghs_", 30, "a GitHub token"),
    token("ghr_", 30, "a GitHub token"),
    token("github_pat_", 40, "a GitHub token"),
    token("glpat-", 20, "a GitLab token"),
    token("gldt-", 20, "a GitLab token"),
    token("glrt-", 20, "a GitLab token"),
    token("glptt-", 20, "a GitLab token"),
    token("ATATT3", 40, "an Atlassian token"),
    token("xoxa-", 20, "a Slack token"),
    token("xoxb-", 20, "a Slack token"),
    token("xoxp-", 20, "a Slack token"),
    token("xoxr-", 20, "a Slack token"),
    token("xoxs-", 20, "a Slack token"),
    token("xapp-", 20, "a Slack token"),
    token("AKIA", 16, "an AWS access key"),
    token("ASIA", 16, "an AWS access key"),
    token("AIza", 35, "a Google API key"),
    token("sk_live_", 20, "a Stripe key"),
    token("rk_live_", 20, "a Stripe key"),
    token("npm_", 36, "an npm token"),
    token("pypi-AgE", 40, "a PyPI token"),
    token("dckr_pat_", 20, "a Docker token"),
    token("dop_v1_", 40, "a DigitalOcean token"),
    token("glsa_", 32, "a Grafana token"),
    token("sk-ant-", 30, "an Anthropic key"),
    token("sk-proj-", 30, "an OpenAI key"),
    token("hf_", 30, "a Hugging Face token"),
    token("shpat_", 32, "a Shopify token"),
];

/// The minimum number of consecutive characters in every token.
const MIN_RUN: usize = 20;
/// The maximum number of bytes that are searched before a position, so that the time does not grow quadratically.
const MAX_BEFORE: usize = 512;
/// The maximum number of words in a run of characters that are checked for one prefix.
const MAX_MATCHES: usize = 8;
const USER_INFO: &str = "credentials in a URL";

/// Returns the secrets in a text, in order and without overlap. Placeholders such as `$TOKEN` or `xxxx` are not secrets.
pub(crate) fn secrets(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    tokens(text, &mut found);
    credentials(text, &mut found);
    private_keys(text, &mut found);
    found.sort_by_key(|secret| (secret.bytes.start, std::cmp::Reverse(secret.bytes.end)));
    found.dedup_by(|next, first| {
        let overlaps = next.bytes.start < first.bytes.end;
        if overlaps {
            first.bytes.end = first.bytes.end.max(next.bytes.end);
        }
        overlaps
    });
    found
}

/// The text with each secret masked. Every character keeps its number of bytes, so that all places stay as they are.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let found = secrets(text);
    if found.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(mask(text, &found.into_iter().map(|one| one.bytes).collect::<Vec<_>>()))
    }
}

/// The text with these bytes masked, which are sorted by their start. Blanks and line breaks stay.
pub(crate) fn mask(text: &str, ranges: &[Range<usize>]) -> String {
    let (mut shown, mut end) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        let range = range.start.max(end)..range.end;
        if range.is_empty() || text.get(range.clone()).is_none() {
            continue;
        }
        shown.push_str(&text[end..range.start]);
        shown.extend(text[range.clone()].chars().map(|c| match c.len_utf8() {
            _ if c.is_ascii_whitespace() => c,
            1 => '*',
            2 => '\u{b7}',
            3 => '\u{2022}',
            _ => '\u{1f784}',
        }));
        end = range.end;
    }
    shown.push_str(&text[end..]);
    shown
}

/// Whether a text is a placeholder for a secret: a template, a variable, dots, one character again and
/// again, or words such as `PASSWORD`, `your-token` or `Bearer <token>`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    const MARKS: &[&str] = &["{{", "${", "$(", "...", "…", "****", "xxxx", "XXXX"];
    const PAIRS: &[(&str, &str)] =
        &[("<", ">"), ("[", "]"), ("{", "}"), ("%3c", "%3e"), ("%", "%"), ("__", "__"), ("<%", "%>")];
    const WORDS: &[&str] = &[
        "password",
        "passwd",
        "pass",
        "pwd",
        "secret",
        "token",
        "changeme",
        "change-me",
        "change_me",
        "todo",
        "redacted",
        "hidden",
        "placeholder",
    ];
    // A header may begin with a scheme.
    let word = text.trim().rsplit(' ').next().unwrap_or_default();
    let lower = word.to_ascii_lowercase();
    let is_constant = word.contains(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c == '-');
    let mut letters = word.chars();
    let first = letters.next();
    let continues_after = |start: &str| lower.strip_prefix(start).is_some_and(|rest| rest.starts_with(['_', '-']));
    letters.all(|c| Some(c) == first)
        || is_constant
        || WORDS.contains(&&*lower)
        || MARKS.iter().any(|mark| text.contains(mark))
        || PAIRS
            .iter()
            .any(|(open, close)| lower.len() > open.len() && lower.starts_with(open) && lower.ends_with(close))
        || ["your", "insert", "replace", "enter"].into_iter().any(continues_after)
        || word.strip_prefix('$').is_some_and(is_name)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a text looks like a generated key: it has two classes of characters, and many different ones.
fn is_random(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| usize::from(text.as_bytes().iter().any(is));
    let classes = has(u8::is_ascii_digit) + has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase);
    let seen = text.bytes().fold(0_u128, |seen, byte| seen | 1 << (byte & 0x7f));
    classes >= 2 && seen.count_ones() >= 8 && !text.contains("EXAMPLE") && !is_placeholder(text)
}

/// Whether each byte can be part of a token. A table, because nearly every word of a file is looked at.
const IS_TOKEN_BYTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        byte += 1;
    }
    table
};

fn is_token_byte(byte: u8) -> bool {
    IS_TOKEN_BYTE[usize::from(byte)]
}

/// Finds tokens. At first, only every 20th byte is checked, because no token has fewer consecutive characters.
fn tokens(text: &str, found: &mut Vec<Secret>) {
    let bytes = text.as_bytes();
    let mut at = MIN_RUN - 1;
    while at < bytes.len() {
        if !is_token_byte(bytes[at]) {
            at += MIN_RUN;
            continue;
        }
        let start = bytes[..at].iter().rposition(|byte| !is_token_byte(*byte)).map_or(0, |before| before + 1);
        let end = bytes[at..].iter().position(|byte| !is_token_byte(*byte)).map_or(bytes.len(), |after| at + after);
        if end - start >= MIN_RUN {
            of_run(text, start..end, found);
        }
        at = end + MIN_RUN;
    }
}

/// Finds the tokens in a run of letters, digits, `_` and `-`.
fn of_run(text: &str, run: Range<usize>, found: &mut Vec<Secret>) {
    let word = &text[run.clone()];
    let mut matches = [0; TOKENS.len()];
    // Only at the starts of words, because a search for each prefix takes as long as the rest of the check of a file.
    let is_start = |at: &usize| *at == 0 || !word.as_bytes()[at - 1].is_ascii_alphanumeric();
    for at in (0..word.len()).filter(is_start) {
        for (Token { prefix, length, what }, matches) in TOKENS.iter().zip(&mut matches) {
            if *matches == MAX_MATCHES || !word[at..].starts_with(prefix) {
                continue;
            }
            *matches += 1;
            let body = run.start + at + prefix.len()..run.end;
            let is_whole = !matches!(*prefix, "AKIA" | "ASIA") || body.len() == *length;
            if is_whole && body.len() >= *length && is_random(&text[body.start..body.end.min(body.start + MAX_BEFORE)])
            {
                found.push(Secret { bytes: body, what });
            }
        }
    }
    let before = &text[text.floor_char_boundary(run.start.saturating_sub(MAX_BEFORE))..run.start];
    if let Some(signed) = json_web_token(text, &run) {
        found.push(Secret { bytes: signed, what: "a JSON Web Token" });
    } else if is_random(word) && is_after(before, "hooks.slack.com/services/", 2) {
        found.push(Secret { bytes: run, what: "a Slack webhook" });
    } else if before.ends_with("hvs.") {
        found.push(Secret { bytes: run, what: "a Vault token" });
    } else if before.ends_with('=') && is_random(word) && is_secret_parameter(before) {
        found.push(Secret { bytes: run, what: USER_INFO });
    }
}

/// Whether a text ends in `start` followed by this number of path segments.
fn is_after(text: &str, start: &str, parts: usize) -> bool {
    let Some(rest) = text.rfind(start).map(|at| &text[at + start.len()..]) else { return false };
    rest.matches('/').count() == parts && !rest.contains(char::is_whitespace)
}

/// Whether a text ends in a URL's parameter of such a name: `?access_token=`.
fn is_secret_parameter(before: &str) -> bool {
    let name = before.trim_end_matches('=').rsplit(|c: char| !c.is_ascii_alphanumeric() && !"_-".contains(c)).next();
    let Some(name) = name.filter(|name| before[..before.len() - name.len() - 1].ends_with(['?', '&', ';'])) else {
        return false;
    };
    SECRET_PARAMETERS.contains(&&*name.to_ascii_lowercase().replace('-', "_"))
}

/// Names of parameters of a URL whose values are secrets.
const SECRET_PARAMETERS: &[&str] = &[
    "token",
    "access_token",
    "auth_token",
    "private_token",
    "trigger_token",
    "api_key",
    "apikey",
    "client_secret",
    "password",
    "passwd",
    "sig",
    "signature",
    "x_amz_signature",
];

/// The payload and signature of a JSON Web Token whose header is this run.
fn json_web_token(text: &str, header: &Range<usize>) -> Option<Range<usize>> {
    if !text[header.clone()].starts_with("eyJ") {
        return None;
    }
    let run = |from: usize| {
        let rest = text.get(from..)?.strip_prefix('.')?;
        let length = rest.bytes().position(|byte| !is_token_byte(byte)).unwrap_or(rest.len());
        (length >= 16).then_some(from + 1..from + 1 + length)
    };
    let payload = run(header.end)?;
    let signature = run(payload.end)?;
    (text[payload.clone()].starts_with("eyJ") && is_random(&text[signature.clone()]))
        .then_some(payload.start..signature.end)
}

/// Finds the user information of a URL (the part before `@`), if it contains a password or a key.
fn credentials(text: &str, found: &mut Vec<Secret>) {
    const TERMINATORS: &[u8] = b" \t\r\n\"<>`/?#\\";
    let bytes = text.as_bytes();
    // The position of the last `@` that does not end user information. Nothing before it can belong to a later one.
    let mut floor = 0;
    for at in memchr::memchr_iter(b'@', bytes) {
        let near = floor.max(at.saturating_sub(MAX_BEFORE));
        let before = bytes[near..at].iter().rposition(|byte| TERMINATORS.contains(byte));
        let start = before.map(|before| near + before + 1).filter(|start| starts_authority(&text[..*start]));
        let Some(start) = start else {
            floor = at;
            continue;
        };
        if !bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"[{$<%".contains(byte)) {
            continue;
        }
        let is_secret = match text[start..at].split_once(':') {
            Some((user, "" | "x-oauth-basic")) => is_random(user) && user.len() >= MIN_RUN,
            Some((_, password)) => !is_placeholder(password),
            None => is_random(&text[start..at]) && at - start >= MIN_RUN,
        };
        if is_secret {
            found.push(Secret { bytes: start..at, what: USER_INFO });
        }
    }
}

/// Whether a text ends in `://`, whose slashes JSON may escape.
fn starts_authority(text: &str) -> bool {
    text.strip_suffix('/').is_some_and(|before| before.ends_with(":/") || before.ends_with(":\\/\\"))
}

/// Finds the text between the first and last line of a private key.
fn private_keys(text: &str, found: &mut Vec<Secret>) {
    const END: [&str; 2] = ["PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"];
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"PRIVATE KEY").map(|at| from + at) {
        from = at + "PRIVATE KEY".len();
        let line = &text[text.floor_char_boundary(at.saturating_sub(64))..at];
        let is_start = line.rfind("-----BEGIN ").is_some_and(|start| {
            line[start + "-----BEGIN ".len()..].bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ')
        });
        let Some(end) = END.iter().find(|end| text[at..].starts_with(*end)).filter(|_| is_start) else { continue };
        let start = at + end.len();
        let end = text[start..].find("-----END").map_or(text.len(), |length| start + length);
        let key = text[start..end].trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\\' || c == 'n');
        let bytes = end - key.len()..end - (key.len() - key.trim_end().len());
        from = end;
        if bytes.len() >= MIN_RUN && !is_placeholder(&text[bytes.clone()]) {
            found.push(Secret { bytes, what: "a private key" });
        }
    }
}

#[cfg(test)]
mod tests;
