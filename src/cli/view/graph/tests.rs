//! Pictures are safe, complete and readable.

use super::label::label;
use super::*;
use crate::kind::blueprint;
use crate::kind::{Key, action};
use crate::ops::graph::{Edge, Graph, Mark, Member, Node};

fn node(identifier: &str, mark: Mark) -> Node {
    Node {
        key: Key::new(&blueprint::KIND, identifier),
        title: None,
        mark,
        is_own: true,
        members: Vec::new(),
        referrers: Default::default(),
    }
}

fn texts(graph: &Graph) -> Vec<String> {
    [mermaid, dot, svg, html]
        .into_iter()
        .map(|draw| {
            let mut out = Vec::new();
            draw(graph, &mut out).expect("writing to a vector never fails");
            String::from_utf8(out).expect("UTF-8")
        })
        .collect()
}

#[test]
fn no_text_of_a_model_becomes_markup() {
    let hostile = "\"]<script>alert(1)</script>\u{1b}[2J\u{202e} -->|x| end";
    let mut one = node(hostile, Mark::Changed);
    one.title = Some(hostile.to_owned());
    one.members = vec![Member { name: hostile.to_owned(), value_type: hostile.to_owned(), mark: Mark::Added }];
    let edge = Edge { from: 0, to: 0, label: Some(hostile.to_owned()), many: true, mark: Mark::Added };
    let graph = Graph { nodes: vec![one], edges: vec![edge], has_marks: true };
    for text in texts(&graph) {
        assert!(!text.contains("<script>alert") && !text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
    let [mermaid, ..] = &texts(&graph)[..] else { panic!("four pictures") };
    assert!(!mermaid.contains("\"]<") && !mermaid.contains("|x|"), "{mermaid}");
}

#[test]
fn every_node_and_edge_is_in_every_picture_and_boxes_do_not_overlap() {
    for number in [1, 5, 30, 100] {
        let nodes: Vec<Node> = (0..number).map(|nth| node(&format!("blueprint_{nth}"), Mark::Unchanged)).collect();
        let relation = |from: usize, to: usize| Edge {
            from,
            to,
            label: Some(format!("relation_{from}_{to}")),
            many: false,
            mark: Mark::Unchanged,
        };
        let mut edges: Vec<Edge> = (1..number).filter(|nth| nth % 7 != 0).map(|nth| relation(nth, nth / 3)).collect();
        edges.push(relation(0, 0));
        let graph = Graph { nodes, edges, has_marks: false };
        for text in texts(&graph) {
            for node in &graph.nodes {
                assert!(text.contains(&node.key.identifier), "{number}: {}", node.key);
            }
            for edge in &graph.edges {
                assert!(text.contains(edge.label.as_ref().unwrap()), "{number}: {edge:?}");
            }
        }
        let sizes = vec![(120.0, 30.0); number];
        let placed = layout::layout(&graph, &sizes, &vec![(90.0, 18.0); graph.edges.len()]);
        for (nth, (x, y)) in placed.corners.iter().enumerate() {
            assert!(*x >= 0.0 && *y >= 0.0 && x + 120.0 <= placed.size.0 && y + 30.0 <= placed.size.1, "{nth}");
            let overlaps = |(a, b): &(f64, f64)| (a - x).abs() < 119.0 && (b - y).abs() < 29.0;
            assert!(!placed.corners[..nth].iter().any(overlaps), "{number}: box {nth} overlaps another");
        }
    }
}

#[test]
fn a_large_picture_names_only_what_changed() {
    let mut nodes: Vec<Node> = (0..20).map(|nth| node(&format!("b{nth}"), Mark::Unchanged)).collect();
    let member = |name: &str, mark| Member { name: name.to_owned(), value_type: "string".to_owned(), mark };
    nodes[0].mark = Mark::Changed;
    nodes[0].members = vec![member("tier", Mark::Removed), member("url", Mark::Unchanged)];
    nodes[0].referrers.insert(action::KIND.name, 2);
    let shown = label(&nodes[0], false);
    let lines: Vec<&str> = shown.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(lines, ["tier", "1 property, 2 actions"]);
    assert_eq!(label(&nodes[0], true).lines.len(), 3);
}
