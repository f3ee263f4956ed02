//! The portal's resources that are not in the model.

use std::io::{self, Write};

use crate::cli::view::attribution;
use crate::cli::view::escape::escaped;
use crate::kind::{KINDS, Key};
use crate::plan::Attribution;

/// Returns how many there are of each kind: `12 unmanaged: 9 actions, 3 pages`. Those that Port made come last.
pub(crate) fn summary(keys: &[Key]) -> Option<String> {
    let mut counts = Vec::new();
    for is_system in [false, true] {
        for kind in KINDS {
            let is_counted = |key: &&Key| key.kind.name == kind.name && key.is_system() == is_system;
            let number = keys.iter().filter(is_counted).count();
            let noun = if number == 1 { kind.name.replace('-', " ") } else { kind.plural.to_owned() };
            let system = if is_system { "system " } else { "" };
            counts.extend((number > 0).then(|| format!("{number} {system}{noun}")));
        }
    }
    (!keys.is_empty()).then(|| format!("{} unmanaged: {}", keys.len(), counts.join(", ")))
}

/// Lists them, with who last changed each.
pub(crate) fn list<'k>(
    keys: impl IntoIterator<Item = (&'k Key, Option<&'k Attribution>)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (nth, (key, attribution)) in keys.into_iter().enumerate() {
        if nth == 0 {
            writeln!(out, "\nUnmanaged:")?;
        }
        let changed = attribution.map(attribution::lines).filter(|lines| !lines.is_empty());
        let changed = changed.map(|lines| format!("  # {}", lines.join("; "))).unwrap_or_default();
        writeln!(out, "  {}{changed}", escaped(&key.to_string()))?;
    }
    Ok(())
}
