//! The texts, signs and colours of a picture.

use crate::ground::escape::escaped;
use crate::kind::Kind;
use crate::ops::graph::{Mark, Node};

/// Above this number of nodes, their members are not shown.
pub(super) const MAX_DETAILED: usize = 12;

/// Longer texts are cut.
const MAX_TEXT: usize = 40;

/// A line of a node.
pub(super) struct Line {
    pub text: String,
    /// The type of a member.
    pub note: String,
    pub mark: Mark,
}

/// A node as text: its heading, and the lines below.
pub(super) struct Label {
    pub heading: String,
    pub lines: Vec<Line>,
}

/// Returns the text of a node, with its members if the picture has room for them.
pub(super) fn label(node: &Node, detailed: bool) -> Label {
    let key = &node.key;
    let name = match &node.title {
        Some(title) if !is_same(title, &key.identifier) => format!("{title} ({})", key.identifier),
        Some(title) => title.clone(),
        None => key.identifier.clone(),
    };
    let kind = if key.kind.has_entities { String::new() } else { format!("{}: ", key.kind.name.replace('-', " ")) };
    let heading = cut(&format!("{kind}{name}"));
    let shown =
        node.members.iter().filter(|member| detailed || member.mark != Mark::Unchanged && node.mark == Mark::Changed);
    let mut lines: Vec<Line> =
        shown.map(|one| Line { text: cut(&one.name), note: cut(&one.value_type), mark: one.mark }).collect();
    let hidden = node.members.len() - lines.len();
    let members = (hidden > 0).then(|| counted(hidden, "property", "properties"));
    let referrers = node.referrers.iter().map(|(kind, number)| {
        let plural = Kind::named(kind).map_or(*kind, |kind| kind.plural);
        counted(*number, &kind.replace('-', " "), plural)
    });
    let counts: Vec<String> = members.into_iter().chain(referrers).collect();
    if !counts.is_empty() {
        lines.push(Line { text: cut(&counts.join(", ")), note: String::new(), mark: Mark::Unchanged });
    }
    Label { heading, lines }
}

/// Whether a title is the identifier in another spelling: `Pull Request` and `pull_request`.
fn is_same(title: &str, identifier: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(title) == letters(identifier)
}

fn counted(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

pub(super) fn cut(text: &str) -> String {
    let text = escaped(text);
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// The sign of a mark, as in a plan.
pub(super) fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Unchanged => "",
        Mark::Added => "+ ",
        Mark::Changed => "~ ",
        Mark::Removed => "- ",
    }
}

/// The name of a mark, for style sheets.
pub(super) fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Unchanged => "unchanged",
        Mark::Added => "added",
        Mark::Changed => "changed",
        Mark::Removed => "removed",
    }
}

/// Escapes the characters that XML could read as markup.
pub(super) fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// The colours of a mark: of the outline, and of the background.
pub(super) fn colors(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Unchanged => ("#6b7280", "#f9fafb"),
        Mark::Added => ("#15803d", "#dcfce7"),
        Mark::Changed => ("#b45309", "#fef3c7"),
        Mark::Removed => ("#b91c1c", "#fee2e2"),
    }
}
