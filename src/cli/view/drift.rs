//! Drift for people.

use std::io::{self, Write};

use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::cli::view::{attribution, change, unmanaged};
use crate::ground::source::Location;
use crate::ops::drift::{DriftReport, DriftedResource};
use crate::plan::Class;

/// Columns before the changes of a resource.
const INDENT: usize = 6;

/// How drift is shown.
#[derive(Clone, Copy)]
pub(crate) struct DriftStyle<'s> {
    /// The portal and the profile.
    pub destination: &'s str,
    /// Whether unmanaged resources are listed.
    pub shows_unmanaged: bool,
    pub paint: Paint,
    /// The approximate length of lines, in columns.
    pub width: usize,
}

/// Writes each resource with its changes: from the value in the files to the one in the portal.
pub(crate) fn human(report: &DriftReport, style: &DriftStyle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let DriftStyle { destination, shows_unmanaged, paint, width } = *style;
    let (destination, revision) = (escaped(destination), escaped(&report.base.revision));
    if report.resources.is_empty() {
        let title = paint.styled(TextStyle::Bold, "No drift.");
        writeln!(out, "{title} Nothing that the model declares has changed in {destination} since `{revision}`.")?;
    } else {
        writeln!(out, "These resources have changed in {destination} since `{revision}`:")?;
    }
    for resource in &report.resources {
        writeln!(out)?;
        self::resource(resource, paint, width, out)?;
    }
    if !report.resources.is_empty() {
        let [added, drifted, conflicts] =
            [Class::AddedOutside, Class::Drifted, Class::Conflict].map(|class| of_class(report, class));
        let title = paint.styled(TextStyle::Bold, "Drift:");
        writeln!(out, "\n{title} {drifted} drifted, {added} added outside, {conflicts} in conflict.")?;
    }
    let keys: Vec<_> = report.unmanaged.iter().map(|(key, _)| key.clone()).collect();
    if let Some(summary) = unmanaged::summary(&keys) {
        writeln!(out, "{}", paint.styled(TextStyle::Dim, &format!("{summary}.")))?;
    }
    match shows_unmanaged {
        true => unmanaged::list(report.unmanaged.iter().map(|(key, attribution)| (key, Some(attribution))), out),
        false => Ok(()),
    }
}

/// The number of the listed resources of a class.
pub(super) fn of_class(report: &DriftReport, class: Class) -> usize {
    report.resources.iter().filter(|resource| resource.class == class).count()
}

/// What happened to a resource, after its address.
pub(super) fn verdict(resource: &DriftedResource) -> &'static str {
    match resource.class {
        Class::Conflict if resource.is_deleted() => "was deleted in the portal, and the files changed too",
        Class::Conflict if resource.is_to_delete() => "was changed in the portal, and the files no longer declare it",
        Class::Conflict => "was changed in the portal and in the files",
        Class::AddedOutside if resource.is_to_delete() => "was created again in the portal",
        Class::AddedOutside => "has members that were added in the portal",
        _ if resource.is_deleted() => "was deleted in the portal",
        _ => "was changed in the portal",
    }
}

/// Writes one resource with its changes.
pub(crate) fn resource(resource: &DriftedResource, paint: Paint, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let step = &resource.step;
    let address = escaped(&step.address()).into_owned();
    let heading = paint.styled(TextStyle::Bold, &format!("# {address} {}", verdict(resource)));
    writeln!(out, "  {heading}")?;
    let places: Vec<String> = step.declared.iter().map(Location::file_and_line).collect();
    writeln!(out, "  {address}{}", paint.styled(TextStyle::Dim, &format!("  ({})", escaped(&places.join(", ")))))?;
    for line in attribution::lines(&resource.attribution) {
        writeln!(out, "{:INDENT$}{}", "", paint.styled(TextStyle::Dim, &format!("# {line}")))?;
    }
    let changes = resource.changes.iter().filter(|_| !resource.is_deleted());
    for line in change::lines(step, changes, width.saturating_sub(INDENT), paint) {
        if line.is_empty() { writeln!(out)? } else { writeln!(out, "{:INDENT$}{line}", "")? }
    }
    Ok(())
}
