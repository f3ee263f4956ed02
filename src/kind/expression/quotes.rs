//! Conversion of single quotes in jq to double quotes, which other parsers of jq require.

use std::ops::Range;

/// The state of a scan through a text.
#[derive(Default)]
struct Scan {
    /// The quote that is open, if one is.
    quote: Option<char>,
    /// One entry for each open `\(`: the quote that contains it, and the number of open parentheses inside it.
    open: Vec<(char, usize)>,
    in_comment: bool,
}

/// A text, and its conversion to double quotes.
pub(super) struct Translated<'t> {
    pub(super) text: &'t str,
    pub(super) code: String,
    /// For each byte of the code, and for its end, the corresponding byte of the text.
    from: Vec<usize>,
}

impl<'t> Translated<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut translated = Self { text, code: String::with_capacity(text.len()), from: Vec::new() };
        let mut scan = Scan::default();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match scan.quote {
                _ if scan.in_comment => {
                    scan.in_comment = c != '\n';
                    translated.push(at, c);
                }
                None => translated.outside_quotes(&mut scan, at, c),
                Some(quote) => {
                    let next = chars.peek().map(|(_, next)| *next);
                    if translated.inside_quotes(&mut scan, quote, (at, c), next) {
                        chars.next();
                    }
                }
            }
        }
        translated.from.push(text.len());
        translated
    }

    fn outside_quotes(&mut self, scan: &mut Scan, at: usize, c: char) {
        match c {
            '\'' | '"' => {
                scan.quote = Some(c);
                self.push(at, '"');
                return;
            }
            '#' => scan.in_comment = true,
            '(' => scan.open.last_mut().into_iter().for_each(|(_, depth)| *depth += 1),
            ')' => match scan.open.last_mut() {
                Some((outer, 1)) => {
                    scan.quote = Some(*outer);
                    scan.open.pop();
                }
                Some((_, depth)) => *depth -= 1,
                None => {}
            },
            _ => {}
        }
        self.push(at, c);
    }

    /// Returns whether the next character was consumed too.
    fn inside_quotes(&mut self, scan: &mut Scan, quote: char, (at, c): (usize, char), next: Option<char>) -> bool {
        match (c, next) {
            ('\\', Some('(')) => {
                self.push(at, c);
                self.push(at + 1, '(');
                scan.open.push((quote, 1));
                scan.quote = None;
                true
            }
            ('\\', Some('\'')) if quote == '\'' => {
                self.push(at, '\'');
                true
            }
            ('\\', next) => {
                self.push(at, c);
                next.into_iter().for_each(|next| self.push(at + 1, next));
                next.is_some()
            }
            ('"', _) if quote == '\'' => {
                self.push(at, '\\');
                self.push(at, '"');
                false
            }
            (c, _) if c == quote => {
                scan.quote = None;
                self.push(at, '"');
                false
            }
            (c, _) => {
                self.push(at, c);
                false
            }
        }
    }

    fn push(&mut self, at: usize, c: char) {
        self.code.push(c);
        self.from.extend(at..at + c.len_utf8());
    }

    /// Returns the bytes of the text that correspond to a slice of the code.
    pub(super) fn range(&self, slice: &str) -> Range<usize> {
        let start = (slice.as_ptr() as usize).saturating_sub(self.code.as_ptr() as usize).min(self.code.len());
        let end = (start + slice.len()).min(self.code.len());
        let text = |at: usize| self.text.floor_char_boundary(self.from[at].min(self.text.len()));
        text(start)..text(end).max(text(start))
    }

    /// Returns the text that corresponds to a slice of the code.
    pub(super) fn words(&self, slice: &str) -> &str {
        &self.text[self.range(slice)]
    }
}
