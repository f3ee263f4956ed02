//! The command: its output, its exit codes, and its options.

use std::process::Command;

use super::Place;

/// The exit code and the output of the program.
pub(super) fn run(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
    command.args(arguments).args(["--portal", "sandbox"]).current_dir(place.path());
    let output = command.envs(variables.iter().copied()).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_portal_is_adopted_with_two_commands() {
    let place = Place::new(&[]);
    let (code, out, err) = run(&place, &["export", "--check"], &[]);
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("8 files would be created") && !place.path().join("model").exists(), "{out}{err}");
    let (code, out, err) = run(&place, &["export", "--diff"], &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("+identifier: service\n") && !place.path().join("model").exists(), "{out}{err}");
    let (code, out, err) = run(&place, &["export"], &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("+ model/blueprints/service.yml\n") && out.contains("8 files created"), "{out}{err}");
    let (code, out, err) = run(&place, &["plan"], &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.starts_with("No changes."), "{out}{err}");
    let (code, out, err) = run(&place, &["export", "--check"], &[]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.starts_with("No changes."), "{out}{err}");
    let (code, out, _) = run(&place, &["export", "--format", "json"], &[]);
    let document: serde_json::Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!((code, &document["unchanged"], &document["files"]), (Some(0), &5.into(), &serde_json::json!([])));
}

#[test]
fn an_unknown_argument_is_an_error_with_a_near_name() {
    let place = Place::new(&[]);
    let (code, _, err) = run(&place, &["export", "blueprint/servce"], &[]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("`blueprint/servce` does not match any resource")
            && err.contains("did you mean `blueprint/service`?"),
        "{err}"
    );
    let (code, _, err) = run(&place, &["export", "--as", "full", "blueprint/service"], &[]);
    assert_eq!(code, Some(2));
    assert!(err.contains("write `--as extends ADDRESS`"), "{err}");
}
