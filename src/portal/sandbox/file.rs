//! The file in which a sandbox stores its portal: readable, replaced atomically, shared between processes.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::Store;
use super::layout::{VERSION, upgraded};
use crate::portal::wire::PortalError;

/// The length of a file's beginning that contains its version and revision.
const HEAD: usize = 64;

pub(super) struct StoreFile {
    path: PathBuf,
    last_state: Option<FileState>,
    revision: u64,
}

/// The state of a file when it was last read or written.
#[derive(PartialEq)]
struct FileState {
    length: u64,
    modified: Option<SystemTime>,
    // Two writes within the clock's resolution may have the same length, but never the same revision.
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
        let lock = self.beside(".lock");
        self.refuse_link(&lock)?;
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_folder(folder).map_err(|error| self.failed("cannot be written", &error))?;
        }
        let file = owners_only(OpenOptions::new().create(true).truncate(false).write(true)).open(lock);
        let file = file.map_err(|error| self.failed("cannot be locked", &error))?;
        file.lock().map_err(|error| self.failed("cannot be locked", &error))?;
        Ok(Lock { _file: file })
    }

    /// Reads the portal in the file if it has changed since it was last read or written. `None` also if there is no
    /// file.
    pub(super) fn reload(&mut self) -> Result<Option<Store>, PortalError> {
        let unreadable = |error: &io::Error| self.failed("cannot be read", error);
        self.refuse_link(&self.path)?;
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
        let damaged =
            |reason: String| self.wrong(format!("is damaged: {reason}; delete the file to start with a new sandbox"));
        let layout: Layout<serde_json::Value> =
            serde_json::from_slice(text).map_err(|error| damaged(error.to_string()))?;
        if layout.version > VERSION {
            let found = layout.version;
            return Err(
                self.wrong(format!("was written by a newer release (layout {found}, this one reads {VERSION})"))
            );
        }
        let portal = serde_json::from_value(upgraded(layout.version, layout.portal))
            .map_err(|error| damaged(error.to_string()))?;
        Ok(Layout { version: layout.version, revision: layout.revision, portal })
    }

    /// Replaces the file atomically: readers see the old portal or the new one. Must be called under the lock. After an
    /// error the old file is unchanged.
    pub(super) fn save(&mut self, store: &Store) -> Result<(), PortalError> {
        let layout = Layout { version: VERSION, revision: self.revision + 1, portal: store };
        let mut text =
            serde_json::to_vec_pretty(&layout).map_err(|error| self.wrong(format!("cannot be written: {error}")))?;
        text.push(b'\n');
        let fresh = self.beside(".tmp");
        let written =
            write_through(&fresh, &text).and_then(|metadata| fs::rename(&fresh, &self.path).map(|()| metadata));
        match written {
            Ok(metadata) => {
                let head = text[..text.len().min(HEAD)].to_vec();
                self.last_state = Some(FileState { length: metadata.len(), modified: metadata.modified().ok(), head });
                self.revision += 1;
                Ok(())
            }
            Err(error) => {
                // It may never have been created, and then there is nothing to remove.
                let _ = fs::remove_file(&fresh);
                Err(self.failed("cannot be written", &error))
            }
        }
    }

    /// A file next to this one.
    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = OsString::from(self.path.file_name().unwrap_or_default());
        name.push(suffix);
        self.path.with_file_name(name)
    }

    /// Refuses anything but a plain file: a link, which a repository may contain and which may lead to any file, also as
    /// the folder, and a pipe.
    fn refuse_link(&self, path: &Path) -> Result<(), PortalError> {
        let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
        let linked = [Some(path), self.path.parent()].into_iter().flatten().find(|path| is_link(path));
        if let Some(path) = linked {
            return Err(self.wrong(format!("is not used, because `{}` is a link", path.display())));
        }
        // Opening a pipe would block.
        match fs::symlink_metadata(path).is_ok_and(|data| !data.is_file()) {
            true => {
                Err(self.wrong(format!("is not used, because `{}` is not a plain file; remove it", path.display())))
            }
            false => Ok(()),
        }
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

/// Writes a new file to the disk, not only to the system's memory. A file or link of that name is removed first.
fn write_through(path: &Path, text: &[u8]) -> io::Result<fs::Metadata> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = owners_only(OpenOptions::new().create_new(true).write(true)).open(path)?;
    file.write_all(text)?;
    file.sync_all()?;
    file.metadata()
}

