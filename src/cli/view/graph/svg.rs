//! A graph as an SVG picture, without scripts, and without fonts or files from elsewhere.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::cli::view::graph::label::{Label, MAX_DETAILED, class, cut, label, sign, xml};
use crate::cli::view::graph::layout::{Size, layout};
use crate::ops::graph::{Edge, Graph, Mark, Node};

/// The width of a character in each of the picture's fonts.
const CHARACTER: f64 = 7.25;
const LINE: f64 = 18.0;
const PADDING: f64 = 10.0;
/// The space between the name and the type of a member.
const COLUMN: f64 = 16.0;
/// The height of the legend.
const LEGEND: f64 = 28.0;

/// Literal colours, because some programs that show SVG do not support variables. For readers with a dark theme, dark colours.
const STYLE: &str = "\
svg { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; background: #ffffff; }
text { fill: #111827; } .heading { font-weight: bold; } .note { fill: #6b7280; }
rect { fill: #f9fafb; stroke: #9ca3af; } path { fill: none; stroke: #9ca3af; } line { stroke: #9ca3af; }
.head { fill: #9ca3af; stroke: none; }
.name { fill: #6b7280; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
.dashed rect, .dashed > path { stroke-dasharray: 4; }
.added > rect { fill: #dcfce7; stroke: #15803d; } .added > path { stroke: #15803d; }
.changed > rect { fill: #fef3c7; stroke: #b45309; } .changed > path { stroke: #b45309; }
.removed > rect { fill: #fee2e2; stroke: #b91c1c; } .removed > path { stroke: #b91c1c; }
text.added, .added > .name, .added > .head { fill: #15803d; }
text.changed, .changed > .name, .changed > .head { fill: #b45309; }
text.removed, .removed > .name, .removed > .head { fill: #b91c1c; }
.added > .head, .changed > .head, .removed > .head { stroke: none; }
@media (prefers-color-scheme: dark) {
svg { background: #0f172a; } text { fill: #e5e7eb; } .note, .name { fill: #9ca3af; } .name { stroke: #0f172a; }
rect { fill: #1e293b; stroke: #64748b; } path, line { stroke: #64748b; } .head { fill: #64748b; }
.added > rect { fill: #14331f; } .changed > rect { fill: #3b2f11; } .removed > rect { fill: #3f1d1d; }
text.added, .added > .name, .added > .head { fill: #4ade80; }
text.changed, .changed > .name, .changed > .head { fill: #fbbf24; }
text.removed, .removed > .name, .removed > .head { fill: #f87171; }
}
";

/// Writes the picture.
pub(crate) fn svg(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(picture(graph).as_bytes())
}

/// Returns the picture as a text.
pub(super) fn picture(graph: &Graph) -> String {
    let detailed = graph.nodes.len() <= MAX_DETAILED;
    let labels: Vec<Label> = graph.nodes.iter().map(|node| label(node, detailed)).collect();
    let boxes: Vec<Size> = graph.nodes.iter().zip(&labels).map(|(node, label)| size(node, label)).collect();
    let is_named = |edge: &Edge| edge.label.is_some() && (detailed || edge.mark != Mark::Unchanged);
    let name = |edge: &Edge| if is_named(edge) { (width(&edge_text(edge)) + 4.0, LINE) } else { (0.0, 0.0) };
    let names: Vec<Size> = graph.edges.iter().map(name).collect();
    let layout = layout(graph, &boxes, &names);
    let (wide, legend) = (layout.size.0.max(320.0), if graph.has_marks { LEGEND } else { 0.0 });
    let high = layout.size.1 + legend;
    // The legend is above the picture.
    let top = -legend;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 {top:.0} {wide:.0} {high:.0}\" width=\"{wide:.0}\" \
         height=\"{high:.0}\" role=\"img\" aria-label=\"Data model\">\n<style>{STYLE}</style>\n<g id=\"edges\">\n"
    );
    for (nth, edge) in graph.edges.iter().enumerate() {
        text += &drawn_edge(edge, &layout.lines[nth], is_named(edge).then_some(layout.labels[nth]));
    }
    text += "</g>\n<g id=\"nodes\">\n";
    for (nth, (node, label)) in graph.nodes.iter().zip(&labels).enumerate() {
        text += &drawn_node(nth, node, label, layout.corners[nth], boxes[nth]);
    }
    text += "</g>\n";
    if graph.has_marks {
        text += &drawn_legend();
    }
    text + "</svg>\n"
}

/// Returns the width of a text. Characters of East Asian scripts and most emoji are twice as wide as others.
fn width(text: &str) -> f64 {
    let is_wide = |c: char| matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f300..=0x1faff | 0x20000..=0x3fffd);
    text.chars().map(|c| if is_wide(c) { 2.0 } else { 1.0 }).sum::<f64>() * CHARACTER
}

/// The widths of the names and of the types of a node's members.
fn columns(label: &Label) -> (f64, f64) {
    let with_note = || label.lines.iter().filter(|line| !line.note.is_empty());
    let widest = |widths: &mut dyn Iterator<Item = f64>| widths.fold(0.0, f64::max);
    let names = widest(&mut with_note().map(|line| width(sign(line.mark)) + width(&line.text)));
    (names, widest(&mut with_note().map(|line| width(&line.note))))
}

fn size(node: &Node, label: &Label) -> Size {
    let (names, notes) = columns(label);
    let members = if notes > 0.0 { names + COLUMN + notes } else { names };
    let alone = label.lines.iter().filter(|line| line.note.is_empty()).map(|line| width(&line.text));
    let heading = width(sign(node.mark)) + width(&label.heading);
    let widest = alone.fold(heading.max(members), f64::max);
    let lines = label.lines.len() as f64;
    (widest + 2.0 * PADDING, LINE * (1.0 + lines) + PADDING + if label.lines.is_empty() { 0.0 } else { 6.0 })
}

fn drawn_node(nth: usize, node: &Node, label: &Label, (x, y): (f64, f64), (wide, high): Size) -> String {
    let dashed = if node.is_own { "" } else { " dashed" };
    let address = xml(&crate::ground::escape::escaped(&node.key.to_string()));
    let mut text =
        format!("<g class=\"node {}{dashed}\" data-node=\"{nth}\"><title>{address}</title>", class(node.mark));
    let _ = write!(text, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"6\"/>");
    let left = x + PADDING;
    let mut line = y + PADDING / 2.0 + 13.0;
    let mut put = |x: f64, y: f64, class: &str, words: &str| {
        let _ = write!(
            text,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\" xml:space=\"preserve\">{}</text>",
            xml(words)
        );
    };
    put(left, line, "heading", &format!("{}{}", sign(node.mark), label.heading));
    let (names, _) = columns(label);
    line += 6.0;
    for member in &label.lines {
        line += LINE;
        let ink = match member.mark {
            Mark::Unchanged if member.note.is_empty() => "note",
            mark => class(mark),
        };
        put(left, line, ink, &format!("{}{}", sign(member.mark), member.text));
        if !member.note.is_empty() {
            put(left + names + COLUMN, line, "note", &member.note);
        }
    }
    if !label.lines.is_empty() {
        let at = y + PADDING / 2.0 + LINE + 1.0;
        let _ = write!(text, "<line x1=\"{x:.1}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>", x + wide);
    }
    text + "</g>\n"
}

fn edge_text(edge: &Edge) -> String {
    let many = if edge.many { " (many)" } else { "" };
    format!("{}{}{many}", sign(edge.mark), cut(edge.label.as_deref().unwrap_or_default()))
}

/// Returns a line, with its name beside it or only as a tooltip.
fn drawn_edge(edge: &Edge, points: &[(f64, f64)], name: Option<(f64, f64)>) -> String {
    let Some((start, rest)) = points.split_first() else { return String::new() };
    let dashed = if edge.label.is_some() { "" } else { " dashed" };
    let mut text = format!(
        "<g class=\"edge {}{dashed}\" data-from=\"{}\" data-to=\"{}\"><title>{}</title><path d=\"M{:.1} {:.1}",
        class(edge.mark),
        edge.from,
        edge.to,
        xml(&edge_text(edge)),
        start.0,
        start.1
    );
    // A smooth line through the middles between the points, which are its control points.
    for (nth, point) in rest.iter().enumerate() {
        let _ = match rest.get(nth + 1) {
            Some(next) if nth + 2 == rest.len() => {
                write!(text, "Q{:.1} {:.1} {:.1} {:.1}", point.0, point.1, next.0, next.1)
            }
            Some(next) => write!(
                text,
                "Q{:.1} {:.1} {:.1} {:.1}",
                point.0,
                point.1,
                (point.0 + next.0) / 2.0,
                (point.1 + next.1) / 2.0
            ),
            None if rest.len() == 1 => write!(text, "L{:.1} {:.1}", point.0, point.1),
            None => Ok(()),
        };
    }
    text += "\"/>";
    if let [.., before, end] = points {
        text += &arrow_head(*before, *end);
    }
    if let Some((x, y)) = name {
        let _ = write!(
            text,
            "<text class=\"name\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            y + 4.0,
            xml(&edge_text(edge))
        );
    }
    text + "</g>\n"
}

fn arrow_head(before: (f64, f64), end: (f64, f64)) -> String {
    let (dx, dy) = (end.0 - before.0, end.1 - before.1);
    let length = dx.hypot(dy).max(f64::EPSILON);
    let (dx, dy) = (dx / length * 8.0, dy / length * 8.0);
    let (x, y) = (end.0 - dx, end.1 - dy);
    format!(
        "<path class=\"head\" d=\"M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z\"/>",
        end.0,
        end.1,
        x - dy / 2.0,
        y + dx / 2.0,
        x + dy / 2.0,
        y - dx / 2.0
    )
}

fn drawn_legend() -> String {
    let mut text = "<g id=\"legend\">".to_owned();
    let mut x = 32.0;
    for (mark, words) in [(Mark::Added, "+ created"), (Mark::Changed, "~ changed"), (Mark::Removed, "- deleted")] {
        let _ = write!(text, "<text x=\"{x:.0}\" y=\"0\" class=\"{}\">{words}</text>", class(mark));
        x += width(words) + 20.0;
    }
    text + "</g>\n"
}
