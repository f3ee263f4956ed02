//! Facts about payloads that are sent: the tour's actions, where they go, and what the answer does to a run.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use serde_json::{Value, json};

use super::client::{TestClient, on_both_transports};
use super::runs::{lines, once};

/// The three actions of the project's own model, as they are in its files.
const GITHUB: &str = include_str!("../../../../model/actions/enrich-service.yml");
const GITLAB: &str = include_str!("../../../../model/profiles/gitlab/actions/enrich-service.yml");
const JENKINS: &str = include_str!("../../../../model/profiles/jenkins/actions/enrich-service.yml");

const INPUTS: &str = r#"{"domain": "pay/ments", "type": "backend", "lifecycle": "Production"}"#;

/// An action's body, its URL leading to this address.
fn action(text: &str, address: Option<SocketAddr>) -> Value {
    let mut action: Value = serde_yaml::from_str(text).expect("it is YAML");
    if let Some(address) = address {
        let url = action["invocationMethod"]["url"].as_str().expect("it is a webhook").to_owned();
        let path = url.splitn(4, '/').nth(3).expect("there is a path").replace("${gitlab_project_id}", "7");
        action["invocationMethod"]["url"] = json!(format!("http://{address}/{path}"));
    }
    action
}

fn prepare(portal: &TestClient) {
    portal.create_empty_blueprint("domain");
    portal.post("blueprints domain entities", json!({"identifier": "pay/ments", "title": "Pay \"ments\""}));
    portal.post(
        "blueprints service entities",
        json!({"identifier": "org/its", "title": "It's \"it\"", "properties": {"url": "https://example.com/o/s?a='b'&c"}}),
    );
    for name in ["GITLAB_TRIGGER_TOKEN", "JENKINS_TRIGGER_TOKEN"] {
        portal.patch(&format!("organization secrets {name}"), json!({"secretValue": "hunter2"}));
    }
}

fn start(portal: &TestClient) -> String {
    let inputs: Value = serde_json::from_str(INPUTS).expect("it is JSON");
    let body = json!({"entity": "org/its", "properties": inputs});
    let run = portal.post("actions service_enrich_service runs", body)["run"].clone();
    run["id"].as_str().expect("there is an id").to_owned()
}

/// A request as a receiver saw it.
struct Seen {
    head: String,
    body: Value,
}

/// Answers one request with a status, after doing something, while `then` goes on; gives the request.
fn answering(status: &str, first: impl Fn(&Value) + Sync, then: impl FnOnce(SocketAddr)) -> Seen {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::scope(|scope| {
        let receiver = scope.spawn(|| {
            let (mut stream, _) = listener.accept().expect("somebody connects");
            let (mut seen, mut part) = (Vec::new(), [0; 1024]);
            let (head, body) = loop {
                let read = stream.read(&mut part).expect("it is sent whole");
                assert!(read > 0, "the request ends early");
                seen.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&seen).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("it has one");
                if body.len() == length.parse::<usize>().expect("it is a number") {
                    break (head.to_owned(), serde_json::from_str(body).expect("it is JSON"));
                }
            };
            first(&body);
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nLocation: http://{address}/again\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("the sandbox reads");
            Seen { head, body }
        });
        then(address);
        receiver.join().expect("the receiver sees one request")
    })
}

#[test]
fn the_tours_github_action_stores_its_payload_in_the_run() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.post("actions", action(GITHUB, None));
        let id = start(portal);
        let run = portal.get(&format!("actions runs {id}"))["run"].clone();
        assert_eq!(run["status"], "IN_PROGRESS");
        let sent = json!({"port_context": {"entity": "org/its", "runId": id}, "domain": "pay/ments",
            "type": "backend", "lifecycle": "Production"});
        assert_eq!(run["payload"]["workflowInputs"], sent);
        assert_eq!(
            lines(portal, &id),
            ["The payload is not sent: the sandbox only sends to this machine, not to GITHUB."]
        );
    });
}

