//! One branch of a repository, as read from its forge.

use super::error::ForgeError;
use super::git::{Bare, Mode, TreeFile};
use super::pull::PullClient;
use super::watch::Watch;
use crate::net::Redactor;
use std::fmt;

/// One branch of a repository. Its files are read from the git objects, and none is written to a working tree.
pub struct Checkout<'f> {
    /// `None` if the forge has no pull requests.
    pub(super) pulls: Option<&'f PullClient>,
    pub(super) redactor: &'f Redactor,
    pub(super) git: Bare<'f>,
    pub(super) url: String,
    /// The repository's name: `acme/payments`.
    pub(super) name: String,
    pub(super) base: String,
    pub(super) commit: String,
    pub(super) files: Vec<TreeFile>,
}

impl Checkout<'_> {
    /// Returns the branch, which pull requests target.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Returns the commit that was read.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Returns all files, links and submodules, in git's order.
    pub fn files(&self) -> &[TreeFile] {
        &self.files
    }

    /// Returns the bytes of a file. Symbolic links are not followed.
    pub fn read(&self, path: &str, watch: Watch) -> Result<Vec<u8>, ForgeError> {
        let Some(file) = self.files.iter().find(|file| file.path == path) else {
            return Err(ForgeError::File { path: path.to_owned(), reason: "does not exist".to_owned() });
        };
        let object = blob(file)?;
        self.git.prefetch(&self.commit, &[object], watch)?;
        self.git.bytes(object)
    }

    /// Returns the bytes of several files, in their order. Missing ones are fetched in one request. Files over the limits
    /// are an error.
    pub fn read_all(&self, files: &[&TreeFile], limits: ReadLimits, watch: Watch) -> Result<Vec<Vec<u8>>, ForgeError> {
        let blobs: Vec<&str> = files.iter().map(|file| blob(file)).collect::<Result<_, _>>()?;
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        self.git.prefetch(&self.commit, &blobs, watch)?;
        let mut together = 0;
        for (file, size) in files.iter().zip(self.git.sizes(&blobs)?) {
            together += size;
            let refuse = |reason: String| Err(ForgeError::File { path: file.path.clone(), reason });
            if size > limits.per_file {
                return refuse(format!("is {size} bytes, and the limit is {}", limits.per_file));
            }
            if together > limits.total {
                let files = files.len();
                return refuse(format!("is one of {files} files whose total size exceeds {} bytes", limits.total));
            }
        }
        self.git.read_all(&blobs)
    }
}

/// Limits on the bytes to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// Of one file.
    pub per_file: u64,
    /// Of all files together.
    pub total: u64,
}

/// Returns the object ID of a plain file.
fn blob(file: &TreeFile) -> Result<&str, ForgeError> {
    let refuse = |reason: &str| Err(ForgeError::File { path: file.path.clone(), reason: reason.to_owned() });
    match file.mode {
        Mode::File | Mode::Program => Ok(&file.object),
        Mode::Link => refuse("is a symbolic link, which is not followed"),
        Mode::Submodule => refuse("is a submodule"),
    }
}

impl fmt::Debug for Checkout<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkout").field("repository", &self.name).field("base", &self.base).finish_non_exhaustive()
    }
}
