//! The pull request API of one forge: requests and responses as data.

use crate::net::Method;
use serde_json::{Value, json};

/// How many pull requests a page has. Bitbucket allows no more.
pub(super) const PAGE_SIZE: usize = 50;

/// The wanted pull request.
#[derive(Clone, Copy, Debug)]
pub(in crate::forge) struct WantedPull<'a> {
    pub branch: &'a str,
    pub base: &'a str,
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// A forge's pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::forge) struct Pull {
    pub number: u64,
    /// The URL of its page.
    pub url: String,
    pub title: String,
    pub body: String,
    pub source: String,
    pub target: String,
    /// Whether both branches are in one repository. Forks may have a branch of the same name.
    pub is_of_one_repository: bool,
}

/// A comment on a pull request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Comment {
    pub id: u64,
    pub text: String,
    /// The identifier of the account that wrote it.
    pub author: Value,
    /// Whether that account is a program's.
    pub is_by_program: bool,
    /// The URL of its page, if the forge returns it.
    pub url: Option<String>,
    /// As the forge returns it.
    pub shown: Value,
}

/// A request, not yet encoded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ApiRequest {
    pub method: Method,
    /// The path below the API's base URL.
    pub segments: Vec<String>,
    pub query: Vec<(&'static str, String)>,
    pub body: Option<Value>,
}

impl ApiRequest {
    pub(super) fn new(method: Method, segments: Vec<String>) -> Self {
        Self { method, segments, query: Vec::new(), body: None }
    }
}

pub(super) trait Dialect: Send + Sync {
    /// The headers of every request.
    fn headers(&self) -> &'static [(&'static str, &'static str)];

    /// The response header with the request's ID.
    fn trace_header(&self) -> &'static str;

    /// Requests a page, from 1, of the open pull requests of a branch. The response may include others.
    fn list(&self, repository: &str, wanted: &WantedPull, page: u32) -> ApiRequest;

    /// Returns whether such a response names the next page in its body.
    fn has_next(&self, _answer: &Value) -> bool {
        false
    }

    /// Returns the list in such a response.
    fn listed<'v>(&self, answer: &'v Value) -> Option<&'v Vec<Value>>;

    /// Parses one pull request of a response.
    fn read(&self, pull: &Value) -> Option<Pull>;

    fn create(&self, repository: &str, wanted: &WantedPull) -> ApiRequest;

    /// Returns the path of the repository's pull requests, and then `rest`.
    fn path(&self, repository: &str, rest: &[&str]) -> Vec<String>;

    /// Requests one pull request.
    fn one(&self, repository: &str, number: u64) -> ApiRequest {
        ApiRequest::new(Method::Get, self.path(repository, &[&number.to_string()]))
    }

    /// Changes the title and body of a pull request. `current` is its current state, which is kept.
    fn change(&self, repository: &str, number: u64, current: &Value, wanted: &WantedPull) -> ApiRequest;

    /// Returns the path of a pull request's comments.
    fn comments(&self, repository: &str, number: u64) -> Vec<String>;

    /// Returns the path of one comment.
    fn one_comment(&self, repository: &str, number: u64, id: u64) -> Vec<String> {
        let mut path = self.comments(repository, number);
        path.push(id.to_string());
        path
    }

    /// Returns the query for a page, from 1, of a list.
    fn page(&self, page: u32) -> Vec<(&'static str, String)> {
        vec![("per_page", PAGE_SIZE.to_string()), ("page", page.to_string())]
    }

    /// Returns the body of a request that writes a comment.
    fn comment_body(&self, text: &str) -> Value {
        json!({ "body": text })
    }

    /// Parses one comment of a response.
    fn read_comment(&self, comment: &Value) -> Option<Comment>;

    /// The method that changes a comment.
    fn change_method(&self) -> Method {
        Method::Put
    }

    /// Returns the path of the token's own account.
    fn user(&self) -> Vec<String> {
        vec!["user".to_owned()]
    }

    /// Returns the identifier of the account in such a response.
    fn user_id(&self, user: &Value) -> Option<Value> {
        user.get("id").filter(|id| id.is_u64()).cloned()
    }

    /// Returns whether a refusal to create a pull request is temporary, or means that it exists by now.
    fn is_temporary(&self, status: u16, answer: &Value) -> bool;

    /// Escapes a text that the forge would interpret.
    fn text(&self, body: &str) -> String {
        body.to_owned()
    }
}
