//! What the run of an action is told of work that is done.

use crate::forge::Outcome;
use crate::ground::escape::shown;
use crate::ops::enrich::publish::Proposed;
use crate::ops::enrich::reporter::Summary;

/// The summary of an edit of the entity of this address.
pub(super) fn summary(address: &str, proposed: Option<&Proposed>) -> Summary {
    let address = shown(address);
    let Some(Proposed { published, branch }) = proposed else {
        let text = format!("`{address}` is already so: nothing had to be changed.");
        return Summary { text, label: "Already so", links: Vec::new() };
    };
    let place = published.url.clone().unwrap_or_else(|| format!("branch `{branch}`"));
    let (text, label) = match published.outcome {
        Outcome::Created => (format!("`{address}` is changed by {place}, once that is merged."), "Proposed"),
        Outcome::Updated => (format!("{place} was brought up to date with what was asked of `{address}`."), "Updated"),
        Outcome::AlreadyThere => (format!("{place} proposes just that for `{address}`."), "Already proposed"),
        Outcome::Unneeded => {
            (format!("`{address}` is already so; {place}, which asks for something else, is still open."), "Already so")
        }
    };
    Summary { text, label, links: published.url.iter().cloned().collect() }
}
