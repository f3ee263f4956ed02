//! The files that git tracks, read from its index without running git.
//!
//! Versions 2, 3 and 4 of the format (`gitformat-index`) are supported. A split, sparse or unexpected index is not read
//! at all, and the tree is walked instead.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Checkout {
    pub top: PathBuf,
    /// The folder with the index.
    git: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TrackedKind {
    File,
    Link,
    Submodule,
}

impl Checkout {
    /// Returns the checkout that contains a folder. In a linked worktree or a submodule, `.git` is a file that names
    /// the git directory.
    pub(crate) fn containing(folder: &Path) -> Option<Self> {
        folder.ancestors().find_map(|top| {
            let git = top.join(".git");
            if git.is_dir() {
                return git.join("HEAD").is_file().then(|| Self { top: top.to_path_buf(), git });
            }
            let text = small_text(&git)?;
            let git = top.join(text.strip_prefix("gitdir:")?.trim());
            git.is_dir().then(|| Self { top: top.to_path_buf(), git })
        })
    }

    /// Calls `each` with every path of the index, relative to the top, with `/` separators and sorted by bytes. Returns
    /// `None` if the index cannot be read to its end. The paths passed before are then incomplete.
    pub(crate) fn tracked(&self, mut each: impl FnMut(&[u8], TrackedKind)) -> Option<()> {
        let index = self.git.join("index");
        // Opening a pipe would block, and a device has no end.
        let length = std::fs::metadata(&index).ok().filter(std::fs::Metadata::is_file)?.len();
        let file = File::open(index).ok()?;
        read(BufReader::with_capacity(1 << 16, file), length, self.hash_length()?, &mut each)
    }

    /// Returns the length of an object name in bytes: 20, or 32 in a SHA-256 repository.
    fn hash_length(&self) -> Option<usize> {
        let shared = match small_text(&self.git.join("commondir")) {
            Some(named) => self.git.join(named.trim()),
            None => self.git.clone(),
        };
        let settings = small_text(&shared.join("config"))?;
        let format = settings.lines().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            name.trim().eq_ignore_ascii_case("objectformat").then(|| value.trim().to_ascii_lowercase())
        });
        match format.as_deref() {
            None | Some("sha1") => Some(20),
            Some("sha256") => Some(32),
            Some(_) => None,
        }
    }
}

/// The largest file of git's settings that is read, in bytes.
const MAX_TEXT_BYTES: u64 = 4 << 20;

/// Returns the text of a small plain file, or `None` for anything else, such as a pipe, which would block.
fn small_text(path: &Path) -> Option<String> {
    let found = std::fs::metadata(path).ok()?;
    (found.is_file() && found.len() <= MAX_TEXT_BYTES).then(|| std::fs::read_to_string(path).ok())?
}

