//! How a plan looks to a person.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::cli::view::change;
use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Ink, Paint};
use crate::ground::path::Path;
use crate::ops::apply::Approval;
use crate::plan::step::Deferral;
use crate::plan::{Action, Danger, Plan, Reason, Step};

/// Columns before the changes of a step.
const INDENT: usize = 6;

/// Writes what the plan would do to `portal`, which is named as a person knows it, in lines of about `width` columns.
pub(crate) fn human(
    plan: &Plan,
    portal: &str,
    approval: &Approval,
    paint: Paint,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    if plan.steps.is_empty() {
        writeln!(out, "{} The portal is as the files say.", paint.ink(Ink::Bold, "No changes."))?;
        let declared = format!("{} {} declared", resources(plan.unchanged), is_are(plan.unchanged));
        return writeln!(out, "{}.", sentence([Some(declared), foreign(plan)]));
    }
    writeln!(out, "portwright will do the following on {}:", escaped(portal))?;
    let numbered = plan.steps.iter().any(|step| step.reason == Reason::Completes);
    let page = Page { plan, numbered, paint, width };
    for nth in 0..plan.steps.len() {
        writeln!(out)?;
        page.step(nth, out)?;
    }
    let count = Count::of(plan);
    writeln!(
        out,
        "\n{} {} to create, {} to update, {} to delete.",
        paint.ink(Ink::Bold, "Plan:"),
        count.create,
        count.update,
        count.delete
    )?;
    let rest = sentence([unchanged(plan), foreign(plan)]);
    if !rest.is_empty() {
        writeln!(out, "{}", paint.ink(Ink::Dim, &format!("{rest}.")))?;
    }
    missing_approval(&approval.missing(plan), paint, out)
}

/// How many resources a plan creates, updates and deletes. One that takes two steps counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Those that are made.
    pub create: usize,
    /// Those of which fields change.
    pub update: usize,
    /// Those that are deleted.
    pub delete: usize,
}

impl Count {
    /// Counts the resources of a plan.
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut count = Self::default();
        for step in plan.steps.iter().filter(|step| step.reason != Reason::Completes) {
            match step.action {
                Action::Create => count.create += 1,
                Action::Update => count.update += 1,
                Action::Delete => count.delete += 1,
            }
        }
        count
    }
}

struct Page<'p> {
    plan: &'p Plan,
    /// Whether steps are numbered, which they are where one speaks of another.
    numbered: bool,
    paint: Paint,
    width: usize,
}

