//! What `-v` and `-vv` print: every request, and no secret.

use crate::served::Served;

/// The lines of a command's output that are about requests.
fn traced(served: &Served, arguments: &[&str]) -> Vec<String> {
    let (code, printed) = served.run(arguments);
    assert_eq!(code, 0, "{printed}");
    // The sandbox's tokens start so.
    for secret in ["very-secret", "sandbox."] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
    printed.lines().filter(|line| line.contains(" /v1/")).map(str::to_owned).collect()
}

#[test]
fn each_request_has_a_line() {
    let served = Served::new("", 0);
    assert_eq!(traced(&served, &["snapshot", "--out", "a.json"]), Vec::<String>::new());
    let lines = traced(&served, &["snapshot", "--out", "a.json", "-v"]);
    let [token, list] = &lines[..] else { panic!("{lines:?}") };
    assert!(token.starts_with("POST /v1/auth/access_token: 200 in ") && token.ends_with(" ms"), "{token}");
    assert!(list.starts_with("GET /v1/blueprints: 200 in ") && list.ends_with(" ms"), "{list}");
}

#[test]
fn details_are_sizes_and_the_connection_and_ports_own_name_of_the_request() {
    let served = Served::new("", 0);
    let lines = traced(&served, &["-vv", "snapshot", "--out", "a.json", "--entities"]);
    let list = lines.iter().find(|line| line.starts_with("GET /v1/blueprints")).expect("the list");
    for part in ["0 bytes sent, ", " bytes received, HTTP/1.1 from 127.0.0.1:", ", trace "] {
        assert!(list.contains(part), "{part}: {list}");
    }
}

#[test]
fn failed_attempts_and_retries_are_shown() {
    let served = Served::new("status=503@1", 0);
    let lines = traced(&served, &["snapshot", "--out", "a.json", "-v"]);
    let lists: Vec<&String> = lines.iter().filter(|line| line.starts_with("GET /v1/blueprints: ")).collect();
    let [failed, passed] = lists[..] else { panic!("{lines:?}") };
    assert!(failed.contains(": 503 in "), "{failed}");
    assert!(passed.contains(": 200 in ") && passed.ends_with(", attempt 2"), "{passed}");
}

#[test]
fn the_embedded_sandbox_is_traced_too() {
    let served = Served::new("", 0);
    let lines = traced(&served, &["--portal", "sandbox", "-vv", "snapshot", "--out", "a.json"]);
    assert!(lines[0].starts_with("GET /v1/blueprints: 200 in ") && lines[0].contains(" bytes received"), "{lines:?}");
}

#[test]
fn quiet_and_verbose_exclude_each_other() {
    let served = Served::new("", 0);
    for arguments in [&["-q", "-v", "plan"][..], &["snapshot", "-qv"], &["-q", "snapshot", "-v"]] {
        let (code, printed) = served.run(arguments);
        assert!(code > 0 && printed.contains("cannot be used with"), "{arguments:?}: {printed}");
    }
}
