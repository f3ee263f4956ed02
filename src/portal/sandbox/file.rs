//! The file in which a sandbox keeps its portal: readable, replaced as a whole, shared between processes.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::store::Store;
use crate::portal::wire::PortalError;

/// The newest layout that this release reads and the only one that it writes. The first had no secrets.
const VERSION: u32 = 2;

/// How much of a file's beginning holds its version and revision.
const HEAD: usize = 64;

pub(super) struct StoreFile {
    path: PathBuf,
    last_state: Option<FileState>,
    revision: u64,
}

/// What a file looked like when it was read or written last.
#[derive(PartialEq)]
struct FileState {
    length: u64,
    modified: Option<SystemTime>,
    // Two writes within the clock's grain may have one length, but never one revision.
    head: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Layout<S> {
    version: u32,
    revision: u64,
    portal: S,
}

/// Held while a request reads, changes and writes the file.
pub(super) struct Lock {
    // Closing the file gives the lock back.
    _file: File,
}

impl StoreFile {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), last_state: None, revision: 0 }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until no other process writes.
    pub(super) fn lock(&self) -> Result<Lock, PortalError> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|error| self.failed("cannot be written", &error))?;
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(self.beside(".lock"));
        let file = file.map_err(|error| self.failed("cannot be locked", &error))?;
        file.lock().map_err(|error| self.failed("cannot be locked", &error))?;
        Ok(Lock { _file: file })
    }

    /// The portal in the file, if that is not what was read or written last; none also where there is no file.
    pub(super) fn reload(&mut self) -> Result<Option<Store>, PortalError> {
        let unreadable = |error: &io::Error| self.failed("cannot be read", error);
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(&error)),
        };
        let mut text = vec![0; HEAD];
        let read = fill(&mut file, &mut text).map_err(|error| unreadable(&error))?;
        text.truncate(read);
        let metadata = file.metadata().map_err(|error| unreadable(&error))?;
        let last_state = FileState { length: metadata.len(), modified: metadata.modified().ok(), head: text.clone() };
        if self.last_state.as_ref() == Some(&last_state) {
            return Ok(None);
        }
        file.read_to_end(&mut text).map_err(|error| unreadable(&error))?;
        let layout = self.decode(&text)?;
        self.revision = layout.revision;
        self.last_state = Some(last_state);
        Ok(Some(layout.portal))
    }

    fn decode(&self, text: &[u8]) -> Result<Layout<Store>, PortalError> {
        let damaged = |reason: String| self.wrong(format!("is damaged: {reason}; delete it to start anew"));
        let layout: Layout<serde_json::Value> =
            serde_json::from_slice(text).map_err(|error| damaged(error.to_string()))?;
        if layout.version > VERSION {
            let found = layout.version;
            return Err(
                self.wrong(format!("was written by a newer release (layout {found}, this one reads {VERSION})"))
            );
        }
        let portal = serde_json::from_value(layout.portal).map_err(|error| damaged(error.to_string()))?;
        Ok(Layout { version: layout.version, revision: layout.revision, portal })
    }

    /// Replaces the file as a whole: whoever reads it sees the old portal or the new one. To be called under the lock.
    /// After an error the old file is unchanged.
    pub(super) fn save(&mut self, store: &Store) -> Result<(), PortalError> {
        let layout = Layout { version: VERSION, revision: self.revision + 1, portal: store };
        let mut text =
            serde_json::to_vec_pretty(&layout).map_err(|error| self.wrong(format!("cannot be written: {error}")))?;
        text.push(b'\n');
        // A link to the file stays a link.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let fresh = self.beside(".tmp");
        let written = write_through(&fresh, &path, &text, !store.secrets.is_empty())
            .and_then(|metadata| fs::rename(&fresh, &path).map(|()| metadata));
        match written {
            Ok(metadata) => {
                let head = text[..text.len().min(HEAD)].to_vec();
                self.last_state = Some(FileState { length: metadata.len(), modified: metadata.modified().ok(), head });
                self.revision += 1;
                Ok(())
            }
            Err(error) => {
                // It may never have been made, and then there is nothing to remove.
                let _ = fs::remove_file(&fresh);
                Err(self.failed("cannot be written", &error))
            }
        }
    }

    /// A file next to this one, in the folder that a link leads to.
    fn beside(&self, suffix: &str) -> PathBuf {
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let mut name = OsString::from(path.file_name().unwrap_or_default());
        name.push(suffix);
        path.with_file_name(name)
    }

    fn failed(&self, what: &str, error: &io::Error) -> PortalError {
        self.wrong(format!("{what}: {error}"))
    }

    fn wrong(&self, reason: String) -> PortalError {
        PortalError::Store { path: self.path.display().to_string(), reason }
    }
}

fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// Writes a file to the disk, not only to the system's memory, with the permissions of the one that it will replace, or
/// for its owner alone.
fn write_through(path: &Path, old: &Path, text: &[u8], private: bool) -> io::Result<fs::Metadata> {
    let mut file = File::create(path)?;
    if let Ok(metadata) = fs::metadata(old) {
        file.set_permissions(metadata.permissions())?;
    }
    if private {
        close_to_others(&file)?;
    }
    file.write_all(text)?;
    file.sync_all()?;
    file.metadata()
}

#[cfg(unix)]
fn close_to_others(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

/// Elsewhere, the folder's rights are what protects a file.
#[cfg(not(unix))]
fn close_to_others(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn at(folder: &tempfile::TempDir) -> StoreFile {
        StoreFile::new(&folder.path().join("deep/portal.json"))
    }

    fn saved(folder: &tempfile::TempDir) -> (StoreFile, Store) {
        let (mut file, store) = (at(folder), Store::new(Timestamp::UNIX_EPOCH));
        let _lock = file.lock().expect("the folder is ours");
        file.save(&store).expect("there is room");
        (file, store)
    }

    #[test]
    fn what_was_saved_is_read_by_another() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let (mut file, store) = saved(&folder);
        assert!(file.reload().expect("it is readable").is_none());
        assert_eq!(at(&folder).reload().expect("it is readable"), Some(store));
    }

    #[test]
    fn a_write_by_another_process_is_noticed() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let (mut file, mut store) = saved(&folder);
        let mut other = at(&folder);
        other.reload().expect("it is readable");
        store.issued = 7;
        other.save(&store).expect("there is room");
        assert_eq!(file.reload().expect("it is readable").map(|store| store.issued), Some(7));
    }

    #[test]
    fn a_damaged_file_and_a_newer_one_are_told_apart() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let (file, _) = saved(&folder);
        for (text, expected) in
            [("{\"version\"", "is damaged"), (r#"{"version":3,"revision":1,"portal":{}}"#, "newer release")]
        {
            fs::write(file.path(), text).expect("the folder is ours");
            let error = at(&folder).reload().expect_err("it is no portal of ours").to_string();
            assert!(error.contains(expected), "{error}");
            assert!(error.contains("portal.json"), "{error}");
        }
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let (mut file, store) = saved(&folder);
        let before = fs::read(file.path()).expect("it was written");
        // A folder in the place of the new file stops the write for every user, root too.
        let in_the_way = file.beside(".tmp");
        fs::create_dir(&in_the_way).expect("the folder is ours");
        let error = file.save(&store).expect_err("there is no place to write to").to_string();
        assert!(error.contains("cannot be written"), "{error}");
        assert_eq!(fs::read(file.path()).expect("it is still there"), before);
    }

    #[test]
    fn nothing_is_left_beside_the_file_but_its_lock() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let (file, _) = saved(&folder);
        let beside = fs::read_dir(file.path().parent().expect("it has a folder")).expect("it is readable");
        let mut names: Vec<_> = beside.map(|entry| entry.expect("it is readable").file_name()).collect();
        names.sort();
        assert_eq!(names, ["portal.json", "portal.json.lock"]);
    }
}
