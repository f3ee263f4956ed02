//! Pull requests, in each forge's API.

use std::path::Path;

use portwright::forge::Kind;
use serde_json::{Value, json};

use super::wire::{Request, Response, base64};
use super::{Book, EMAIL, Fault, TOKEN, comments, git};

/// A pull request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pull {
    pub repository: String,
    pub number: u64,
    pub source: String,
    pub target: String,
    pub title: String,
    pub body: String,
    pub is_open: bool,
    /// Whether its branch is a fork's of the same name.
    pub is_of_fork: bool,
    /// Bitbucket's, by their names.
    pub reviewers: Vec<String>,
    /// The URL of its page, if it is not the usual one.
    pub page: Option<String>,
}

/// Where a forge's API begins.
pub(super) fn root(kind: Kind) -> &'static str {
    match kind {
        Kind::Github | Kind::Plain => "/api/v3",
        Kind::Gitlab => "/api/v4",
        Kind::Bitbucket => "/2.0",
    }
}

/// The target of a request: a repository, and one pull request or all.
struct Target {
    repository: String,
    number: Option<u64>,
}

fn target(kind: Kind, below: &[&str]) -> Option<Target> {
    let (repository, rest) = match (kind, below) {
        (Kind::Github, ["repos", owner, name, "pulls", rest @ ..])
        | (Kind::Bitbucket, ["repositories", owner, name, "pullrequests", rest @ ..]) => {
            (format!("{owner}/{name}"), rest)
        }
        (Kind::Gitlab, ["projects", path, "merge_requests", rest @ ..]) => ((*path).to_owned(), rest),
        _ => return None,
    };
    let number = match rest {
        [] => None,
        [number] => Some(number.parse().ok()?),
        _ => return None,
    };
    Some(Target { repository, number })
}

