//! A Rust file with its comments, strings and tests blanked out, and the paths in the rest.

use std::ops::Range;
use std::sync::OnceLock;

/// One file, line for line as it was written.
pub(super) struct Code {
    /// Its path below the project's folder, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its text with comments, the insides of strings, and items for tests turned into spaces.
    pub code: String,
    /// The strings outside of tests: the position of their content, and the content.
    pub strings: Vec<(usize, String)>,
    /// The modules that exist for tests only, and so have files that do: `mod tests;`.
    pub test_modules: Vec<String>,
    /// Found once, as several rules look at them.
    paths: OnceLock<Vec<(usize, Vec<String>)>>,
}

impl Code {
    /// Reads a file's text.
    pub(super) fn new(path: String, text: String) -> Self {
        let (mut code, strings) = blank(&text);
        let mut test_modules = Vec::new();
        let mut tests = Vec::new();
        while let Some(start) = code.find("#[cfg(test)]") {
            let item = item(&code, start);
            let words: Vec<&str> =
                code[item.clone()].split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).collect();
            if let ["cfg", "test", .., "mod", name] = words[..] {
                test_modules.push(name.to_owned());
            }
            let spaces = spaces(&code[item.clone()]);
            code.replace_range(item.clone(), &spaces);
            tests.push(item);
        }
        let strings = strings.into_iter().filter(|(at, _)| !tests.iter().any(|item| item.contains(at))).collect();
        Self { path, text, code, strings, test_modules, paths: OnceLock::new() }
    }

    /// `path:line` of a place in the file.
    pub(super) fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, self.text[..at].matches('\n').count() + 1)
    }

    /// The modules that lead to this file: `src/plan/build.rs` is `plan`, `build`.
    pub(super) fn modules(&self) -> Vec<&str> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path).trim_end_matches(".rs");
        inside.split('/').filter(|part| !["mod", "lib", "main"].contains(part)).collect()
    }

    /// Every position of this word in the code.
    pub(super) fn words<'c>(&'c self, word: &'c str) -> impl Iterator<Item = usize> {
        let stands_alone = move |at: &usize| {
            !self.code[..*at].ends_with(is_word) && !self.code[at + word.len()..].starts_with(is_word)
        };
        self.code.match_indices(word).map(|(at, _)| at).filter(stands_alone)
    }

    /// Whether the file declares a module of that name as a rule: in its `rules! { … }`.
    pub(super) fn lists_rule(&self, name: &str) -> bool {
        let lists = self.code.split("\nrules! {").skip(1).filter_map(|rest| rest.split_once('}'));
        lists.flat_map(|(list, _)| list.split_whitespace()).any(|rule| rule == name)
    }

    /// Every path that the code names, such as `std::fs::read`, a group in braces taken apart; `super` and `self` are
    /// written out from `crate` where they lead out of nested modules.
    pub(super) fn paths(&self) -> &[(usize, Vec<String>)] {
        self.paths.get_or_init(|| {
            let mut found = Vec::new();
            let mut at = 0;
            while let Some(start) = self.code[at..].find(is_word).map(|offset| at + offset) {
                at = tree(&self.code, start, &[], &mut found);
            }
            found.into_iter().map(|(at, path)| (at, self.written_out(path))).collect()
        })
    }

    /// Every name that a `use` imports, and its path; the name is `*` for a glob.
    pub(super) fn imports(&self) -> Vec<(String, Vec<String>)> {
        let mut found = Vec::new();
        for at in self.words("use") {
            let Some(end) = self.code[at..].find(';').map(|offset| at + offset) else { continue };
            for mut path in group(self.code[at + "use".len()..end].trim()) {
                let mut name = path.last().cloned().unwrap_or_default();
                if let Some((target, alias)) = name.clone().split_once(" as ") {
                    path.pop();
                    path.push(target.trim().to_owned());
                    name = alias.trim().to_owned();
                }
                if path.len() > 1 && path.last().is_some_and(|last| last == "self" || last == "*") {
                    let last = path.pop();
                    if last.as_deref() == Some("*") {
                        name = "*".to_owned();
                    } else if name == "self" {
                        name = path.last().cloned().unwrap_or_default();
                    }
                }
                found.push((name, self.written_out(path)));
            }
        }
        found
    }

    /// Whether the file defines something of that name at its top.
    pub(super) fn defines(&self, name: &str) -> bool {
        let keywords = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod", "macro_rules!", "union"];
        self.words(name).any(|at| {
            let before = self.code[..at].trim_end();
            keywords.iter().any(|keyword| before.ends_with(keyword))
        })
    }

    fn written_out(&self, path: Vec<String>) -> Vec<String> {
        let up = path.iter().take_while(|part| *part == "super").count();
        if up == 0 {
            return path;
        }
        let mut here: Vec<String> = self.modules().into_iter().map(str::to_owned).collect();
        here.truncate(here.len().saturating_sub(up));
        std::iter::once("crate".to_owned()).chain(here).chain(path.into_iter().skip(up)).collect()
    }
}

