//! The parts of a plan about renames and about members that are created again.

use std::io::{self, Write};

use crate::cli::view::change;
use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::plan::{Plan, Step};

/// What a step that renames does, as the end of a sentence about its resource.
pub(super) fn verdict(step: &Step) -> String {
    match &step.write.rename {
        Some(rename) if rename.member.is_none() => format!("will be renamed from `{}`", escaped(&rename.old)),
        Some(rename) => format!("will have {} renamed to `{}`", escaped(&rename.description()), escaped(&rename.new)),
        None => "will be renamed".to_owned(),
    }
}

/// The lines of a step below its changes: the names, and its notes.
pub(super) fn lines(step: &Step, paint: Paint) -> Vec<String> {
    let names = step.write.rename.as_ref().map(|rename| {
        let path = rename.path(&rename.old).to_string();
        let (mark, path) = (paint.styled(TextStyle::Yellow, ">"), escaped(&path).into_owned());
        match rename.member {
            Some(_) => format!("{mark} {path} -> {}", escaped(&rename.new)),
            None => format!("{mark} {path}: {} -> {}", escaped(&rename.old), escaped(&rename.new)),
        }
    });
    let notes = step.notes.iter().map(|note| paint.styled(TextStyle::Dim, &format!("# {}", escaped(note))));
    names.into_iter().chain(notes).collect()
}

/// Writes what the plan leaves broken, and the renames that may have been meant.
pub(super) fn advice(plan: &Plan, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    if !plan.warnings.is_empty() {
        writeln!(out, "\nWarnings:")?;
    }
    for warning in &plan.warnings {
        writeln!(out, "  {}", change::danger(&format!("{}: {}", warning.key, warning.message), paint))?;
    }
    for suggestion in &plan.suggestions {
        let at = &suggestion.declared;
        let place = at.file_and_line();
        writeln!(out, "\nhint: {} ({})", escaped(&suggestion.message()), escaped(&place))?;
    }
    Ok(())
}
