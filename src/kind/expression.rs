//! Checks that a text is a jq expression, with the quotes that Port allows.
//!
//! Port's jq also accepts strings in single quotes, even as names (`.properties.'on-call'`), which other parsers of jq
//! refuse. Such quotes are converted before the text is parsed.

mod quotes;
mod remedy;

use std::ops::Range;
use std::sync::LazyLock;

use jaq_core::compile::{Compiler, Undefined};
use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader, lex, parse};
use jaq_core::{Bind, native};
use jaq_json::Val;

use crate::ground::closest::closest;
use quotes::Translated;

/// One mistake in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The bytes of the mistake; empty at the end of the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The name that was probably meant.
    pub near: Option<String>,
    /// What to write instead, if it is certain.
    pub remedy: Option<String>,
}

/// The parser recurses for each operator and bracket. An expression with more of them than the first limit is parsed on
/// a larger stack; with more than the second limit, it is not checked.
const MAX_PARTS_ON_THIS_STACK: usize = 100;
const MAX_PARTS: usize = 2000;
const STACK_BYTES: usize = 64 << 20;

/// Filters that jq has and the parser's library lacks, with the number of their arguments (jq 1.6 to 1.8).
const JQ_ONLY: &[(&str, usize)] = &[
    ("@base32", 0),
    ("@base32d", 0),
    ("IN", 1),
    ("IN", 2),
    ("INDEX", 1),
    ("INDEX", 2),
    ("GROUP_BY", 1),
    ("UNIQUE_BY", 1),
    ("ascii", 0),
    ("combinations", 0),
    ("combinations", 1),
    ("dateadd", 2),
    ("datesub", 2),
    ("date", 0),
    ("del", 1),
    ("delpaths", 1),
    ("drem", 2),
    ("env", 0),
    ("finites", 0),
    ("format", 1),
    ("fromstream", 1),
    ("get_search_list", 0),
    ("getpath", 1),
    ("gmtime", 0),
    ("halt", 0),
    ("halt_error", 0),
    ("halt_error", 1),
    ("have_decnum", 0),
    ("have_literal_numbers", 0),
    ("infinite", 0),
    ("input", 0),
    ("input_filename", 0),
    ("input_line_number", 0),
    ("inputs", 0),
    ("isempty", 1),
    ("isvalid", 1),
    ("leaf_paths", 0),
    ("limit", 2),
    ("localtime", 0),
    ("ltrimstr", 1),
    ("mktime", 0),
    ("modulemeta", 0),
    ("now", 0),
    ("path", 1),
    ("paths", 0),
    ("paths", 1),
    ("pick", 1),
    ("rtrimstr", 1),
    ("setpath", 2),
    ("skip", 2),
    ("splits", 1),
    ("strflocaltime", 1),
    ("strftime", 1),
    ("strptime", 1),
    ("timegm", 0),
    ("toarray", 0),
    ("tostream", 0),
    ("trimstr", 1),
    ("truncate_stream", 1),
    ("utf8bytelength", 0),
    ("walk", 1),
    ("with_entries", 1),
];

/// Every filter, with the number of its arguments.
static FILTERS: LazyLock<Vec<(&'static str, usize)>> = LazyLock::new(|| {
    let defined = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let native = jaq_core::funs::<JustLut<Val>>().chain(jaq_std::funs()).chain(jaq_json::funs());
    let native = native.map(|fun: native::Fun<JustLut<Val>>| (fun.0, fun.1.len()));
    let mut all: Vec<_> = defined.map(|def| (def.name, def.args.len())).chain(native).collect();
    all.extend(JQ_ONLY);
    all.sort_unstable();
    all.dedup();
    all
});

/// Variables that jq defines.
const VARIABLES: [&str; 3] = ["$ENV", "$__loc__", "$__prog_args"];

