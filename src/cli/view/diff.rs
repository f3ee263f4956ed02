//! Two versions of a file as a unified diff, which `patch` and `git apply` can read.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use crate::cli::view::paint::{Ink, Paint};
use crate::ground::source::SourceFile;

pub(crate) fn diff(before: &SourceFile, after: &SourceFile, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let diff = TextDiff::from_lines(before.text.as_str(), after.text.as_str());
    let mut unified = diff.unified_diff();
    for (nth, hunk) in unified.context_radius(3).iter_hunks().enumerate() {
        if nth == 0 {
            writeln!(out, "{}", paint.ink(Ink::Bold, &format!("--- a/{}", before.name)))?;
            writeln!(out, "{}", paint.ink(Ink::Bold, &format!("+++ b/{}", before.name)))?;
        }
        writeln!(out, "{}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, line) = (change.tag().to_string(), change.to_string());
            let (line, end) = line.strip_suffix('\n').map_or((line.as_str(), ""), |line| (line, "\n"));
            let text = format!("{}{line}", sign.trim_end_matches('\n'));
            match change.tag() {
                ChangeTag::Delete => write!(out, "{}{end}", paint.ink(Ink::Red, &text))?,
                ChangeTag::Insert => write!(out, "{}{end}", paint.ink(Ink::Green, &text))?,
                ChangeTag::Equal => write!(out, "{text}{end}")?,
            }
            if change.missing_newline() {
                writeln!(out, "\n\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}
