//! A session: the files of a project, checked once or, as they change, again and again.

use std::path::{Path, PathBuf};

use crate::disk::discover::{FileListing, ListedFile, absolute, listed_path};
use crate::disk::model::relative_path;
use crate::disk::names::PortFileNames;
use crate::disk::project::LevelSetting;
use crate::disk::reading::PortFileReader;
use crate::disk::repository::Repository;
use crate::disk::revision::files_at;
use crate::ground::finding::Severity;
use crate::lint::Need;
use crate::lint::Rule;
use crate::lint::engine::{Level, Levels, Lint};
use crate::lint::port::{Earlier, Provider, Refusals};
use crate::model::Catalog;
use crate::ops::catalog::of_portal;
use crate::ops::lint::baseline::OpenBaseline;
use crate::ops::lint::check::{Check, Checked, SourceTexts, TextCache, reduce_to_excerpts};
use crate::ops::lint::failure::LintError;
use crate::ops::lint::file_cache::FileCache;
use crate::ops::lint::fix::{FixedFile, fixes};
use crate::ops::lint::input::{Caching, Fix, LintInput};
use crate::ops::lint::online::refusals;
use crate::ops::lint::report::LintReport;
use crate::ops::lint::selection::Selection;
use crate::ops::workspace::{Workspace, WorkspaceError, setting};
use crate::portal::Portal;
use crate::yaml::parse::Limits;

/// The files of a project, listed and ready to be checked. Opening it reads the blueprints, the levels and the
/// baseline, and lists the files. [`Session::changed`] updates the list.
pub struct Session<'s> {
    pub(in crate::ops) workspace: Workspace<'s>,
    selection: Selection,
    names: PortFileNames,
    pub(in crate::ops) listing: FileListing,
    pub(in crate::ops) reader: PortFileReader<'s>,
    pub(super) context: Context<'s>,
    pub(super) baseline: OpenBaseline,
    online: Option<&'s dyn Portal>,
    fix: Option<Fix>,
    pub(super) cache: Option<FileCache>,
}

pub(super) struct Context<'s> {
    rules: &'s [&'static Rule],
    pub(super) catalog: Option<Catalog>,
    repository: Repository,
    levels: Levels,
    /// Whether an entity that no file defines may exist.
    allow_unlisted_targets: bool,
    provider: Provider,
    earlier: Option<Earlier>,
}

impl<'s> Session<'s> {
    /// Reads the catalog and the baseline, and lists the files.
    ///
    /// # Errors
    /// An input cannot be read.
    pub fn open(input: LintInput<'s>) -> Result<Self, LintError> {
        let workspace = input.workspace;
        let mut parts = input.catalog.load(&workspace)?;
        if let Some(portal) = input.online.filter(|_| parts.is_empty()) {
            parts.snapshot = Some(of_portal(portal, false)?);
        }
        let lacks_entities = parts.snapshot.as_ref().is_none_or(|snapshot| snapshot.entities.is_empty());
        let catalog = parts.catalog(&workspace)?;
        if catalog.is_none() && workspace.project.file.lint.require_catalog {
            return Err(LintError::CatalogRequired);
        }
        Self::open_with(input, catalog, lacks_entities)
    }

    /// Lists the files, for a catalog that is already loaded. `lacks_entities` means that it does not list those of the portal.
    pub(in crate::ops) fn open_with(
        input: LintInput<'s>,
        catalog: Option<Catalog>,
        lacks_entities: bool,
    ) -> Result<Self, LintError> {
        let workspace = input.workspace;
        let names = workspace.names()?;
        let listing = input.selection.listing(&workspace, &names)?;
        let mut reader = PortFileReader::new(workspace.here);
        let mut selection = input.selection;
        if let Some((path, text)) = &mut selection.text {
            reader.texts.insert(listed_path(workspace.here, path), std::mem::take(text));
        }
        let is_partial = input.allow_unlisted_targets || input.online.is_some() || !listing.covers_repository;
        let earlier = match input.base {
            Some(base) if catalog.is_none() => return Err(LintError::NoBlueprints(base.to_owned())),
            base => base.map(|base| earlier(base, &listing, &names, workspace.here)).transpose()?,
        };
        let context = Context {
            rules: input.rules,
            catalog,
            repository: Repository { top: listing.top.clone(), here: workspace.here.to_path_buf() },
            levels: levels(&workspace, input.levels, input.pedantic),
            allow_unlisted_targets: is_partial && lacks_entities,
            provider: provider(input.provider, &workspace)?,
            earlier,
        };
        let baseline = OpenBaseline::open(&input.baseline, &workspace)?;
        let cache = (input.caching == Caching::PerFile).then(|| FileCache::with_len(listing.files.len()));
        let (online, fix) = (input.online, input.fix);
        Ok(Self { workspace, selection, names, listing, reader, context, baseline, online, fix, cache })
    }

