//! A catalog snapshot at a URL. A copy is kept in the user's cache folder, and the server is asked only whether it has changed
//! (ETag). If the server cannot be reached, the copy is used, and its age is told.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::disk::replace::write_private;
use crate::ground::count::count;
use crate::ground::digest::sha256;
use crate::model::Snapshot;
use crate::net::{ApiResponse, Call, Client, HeaderValue, Method, Options, Server, Url, is_loopback};
use crate::ops::catalog_error::CatalogError;

/// What a snapshot at a URL needs.
pub struct Remote<'p> {
    /// The folder for copies, if the user has one.
    pub cache: Option<PathBuf>,
    /// The options of the client, for a server of which there is a copy or not.
    pub options: Box<dyn Fn(bool) -> Result<Options, String> + 'p>,
    /// Tells the user something.
    pub note: Box<dyn Fn(&str) + 'p>,
}

/// Whether the source of a snapshot is a URL rather than a file.
pub(crate) fn is_url(source: &Path) -> bool {
    source.to_str().is_some_and(|text| text.starts_with("https://") || text.starts_with("http://"))
}

/// A copy of a snapshot, with what is known about it.
#[derive(Debug)]
struct Copy {
    facts: Facts,
    text: String,
}

/// The first line of the file of a copy.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Facts {
    etag: Option<String>,
    /// When the server last said that this is its snapshot, in seconds since 1970.
    checked: i64,
}

impl Copy {
    fn read(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let (facts, text) = text.split_once('\n')?;
        Some(Self { facts: serde_json::from_str(facts).ok()?, text: text.to_owned() })
    }

    /// A copy that cannot be kept is downloaded again the next time.
    fn keep(&self, file: &Path) {
        let Some(folder) = file.parent() else { return };
        let facts = serde_json::to_string(&self.facts).expect("texts can be written as JSON");
        let _ =
            fs::create_dir_all(folder).and_then(|()| write_private(file, format!("{facts}\n{}", self.text).as_bytes()));
    }
}

/// Returns the snapshot at a URL, which must have this checksum, if one is given: the hexadecimal digits of SHA-256.
pub(super) fn fetch(url: &str, checksum: Option<&str>, remote: &Remote<'_>) -> Result<Snapshot, CatalogError> {
    let parsed = parse(url)?;
    let name = format!("{}{}", parsed.origin().ascii_serialization(), parsed.path());
    let file = remote.cache.as_deref().map(|folder| copy_file(url, folder));
    let copy = file.as_deref().and_then(Copy::read);
    // What has the right checksum cannot have changed.
    if let (Some(copy), Some(expected)) = (&copy, checksum)
        && sha256(copy.text.as_bytes()) == expected
    {
        return snapshot(&copy.text, &name);
    }
    let received = ask(parsed, copy.as_ref(), remote);
    let fresh = match (received, copy) {
        (Ok(Received::Unchanged), Some(copy)) => Copy { facts: Facts { checked: now(), ..copy.facts }, ..copy },
        (Ok(Received::Unchanged), None) => {
            return Err(failure(&name, "the server says that nothing changed, but was not asked"));
        }
        (Ok(Received::New { etag, body }), _) => {
            let text = String::from_utf8(body).map_err(|_| failure(&name, "it is not UTF-8"))?;
            Copy { facts: Facts { etag, checked: now() }, text }
        }
        (Err(Unanswered::Unreachable(reason)), Some(copy)) => {
            let age = age(now() - copy.facts.checked);
            check(&copy.text, checksum, &name)?;
            (remote.note)(&format!("`{name}` could not be reached, so the copy from {age} ago is used: {reason}."));
            return snapshot(&copy.text, &name);
        }
        (Err(Unanswered::Unreachable(reason)), None) => {
            return Err(CatalogError::Unreachable { url: name, reason });
        }
        (Err(Unanswered::Refused(reason)), _) => return Err(failure(&name, &reason)),
    };
    check(&fresh.text, checksum, &name)?;
    let snapshot = snapshot(&fresh.text, &name)?;
    if let Some(file) = &file {
        fresh.keep(file);
    }
    Ok(snapshot)
}

