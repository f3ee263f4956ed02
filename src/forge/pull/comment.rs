//! A comment on a pull request that later runs replace, even if responses get lost.

use serde_json::Value;

use super::client::PullClient;
use super::dialect::{ApiRequest, Comment};
use crate::forge::error::ForgeError;
use crate::forge::watch::{Step, Watch};
use crate::net::Method;

/// How many pages of comments are searched. If ours is on a later page, a second one is written.
const MAX_PAGES: u32 = 100;

/// Whose comments may be replaced.
enum Author {
    /// This account.
    Known(Value),
    /// An unknown one: some forges do not let a job read its own account, but mark its comments as those of a program.
    SomeProgram,
}

impl PullClient {
    /// Ensures that the pull request has one comment of this account that begins with the marker, with this text below it.
    /// Returns its URL. Comments of others are left alone, even if they begin with the marker.
    pub(in crate::forge) fn comment(
        &self,
        pull: (&str, u64),
        marker: &str,
        text: &str,
        watch: Watch,
    ) -> Result<String, ForgeError> {
        let (repository, number) = pull;
        let text = self.dialect.text(&format!("{marker}\n{text}"));
        let author = self.author()?;
        let mut last = None;
        for attempt in 1..=self.retries.attempts {
            if let Some(comment) = self.find_comment(pull, marker, &author)? {
                return self.replace_comment(pull, comment, &text, watch);
            }
            watch.step(&Step::WriteComment { number })?;
            let body = Some(self.dialect.comment_body(&text));
            let segments = self.dialect.comments(repository, number);
            let request = ApiRequest { body, ..ApiRequest::new(Method::Post, segments) };
            let error = match self.accepted(&request) {
                Ok(reply) => return self.url(&reply.body, &request),
                Err(error @ ForgeError::Network { .. }) => error,
                Err(error) => return Err(error),
            };
            if attempt < self.retries.attempts {
                watch.wait(&error, self.retries.pause_after(attempt))?;
            }
            last = Some(error);
        }
        // The response to the last attempt may be lost too.
        match (self.find_comment(pull, marker, &author)?, last) {
            (Some(comment), _) => self.replace_comment(pull, comment, &text, watch),
            (None, Some(error)) => Err(error),
            (None, None) => Err(self.unexpected_answer(&ApiRequest::new(Method::Get, self.dialect.user()))),
        }
    }

    fn author(&self) -> Result<Author, ForgeError> {
        let request = ApiRequest::new(Method::Get, self.dialect.user());
        match self.accepted(&request) {
            Ok(reply) => {
                self.dialect.user_id(&reply.body).map(Author::Known).ok_or_else(|| self.unexpected_answer(&request))
            }
            // A job's token may write comments and not read accounts.
            Err(ForgeError::Credentials { .. } | ForgeError::NotFound { .. }) => Ok(Author::SomeProgram),
            Err(error) => Err(error),
        }
    }

    fn find_comment(&self, pull: (&str, u64), marker: &str, author: &Author) -> Result<Option<Comment>, ForgeError> {
        let segments = self.dialect.comments(pull.0, pull.1);
        let is_ours = |comment: &Comment| {
            let is_author = match author {
                Author::Known(id) => comment.author == *id,
                Author::SomeProgram => comment.is_by_program,
            };
            is_author && comment.text.trim_start().starts_with(marker)
        };
        for page in 1..=MAX_PAGES {
            let query = self.dialect.page(page);
            let request = ApiRequest { query, ..ApiRequest::new(Method::Get, segments.clone()) };
            let reply = self.accepted(&request)?;
            let comments = self.dialect.listed(&reply.body).ok_or_else(|| self.unexpected_answer(&request))?;
            // A forge lists comments that were deleted or that are about lines of the change, too.
            if let Some(comment) = comments.iter().filter_map(|one| self.dialect.read_comment(one)).find(is_ours) {
                return Ok(Some(comment));
            }
            if comments.is_empty() || !(reply.has_next_page || self.dialect.has_next(&reply.body)) {
                return Ok(None);
            }
        }
        Ok(None)
    }

    fn replace_comment(
        &self,
        pull: (&str, u64),
        comment: Comment,
        text: &str,
        watch: Watch,
    ) -> Result<String, ForgeError> {
        let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        let segments = self.dialect.one_comment(pull.0, pull.1, comment.id);
        let body = Some(self.dialect.comment_body(text));
        let request = ApiRequest { body, ..ApiRequest::new(self.dialect.change_method(), segments) };
        if plain(&comment.text) == plain(text) {
            return self.url(&comment.shown, &request);
        }
        watch.step(&Step::WriteComment { number: pull.1 })?;
        let reply = self.accepted(&request)?;
        self.url(&reply.body, &request)
    }

    /// Returns the URL of a comment's page, or an empty text if the forge does not return it.
    fn url(&self, comment: &Value, request: &ApiRequest) -> Result<String, ForgeError> {
        let comment = self.dialect.read_comment(comment).ok_or_else(|| self.unexpected_answer(request))?;
        match comment.url {
            Some(url) => self.printable_url(&url, request),
            None => Ok(String::new()),
        }
    }
}