/// Creates the folder of a sandbox's file. Portwright's own folder is private, and git ignores it.
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    if folder.file_name() != Some(OsStr::new(".portwright")) {
        return Ok(());
    }
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    match OpenOptions::new().create_new(true).write(true).open(folder.join(".gitignore")) {
        Ok(mut file) => file.write_all(b"*\n"),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// A new file that only its owner may read and write.
#[cfg(unix)]
fn owners_only(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// Elsewhere, the rights of the folder protect a file.
#[cfg(not(unix))]
fn owners_only(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(folder: &tempfile::TempDir) -> StoreFile {
        StoreFile::new(&folder.path().join("deep/portal.json"))
    }

    fn saved(folder: &tempfile::TempDir) -> (StoreFile, Store) {
        let (mut file, store) = (at(folder), Store::default());
        let _lock = file.lock().expect("the folder is ours");
        file.save(&store).expect("there is room");
        (file, store)
    }

    #[test]
    fn a_saved_store_is_read_by_another_process() {
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
    fn a_damaged_file_and_a_newer_one_have_different_errors() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let (file, _) = saved(&folder);
        for (text, expected) in
            [("{\"version\"", "is damaged"), (r#"{"version":4,"revision":1,"portal":{}}"#, "newer release")]
        {
            fs::write(file.path(), text).expect("the folder is ours");
            let error = at(&folder).reload().expect_err("it is not a sandbox of ours").to_string();
            assert!(error.contains(expected), "{error}");
            assert!(error.contains("portal.json"), "{error}");
            assert_eq!(error.contains("delete the file"), expected == "is damaged", "{error}");
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

    #[cfg(unix)]
    #[test]
    fn its_own_folder_is_private_and_ignored_by_git() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let own = folder.path().join("project/.portwright");
        let mut file = StoreFile::new(&own.join("sandbox.json"));
        let _lock = file.lock().expect("the folder is ours");
        file.save(&Store::default()).expect("there is room");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode(&own), 0o700);
        assert_eq!((mode(&own.join("sandbox.json")), mode(&own.join("sandbox.json.lock"))), (0o600, 0o600));
        assert_eq!(fs::read_to_string(own.join(".gitignore")).expect("it is there"), "*\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        for suffix in ["", ".lock"] {
            let folder = tempfile::tempdir().expect("there is a folder for temporary files");
            let mut file = StoreFile::new(&folder.path().join("sandbox.json"));
            let pipe = file.beside(suffix);
            let made = std::process::Command::new("mkfifo").arg(&pipe).status();
            assert!(made.is_ok_and(|status| status.success()));
            let error = file.lock().and_then(|_lock| file.reload()).expect_err("it is a pipe").to_string();
            assert!(error.contains("is not a plain file"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let precious = folder.path().join("precious");
        fs::write(&precious, "mine").expect("the folder is ours");
        let (mut file, store) = saved(&folder);
        symlink(&precious, file.beside(".tmp")).expect("a link");
        file.save(&store).expect("the link is removed");
        for suffix in ["", ".lock"] {
            let path = file.beside(suffix);
            fs::remove_file(&path).expect("it is there");
            symlink(&precious, &path).expect("a link");
            let error = file.lock().and_then(|_lock| file.reload()).expect_err("it is a symbolic link").to_string();
            assert!(error.contains("is a link"), "{error}");
            fs::remove_file(&path).expect("it is there");
        }
        symlink(folder.path(), folder.path().join("linked")).expect("a link");
        assert!(StoreFile::new(&folder.path().join("linked/portal.json")).lock().is_err());
        assert_eq!(fs::read_to_string(&precious).expect("it is there"), "mine");
    }

    #[test]
    fn only_the_lock_file_remains_beside_the_file() {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let (file, _) = saved(&folder);
        let beside = fs::read_dir(file.path().parent().expect("it has a folder")).expect("it is readable");
        let mut names: Vec<_> = beside.map(|entry| entry.expect("it is readable").file_name()).collect();
        names.sort();
        assert_eq!(names, ["portal.json", "portal.json.lock"]);
    }
}
