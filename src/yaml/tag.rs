//! Tags: those of YAML's core schema are obeyed, all others refused.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::line::shortened;
use crate::yaml::scalar::{self, Scalar};
use crate::yaml::tree::NodeData;
use granit_parser::Tag;

/// What a tag makes of a scalar.
pub(super) enum Verdict {
    /// It is what it was read as.
    Keep,
    /// It is a text.
    Text,
    /// The tag is unknown, or says what the value is not.
    Refuse(Box<Fault>),
}

/// Where a tag is written; `fallback` where the parser does not know.
pub(super) fn span(node: &granit_parser::Span, fallback: Span) -> Span {
    let written = node.tag_span().and_then(|tag| tag.byte_range());
    written.map_or(fallback, |range| Span::new(range.start, range.end))
}

/// Judges the tag of a scalar that was read as `stored` from `value`, written as `raw`.
pub(super) fn of_scalar(tag: &Tag, at: Span, data: &NodeData, value: &str, raw: &str) -> Verdict {
    let Some(core) = tag.core_suffix() else {
        // `!` alone says: a text, whatever it looks like.
        return if tag.original() == "!" { Verdict::Text } else { Verdict::Refuse(Box::new(unknown(tag, at))) };
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
    let message = format!("`{}` is not what its tag `{}` says", shortened(raw), tag.original());
    let fault = Fault::new(FaultKind::UnknownTag, at, message, "does not fit the value", "remove the tag");
    Verdict::Refuse(Box::new(fault))
}

/// Judges the tag of a list or a map.
pub(super) fn of_collection(tag: &Tag, at: Span, data: &NodeData) -> Option<Fault> {
    let own = if matches!(data, NodeData::Sequence { .. }) { "seq" } else { "map" };
    (tag.original() != "!" && tag.core_suffix() != Some(own)).then(|| unknown(tag, at))
}

fn unknown(tag: &Tag, at: Span) -> Fault {
    let tag = tag.original();
    let tag = shortened(&tag);
    let message = format!("the tag `{tag}` means nothing here");
    let help = format!("remove it, or quote the value if it starts with `{tag}`");
    Fault::new(FaultKind::UnknownTag, at, message, "unknown tag", help)
}
