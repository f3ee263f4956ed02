//! A plan for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::cli::view::escape::escaped;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::cli::view::{attribution, change, partial, refusal, rename, unmanaged};
use crate::ground::count::count;
use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::ops::apply::Refused;
use crate::plan::step_body::Deferral;
use crate::plan::{Action, Class, Danger, Plan, Reason, Step, checksum};

/// A plan of more steps does not fit on a screen, so that its totals are also shown at its beginning.
const MAX_STEPS_ON_A_SCREEN: usize = 5;

/// Columns before the changes of a step.
const INDENT: usize = 6;

/// How a plan is shown.
#[derive(Clone, Copy)]
pub(crate) struct PlanStyle<'s> {
    /// The portal and the profile.
    pub destination: &'s str,
    /// The refused parts of the plan.
    pub refused: &'s Refused,
    /// Whether unmanaged resources are listed.
    pub shows_unmanaged: bool,
    /// Whether the checksum is shown, by which the plan can be approved.
    pub shows_checksum: bool,
    pub paint: Paint,
    /// The approximate length of lines, in columns.
    pub width: usize,
}

/// Writes the plan. If it was compared with an earlier revision, it is grouped by class.
pub(crate) fn human(plan: &Plan, style: &PlanStyle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let PlanStyle { destination, shows_unmanaged, shows_checksum, paint, width, .. } = *style;
    let unmanaged_keys = plan.unmanaged.iter().map(|key| (key, plan.attributions.get(key)));
    warn(plan, paint, out)?;
    if plan.partial.is_some() {
        writeln!(out)?;
    }
    if plan.steps.is_empty() {
        let (model, state) = match plan.partial {
            Some(_) => ("The selected part of the model", "unchanged"),
            None => ("The model", "declared"),
        };
        writeln!(out, "{} {model} matches {}.", paint.styled(TextStyle::Bold, "No changes."), escaped(destination))?;
        let declared = format!("{} {state}", count(plan.unchanged, "resource"));
        writeln!(out, "{}.", sentence([Some(declared), unmanaged::summary(&plan.unmanaged)]))?;
        if shows_unmanaged {
            unmanaged::list(unmanaged_keys, out)?;
        }
        return refusal::human(plan, style.refused, paint, out);
    }
    writeln!(out, "portwright will make the following changes in {}:", escaped(destination))?;
    let page = Page { plan, numbered: is_numbered(plan), paint, width };
    if begins_with_summary(plan) {
        page.summary(out)?;
    }
    for (class, steps) in groups(plan) {
        if let (Some(class), Some(base)) = (class, &plan.base) {
            let heading = class_heading(class, &escaped(&base.revision));
            writeln!(out, "\n{}", paint.styled(TextStyle::Bold, &heading))?;
        }
        for nth in steps {
            writeln!(out)?;
            page.step(nth, class, out)?;
        }
    }
    writeln!(out)?;
    totals(plan, paint, out)?;
    let rest = sentence([unchanged(plan), unmanaged::summary(&plan.unmanaged)]);
    if !rest.is_empty() {
        writeln!(out, "{}", paint.styled(TextStyle::Dim, &format!("{rest}.")))?;
    }
    if shows_checksum {
        writeln!(out, "{}", paint.styled(TextStyle::Dim, &format!("Checksum: {}", checksum(plan))))?;
    }
    if shows_unmanaged {
        unmanaged::list(unmanaged_keys, out)?;
    }
    end(plan, style, out)
}

/// Whether steps have numbers, because some of them name others.
pub(crate) fn is_numbered(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| !step.is_counted())
}

/// Writes a warning if the plan is partial.
fn warn(plan: &Plan, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let Some(warning) = partial::warning(plan) else { return Ok(()) };
    writeln!(out, "{} {}", paint.strong(TextStyle::Yellow, "Warning:"), escaped(&warning))
}

/// Writes the advice, and what is refused or needs approval.
pub(crate) fn end(plan: &Plan, style: &PlanStyle<'_>, out: &mut dyn Write) -> io::Result<()> {
    rename::advice(plan, style.paint, out)?;
    refusal::human(plan, style.refused, style.paint, out)
}

/// Returns what a step does, as the end of a sentence about its resource, and its lines.
pub(crate) fn step_lines(plan: &Plan, nth: usize, style: &PlanStyle<'_>) -> (String, Vec<String>) {
    let page = Page { plan, numbered: true, paint: style.paint, width: style.width };
    (page.verdict(nth), page.body(nth, None))
}

/// Writes one line for each step, with `!` if it can destroy data, and the totals.
pub(crate) fn concise(plan: &Plan, style: &PlanStyle<'_>, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { plan, numbered: false, paint: style.paint, width: style.width };
    warn(plan, style.paint, out)?;
    for nth in 0..plan.steps.len() {
        writeln!(out, "{}", page.line(nth, &page.verdict(nth)))?;
    }
    totals(plan, style.paint, out)
}

/// Whether the totals and the steps that can destroy data also come first. A single step is seen without them.
fn begins_with_summary(plan: &Plan) -> bool {
    let steps = &plan.steps;
    steps.len() > MAX_STEPS_ON_A_SCREEN || (steps.len() > 1 && steps.iter().any(Step::is_destructive))
}