/// The answer to a request; none where it gets lost.
pub(super) fn answer(request: &Request, kind: Kind, root: &Path, book: &mut Book) -> Option<Response> {
    let allowed = match kind {
        Kind::Gitlab => request.header("private-token").as_deref() == Some(TOKEN),
        _ if request.header("authorization") == Some(format!("Bearer {TOKEN}")) => true,
        Kind::Bitbucket => {
            request.header("authorization") == Some(format!("Basic {}", base64(&format!("{EMAIL}:{TOKEN}"))))
        }
        Kind::Github | Kind::Plain => false,
    };
    if !allowed {
        return Some(Response::new(401, r#"{"message": "Bad credentials"}"#));
    }
    if let Some(at) = book.faults.iter().position(|fault| *fault == Fault::Limited) {
        book.faults.remove(at);
        let limited = Response::new(403, r#"{"message": "API rate limit exceeded"}"#);
        return Some(limited.header("retry-after", "0").header("x-ratelimit-remaining", "0"));
    }
    let all = request.segments();
    let below: Vec<&str> = all.iter().map(String::as_str).skip(self::root(kind).matches('/').count()).collect();
    if let Some(answer) = comments::answer(request, kind, &below, book) {
        return answer;
    }
    let not_found = || Some(Response::new(404, r#"{"message": "Not Found"}"#));
    let Some(Target { repository, number }) = target(kind, &below) else { return not_found() };
    let bare = root.join(format!("{repository}.git"));
    if !bare.is_dir() {
        return not_found();
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match (request.method.as_str(), number) {
        ("GET", None) => Some(list(kind, request, &repository, book)),
        ("POST", None) => create(kind, &repository, &bare, &body, book),
        (method, Some(number)) => {
            let of_repository = |pull: &&mut Pull| pull.repository == repository && pull.number == number;
            let Some(pull) = book.pulls.iter_mut().find(of_repository) else { return not_found() };
            let writes = if kind == Kind::Github { "PATCH" } else { "PUT" };
            if method == writes {
                change(kind, pull, &body);
            } else if method != "GET" {
                return Some(Response::new(405, "{}"));
            }
            Some(ok(200, &shown(kind, pull)))
        }
        _ => Some(Response::new(405, "{}")),
    }
}

fn ok(status: u16, body: &Value) -> Response {
    Response::new(status, body.to_string()).header("content-type", "application/json")
}

/// One page of the pull requests, with the link to the next one as the forge writes it.
fn list(kind: Kind, request: &Request, repository: &str, book: &Book) -> Response {
    let asked = |pull: &&Pull| {
        let is = |name: &str, value: &str| request.asks(name).is_none_or(|asked| asked == value);
        let owner = repository.split('/').next().unwrap_or_default();
        let open = if kind == Kind::Gitlab { "opened" } else { "open" };
        let state = if pull.is_open { open } else { "closed" };
        pull.repository == repository
            && match kind {
                Kind::Github | Kind::Plain => {
                    is("state", state) && is("head", &format!("{owner}:{}", pull.source)) && is("base", &pull.target)
                }
                Kind::Gitlab => {
                    is("state", state) && is("source_branch", &pull.source) && is("target_branch", &pull.target)
                }
                // Its query language is more than is needed; the state alone matters.
                Kind::Bitbucket => pull.is_open && request.asks("q").is_some_and(|q| q.contains(r#"state = "OPEN""#)),
            }
    };
    let number = |name: &str, usual| request.asks(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (size, page) = (number(if kind == Kind::Bitbucket { "pagelen" } else { "per_page" }, 20), number("page", 1));
    let mut rest = book.pulls.iter().filter(asked).skip(size * (page - 1));
    let shown: Vec<Value> = rest.by_ref().take(size).map(|pull| shown(kind, pull)).collect();
    let next = rest.next().map(|_| format!("https://forge.example/?page={}", page + 1));
    match (kind, next) {
        (Kind::Bitbucket, Some(next)) => ok(200, &json!({"pagelen": size, "values": shown, "next": next})),
        (Kind::Bitbucket, None) => ok(200, &json!({"pagelen": size, "values": shown})),
        (_, Some(next)) => ok(200, &Value::Array(shown)).header("link", &format!("<{next}>; rel=\"next\"")),
        (_, None) => ok(200, &Value::Array(shown)),
    }
}

fn create(kind: Kind, repository: &str, bare: &Path, body: &Value, book: &mut Book) -> Option<Response> {
    let fault = book.faults.iter().position(|fault| *fault != Fault::Limited).map(|at| book.faults.remove(at));
    if let Some(Fault::Fails(status)) = fault {
        return Some(Response::new(status, r#"{"message": "Server Error"}"#));
    }
    let (source, target, text) = match kind {
        Kind::Github | Kind::Plain => (&body["head"], &body["base"], "body"),
        Kind::Gitlab => (&body["source_branch"], &body["target_branch"], "description"),
        Kind::Bitbucket => (&body["source"]["branch"]["name"], &body["destination"]["branch"]["name"], "description"),
    };
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (source, target, title, text) = (word(source), word(target), word(&body["title"]), word(&body[text]));
    let exists = |branch: &str| {
        !git(bare, &["for-each-ref", &format!("refs/heads/{branch}")], "").is_empty() && !branch.is_empty()
    };
    if !exists(&source) || !exists(&target) || title.is_empty() {
        let errors = json!([{"resource": "PullRequest", "field": "base", "code": "invalid"}]);
        return Some(ok(422, &json!({"message": "Validation Failed", "errors": errors})));
    }
    let is_same = |pull: &&Pull| pull.is_open && !pull.is_of_fork && pull.source == source && pull.target == target;
    if book.pulls.iter().filter(|pull| pull.repository == repository).any(|pull| is_same(&pull)) {
        let words = format!("A pull request already exists for acme:{source}.");
        return Some(match kind {
            Kind::Github | Kind::Plain => {
                ok(422, &json!({"message": "Validation Failed", "errors": [{"code": "custom", "message": words}]}))
            }
            Kind::Gitlab | Kind::Bitbucket => ok(409, &json!({"message": [words]})),
        });
    }
    let number = book.pulls.len() as u64 + 1;
    let (repository, reviewers) = (repository.to_owned(), vec!["a reviewer".to_owned()]);
    let pull = Pull {
        repository,
        number,
        source,
        target,
        title,
        body: text,
        is_open: true,
        is_of_fork: false,
        reviewers,
        page: None,
    };
    let mut answered = pull.clone();
    if fault == Some(Fault::Another) {
        answered.source.push('x');
    }
    let answer = ok(201, &shown(kind, &answered));
    book.pulls.push(pull);
    if fault == Some(Fault::Lost) { None } else { Some(answer) }
}

fn change(kind: Kind, pull: &mut Pull, body: &Value) {
    let text = if kind == Kind::Github { "body" } else { "description" };
    for (field, value) in [(&mut pull.title, &body["title"]), (&mut pull.body, &body[text])] {
        if let Some(value) = value.as_str() {
            value.clone_into(field);
        }
    }
    if kind == Kind::Bitbucket {
        body["destination"]["branch"]["name"].as_str().unwrap_or("main").clone_into(&mut pull.target);
        let reviewers = body["reviewers"].as_array().into_iter().flatten();
        pull.reviewers = reviewers.filter_map(|reviewer| Some(reviewer["uuid"].as_str()?.to_owned())).collect();
    }
}

fn shown(kind: Kind, pull: &Pull) -> Value {
    let Pull { repository, number, source, target, title, body, .. } = pull;
    let usual = |part: &str| format!("https://forge.example/{repository}/{part}/{number}");
    let page = |part: &str| pull.page.clone().unwrap_or_else(|| usual(part));
    let home = if pull.is_of_fork { format!("fork/{repository}") } else { repository.clone() };
    match kind {
        Kind::Github | Kind::Plain => json!({
            "number": number, "html_url": page("pull"), "title": title, "body": body,
            "head": {"ref": source, "repo": {"full_name": home}},
            "base": {"ref": target, "repo": {"full_name": repository}},
        }),
        Kind::Gitlab => json!({
            "iid": number, "web_url": page("-/merge_requests"), "title": title, "description": body,
            "source_branch": source, "target_branch": target,
            "source_project_id": if pull.is_of_fork { 8 } else { 7 }, "target_project_id": 7,
        }),
        Kind::Bitbucket => json!({
            "id": number, "links": {"html": {"href": page("pull-requests")}}, "title": title, "description": body,
            "source": {"branch": {"name": source}, "repository": {"full_name": home}},
            "destination": {"branch": {"name": target}, "repository": {"full_name": repository}},
            "reviewers": pull.reviewers.iter().map(|name| json!({"uuid": name})).collect::<Vec<_>>(),
            "close_source_branch": true,
        }),
    }
}