/// Reads the entries and checks that no extension changes their meaning.
pub(crate) fn read(
    mut index: impl BufRead,
    length: u64,
    hash: usize,
    each: &mut dyn FnMut(&[u8], TrackedKind),
) -> Option<()> {
    let mut head = [0; 12];
    index.read_exact(&mut head).ok()?;
    let (signature, version, entries) = (&head[..4], number(&head[4..8]), number(&head[8..]));
    if signature != b"DIRC" || !(2..=4).contains(&version) {
        return None;
    }
    let mut position = head.len() as u64;
    let mut entry = Entry { path: Vec::with_capacity(256), fixed: vec![0; 42 + hash] };
    let mut last = Vec::new();
    for _ in 0..entries {
        let tracked = entry.read(&mut index, version, &mut position)?;
        // A merge conflict has up to three entries for one path.
        if entry.path != last {
            each(&entry.path, tracked);
            last.clone_from(&entry.path);
        }
    }
    while position + (hash as u64) < length {
        let mut head = [0; 8];
        index.read_exact(&mut head).ok()?;
        // An extension with a lower-case name is mandatory: it means a split or a sparse index.
        if !head[0].is_ascii_uppercase() {
            return None;
        }
        let size = u64::from(number(&head[4..]));
        position += head.len() as u64 + size;
        if position > length || std::io::copy(&mut index.by_ref().take(size), &mut std::io::sink()).ok()? != size {
            return None;
        }
    }
    Some(())
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The current entry. Version 4 writes each path as a change to the previous one.
struct Entry {
    path: Vec<u8>,
    fixed: Vec<u8>,
}

impl Entry {
    /// The flag for two more bytes of flags.
    const EXTENDED: u32 = 0x4000;
    /// The length field of a path that is this long or longer, and ends in a NUL instead.
    const MAX_PATH_LENGTH: usize = 0xfff;

    fn read(&mut self, index: &mut impl BufRead, version: u32, position: &mut u64) -> Option<TrackedKind> {
        index.read_exact(&mut self.fixed).ok()?;
        let mode = number(&self.fixed[24..28]);
        let flags = number(&self.fixed[self.fixed.len() - 2..]);
        let mut size = self.fixed.len();
        if flags & Self::EXTENDED != 0 {
            if version == 2 {
                return None;
            }
            index.read_exact(&mut [0; 2]).ok()?;
            size += 2;
        }
        if version == 4 {
            let (dropped, bytes) = variable_width_number(index)?;
            self.path.truncate(self.path.len().checked_sub(dropped)?);
            let added = index.read_until(0, &mut self.path).ok()?;
            (self.path.pop() == Some(0)).then_some(())?;
            size += bytes + added;
        } else {
            self.path.clear();
            let known = flags as usize & Self::MAX_PATH_LENGTH;
            if known < Self::MAX_PATH_LENGTH {
                self.path.resize(known, 0);
                index.read_exact(&mut self.path).ok()?;
                size += known;
            } else {
                size += index.read_until(0, &mut self.path).ok()?.checked_sub(1)?;
                (self.path.pop() == Some(0)).then_some(())?;
            }
            // One to eight NULs pad the entry to a multiple of eight bytes.
            let padding = 8 - size % 8;
            let unread = if known < Self::MAX_PATH_LENGTH { padding } else { padding - 1 };
            index.read_exact(&mut [0; 8][..unread]).ok()?;
            size += padding;
        }
        *position += size as u64;
        match mode >> 12 {
            0b1000 => Some(TrackedKind::File),
            0b1010 => Some(TrackedKind::Link),
            0b1110 => Some(TrackedKind::Submodule),
            // A folder, in a sparse index.
            _ => None,
        }
    }
}

/// Reads a variable-width number, and returns it with its length in bytes: seven bits a byte, the highest first, plus
/// one for each further byte.
fn variable_width_number(index: &mut impl Read) -> Option<(usize, usize)> {
    let mut byte = [0];
    index.read_exact(&mut byte).ok()?;
    let (mut number, mut bytes) = (usize::from(byte[0] & 0x7f), 1);
    while byte[0] & 0x80 != 0 {
        index.read_exact(&mut byte).ok()?;
        number = number.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte[0] & 0x7f))?;
        bytes += 1;
    }
    Some((number, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(version: u32, paths: &[&str], extension: &[u8]) -> Vec<u8> {
        let mut bytes = b"DIRC".to_vec();
        bytes.extend(version.to_be_bytes());
        bytes.extend((paths.len() as u32).to_be_bytes());
        for path in paths {
            let start = bytes.len();
            bytes.extend([0; 24]);
            bytes.extend(0o100_644_u32.to_be_bytes());
            bytes.extend([0; 12 + 20]);
            bytes.extend((path.len().min(0xfff) as u16).to_be_bytes());
            bytes.extend(path.as_bytes());
            let size = bytes.len() - start;
            bytes.extend(vec![0; 8 - size % 8]);
        }
        bytes.extend(extension);
        bytes.extend([7; 20]);
        bytes
    }

    fn paths(bytes: &[u8]) -> Option<Vec<String>> {
        let mut found = Vec::new();
        read(bytes, bytes.len() as u64, 20, &mut |path, _| found.push(String::from_utf8_lossy(path).into_owned()))?;
        Some(found)
    }

    #[test]
    fn paths_of_every_length_are_read() {
        let long = "x/".repeat(2500) + "port.yml";
        for length in 1..20 {
            let name = "n".repeat(length);
            let given = [name.as_str(), long.as_str(), "port.yml"];
            assert_eq!(paths(&index(2, &given, b"")).as_deref(), Some(given.map(str::to_owned).as_slice()));
        }
    }

    #[test]
    fn an_index_that_is_truncated_split_or_of_a_newer_version_is_not_read() {
        let whole = index(2, &["a/port.yml", "b"], b"TREE\0\0\0\x02ab");
        assert!(paths(&whole).is_some());
        for cut in 0..whole.len() - 20 {
            assert_eq!(read(&whole[..cut], whole.len() as u64, 20, &mut |_, _| ()), None, "cut at {cut}");
        }
        assert_eq!(paths(&index(2, &["a"], b"link\0\0\0\x01a")), None);
        assert_eq!(paths(&index(5, &["a"], b"")), None);
    }

    #[test]
    fn a_number_of_several_bytes_has_one_added_for_each() {
        assert_eq!(variable_width_number(&mut &[0x7f][..]), Some((127, 1)));
        assert_eq!(variable_width_number(&mut &[0x80, 0x00][..]), Some((128, 2)));
        assert_eq!(variable_width_number(&mut &[0x80][..]), None);
    }
}
