//! Tags: those of YAML's core schema are applied, all others are rejected.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::line::shortened;
use crate::yaml::scalar::{self, Scalar};
use crate::yaml::tree::NodeData;
use granit_parser::Tag;

pub(super) enum Verdict {
    Keep,
    /// The tag makes the value a string.
    Text,
    Reject(Box<Fault>),
}

/// Returns the span of a tag, or `fallback` if the parser does not provide it.
pub(super) fn span(node: &granit_parser::Span, fallback: Span) -> Span {
    let written = node.tag_span().and_then(|tag| tag.byte_range());
    written.map_or(fallback, |range| Span::new(range.start, range.end))
}

/// Checks the tag of a scalar that was parsed from `value` to `data` and is written as `raw`.
pub(super) fn check_scalar(tag: &Tag, at: Span, data: &NodeData, value: &str, raw: &str) -> Verdict {
    let Some(core) = tag.core_suffix() else {
        // `!` alone makes it a string, whatever it looks like.
        return if tag.original() == "!" { Verdict::Text } else { Verdict::Reject(Box::new(unknown(tag, at))) };
    };
    let fits = match core {
        "str" => return Verdict::Text,
        "null" => matches!(data, NodeData::Null) || scalar::resolve(value) == Scalar::Null,
        "bool" => matches!(data, NodeData::Bool(_)),
        "int" => matches!(data, NodeData::Number(number) if !number.is_f64()),
        "float" => matches!(data, NodeData::Number(_)),
        _ => false,
    };
    if fits {
        return Verdict::Keep;
    }
    let message = format!("`{}` does not match its tag `{}`", shortened(raw), tag.original());
    let fault = Fault::new(FaultKind::UnknownTag, at, message, "does not match the value", "remove the tag");
    Verdict::Reject(Box::new(fault))
}

pub(super) fn check_collection(tag: &Tag, at: Span, data: &NodeData) -> Option<Fault> {
    let own = if matches!(data, NodeData::Sequence { .. }) { "seq" } else { "map" };
    (tag.original() != "!" && tag.core_suffix() != Some(own)).then(|| unknown(tag, at))
}

fn unknown(tag: &Tag, at: Span) -> Fault {
    let tag = tag.original();
    let tag = shortened(&tag);
    let message = format!("unknown tag `{tag}`");
    let help = format!("remove the tag, or quote the value if it starts with a literal `{tag}`");
    Fault::new(FaultKind::UnknownTag, at, message, "not supported", help)
}
