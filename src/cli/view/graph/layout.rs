//! Where the boxes and lines of a picture are.

use std::collections::BTreeMap;

use dagre::graph::{Graph as Dagre, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

use crate::ops::graph::Graph;

/// The width of a box, and its height.
pub(super) type Size = (f64, f64);
/// From the left and from the top.
pub(super) type Point = (f64, f64);

/// The upper left corner of each box, and the points of each edge.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub corners: Vec<Point>,
    pub lines: Vec<Vec<Point>>,
    /// The middle of each edge's label.
    pub labels: Vec<Point>,
    pub size: Size,
}

/// The space around parts of the picture that are not connected, and around all of it.
const GAP: f64 = 32.0;

/// Lays out boxes of these sizes, and labels of these widths on the edges. Parts that are not connected are placed in rows, so
/// that the picture has about the proportions of a screen.
pub(super) fn layout(graph: &Graph, boxes: &[Size], labels: &[Size]) -> Layout {
    let parts: Vec<Part> = components(graph).into_iter().map(|nodes| part(graph, &nodes, boxes, labels)).collect();
    let area: f64 = parts.iter().map(|part| (part.size.0 + GAP) * (part.size.1 + GAP)).sum();
    let widest = parts.iter().map(|part| part.size.0).fold(0.0, f64::max);
    let limit = (area * 1.6).sqrt().max(widest);
    let mut layout = Layout {
        corners: vec![(0.0, 0.0); boxes.len()],
        lines: vec![Vec::new(); graph.edges.len()],
        labels: vec![(0.0, 0.0); graph.edges.len()],
        size: (0.0, 0.0),
    };
    let (mut x, mut y, mut row) = (GAP, GAP, 0.0_f64);
    for part in parts {
        // A small part beside a tall one would only make the picture wider.
        if x > GAP && (x + part.size.0 > limit + GAP || row > 3.0 * part.size.1) {
            (x, y, row) = (GAP, y + row + GAP, 0.0);
        }
        let moved = |(left, top): Point| (left + x, top + y);
        part.corners.into_iter().for_each(|(node, corner)| layout.corners[node] = moved(corner));
        for (edge, points, label) in part.lines {
            layout.lines[edge] = points.into_iter().map(moved).collect();
            layout.labels[edge] = moved(label);
        }
        row = row.max(part.size.1);
        layout.size = (layout.size.0.max(x + part.size.0 + GAP), layout.size.1.max(y + part.size.1 + GAP));
        x += part.size.0 + GAP;
    }
    layout
}

/// A connected part of a graph, laid out on its own.
struct Part {
    corners: Vec<(usize, Point)>,
    lines: Vec<(usize, Vec<Point>, Point)>,
    size: Size,
}

/// Returns the nodes of each connected part, the largest part first.
fn components(graph: &Graph) -> Vec<Vec<usize>> {
    let mut part_of: Vec<usize> = (0..graph.nodes.len()).collect();
    fn root(part_of: &mut [usize], mut node: usize) -> usize {
        while part_of[node] != node {
            part_of[node] = part_of[part_of[node]];
            node = part_of[node];
        }
        node
    }
    for edge in &graph.edges {
        let (from, to) = (root(&mut part_of, edge.from), root(&mut part_of, edge.to));
        part_of[from.max(to)] = from.min(to);
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in 0..graph.nodes.len() {
        parts.entry(root(&mut part_of, node)).or_default().push(node);
    }
    let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
    parts.sort_by_key(|nodes| std::cmp::Reverse(nodes.len()));
    parts
}

fn part(graph: &Graph, nodes: &[usize], boxes: &[Size], labels: &[Size]) -> Part {
    if let [node] = nodes
        && graph.edges.iter().all(|edge| edge.from != *node)
    {
        return Part { corners: vec![(*node, (0.0, 0.0))], lines: Vec::new(), size: boxes[*node] };
    }
    let mut dagre = Dagre::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    for node in nodes {
        let (width, height) = boxes[*node];
        dagre.set_node(node.to_string(), Some(NodeLabel { width, height, ..NodeLabel::default() }));
    }
    let own = || graph.edges.iter().enumerate().filter(|(_, edge)| nodes.binary_search(&edge.from).is_ok());
    for (nth, edge) in own() {
        let (width, height) = labels[nth];
        let label = EdgeLabel { width, height, labelpos: LabelPos::Center, ..EdgeLabel::default() };
        let name = nth.to_string();
        dagre.set_edge(edge.from.to_string(), edge.to.to_string(), Some(label), Some(&name));
    }
    let options =
        LayoutOptions { rankdir: RankDir::LR, nodesep: 24.0, edgesep: 12.0, ranksep: 36.0, ..LayoutOptions::default() };
    dagre::layout(&mut dagre, Some(options));
    let mut part = Part { corners: Vec::new(), lines: Vec::new(), size: (0.0, 0.0) };
    let mut reach = |x: f64, y: f64| part.size = (part.size.0.max(x), part.size.1.max(y));
    for node in nodes {
        let Some(placed) = dagre.node(&node.to_string()) else { continue };
        let (width, height) = boxes[*node];
        let (x, y) = (placed.x.unwrap_or_default() - width / 2.0, placed.y.unwrap_or_default() - height / 2.0);
        reach(x + width, y + height);
        part.corners.push((*node, (x, y)));
    }
    for (nth, edge) in own() {
        let name = nth.to_string();
        let Some(placed) = dagre.edge(&edge.from.to_string(), &edge.to.to_string(), Some(&name)) else { continue };
        let points: Vec<Point> = placed.points.iter().map(|point| (point.x, point.y)).collect();
        let label = (placed.x.unwrap_or_default(), placed.y.unwrap_or_default());
        reach(label.0 + labels[nth].0 / 2.0, label.1 + labels[nth].1 / 2.0);
        points.iter().for_each(|(x, y)| reach(*x, *y));
        part.lines.push((nth, points, label));
    }
    part
}
