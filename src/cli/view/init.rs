//! The output of `init`: files, secrets, and next steps.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::view::words::shell_quoted;
use crate::ground::count::count;
use crate::ops::init::InitFile;
use crate::scaffold::Backend;

/// `folder` is none for the current folder.
pub(crate) fn human(
    files: &[InitFile],
    backend: Backend,
    folder: Option<&Path>,
    dry: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let made = files.iter().filter(|file| !file.was_there).count();
    for file in files {
        writeln!(out, "{} {}", if file.was_there { " " } else { "+" }, file.path)?;
    }
    let there = files.len() - made;
    let there = if there == 0 { String::new() } else { format!(", {there} already there") };
    match (made, dry) {
        (0, _) => return writeln!(out, "Nothing to do: {} already exist.", count(files.len(), "file")),
        (made, true) => return writeln!(out, "{} would be written{there}.", count(made, "file")),
        (made, false) => writeln!(out, "{} written{there}.", count(made, "file"))?,
    }
    writeln!(out, "\nSecrets to set:")?;
    let secrets = backend.secrets();
    let widest = secrets.iter().map(|secret| secret.name.len()).max().unwrap_or_default();
    for kept_together in secrets.chunk_by(|one, next| one.place == next.place) {
        writeln!(out, "  {}", kept_together[0].place)?;
        for secret in kept_together {
            writeln!(out, "    {:widest$}  {}", secret.name, secret.description)?;
        }
    }
    writeln!(out, "\nNext:")?;
    if let Some(folder) = folder {
        writeln!(out, "  cd {}", shell_quoted(&folder.display().to_string()))?;
    }
    writeln!(out, "  portwright apply --portal sandbox   # try it on the embedded sandbox")?;
    writeln!(
        out,
        "  portwright plan                     # with PORT_CLIENT_ID and PORT_CLIENT_SECRET set: show what will change"
    )?;
    writeln!(out, "  portwright apply")?;
    writeln!(out, "Then commit all files and push them to `main`.")?;
    backend.setup().iter().try_for_each(|sentence| writeln!(out, "{sentence}"))
}
