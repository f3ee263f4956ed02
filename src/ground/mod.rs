//! Plain values that every floor above may use: places in text, findings, paths into bodies, near names, harmless
//! texts.

pub mod closest;
pub mod escape;
pub mod excerpt;
pub mod finding;
pub mod fingerprint;
pub mod join;
pub mod path;

pub mod source;
