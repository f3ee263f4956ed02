//! Fenced blocks of Markdown documents.

use std::ops::Range;

/// One fenced block.
pub(crate) struct Block {
    /// The words after the opening fence: the language, then our own.
    pub info: String,
    /// Its lines, without the fences, counted from 0.
    pub lines: Range<usize>,
    /// Its text.
    pub text: String,
}

impl Block {
    /// The language.
    pub(crate) fn language(&self) -> &str {
        self.info.split(' ').next().unwrap_or_default()
    }

    /// The path of the file that the block shows, where it shows one.
    pub(crate) fn file(&self) -> Option<&str> {
        self.info.split(' ').nth(1)
    }

    /// Whether the file is shown for its mistakes.
    pub(crate) fn is_wrong(&self) -> bool {
        self.info.split(' ').nth(2) == Some("wrong")
    }
}

/// The blocks of a document, in order.
///
/// # Panics
/// When a fence is not closed.
pub(crate) fn blocks(document: &str) -> Vec<Block> {
    let lines: Vec<&str> = document.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some(info) = lines[at].strip_prefix("```") else {
            at += 1;
            continue;
        };
        let start = at + 1;
        let end = (start..lines.len()).find(|line| lines[*line] == "```").expect("every fence is closed");
        let text = lines[start..end].iter().map(|line| format!("{line}\n")).collect();
        blocks.push(Block { info: info.to_owned(), lines: start..end, text });
        at = end + 1;
    }
    blocks
}
