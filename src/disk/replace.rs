//! Writing output to a file, which is replaced atomically, or to a pipe or device.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::change_lock::lock_changes;

/// Writes to a path: a regular file is replaced atomically, a pipe or a device is written to. After an error, a regular
/// file is unchanged.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_as(path, bytes, false)
}

/// Does the same as [`write`], but nobody except its owner can read the file.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_as(path, bytes, true)
}

fn write_as(path: &Path, bytes: &[u8], is_private: bool) -> io::Result<()> {
    // `/dev/stdout` may lead to a regular file, which the process that opened it still writes to.
    let is_stream = path.starts_with("/dev") || path.starts_with("/proc/self/fd");
    match fs::metadata(path) {
        Ok(data) if data.is_dir() => {
            Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder; name a file in it"))
        }
        Ok(data) if is_stream || !data.is_file() => {
            File::options().append(true).open(path).and_then(|mut file| file.write_all(bytes))
        }
        _ => replace_as(path, bytes, is_private),
    }
}

/// Replaces a file's content atomically, or creates the file. Permissions are kept, and links are followed. On an error
/// the file is unchanged.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_as(path, bytes, false)
}

fn replace_as(path: &Path, bytes: &[u8], is_private: bool) -> io::Result<()> {
    let target = followed(path)?;
    let permissions = fs::metadata(&target).map(|data| data.permissions()).ok();
    if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    // A signal that ends the program in between would leave the temporary file behind.
    let _changes = lock_changes();
    let permissions = permissions.filter(|_| !is_private);
    let (temporary, mut file) = open_temporary(&target, is_private).map_err(|error| with_cause(error, &target))?;
    let written = file
        .write_all(bytes)
        .and_then(|()| permissions.map_or(Ok(()), |permissions| fs::set_permissions(&temporary, permissions)))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &target));
    if written.is_err() {
        // Ignore a failure to clean up: the error that is reported matters more.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Where links lead, whether or not there is a file yet.
fn followed(path: &Path) -> io::Result<PathBuf> {
    if let Ok(target) = fs::canonicalize(path) {
        return Ok(target);
    }
    let mut target = path.to_path_buf();
    for _ in 0..40 {
        let Ok(link) = fs::read_link(&target) else { return Ok(target) };
        target = target.parent().unwrap_or(Path::new("")).join(link);
    }
    Err(io::Error::other("its links form a loop"))
}

/// Says that a missing folder is why a file cannot be created.
fn with_cause(error: io::Error, target: &Path) -> io::Error {
    let has_folder = target.parent().is_none_or(|parent| parent.as_os_str().is_empty() || parent.exists());
    match error.kind() {
        io::ErrorKind::NotFound if !has_folder => {
            io::Error::new(io::ErrorKind::NotFound, "its folder does not exist; create the folder first")
        }
        _ => error,
    }
}

/// Creates a file in the same folder, since a rename is atomic only within a file system.
fn open_temporary(target: &Path, is_private: bool) -> io::Result<(PathBuf, File)> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if is_private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = is_private;
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut turn = 0;
    loop {
        let temporary = target.with_file_name(format!(".{name}.{}.{turn}", std::process::id()));
        match options.open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && turn < 100 => turn += 1,
            Err(error) => return Err(error),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_pipe_is_written_to_and_stays_a_pipe() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()));
        let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat runs");
        write(&pipe, b"text").expect("a reader waits");
        assert_eq!(reader.wait_with_output().expect("it ends").stdout, b"text");
        assert!(fs::symlink_metadata(&pipe).is_ok_and(|data| data.file_type().is_fifo()));
        // A link to the pipe is as good.
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&pipe, &link).expect("a link");
        let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat runs");
        write(&link, b"more").expect("a reader waits");
        assert_eq!(reader.wait_with_output().expect("it ends").stdout, b"more");
    }

    #[test]
    fn a_regular_file_is_replaced_and_a_folder_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("a");
        write(&file, b"old").expect("it is free");
        let before = fs::metadata(&file).expect("it is there").ino();
        fs::hard_link(&file, folder.path().join("b")).expect("a link");
        write(&file, b"new").expect("it is a file");
        assert_ne!(fs::metadata(&file).expect("it is there").ino(), before);
        assert_eq!(fs::read(&file).expect("it is there"), b"new");
        for (path, expected) in [
            (folder.path().to_path_buf(), "it is a folder; name a file in it"),
            (folder.path().join("none/a"), "its folder does not exist; create the folder first"),
        ] {
            assert_eq!(write(&path, b"x").map_err(|error| error.to_string()), Err(expected.to_owned()));
        }
        assert!(folder.path().is_dir());
    }

    #[test]
    fn a_private_file_can_be_read_by_nobody_else_even_if_it_replaces_one() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("a");
        for _ in 0..2 {
            write_private(&file, b"text").expect("it can be written");
            assert_eq!(fs::metadata(&file).expect("it is there").mode() & 0o777, 0o600);
            fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("it is ours");
        }
    }

    #[test]
    fn a_link_is_followed_even_if_its_target_does_not_exist() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let [link, target, loops] = ["link", "target", "loops"].map(|name| folder.path().join(name));
        std::os::unix::fs::symlink("target", &link).expect("a link");
        write(&link, b"new").expect("its target can be created");
        assert!(fs::read_link(&link).is_ok() && fs::read(&target).expect("it is there") == b"new");
        std::os::unix::fs::symlink("loops", &loops).expect("a link");
        assert!(write(&loops, b"x").is_err() && fs::read_link(&loops).is_ok());
    }
}
