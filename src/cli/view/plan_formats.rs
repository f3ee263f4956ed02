//! A plan in the formats for people.

use std::io::{self, Write};

use crate::cli::format::Format;
use crate::cli::view::plan::{self, PlanStyle};
use crate::cli::view::plan_markdown::markdown;
use crate::plan::Plan;

/// Writes the plan as Markdown, in one line for each step, or in full.
pub(crate) fn write(plan: &Plan, style: &PlanStyle<'_>, format: Format, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Markdown => out.write_all(markdown(plan, style, usize::MAX).as_bytes()),
        Format::Concise => plan::concise(plan, style, out),
        _ => plan::human(plan, style, out),
    }
}
