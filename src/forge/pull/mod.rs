//! Pull requests, which GitLab calls merge requests: one for a branch, found or created.

mod bitbucket;
mod client;
mod comment;
mod dialect;
mod github;
mod gitlab;

pub(super) use client::{PullChange, PullClient};
pub(super) use dialect::WantedPull;
