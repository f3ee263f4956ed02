//! Texts in block scalars: only the lines that differ are changed.

use crate::ground::source::Span;
use crate::yaml::edit::reconciliation::file::FileStyle;
use crate::yaml::edit::reconciliation::parts::{self, Part};
use crate::yaml::edit::splice::Splice;
use crate::yaml::emit::BlockText;

/// The least width at which changed lines of a folded text are broken.
const LEAST_WIDTH: usize = 40;

/// Returns the change of a block scalar to another text, for a key or dash at `column`. `None` if no block scalar with
/// such a header can hold the text.
pub(super) fn rewritten(file: &FileStyle<'_>, part: &Part<'_>, column: usize, text: &str) -> Option<Vec<Splice>> {
    let layout = &file.layout;
    let header = parts::header(layout.text, part.after)?;
    let old = &layout.text[header.clone()];
    let new = BlockText::on_any_lines(text)?;
    let keeps_breaks = old.contains('+');
    if new.chomping == "+" && !keeps_breaks {
        return None;
    }
    let first = layout.line_end(header.end);
    let digit = old.chars().find_map(|c| c.to_digit(10)).map(|digit| digit as usize);
    let lines = Lines::of(layout.text, first, part.value_end);
    let indent = match digit {
        Some(digit) => column + digit,
        None if part.value.raw().trim().is_empty() || lines.0.is_empty() => column + file.indentation.step,
        None => layout.column(part.value.span().start),
    };
    let folded = old.starts_with('>').then(|| fold(&new, &lines.contents(indent))).flatten();
    let style = if folded.is_some() { '>' } else { '|' };
    let digit = digit.or(new.needs_indicator.then(|| indent - column));
    if digit.is_some_and(|digit| !(1..=9).contains(&digit)) {
        return None;
    }
    let chomping = if keeps_breaks && new.chomping.is_empty() { "+" } else { new.chomping };
    let written = format!("{style}{}{chomping}", digit.map_or_else(String::new, |digit| digit.to_string()));
    let mut splices = Vec::new();
    let reordered = old.len() == written.len() && old.chars().all(|c| written.contains(c));
    if !reordered {
        splices.push((Span::new(header.start, header.end), written));
    }
    let wanted: Vec<String> = folded.unwrap_or_else(|| new.lines().map(str::to_owned).collect());
    let wanted = wanted.into_iter().map(|line| match line.is_empty() {
        true => line,
        false => format!("{}{line}", " ".repeat(indent)),
    });
    splices.push(lines.changed(&wanted.collect::<Vec<_>>(), indent, first, layout.line_end));
    Some(splices)
}

/// The lines of a text as they are in the file, with the position of each end.
struct Lines<'s>(Vec<(&'s str, usize)>);

impl<'s> Lines<'s> {
    fn of(source: &'s str, first: usize, end: usize) -> Self {
        let mut at = first;
        let lines = source[first..end.max(first)].split('\n').map(|line| {
            let content = line.trim_end_matches('\r');
            let end = at + content.len();
            at += line.len() + 1;
            (content, end)
        });
        Self(lines.skip(1).collect())
    }

    fn contents(&self, indent: usize) -> Vec<&'s str> {
        self.0.iter().map(|(line, _)| line.get(indent..).unwrap_or_default()).collect()
    }

    /// Returns the change of the lines between the first and the last that differ.
    fn changed(&self, wanted: &[String], indent: usize, first: usize, line_end: &str) -> Splice {
        let equal = |(old, _): &(&str, usize), new: &String| {
            *old == new || new.is_empty() && old.trim().is_empty() && old.len() <= indent
        };
        let before = self.0.iter().zip(wanted).take_while(|(old, new)| equal(old, new)).count();
        let pairs = self.0[before..].iter().rev().zip(wanted[before..].iter().rev());
        let after = pairs.take_while(|(old, new)| equal(old, new)).count();
        let end_of = |count: usize| count.checked_sub(1).map_or(first, |last| self.0[last].1);
        let text = wanted[before..wanted.len() - after].iter().map(|line| format!("{line_end}{line}")).collect();
        (Span::new(end_of(before), end_of(self.0.len() - after)), text)
    }
}

/// Returns the lines of a folded text. Paragraphs that stay keep their lines. `None` if a line starts or ends with a
/// blank, which folding would change.
fn fold(text: &BlockText<'_>, old: &[&str]) -> Option<Vec<String>> {
    let paragraphs: Vec<&[&str]> = old.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).collect();
    let width = old.iter().map(|line| line.chars().count()).max().unwrap_or_default().max(LEAST_WIDTH);
    let mut lines: Vec<String> = Vec::new();
    let mut nth = 0;
    for line in text.lines() {
        if line.trim() != line {
            return None;
        }
        if line.is_empty() {
            lines.push(String::new());
            continue;
        }
        if nth > 0 {
            // One line break separates words, so a paragraph needs another one.
            lines.push(String::new());
        }
        let known = paragraphs.iter().find(|lines| lines.join(" ") == line);
        match known {
            Some(known) => lines.extend(known.iter().map(|line| (*line).to_owned())),
            None => wrap(line, paragraphs.get(nth).copied().unwrap_or_default(), width, &mut lines),
        }
        nth += 1;
    }
    Some(lines)
}

/// Breaks a paragraph into lines, of which the first stay those of the old one as long as they agree.
fn wrap(paragraph: &str, old: &[&str], width: usize, lines: &mut Vec<String>) {
    let mut rest = paragraph;
    for line in old {
        let Some(after) = rest.strip_prefix(line).and_then(|after| after.strip_prefix(' ')) else { break };
        if after.starts_with(' ') || line.ends_with(' ') {
            break;
        }
        lines.push((*line).to_owned());
        rest = after;
    }
    let mut line = String::new();
    for word in rest.split(' ') {
        // Only a single blank between two words can be a line break.
        let fits = line.chars().count() + word.chars().count() < width;
        if !line.is_empty() && !fits && !word.is_empty() && !line.ends_with(' ') {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
}
