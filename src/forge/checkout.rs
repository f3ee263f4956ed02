//! One branch of a repository, as read from its forge.

use std::fmt;

use super::error::ForgeError;
use super::git::{Bare, Mode, TreeFile};
use super::open::Forge;
use super::watch::Watch;

/// One branch of a repository. Its files are read as git keeps them; none is written to this machine.
pub struct Checkout<'f> {
    pub(super) forge: &'f Forge,
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
        let refuse = |reason: &str| Err(ForgeError::File { path: path.to_owned(), reason: reason.to_owned() });
        let Some(file) = self.files.iter().find(|file| file.path == path) else {
            return refuse("is not there");
        };
        match file.mode {
            Mode::File | Mode::Program => self.git.read(&file.object, watch),
            Mode::Link => refuse("is a symbolic link, which is not followed"),
            Mode::Submodule => refuse("is a submodule"),
        }
    }
}

impl fmt::Debug for Checkout<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkout").field("repository", &self.name).field("base", &self.base).finish_non_exhaustive()
    }
}
