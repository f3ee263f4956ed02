//! The difference of two texts, by line or by word.

use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};

/// In lines.
const CONTEXT: usize = 2;

/// The lines that differ, each after `+` or `-`, with context.
pub(crate) fn lines(old: &str, new: &str, paint: Paint) -> Vec<String> {
    // Lines keep their break: a line without one is not equal to one with it.
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let ends_alike = old.ends_with('\n') == new.ends_with('\n');
    let diff = TextDiff::from_slices(&before, &after);
    let mut lines = Vec::new();
    for (nth, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if nth > 0 {
            lines.push(paint.styled(TextStyle::Dim, "..."));
        }
        // No deadline: the output must not depend on the speed of the machine.
        for change in group.iter().flat_map(|op| diff.iter_inline_changes_deadline(op, None)) {
            let (mark, ink) = match change.tag() {
                ChangeTag::Equal => (" ", TextStyle::Dim),
                ChangeTag::Delete => ("-", TextStyle::Red),
                ChangeTag::Insert => ("+", TextStyle::Green),
            };
            let mut line = paint.styled(ink, &format!("{mark} "));
            for (differs, part) in change.values() {
                let part = escaped(part.strip_suffix('\n').unwrap_or(part));
                line.push_str(&if *differs { paint.strong(ink, &part) } else { paint.styled(ink, &part) });
            }
            if !ends_alike && change.missing_newline() {
                line.push_str(&paint.styled(TextStyle::Dim, " (no line break at the end)"));
            }
            lines.push(if paint.color { line } else { line.trim_end().to_owned() });
        }
    }
    lines
}

/// Longer texts, in tokens of both, are not compared by word.
const MAX_TOKENS: usize = 4_000;

/// How many characters of a shortened equal stretch are shown beside a difference.
const SHOWN_CHARS: usize = 24;

/// Fewer characters than this are not worth leaving out.
const MIN_OMITTED_CHARS: usize = 16;

#[derive(Debug, PartialEq, Eq)]
enum WordRun {
    Same(String),
    Differs { old: String, new: String },
}

/// Two texts of one line each as one line: removed words in `[-brackets-]`, added ones in `{+braces+}`, or in colour
/// `red -> green`. If they have little in common, each gets a line. Long equal stretches are shortened if the line exceeds
/// `width`.
pub(crate) fn words(old: &str, new: &str, width: usize, paint: Paint) -> Vec<String> {
    let two_lines = || {
        let (before, after) = (escaped(old), escaped(new));
        vec![
            paint.styled(TextStyle::Red, &format!("- {before}")),
            paint.styled(TextStyle::Green, &format!("+ {after}")),
        ]
    };
    let Some(stretches) = stretches(old, new) else { return two_lines() };
    let cut = old.chars().count().max(new.chars().count()) > width;
    let last = stretches.len() - 1;
    let mut line = String::new();
    for (nth, stretch) in stretches.iter().enumerate() {
        match stretch {
            WordRun::Same(text) if cut => line.push_str(&shorten(&escaped(text), nth > 0, nth < last, paint)),
            WordRun::Same(text) => line.push_str(&escaped(text)),
            WordRun::Differs { old, new } => {
                let (gone, come) = (escaped(old), escaped(new));
                let mark = |text: &str, open: &str, close: &str| match text {
                    "" => String::new(),
                    text if paint.color => text.to_owned(),
                    text => format!("{open}{text}{close}"),
                };
                line.push_str(&paint.styled(TextStyle::Red, &mark(&gone, "[-", "-]")));
                if paint.color && !gone.is_empty() && !come.is_empty() {
                    line.push_str(&paint.styled(TextStyle::Dim, " -> "));
                }
                line.push_str(&paint.styled(TextStyle::Green, &mark(&come, "{+", "+}")));
            }
        }
    }
    vec![line]
}

/// Replaces the middle, or the side without a difference, with dots.
fn shorten(text: &str, after_difference: bool, before_difference: bool, paint: Paint) -> String {
    let chars: Vec<char> = text.chars().collect();
    let kept = |wanted: bool| if wanted { SHOWN_CHARS } else { 0 };
    let (head, tail) = (kept(after_difference), kept(before_difference));
    if chars.len() <= head + tail + MIN_OMITTED_CHARS {
        return text.to_owned();
    }
    let (head, tail) =
        (chars[..head].iter().collect::<String>(), chars[chars.len() - tail..].iter().collect::<String>());
    format!("{head}{}{tail}", paint.styled(TextStyle::Dim, "..."))
}

