//! The files of a repository beside those that hold entities.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::lint::port::{Files, Target};

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
