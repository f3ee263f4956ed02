//! The files of a repository beside those that hold entities.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::lint::port::{Files, Target, target};

/// More than this is not read to tell whether it is a text.
const MOST: u64 = 4 << 20;

/// Answers from the disk. Paths are looked for from the repository's top, and from where the run was started, since that
/// is what the names of sources are relative to.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Its topmost folder.
    pub top: PathBuf,
    /// Where the run was started.
    pub here: PathBuf,
}

impl Repository {
    fn look(&self, from: &Path, path: &str) -> Option<Target> {
        let path = from.join(path);
        let outside = !crate::disk::discover::absolute(&self.top, &path).starts_with(&self.top);
        let data = std::fs::metadata(&path).ok().filter(|data| data.is_file() && !outside)?;
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(MOST).read_to_end(&mut bytes));
        // Cut inside a character, a text is still one.
        let is_text = read.is_ok()
            && !bytes.contains(&0)
            && std::str::from_utf8(&bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
        Some(Target { bytes: data.len(), is_text })
    }
}

impl Repository {
    /// The text of a file, by its path from the top.
    ///
    /// # Errors
    /// Why there is none, to be read after what names the file.
    pub fn text(&self, path: &str) -> Result<String, String> {
        let missing = |error: std::io::Error| format!("cannot be read: {error}");
        let top = self.top.canonicalize().map_err(missing)?;
        let full = top.join(path).canonicalize().map_err(missing)?;
        // A link may lead anywhere.
        if !full.starts_with(&top) {
            return Err("leads out of the repository".to_owned());
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
    fn target(&self, path: &str) -> Option<Target> {
        let is_relative =
            !Path::new(path).components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_)));
        if !is_relative {
            return None;
        }
        let from_here = || if self.here == self.top { None } else { self.look(&self.here, path) };
        self.look(&self.top, path).or_else(from_here)
    }
}
