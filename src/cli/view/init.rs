//! The output of `init`: files, secrets, and next steps.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::view::diff::diff;
use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::cli::view::words::shell_quoted;
use crate::ground::count::count;
use crate::ground::source::SourceFile;
use crate::ops::init::Initialized;
use crate::ops::init_update::Updated;
use crate::scaffold::Backend;
use crate::scaffold::merge::Clash;

/// `folder` is none for the current folder.
pub(crate) fn human(
    Initialized { files, installs }: &Initialized,
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
    if !*installs {
        writeln!(
            out,
            "  Missing: the pipelines do not install portwright, so put it on the runners' `PATH`, or run\n  \
             `portwright init --update --install git:URL@REVISION`."
        )?;
    }
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

/// The changes of the pipelines, as a diff.
pub(crate) fn updated(updated: &Updated, dry: bool, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for file in &updated.files {
        let [before, after] = [&file.before, &file.after].map(|text| SourceFile::new(file.path.clone(), text.clone()));
        diff(&before, &after, paint, out)?;
    }
    for path in &updated.deleted {
        writeln!(out, "`{path}` stays deleted.")?;
    }
    for path in &updated.unused {
        writeln!(out, "`{path}` is not used any more. Delete it, if you use it for nothing else.")?;
    }
    match (updated.files.len(), dry) {
        (0, _) => writeln!(out, "Nothing to do: the pipelines are up to date."),
        (changed, true) => writeln!(out, "{} would be updated.", count(changed, "file")),
        (changed, false) => writeln!(out, "{} updated.", count(changed, "file")),
    }
}

/// The lines that a person edited, as removed, and those that belong there, as added.
pub(crate) fn clashes(files: &[(String, Vec<Clash>)], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for (path, found) in files {
        for clash in found {
            writeln!(out, "{}", paint.styled(TextStyle::Bold, &format!("{path}:{}", clash.line)))?;
            for (sign, style, lines) in [("-", TextStyle::Red, &clash.edited), ("+", TextStyle::Green, &clash.wanted)] {
                for line in lines.lines() {
                    writeln!(out, "{}", paint.styled(style, &format!("{sign}{}", escaped(line))))?;
                }
            }
        }
    }
    Ok(())
}
