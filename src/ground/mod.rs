//! Plain values that every floor above uses: locations in text, findings, paths into bodies, similar names, escaped
//! text.

pub(crate) mod article;
pub mod checksum;
pub(crate) mod child_environment;
pub(crate) mod closest;
pub(crate) mod count;
pub(crate) mod digest;
pub(crate) mod drain;
pub(crate) mod escape;
pub(crate) mod excerpt;
pub mod finding;
pub(crate) mod fingerprint;
pub(crate) mod format_version;
pub(crate) mod git_settings;
pub(crate) mod join;
pub(crate) mod lock;
pub(crate) mod path;
pub(crate) mod secret;
pub mod shared_text;
pub mod source;
