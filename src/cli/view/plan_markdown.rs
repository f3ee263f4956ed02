//! A plan as Markdown, for a comment on a pull request: destructive and refused steps are open, the others collapsed.

use crate::cli::failure::Failure;
use crate::cli::view::change::INDENT;
use crate::cli::view::escape::escaped;
use crate::cli::view::markdown::{code, fenced, prose, text};
use crate::cli::view::paint::Paint;
use crate::cli::view::plan::{Count, PlanStyle, end, is_numbered, step_lines};
use crate::cli::view::{partial, unmanaged};
use crate::ground::count::count;
use crate::plan::{Plan, Step};

/// Of longer steps, only this many lines are shown.
const MAX_STEP_LINES: usize = 200;

/// The columns of a comment on a wide page.
const WIDTH: usize = 110;

/// Returns the plan in at most `max` characters. Steps that do not fit are counted.
pub(crate) fn markdown(plan: &Plan, style: &PlanStyle<'_>, max: usize) -> String {
    let style = PlanStyle { paint: Paint { color: false }, width: WIDTH, ..*style };
    let warning = partial::warning(plan).map(|warning| format!("> ⚠️ **Warning:** {}\n\n", prose(&warning)));
    let warning = warning.unwrap_or_default();
    let mut page = format!("## Plan for {}\n\n{warning}{}\n", text(style.destination), summary(plan));
    let ending = ending(plan, &style);
    let mut order: Vec<usize> = (0..plan.steps.len()).collect();
    order.sort_by_key(|nth| !is_serious(&plan.steps[*nth]));
    let mut left = max.saturating_sub(length(&page) + length(&ending) + 200);
    let mut shown = 0;
    for nth in order {
        let section = section(plan, nth, &style);
        let Some(rest) = left.checked_sub(length(&section)) else { break };
        page += &section;
        left = rest;
        shown += 1;
    }
    if shown < plan.steps.len() {
        let hidden = count(plan.steps.len() - shown, "more step");
        page += &format!("\n{hidden} did not fit here. `portwright plan` shows all of them.\n");
    }
    page + &ending
}

/// Returns a page that says why no plan could be made, with the errors of the model.
pub(crate) fn failed(failure: &Failure, destination: &str, max: usize) -> String {
    let mut page = format!("## No plan for {}\n\n**{}**\n", text(destination), text(&failure.message()));
    let mut left = max.saturating_sub(length(&page) + 200);
    for (nth, error) in failure.findings.iter().enumerate() {
        let line = format!("\n- {} {}", code(&error.place.to_string()), prose(&error.message));
        let Some(rest) = left.checked_sub(length(&line)) else {
            page += &format!("\n- {}", count(failure.findings.len() - nth, "more finding"));
            break;
        };
        page += &line;
        left = rest;
    }
    page + "\n"
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn summary(plan: &Plan) -> String {
    let Count { create, update, delete, rename } = Count::of(plan);
    let mut lines = match plan.steps.is_empty() {
        true if plan.partial.is_some() => {
            "**No changes.** The selected part of the model matches the portal.".to_owned()
        }
        true => "**No changes.** The model matches the portal.".to_owned(),
        false => {
            let renamed = if rename == 0 { String::new() } else { format!("{rename} to rename, ") };
            format!("**{renamed}{create} to create, {update} to update, {delete} to delete.**")
        }
    };
    let unchanged = (plan.unchanged > 0).then(|| format!("{} unchanged", count(plan.unchanged, "resource")));
    let rest: Vec<String> = unchanged.into_iter().chain(unmanaged::summary(&plan.unmanaged)).collect();
    if !rest.is_empty() {
        lines += &format!(" {}.", text(&rest.join("; ")));
    }
    lines
}

/// Whether a reader should see a step without a click.
fn is_serious(step: &Step) -> bool {
    step.is_destructive() || !step.refusals.is_empty()
}

fn section(plan: &Plan, nth: usize, style: &PlanStyle<'_>) -> String {
    let step = &plan.steps[nth];
    let (verdict, lines) = step_lines(plan, nth, style);
    let mut lines = as_diff(&lines);
    if lines.len() > MAX_STEP_LINES {
        let hidden = lines.len() - MAX_STEP_LINES;
        lines.truncate(MAX_STEP_LINES);
        lines.push(format!("# {}", count(hidden, "more line")));
    }
    let places: Vec<String> = step.declared.iter().map(|at| code(&at.file_and_line())).collect();
    let class = step.class.map(|class| format!("**{}**", class.word()));
    let about = class.into_iter().chain(places).collect::<Vec<_>>().join(", ");
    let about = if about.is_empty() { about } else { format!("{about}\n\n") };
    let body = if lines.is_empty() { String::new() } else { fenced("diff", &lines.join("\n")) };
    let number = if is_numbered(plan) { format!("Step {}: ", nth + 1) } else { String::new() };
    match is_serious(step) {
        true => format!("\n### ⚠️ {number}{} {}\n\n{about}{body}", code(&step.address()), prose(&verdict)),
        false => format!(
            "\n<details><summary>{number}<code>{}</code> {}</summary>\n\n{about}{body}\n</details>\n",
            html(&step.address()),
            html(&verdict)
        ),
    }
}

/// Moves the signs of a step's lines to the first column, where the highlighting of a diff expects them: `!` marks changes,
/// too. The lines below something that is added or removed get its sign, which the values of a list have already.
fn as_diff(lines: &[String]) -> Vec<String> {
    let (mut field, mut is_text) = (' ', false);
    let in_diff = |line: &String| {
        let signs = ['+', '-', '~', '>', '!'];
        if let Some(sign) = line.chars().next().filter(|first| signs.contains(first)) {
            field = sign;
            is_text = !line.ends_with(':');
            let shown = if matches!(sign, '+' | '-') { sign } else { '!' };
            return format!("{shown}{}", &line[1..]);
        }
        match (field, line.strip_prefix(INDENT)) {
            ('+' | '-', Some(rest)) => match rest.strip_prefix(field).and_then(|rest| rest.strip_prefix(' ')) {
                Some(value) if !is_text => format!("{field} {INDENT}{value}"),
                _ => format!("{field} {line}"),
            },
            (_, Some(rest)) if rest.starts_with("+ ") || rest.starts_with("- ") => {
                format!("{} {INDENT}{}", &rest[..1], &rest[2..])
            }
            _ => format!("  {line}"),
        }
    };
    lines.iter().map(in_diff).collect()
}

/// What needs approval or is refused, and the advice, as in the plan for people.
fn ending(plan: &Plan, style: &PlanStyle<'_>) -> String {
    let mut out = Vec::new();
    end(plan, style, &mut out).expect("writing to a vector never fails");
    let words = String::from_utf8_lossy(&out);
    if words.trim().is_empty() { String::new() } else { format!("\n{}", fenced("text", words.trim())) }
}

fn html(words: &str) -> String {
    escaped(words).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('@', "&#64;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_an_added_field_are_added_even_if_they_are_a_list() {
        let lines = [
            "+ enum:",
            "    - a",
            "- blueprints:",
            "    - domain",
            "- text: |",
            "    - a line",
            "~ title: A -> B",
            "~ text: |",
            "    - old",
            "      same",
            "    + - new",
            "# note",
        ];
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let expected = [
            "+ enum:",
            "+     - a",
            "- blueprints:",
            "-     domain",
            "- text: |",
            "-     - a line",
            "! title: A -> B",
            "! text: |",
            "-     old",
            "        same",
            "+     - new",
            "  # note",
        ];
        assert_eq!(as_diff(&lines), expected);
    }
}
