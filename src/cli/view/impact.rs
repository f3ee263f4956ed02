//! The impact of a plan on entities.

use std::io::{self, Write};

use serde_json::Value;

use crate::cli::format::Format;
use crate::cli::view::escape::escaped;
use crate::cli::view::markdown::{fenced, text};
use crate::cli::view::paint::{Paint, TextStyle};
use crate::ground::count::count;
use crate::ground::path::Path;
use crate::ops::impact::{Effect, EffectKind, Example, Impact};

/// The most characters of a value in an example.
const MAX_VALUE: usize = 40;

/// Writes the impact below a plan in the same format.
pub(crate) fn write(impact: &Impact, format: Format, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Markdown => out.write_all(markdown(impact, usize::MAX).as_bytes()),
        _ => {
            writeln!(out, "\n{} {}", paint.styled(TextStyle::Bold, "Impact:"), summary(impact))?;
            lines(impact).iter().try_for_each(|line| writeln!(out, "{line}"))
        }
    }
}

/// Returns the impact in at most `max` characters. Lines that do not fit are counted.
pub(crate) fn markdown(impact: &Impact, max: usize) -> String {
    let head = format!("\n### Impact\n\nImpact: {}\n", text(&summary(impact)));
    let mut lines = lines(impact);
    let mut left = max.saturating_sub(head.chars().count() + 200);
    let fits = |line: &&String| {
        let length = line.chars().count() + 1;
        let fits = length <= left;
        left = left.saturating_sub(length);
        fits
    };
    let shown = lines.iter().take_while(fits).count();
    if shown < lines.len() {
        let hidden = lines.len() - shown;
        lines.truncate(shown);
        lines.push(format!("{} did not fit here.", count(hidden, "more line")));
    }
    if lines.is_empty() { head } else { format!("{head}\n{}", fenced("text", &lines.join("\n"))) }
}

fn summary(impact: &Impact) -> String {
    if impact.entities.is_empty() {
        return "the plan changes nothing that can be computed for entities.".to_owned();
    }
    let read = impact.entities.iter().map(|one| {
        let part = if one.complete { "all" } else { "only" };
        format!("{part} {} of {}", count(one.read, "entity"), escaped(&one.blueprint))
    });
    let read = read.collect::<Vec<_>>().join(", ");
    match impact.effects.is_empty() {
        true => format!("no effect on {read}."),
        false => format!("computed for {read}."),
    }
}

fn lines(impact: &Impact) -> Vec<String> {
    let mut lines = Vec::new();
    let mut about = None;
    for effect in &impact.effects {
        let this = Some((&effect.key, &effect.path, &effect.blueprint));
        if about != this {
            lines.push(format!("  {}{}", escaped(&effect.key.to_string()), place(&effect.path)));
            about = this;
        }
        lines.push(format!("    {}{}", sentence(effect), examples(&effect.examples)));
    }
    if !impact.not_computed.is_empty() {
        lines.push("  Not computed:".to_owned());
    }
    for one in &impact.not_computed {
        lines.push(format!("    {}{}: {}", escaped(&one.address), place(&one.path), escaped(&one.reason)));
    }
    if impact.entities.iter().any(|one| !one.complete) {
        lines.push(format!(
            "  The limit of {} was reached, so numbers are minimums. Raise it with --impact-limit.",
            count(impact.limit, "entity")
        ));
    }
    lines
}

fn place(path: &Path) -> String {
    if path.0.is_empty() { String::new() } else { format!(" {}", escaped(&path.to_string())) }
}

fn sentence(effect: &Effect) -> String {
    let number = usize::try_from(effect.count).unwrap_or(usize::MAX);
    let entities = format!("{}{}", if effect.exact { "" } else { "at least " }, count(number, "entity"));
    let (one, many) = match &effect.kind {
        EffectKind::Level { from, to } => {
            let level = |level: &Option<String>| level.as_deref().map_or("not graded".into(), escaped).into_owned();
            return format!("{} -> {}: {entities}", level(from), level(to));
        }
        EffectKind::Value => ("gets another value", "get another value"),
        EffectKind::NoLongerMatches => ("no longer matches", "no longer match"),
        EffectKind::NewlyMatches => ("newly matches", "newly match"),
        EffectKind::Hidden => ("is hidden from members", "are hidden from members"),
        EffectKind::Shown => ("is shown to members", "are shown to members"),
    };
    format!("{entities} {}", if number == 1 { one } else { many })
}

fn examples(examples: &[Example]) -> String {
    let example = |example: &Example| {
        let values = example.before.as_ref().zip(example.after.as_ref());
        let values = values.map(|(before, after)| format!(" ({} -> {})", short(before), short(after)));
        format!("{}{}", escaped(&example.entity), values.unwrap_or_default())
    };
    let listed: Vec<String> = examples.iter().map(example).collect();
    if listed.is_empty() { String::new() } else { format!(", such as {}", listed.join(", ")) }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= MAX_VALUE {
        return escaped(&text).into_owned();
    }
    let start: String = text.chars().take(MAX_VALUE).collect();
    format!("{}…", escaped(&start))
}
