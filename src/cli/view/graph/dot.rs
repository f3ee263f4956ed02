//! A graph for Graphviz.

use std::io::{self, Write};

use crate::cli::view::graph::label::{Line, MAX_DETAILED, colors, cut, label, sign, xml};
use crate::ops::graph::{Graph, Mark, Node};

/// Writes a digraph.
pub(crate) fn dot(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let detailed = graph.nodes.len() <= MAX_DETAILED;
    writeln!(out, "digraph model {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=plain, fontname=\"Helvetica\", fontsize=11];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=10, color=\"#6b7280\"];")?;
    for (index, node) in graph.nodes.iter().enumerate() {
        writeln!(out, "  n{index} [label=<{}>];", table(node, detailed))?;
    }
    for edge in &graph.edges {
        let mut attributes = vec![format!("color=\"{0}\", fontcolor=\"{0}\"", colors(edge.mark).0)];
        match &edge.label {
            Some(name) => attributes.push(format!("label=<{}{}>", sign(edge.mark), xml(&cut(name)))),
            None => attributes.push("style=dashed".to_owned()),
        }
        if edge.many {
            attributes.push("arrowhead=crow".to_owned());
        }
        writeln!(out, "  n{} -> n{} [{}];", edge.from, edge.to, attributes.join(", "))?;
    }
    writeln!(out, "}}")
}

fn table(node: &Node, detailed: bool) -> String {
    let label = label(node, detailed);
    let (line, fill) = colors(node.mark);
    let style = if node.is_own { "" } else { " STYLE=\"dashed\"" };
    let rows: String = label.lines.iter().map(row).collect();
    format!(
        "<TABLE BORDER=\"1\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\" COLOR=\"{line}\" BGCOLOR=\"{fill}\"{style}>\
         <TR><TD ALIGN=\"LEFT\" COLSPAN=\"2\"><B>{}{}</B></TD></TR>{rows}</TABLE>",
        sign(node.mark),
        xml(&label.heading)
    )
}

fn row(line: &Line) -> String {
    let ink = if line.mark == Mark::Unchanged { "#374151" } else { colors(line.mark).0 };
    let text = format!("<FONT COLOR=\"{ink}\">{}{}</FONT>", sign(line.mark), xml(&line.text));
    match line.note.as_str() {
        "" => format!("<TR><TD ALIGN=\"LEFT\" COLSPAN=\"2\">{text}</TD></TR>"),
        note => format!(
            "<TR><TD ALIGN=\"LEFT\">{text}</TD><TD ALIGN=\"LEFT\"><FONT COLOR=\"#6b7280\">{}</FONT></TD></TR>",
            xml(note)
        ),
    }
}
