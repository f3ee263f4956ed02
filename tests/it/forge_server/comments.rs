//! Comments on pull requests, in each forge's API. Their pull requests need not exist.

use portwright::forge::Kind;
use serde_json::{Value, json};

use super::wire::{Request, Response};
use super::{Book, Fault};

/// A comment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comment {
    pub repository: String,
    pub pull: u64,
    pub id: u64,
    pub text: String,
    /// The number of its account.
    pub author: u64,
    pub is_by_program: bool,
}

/// The number of the account that the token belongs to.
pub(crate) const OWN: u64 = 7;

/// The answer to a request about comments or the own account; the outer `None` is another request, the inner a lost answer.
pub(super) fn answer(request: &Request, kind: Kind, below: &[&str], book: &mut Book) -> Option<Option<Response>> {
    if below == ["user"] {
        return Some(Some(match (book.hides_account, kind) {
            (true, _) => Response::new(403, r#"{"message": "Resource not accessible by integration"}"#),
            (false, Kind::Bitbucket) => ok(200, &json!({"uuid": uuid(OWN)})),
            (false, _) => ok(200, &json!({"id": OWN, "login": "bot"})),
        }));
    }
    let (repository, pull, id) = match (kind, below) {
        (Kind::Github, ["repos", owner, name, "issues", "comments", id]) => {
            (format!("{owner}/{name}"), None, Some(*id))
        }
        (Kind::Github, ["repos", owner, name, "issues", pull, "comments"]) => {
            (format!("{owner}/{name}"), Some(*pull), None)
        }
        (Kind::Gitlab, ["projects", path, "merge_requests", pull, "notes", rest @ ..]) => {
            ((*path).to_owned(), Some(*pull), rest.first().copied())
        }
        (Kind::Bitbucket, ["repositories", owner, name, "pullrequests", pull, "comments", rest @ ..]) => {
            (format!("{owner}/{name}"), Some(*pull), rest.first().copied())
        }
        _ => return None,
    };
    let pull = pull.and_then(|number| number.parse::<u64>().ok());
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let text = if kind == Kind::Bitbucket { &body["content"]["raw"] } else { &body["body"] };
    let writes = if kind == Kind::Github { "PATCH" } else { "PUT" };
    match (request.method.as_str(), id) {
        ("GET", None) => {
            let size = if kind == Kind::Bitbucket { "pagelen" } else { "per_page" };
            let number = |name: &str| request.asks(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
            let of_pull = |one: &&Comment| one.repository == repository && Some(one.pull) == pull;
            let mut rest = book.comments.iter().filter(of_pull).skip(number(size) * (number("page") - 1));
            let page: Vec<Value> = rest.by_ref().take(number(size)).map(|one| shown(kind, one)).collect();
            let next = rest.next().is_some();
            Some(Some(match (kind, next) {
                (Kind::Bitbucket, true) => ok(200, &json!({"values": page, "next": "https://forge.example/?page"})),
                (Kind::Bitbucket, false) => ok(200, &json!({"values": page})),
                (_, true) => ok(200, &Value::Array(page)).header("link", "<https://forge.example/>; rel=\"next\""),
                (_, false) => ok(200, &Value::Array(page)),
            }))
        }
        ("POST", None) => {
            let (text, pull) = (text.as_str().expect("a text").to_owned(), pull.expect("a number"));
            let id = 100 + book.comments.len() as u64;
            let comment = Comment { repository, pull, id, text, author: OWN, is_by_program: true };
            book.comments.push(comment.clone());
            let is_lost = book.faults.iter().position(|fault| *fault == Fault::LostComment);
            is_lost.inspect(|at| _ = book.faults.remove(*at));
            Some(is_lost.is_none().then(|| ok(201, &shown(kind, &comment))))
        }
        (method, Some(id)) if method == writes => {
            let comment = book.comments.iter_mut().find(|one| one.id.to_string() == id).expect("it exists");
            text.as_str().expect("a text").clone_into(&mut comment.text);
            Some(Some(ok(200, &shown(kind, comment))))
        }
        _ => Some(Some(Response::new(405, "{}"))),
    }
}

fn ok(status: u16, body: &Value) -> Response {
    Response::new(status, body.to_string()).header("content-type", "application/json")
}

fn uuid(account: u64) -> String {
    format!("{{account-{account}}}")
}

fn shown(kind: Kind, comment: &Comment) -> Value {
    let Comment { id, text, author, is_by_program, .. } = comment;
    let page = format!("https://forge.example/comment/{id}");
    match kind {
        Kind::Github | Kind::Plain => {
            let sort = if *is_by_program { "Bot" } else { "User" };
            json!({"id": id, "body": text, "html_url": page, "user": {"id": author, "type": sort}})
        }
        Kind::Gitlab => json!({"id": id, "body": text, "author": {"id": author}}),
        Kind::Bitbucket => {
            let sort = if *is_by_program { "AppUser" } else { "user" };
            let user = json!({"uuid": uuid(*author), "type": sort});
            json!({"id": id, "content": {"raw": text}, "links": {"html": {"href": page}}, "user": user})
        }
    }
}