fn totals(plan: &Plan, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let Count { create, update, delete, rename } = Count::of(plan);
    let title = paint.styled(TextStyle::Bold, "Plan:");
    let renamed = if rename == 0 { String::new() } else { format!("{rename} to rename, ") };
    writeln!(out, "{title} {renamed}{create} to create, {update} to update, {delete} to delete.")
}

/// Returns the steps by class; all of them in one group if they have none. A step is in the group of each of its changes.
fn groups(plan: &Plan) -> Vec<(Option<Class>, Vec<usize>)> {
    if plan.base.is_none() {
        return vec![(None, (0..plan.steps.len()).collect())];
    }
    let has = |step: &Step, class: Class| match step.changes.is_empty() {
        true => step.class == Some(class),
        false => step.changes.iter().any(|change| change.class == Some(class)),
    };
    let group = |class: Class| (0..plan.steps.len()).filter(|nth| has(&plan.steps[*nth], class)).collect::<Vec<_>>();
    let groups = Class::ALL.into_iter().map(|class| (Some(class), group(class)));
    groups.filter(|(_, steps)| !steps.is_empty()).collect()
}

fn class_heading(class: Class, revision: &str) -> String {
    match class {
        Class::Pending => format!("Pending: the files changed since `{revision}`, and this is not applied yet."),
        Class::Removed => format!("Removed: `{revision}` states this, and the files no longer do."),
        Class::AddedOutside => format!("Added outside of the model: neither `{revision}` nor the files state this."),
        Class::Drifted => format!("Drifted: the portal no longer has what `{revision}` and the files state."),
        Class::Conflict => format!("Conflict: the files and the portal both changed since `{revision}`."),
    }
}

/// How many resources a plan creates, updates and deletes, and how many names it changes. A resource with two steps counts
/// once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub create: usize,
    pub update: usize,
    pub delete: usize,
    pub rename: usize,
}

impl Count {
    pub(crate) fn of(plan: &Plan) -> Self {
        let mut count = Self::default();
        for step in plan.steps.iter().filter(|step| step.is_counted()) {
            match step.action {
                Action::Create => count.create += 1,
                Action::Update => count.update += 1,
                Action::Delete => count.delete += 1,
                Action::Rename => count.rename += 1,
            }
        }
        count
    }
}

struct Page<'p> {
    plan: &'p Plan,
    /// Whether steps have numbers, so that one can refer to another.
    numbered: bool,
    paint: Paint,
    width: usize,
}

