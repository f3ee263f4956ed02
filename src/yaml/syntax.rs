//! The parser's refusals in words that say what to type.

use crate::ground::source::Span;
use crate::yaml::fault::{Fault, FaultKind};
use granit_parser::ScanError;

pub(super) fn too_deep(at: Span, depth: usize) -> Fault {
    let message = format!("lists and maps are nested deeper than {depth}");
    Fault::new(FaultKind::TooDeep, at, message, "one level too many", "nest less deeply")
}

pub(super) fn fault(text: &str, error: &ScanError, depth: usize) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    match error.kind() {
        granit_parser::ErrorKind::RecursionLimitExceeded => too_deep(Span::new(at, at), depth),
        _ => Fault::new(FaultKind::Syntax, Span::new(at, at), error.info(), "", ""),
    }
}
