//! A local forge that stands in for the documents' github.com.

use std::path::{Path, PathBuf};

use portwright::forge::Kind;

use crate::forge_server::ForgeServer;

/// The forge's name in the documents and in the files that `init` writes.
const NAME: &str = "github.com";

/// The address that the stand-in gives its pull requests.
const PAGES: &str = "https://forge.example";

/// The forge, with one repository.
pub(super) struct GitHub(ForgeServer);

/// A project that uses the stand-in until this is dropped.
pub(super) struct Lent {
    file: PathBuf,
    text: String,
}

impl GitHub {
    /// Starts a forge that has one repository with these files.
    pub(super) fn with(repository: &str, files: &[(&str, &str)]) -> Self {
        let server = ForgeServer::start(Kind::Github);
        server.create(repository, files);
        Self(server)
    }

    /// Points the project in a folder at the stand-in.
    pub(super) fn lend(&self, project: &Path) -> Lent {
        let file = project.join("portwright.toml");
        let text = std::fs::read_to_string(&file).expect("commands with --clone are run in a project");
        let lent = text.replace(&format!("https://{NAME}"), &self.0.url()).replace(
            &format!("host = \"{NAME}\""),
            &format!("host = \"{}\"\napi = \"{}\"", self.0.host(), self.0.api()),
        );
        assert_ne!(lent, text, "the project is on {NAME}");
        std::fs::write(&file, lent).expect("it can be written");
        Lent { file, text }
    }

    /// The output, with the stand-in's address replaced by the forge's name.
    pub(super) fn named(&self, printed: &str) -> String {
        printed.replace(PAGES, &format!("https://{NAME}"))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // If this fails, the test fails anyway.
        let _ = std::fs::write(&self.file, &self.text);
    }
}