    /// Applies fixes, if the input asks for them, and reports. A preview of fixes reports nothing else.
    pub(crate) fn run(&mut self) -> Result<LintReport, LintError> {
        let Some(fix) = self.fix else { return self.report() };
        let before = self.reader.reads();
        let mut checked = self.checked(SourceTexts::Full, None);
        let mut fixed = fixes(&self.listing, &checked.findings, &self.context.lint(None), fix.with_unsafe);
        if fix.is_preview {
            fixed.iter_mut().for_each(FixedFile::mask_secrets);
            return Ok(LintReport { fixed, fix: Some(fix), ..LintReport::default() });
        }
        let here = self.workspace.here;
        let stand_in = self.selection.text.as_ref().map(|(path, _)| listed_path(here, path));
        let mut written = Vec::new();
        for file in fixed {
            if !file.is_current(&self.listing, &self.reader) {
                continue;
            }
            let text = &file.fixed.after.text;
            if stand_in.as_ref() == Some(&file.path) {
                self.set_text(&file.path, text.as_str());
            } else {
                self.workspace.write(&file.path, text)?;
                self.changed(&file.path);
            }
            written.push(file);
        }
        let fixed = written;
        if fixed.is_empty() {
            reduce_to_excerpts(&mut checked.findings);
        } else {
            checked = self.checked(SourceTexts::Excerpts, None);
        }
        let fixed_text = stand_in.and_then(|path| self.reader.texts.get(&path).cloned());
        Ok(LintReport { fixed, fix: Some(fix), fixed_text, ..self.finished(checked, before)? })
    }

    /// Checks the files and reports. A session that keeps its findings reads and checks only the files that changed since the
    /// last report, and then compares all files; with a portal, it always checks all of them.
    ///
    /// # Errors
    /// The baseline cannot be written, or the portal does not answer.
    pub fn report(&mut self) -> Result<LintReport, LintError> {
        let before = self.reader.reads();
        let checked = self.checked(SourceTexts::Excerpts, None);
        self.finished(checked, before)
    }

    /// Sets a text that replaces a file's, such as one that is not saved yet.
    pub fn set_text(&mut self, path: &Path, text: impl Into<Vec<u8>>) {
        self.reader.texts.insert(listed_path(self.workspace.here, path), text.into());
        self.changed(path);
    }

    /// Reads a file from the disk again, where a text was set for it.
    pub fn forget_text(&mut self, path: &Path) {
        self.reader.texts.remove(&listed_path(self.workspace.here, path));
        self.changed(path);
    }

    /// Marks a file that was created, changed or deleted, or a folder that was deleted, so that the next report checks it again.
    pub fn changed(&mut self, path: &Path) {
        let here = self.workspace.here;
        let (path, full) = (listed_path(here, path), absolute(here, path));
        let place = self.listing.position(&path);
        let exists = self.reader.texts.contains_key(&path) || full.is_file();
        let counts = || self.names.wanted(&full) || self.selection.names(here, &full);
        if let Some(cache) = &mut self.cache {
            cache.forget_text(&path);
        }
        match place {
            Ok(at) if exists => self.cache.iter_mut().for_each(|cache| cache.reset(at)),
            Ok(at) => {
                self.listing.files.remove(at);
                self.cache.iter_mut().for_each(|cache| cache.remove(at));
            }
            Err(at) if exists && counts() && !self.names.excluded(&full) => {
                let reported = self.selection.covers(here, &full);
                self.listing.files.insert(at, ListedFile { path, reported, plain: true });
                self.cache.iter_mut().for_each(|cache| cache.insert(at));
            }
            // A folder that is gone, with the files in it.
            Err(at) if !full.exists() => {
                let below = self.listing.files[at..].iter().take_while(|listed| listed.path.starts_with(&path));
                let below: Vec<PathBuf> = below.map(|listed| listed.path.clone()).collect();
                below.iter().for_each(|file| self.changed(file));
            }
            Err(_) => {}
        }
    }

    fn checked(&mut self, texts: SourceTexts, refusals: Option<&Refusals>) -> Checked {
        let lint = self.context.lint(refusals);
        let check = Check { listing: &self.listing, reader: &self.reader, lint: &lint, texts };
        match &mut self.cache {
            Some(cache) if texts == SourceTexts::Excerpts && refusals.is_none() => cache.checked(&check),
            _ => check.across(check.files(), &TextCache::default()),
        }
    }

