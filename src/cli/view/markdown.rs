//! Texts of others in Markdown.

use crate::cli::view::escape::{escaped, escaped_lines};

/// Returns the text as code that is valid in a table: no backtick ends it early, and no bar ends the cell.
pub(crate) fn code(value: &str) -> String {
    let value = escaped(value).replace('|', "\\|");
    let longest = value.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{value}{space}{fence}")
}

/// Returns the text without anything that Markdown would read as markup.
pub(crate) fn text(value: &str) -> String {
    let is_markup = |c: char| "\\`*_{}[]<>#|!@".contains(c);
    escaped(value).chars().flat_map(|c| is_markup(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Returns a sentence with names in backticks, which stay code.
pub(crate) fn prose(sentence: &str) -> String {
    let parts: Vec<&str> = sentence.split('`').collect();
    // A name with a backtick of its own makes it unclear which parts are names.
    if parts.len().is_multiple_of(2) {
        return text(sentence);
    }
    parts.iter().enumerate().map(|(nth, part)| if nth % 2 == 0 { text(part) } else { code(part) }).collect()
}

/// Returns a block of code, which no line of the text ends early.
pub(crate) fn fenced(language: &str, block: &str) -> String {
    let block = escaped_lines(block);
    let longest = block.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{block}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_portal_becomes_markup() {
        assert_eq!(code("a`b|c"), "`` a`b\\|c ``");
        assert_eq!(text("<b>@all</b>\n"), "\\<b\\>\\@all\\</b\\>\\\\n");
        assert_eq!(prose("because `a_b` lists <it>"), "because `a_b` lists \\<it\\>");
        assert_eq!(prose("`a`b`"), "\\`a\\`b\\`");
        assert_eq!(fenced("diff", "a\n```\n@all\u{1b}"), "````diff\na\n```\n@all\\u{1b}\n````\n");
    }
}