impl Page<'_> {
    fn step(&self, nth: usize, out: &mut dyn Write) -> io::Result<()> {
        let step = &self.plan.steps[nth];
        let address = step.address();
        let address = escaped(&address);
        let number = if self.numbered { format!("step {}: ", nth + 1) } else { String::new() };
        let verdict = format!("# {number}{address} {}", self.verdict(nth));
        writeln!(out, "  {}", self.paint.ink(Ink::Bold, &verdict))?;
        let (mark, ink) = match step.action {
            Action::Create => ("+", Ink::Green),
            Action::Update => ("~", Ink::Yellow),
            Action::Delete => ("-", Ink::Red),
        };
        let places: Vec<String> =
            step.declared.iter().map(|at| format!("{}:{}", at.file.name, at.position().line)).collect();
        let places = match &places[..] {
            [] => String::new(),
            places => self.paint.ink(Ink::Dim, &format!("  ({})", escaped(&places.join(", ")))),
        };
        writeln!(out, "  {} {address}{places}", self.paint.ink(ink, mark))?;
        for line in self.body(nth) {
            if line.is_empty() { writeln!(out)? } else { writeln!(out, "{:INDENT$}{line}", "")? }
        }
        Ok(())
    }

    fn verdict(&self, nth: usize) -> String {
        let step = &self.plan.steps[nth];
        match step.reason {
            Reason::Missing => "will be created".to_owned(),
            Reason::Differs => "will be updated".to_owned(),
            Reason::Removed => "will be deleted, because `removed.yml` names it".to_owned(),
            Reason::Completes => {
                let earlier = self.plan.steps[..nth].iter().rposition(|other| other.key == step.key);
                let left = match earlier.map(|at| (at + 1, self.plan.steps[at].action)) {
                    Some((number, Action::Create)) => format!("what step {number} could not refer to yet"),
                    Some((number, _)) => format!("what step {number} had to leave for later"),
                    None => "what an earlier step had to leave for later".to_owned(),
                };
                format!("will be completed with {left}")
            }
        }
    }

    fn body(&self, nth: usize) -> Vec<String> {
        let step = &self.plan.steps[nth];
        let mut lines = Vec::new();
        let told = |danger: &&Danger| {
            !step.changes.iter().any(|one| one.path == danger.path && one.danger.as_ref() == Some(&danger.message))
        };
        lines.extend(step.dangers.iter().filter(told).map(|one| change::danger(&one.message, self.paint)));
        if let Some(entities) = step.entities.filter(|_| step.is_destructive()) {
            let has = format!("{} has {}", step.key.identifier, entities_of(entities));
            lines.push(change::danger(&has, self.paint));
        }
        // The address says it already.
        let named = |path: &Path| step.reason == Reason::Missing && *path == Path::from_keys(&["identifier"]);
        for one in step.changes.iter().filter(|one| !named(&one.path)) {
            lines.extend(change::lines(step, one, self.width.saturating_sub(INDENT), self.paint));
        }
        lines.extend(self.held(nth).iter().map(|line| self.paint.ink(Ink::Dim, line)));
        lines
    }

    /// What this step leaves for later ones, in words.
    fn held(&self, nth: usize) -> Vec<String> {
        let step = &self.plan.steps[nth];
        let mut later: BTreeMap<(usize, bool), Vec<String>> = BTreeMap::new();
        for hold in &step.deferred {
            let (path, anew) = match hold {
                Deferral::Unchanged(path) => (path, false),
                Deferral::Removed(path) => (path, true),
            };
            let brings =
                |other: &Step| other.key == step.key && !other.deferred.iter().any(|hold| held_path(hold) == path);
            let Some(at) = self.plan.steps.iter().skip(nth + 1).position(brings) else { continue };
            later.entry((nth + 1 + at, anew)).or_default().push(escaped(&path.to_string()).into_owned());
        }
        let say = |((at, anew), paths): ((usize, bool), Vec<String>)| {
            let verb = match (anew, paths.len()) {
                (false, 1) => "follows",
                (false, _) => "follow",
                (true, 1) => "is made anew",
                (true, _) => "are made anew",
            };
            format!("# {} {verb} in step {}", paths.join(", "), at + 1)
        };
        later.into_iter().map(say).collect()
    }
}

/// The member that is held.
pub(super) fn held_path(hold: &Deferral) -> &Path {
    match hold {
        Deferral::Unchanged(path) | Deferral::Removed(path) => path,
    }
}

/// The steps that are not done without approval, and how to give it.
fn missing_approval(steps: &[&Step], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut flags: Vec<String> = Vec::new();
    for step in steps {
        if flags.is_empty() {
            writeln!(out, "\nNot done without consent, because the portal can lose what it holds:")?;
        }
        let address = step.address();
        let entities = step.entities.map_or_else(String::new, |number| format!(" ({})", entities_of(number)));
        for danger in &step.dangers {
            let line = format!("{address}{entities}: {}", danger.message);
            writeln!(out, "  {}", change::danger(&line, paint))?;
        }
        let flag = format!("--allow {}", quoted(&address));
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    match &flags[..] {
        [] => Ok(()),
        flags => writeln!(out, "To consent, add {}\nor, to all of it at once, --allow-destructive", flags.join(" ")),
    }
}

/// An argument as a POSIX shell takes it for one word.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@_.+:/=-".contains(c);
    let word = escaped(word);
    if word.chars().all(plain) { word.into_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn sentence<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn unchanged(plan: &Plan) -> Option<String> {
    let number = plan.unchanged;
    (number > 0).then(|| format!("{} {} already as the files say", resources(number), is_are(number)))
}

fn foreign(plan: &Plan) -> Option<String> {
    match plan.foreign {
        0 => None,
        1 => Some("1 of the portal is in no file and stays as it is".to_owned()),
        number => Some(format!("{number} of the portal are in no file and stay as they are")),
    }
}

fn resources(number: usize) -> String {
    if number == 1 { "1 resource".to_owned() } else { format!("{number} resources") }
}

fn is_are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

fn entities_of(number: u64) -> String {
    if number == 1 { "1 entity".to_owned() } else { format!("{number} entities") }
}

#[cfg(test)]
mod tests;