    fn finished(&mut self, mut checked: Checked, reads_before: usize) -> Result<LintReport, LintError> {
        let Context { catalog, repository, provider, .. } = &self.context;
        if let (Some(portal), Some(catalog)) = (self.online, catalog) {
            let refusals = refusals(&self.listing, &self.reader, &checked, (repository, *provider), catalog, portal)?;
            // Again, with the portal's refusals: comments may allow these too.
            checked = self.checked(SourceTexts::Excerpts, Some(&refusals));
        }
        let all = self.selection.is_empty() && self.workspace.here == self.listing.top;
        let model = absolute(self.workspace.here, &self.workspace.project.model_folder());
        let is_in_model = |path: &&PathBuf| absolute(self.workspace.here, path).starts_with(&model);
        let in_model = self.selection.paths.iter().find(is_in_model).filter(|_| checked.files == 0).cloned();
        let compared = self.baseline.compare(checked.findings, &self.listing, all, &self.workspace)?;
        Ok(LintReport {
            findings: compared.new,
            known: compared.known,
            stale: compared.stale,
            updated_baseline: self.baseline.updated(&self.workspace),
            checked: checked.files,
            reads: self.reader.reads() - reads_before,
            foreign: checked.foreign,
            excluded: self.listing.excluded,
            missing: self.listing.missing.clone(),
            unread_folders: self.listing.unread_folders.clone(),
            fixed: Vec::new(),
            fix: None,
            fixed_text: None,
            has_catalog: self.context.catalog.is_some(),
            in_model,
        })
    }
}

/// For `sync`.
impl Session<'_> {
    pub(in crate::ops) fn repository(&self) -> &Repository {
        &self.context.repository
    }

    pub(in crate::ops) fn provider(&self) -> Provider {
        self.context.provider
    }

    pub(in crate::ops) fn catalog(&self) -> Option<&Catalog> {
        self.context.catalog.as_ref()
    }

    /// Whether a file at this absolute path would be reported on if it existed.
    pub(in crate::ops) fn would_report(&self, file: &Path) -> bool {
        self.names.wanted(file) && !self.names.excluded(file) && self.selection.covers(self.workspace.here, file)
    }
}

impl Context<'_> {
    pub(super) fn lint<'c>(&'c self, refusals: Option<&'c Refusals>) -> Lint<'c> {
        let mut lint =
            Lint::new(self.rules, self.catalog.as_ref(), &self.repository, &self.levels).with_provider(self.provider);
        if self.allow_unlisted_targets {
            lint = lint.without(Need::AllFiles);
        }
        if let Some(earlier) = &self.earlier {
            lint = lint.with_earlier(earlier);
        }
        match refusals {
            Some(refusals) => lint.with_refusals(refusals),
            None => lint,
        }
    }
}

/// Returns the entities of a revision.
fn earlier(base: &str, listing: &FileListing, names: &PortFileNames, here: &Path) -> Result<Earlier, LintError> {
    let is_ours = |path: &Path| names.wanted(path) && !names.excluded(path);
    let files = files_at(&listing.top, base, Limits::default().bytes as u64, &is_ours)?;
    let named = files.into_iter().map(|(path, bytes)| (relative_path(&listing.top.join(path), here), bytes));
    Ok(Earlier::new(base, named))
}

/// Returns the Port integration that reads the files: the input's, otherwise the project's.
fn provider(given: Option<Provider>, workspace: &Workspace<'_>) -> Result<Provider, WorkspaceError> {
    let of_project = || workspace.project.file.lint.provider.as_deref().map(Provider::named).transpose();
    match given {
        Some(provider) => Ok(provider),
        None => Ok(of_project().map_err(setting)?.unwrap_or_default()),
    }
}

/// The levels of a project, and then `over`, which take precedence.
fn levels(workspace: &Workspace<'_>, over: Vec<(String, Level)>, pedantic: bool) -> Levels {
    let level = |setting| match setting {
        LevelSetting::Error => Level::Report(Severity::Error),
        LevelSetting::Warn => Level::Report(Severity::Warning),
        LevelSetting::Allow => Level::Allow,
    };
    let rules = &workspace.project.file.lint.rules;
    let of_project = rules.iter().map(|(name, setting)| (name.clone(), level(*setting.get_ref())));
    Levels { settings: of_project.chain(over).collect(), pedantic }
}
