//! Two versions of a file as a unified diff, which `patch` and `git apply` can read.

use std::borrow::Cow;
use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use crate::cli::view::escape::{escaped, is_deceptive};
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ground::source::SourceFile;

pub(crate) fn diff(before: &SourceFile, after: &SourceFile, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let diff = TextDiff::from_lines(before.text.as_str(), after.text.as_str());
    let mut unified = diff.unified_diff();
    let name = escaped(&before.name);
    for (nth, hunk) in unified.context_radius(3).iter_hunks().enumerate() {
        if nth == 0 {
            writeln!(out, "{}", paint.styled(TextStyle::Bold, &format!("--- a/{name}")))?;
            writeln!(out, "{}", paint.styled(TextStyle::Bold, &format!("+++ b/{name}")))?;
        }
        writeln!(out, "{}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, line) = (change.tag().to_string(), change.to_string());
            let (line, end) = line.strip_suffix('\n').map_or((line.as_str(), ""), |line| (line, "\n"));
            let text = format!("{}{}", sign.trim_end_matches('\n'), shown(line));
            match change.tag() {
                ChangeTag::Delete => write!(out, "{}{end}", paint.styled(TextStyle::Red, &text))?,
                ChangeTag::Insert => write!(out, "{}{end}", paint.styled(TextStyle::Green, &text))?,
                ChangeTag::Equal => write!(out, "{text}{end}")?,
            }
            if change.missing_newline() {
                writeln!(out, "\n\\ No newline at end of file")?;
            }
        }
    }
    Ok(())
}

/// A line of a file, escaped if it could control a terminal. A byte order mark and CRLF are left unchanged, so that the
/// diff can be applied.
fn shown(line: &str) -> Cow<'_, str> {
    let inner = line.strip_suffix('\r').unwrap_or(line);
    let inner = inner.strip_prefix('\u{feff}').unwrap_or(inner);
    if inner.contains(is_deceptive) { escaped(line) } else { Cow::Borrowed(line) }
}
