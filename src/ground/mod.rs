//! Plain values that every floor above uses: locations in text, findings, paths into bodies, similar names, escaped
//! text.

pub mod closest;
pub mod escape;
pub mod excerpt;
pub mod finding;
pub mod fingerprint;
pub mod join;
pub mod path;

pub mod source;
