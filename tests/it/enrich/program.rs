//! The program: its input, output, files and exit codes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::*;

const SNAPSHOT: &str = r#"{"version": 1, "complete": true, "blueprints": {
  "service": {"schema": {"properties": {"type": {"type": "string", "enum": ["backend", "frontend"]}, "lifecycle": {"type": "string"}}}, "relations": {"domain": {"target": "domain"}}},
  "domain": {}}, "entities": {"service": ["acme/checkout"], "domain": ["payment"]}}"#;

/// A folder with a project in `hub` and a service's repository in `svc`.
struct Place(TempDir);

/// How a run ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(TempDir::new().expect("a folder for the test"));
        place.put("hub/portwright.toml", "[lint]\ncatalog = \"catalog.json\"\n");
        place.put("hub/catalog.json", SNAPSHOT);
        place.put("hub/templates/enrichService.yml", TEMPLATE);
        place.put("svc/.git/HEAD", "ref: refs/heads/main\n");
        files.iter().for_each(|(path, text)| place.put(path, text));
        place
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.path(path)).ok()
    }

    fn enrich(&self, args: &[&str], payload: &str) -> Ended {
        self.enrich_in("../svc", args, payload)
    }

    fn enrich_in(&self, repository: &str, args: &[&str], payload: &str) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
        let names = ["PORT_CLIENT_ID", "PORT_CLIENT_SECRET", "PORT_BASE_URL", "PORT_API_URL", "GITHUB_ACTIONS"];
        names.iter().for_each(|name| {
            command.env_remove(name);
        });
        let mut child = command
            .args(["enrich", "--repo", repository])
            .args(args)
            .current_dir(self.path("hub"))
            .env("NO_COLOR", "1")
            .env("IN_PAYLOAD", payload)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // A run that refuses its arguments does not read its input.
        let _ = child.stdin.take().expect("it was piped").write_all(payload.as_bytes());
        let output = child.wait_with_output().expect("the program ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it speaks UTF-8");
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn sent(values: &Value) -> String {
    let mut body = json!({ "port_context": "{\"entity\": \"acme/checkout\", \"runId\": \"r_1\"}" });
    body.as_object_mut().expect("a map").extend(values.as_object().expect("a map").clone());
    body.to_string()
}

#[test]
fn a_repository_is_enriched_once() {
    let place = Place::new(&[("svc/port.yml", "# ours\n- identifier: acme/checkout # it\n  blueprint: service\n")]);
    let first = place.enrich(&["--payload-env", "IN_PAYLOAD"], &sent(&form()));
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    assert_eq!(first.out, "port.yml:2 service/acme/checkout: type: backend, lifecycle: Production, domain: payment\n");
    let text = "# ours\n- identifier: acme/checkout # it\n  blueprint: service\n  properties:\n    type: backend\n    lifecycle: Production\n  relations:\n    domain: payment\n";
    assert_eq!(place.text("svc/port.yml").as_deref(), Some(text));
    let second = place.enrich(&["--payload", "-"], &sent(&form()));
    assert_eq!((second.code, second.out.as_str()), (Some(0), "port.yml:2 service/acme/checkout: already up to date\n"));
    assert_eq!(place.text("svc/port.yml").as_deref(), Some(text));
}

#[test]
fn a_diff_writes_nothing_and_json_shows_this() {
    let place = Place::new(&[]);
    let shown = place.enrich(&["--payload", "-", "--diff"], &sent(&form()));
    assert_eq!(shown.code, Some(0));
    assert!(shown.out.contains("+- identifier: \"acme/checkout\"\n"), "{}", shown.out);
    let json = place.enrich(&["--payload", "-", "--diff", "--format", "json"], &sent(&form()));
    let reported: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(
        (&reported["outcome"], &reported["how"], &reported["written"]),
        (&json!("changed"), &json!("created"), &json!(false))
    );
    assert_eq!(place.text("svc/port.yml"), None);
}

