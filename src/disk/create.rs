//! Making files that are not there yet. What is there stays as it is.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The folder in which files are made whole before they appear; git ignores it.
const STAGE: &str = ".portwright/new";

/// What is where a file is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing: it can be made.
    Free,
    /// That very file.
    Same,
    /// A file with other content, or no file at all.
    Other,
    /// A part of its path is no folder.
    Blocked,
    /// A link on its path leads out of the root, or nowhere.
    Outside,
}

/// What is at `path`, below `root`.
///
/// # Errors
/// What the system says, except that there is nothing.
pub fn place(root: &Path, path: &str, text: &str) -> io::Result<Place> {
    let Some(top) = found(fs::canonicalize(root))? else { return Ok(Place::Free) };
    let mut at = root.to_path_buf();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        at.push(part);
        let Some(data) = found(fs::symlink_metadata(&at))? else { return Ok(Place::Free) };
        if data.is_symlink() && !found(fs::canonicalize(&at))?.is_some_and(|target| target.starts_with(&top)) {
            return Ok(Place::Outside);
        }
        if parts.peek().is_some() && !fs::metadata(&at)?.is_dir() {
            return Ok(Place::Blocked);
        }
    }
    let data = fs::metadata(&at)?;
    let same = data.is_file() && data.len() == text.len() as u64 && fs::read(&at)? == text.as_bytes();
    Ok(if same { Place::Same } else { Place::Other })
}

fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes files below `root`, and the folders that they need. All are written before the first one appears; each appears whole,
/// and never in the place of another one.
///
/// # Errors
/// The path at which it ended, and what the system says. What has appeared by then is whole, and stays.
pub fn create(root: &Path, files: &[(&str, &str)]) -> Result<(), (PathBuf, io::Error)> {
    if files.is_empty() {
        return Ok(());
    }
    let stage = root.join(STAGE);
    if let Some(above) = stage.parent()
        && fs::symlink_metadata(above).is_ok_and(|data| data.is_symlink())
    {
        // It may lead anywhere, and what is there is not ours to clear away.
        return Err((above.to_path_buf(), io::Error::other("it is a link")));
    }
    // What an earlier run has left when it was ended.
    let _ = fs::remove_dir_all(&stage);
    let made = fill(root, &stage, files);
    let _ = fs::remove_dir_all(&stage);
    if let Some(above) = stage.parent() {
        // Fails where the folder has more in it, and is to stay.
        let _ = fs::remove_dir(above);
    }
    made
}

fn fill(root: &Path, stage: &Path, files: &[(&str, &str)]) -> Result<(), (PathBuf, io::Error)> {
    fs::create_dir_all(stage).map_err(|error| (stage.to_path_buf(), error))?;
    let staged = |nth: usize| stage.join(nth.to_string());
    for (nth, (path, text)) in files.iter().enumerate() {
        write(&staged(nth), text).map_err(|error| (root.join(path), error))?;
    }
    for (nth, (path, _)) in files.iter().enumerate() {
        let target = root.join(path);
        appear(&staged(nth), &target).map_err(|error| (target, error))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A second name for a whole file, which fails where there is one of that name. Some file systems give no second names; there
/// the file is moved, if nothing is seen in its place.
fn appear(staged: &Path, target: &Path) -> io::Result<()> {
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
    fn a_file_that_came_between_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::write(folder.path().join("b"), "theirs").expect("it can be written");
        let (path, error) = create(folder.path(), &[("a/c", "ours"), ("b", "ours")]).expect_err("it is in the way");
        assert_eq!((path, error.kind()), (folder.path().join("b"), ErrorKind::AlreadyExists));
        let text = |path: &str| fs::read_to_string(folder.path().join(path)).expect("it is there");
        assert_eq!((text("a/c").as_str(), text("b").as_str()), ("ours", "theirs"));
        assert!(!folder.path().join(".portwright").exists());
    }

    #[test]
    fn what_an_ended_run_left_is_cleared_away() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::create_dir_all(folder.path().join(STAGE)).expect("it can be made");
        fs::write(folder.path().join(STAGE).join("0"), "hal").expect("it can be written");
        create(folder.path(), &[("a", "whole")]).expect("nothing is in the way");
        assert_eq!(fs::read_to_string(folder.path().join("a")).expect("it is there"), "whole");
        assert!(!folder.path().join(".portwright").exists());
    }
}
