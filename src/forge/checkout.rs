//! One branch of a repository, as read from its forge.

use super::error::ForgeError;
use super::git::{Bare, Mode, TreeFile};
use super::pull::PullClient;
use super::watch::Watch;
use crate::net::Redactor;
use std::fmt;

/// One branch of a repository. Its files are read as git keeps them; none is written to this machine.
pub struct Checkout<'f> {
    /// Where pull requests are made; none where the forge has none.
    pub(super) pulls: Option<&'f PullClient>,
    pub(super) redactor: &'f Redactor,
    pub(super) git: Bare<'f>,
    pub(super) url: String,
    /// The repository, as in `acme/payments`.
    pub(super) name: String,
    pub(super) base: String,
    pub(super) commit: String,
    pub(super) files: Vec<TreeFile>,
}

impl Checkout<'_> {
    /// The branch, which pull requests are made against.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The commit that was read.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Every name in it, sorted as git sorts; what is no plain file is there too, and says so.
    pub fn files(&self) -> &[TreeFile] {
        &self.files
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// [`ForgeError::File`] where there is none: symbolic links are not followed. Otherwise, what can go wrong with git.
    pub fn read(&self, path: &str, watch: Watch) -> Result<Vec<u8>, ForgeError> {
        let Some(file) = self.files.iter().find(|file| file.path == path) else {
            return Err(ForgeError::File { path: path.to_owned(), reason: "is not there".to_owned() });
        };
        self.git.read(blob(file)?, watch)
    }

    /// The bytes of several of its files, in their order. What is not here yet is fetched in one exchange.
    ///
    /// # Errors
    /// As [`read`](Self::read), and [`ForgeError::File`] for a file that is larger than it may be.
    pub fn read_all(&self, files: &[&TreeFile], most: Most, watch: Watch) -> Result<Vec<Vec<u8>>, ForgeError> {
        let blobs: Vec<&str> = files.iter().map(|file| blob(file)).collect::<Result<_, _>>()?;
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        self.git.prefetch(&self.commit, &blobs, watch)?;
        let mut together = 0;
        for (file, size) in files.iter().zip(self.git.sizes(&blobs, watch)?) {
            together += size;
            let refuse = |reason: String| Err(ForgeError::File { path: file.path.clone(), reason });
            if size > most.of_one {
                return refuse(format!("has {size} bytes, and at most {} are read", most.of_one));
            }
            if together > most.of_all {
                let files = files.len();
                return refuse(format!("is one of {files} files that have more than {} bytes together", most.of_all));
            }
        }
        self.git.read_all(&blobs, watch)
    }
}

/// How many bytes are read, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// Of one file.
    pub of_one: u64,
    /// Of all files together.
    pub of_all: u64,
}

/// The name of a plain file's bytes.
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
