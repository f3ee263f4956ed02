//! Indentation errors, explained from the lines around them.

use crate::ground::source::Span;
use crate::yaml::fault::Fault;
use crate::yaml::line::{Line, lines_from, missing_colon, missing_space, shortened, syntax};

/// Reports a line that is indented with whitespace that YAML does not accept as indentation.
pub(super) fn unusual_indentation(line: &Line<'_>) -> Option<Fault> {
    let content = line.content();
    let text = &line.text[content.range()];
    let length = text.len() - text.trim_start().len();
    if length == 0 {
        return None;
    }
    let span = Span::new(content.start as usize, content.start as usize + length);
    let code = u32::from(text.chars().next().unwrap_or_default());
    let message = format!("this line is indented with whitespace other than a space (U+{code:04X})");
    Some(syntax(span, message, "not a space", "replace it with spaces"))
}

/// Reports a key on a line that YAML reads as the continuation of the value above.
pub(super) fn below_a_value(here: &Line<'_>) -> Fault {
    let key = here.key().unwrap_or_else(|| here.content());
    let name = shortened(&here.text[key.range()]);
    let above = here.above().next();
    if let Some(fault) = above.as_ref().and_then(|line| missing_space(line).or_else(|| missing_colon(line))) {
        return fault;
    }
    let Some(above_key) = above.and_then(|line| line.key()) else {
        let help = "check the indentation, or quote the text";
        let message = format!("the key `{name}` is on a line that continues the value above it");
        return syntax(key, message, "not expected here", help);
    };
    let above_name = shortened(&here.text[above_key.range()]);
    let column = above_key.start as usize - above.map_or(0, |line| line.start);
    let entry = Some(here).filter(|line| line.trimmed().starts_with("- ")).and_then(entry_above);
    syntax(
        key,
        format!("`{name}` is indented deeper than `{above_name}`, which already has a value"),
        "indented too deep",
        match entry {
            Some(entry) => shifted(here, entry.indent(), &entry_words(&entry)),
            None if is_alone(here) => format!("indent `{name}` by {}, like `{above_name}`", spaces(column)),
            None => shifted(here, column, &format!("`{above_name}`")),
        },
    )
    .related(above_key, "this key")
}

/// Reports a first line that is indented more than a later one, so that the later one has no parent.
pub(super) fn indented_start(here: &Line<'_>) -> Option<Fault> {
    let first = here.above().filter(|line| line.indent() > here.indent()).last()?;
    let span = Span::new(first.start, first.content().start as usize);
    let message = "the first line is indented more than the lines below it";
    let help = match is_alone(&first) {
        true => "remove these spaces".to_owned(),
        false => shifted(&first, here.indent(), &format!("`{}`", shortened(here.trimmed()))),
    };
    let fault = syntax(span, message, "indented", help);
    Some(fault.related(here.content(), "this line is indented less"))
}

/// Reports the text of a block such as `readme: |` that is not indented below its key.
pub(super) fn below_block(here: &Line<'_>) -> Option<Fault> {
    let above = here.above().next()?;
    let header = &here.text[above.value().range()];
    let key = above.key()?;
    let is_header = header.starts_with(['|', '>']) && header.len() <= 3;
    if !is_header || here.indent() > key.start as usize - above.start {
        return None;
    }
    let name = shortened(&here.text[key.range()]);
    let message = format!("the text of `{name}: {header}` is not indented");
    let help =
        format!("indent this line and all other lines of the text by {}", spaces(key.start as usize - above.start + 2));
    Some(syntax(here.content(), message, "not indented", help).related(key, "this key"))
}

/// Reports a line whose indentation matches no line above it.
pub(super) fn misaligned(here: &Line<'_>) -> Fault {
    if let Some(fault) = missing_space(here) {
        return fault;
    }
    let key = here.key().unwrap_or_else(|| here.content());
    let name = shortened(&here.text[key.range()]);
    let indent = here.indent();
    let is_entry = here.text[here.content().range()].starts_with('-');
    // The columns at which a line above starts, with that line.
    let mut columns: Vec<(usize, Line<'_>)> = Vec::new();
    for line in here.above() {
        let innermost = columns.last().map_or(usize::MAX, |(column, _)| *column);
        let inner = line.inner() - line.start;
        for column in [inner, line.indent()] {
            if column < innermost && columns.last().is_none_or(|(last, _)| column < *last) {
                columns.push((column, line));
            }
        }
        if line.indent() == 0 {
            break;
        }
    }
    let same = columns.iter().find(|(column, _)| *column == indent).map(|(_, line)| *line);
    if let Some(line) = same {
        let message = if is_entry {
            format!("the list entry `{name}` is at the same level as keys")
        } else {
            format!("the key `{name}` is at the same level as list entries")
        };
        let content = &here.text[here.content().range()];
        let is_new = here.text[line.inner()..line.end].starts_with(&here.text[key.range()]);
        let help = if is_entry {
            match entry_above(here) {
                Some(entry) => shifted(here, entry.indent(), &entry_words(&entry)),
                None => "indent it below the key that has the list".to_owned(),
            }
        } else if is_new && line.inner() > line.content().start as usize {
            format!("write `- {}`, to start a new entry", shortened(content))
        } else {
            shifted(here, line.inner() - line.start, &format!("`{}`", shortened(line.name())))
        };
        return syntax(key, message, "at the same indentation", help).related(line.content(), "here");
    }
    let near = columns.iter().min_by_key(|(column, _)| column.abs_diff(indent));
    let Some((column, line)) = near else {
        let help = "check the indentation of this line and the one above";
        return syntax(key, format!("`{name}` is not allowed here"), "not expected here", help);
    };
    let beside = line.key().unwrap_or_else(|| line.content());
    let help = match is_alone(here) {
        true => format!("indent it by {}, to line up with `{}`", spaces(*column), shortened(line.name())),
        false => shifted(here, *column, &format!("`{}`", shortened(line.name()))),
    };
    let message = format!("`{name}` is indented by {}, which matches no line above", spaces(indent));
    syntax(key, message, "misaligned", help).related(beside, "the nearest line it could belong to")
}

/// Returns the nearest entry above of a list that this entry can belong to.
fn entry_above<'s>(here: &Line<'s>) -> Option<Line<'s>> {
    let mut innermost = usize::MAX;
    here.above().find(|line| {
        let is_open = line.indent() < innermost;
        innermost = innermost.min(line.indent());
        is_open && line.trimmed().starts_with("- ") && line.name() == here.name()
    })
}

fn entry_words(entry: &Line<'_>) -> String {
    format!("the entry `{}` above", shortened(entry.trimmed()))
}

/// Returns whether no line below belongs to this one or continues it.
fn is_alone(here: &Line<'_>) -> bool {
    let below = lines_from(here.text, here.start).skip(1).find(|line| !line.is_blank());
    below.is_none_or(|line| {
        line.indent() < here.indent() || line.trimmed().starts_with("- ") && line.indent() == here.indent()
    })
}

/// Advises to indent a line and those of its block differently, so that it starts at this column.
fn shifted(here: &Line<'_>, column: usize, beside: &str) -> String {
    let (distance, side) = match column.checked_sub(here.indent()) {
        Some(distance) => (distance, "right"),
        None => (here.indent() - column, "left"),
    };
    let lines = if is_alone(here) { "line" } else { "block" };
    format!("move this {lines} {} to the {side}, to line up with {beside}", spaces(distance))
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    }
}
