//! A model as a picture.

mod dot;
mod html;
mod label;
mod layout;
mod mermaid;
mod svg;

pub(crate) use dot::dot;
pub(crate) use html::html;
pub(crate) use mermaid::mermaid;
pub(crate) use svg::svg;

#[cfg(test)]
mod tests;
