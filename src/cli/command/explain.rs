//! `portwright explain`.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::view::escape::escaped;
use crate::ground::closest::closest;
use crate::ground::join::join_with_and;
use crate::kind::KINDS;
use crate::kind::synonym::synonymous_value;
use crate::lint::RULES;

/// Explain a rule or a kind of resource
///
/// Prints the documentation of a rule or a kind, or lists those whose name contains the word. Reports show the name of the
/// rule in brackets.
#[derive(clap::Args, Debug)]
#[command(after_long_help = "\
Examples:
  portwright explain enum-mismatch
  portwright explain relation
  portwright explain --list")]
pub(crate) struct ExplainArgs {
    /// The rule or kind, or a part of its name
    #[arg(value_name = "WORD", required_unless_present = "list")]
    name: Option<String>,
    /// List all rules with their level and what they check, and all kinds
    #[arg(long, conflicts_with = "name")]
    list: bool,
}

/// A rule or a kind of resource.
struct Subject {
    name: &'static str,
    /// The level of a rule, or that it is a kind.
    label: &'static str,
    page: &'static str,
}

pub(crate) fn run(args: &ExplainArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let kinds = KINDS.iter().map(|kind| Subject { name: kind.name, label: "kind", page: kind.page });
    let rules = RULES.iter().map(|rule| Subject { name: rule.name, label: rule.severity.word(), page: rule.page });
    let subjects: Vec<Subject> = kinds.chain(rules).collect();
    let Some(word) = &args.name else {
        list(&subjects.iter().collect::<Vec<_>>(), out)?;
        return Ok(Exit::Success);
    };
    match named(word, &subjects).as_slice() {
        [] => return Err(unknown(word, &subjects)),
        [one] => write!(out, "{}", one.page)?,
        several => list(several, out)?,
    }
    Ok(Exit::Success)
}

/// The subject of this name, or all with this part of a name.
fn named<'s>(word: &str, subjects: &'s [Subject]) -> Vec<&'s Subject> {
    let word = word.to_lowercase().replace([' ', '_'], "-");
    let word = word.trim_end_matches(".yml");
    let singular = word.trim_end_matches('s');
    let names: Vec<&str> = subjects.iter().map(|subject| subject.name).collect();
    let word = synonymous_value(singular, &names).unwrap_or(if names.contains(&singular) { singular } else { word });
    match subjects.iter().find(|subject| subject.name == word) {
        Some(exact) => vec![exact],
        None => subjects.iter().filter(|subject| !word.is_empty() && subject.name.contains(word)).collect(),
    }
}

/// Prints one line per rule: its name, its level, and what it checks.
fn list(subjects: &[&Subject], out: &mut dyn Write) -> io::Result<()> {
    let width = subjects.iter().map(|subject| subject.name.len()).max().unwrap_or_default();
    let line = |subject: &&Subject| format!("{:width$}  {:7}  {}", subject.name, subject.label, summary(subject.page));
    subjects.iter().try_for_each(|subject| writeln!(out, "{}", line(subject)))
}

fn unknown(word: &str, subjects: &[Subject]) -> Failure {
    let names = || subjects.iter().map(|subject| subject.name);
    let failure = Failure::could_not_run(format!("no rule or kind has `{}` in its name", escaped(word)));
    let near: Vec<String> = nearest(word, names()).into_iter().map(|name| format!("`{name}`")).collect();
    match near.is_empty() {
        true => failure.help("`portwright explain --list` lists them all"),
        false => failure.help(format!("the nearest names: {}", join_with_and(&near))),
    }
}

/// The name that is probably meant, and the names with a part like this word.
fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone) -> Vec<&'n str> {
    const MAX_NAMES: usize = 5;
    let mut near: Vec<&str> = closest(word, names.clone()).into_iter().collect();
    let parts = |name: &str| name.split('-').map(str::to_owned).collect::<Vec<_>>();
    let wanted = parts(&word.to_lowercase());
    let is_like = |one: &String, other: &String| one == other || closest(one, [other.as_str()]).is_some();
    let has_part = |name: &str| {
        let own = parts(name);
        wanted.iter().any(|one| one.len() > 2 && own.iter().any(|other| is_like(one, other)))
    };
    near.extend(names.filter(|name| has_part(name)));
    let mut seen = BTreeSet::new();
    near.retain(|name| seen.insert(*name));
    near.truncate(MAX_NAMES);
    near
}

/// The first sentence of a page's first paragraph.
fn summary(page: &str) -> String {
    let is_text = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let paragraph: Vec<&str> = page.lines().skip_while(|line| !is_text(line)).take_while(is_text).collect();
    let paragraph = paragraph.join(" ");
    paragraph.split_once(". ").map_or(paragraph.clone(), |(sentence, _)| format!("{sentence}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(word: &str) -> (String, String) {
        let mut out = Vec::new();
        let args = ExplainArgs { name: Some(word.to_owned()), list: false };
        let failed = run(&args, &mut out).err().map(|failure| failure.message_with_hints()).unwrap_or_default();
        (String::from_utf8(out).expect("pages are text"), failed)
    }

    #[test]
    fn a_part_of_a_name_finds_one_page_or_a_list() {
        for word in ["enum-mismatch", "enum", "ENUM mismatch", "enum_mis"] {
            assert!(explained(word).0.starts_with("# enum-mismatch\n"), "{word}: {}", explained(word).0);
        }
        for (word, page) in [("automations", "# action\n"), ("scorecards", "# scorecard\n")] {
            assert!(explained(word).0.starts_with(page), "{word}: {}", explained(word).0);
        }
        assert!(explained("removed.yml").0.contains("removed-but-declared"), "{}", explained("removed.yml").0);
        // A complete name means this subject, even if other names contain it.
        assert!(explained("blueprint").0.starts_with("# blueprint\n"), "{}", explained("blueprint").0);
        let listed = explained("duplicate").0;
        assert!(listed.lines().count() > 3 && listed.lines().all(|line| line.contains("duplicate")), "{listed}");
        assert!(listed.contains("duplicate-entity  "), "{listed}");
        assert!(listed.lines().all(|line| line.contains("  error  ") || line.contains("  warning  ")), "{listed}");
    }

    #[test]
    fn a_word_in_no_name_gets_the_nearest_names() {
        assert!(explained("enum-mismtach").1.contains("`enum-mismatch`"), "{}", explained("enum-mismtach").1);
        assert!(explained("relatoin").1.contains("`dangling-relation`"), "{}", explained("relatoin").1);
        for word in ["zzz", ""] {
            assert!(explained(word).1.ends_with("`portwright explain --list` lists them all"), "{}", explained(word).1);
        }
    }
}
