//! The URIs of files, as editors write them, and their paths.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the characters that a path in a URI may contain.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Returns the path of a `file://` URI; `None` for another scheme or host.
pub(crate) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let start = rest.find('/')?;
    if !matches!(&rest[..start], "" | "localhost") {
        return None;
    }
    let path = rest[start..].split(['?', '#']).next()?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // A path of Windows begins with the letter of its drive: `/c:/folder`.
    let is_drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if is_drive { &path[1..] } else { &path }))
}

/// Returns the `file://` URI of an absolute path.
pub(crate) fn uri(path: &Path) -> String {
    let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&path, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_survives_the_way_to_a_uri_and_back() {
        for name in ["/a/port.yml", "/a b/ü#?%/日本.yml", "/a:b/[c].yml"] {
            assert_eq!(path(&uri(Path::new(name))), Some(PathBuf::from(name)), "{name}");
        }
        assert_eq!(uri(Path::new("/a b/é.yml")), "file:///a%20b/%C3%A9.yml");
        assert_eq!(path("file://localhost/a%3Ab"), Some(PathBuf::from("/a:b")));
        for other in ["untitled:Untitled-1", "file://server/share", "file://", "https://a/b", "file:///%ff"] {
            assert_eq!(path(other), None, "{other}");
        }
    }
}
