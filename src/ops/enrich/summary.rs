//! The summary of work that is done, for the run's page.

use crate::forge::Outcome;
use crate::ground::escape::escaped;
use crate::ops::enrich::publish::Proposed;
use crate::ops::enrich::reporter::Summary;

pub(super) fn summary(address: &str, proposed: Option<&Proposed>) -> Summary {
    let address = escaped(address);
    let Some(Proposed { published, branch }) = proposed else {
        let text = format!("`{address}` is already up to date.");
        return Summary { text, label: "Already up to date", links: Vec::new() };
    };
    let place = published.url.clone().unwrap_or_else(|| format!("branch `{branch}`"));
    let (text, label) = match published.outcome {
        Outcome::Created => (format!("{place} changes `{address}` once it is merged."), "Proposed"),
        Outcome::Updated => (format!("{place} was updated with the new values of `{address}`."), "Updated"),
        Outcome::AlreadyThere => {
            (format!("{place} already proposes these values for `{address}`."), "Already proposed")
        }
        Outcome::Unneeded => (
            format!("`{address}` is already up to date; {place}, which proposes other values, is still open."),
            "Already up to date",
        ),
    };
    Summary { text, label, links: published.url.iter().cloned().collect() }
}
