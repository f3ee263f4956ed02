//! Settings from flags, the environment and `portwright.toml`. Nothing else reads the environment.

mod arguments;
mod cache;
mod ci;
mod editor;
mod forge;
mod hangup;
mod payload;
mod proxies;
mod pull_request;
mod read;
mod runner;
mod settings;
mod shell;
mod variables;
mod withheld;

pub(crate) use arguments::Arguments;
pub(crate) use cache::cache_folder;
pub(crate) use ci::pipeline;
pub(crate) use forge::{forge_token, inherited};
pub(crate) use hangup::is_hangup_ignored;
pub(crate) use payload::payload;
pub(crate) use pull_request::{PullRequest, summary_file};
pub(crate) use runner::in_github_actions;
pub(crate) use settings::Settings;
pub(crate) use shell::completing_shell;
pub(crate) use withheld::withhold_secrets;
