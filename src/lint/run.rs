//! Running rules.

use crate::ground::finding::Finding;
use crate::lint::rule::{Check, Context, Rule};

/// What these rules find in a model, sorted by file and place.
pub fn check_model<'r>(rules: impl IntoIterator<Item = &'r &'static Rule>, context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in rules {
        match rule.check {
            Check::ModelFile(check) => context.model.files.iter().for_each(|file| check(file, &mut found)),
            Check::Declaration(check) => {
                context.model.declarations.iter().for_each(|declaration| check(declaration, context, &mut found));
            }
            Check::Model(check) => check(context, &mut found),
        }
    }
    found.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.place.file.name.clone(), finding.place.span, finding.rule);
        key(a).cmp(&key(b))
    });
    found
}