/// Checks that a text is a jq expression that uses only filters that exist.
///
/// # Errors
/// The mistakes, in the order of the text.
pub(crate) fn check(text: &str) -> Result<(), Vec<Fault>> {
    if is_path(text) {
        return Ok(());
    }
    let parts = parts(text);
    match parts {
        0..=MAX_PARTS_ON_THIS_STACK => parsed(text),
        _ if parts <= MAX_PARTS => std::thread::scope(|scope| {
            let spawned = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || parsed(text));
            spawned.map_or(Ok(()), |thread| thread.join().unwrap_or(Ok(())))
        }),
        _ => Ok(()),
    }
}

/// Returns whether a text only reads a field, such as `.entity.title`. Most expressions in templates do, and the parser takes
/// much longer to find out that they are valid.
fn is_path(text: &str) -> bool {
    let is_first = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let is_name = |name: &str| {
        let bytes = name.as_bytes();
        bytes.first().is_some_and(is_first) && bytes.iter().all(|byte| is_first(byte) || byte.is_ascii_digit())
    };
    text.trim_matches([' ', '\n']).strip_prefix('.').is_some_and(|names| names.split('.').all(is_name))
}

/// Returns the text with double quotes in place of single ones, which every parser of jq accepts; `None` if it is
/// nested too deeply.
pub(super) fn translated(text: &str) -> Option<String> {
    (parts(text) <= MAX_PARTS).then(|| Translated::new(text).code)
}

/// Returns an upper bound for the number of operators and brackets in a text.
fn parts(text: &str) -> usize {
    text.bytes().filter(|byte| !byte.is_ascii_alphanumeric()).count()
}

fn parsed(text: &str) -> Result<(), Vec<Fault>> {
    let translated = Translated::new(text);
    let code = translated.code.as_str();
    let arena = Arena::default();
    let modules = match Loader::new([]).load(&arena, File { code, path: () }) {
        Ok(modules) => modules,
        Err(errors) => {
            let faults = errors.into_iter().flat_map(|(_, error)| match error {
                load::Error::Lex(errors) => errors.into_iter().map(|error| translated.lexed(&error)).collect(),
                load::Error::Parse(errors) => errors.into_iter().map(|error| translated.parsed(&error)).collect(),
                load::Error::Io(errors) => {
                    errors.iter().map(|(at, _)| translated.fault(at, "modules cannot be loaded")).collect::<Vec<_>>()
                }
            });
            return Err(sorted(faults));
        }
    };
    let filters = FILTERS.iter().map(|(name, arguments)| {
        let arguments: Vec<Bind<(), ()>> = vec![Bind::Fun(()); *arguments];
        (*name, arguments.into_boxed_slice(), ())
    });
    // Nothing is run, so a filter needs only a name.
    let compiled = Compiler::<_, ()>::default().with_funs(filters).with_global_vars(VARIABLES).compile(modules);
    let Err(errors) = compiled else { return Ok(()) };
    let undefined = errors.into_iter().flat_map(|(_, errors)| errors);
    Err(sorted(undefined.map(|(name, what)| translated.undefined(name, &what))))
}

/// Returns whether jq has a function of this name.
fn is_function(name: &str) -> bool {
    FILTERS.iter().any(|known| known.0 == name)
}

fn sorted(faults: impl Iterator<Item = Fault>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = faults.collect();
    faults.sort_by_key(|fault| fault.range.start);
    faults
}