impl Page<'_> {
    /// Writes the totals, then a line for each step that can destroy data. The causes stand at the steps.
    fn summary(&self, out: &mut dyn Write) -> io::Result<()> {
        totals(self.plan, self.paint, out)?;
        let steps = self.plan.steps.iter().enumerate();
        for (nth, _) in steps.filter(|(_, step)| step.is_destructive()) {
            writeln!(out, "  {}", self.line(nth, &self.outcome(nth)))?;
        }
        Ok(())
    }

    /// Returns a step with what it does in one line, with `!` if it can destroy data.
    fn line(&self, nth: usize, verdict: &str) -> String {
        let step = &self.plan.steps[nth];
        let danger = if step.is_destructive() { self.paint.strong(TextStyle::Red, "!") } else { " ".to_owned() };
        format!("{}{danger} {} {verdict}{}", self.sign(step), escaped(&step.address()), self.places(step))
    }

    /// Writes a step with its changes of a class, or all of them.
    fn step(&self, nth: usize, class: Option<Class>, out: &mut dyn Write) -> io::Result<()> {
        let step = &self.plan.steps[nth];
        let address = step.address();
        let address = escaped(&address);
        let number = if self.numbered { format!("step {}: ", nth + 1) } else { String::new() };
        let verdict = format!("# {number}{address} {}", self.verdict(nth));
        writeln!(out, "  {}", self.paint.styled(TextStyle::Bold, &verdict))?;
        writeln!(out, "  {} {address}{}", self.sign(step), self.places(step))?;
        for line in self.body(nth, class) {
            if line.is_empty() { writeln!(out)? } else { writeln!(out, "{:INDENT$}{line}", "")? }
        }
        Ok(())
    }

    fn sign(&self, step: &Step) -> String {
        let (sign, style) = match step.action {
            Action::Create => ("+", TextStyle::Green),
            Action::Update => ("~", TextStyle::Yellow),
            Action::Delete => ("-", TextStyle::Red),
            Action::Rename => (">", TextStyle::Yellow),
        };
        self.paint.styled(style, sign)
    }

    /// Where its resource is declared.
    fn places(&self, step: &Step) -> String {
        let places = step.declared.iter().map(Location::file_and_line);
        match &places.collect::<Vec<_>>()[..] {
            [] => String::new(),
            places => self.paint.styled(TextStyle::Dim, &format!("  ({})", escaped(&places.join(", ")))),
        }
    }

    /// What a step does, and why.
    fn verdict(&self, nth: usize) -> String {
        let outcome = self.outcome(nth);
        match self.cause(&self.plan.steps[nth]) {
            Some(cause) => format!("{outcome}, because {cause}"),
            None => outcome,
        }
    }

    /// Why a step deletes something.
    fn cause(&self, step: &Step) -> Option<String> {
        match (step.reason, step.action) {
            (Reason::Removed, _) => Some("`removed.yml` lists it".to_owned()),
            (Reason::Undeclared, _) => {
                let revision = self.plan.base.as_ref().map_or("", |base| &base.revision);
                Some(format!("`{}` declares it and the files no longer do", escaped(revision)))
            }
            (Reason::Undoes, Action::Delete) => Some("the apply creates it".to_owned()),
            _ => None,
        }
    }

    fn outcome(&self, nth: usize) -> String {
        let step = &self.plan.steps[nth];
        match step.reason {
            Reason::Missing => "will be created".to_owned(),
            Reason::Differs => "will be updated".to_owned(),
            Reason::Renamed => rename::verdict(step),
            Reason::WritesSecret => "will be updated with its secret".to_owned(),
            Reason::Detaches => {
                let later = self.plan.steps.iter().rposition(|other| other.key == step.key).unwrap_or(nth);
                format!("will be detached from a cycle of references, so that step {} can delete it", later + 1)
            }
            Reason::Removed | Reason::Undeclared => "will be deleted".to_owned(),
            Reason::Undoes => match step.action {
                Action::Create => "will be created again".to_owned(),
                Action::Update => "will be restored".to_owned(),
                Action::Delete => "will be deleted".to_owned(),
                Action::Rename => rename::verdict(step),
            },
            Reason::Completes => {
                let earlier = self.plan.steps[..nth].iter().rposition(|other| other.key == step.key);
                let earlier = earlier.map_or("an earlier step".to_owned(), |at| format!("step {}", at + 1));
                format!("will be completed with the fields that {earlier} deferred")
            }
        }
    }

    fn body(&self, nth: usize, class: Option<Class>) -> Vec<String> {
        let step = &self.plan.steps[nth];
        let mut lines = Vec::new();
        let attribution =
            self.plan.attributions.get(&step.key).filter(|_| class.or(step.class).is_some_and(Class::is_outside));
        lines.extend(attribution.into_iter().flat_map(attribution::lines).map(|line| self.dim(&format!("# {line}"))));
        // These lines are about all changes.
        let is_main = class.is_none() || class == step.class;
        let is_shown_alone = |danger: &&Danger| {
            !step.changes.iter().any(|one| one.path == danger.path && one.danger.as_ref() == Some(&danger.message))
        };
        let alone = step.dangers.iter().filter(|_| is_main).filter(is_shown_alone);
        lines.extend(alone.map(|one| change::danger(&one.message, self.paint)));
        let says_entities = step.dangers.iter().any(Danger::is_of_entities);
        if let Some(entities) = step.entities.filter(|_| is_main && step.is_destructive() && !says_entities) {
            let has = format!("{} has {}", step.key.identifier, count(entities, "entity"));
            lines.push(change::danger(&has, self.paint));
        }
        // The address already shows it.
        let is_identifier = |path: &Path| step.reason == Reason::Missing && *path == Path::from_keys(&["identifier"]);
        let changes = step.changes.iter().filter(|one| class.is_none() || one.class == class);
        let changes = changes.filter(|one| !is_identifier(&one.path));
        lines.extend(change::lines(step, changes, self.width.saturating_sub(INDENT), self.paint));
        if is_main {
            lines.extend(rename::lines(step, self.paint));
            lines.extend(self.deferred(nth).iter().map(|line| self.dim(line)));
        }
        lines
    }

    fn dim(&self, line: &str) -> String {
        self.paint.styled(TextStyle::Dim, line)
    }

    /// The fields that this step leaves to later steps.
    fn deferred(&self, nth: usize) -> Vec<String> {
        let step = &self.plan.steps[nth];
        if step.reason == Reason::Detaches {
            return Vec::new();
        }
        let mut later: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for deferral in &step.write.deferred {
            let path = deferred_path(deferral);
            let sets = |other: &Step| {
                other.key == step.key && !other.write.deferred.iter().any(|one| deferred_path(one) == path)
            };
            let Some(at) = self.plan.steps.iter().skip(nth + 1).position(sets) else { continue };
            later.entry(nth + 1 + at).or_default().push(escaped(&path.to_string()).into_owned());
        }
        let line = |(at, paths): (usize, Vec<String>)| {
            let verb = if paths.len() == 1 { "follows" } else { "follow" };
            format!("# {} {verb} in step {}", paths.join(", "), at + 1)
        };
        later.into_iter().map(line).collect()
    }
}

pub(super) fn deferred_path(deferral: &Deferral) -> &Path {
    match deferral {
        Deferral::Unchanged(path) | Deferral::Removed(path) => path,
    }
}

fn sentence<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn unchanged(plan: &Plan) -> Option<String> {
    (plan.unchanged > 0).then(|| format!("{} unchanged", count(plan.unchanged, "resource")))
}

#[cfg(test)]
mod tests;
