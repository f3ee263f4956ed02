//! Reading blobs, which are fetched from the remote when they are needed.

use super::Bare;
use crate::forge::error::ForgeError;
use crate::forge::git::program::{GitOutput, Run};
use crate::forge::watch::Watch;
use std::collections::HashSet;

impl Bare<'_> {
    /// Returns the bytes of a blob that has been fetched.
    pub(crate) fn bytes(&self, object: &str) -> Result<Vec<u8>, ForgeError> {
        Ok(self.asked(vec!["cat-file", "blob", object], Vec::new())?.stdout)
    }

    /// Fetches the missing ones of these blobs of a commit.
    pub(crate) fn prefetch(&self, commit: &str, objects: &[&str], watch: Watch) -> Result<(), ForgeError> {
        let missing = self.missing(commit)?;
        let wanted: HashSet<&str> = objects.iter().copied().filter(|object| missing.contains(*object)).collect();
        self.fetch_blobs(&Vec::from_iter(wanted), watch)
    }

    /// Fetches blobs in one request, or each on its own if the remote does not support that.
    pub(crate) fn fetch_blobs(&self, objects: &[&str], watch: Watch) -> Result<(), ForgeError> {
        match objects {
            [] => Ok(()),
            [one] => self.fetch_objects(&[one], Vec::new(), watch),
            several => match self.fetch_objects(&["--stdin"], lines(several.iter().copied()), watch) {
                Err(ForgeError::Git { .. }) => {
                    several.iter().try_for_each(|one| self.fetch_objects(&[one], Vec::new(), watch))
                }
                fetched => fetched,
            },
        }
    }

    /// Fetches objects by their names: an argument after the remote's, or the input after `--stdin`.
    fn fetch_objects(&self, named: &[&str], input: Vec<u8>, watch: Watch) -> Result<(), ForgeError> {
        let mut args = vec!["fetch", "--quiet", "--no-progress", "--no-tags", "--no-write-fetch-head"];
        args.extend(["--filter=blob:none", "--no-auto-gc"]);
        match named {
            ["--stdin"] => args.extend(["--stdin", "origin"]),
            objects => args.extend(["origin"].iter().chain(objects)),
        }
        // The remote would otherwise omit blobs of commits that are here, although those blobs are not.
        let silent = ("GIT_CONFIG_PARAMETERS", "'fetch.negotiationAlgorithm'='noop'".into());
        let what = format!("fetching files of `{}`", self.name);
        self.with_retries(watch, || {
            let mut extra = self.git_dir();
            extra.push(silent.clone());
            let (args, input) = (args.clone(), input.clone());
            let run = Run { args, input, extra, is_remote: true, stop: Some(watch.stop) };
            self.succeeded(&what, self.program.run(run)?)
        })?;
        Ok(())
    }

    /// Returns the sizes of blobs in bytes, in the order of `objects`.
    pub(crate) fn sizes(&self, objects: &[&str]) -> Result<Vec<u64>, ForgeError> {
        let args = vec!["cat-file", "--batch-check=%(objectsize)"];
        let ran = self.asked(args, lines(objects.iter().copied()))?;
        let text = String::from_utf8_lossy(&ran.stdout).into_owned();
        let sizes: Option<Vec<u64>> = text.lines().map(|line| line.parse().ok()).collect();
        sizes.filter(|sizes| sizes.len() == objects.len()).ok_or_else(|| self.incomplete())
    }

    /// Returns the bytes of blobs, in the order of `objects`.
    pub(crate) fn read_all(&self, objects: &[&str]) -> Result<Vec<Vec<u8>>, ForgeError> {
        let args = vec!["cat-file", "--batch=%(objectsize)"];
        let ran = self.asked(args, lines(objects.iter().copied()))?;
        let mut rest = ran.stdout.as_slice();
        let mut all = Vec::with_capacity(objects.len());
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (head, after) = (&rest[..end], &rest[end + 1..]);
            let size: Option<usize> = std::str::from_utf8(head).ok().and_then(|head| head.parse().ok());
            // A line break follows each blob.
            let Some((bytes, next)) = size.and_then(|size| after.split_at_checked(size)) else { break };
            all.push(bytes.to_vec());
            rest = next.strip_prefix(b"\n").unwrap_or(next);
        }
        if all.len() == objects.len() { Ok(all) } else { Err(self.incomplete()) }
    }

    /// Returns the objects of a commit's tree that have not been fetched.
    fn missing(&self, commit: &str) -> Result<HashSet<String>, ForgeError> {
        let tree = format!("{commit}^{{tree}}");
        let ran = self.in_repository(vec!["rev-list", "--objects", "--no-object-names", "--missing=print", &tree])?;
        let text = String::from_utf8_lossy(&ran.stdout).into_owned();
        Ok(text.lines().filter_map(|line| line.strip_prefix('?')).map(str::to_owned).collect())
    }

    fn asked(&self, args: Vec<&str>, input: Vec<u8>) -> Result<GitOutput, ForgeError> {
        let what = format!("reading a file of `{}`", self.name);
        self.succeeded(&what, self.program.run(Run { args, input, extra: self.git_dir(), ..Run::default() })?)
    }

    fn incomplete(&self) -> ForgeError {
        let what = format!("reading files of `{}`", self.name);
        ForgeError::Git { what, reason: "git does not have all of them".to_owned() }
    }
}

/// Returns the input for git: one name a line.
fn lines<'n>(names: impl Iterator<Item = &'n str>) -> Vec<u8> {
    names.flat_map(|name| [name, "\n"]).collect::<String>().into_bytes()
}