impl Translated<'_> {
    fn fault(&self, at: &str, message: impl Into<String>) -> Fault {
        Fault { range: self.range(at), message: message.into(), near: None, remedy: None }
    }

    /// Returns the fault of something that is not allowed here, or before which something is missing.
    fn misplaced(&self, at: &str, message: impl Into<String>, expected: Option<&str>) -> Fault {
        let fault = self.fault(at, message);
        Fault { remedy: remedy::misplaced(self.text, fault.range.clone(), expected, is_function), ..fault }
    }

    fn lexed(&self, (expected, at): &lex::Error<&str>) -> Fault {
        let first = &at[..at.chars().next().map_or(0, char::len_utf8)];
        match expected {
            lex::Expect::Delim(open) => {
                let opening = self.words(open);
                let closing = match opening {
                    "(" | "\\(" => ")",
                    "[" => "]",
                    "{" => "}",
                    quote => quote,
                };
                let remedy = Some(format!("add the closing `{closing}`"));
                Fault { remedy, ..self.fault(open, format!("`{opening}` is never closed")) }
            }
            lex::Expect::Digit => self.fault(first, "a digit is missing"),
            lex::Expect::Ident => self.misplaced(first, "a name is missing", None),
            lex::Expect::Escape => {
                let remedy = Some(format!("write `\\\\{first}` for a backslash"));
                Fault { remedy, ..self.fault(first, format!("`\\{first}` is not a valid escape")) }
            }
            lex::Expect::Unicode => self.fault(first, "four hexadecimal digits are missing"),
            _ => self.misplaced(first, format!("`{first}` is not allowed here"), None),
        }
    }

    fn parsed(&self, (expected, at): &parse::Error<&str>) -> Fault {
        let at = if at.len() > 24 { &at[..at.chars().next().map_or(0, char::len_utf8)] } else { at };
        let wanted = match expected {
            parse::Expect::Nothing => {
                return self.misplaced(at, format!("`{}` is not allowed here", self.words(at)), None);
            }
            parse::Expect::Just(word) => format!("`{word}`"),
            parse::Expect::Var => "a variable".to_owned(),
            parse::Expect::Pattern => "a variable or pattern".to_owned(),
            parse::Expect::ElseOrEnd => "`else` or `end`".to_owned(),
            parse::Expect::CommaOrRBrack => "`,` or `]`".to_owned(),
            parse::Expect::CommaOrRBrace => "`,` or `}`".to_owned(),
            parse::Expect::SemicolonOrRParen => "`;` or `)`".to_owned(),
            parse::Expect::Term => "an expression".to_owned(),
            parse::Expect::Key => "a key".to_owned(),
            parse::Expect::Ident => "a name".to_owned(),
            parse::Expect::Arg => "an argument".to_owned(),
            parse::Expect::Str => "a string".to_owned(),
            _ => "something else".to_owned(),
        };
        let message = match self.words(at) {
            "" => format!("{wanted} is missing at the end"),
            found => format!("{wanted} is expected before `{found}`"),
        };
        let word = match expected {
            parse::Expect::Just(word) => Some(*word),
            parse::Expect::ElseOrEnd => Some("end"),
            _ => None,
        };
        self.misplaced(at, message, word)
    }

    fn undefined(&self, name: &str, what: &Undefined) -> Fault {
        let arguments: Vec<usize> = FILTERS.iter().filter(|known| known.0 == name).map(|known| known.1).collect();
        match what {
            Undefined::Filter(given) if !arguments.is_empty() => {
                let takes: Vec<String> = arguments.iter().map(usize::to_string).collect();
                let plural = if arguments == [1] { "" } else { "s" };
                let message = format!("`{name}` takes {} argument{plural}, not {given}", takes.join(" or "));
                let fault = self.fault(name, message);
                let rest = &self.text[fault.range.end..];
                Fault { remedy: remedy::arguments(rest, *given, &arguments), ..fault }
            }
            Undefined::Filter(given) => {
                let remedy = remedy::unknown_function(name, *given);
                let is_known = remedy.as_ref().is_some_and(|remedy| remedy.starts_with("write"));
                let near = closest(name, FILTERS.iter().map(|known| known.0)).map(str::to_owned);
                let near = near.filter(|_| !is_known);
                Fault { near, remedy, ..self.fault(name, format!("unknown function `{name}`")) }
            }
            Undefined::Var => {
                let remedy = Some(format!("for a field of the input, write `.{}`", name.trim_start_matches('$')));
                Fault { remedy, ..self.fault(name, format!("variable `{name}` is not defined")) }
            }
            Undefined::Label => self.fault(name, format!("label `{name}` is not defined")),
            _ => self.fault(name, "modules cannot be loaded"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(String, String, Option<String>)> {
        let faults = check(text).err().unwrap_or_default();
        faults.into_iter().map(|fault| (text[fault.range].to_owned(), fault.message, fault.near)).collect()
    }

    #[test]
    fn jq_and_ports_additions_are_accepted() {
        for text in [
            ".properties.url",
            "'https://' + .identifier",
            ".properties.'on-call'",
            r#"if .properties."on-call" == 'a "b"' then "it's" else 'it\'s' end"#,
            r#"'x-\(.a | if . then 'y' else "z" end)-\("(")'"#,
            ".a | map(select(.b == 'x')) | length # isn't it",
            ".diff.before.properties.status == 'a' and .diff.after.x != null",
            "[.[] | IN(1, 2)] | getpath(['a']) | toarray | ascii_downcase | @base64d",
            ".a.[\"b\"]?.c // $ENV.x | @json",
            "def f(x): x + 1; reduce .[] as $x (0; . + $x) | f(.)",
            "(now - (.createdAt | fromdateiso8601)) / 86400 | floor | tostring",
            ".x | split(',') | to_entries | with_entries(.) | first | test('a';'i')",
        ] {
            assert_eq!(faults(text), [], "{text}");
        }
    }

    #[test]
    fn what_only_reads_a_field_is_what_the_parser_accepts() {
        for text in [".a", " .entity.title\n", "._a1.B_2", ".if.then.end", ".and.or.not.def.reduce.foreach.try.catch"] {
            assert!(is_path(text) && parsed(text).is_ok(), "{text}");
        }
        for text in ["", ".", "a", "..", ".a.", ".a..b", ".1", ".a b", ".a-b", ".ä", ".a[0]", ".a|.b", "$a", ".'a'"] {
            assert!(!is_path(text), "{text}");
        }
    }

    #[test]
    fn a_fault_is_placed_in_the_text_as_written() {
        let one = |text| {
            let (at, message, near) = faults(text).remove(0);
            (at, message, near.unwrap_or_default())
        };
        let expect = |at: &str, message: &str, near: &str| (at.to_owned(), message.to_owned(), near.to_owned());
        assert_eq!(one("'é \"' + lenght"), expect("lenght", "unknown function `lenght`", "length"));
        assert_eq!(one(".a | map(.b; .c)"), expect("map", "`map` takes 1 argument, not 2", ""));
        assert_eq!(one("('a' + .b"), expect("(", "`(` is never closed", ""));
        assert_eq!(one(".a == 'b"), expect("'", "`'` is never closed", ""));
        assert_eq!(one(".a +"), expect("", "an expression is missing at the end", ""));
        assert_eq!(one("'a' & .b"), expect("&", "`&` is not allowed here", ""));
        assert_eq!(one("if .a then 'b' els 'c' end"), expect("els", "`else` or `end` is expected before `els`", ""));
        assert_eq!(one(".a | $x"), expect("$x", "variable `$x` is not defined", ""));
        assert_eq!(one(""), expect("", "an expression is missing at the end", ""));
    }

    #[test]
    fn an_expression_too_deep_for_the_parser_is_not_checked() {
        assert_eq!(check(&"(".repeat(100_000)), Ok(()));
        for part in ["(", "-", "if ", "try ", "1|", ". as $x|", "1+"] {
            let longest = part.repeat(MAX_PARTS / part.bytes().filter(|byte| !byte.is_ascii_alphanumeric()).count());
            assert!(check(&longest).is_err(), "{part}");
            assert_eq!(check(&longest.repeat(100)), Ok(()), "{part}");
        }
    }
}
