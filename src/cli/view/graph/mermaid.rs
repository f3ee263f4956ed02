//! A graph for Mermaid, which GitHub, GitLab and Port's pages draw.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::cli::view::graph::label::{MAX_DETAILED, class, colors, cut, label, sign};
use crate::ops::graph::{Graph, Mark};

/// Writes a flowchart.
pub(crate) fn mermaid(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let detailed = graph.nodes.len() <= MAX_DETAILED;
    writeln!(out, "flowchart LR")?;
    for (index, node) in graph.nodes.iter().enumerate() {
        let label = label(node, detailed);
        let heading = format!("<b>{}{}</b>", sign(node.mark), quoted(&label.heading));
        let lines = label.lines.iter().map(|line| match line.note.as_str() {
            "" => format!("{}{}", sign(line.mark), quoted(&line.text)),
            note => format!("{}{}: {}", sign(line.mark), quoted(&line.text), quoted(note)),
        });
        let text: Vec<String> = std::iter::once(heading).chain(lines).collect();
        let class = if node.is_own { class(node.mark) } else { "external" };
        writeln!(out, "  n{index}[\"{}\"]:::{class}", text.join("<br/>"))?;
    }
    for edge in &graph.edges {
        let arrow = if edge.label.is_some() { "-->" } else { "-.->" };
        let text = edge.label.as_ref().map(|name| {
            let many = if edge.many { " (many)" } else { "" };
            format!("|\"{}{}{many}\"|", sign(edge.mark), quoted(&cut(name)))
        });
        writeln!(out, "  n{} {arrow}{} n{}", edge.from, text.unwrap_or_default(), edge.to)?;
    }
    let used: BTreeSet<Mark> = graph.nodes.iter().filter(|node| node.is_own).map(|node| node.mark).collect();
    for mark in used {
        let (line, fill) = colors(mark);
        writeln!(out, "  classDef {} stroke:{line},fill:{fill},color:#111827,text-align:left", class(mark))?;
    }
    if graph.nodes.iter().any(|node| !node.is_own) {
        writeln!(out, "  classDef external stroke:#6b7280,fill:#ffffff,color:#111827,stroke-dasharray:4")?;
    }
    for mark in [Mark::Added, Mark::Changed, Mark::Removed] {
        let of_mark = graph.edges.iter().enumerate().filter(|(_, edge)| edge.mark == mark);
        let indices: Vec<String> = of_mark.map(|(nth, _)| nth.to_string()).collect();
        if !indices.is_empty() {
            writeln!(out, "  linkStyle {} stroke:{}", indices.join(","), colors(mark).0)?;
        }
    }
    Ok(())
}

/// Escapes every character that Mermaid or HTML could read as markup, in Mermaid's notation.
fn quoted(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut quoted, c| {
        if c.is_ascii_punctuation() && !"_-.,:()/$".contains(c) {
            quoted += &format!("#{};", u32::from(c));
        } else {
            quoted.push(c);
        }
        quoted
    })
}
