//! The file of the repository that a `file://` text names.

use crate::lint::context::Context;
use crate::lint::port::files::{Files, Target};
use crate::lint::port::provider::Base;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    To(Target),
    /// To no file; nothing stands at this path from the repository's root.
    Nowhere(String),
    /// To no file from where the provider starts, but to one from the other place where some providers start.
    /// Both paths are from the repository's root.
    Elsewhere(String, String),
    /// Out of the repository, or to no path at all.
    Outside,
    /// Nothing is known of other files.
    Unknown,
}

/// The largest file that every provider reads, in bytes; it is also the most that Port takes in one request.
pub(crate) const MAX_BYTES: u64 = 1 << 20;

/// The path, from the repository's root, that a text names in a file that lies at `from`; none where it leads out.
/// `file://a` starts at the root, `file://./a` and `file://../a` where the file is.
pub(crate) fn path(text: &str, from: &str) -> Option<String> {
    let (named, folder) = (named(text)?, folder(from));
    join(if is_relative(named) { folder } else { "" }, named)
}

/// The path behind `file://`, or the path that a text is; none where it cannot be one inside of a repository.
fn named(text: &str) -> Option<&str> {
    let named = text.strip_prefix("file://").unwrap_or(text);
    let is_outside = named.is_empty() || named.starts_with('/') || named.contains('\\') || named.contains(':');
    (!is_outside).then_some(named)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_relative(named: &str) -> bool {
    named.starts_with("./") || named.starts_with("../")
}

/// Where a text leads from a file, for the provider that reads it. Port's documentation has `file://a` start at the
/// repository's root, `file://./a` and `file://../a` where the file is.
pub(crate) fn leads(text: &str, from: &str, context: &Context<'_>) -> Leads {
    leads_from(text, from, context.files, context.provider.base)
}

fn leads_from(text: &str, from: &str, files: &dyn Files, base: Base) -> Leads {
    let Some(named) = named(text) else { return Leads::Outside };
    let from = files.rooted(from);
    let folder = folder(&from);
    let starts_in_folder = match base {
        Base::Documented => is_relative(named),
        Base::Root => false,
        Base::Folder => true,
    };
    let (here, there) = if starts_in_folder { (folder, "") } else { ("", folder) };
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
        let to = |text: &str| leads_from(text, "a/port.yml", &files, Base::Documented);
        assert!(matches!(to("file://README.md"), Leads::To(_)));
        assert!(matches!(to("file://../README.md"), Leads::To(_)));
        assert!(matches!(to("file://./x.md"), Leads::To(_)));
        assert_eq!(to("file://x.md"), Leads::Elsewhere("x.md".to_owned(), "a/x.md".to_owned()));
        assert_eq!(to("file://no.md"), Leads::Nowhere("no.md".to_owned()));
        for text in ["file://../../x", "file:///etc/passwd", "file://a\\b", "file://", "file://C:/x"] {
            assert_eq!(to(text), Leads::Outside, "{text}");
        }
    }

    #[test]
    fn a_provider_may_start_elsewhere() {
        let files = Has(&["a/x.md"]);
        let to = |text: &str, base| leads_from(text, "a/port.yml", &files, base);
        assert!(matches!(to("file://x.md", Base::Folder), Leads::To(_)));
        assert!(matches!(to("file://./a/x.md", Base::Root), Leads::To(_)));
        let elsewhere = Leads::Elsewhere("x.md".to_owned(), "a/x.md".to_owned());
        assert_eq!(to("file://./x.md", Base::Root), elsewhere);
        assert_eq!(to("file://../x.md", Base::Root), Leads::Outside);
    }
}
