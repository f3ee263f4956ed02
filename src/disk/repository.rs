//! The other files of a repository, which `file://` targets refer to.

use crate::disk::discover::absolute;
use crate::disk::model::relative_path;
use crate::lint::port::{Files, Target, target};
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// How much of a file is read to decide whether it is text.
const MAX_PROBED_BYTES: u64 = 4 << 20;

/// Looks up files on disk. Paths are resolved from the repository's top and from the current folder, since the names of
/// source files are relative to the latter.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    pub top: PathBuf,
    pub here: PathBuf,
}

impl Repository {
    fn lookup(&self, from: &Path, path: &str) -> Option<Target> {
        let path = from.join(path);
        let outside = !absolute(&self.top, &path).starts_with(&self.top);
        let data = std::fs::metadata(&path).ok().filter(|data| data.is_file() && !outside)?;
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(MAX_PROBED_BYTES).read_to_end(&mut bytes));
        // Text that is cut inside a character is still text.
        let is_text = read.is_ok()
            && !bytes.contains(&0)
            && std::str::from_utf8(&bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
        Some(Target { bytes: data.len(), is_text })
    }
}

impl Repository {
    /// Reads a text file by its path from the top. The error continues a sentence about the file: "cannot be read: …".
    pub(crate) fn text(&self, path: &str) -> Result<String, String> {
        let missing = |error: std::io::Error| format!("cannot be read: {error}");
        let top = self.top.canonicalize().map_err(missing)?;
        let full = top.join(path).canonicalize().map_err(missing)?;
        // A link may lead anywhere.
        if !full.starts_with(&top) {
            return Err("leads outside the repository".to_owned());
        }
        if !std::fs::metadata(&full).map_err(missing)?.is_file() {
            return Err("is not a file".to_owned());
        }
        let mut bytes = Vec::new();
        File::open(&full).and_then(|file| file.take(target::MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(missing)?;
        if bytes.len() as u64 > target::MAX_BYTES {
            return Err(format!("has more than {} bytes", target::MAX_BYTES));
        }
        String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())
    }
}

impl Files for Repository {
    fn text(&self, path: &str) -> Option<String> {
        Repository::text(self, path).ok()
    }

    fn rooted(&self, name: &str) -> String {
        relative_path(&absolute(&self.here, Path::new(name)), &self.top)
    }

    fn target(&self, path: &str) -> Option<Target> {
        let is_relative =
            !Path::new(path).components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_)));
        if !is_relative {
            return None;
        }
        let from_here = || if self.here == self.top { None } else { self.lookup(&self.here, path) };
        self.lookup(&self.top, path).or_else(from_here)
    }
}
