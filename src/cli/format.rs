//! The output formats, and the formats of each command.

use clap::ValueEnum;

use crate::cli::exit::Verb;
use crate::cli::failure::Failure;
use crate::ground::join::join_with_and;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// One line for each finding or step.
    Concise,
    /// For programs.
    Json,
    /// For programs, one line for each event as it happens.
    Jsonl,
    /// Findings as SARIF 2.1.0, for code scanning.
    Sarif,
    /// Findings as GitHub Actions annotations; the default in GitHub Actions.
    Github,
    /// Findings as a GitLab code quality report.
    Gitlab,
    /// Findings as JUnit XML.
    Junit,
    /// For issues and comments.
    Markdown,
    /// A picture as text, for Markdown files; the default of `graph`.
    Mermaid,
    /// A picture for Graphviz.
    Dot,
    /// A standalone picture.
    Svg,
    /// A page with the picture, which can be moved, zoomed and searched.
    Html,
}

/// The formats of findings.
const OF_FINDINGS: &[Format] =
    &[Format::Human, Format::Concise, Format::Json, Format::Sarif, Format::Github, Format::Gitlab, Format::Junit];

impl Format {
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// A line of help, such as `- json: For programs`.
    pub(crate) fn described(self) -> String {
        let value = self.to_possible_value();
        let help = value.as_ref().and_then(clap::builder::PossibleValue::get_help);
        format!("- {}: {}", self.name(), help.map(ToString::to_string).unwrap_or_default())
    }
}

/// The formats of a command's output.
pub(crate) fn formats(verb: Verb) -> &'static [Format] {
    match verb {
        Verb::Lint | Verb::Validate => OF_FINDINGS,
        Verb::Drift => &[Format::Human, Format::Json, Format::Markdown],
        Verb::Graph => &[Format::Mermaid, Format::Dot, Format::Svg, Format::Html],
        Verb::Plan | Verb::Show => &[Format::Human, Format::Concise, Format::Json, Format::Markdown],
        Verb::Apply => &[Format::Human, Format::Json, Format::Jsonl],
        Verb::Export | Verb::Sync | Verb::Enrich | Verb::Run | Verb::Doctor => &[Format::Human, Format::Json],
        Verb::Snapshot | Verb::Schema => &[Format::Json],
        Verb::Lsp | Verb::Sandbox | Verb::Explain | Verb::Init | Verb::Completions | Verb::Man | Verb::Help => &[],
    }
}

/// Refuses a format that the command does not have.
pub(crate) fn checked_format(verb: Verb, format: Option<Format>) -> Result<(), Failure> {
    let Some(format) = format.filter(|format| !formats(verb).contains(format)) else { return Ok(()) };
    let (verb_name, format) = (verb.name(), format.name());
    let names: Vec<String> = formats(verb).iter().map(|format| format!("`{}`", format.name())).collect();
    let (message, help) = match names.as_slice() {
        [] => (format!("`{verb_name}` has no --format"), "remove it".to_owned()),
        [one] => (format!("`{verb_name}` has no format `{format}`"), format!("its only format is {one}")),
        names => {
            (format!("`{verb_name}` has no format `{format}`"), format!("its formats are {}", join_with_and(names)))
        }
    };
    Err(Failure::could_not_run(message).help(help))
}