/// None if the texts are too long to compare or have less than a third in common.
fn stretches(old: &str, new: &str) -> Option<Vec<WordRun>> {
    let (before, after) = (tokens(old), tokens(new));
    if before.len() + after.len() > MAX_TOKENS {
        return None;
    }
    let mut stretches: Vec<WordRun> = Vec::new();
    let ops = capture_diff_slices(Algorithm::Myers, &before, &after);
    for (nth, op) in ops.iter().enumerate() {
        let (gone, come) = (before[op.old_range()].concat(), after[op.new_range()].concat());
        // One or two equal characters between differences, such as a bracket, only clutter the line.
        let between = nth > 0 && nth + 1 < ops.len();
        let is_short = between && gone.trim().chars().count() < 3;
        match (op, stretches.last_mut()) {
            (DiffOp::Equal { .. }, _) if !is_short => stretches.push(WordRun::Same(gone)),
            (_, Some(WordRun::Differs { old, new })) => {
                old.push_str(&gone);
                new.push_str(&come);
            }
            _ => stretches.push(WordRun::Differs { old: gone, new: come }),
        }
    }
    let same: usize = stretches.iter().map(|one| if let WordRun::Same(text) = one { text.len() } else { 0 }).sum();
    (same * 3 >= old.len().max(new.len())).then_some(stretches)
}

/// Words, stretches of white space, and each other character by itself.
fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        '_' => Some(true),
        c if c.is_alphanumeric() => Some(true),
        c if c.is_whitespace() => Some(false),
        _ => None,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let here = class(c);
        if at > start && (here.is_none() || here != last) {
            tokens.push(&text[start..at]);
            start = at;
        }
        last = here;
    }
    tokens.extend((start < text.len()).then(|| &text[start..]));
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Paint = Paint { color: false };

    #[test]
    fn a_text_is_split_into_words_spaces_and_symbols() {
        assert_eq!(tokens(".a_b  | f(x)"), [".", "a_b", "  ", "|", " ", "f", "(", "x", ")"]);
        assert_eq!(tokens("").len(), 0);
    }

    #[test]
    fn a_changed_word_in_an_expression_is_marked_in_place() {
        let shown = words(".properties.cost | round", ".properties.price | round", 80, PLAIN);
        assert_eq!(shown, [".properties.[-cost-]{+price+} | round"]);
    }

    #[test]
    fn colours_alone_do_not_separate_two_words() {
        let colour = Paint { color: true };
        assert_eq!(
            words(".a.domain | b", ".a.area | b", 80, colour),
            [".a.\x1b[31mdomain\x1b[0m\x1b[2m -> \x1b[0m\x1b[32marea\x1b[0m | b"]
        );
        assert_eq!(words("a b c d", "a b d", 80, colour), ["a b \x1b[31mc \x1b[0md"]);
    }

    #[test]
    fn symbols_between_two_changed_words_do_not_split_the_change() {
        let shown = words("if .relations.a.b then", "if .relations.c.d then", 80, PLAIN);
        assert_eq!(shown, ["if .relations.[-a.b-]{+c.d+} then"]);
    }

    #[test]
    fn texts_with_little_in_common_stand_on_two_lines() {
        assert_eq!(
            words("one two three", "quite another thing", 80, PLAIN),
            ["- one two three", "+ quite another thing"]
        );
    }

    #[test]
    fn unchanged_parts_of_a_long_line_are_omitted() {
        let (old, new) = (format!("{}cost", "a b ".repeat(50)), format!("{}price", "a b ".repeat(50)));
        assert_eq!(words(&old, &new, 80, PLAIN), ["...a b a b a b a b a b a b [-cost-]{+price+}"]);
    }

    #[test]
    fn a_changed_line_is_shown_with_two_around_it() {
        let old = "a\nb\nc\nd\ne\nf\ng\n";
        assert_eq!(lines(old, "a\nb\nc\nX\ne\nf\ng\n", PLAIN), ["  b", "  c", "- d", "+ X", "  e", "  f"]);
        let both = lines("1\n2\n3\n4\n5\n6\n7\n8\n", "X\n2\n3\n4\n5\n6\n7\nY\n", PLAIN);
        assert_eq!(both, ["- 1", "+ X", "  2", "  3", "...", "  6", "  7", "- 8", "+ Y"]);
    }

    #[test]
    fn an_empty_line_and_a_missing_line_break_are_visible() {
        assert_eq!(lines("a\nb\n", "a\n\nb\n", PLAIN), ["  a", "+", "  b"]);
        assert_eq!(lines("a\nb\n", "a\nb", PLAIN), ["  a", "- b", "+ b (no line break at the end)"]);
    }

    #[test]
    fn a_text_from_a_server_cannot_control_the_terminal() {
        let shown =
            [lines("a\n\x1b[2J\n", "b\n\u{202e}\n", PLAIN), words("a\x1b", "a b\u{9b}", 80, PLAIN)].concat().join("\n");
        assert!(!shown.contains(['\x1b', '\u{202e}', '\u{9b}']), "{shown}");
    }
}
