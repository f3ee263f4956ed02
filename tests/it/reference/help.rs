//! The help of a command as Markdown.

use std::process::Command;

/// The indentation of the texts of options.
const TEXT: usize = 10;

/// What the program prints for these arguments, wherever the tests run.
pub(super) fn printed(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
    let output = command.args(arguments).env_remove("COLUMNS").output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("help is text")
}

/// The commands below these words, with what they do. The help of help is of no use.
fn below(words: &[&str]) -> Vec<(String, String)> {
    let help = printed(&[words, &["--help"]].concat());
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands = lines.filter_map(|line| line.trim().split_once(' '));
    let commands = commands.map(|(name, about)| (name.to_owned(), about.trim().to_owned()));
    commands.filter(|(name, _)| name != "help").collect()
}

/// All commands, with what they do.
pub(super) fn commands() -> Vec<(String, String)> {
    below(&[])
}

/// The page of a command.
pub(super) fn page(name: &str) -> String {
    let mut page = command(&[name], "#");
    for (verb, _) in below(&[name]) {
        page += "\n";
        page += &command(&[name, &verb], "##");
    }
    page.replacen('\n', &format!("\n\n{}\n", super::GENERATED), 1)
}

/// The help of a command below a heading.
fn command(words: &[&str], heading: &str) -> String {
    let name = words.join(" ");
    let mut page = format!("{heading} {name}\n");
    let help = printed(&[words, &["--help"]].concat());
    let mut title = "";
    let mut lines: Vec<&str> = Vec::new();
    for line in help.lines().chain(["End:"]) {
        let is_title = line.ends_with(':') && line.starts_with(|letter: char| letter.is_ascii_uppercase());
        if !is_title && !line.starts_with("Usage: ") {
            lines.push(line);
            continue;
        }
        // Headings of different commands on a page differ.
        let below =
            format!("{heading}# {title}{}", if words.len() > 1 { format!(" of {name}") } else { String::new() });
        page += &match title {
            "" => format!("\n{}", prose(&lines, "")),
            "Usage" | "Examples" => format!("\n{below}\n\n```sh\n{}```\n", code(&lines)),
            "Commands" => format!("\n{below}\n\n{}", list(&words.join(" "))),
            _ if options(&lines).is_empty() => String::new(),
            _ => format!("\n{below}\n\n{}", options(&lines)),
        };
        title = line.split(':').next().unwrap_or_default();
        lines = line.strip_prefix("Usage: ").into_iter().collect();
    }
    page
}

fn list(parent: &str) -> String {
    let commands = below(&parent.split(' ').collect::<Vec<_>>());
    commands
        .iter()
        .map(|(name, about)| format!("- [{parent} {name}](#{parent}-{name}): {}\n", escaped(about)))
        .collect()
}

/// Lines without the indentation that all have.
fn code(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
    format!("{}\n", lines.join("\n").trim_end())
}

/// A list of options or arguments, without those of help.
fn options(lines: &[&str]) -> String {
    let mut all: Vec<(String, Vec<&str>)> = Vec::new();
    for line in lines {
        let indentation = line.len() - line.trim_start().len();
        if !line.is_empty() && indentation < TEXT && line.trim_start().starts_with(['-', '[', '<']) {
            let (name, text) = line.trim().split_once("  ").unwrap_or((line.trim(), ""));
            all.push((name.to_owned(), Vec::from_iter((!text.is_empty()).then(|| text.trim()))));
        } else if let Some((_, text)) = all.last_mut() {
            text.push(line.get(TEXT..).unwrap_or_default());
        }
    }
    let own = all.iter().filter(|(name, _)| !name.ends_with("--help") && !name.ends_with("--version"));
    own.map(|(name, text)| format!("- `{name}`: {}", prose(text, "  ").trim_start())).collect()
}

/// Wrapped lines as paragraphs and lists, below an indentation.
fn prose(lines: &[&str], indentation: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut is_new = true;
    for line in lines.iter().map(|line| line.trim()) {
        let is_item = line.starts_with("- ");
        match blocks.last_mut() {
            Some(block) if !is_new && !is_item && !line.is_empty() => *block = format!("{block} {line}"),
            _ if line.is_empty() => {}
            _ => blocks.push(line.to_owned()),
        }
        is_new = line.is_empty();
    }
    let mut text = String::new();
    for (nth, block) in blocks.iter().enumerate() {
        let item = block.strip_prefix("- ").and_then(|item| item.split_once(':'));
        let is_next_item = nth > 0 && item.is_some() && blocks[nth - 1].starts_with("- ");
        if nth > 0 && !is_next_item {
            text += "\n";
        }
        text += &match item {
            Some((value, about)) => format!("{indentation}- `{value}`: {}\n", escaped(about.trim())),
            None => format!("{indentation}{}\n", escaped(block)),
        };
    }
    text
}

/// Text in which only what is in backticks has a meaning in Markdown, and flags are in backticks too.
fn escaped(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(nth, part)| match nth % 2 {
        0 => part.split(' ').map(word).collect::<Vec<_>>().join(" "),
        _ => format!("`{part}`"),
    });
    parts.collect()
}

fn word(word: &str) -> String {
    let is_flag = word.trim_start_matches('(').starts_with("--") && word.len() > 2;
    if !is_flag {
        return word.replace('<', "&lt;").replace('*', "\\*").replace('[', "\\[").replace('_', "\\_");
    }
    let flag = word.trim_start_matches('(').trim_end_matches(['.', ',', ':', ';', ')']);
    word.replacen(flag, &format!("`{flag}`"), 1)
}
