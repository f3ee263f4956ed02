//! A `file://` that leads to no file.

use crate::lint::context::Context;
use crate::lint::port::target::ResolvedTarget;
use crate::lint::port::{Anomaly, AnomalyKind, Base, Detail, Entity};
use crate::lint::rule::{Check, Finding, Rule};

pub(super) const RULE: Rule = Rule::error(
    "file-target-missing",
    include_str!("file_target_missing.md"),
    Check::Value(&[AnomalyKind::FileMissing], check),
);

/// Returns the file that was probably meant: of another case, without an anchor, or with an extension.
fn meant(path: &str, context: &Context<'_>) -> Option<String> {
    let bare = path.split(['#', '?']).next().unwrap_or(path);
    let (folder, name) = bare.rsplit_once('/').map_or(("", bare), |(folder, name)| (&bare[..=folder.len()], name));
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let names = [
        name.to_owned(),
        name.to_lowercase(),
        format!("{}.{extension}", stem.to_uppercase()),
        format!("{name}.md"),
        format!("{name}/README.md"),
    ];
    let mut paths = names.into_iter().map(|name| format!("{folder}{name}")).filter(|other| other != path);
    paths.find(|other| context.files.target(other).is_some())
}

fn check(anomaly: &Anomaly<'_>, _: &Entity<'_>, context: &Context<'_>) -> Option<Finding> {
    let Detail::File(ResolvedTarget::Missing(path)) = &anomaly.detail else { return None };
    let help = "paths start at the repository root; those with `./` or `../` start at the folder of this file";
    let near = meant(path, context).filter(|_| context.provider.base == Base::Documented);
    let help = near.map_or(help.to_owned(), |near| format!("did you mean `file://{near}`?"));
    Some(RULE.at(anomaly.place(), format!("file `{path}` does not exist")).label("no such file").help(help))
}
