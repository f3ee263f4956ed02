//! Excerpts of large files with only the lines that findings show, to save memory.

use crate::ground::finding::Finding;
use crate::ground::source::{SourceFile, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Files of at most this many bytes are kept as they are.
const MAX_UNCUT_BYTES: usize = 4 << 10;
/// The number of bytes of a line that are kept after the reported span.
const MAX_BYTES_AFTER_SPAN: usize = 256;
/// The number of lines that are kept at the start of a long span, besides its last one.
const MAX_SPAN_LINES: usize = 8;

/// Replaces large files in findings with excerpts that keep all line and column numbers. Edits keep theirs too, but must not
/// be applied to an excerpt. All findings of a file must be passed in one call.
pub(crate) fn shorten(findings: &mut [Finding]) {
    let mut large: BTreeMap<String, (Arc<SourceFile>, BTreeMap<usize, usize>)> = BTreeMap::new();
    for place in findings.iter_mut().flat_map(places).filter(|place| place.file.text.len() > MAX_UNCUT_BYTES) {
        let fresh = || (Arc::clone(&place.file), BTreeMap::new());
        let (file, kept) = large.entry(place.file.name.clone()).or_insert_with(fresh);
        mark_kept_lines(file, place.span, kept);
    }
    for finding in findings.iter() {
        let Some((file, kept)) = large.get_mut(&finding.place.file.name) else { continue };
        finding.fix.iter().flat_map(|fix| &fix.edits).for_each(|(span, _)| mark_kept_lines(file, *span, kept));
    }
    let excerpt = |(name, (file, kept)): (String, (Arc<SourceFile>, _))| (name, (Excerpt::new(&file, &kept), file));
    let excerpts: BTreeMap<String, (Excerpt, Arc<SourceFile>)> = large.into_iter().map(excerpt).collect();
    for finding in findings {
        if let Some((excerpt, file)) = excerpts.get(&finding.place.file.name) {
            let edits = finding.fix.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|(span, _)| *span = excerpt.span(file, *span));
        }
        for place in places(finding) {
            let Some((excerpt, file)) = excerpts.get(&place.file.name) else { continue };
            place.span = excerpt.span(file, place.span);
            place.file = Arc::clone(&excerpt.file);
        }
    }
}

fn places(finding: &mut Finding) -> impl Iterator<Item = &mut crate::ground::source::Location> {
    std::iter::once(&mut finding.place).chain(finding.related.iter_mut().map(|label| &mut label.place))
}

/// Marks the lines of a span, and one on either side, each with the byte up to which it is kept.
fn mark_kept_lines(file: &SourceFile, span: Span, kept: &mut BTreeMap<usize, usize>) {
    let (first, last) = (file.line_of(span.start as usize), file.line_of(span.end as usize));
    let lines = (first.saturating_sub(1)..=last.min(first + MAX_SPAN_LINES)).chain([last, last + 1]);
    for line in lines.filter(|line| *line < file.line_starts().len()) {
        let upto = match line {
            _ if line == last => span.end as usize,
            _ if line == first => span.start as usize,
            _ => file.line_starts()[line] as usize,
        };
        let upto = kept.get(&line).map_or(upto, |known| upto.max(*known));
        kept.insert(line, upto);
    }
}

/// A copy of a file in which all lines but some are empty.
struct Excerpt {
    file: Arc<SourceFile>,
    lines: Vec<(usize, usize)>,
}

impl Excerpt {
    fn new(file: &SourceFile, kept: &BTreeMap<usize, usize>) -> Self {
        let starts = file.line_starts();
        let last = kept.last_key_value().map_or(0, |(line, _)| *line);
        let (mut text, mut lines) = (String::new(), Vec::with_capacity(last + 1));
        for (line, start) in starts.iter().enumerate().take(last + 1) {
            let from = text.len();
            if let Some(upto) = kept.get(&line) {
                let end = starts.get(line + 1).map_or(file.text.len(), |next| *next as usize - 1);
                let cut = file.text.floor_char_boundary(end.min(upto + MAX_BYTES_AFTER_SPAN)).max(*start as usize);
                text.push_str(&file.text[*start as usize..cut]);
            }
            lines.push((from, text.len() - from));
            text.push('\n');
        }
        Self { file: SourceFile::new(file.name.as_str(), text), lines }
    }

    fn span(&self, file: &SourceFile, span: Span) -> Span {
        let moved = |offset: u32| {
            let line = file.line_of(offset as usize);
            let column = offset as usize - file.line_starts()[line] as usize;
            self.lines.get(line).map_or(self.file.text.len(), |(start, length)| start + column.min(*length))
        };
        Span::new(moved(span.start), moved(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::finding::{Fix, Severity};
    use crate::ground::source::Location;

    #[test]
    fn an_excerpt_keeps_the_line_column_and_text_of_spans() {
        let mut text = "first: é\n".to_owned();
        text += &"filler: x\n".repeat(5_000);
        text += "  naïve: wrong # and so on\n";
        text += &"filler: y\n".repeat(5_000);
        let file = SourceFile::new("port.yml", text);
        let at = file.text.find("wrong").unwrap();
        let finding = Finding::new("rule", Severity::Error, Location::new(&file, Span::new(at, at + 5)), "it is wrong")
            .related(Location::new(&file, Span::new(0, 5)), "because of this");
        let far = Span::new(file.text.len() - 10, file.text.len() - 2);
        let fix = Fix { edits: vec![(far, "fine".to_owned())], safe: true, does: "write `fine`".into() };
        let finding = finding.fix(Some(fix));
        let mut found = [finding.clone()];
        shorten(&mut found);
        let short = &found[0];
        assert_eq!(short.place.position(), finding.place.position());
        assert_eq!(short.place.file.slice(short.place.span), "wrong");
        assert_eq!(short.related[0].place.position().to_string(), "1:1");
        assert_eq!(short.place.file.slice(short.related[0].place.span), "first");
        let edited = short.fix.as_ref().unwrap().edits[0].0;
        assert_eq!(short.place.file.position(edited.start as usize), file.position(far.start as usize));
        assert_eq!(short.place.file.slice(edited), "filler: ");
        assert!(short.place.file.text.len() < file.text.len() / 4);
    }

    #[test]
    fn a_very_long_line_is_truncated_after_the_span() {
        let file = SourceFile::new("port.yml", "[".repeat(100_000));
        let mut found = [Finding::new("rule", Severity::Error, Location::new(&file, Span::new(64, 65)), "too deep")];
        shorten(&mut found);
        assert_eq!(found[0].place.position().to_string(), "1:65");
        assert!(found[0].place.file.text.len() < 1_000);
    }

    #[test]
    fn a_small_file_is_kept_and_a_span_of_many_lines_is_shortened() {
        let small = SourceFile::new("port.yml", "a: 1\n");
        let mut found = [Finding::new("rule", Severity::Error, Location::new(&small, Span::new(0, 1)), "wrong")];
        shorten(&mut found);
        assert!(Arc::ptr_eq(&found[0].place.file, &small));

        let large = SourceFile::new("port.yml", "filler: something that is long enough\n".repeat(2_000));
        let everything = Span::new(0, large.text.len());
        let mut found = [Finding::new("rule", Severity::Error, Location::new(&large, everything), "wrong")];
        shorten(&mut found);
        assert!(found[0].place.file.text.len() < 4_000);
    }
}
