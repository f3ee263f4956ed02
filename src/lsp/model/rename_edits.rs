//! The edits that replace a name.

use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};

use serde_json::json;

use crate::disk::discover::absolute;
use crate::ground::source::{Location, Span};
use crate::lsp::failure::RequestFailure;
use crate::lsp::port;
use crate::lsp::text::unquoted;

/// The edits of files, by path.
pub(crate) type FileEdits = BTreeMap<PathBuf, Vec<(Span, String)>>;

/// The edits that replace a name.
pub(super) struct Edits<'e> {
    /// The folder that names of files start from.
    pub here: &'e FilePath,
    pub from: &'e str,
    pub to: &'e str,
    pub files: FileEdits,
    /// The additions before a byte of a file.
    pub added: FileEdits,
}

impl Edits<'_> {
    fn path(&self, name: &str) -> PathBuf {
        absolute(self.here, FilePath::new(name))
    }

    /// Replaces the name at a place. A place that is there already is replaced once.
    pub(super) fn replace(&mut self, place: &Location) -> Result<(), RequestFailure> {
        let span = unquoted(&place.file.text, place.span);
        // A variable, an alias or an escaped text is written in another way.
        if place.file.slice(span) != self.from {
            let message = format!("`{place}` names `{}` in another form; change it by hand first", self.from);
            return Err(RequestFailure::refused(message));
        }
        let text = &place.file.text;
        let (before, after) = (text[..span.start as usize].chars().last(), text[span.end as usize..].chars().next());
        // Within a text, or in quotes, it is never read as anything else.
        let is_part = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !"[]{},:".contains(c));
        let is_whole = !is_part(before) && !is_part(after);
        let new = if is_whole { port::written(&json!(self.to)) } else { self.to.to_owned() };
        let of_file = self.files.entry(self.path(&place.file.name)).or_default();
        if !of_file.iter().any(|(known, _)| *known == span) {
            of_file.push((span, new));
        }
        Ok(())
    }

    /// Whether the name at a place is replaced.
    pub(super) fn replaces(&self, place: &Location) -> bool {
        let span = unquoted(&place.file.text, place.span);
        let of_file = self.files.get(&self.path(&place.file.name));
        of_file.is_some_and(|edits| edits.iter().any(|(known, _)| *known == span))
    }

    /// Adds a text to a file, once.
    pub(super) fn add(&mut self, name: &str, edit: (Span, String)) {
        let of_file = self.added.entry(self.path(name)).or_default();
        if !of_file.contains(&edit) {
            of_file.push(edit);
        }
    }

    /// The texts of the files after all edits. `text` returns a text before them.
    pub(super) fn texts(files: &FileEdits, text: impl Fn(&FilePath) -> Option<String>) -> BTreeMap<PathBuf, String> {
        let edited = |(path, edits): (&PathBuf, &Vec<(Span, String)>)| {
            let mut text = text(path)?;
            let mut edits: Vec<&(Span, String)> = edits.iter().collect();
            edits.sort_by_key(|(span, _)| *span);
            edits.iter().rev().for_each(|(span, new)| text.replace_range(span.range(), new));
            Some((path.clone(), text))
        };
        files.iter().filter_map(edited).collect()
    }

    /// All edits. Additions come first, so that an addition at the start of a replaced name is before it.
    pub(super) fn all(self) -> FileEdits {
        let mut all = self.added;
        for (path, edits) in self.files {
            all.entry(path).or_default().extend(edits);
        }
        all
    }
}
