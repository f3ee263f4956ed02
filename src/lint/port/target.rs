//! Resolving `file://` to a file of the repository.

use crate::lint::context::Context;
use crate::lint::port::files::{Files, Target};
use crate::lint::port::provider::Base;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ResolvedTarget {
    Found(Target),
    /// No file exists at this path from the repository's root.
    Missing(String),
    /// No file exists relative to the provider's base folder, but one does relative to that of other providers. Both
    /// paths are from the repository's root.
    UnderOtherBase(String, String),
    /// The path leads out of the repository, or is not a path.
    Outside,
    /// Files cannot be looked up.
    Unknown,
}

/// The largest file that every provider reads, in bytes. Port also accepts at most this much in one request.
pub(crate) const MAX_BYTES: u64 = 1 << 20;

/// Returns the path from the repository's root to which a text in the file `from` refers, or `None` if it leads out of
/// the repository. As Port documents, `file://a` starts at the root, `file://./a` and `file://../a` at the folder of the
/// file.
pub(crate) fn path(text: &str, from: &str, base: Base) -> Option<String> {
    let named = named(text)?;
    join(if starts_in_folder(named, base) { folder(from) } else { "" }, named)
}

fn starts_in_folder(named: &str, base: Base) -> bool {
    match base {
        Base::Documented => named.starts_with("./") || named.starts_with("../"),
        Base::Root => false,
        Base::Folder => true,
    }
}

/// Returns the path in a text, without `file://`, or `None` if it cannot be a path inside the repository.
fn named(text: &str) -> Option<&str> {
    let named = text.strip_prefix("file://").unwrap_or(text);
    let is_outside = named.is_empty() || named.starts_with('/') || named.contains('\\') || named.contains(':');
    (!is_outside).then_some(named)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Resolves a text in a file, as its provider does.
pub(crate) fn resolve(text: &str, from: &str, context: &Context<'_>) -> ResolvedTarget {
    resolve_from(text, from, context.files, context.provider.base)
}

fn resolve_from(text: &str, from: &str, files: &dyn Files, base: Base) -> ResolvedTarget {
    let Some(named) = named(text) else { return ResolvedTarget::Outside };
    let from = files.rooted(from);
    let folder = folder(&from);
    let (here, there) = if starts_in_folder(named, base) { (folder, "") } else { ("", folder) };
    let Some(path) = join(here, named) else { return ResolvedTarget::Outside };
    if !files.is_known() {
        return ResolvedTarget::Unknown;
    }
    if let Some(target) = files.target(&path) {
        return ResolvedTarget::Found(target);
    }
    match join(there, named).filter(|other| *other != path && files.target(other).is_some()) {
        Some(other) => ResolvedTarget::UnderOtherBase(path, other),
        None => ResolvedTarget::Missing(path),
    }
}

/// Returns the path relative to a folder, or `None` if it leads above the root.
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
        let to = |text: &str| resolve_from(text, "a/port.yml", &files, Base::Documented);
        assert!(matches!(to("file://README.md"), ResolvedTarget::Found(_)));
        assert!(matches!(to("file://../README.md"), ResolvedTarget::Found(_)));
        assert!(matches!(to("file://./x.md"), ResolvedTarget::Found(_)));
        assert_eq!(to("file://x.md"), ResolvedTarget::UnderOtherBase("x.md".to_owned(), "a/x.md".to_owned()));
        assert_eq!(to("file://no.md"), ResolvedTarget::Missing("no.md".to_owned()));
        for text in ["file://../../x", "file:///etc/passwd", "file://a\\b", "file://", "file://C:/x"] {
            assert_eq!(to(text), ResolvedTarget::Outside, "{text}");
        }
    }

    #[test]
    fn a_provider_may_start_elsewhere() {
        let files = Has(&["a/x.md"]);
        let to = |text: &str, base| resolve_from(text, "a/port.yml", &files, base);
        assert!(matches!(to("file://x.md", Base::Folder), ResolvedTarget::Found(_)));
        assert!(matches!(to("file://./a/x.md", Base::Root), ResolvedTarget::Found(_)));
        let elsewhere = ResolvedTarget::UnderOtherBase("x.md".to_owned(), "a/x.md".to_owned());
        assert_eq!(to("file://./x.md", Base::Root), elsewhere);
        assert_eq!(to("file://../x.md", Base::Root), ResolvedTarget::Outside);
    }
}
