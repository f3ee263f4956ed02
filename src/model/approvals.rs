//! Approved losses of data, which are reviewed together with the changes that cause them.

use crate::ground::source::Location;
use crate::yaml::tree::Node;

/// An entry of `approvals.yml`: data that may be lost.
#[derive(Clone, Debug)]
pub struct ApprovedLoss {
    /// The address of the resource.
    pub address: String,
    /// The field that is lost, such as `schema.properties.tier`; empty for the resource itself.
    pub path: String,
    /// The last day on which the approval is valid, such as `2026-12-31`.
    pub expires: Option<String>,
    /// The place of the entry.
    pub declared: Location,
}

/// Returns the approval in an entry. The file's schema reports entries that are not valid.
pub(super) fn approval(node: Node<'_>) -> Option<ApprovedLoss> {
    let text = |field: &str| node.get(field).and_then(Node::as_str).map(str::to_owned);
    Some(ApprovedLoss {
        address: text("address")?,
        path: text("path").unwrap_or_default(),
        expires: text("expires"),
        declared: Location::new(node.tree().file(), node.span()),
    })
}