#[test]
fn invalid_input_ends_with_exit_code_2_and_one_sentence() {
    let place = Place::new(&[]);
    let mut values = form();
    values["type"] = json!("bakend");
    let refused = place.enrich(&["--payload", "-"], &sent(&values));
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""));
    assert!(refused.err.contains("error: `type` in the payload is `bakend`: "), "{}", refused.err);
    let nothing = place.enrich(&["--payload", "-"], "");
    assert_eq!((nothing.code, nothing.err.as_str()), (Some(2), "error: the payload is empty\n"));
    for args in [
        &["--payload-env", "GONE"][..],
        &["--payload", "gone.json"],
        &[],
        &["--payload", "-", "--template", "gone.yml"],
    ] {
        assert_eq!(place.enrich(args, &sent(&form())).code, Some(2), "{args:?}");
    }
    assert_eq!(place.text("svc/port.yml"), None);
}

#[test]
fn flags_that_require_clone_are_refused_without_it() {
    let place = Place::new(&[]);
    for args in [&["--base", "main"][..], &["--remote", "https://github.com/a/b"], &["--no-report"], &["--clone"]] {
        let refused = place.enrich(&[&["--payload", "-"], args].concat(), &sent(&form()));
        assert_eq!(refused.code, Some(2), "{args:?}");
        assert!(refused.err.contains("cannot be used with"), "{}", refused.err);
    }
}

#[test]
fn values_that_the_template_does_not_use_are_noted() {
    let place = Place::new(&[]);
    let mut values = form();
    values["ticket"] = json!("T-1");
    let done = place.enrich(&["--payload", "-"], &sent(&values));
    assert_eq!((done.code, done.err.as_str()), (Some(0), "The template does not use `ticket` from the payload.\n"));
}

#[test]
fn the_project_names_another_template() {
    let place = Place::new(&[
        (
            "hub/portwright.toml",
            "[lint]\ncatalog = \"catalog.json\"\n[enrich]\ntemplate = \"t.yml\"\nhost = \"github.com\"\nforge = \"github\"\napi = \"https://api.github.com\"\nrepository = \"https://github.com/{identifier}\"\nbase = \"main\"\nauthor = { name = \"a\", email = \"a@example.com\" }\n",
        ),
        (
            "hub/t.yml",
            "identifier: '{{ service_identifier }}'\nblueprint: service\nproperties: { type: '{{ type }}' }\n",
        ),
    ]);
    let done = place.enrich(&["--payload", "-", "--quiet"], &sent(&form()));
    assert_eq!(done.out, "port.yml:1 service/acme/checkout: type: backend\n", "{}", done.err);
}

#[test]
fn files_that_must_not_be_edited_are_left_alone() {
    let compose = Place::new(&[("svc/port.yml", "services: {}\n")]);
    let ignored = Place::new(&[("svc/port.yml", "a: 1\n"), ("svc/.gitignore", "port.yml\n")]);
    let excluded =
        Place::new(&[("svc/port.yml", "a: 1\n"), ("svc/portwright.toml", "[lint]\nexclude = [\"/port.yml\"]\n")]);
    let folder = Place::new(&[("svc/port.yml/x", "")]);
    for (place, words) in
        [(compose, "a Compose file"), (ignored, "ignored by git"), (excluded, "excluded"), (folder, "not a plain file")]
    {
        let refused = place.enrich(&["--payload", "-"], &sent(&form()));
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        assert!(refused.err.contains(words), "{}", refused.err);
    }
    let inside = Place::new(&[("svc/a/README.md", "")]);
    for (repository, words) in [("../svc/a", "is not the root of its repository"), ("../gone", "is not a folder")] {
        let refused = inside.enrich_in(repository, &["--payload", "-"], &sent(&form()));
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        assert!(refused.err.contains(words), "{}", refused.err);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    use std::os::unix::fs::symlink;
    let is_refused = |place: &Place| {
        let refused = place.enrich(&["--payload", "-"], &sent(&form()));
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        assert!(refused.err.contains("symbolic link"), "{}", refused.err);
    };
    for target in [Path::new("/etc/passwd"), Path::new("real.yml"), Path::new("nowhere")] {
        let place = Place::new(&[("svc/real.yml", "- identifier: acme/cart\n  blueprint: service\n")]);
        symlink(target, place.path("svc/port.yml")).expect("a link can be made");
        is_refused(&place);
        assert_eq!(place.text("svc/real.yml").as_deref(), Some("- identifier: acme/cart\n  blueprint: service\n"));
    }
    let place = Place::new(&[("beside/port.yml", "identifier: x\nblueprint: y\n")]);
    symlink(place.path("beside/port.yml"), place.path("svc/port.yaml")).expect("a link can be made");
    is_refused(&place);
}
