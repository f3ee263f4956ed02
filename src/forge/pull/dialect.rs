//! The pull request API of one forge: requests and answers as data.

use crate::net::Method;
use serde_json::Value;

/// The pull request that there is to be.
#[derive(Clone, Copy, Debug)]
pub(in crate::forge) struct Wanted<'a> {
    pub branch: &'a str,
    pub base: &'a str,
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// A pull request as the forge has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::forge) struct Pull {
    pub number: u64,
    /// Its page.
    pub url: String,
    pub title: String,
    pub body: String,
    /// The branch that it brings.
    pub source: String,
    /// The branch that it is made against.
    pub target: String,
    /// Whether both branches are in one repository: forks may have a branch of the same name.
    pub is_of_one_repository: bool,
}

/// A request, before any encoding.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ApiRequest {
    pub method: Method,
    /// The path's segments below the API's address.
    pub segments: Vec<String>,
    pub query: Vec<(&'static str, String)>,
    pub body: Option<Value>,
}

impl ApiRequest {
    pub(super) fn new(method: Method, segments: Vec<String>) -> Self {
        Self { method, segments, query: Vec::new(), body: None }
    }
}

/// The API of a forge.
pub(super) trait Dialect: Send + Sync {
    /// The headers that each request has.
    fn headers(&self) -> &'static [(&'static str, &'static str)];

    /// The header with the forge's identifier of a request.
    fn trace_header(&self) -> &'static str;

    /// The question for the open pull requests of a branch; the answer may have more than those.
    fn list(&self, repository: &str, wanted: &Wanted) -> ApiRequest;

    /// The list in an answer.
    fn listed<'v>(&self, answer: &'v Value) -> Option<&'v Vec<Value>>;

    /// One pull request in an answer.
    fn read(&self, pull: &Value) -> Option<Pull>;

    /// Creates a pull request.
    fn create(&self, repository: &str, wanted: &Wanted) -> ApiRequest;

    /// The question for one pull request.
    fn one(&self, repository: &str, number: u64) -> ApiRequest;

    /// Changes a pull request's words, and nothing else of what the forge says it has.
    fn change(&self, repository: &str, number: u64, has: &Value, wanted: &Wanted) -> ApiRequest;

    /// Whether a refusal to create one means that there is one by now, or will pass.
    fn is_passing(&self, status: u16, answer: &Value) -> bool;

    /// The text as it has to be sent to be shown as it is.
    fn text(&self, body: &str) -> String {
        body.to_owned()
    }
}
