//! A graph as a page that works without a network: the picture can be moved, zoomed and searched.

use std::io::{self, Write};

use crate::cli::view::graph::svg::picture;
use crate::ops::graph::Graph;

/// Writes the page.
pub(crate) fn html(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = PAGE.split_once("{{picture}}").expect("the page has a place for the picture");
    out.write_all(before.as_bytes())?;
    out.write_all(picture(graph).as_bytes())?;
    out.write_all(after.as_bytes())
}

const PAGE: &str = include_str!("page.html");
