//! A complete export: reads the portal and the model, drafts the files, checks them, and writes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ground::path::Path;
use crate::kind::{KINDS, Key, Kind};
use crate::model::{Bodies, Model, Variable, Variables};
use crate::ops::content::{PortalContent, Progress};
use crate::ops::export::draft::{ExportedFile, LeftOut, NewFiles, ProjectFolders, with_files};
use crate::ops::export::edited_files::edited_files;
use crate::ops::export::report::{ExportError, ExportReport, NewVariable};
use crate::ops::export::verify::unfaithful;
use crate::ops::export::write::write;
use crate::ops::selection::Selection;
use crate::ops::validate::check;
use crate::ops::workspace::Workspace;
use crate::plan::export::{Fields, KeptVariables, SecretVariables, with_fields, with_portal_values};
use crate::plan::mask::redact;
use crate::plan::normalize::file_form;
use crate::plan::{Action, Inputs, bodies_after, build};
use crate::portal::Portal;

/// What to export, and where to.
#[derive(Clone, Copy)]
pub struct ExportInput<'e> {
    /// The project.
    pub workspace: Workspace<'e>,
    /// The portal, which is only read.
    pub portal: &'e dyn Portal,
    /// Addresses, kinds and patterns; all resources if there are none.
    pub selected: &'e [String],
    /// The addresses of resources to export as an addition to what something else made.
    pub as_extension: &'e [String],
    /// Whether to export what Port made itself, too.
    pub all: bool,
    /// Whether to write nothing.
    pub dry: bool,
}

impl ExportInput<'_> {
    /// Exports the selected resources. After an error, each file is either complete or unchanged.
    ///
    /// # Errors
    /// A model that cannot be read, a portal that does not answer, or an argument that selects nothing.
    pub fn run(&self, progress: Progress<'_>) -> Result<ExportReport, ExportError> {
        let selection = Selection::of(self.selected);
        let model = self.model()?;
        let (content, keys) = self.read(&selection, &model, progress)?;
        self.export(&selection, model, &content, &keys, None)
    }

    /// Exports the selected resources as a plan has read them. Those that files declare have fields, and only these are
    /// written: what the files state beside them stays.
    pub(in crate::ops) fn accept(
        &self,
        fields: &Fields,
        mut content: PortalContent,
    ) -> Result<ExportReport, ExportError> {
        let selection = Selection::of(self.selected);
        let model = self.model()?;
        let keys: Vec<Key> = content.live.keys().filter(|key| selection.has(key)).cloned().collect();
        content.complete_planned(&keys, self.portal)?;
        content.read_own_parts(&keys.iter().filter(|key| !fields.contains_key(key)).collect(), self.portal)?;
        self.export(&selection, model, &content, &keys, Some(fields))
    }

    fn export(
        &self,
        selection: &Selection,
        mut model: Model,
        content: &PortalContent,
        keys: &[Key],
        accepted: Option<&Fields>,
    ) -> Result<ExportReport, ExportError> {
        let variables = with_portal_values(&model, &content.live, self.workspace.variables);
        if !model.files.is_empty() {
            model = with_files(&model, &[], &variables);
        }
        let as_extension = self.extensions(content)?;
        let mut export = Export {
            input: self,
            folders: ProjectFolders::of(&self.workspace),
            secrets: SecretVariables::new(&variables, &model.variable_names),
            variables: &variables,
            model: &model,
            content,
            accepted,
            as_extension,
            left_out: Vec::new(),
            unchanged: 0,
        };
        export.note_unread(selection);
        let mut files = export.files(keys, selection);
        let texts: Vec<&str> = files.iter().map(|file| file.text.as_str()).collect();
        let used = export.secrets.used_in(&texts);
        let variables: Vec<NewVariable> = used
            .into_iter()
            .map(|(name, value)| NewVariable { name: name.to_owned(), only_to_write: value.is_none() })
            .collect();
        files.extend(export.new_files().schemas(&files));
        let secrets = export.secrets.secrets();
        let Export { folders, mut left_out, unchanged, .. } = export;
        for left_out in &mut left_out {
            left_out.reason = redact(&left_out.reason, &secrets);
        }
        let mut report = ExportReport { files, unchanged, left_out, variables, settings: None, secrets };
        write(&mut report, &self.workspace, &folders, self.dry)?;
        Ok(report)
    }

    /// The model; an empty one if there is none yet.
    fn model(&self) -> Result<Model, ExportError> {
        let folder = self.workspace.here.join(self.workspace.project.model_folder());
        if !folder.exists() {
            return Ok(Model::default());
        }
        let model = self.workspace.model()?;
        if model.files.iter().any(|file| file.tree.is_none()) {
            let bodies = Bodies::from_model(&model, &[]);
            return Err(ExportError::Model(check(&model, self.workspace.variables, &bodies, false)));
        }
        Ok(model)
    }

    /// Reads the portal, and returns the selected resources that it has.
    fn read(
        &self,
        selection: &Selection,
        model: &Model,
        progress: Progress<'_>,
    ) -> Result<(PortalContent, Vec<Key>), ExportError> {
        let mut content = PortalContent::read(self.portal, progress)?;
        let declared: BTreeSet<Key> = model.desired().keys().cloned().collect();
        let listed: Vec<Key> = content.live.keys().cloned().collect();
        let owned = owned(&listed);
        let is_asked = |key: &Key| self.all || !self.selected.is_empty() || declared.contains(key);
        let unlisted = declared.iter().filter(|key| key.kind.api.list.is_none()).cloned();
        let named = selection.unlisted();
        let others: Vec<Key> = owned.iter().filter(|key| is_asked(key)).cloned().chain(unlisted).collect();
        let others = others.into_iter().filter(|key| selection.has(key)).chain(named).collect();
        content.read_each(others, self.portal, progress)?;
        let all: Vec<Key> = content.live.keys().cloned().chain(owned).collect();
        selection.check(&all)?;
        let keys: Vec<Key> = content.live.keys().filter(|key| selection.has(key)).cloned().collect();
        content.read_own_parts(&keys.iter().filter(|key| !declared.contains(key)).collect(), self.portal)?;
        Ok((content, keys))
    }

    fn extensions(&self, content: &PortalContent) -> Result<BTreeSet<Key>, ExportError> {
        let mut keys = BTreeSet::new();
        for address in self.as_extension {
            let selection = Selection::of(std::slice::from_ref(address));
            selection.check(&content.live.keys().cloned().collect::<Vec<_>>())?;
            let named: Vec<&Key> = content.live.keys().filter(|key| selection.has(key)).collect();
            if named.iter().any(|key| !key.kind.extendable) {
                return Err(ExportError::NotExtendable(address.clone()));
            }
            keys.extend(named.into_iter().cloned());
        }
        Ok(keys)
    }
}

