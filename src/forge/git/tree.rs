//! The files of a commit, as git lists them.

use crate::forge::error::ForgeError;

/// The kind of an entry in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A file.
    File,
    /// An executable file.
    Program,
    /// A symbolic link, which is never followed.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Mode {
    fn of(digits: &str) -> Option<Self> {
        match digits {
            "100755" => Some(Self::Program),
            "120000" => Some(Self::Link),
            "160000" => Some(Self::Submodule),
            // Early versions of git also wrote 100664.
            _ if digits.starts_with("100") => Some(Self::File),
            _ => None,
        }
    }

    fn digits(self) -> &'static str {
        match self {
            Self::File => "100644",
            Self::Program => "100755",
            Self::Link => "120000",
            Self::Submodule => "160000",
        }
    }
}

/// An entry of a tree that is not a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeFile {
    /// Its path from the repository's top, with `/`.
    pub path: String,
    /// The kind of entry.
    pub mode: Mode,
    pub(in crate::forge) object: String,
}

/// New content for a file.
#[derive(Clone, Copy, Debug)]
pub(in crate::forge) struct Change<'a> {
    pub path: &'a str,
    pub bytes: &'a [u8],
    pub mode: Mode,
}

/// The author and committer of a commit.
#[derive(Clone, Copy, Debug)]
pub(in crate::forge) struct Signature<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

/// Parses the output of `git ls-tree -r -z`. Names that are not UTF-8 are omitted.
pub(super) fn listed(printed: &[u8]) -> Vec<TreeFile> {
    let line = |line: &[u8]| {
        let (head, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
        let mut words = head.split(' ');
        let (mode, object) = (Mode::of(words.next()?)?, words.nth(1)?.to_owned());
        Some(TreeFile { path: path.to_owned(), mode, object })
    };
    printed.split(|byte| *byte == 0).filter_map(line).collect()
}

/// Returns the input with which `git update-index -z --index-info` sets the object at a path.
pub(super) fn index_line(path: &str, mode: Mode, object: &str) -> Vec<u8> {
    format!("{} {object}\t{path}\0", mode.digits()).into_bytes()
}

/// Returns the mode for writing a file: its current one, or that of a plain file if it is new. A path that is occupied or
/// blocked by something else is an error.
pub(in crate::forge) fn writable(files: &[TreeFile], path: &str) -> Result<Mode, ForgeError> {
    let refuse = |reason: String| Err(ForgeError::File { path: path.to_owned(), reason });
    let is_plain = path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.eq_ignore_ascii_case(".git"));
    if !is_plain || path.chars().any(char::is_control) {
        return refuse("is not a path inside a repository".to_owned());
    }
    for file in files {
        let is_above = path.strip_prefix(&file.path).is_some_and(|rest| rest.starts_with('/'));
        match file.mode {
            _ if file.path == path => match file.mode {
                Mode::File | Mode::Program => return Ok(file.mode),
                Mode::Link => return refuse("is a symbolic link, which is not followed".to_owned()),
                Mode::Submodule => return refuse("is a submodule".to_owned()),
            },
            Mode::Submodule if is_above => return refuse(format!("is in the submodule `{}`", file.path)),
            Mode::Link if is_above => return refuse(format!("is inside `{}`, a symbolic link", file.path)),
            Mode::File | Mode::Program if is_above => return refuse(format!("is below `{}`, a file", file.path)),
            _ if file.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')) => {
                return refuse("is a folder".to_owned());
            }
            _ => {}
        }
    }
    Ok(Mode::File)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<TreeFile> {
        let mut printed = Vec::new();
        for line in [
            "100644 blob aa\tport.yml",
            "100755 blob bb\tbin/run",
            "120000 blob cc\tlink.yml",
            "160000 commit dd\tsub",
            "100644 blob ff\tdir/port.yml",
            "120000 blob ab\tdocs",
        ] {
            printed.extend_from_slice(line.as_bytes());
            printed.push(0);
        }
        printed.extend_from_slice(b"100644 blob ee\t\xff\x00");
        listed(&printed)
    }

    #[test]
    fn modes_tell_links_and_submodules_from_files() {
        let modes: Vec<_> = list().into_iter().map(|file| (file.path, file.mode)).collect();
        let expected = [
            ("port.yml", Mode::File),
            ("bin/run", Mode::Program),
            ("link.yml", Mode::Link),
            ("sub", Mode::Submodule),
            ("dir/port.yml", Mode::File),
            ("docs", Mode::Link),
        ];
        assert_eq!(modes, expected.map(|(path, mode)| (path.to_owned(), mode)));
    }

    #[test]
    fn a_file_can_only_replace_a_file_or_be_new() {
        let files = list();
        assert_eq!(writable(&files, "port.yml").expect("a file"), Mode::File);
        assert_eq!(writable(&files, "bin/run").expect("a file"), Mode::Program);
        assert_eq!(writable(&files, "new/deep/port.yml").expect("nothing there"), Mode::File);
        for path in ["link.yml", "sub", "sub/port.yml", "docs/port.yml", "port.yml/port.yml", "dir", "bin"] {
            assert!(matches!(writable(&files, path), Err(ForgeError::File { .. })), "{path}");
        }
        for path in ["", "/etc/passwd", "../port.yml", "a/./b", ".git/config", "a/.GIT/hooks/x", "a\nb"] {
            assert!(matches!(writable(&files, path), Err(ForgeError::File { .. })), "{path}");
        }
    }
}