#[test]
fn the_tours_webhooks_arrive_with_their_secret_and_the_run_goes_on() {
    for (text, target) in [
        (GITLAB, "POST /api/v4/projects/7/ref/main/trigger/pipeline?token="),
        (JENKINS, "POST /generic-webhook-trigger/invoke?token="),
    ] {
        on_both_transports(|portal| {
            prepare(portal);
            let seen = answering(
                "201 Created",
                |_| {},
                |address| {
                    portal.post("actions", action(text, Some(address)));
                    let id = start(portal);
                    let run = once(portal, &id, "The payload was sent; the answer is 201.");
                    assert_eq!(run["status"], "IN_PROGRESS");
                    let url = run["payload"]["url"].as_str().expect("it is text");
                    assert!(url.ends_with("?token=***"), "{url}");
                    assert!(!run.to_string().contains("hunter2") && !lines(portal, &id).concat().contains("hunter2"));
                },
            );
            assert!(seen.head.starts_with(&format!("{target}hunter2 HTTP/1.1\r\n")), "{}", seen.head);
            assert!(seen.head.contains("\r\nContent-Type: application/json"), "{}", seen.head);
            assert_eq!(seen.body["port_context"]["entity"], "org/its");
            assert_eq!((&seen.body["domain"], &seen.body["lifecycle"]), (&json!("pay/ments"), &json!("Production")));
            let url = seen.body["port_context"].get("repo_url");
            assert!(url.is_none_or(|url| url == "https://example.com/o/s?a='b'&c"), "{url:?}");
        });
    }
}

#[test]
fn a_receiver_may_change_the_run_before_it_answers() {
    on_both_transports(|portal| {
        prepare(portal);
        let report = |body: &Value| {
            let id = body["port_context"]["runId"].as_str().expect("it is sent");
            portal.patch(&format!("actions runs {id}"), json!({"status": "SUCCESS", "summary": "done"}));
        };
        answering("500 Internal Server Error", report, |address| {
            portal.post("actions", action(JENKINS, Some(address)));
            let id = start(portal);
            // The status that the receiver set is kept, whatever it responds later.
            let run = once(portal, &id, "The payload was sent; the answer is 500.");
            assert_eq!((&run["status"], &run["summary"]), (&json!("SUCCESS"), &json!("done")));
        });
    });
}

#[test]
fn the_answer_ends_a_synchronized_run_and_a_failed_one() {
    let cases = [
        ("200 OK", true, "SUCCESS"),
        ("204 No Content", false, "IN_PROGRESS"),
        ("302 Found", true, "FAILURE"),
        ("404 Not Found", false, "FAILURE"),
    ];
    for (status, synchronized, expected) in cases {
        on_both_transports(|portal| {
            prepare(portal);
            let seen = answering(
                status,
                |_| {},
                |address| {
                    let mut action = action(JENKINS, Some(address));
                    action["invocationMethod"]["synchronized"] = json!(synchronized);
                    action["invocationMethod"]["method"] = json!("PUT");
                    action["invocationMethod"]["headers"] =
                        json!({"X-Run": "{{ .run.id }}", "Content-Type": "text/json"});
                    portal.post("actions", action);
                    let id = start(portal);
                    let run = once(portal, &id, &format!("The payload was sent; the answer is {}.", &status[..3]));
                    assert_eq!(run["status"], expected, "{status}");
                },
            );
            assert!(seen.head.starts_with("PUT /") && seen.head.contains("\r\nx-run: r_"), "{}", seen.head);
            assert!(seen.head.to_lowercase().matches("content-type").count() == 1, "{}", seen.head);
        });
    }
}

#[test]
fn a_receiver_that_is_not_there_fails_the_run() {
    on_both_transports(|portal| {
        prepare(portal);
        // A port that was just given back is most likely free.
        let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        portal.post("actions", action(JENKINS, Some(closed.expect("there is a free port"))));
        let id = start(portal);
        assert_eq!(once(portal, &id, "The payload could not be sent: ")["status"], "FAILURE");
    });
}

#[test]
fn nothing_is_sent_to_another_machine() {
    on_both_transports(|portal| {
        prepare(portal);
        portal.post("actions", action(JENKINS, None));
        for (url, agent) in
            [("https://jenkins.example.com/", false), ("http://10.1.2.3/", false), ("http://localhost/", true)]
        {
            let mut action = action(JENKINS, None);
            action["invocationMethod"]["url"] = json!(url);
            action["invocationMethod"]["agent"] = json!(agent);
            portal.put("actions service_enrich_service", action);
            let id = start(portal);
            assert!(lines(portal, &id)[0].starts_with("The payload is not sent: "), "{url}");
            assert_eq!(portal.get(&format!("actions runs {id}"))["run"]["status"], "IN_PROGRESS");
        }
    });
}
