//! What a catalog at a URL needs: the user's cache folder, and the options of HTTP clients.

use std::time::Duration;

use crate::cli::env::{Settings, cache_folder};
use crate::cli::terminal::print_note;
use crate::net::Options;
use crate::ops::catalog_url::Remote;

pub(crate) fn remote(settings: &Settings) -> Remote<'_> {
    let note = |text: &str| {
        if !settings.quiet {
            print_note(text);
        }
    };
    let options = |has_copy| options(settings, has_copy);
    Remote { cache: cache_folder(), options: Box::new(options), note: Box::new(note) }
}

/// The options for a server. With a copy of what it has, it is not waited for long.
fn options(settings: &Settings, has_copy: bool) -> Result<Options, String> {
    let options = settings.options().map_err(|failure| failure.message())?;
    let (attempts, limit) = if has_copy { (1, Duration::from_secs(5)) } else { (3, Duration::from_secs(60)) };
    Ok(Options {
        attempts,
        request_timeout: options.request_timeout.min(limit),
        connect_timeout: options.connect_timeout.min(limit),
        max_wait: options.max_wait.min(Duration::from_secs(5)),
        ..options
    })
}
