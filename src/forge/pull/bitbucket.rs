//! The pull request API of Bitbucket Cloud.

use super::dialect::{ApiRequest, Comment, Dialect, PAGE_SIZE, Pull, WantedPull};
use crate::net::Method;
use serde_json::{Value, json};

pub(super) struct Bitbucket;

/// Quotes a text for Bitbucket's query language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Dialect for Bitbucket {
    fn path(&self, repository: &str, rest: &[&str]) -> Vec<String> {
        let front = ["repositories"].into_iter().chain(repository.split('/')).chain(["pullrequests"]);
        front.chain(rest.iter().copied()).map(str::to_owned).collect()
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("accept", "application/json")]
    }

    fn trace_header(&self) -> &'static str {
        "x-request-id"
    }

    fn list(&self, repository: &str, wanted: &WantedPull, page: u32) -> ApiRequest {
        let of_branch = format!(
            "state = \"OPEN\" AND source.branch.name = {} AND destination.branch.name = {}",
            quoted(wanted.branch),
            quoted(wanted.base)
        );
        let query = vec![("q", of_branch), ("pagelen", PAGE_SIZE.to_string()), ("page", page.to_string())];
        ApiRequest { query, ..ApiRequest::new(Method::Get, self.path(repository, &[])) }
    }

    fn has_next(&self, answer: &Value) -> bool {
        answer["next"].is_string()
    }

    fn listed<'v>(&self, answer: &'v Value) -> Option<&'v Vec<Value>> {
        answer["values"].as_array()
    }

    fn read(&self, pull: &Value) -> Option<Pull> {
        let repository = |side: &str| pull[side]["repository"]["full_name"].as_str();
        Some(Pull {
            number: pull["id"].as_u64()?,
            url: pull["links"]["html"]["href"].as_str()?.to_owned(),
            title: pull["title"].as_str()?.to_owned(),
            body: pull["description"].as_str().unwrap_or_default().to_owned(),
            source: pull["source"]["branch"]["name"].as_str()?.to_owned(),
            target: pull["destination"]["branch"]["name"].as_str()?.to_owned(),
            is_of_one_repository: repository("source").is_some() && repository("source") == repository("destination"),
        })
    }

    fn create(&self, repository: &str, wanted: &WantedPull) -> ApiRequest {
        let body = json!({
            "title": wanted.title,
            "description": wanted.body,
            "source": {"branch": {"name": wanted.branch}},
            "destination": {"branch": {"name": wanted.base}},
            "close_source_branch": true,
        });
        ApiRequest { body: Some(body), ..ApiRequest::new(Method::Post, self.path(repository, &[])) }
    }

    /// Bitbucket resets fields that a PUT omits: the destination to the main branch, and the reviewers to none.
    fn change(&self, repository: &str, number: u64, current: &Value, wanted: &WantedPull) -> ApiRequest {
        let mut body = json!({
            "title": wanted.title,
            "description": wanted.body,
            "destination": {"branch": {"name": wanted.base}},
        });
        let reviewers: Vec<Value> = current["reviewers"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|reviewer| Some(json!({"uuid": reviewer["uuid"].as_str()?})))
            .collect();
        body["reviewers"] = Value::Array(reviewers);
        if let Value::Bool(closes) = current["close_source_branch"] {
            body["close_source_branch"] = Value::Bool(closes);
        }
        ApiRequest { body: Some(body), ..ApiRequest::new(Method::Put, self.path(repository, &[&number.to_string()])) }
    }

    fn comments(&self, repository: &str, number: u64) -> Vec<String> {
        self.path(repository, &[&number.to_string(), "comments"])
    }

    fn page(&self, page: u32) -> Vec<(&'static str, String)> {
        vec![("pagelen", PAGE_SIZE.to_string()), ("page", page.to_string())]
    }

    fn comment_body(&self, text: &str) -> Value {
        json!({ "content": { "raw": text } })
    }

    fn read_comment(&self, comment: &Value) -> Option<Comment> {
        if comment["deleted"] == true {
            return None;
        }
        Some(Comment {
            id: comment["id"].as_u64()?,
            text: comment["content"]["raw"].as_str()?.to_owned(),
            author: comment["user"]["uuid"].clone(),
            // The tokens of repositories and workspaces belong to apps.
            is_by_program: comment["user"]["type"].as_str().is_some_and(|account| account != "user"),
            url: comment["links"]["html"]["href"].as_str().map(str::to_owned),
            shown: comment.clone(),
        })
    }

    fn user_id(&self, user: &Value) -> Option<Value> {
        user.get("uuid").filter(|id| id.is_string()).cloned()
    }

    fn is_temporary(&self, status: u16, _: &Value) -> bool {
        status == 409
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_name_is_escaped_in_the_query() {
        let wanted = WantedPull { branch: "a\" OR state = \"MERGED", base: "main", title: "", body: "" };
        let (_, question) = Bitbucket.list("acme/payments", &wanted, 1).query.swap_remove(0);
        assert_eq!(
            question,
            r#"state = "OPEN" AND source.branch.name = "a\" OR state = \"MERGED" AND destination.branch.name = "main""#
        );
    }

    #[test]
    fn an_update_keeps_fields_that_a_put_would_remove() {
        let wanted = WantedPull { branch: "b", base: "develop", title: "t", body: "d" };
        let has = json!({"reviewers": [{"uuid": "{1}", "display_name": "x"}], "close_source_branch": false});
        let body = Bitbucket.change("acme/payments", 7, &has, &wanted).body.expect("a body");
        assert_eq!(body["destination"]["branch"]["name"], "develop");
        assert_eq!((&body["reviewers"], &body["close_source_branch"]), (&json!([{"uuid": "{1}"}]), &json!(false)));
    }
}
