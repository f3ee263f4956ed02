//! The file of the repository that a `file://` text names.

use crate::lint::port::files::{Files, Target};

/// Where `file://` leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// To this file.
    To(Target),
    /// To no file; nothing stands at this path from the repository's root.
    Nowhere(String),
    /// To no file from where Port's documentation starts, but to one from the other place where some providers start.
    /// Both paths are from the repository's root.
    Elsewhere(String, String),
    /// Out of the repository, or to no path at all.
    Outside,
    /// Nothing is known of other files.
    Unknown,
}

/// The largest file that every provider reads, in bytes; it is also the most that Port takes in one request.
pub const MOST: u64 = 1 << 20;

/// The path, from the repository's root, that a text names in a file that lies at `from`; none where it leads out.
/// `file://a` starts at the root, `file://./a` and `file://../a` where the file is.
pub fn path(text: &str, from: &str) -> Option<String> {
    let named = text.strip_prefix("file://")?;
    if named.is_empty() || named.starts_with('/') || named.contains('\\') || named.contains(':') {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_relative = named.starts_with("./") || named.starts_with("../");
    join(if is_relative { folder } else { "" }, named)
}

/// Where a text leads from a file. `file://a` starts at the repository's root, `file://./a` and `file://../a` where the
/// file is.
pub fn leads(text: &str, from: &str, files: &dyn Files) -> Leads {
    let named = text.strip_prefix("file://").unwrap_or(text);
    if named.is_empty() || named.starts_with('/') || named.contains('\\') || named.contains(':') {
        return Leads::Outside;
    }
    let from = files.rooted(from);
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_relative = named.starts_with("./") || named.starts_with("../");
    let (here, there) = if is_relative { (folder, "") } else { ("", folder) };
    let Some(path) = join(here, named) else { return Leads::Outside };
    if !files.is_known() {
        return Leads::Unknown;
    }
    if let Some(target) = files.target(&path) {
        return Leads::To(target);
    }
    match join(there, named).filter(|other| *other != path && files.target(other).is_some()) {
        Some(other) => Leads::Elsewhere(path, other),
        None => Leads::Nowhere(path),
    }
}

/// The path from a folder; none where it leads above the root.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Has(&'static [&'static str]);

    impl Files for Has {
        fn target(&self, path: &str) -> Option<Target> {
            self.0.contains(&path).then_some(Target { bytes: 1, is_text: true })
        }
    }

    #[test]
    fn a_path_starts_at_the_root_unless_it_starts_with_a_dot() {
        let files = Has(&["README.md", "a/x.md"]);
        let to = |text: &str| leads(text, "a/port.yml", &files);
        assert!(matches!(to("file://README.md"), Leads::To(_)));
        assert!(matches!(to("file://../README.md"), Leads::To(_)));
        assert!(matches!(to("file://./x.md"), Leads::To(_)));
        assert_eq!(to("file://x.md"), Leads::Elsewhere("x.md".to_owned(), "a/x.md".to_owned()));
        assert_eq!(to("file://no.md"), Leads::Nowhere("no.md".to_owned()));
        for text in ["file://../../x", "file:///etc/passwd", "file://a\\b", "file://", "file://C:/x"] {
            assert_eq!(to(text), Leads::Outside, "{text}");
        }
    }
}
