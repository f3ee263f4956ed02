//! The reference in `docs/reference/` and its table of contents are what the program says of its commands, rules and kinds.

mod help;

use std::collections::BTreeMap;

use portwright::kind::KINDS;

use crate::documents::DOCUMENTS;
use crate::support::{files_below, root, update};

/// The folder of the pages.
const FOLDER: &str = "docs/reference";

/// The table of contents.
const CONTENTS: &str = "docs/SUMMARY.md";

const GENERATED: &str = "<!-- UPDATE=1 cargo test writes this page. -->";

/// A page with the pages below it, as the table of contents has them.
struct Chapter {
    title: &'static str,
    /// The page, and the folder of those below.
    name: &'static str,
    /// What it says before the list of the pages below.
    introduction: &'static str,
    /// The pages below: the name, what the list says after it, and the text.
    below: Vec<(String, String, String)>,
}

impl Chapter {
    /// The pages by their paths.
    fn pages(&self) -> BTreeMap<String, String> {
        let mut list = format!("# {}\n\n{GENERATED}\n\n{}\n\n", self.title, self.introduction);
        for (name, about, _) in &self.below {
            list += &format!("- [{name}]({}/{name}.md){about}\n", self.name);
        }
        let below = self.below.iter().map(|(name, _, text)| (format!("{}/{name}.md", self.name), text.clone()));
        below.chain([(format!("{}.md", self.name), list)]).collect()
    }

    /// The lines of the table of contents.
    fn contents(&self) -> Vec<String> {
        let first = format!("- [{}](reference/{}.md)", self.title, self.name);
        let below = self.below.iter().map(|(name, ..)| format!("  - [{name}](reference/{}/{name}.md)", self.name));
        std::iter::once(first).chain(below).collect()
    }
}

/// A page that is a file of the sources, from the folder of the pages below a chapter.
fn included(file: &str) -> String {
    format!("{{{{#include ../../../{file}}}}}\n")
}

fn chapters() -> [Chapter; 3] {
    let commands = Chapter {
        title: "Commands",
        name: "commands",
        introduction: "`portwright help COMMAND` prints these pages too.",
        below: help::commands()
            .into_iter()
            .map(|(name, about)| (name.clone(), format!(": {about}"), help::page(&name)))
            .collect(),
    };
    let listed = help::printed(&["explain", "--list"]);
    let rules = listed.lines().filter_map(|line| {
        let (name, rest) = line.split_once(' ')?;
        let (level, summary) = rest.trim().split_once(' ')?;
        let text = included(&format!("src/lint/rules/{}.md", name.replace('-', "_")));
        (level != "kind").then(|| (name.to_owned(), format!(" ({level}): {}", summary.trim()), text))
    });
    let rules = Chapter {
        title: "Rules",
        name: "rules",
        introduction: "Reports name the rule in brackets, and `portwright explain RULE` prints its page. [Lint](../lint.md#rules) \
            shows how to change the level of a rule, or to allow one finding.",
        below: rules.collect(),
    };
    let kinds = KINDS.iter().map(|kind| {
        let file = kind.name.replace('-', "_");
        let sentence = kind.page.lines().skip(1).find(|line| !line.is_empty()).unwrap_or_default();
        (kind.name.to_owned(), format!(": {sentence}"), included(&format!("src/kind/{file}/{file}.md")))
    });
    let kinds = Chapter {
        title: "Kinds of resources",
        name: "kinds",
        introduction: "What a model can contain. `portwright explain KIND` prints these pages too.",
        below: kinds.collect(),
    };
    [commands, rules, kinds]
}

#[test]
fn the_reference_is_what_the_program_says() {
    let folder = root().join(FOLDER);
    let pages: BTreeMap<String, String> = chapters().iter().flat_map(Chapter::pages).collect();
    if update() {
        std::fs::remove_dir_all(&folder).ok();
        for (path, text) in &pages {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().expect("a page lies in a folder")).expect("a folder can be made");
            std::fs::write(path, text).expect("a page can be written");
        }
    }
    let is = files_below(&folder, "").into_iter().map(|path| {
        let name = path.strip_prefix(&folder).expect("it lies there").to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(path).expect("a page can be read"))
    });
    let is: BTreeMap<String, String> = is.collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&is), names(&pages), "the pages in {FOLDER}: UPDATE=1 cargo test writes them");
    for (path, text) in &pages {
        assert_eq!(&is[path], text, "{FOLDER}/{path}: UPDATE=1 cargo test writes it");
    }
}

/// The table of contents with the lines of the generated pages as they should be.
fn contents(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let chapters = chapters();
    let mut is_generated = false;
    for line in text.lines() {
        if let Some(chapter) = chapters.iter().find(|chapter| chapter.contents()[0] == line) {
            lines.extend(chapter.contents());
            is_generated = true;
        } else if !is_generated || !line.starts_with("  - ") {
            is_generated = false;
            lines.push(line.to_owned());
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_table_of_contents_lists_every_page_once() {
    let path = root().join(CONTENTS);
    let text = std::fs::read_to_string(&path).expect("the table of contents can be read");
    let wanted = contents(&text);
    if update() {
        std::fs::write(&path, &wanted).expect("the table of contents can be written");
    } else {
        assert_eq!(text, wanted, "{CONTENTS}: UPDATE=1 cargo test writes it");
    }
    let count = |page: &str| wanted.matches(&format!("]({page})")).count();
    let reference = chapters().map(|chapter| format!("reference/{}.md", chapter.name));
    let pages = DOCUMENTS.iter().filter_map(|document| document.strip_prefix("docs/"));
    let wrong: Vec<&str> = pages.chain(reference.iter().map(String::as_str)).filter(|page| count(page) != 1).collect();
    assert!(wrong.is_empty(), "{CONTENTS} does not list these pages once: {wrong:?}");
}
