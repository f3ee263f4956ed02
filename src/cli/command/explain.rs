//! `portwright explain`.

use std::io::Write;

use crate::cli::env::Settings;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::ground::closest::closest;
use crate::kind::KINDS;
use crate::lint::RULES;

/// Explain a rule or a kind of resource
///
/// Prints the documentation of a rule or a kind. Reports show the name of the rule in brackets.
#[derive(clap::Args, Debug)]
pub(crate) struct ExplainArgs {
    /// The rule or kind
    #[arg(value_name = "NAME", required_unless_present = "list")]
    name: Option<String>,
    /// List all rules and kinds
    #[arg(long, conflicts_with = "name")]
    list: bool,
}

pub(crate) fn run(args: &ExplainArgs, _settings: &Settings, out: &mut dyn Write) -> Result<Exit, Failure> {
    let rules = RULES.iter().map(|rule| (rule.name, rule.page));
    let pages: Vec<(&str, &str)> = KINDS.iter().map(|kind| (kind.name, kind.page)).chain(rules).collect();
    let Some(name) = &args.name else {
        let width = pages.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, page) in pages {
            writeln!(out, "{name:width$}  {}", summary(page))?;
        }
        return Ok(Exit::Success);
    };
    match pages.iter().find(|(known, _)| known == name) {
        Some((_, page)) => {
            write!(out, "{page}")?;
            Ok(Exit::Success)
        }
        None => {
            let failure = Failure::could_not_run(format!("unknown rule or kind `{name}`"));
            Err(match closest(name, pages.iter().map(|(known, _)| *known)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`portwright explain --list` lists them all"),
            })
        }
    }
}

/// The first sentence of a page's first paragraph.
fn summary(page: &str) -> String {
    let is_text = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let paragraph: Vec<&str> = page.lines().skip_while(|line| !is_text(line)).take_while(is_text).collect();
    let paragraph = paragraph.join(" ");
    paragraph.split_once(". ").map_or(paragraph.clone(), |(sentence, _)| format!("{sentence}."))
}