/// Whether a letter belongs to a word.
pub(super) fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// As many spaces as the text has bytes, so that positions in the code equal those in the text.
fn spaces(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// The path that starts here, or all paths of its group; gives where the search goes on.
fn tree(code: &str, start: usize, before: &[String], found: &mut Vec<(usize, Vec<String>)>) -> usize {
    let mut path = before.to_vec();
    let mut at = start;
    loop {
        let end = code[at..].find(|letter| !is_word(letter)).map_or(code.len(), |offset| at + offset);
        if end == at {
            break;
        }
        path.push(code[at..end].to_owned());
        at = end;
        let Some(after) = code[at..].strip_prefix("::") else { break };
        at += 2;
        if !after.starts_with('{') {
            continue;
        }
        at += 1;
        loop {
            at += code[at..].find(|letter: char| !letter.is_whitespace() && letter != ',').unwrap_or_default();
            if !code[at..].starts_with(is_word) {
                return (at + 1).min(code.len());
            }
            at = tree(code, at, &path, found);
            if code[at..].starts_with(" as ") {
                at += code[at..].find([',', '}']).unwrap_or_default();
            }
        }
    }
    found.push((start, path));
    at
}

/// The paths of a `use`, a group in braces taken apart; the last part keeps its `as`.
fn group(tree: &str) -> Vec<Vec<String>> {
    let Some((before, inside)) = tree.split_once('{') else {
        return vec![tree.split("::").map(|part| part.trim().to_owned()).collect()];
    };
    let before: Vec<String> =
        before.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    let inside = inside.rsplit_once('}').map_or(inside, |(inside, _)| inside);
    let mut depth = 0;
    let branches = inside.split(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    let branches = branches.map(str::trim).filter(|branch| !branch.is_empty());
    branches.flat_map(group).map(|path| [before.clone(), path].concat()).collect()
}

/// The item that an attribute at `start` belongs to: up to its semicolon or the end of its braces.
fn item(code: &str, start: usize) -> Range<usize> {
    let mut depth = 0;
    let mut attribute = 0;
    for (offset, letter) in code[start..].char_indices() {
        match letter {
            '[' => attribute += 1,
            ']' => attribute -= 1,
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => continue,
        }
        if letter == '}' && depth == 0 {
            return start..start + offset + 1;
        }
        if letter == ']' && attribute == 0 && depth == 0 {
            let rest = &code[start + offset + 1..];
            let ends = rest.find([';', '{', '#']);
            if let Some(ends) = ends.filter(|ends| rest[*ends..].starts_with(';')) {
                return start..start + offset + 1 + ends;
            }
        }
    }
    start..code.len()
}

/// The text with comments and strings blanked, and the strings.
fn blank(text: &str) -> (String, Vec<(usize, String)>) {
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let part = if rest.starts_with("//") {
            0..rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            0..rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(inside) = string(rest, code.ends_with(is_word)) {
            strings.push((at + inside.start, rest[inside.clone()].to_owned()));
            inside
        } else if let Some(inside) = letter(rest) {
            inside
        } else {
            let letter = rest.chars().next().expect("the loop ends with the text");
            code.push(letter);
            at += letter.len_utf8();
            continue;
        };
        code.push_str(&rest[..part.start]);
        code.push_str(&spaces(&rest[part.clone()]));
        at += part.end;
        // The closing quote, so that it does not open a string.
        if part.start > 0 {
            let closing = text[at..].chars().next().unwrap_or('"');
            code.push(closing);
            at += closing.len_utf8();
        }
    }
    (code, strings)
}

/// The inside of a string that starts here.
fn string(rest: &str, in_word: bool) -> Option<Range<usize>> {
    if let Some(inside) = rest.strip_prefix('"') {
        let mut escaped = false;
        let end = inside.find(|letter| {
            let ends = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            ends
        });
        return Some(1..1 + end.unwrap_or(inside.len()));
    }
    let hashes = rest.strip_prefix('r').filter(|_| !in_word)?;
    let marks = hashes.len() - hashes.trim_start_matches('#').len();
    let inside = hashes[marks..].strip_prefix('"')?;
    let end = inside.find(&format!("\"{}", "#".repeat(marks))).unwrap_or(inside.len());
    Some(marks + 2..marks + 2 + end)
}

/// The content of a character in single quotes, which a lifetime is not.
fn letter(rest: &str) -> Option<Range<usize>> {
    let inside = rest.strip_prefix('\'')?;
    let escaped = inside.starts_with('\\');
    let end = if escaped { 2 + inside[2..].find('\'')? } else { inside.chars().next()?.len_utf8() };
    inside[end..].starts_with('\'').then_some(1..1 + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart_and_written_out() {
        let text =
            "use crate::{model::Model, kind::{Key, Kind as K}};\nfn f() { super::super::disk::read(std::fs::File) }\n";
        let code = Code::new("src/plan/build.rs".to_owned(), text.to_owned());
        let paths: Vec<String> = code.paths().iter().map(|(_, path)| path.join("::")).collect();
        assert!(!paths.iter().any(|path| path.ends_with("::as") || path.ends_with("::K")), "{paths:?}");
        for path in ["crate::model::Model", "crate::kind::Key", "crate::disk::read", "std::fs::File"] {
            assert!(paths.iter().any(|known| known == path), "{path} in {paths:?}");
        }
    }

    #[test]
    fn comments_strings_and_tests_are_not_code() {
        let text = "// std::fs\nconst A: &str = \"std::fs\\\"\"; const B: char = '\"';\nconst C: &str = r#\"a \" std::fs\"#;\n#[cfg(test)]\n#[allow(x)]\nmod tests { fn f<'a>() { std::fs::read(\"t\") } }\nfn last() {}\n";
        let code = Code::new("src/plan/build.rs".to_owned(), text.to_owned());
        assert!(!code.code.contains("std"), "{}", code.code);
        assert!(code.code.contains("fn last()"));
        assert_eq!(
            code.strings.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
            ["std::fs\\\"", "a \" std::fs"]
        );
        assert_eq!(code.place(code.code.find("fn last").unwrap_or_default()), "src/plan/build.rs:7");
        let code = Code::new("src/yaml/parse.rs".to_owned(), "#[cfg(test)]\nmod tests;\nfn f() {}".to_owned());
        assert_eq!(code.test_modules, ["tests"]);
        assert!(code.code.contains("fn f()"));
    }
}
