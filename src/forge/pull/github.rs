//! The pull request API of GitHub.

use super::dialect::{ApiRequest, Comment, Dialect, PAGE_SIZE, Pull, WantedPull};
use crate::net::Method;
use serde_json::{Value, json};

pub(super) struct Github;

impl Dialect for Github {
    fn path(&self, repository: &str, rest: &[&str]) -> Vec<String> {
        let segments = ["repos"].into_iter().chain(repository.split('/')).chain(["pulls"]).chain(rest.iter().copied());
        segments.map(str::to_owned).collect()
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("accept", "application/vnd.github+json"), ("x-github-api-version", "2022-11-28")]
    }

    fn trace_header(&self) -> &'static str {
        "x-github-request-id"
    }

    fn list(&self, repository: &str, wanted: &WantedPull, page: u32) -> ApiRequest {
        let owner = repository.split('/').next().unwrap_or_default();
        let query = vec![
            ("state", "open".to_owned()),
            ("head", format!("{owner}:{}", wanted.branch)),
            ("base", wanted.base.to_owned()),
            ("per_page", PAGE_SIZE.to_string()),
            ("page", page.to_string()),
        ];
        ApiRequest { query, ..ApiRequest::new(Method::Get, self.path(repository, &[])) }
    }

    fn listed<'v>(&self, answer: &'v Value) -> Option<&'v Vec<Value>> {
        answer.as_array()
    }

    fn read(&self, pull: &Value) -> Option<Pull> {
        // The source's repository is null if the fork was deleted.
        let repository = |side: &str| pull[side]["repo"]["full_name"].as_str();
        Some(Pull {
            number: pull["number"].as_u64()?,
            url: pull["html_url"].as_str()?.to_owned(),
            title: pull["title"].as_str()?.to_owned(),
            body: pull["body"].as_str().unwrap_or_default().to_owned(),
            source: pull["head"]["ref"].as_str()?.to_owned(),
            target: pull["base"]["ref"].as_str()?.to_owned(),
            is_of_one_repository: repository("head").is_some() && repository("head") == repository("base"),
        })
    }

    fn create(&self, repository: &str, wanted: &WantedPull) -> ApiRequest {
        let body = json!({"title": wanted.title, "body": wanted.body, "head": wanted.branch, "base": wanted.base});
        ApiRequest { body: Some(body), ..ApiRequest::new(Method::Post, self.path(repository, &[])) }
    }

    fn change(&self, repository: &str, number: u64, _: &Value, wanted: &WantedPull) -> ApiRequest {
        let body = json!({"title": wanted.title, "body": wanted.body});
        ApiRequest { body: Some(body), ..ApiRequest::new(Method::Patch, self.path(repository, &[&number.to_string()])) }
    }

    /// Every pull request is also an issue, and its general comments are those of the issue.
    fn comments(&self, repository: &str, number: u64) -> Vec<String> {
        let segments = ["repos"].into_iter().chain(repository.split('/')).map(str::to_owned);
        segments.chain(["issues".to_owned(), number.to_string(), "comments".to_owned()]).collect()
    }

    fn one_comment(&self, repository: &str, _: u64, id: u64) -> Vec<String> {
        let segments = ["repos"].into_iter().chain(repository.split('/')).chain(["issues", "comments"]);
        segments.map(str::to_owned).chain([id.to_string()]).collect()
    }

    fn read_comment(&self, comment: &Value) -> Option<Comment> {
        Some(Comment {
            id: comment["id"].as_u64()?,
            text: comment["body"].as_str()?.to_owned(),
            author: comment["user"]["id"].clone(),
            is_by_program: comment["user"]["type"] == "Bot",
            url: comment["html_url"].as_str().map(str::to_owned),
            shown: comment.clone(),
        })
    }

    fn change_method(&self) -> Method {
        Method::Patch
    }

    fn is_temporary(&self, status: u16, answer: &Value) -> bool {
        let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        let exists = |error: &Value| {
            error["message"].as_str().is_some_and(|message| message.contains("pull request already exists"))
        };
        // A branch that was just pushed may not be visible yet.
        let not_yet = |error: &Value| error["field"] == "head" && error["code"] == "invalid";
        status == 422 && errors.iter().any(|error| exists(error) || not_yet(error))
    }
}
