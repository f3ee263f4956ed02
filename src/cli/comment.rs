//! The comment on a pull request, and the summary of a CI job.

use std::fs::OpenOptions;
use std::io::Write;

use crate::cli::env::{PullRequest, Settings, forge_token, summary_file};
use crate::cli::failure::Failure;
use crate::cli::forge::ForgeArgs;
use crate::cli::terminal::print_note;
use crate::forge::{Access, Forge, Kind, Watch};
use crate::plan::mask::redact;

/// The longest comment, in characters. GitHub allows 65,536, and Bitbucket 32,768.
const MAX_COMMENT: usize = 65_000;
const MAX_BITBUCKET_COMMENT: usize = 32_000;

/// Where else the output is shown.
#[derive(clap::Args, Debug)]
pub(crate) struct CommentArgs {
    /// Also show the plan in a comment on a pull request, and in the job's summary on GitHub
    ///
    /// Later runs replace the comment. Without a URL, it is the pull request that the CI job runs for. The token is
    /// PORTWRIGHT_FORGE_TOKEN, or the variable of the forge's own tools, such as GITHUB_TOKEN.
    #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = "")]
    comment: Option<String>,
}

impl CommentArgs {
    /// Writes the comment and the summary. `markdown` returns a text of at most that many characters. Each
    /// destination has its own comment.
    pub(crate) fn post(
        &self,
        settings: &Settings,
        destination: &str,
        markdown: &dyn Fn(usize) -> String,
    ) -> Result<(), Failure> {
        let Some(url) = &self.comment else { return Ok(()) };
        let pull = match url.as_str() {
            "" => PullRequest::of_job(),
            url => Some(PullRequest::of_url(url).ok_or_else(|| {
                Failure::could_not_run(format!("`--comment {url}` is not the URL of a pull request"))
                    .help("write the URL of its page, such as `https://github.com/acme/model/pull/12`")
            })?),
        };
        let secrets = settings.secrets();
        let markdown = |max| redact(&markdown(max), &secrets);
        let summary = summary_file();
        if let Some(file) = &summary {
            let written = OpenOptions::new().create(true).append(true).open(file);
            written.and_then(|mut file| file.write_all(markdown(MAX_COMMENT).as_bytes())).map_err(|error| {
                Failure::could_not_run(format!("the summary of the job could not be written to `{file}`: {error}"))
            })?;
        }
        let Some(pull) = pull else {
            // A job that does not run for a pull request can still have a summary.
            return if summary.is_some() { Ok(()) } else { Err(no_pull_request()) };
        };
        let (token, email) = forge_token(pull.kind);
        let PullRequest { kind, host, api, repository, number } = pull;
        let forge = Forge::new(Access { kind, host, api, token, email }, ForgeArgs::options(settings)?)?;
        let max = if kind == Kind::Bitbucket { MAX_BITBUCKET_COMMENT } else { MAX_COMMENT };
        let watch = Watch { on_step: &|_| {}, stop: &|| false };
        let url = forge.comment((&repository, number), &marker(destination), &markdown(max), watch)?;
        if !settings.quiet {
            let place = if url.is_empty() { format!("pull request {number} of {repository}") } else { url };
            print_note(&format!("The plan is in a comment on {place}."));
        }
        Ok(())
    }
}

/// A line that Markdown does not show, by which a later run finds the comment.
fn marker(destination: &str) -> String {
    let words = destination.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    format!("<!-- portwright plan of {} -->", words.collect::<Vec<_>>().join("-"))
}

fn no_pull_request() -> Failure {
    Failure::could_not_run("the plan cannot be shown in a comment, because this job does not run for a pull request")
        .help("write the URL of the pull request: --comment https://github.com/acme/model/pull/12")
}
