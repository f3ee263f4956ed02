//! Pull requests, which GitLab calls merge requests: one for a branch, found or created.

mod bitbucket;
mod desk;
mod dialect;
mod github;
mod gitlab;

pub(super) use desk::{Desk, PullIs};
pub(super) use dialect::Wanted;