/// Returns the resources that Port makes of one, each with that one.
fn made_of<'r>((key, body): (&'r Key, &'r serde_json::Value)) -> impl Iterator<Item = (Key, Key)> + 'r {
    (key.kind.makes)(body).into_iter().filter_map(|(kind, parent)| {
        let made = Key { parent: Some(parent.to_owned()), ..Key::new(Kind::named(kind)?, &key.identifier) };
        Some((made, key.clone()))
    })
}

/// Returns the keys of the resources that are a part of one of these.
fn owned(keys: &[Key]) -> Vec<Key> {
    let of_owner = |owner: &'static str| keys.iter().filter(move |key| key.kind.name == owner);
    let kinds = KINDS.iter().copied().filter_map(|kind| Some((kind, kind.identity.owner?)));
    kinds.flat_map(|(kind, owner)| of_owner(owner).map(|key| Key::new(kind, key.identifier.as_str()))).collect()
}

/// An export in progress.
struct Export<'e> {
    input: &'e ExportInput<'e>,
    folders: ProjectFolders<'e>,
    variables: &'e Variables,
    model: &'e Model,
    content: &'e PortalContent,
    /// Of each declared resource, only these fields are written.
    accepted: Option<&'e Fields>,
    as_extension: BTreeSet<Key>,
    secrets: SecretVariables<'e>,
    left_out: Vec<LeftOut>,
    unchanged: usize,
}

impl<'e> Export<'e> {
    fn new_files(&mut self) -> NewFiles<'_, 'e> {
        NewFiles {
            folders: &self.folders,
            model: self.model,
            content: self.content,
            as_extension: &self.as_extension,
            secrets: &mut self.secrets,
            left_out: &mut self.left_out,
        }
    }

    /// Notes the kinds that could not be read. A kind that the portal does not have is not missing.
    fn note_unread(&mut self, selection: &Selection) {
        for (kind, error) in self.content.unread.iter().filter(|(kind, _)| selection.may_have(kind)) {
            let reason = error.to_string();
            self.left_out.push(match error.status() {
                Some(404) => LeftOut { subject: kind.plural.to_owned(), reason, is_failure: false },
                _ => LeftOut::failed(kind.plural, reason),
            });
        }
    }