fn parse(text: &str) -> Result<Url, CatalogError> {
    // The text itself is left out, because it may hold a password.
    let refused = |reason: &str| CatalogError::Snapshot { reason: format!("the catalog's URL {reason}"), help: None };
    let url = Url::parse(text).map_err(|error| refused(&format!("is not valid: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("contains a user name or password; credentials do not belong in it"));
    }
    if url.scheme() != "https" && !is_loopback(&url) {
        return Err(refused("must start with `https://`: whoever is in between could change the catalog"));
    }
    Ok(url)
}

enum Received {
    Unchanged,
    New { etag: Option<String>, body: Vec<u8> },
}

enum Unanswered {
    /// Another attempt may succeed.
    Unreachable(String),
    Refused(String),
}

fn ask(url: Url, copy: Option<&Copy>, remote: &Remote<'_>) -> Result<Received, Unanswered> {
    let options = (remote.options)(copy.is_some()).map_err(Unanswered::Refused)?;
    let server = Server { url: url.clone(), trace_header: "x-request-id", limits_with_403: false };
    let unreachable = |error: crate::net::ExchangeError| Unanswered::Unreachable(error.to_string());
    let client = Client::new(server, options).map_err(unreachable)?;
    let mut call = Call::new(Method::Get, url);
    let etag = copy.and_then(|copy| copy.facts.etag.as_deref());
    if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(etag).ok()) {
        call.header("if-none-match", etag);
    }
    let ApiResponse { status, etag, body, .. } = client.send(&call).map_err(unreachable)?;
    match status {
        200 => Ok(Received::New { etag, body }),
        304 => Ok(Received::Unchanged),
        408 | 429 | 500.. => Err(Unanswered::Unreachable(format!("the server answered {status}"))),
        _ => Err(Unanswered::Refused(format!("the server answered {status}"))),
    }
}

/// Refuses a text with another checksum.
pub(super) fn check(text: &str, checksum: Option<&str>, name: &str) -> Result<(), CatalogError> {
    let Some(expected) = checksum else { return Ok(()) };
    let actual = sha256(text.as_bytes());
    if actual == expected {
        return Ok(());
    }
    Err(CatalogError::Snapshot {
        reason: format!("`{name}` has the checksum sha256:{actual}, but sha256:{expected} is expected"),
        help: Some("if the new catalog is the right one, change the checksum".to_owned()),
    })
}

fn snapshot(text: &str, name: &str) -> Result<Snapshot, CatalogError> {
    Snapshot::parse(text).map_err(|error| failure(name, &error.to_string()))
}

fn failure(name: &str, reason: &str) -> CatalogError {
    CatalogError::Snapshot { reason: format!("`{name}` cannot be used: {reason}"), help: None }
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// The file for the copy of a URL's snapshot.
fn copy_file(url: &str, cache: &Path) -> PathBuf {
    cache.join("catalogs").join(sha256(url.as_bytes()) + ".json")
}

/// How old the copy of a URL's snapshot is, if there is one.
pub(super) fn copy_age(url: &str, cache: Option<&Path>) -> Option<String> {
    let copy = Copy::read(&copy_file(url, cache?))?;
    Some(age(now() - copy.facts.checked))
}

/// A time in its largest unit.
pub(super) fn age(seconds: i64) -> String {
    let (number, unit) = match seconds.max(0) {
        seconds if seconds < 60 => (seconds, "second"),
        seconds if seconds < 3600 => (seconds / 60, "minute"),
        seconds if seconds < 2 * 86400 => (seconds / 3600, "hour"),
        seconds => (seconds / 86400, "day"),
    };
    count(number, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_one_unit() {
        for (seconds, text) in
            [(-5, "0 seconds"), (1, "1 second"), (90, "1 minute"), (7300, "2 hours"), (172_800, "2 days")]
        {
            assert_eq!(age(seconds), text);
        }
    }

    #[test]
    fn a_url_that_others_could_change_or_read_is_refused() {
        for url in ["http://files.example.com/a", "https://me:secret@files.example.com/a", "https://"] {
            let error = parse(url).expect_err("it is refused").to_string();
            assert!(error.starts_with("the catalog's URL") && !error.contains("secret"), "{error}");
        }
        assert!(parse("http://127.0.0.1:8000/a").is_ok() && parse("https://files.example.com/a?b=c").is_ok());
    }
}
