//! A plan (for now).
use std::io::{self, Write};
use crate::cli::terminal::Paint;
use crate::plan::Plan;
pub fn human(plan: &Plan, portal: &str, _paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "on {portal}")?;
    for step in &plan.steps { writeln!(out, "{:?} {} {:?}", step.action, step.key, step.reason)?;
      for c in &step.changes { writeln!(out, "   {} {:?} -> {:?} {:?}", c.path, c.old, c.new, c.danger)?; } }
    Ok(())
}
pub fn json(_plan: &Plan, _portal: &str, _out: &mut dyn Write) -> io::Result<()> { Ok(()) }
