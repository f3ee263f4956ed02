//! Creating new files without ever overwriting an existing one.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::change_lock::lock_changes;

/// The folder in which files are written before they are moved into place. Git ignores it.
const STAGING_FOLDER: &str = ".portwright/new";

/// How many files are written at the same time, because most of the time is spent waiting for the disk.
const WRITERS: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathState {
    Free,
    /// A file with the same content.
    Same,
    /// A file with different content, or something other than a file.
    Other,
    /// A parent of the path is not a folder.
    Blocked,
    /// A link on the path leads out of the root, or nowhere.
    Outside,
}

/// Returns the state of `path`, relative to `root`.
pub(crate) fn path_state(root: &Path, path: &str, text: &str) -> io::Result<PathState> {
    let Some(top) = found(fs::canonicalize(root))? else { return Ok(PathState::Free) };
    let mut at = root.to_path_buf();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        at.push(part);
        let Some(data) = found(fs::symlink_metadata(&at))? else { return Ok(PathState::Free) };
        if data.is_symlink() && !found(fs::canonicalize(&at))?.is_some_and(|target| target.starts_with(&top)) {
            return Ok(PathState::Outside);
        }
        if parts.peek().is_some() && !fs::metadata(&at)?.is_dir() {
            return Ok(PathState::Blocked);
        }
    }
    let data = fs::metadata(&at)?;
    let same = data.is_file() && data.len() == text.len() as u64 && fs::read(&at)? == text.as_bytes();
    Ok(if same { PathState::Same } else { PathState::Other })
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Creates files below `root`, with their folders. All are written to a staging folder first, then moved into place one
/// by one, without overwriting anything. On an error, files that are already in place are complete, and stay.
pub(crate) fn create(root: &Path, files: &[(&str, &str)]) -> Result<(), (PathBuf, io::Error)> {
    if files.is_empty() {
        return Ok(());
    }
    let stage = root.join(STAGING_FOLDER);
    if let Some(above) = stage.parent()
        && fs::symlink_metadata(above).is_ok_and(|data| data.is_symlink())
    {
        // It may lead anywhere, and its content is not ours to delete.
        return Err((above.to_path_buf(), io::Error::other("it is a symbolic link")));
    }
    let _changes = lock_changes();
    // Left over by a run that was killed.
    let _ = fs::remove_dir_all(&stage);
    let created = stage_and_link(root, &stage, files);
    let _ = fs::remove_dir_all(&stage);
    if let Some(above) = stage.parent() {
        // Fails if the folder has other content, and should then stay.
        let _ = fs::remove_dir(above);
    }
    created
}

fn stage_and_link(root: &Path, stage: &Path, files: &[(&str, &str)]) -> Result<(), (PathBuf, io::Error)> {
    fs::create_dir_all(stage).map_err(|error| (stage.to_path_buf(), error))?;
    let staged = &|nth: usize| stage.join(nth.to_string());
    let write_every = &|first: usize| {
        let mut own = files.iter().enumerate().skip(first).step_by(WRITERS);
        own.try_for_each(|(nth, (path, text))| write(&staged(nth), text).map_err(|error| (root.join(path), error)))
    };
    std::thread::scope(|scope| {
        let writers = (0..WRITERS.min(files.len())).map(|first| scope.spawn(move || write_every(first)));
        let writers: Vec<_> = writers.collect();
        writers.into_iter().try_for_each(|writer| writer.join().expect("writing a file does not panic"))
    })?;
    for (nth, (path, _)) in files.iter().enumerate() {
        let target = root.join(path);
        move_into_place(&staged(nth), &target).map_err(|error| (target, error))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Hard-links a staged file to its target, which fails if the target exists. On file systems without hard links the
/// file is renamed, if nothing is at the target.
fn move_into_place(staged: &Path, target: &Path) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::hard_link(staged, target) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) if found(fs::symlink_metadata(target))?.is_some() => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(staged, target),
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_created_in_the_meantime_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::write(folder.path().join("b"), "theirs").expect("it can be written");
        let (path, error) = create(folder.path(), &[("a/c", "ours"), ("b", "ours")]).expect_err("it is in the way");
        assert_eq!((path, error.kind()), (folder.path().join("b"), ErrorKind::AlreadyExists));
        let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect("it is there");
        assert_eq!((text("a/c").as_str(), text("b").as_str()), ("ours", "theirs"));
        assert!(!folder.path().join(".portwright").exists());
    }

    #[test]
    fn files_of_an_interrupted_run_are_removed() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::create_dir_all(folder.path().join(STAGING_FOLDER)).expect("it can be made");
        fs::write(folder.path().join(STAGING_FOLDER).join("0"), "hal").expect("it can be written");
        create(folder.path(), &[("a", "whole")]).expect("nothing is in the way");
        assert_eq!(fs::read_to_string(folder.path().join("a")).expect("it is there"), "whole");
        assert!(!folder.path().join(".portwright").exists());
    }
}
