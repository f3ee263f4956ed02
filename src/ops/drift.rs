//! What changed in a portal outside of the model since an earlier revision.

use crate::disk::ProjectFile;
use crate::kind::Key;
use crate::model::Variables;
use crate::ops::base::BaseInput;
use crate::ops::content::PortalContent;
use crate::ops::plan::{self, PlanError, PlanOptions};
use crate::ops::workspace::{Workspace, WorkspaceError};
use crate::plan::{Action, Attribution, BaseName, Change, Class, Plan, Step};
use crate::portal::Portal;

/// What changed outside.
#[derive(Debug)]
pub(crate) struct DriftReport {
    pub base: BaseName,
    /// The resources that changed in the portal, which the files declare or the earlier revision declared.
    pub resources: Vec<DriftedResource>,
    /// The resources that neither declares, with who last changed each, as far as the portal reports it.
    pub unmanaged: Vec<(Key, Attribution)>,
    /// What was read of the portal, with the names that the files give it.
    pub content: PortalContent,
}

/// A resource that changed outside.
#[derive(Debug)]
pub(crate) struct DriftedResource {
    /// The step that an apply would take.
    pub step: Step,
    /// The most serious class of its changes.
    pub class: Class,
    /// From the files to the portal.
    pub changes: Vec<Change>,
    pub attribution: Attribution,
}

impl DriftedResource {
    /// Whether somebody deleted it.
    pub(crate) fn is_deleted(&self) -> bool {
        self.step.write.live.is_none()
    }

    /// Whether an apply would delete it.
    pub(crate) fn is_to_delete(&self) -> bool {
        self.step.action == Action::Delete
    }
}

impl DriftReport {
    /// The number of resources of a class. Unmanaged resources that Port itself creates do not count.
    pub(crate) fn count(&self, class: Class) -> usize {
        let has = |resource: &&DriftedResource| {
            resource.class == class || resource.changes.iter().any(|change| change.class == Some(class))
        };
        let unmanaged = self.unmanaged.iter().filter(|(key, _)| class == Class::AddedOutside && !key.is_system());
        self.resources.iter().filter(has).count() + unmanaged.count()
    }
}

/// Compares a portal with the files and an earlier revision; by default, the last applied one if it is recorded, or else the
/// current one. Nothing is written.
pub(crate) fn run(
    workspace: &Workspace<'_>,
    portal: &dyn Portal,
    base: Option<BaseInput<'_>>,
    variables: &dyn Fn(&ProjectFile) -> Result<Variables, String>,
) -> Result<DriftReport, PlanError> {
    let base = match base {
        Some(base) => base,
        None => BaseInput { revision: workspace.default_base().map_err(WorkspaceError::from)?, variables },
    };
    let planned = plan::run(workspace, portal, &PlanOptions::default(), Some(base))?;
    let Plan { steps, unmanaged, base, mut attributions, .. } = planned.plan;
    let mut resources: Vec<DriftedResource> = Vec::new();
    for mut step in steps {
        let Some(class) = step.class.filter(|class| class.is_outside()) else { continue };
        let changes = std::mem::take(&mut step.changes);
        let is_outside = |change: &Change| change.class.is_some_and(Class::is_outside);
        let changes = changes.into_iter().filter(is_outside);
        let changes = changes.map(|change| Change { old: change.new, new: change.old, danger: None, ..change });
        match resources.iter_mut().find(|resource| resource.step.key == step.key) {
            // A second step of the same resource.
            Some(known) => known.changes.extend(changes),
            None => {
                let attribution = attributions.get(&step.key).cloned().unwrap_or_default();
                resources.push(DriftedResource { class, changes: changes.collect(), attribution, step });
            }
        }
    }
    let unmanaged = unmanaged.into_iter().map(|key| {
        let attribution = attributions.remove(&key).unwrap_or_default();
        (key, attribution)
    });
    Ok(DriftReport {
        base: base.expect("a plan names its base"),
        resources,
        unmanaged: unmanaged.collect(),
        content: planned.content,
    })
}
