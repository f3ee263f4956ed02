//! The merge request API of GitLab.

use super::dialect::{ApiRequest, Comment, Dialect, PAGE_SIZE, Pull, WantedPull};
use crate::net::Method;
use serde_json::{Value, json};

pub(super) struct Gitlab;

impl Dialect for Gitlab {
    /// The project and its groups are one segment: `acme%2Fshop%2Fpayments`.
    fn path(&self, repository: &str, rest: &[&str]) -> Vec<String> {
        ["projects", repository, "merge_requests"].iter().chain(rest).map(|part| (*part).to_owned()).collect()
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("accept", "application/json")]
    }

    fn trace_header(&self) -> &'static str {
        "x-request-id"
    }

    fn list(&self, repository: &str, wanted: &WantedPull, page: u32) -> ApiRequest {
        let query = vec![
            ("state", "opened".to_owned()),
            ("source_branch", wanted.branch.to_owned()),
            ("target_branch", wanted.base.to_owned()),
            ("per_page", PAGE_SIZE.to_string()),
            ("page", page.to_string()),
        ];
        ApiRequest { query, ..ApiRequest::new(Method::Get, self.path(repository, &[])) }
    }

    fn listed<'v>(&self, answer: &'v Value) -> Option<&'v Vec<Value>> {
        answer.as_array()
    }

    fn read(&self, pull: &Value) -> Option<Pull> {
        let project = |side: &str| pull[side].as_u64();
        Some(Pull {
            number: pull["iid"].as_u64()?,
            url: pull["web_url"].as_str()?.to_owned(),
            title: pull["title"].as_str()?.to_owned(),
            body: pull["description"].as_str().unwrap_or_default().to_owned(),
            source: pull["source_branch"].as_str()?.to_owned(),
            target: pull["target_branch"].as_str()?.to_owned(),
            is_of_one_repository: project("source_project_id").is_some()
                && project("source_project_id") == project("target_project_id"),
        })
    }

    fn create(&self, repository: &str, wanted: &WantedPull) -> ApiRequest {
        let body = json!({
            "source_branch": wanted.branch,
            "target_branch": wanted.base,
            "title": wanted.title,
            "description": self.text(wanted.body),
            "remove_source_branch": true,
        });
        ApiRequest { body: Some(body), ..ApiRequest::new(Method::Post, self.path(repository, &[])) }
    }

    fn change(&self, repository: &str, number: u64, _: &Value, wanted: &WantedPull) -> ApiRequest {
        let body = json!({"title": wanted.title, "description": self.text(wanted.body)});
        ApiRequest { body: Some(body), ..ApiRequest::new(Method::Put, self.path(repository, &[&number.to_string()])) }
    }

    fn comments(&self, repository: &str, number: u64) -> Vec<String> {
        self.path(repository, &[&number.to_string(), "notes"])
    }

    fn read_comment(&self, comment: &Value) -> Option<Comment> {
        Some(Comment {
            id: comment["id"].as_u64()?,
            text: comment["body"].as_str()?.to_owned(),
            author: comment["author"]["id"].clone(),
            is_by_program: false,
            url: None,
            shown: comment.clone(),
        })
    }

    fn is_temporary(&self, status: u16, _: &Value) -> bool {
        // The message may be in any language.
        status == 409
    }

    /// A line that starts with `/` would be a quick action, such as `/merge`.
    fn text(&self, body: &str) -> String {
        let line = |line: &str| match line.trim_start().starts_with('/') {
            true => line.replacen('/', "\\/", 1),
            false => line.to_owned(),
        };
        body.split('\n').map(line).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projects_groups_are_in_one_segment() {
        assert_eq!(
            Gitlab.one("acme/shop/payments", 7).segments,
            ["projects", "acme/shop/payments", "merge_requests", "7"]
        );
    }

    #[test]
    fn no_line_of_a_text_is_a_quick_action() {
        assert_eq!(Gitlab.text("a / b\n/merge\n  /close\n/"), "a / b\n\\/merge\n  \\/close\n\\/");
    }
}
