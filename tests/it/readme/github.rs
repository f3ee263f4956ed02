//! What the README calls github.com: a forge of the test's own, which the commands meet in its place.

use std::path::{Path, PathBuf};

use portwright::forge::Kind;

use crate::forge_server::ForgeServer;

/// As the README and the files of `init` name it.
const NAME: &str = "github.com";

/// Where the stand-in says that pull requests are to be seen.
const PAGES: &str = "https://forge.example";

/// The forge, with the README's service in it.
pub struct GitHub(ForgeServer);

/// A project that speaks of the stand-in as long as this lives.
pub struct Lent {
    file: PathBuf,
    text: String,
}

impl GitHub {
    /// A forge that has one repository with these files.
    pub fn with(repository: &str, files: &[(&str, &str)]) -> Self {
        let server = ForgeServer::start(Kind::Github);
        server.create(repository, files);
        Self(server)
    }

    /// Has the project in a folder speak of the stand-in.
    pub fn lend(&self, project: &Path) -> Lent {
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

    /// What was printed, with the name that the README has for it.
    pub fn named(&self, printed: &str) -> String {
        printed.replace(PAGES, &format!("https://{NAME}"))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // The test has failed already where this does.
        let _ = std::fs::write(&self.file, &self.text);
    }
}