    /// Returns the files of these resources that state them faithfully, and notes the others.
    fn files(&mut self, keys: &[Key], selection: &Selection) -> Vec<ExportedFile> {
        let declared: BTreeSet<Key> = self.model.desired().keys().cloned().collect();
        let made: BTreeMap<Key, Key> = self.content.live.iter().flat_map(made_of).collect();
        let is_new = |key: &&Key| match made.get(key) {
            _ if declared.contains(key) => false,
            Some(maker) => {
                self.left_out.push(LeftOut::on_purpose(key, format!("Port makes it of {maker}")));
                false
            }
            None => self.is_wanted(key, selection),
        };
        let new: Vec<&Key> = keys.iter().filter(is_new).collect();
        let mut new = self.new_files().of(&new);
        let kept = self.kept_variables();
        let all = Fields::new();
        let fields = self.accepted.unwrap_or(&all);
        let partial = self.partial(fields);
        let mut changed = match self.accepted {
            None => self.changed(),
            Some(_) => partial.iter().collect(),
        };
        changed.retain(|(key, _)| selection.has(key));
        self.unchanged = keys.iter().filter(|key| declared.contains(key)).count() - changed.len();
        loop {
            let mut drafts = new.clone();
            drafts.extend(edited_files(
                self.model,
                &changed,
                fields,
                &self.folders,
                &kept,
                &mut self.secrets,
                &mut self.left_out,
            ));
            let edited: BTreeSet<&Key> = drafts.iter().flat_map(|draft| &draft.keys).collect();
            changed.retain(|(key, _)| edited.contains(key));
            let reasons = unfaithful(&drafts, self.model, self.content, &self.filled_variables(&drafts), fields);
            if reasons.is_empty() {
                return drafts;
            }
            new.retain(|draft| !draft.keys.iter().any(|key| reasons.contains_key(key)));
            changed.retain(|(key, _)| !reasons.contains_key(key));
            self.left_out.extend(reasons.into_iter().map(|(key, reason)| LeftOut::failed(key, reason)));
        }
    }

    fn kept_variables(&self) -> KeptVariables<'e> {
        let mut profiles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (profile, section) in &self.input.workspace.project.file.profile {
            section.vars.keys().for_each(|name| profiles.entry(name).or_default().push(profile));
        }
        KeptVariables { variables: self.variables, profile: self.input.workspace.profile, profiles }
    }

    /// Returns the resources that the model declares and a plan would update.
    fn changed(&self) -> Vec<(&'e Key, &'e serde_json::Value)> {
        if self.model.declarations.is_empty() {
            return Vec::new();
        }
        let bodies = bodies_after(self.model, &self.content.live);
        let plan = build(&Inputs::new(self.model, &self.content.live, &bodies));
        let updated: BTreeSet<&Key> =
            plan.steps.iter().filter(|step| step.action == Action::Update).map(|step| &step.key).collect();
        let declared = self.model.desired();
        let is_changed = |(key, _): &(&Key, &serde_json::Value)| updated.contains(key) && declared.contains_key(key);
        self.content.live.iter().filter(is_changed).collect()
    }

    /// Returns the resources of which only some fields are written, as the files state them and with those fields.
    fn partial(&self, fields: &Fields) -> BTreeMap<Key, serde_json::Value> {
        let body = |(key, fields): (&Key, &BTreeSet<Path>)| {
            let live = file_form(key.kind, self.content.live.get(key)?);
            let stated = &self.model.desired().get(key)?.body;
            Some((key.clone(), with_fields(key.kind, stated, &live, fields)))
        };
        fields.iter().filter_map(body).collect()
    }

    /// Returns whether a resource that no file declares should be exported, and notes those that should not.
    fn is_wanted(&mut self, key: &Key, selection: &Selection) -> bool {
        let Some(live) = self.content.live.get(key) else { return false };
        if let Some(manager) = (key.kind.managed_by)(live) {
            self.left_out.push(LeftOut::on_purpose(key, format!("`{manager}` manages it")));
            return false;
        }
        if self.model.removals.iter().any(|removal| removal.key == *key) {
            self.left_out.push(LeftOut::on_purpose(key, "`removed.yml` lists it"));
            return false;
        }
        let is_default = !self.input.all && !selection.names(key) && (key.kind.is_default)(&key.identifier, live);
        if is_default {
            self.left_out.push(LeftOut::on_purpose(key, "unchanged since Port created it; `--all` exports it"));
        }
        !is_default
    }

    /// Returns the project's variables, with a value for each one in these files.
    fn filled_variables(&self, drafts: &[ExportedFile]) -> Variables {
        let texts: Vec<&str> = drafts.iter().map(|draft| draft.text.as_str()).collect();
        let mut variables = self.variables.clone();
        for (name, value) in self.secrets.used_in(&texts) {
            match value {
                Some(value) => variables.set(name, Variable::text(value, true)),
                None => variables.withhold(name),
            }
        }
        variables
    }
}
