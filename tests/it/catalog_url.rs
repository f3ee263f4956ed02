//! `--catalog URL`: a copy is kept, asked about, checked and used offline.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

/// The status and the `If-None-Match` of a request.
type Asked = (u16, Option<String>);

/// A server with one file, which knows its `ETag`.
struct Files {
    url: String,
    text: Arc<Mutex<String>>,
    /// Whether it answers 503.
    is_down: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Files {
    fn start(text: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/catalog.json", listener.local_addr().expect("it is bound"));
        let (text, is_down) = (Arc::new(Mutex::new(text.to_owned())), Arc::new(AtomicBool::new(false)));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let own = (Arc::clone(&text), Arc::clone(&is_down), Arc::clone(&asked));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (mut seen, mut part) = (Vec::new(), [0; 4096]);
                while !seen.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
                    let read = stream.read(&mut part).unwrap_or(0);
                    if read == 0 {
                        break;
                    }
                    seen.extend_from_slice(&part[..read]);
                }
                let head = String::from_utf8_lossy(&seen).to_lowercase();
                let etag = head.lines().find_map(|line| line.strip_prefix("if-none-match: ")).map(str::to_owned);
                let text = own.0.lock().expect("it is whole").clone();
                let current = format!("\"v{}\"", text.len());
                let status = match etag.as_deref() {
                    _ if own.1.load(Ordering::SeqCst) => 503,
                    Some(etag) if etag == current => 304,
                    _ => 200,
                };
                own.2.lock().expect("it is whole").push((status, etag));
                let body = if status == 200 { text } else { String::new() };
                let answer = format!(
                    "HTTP/1.1 {status} x\r\nETag: {current}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, text, is_down, asked }
    }

    fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().expect("it is whole"))
    }
}

fn snapshot(property: &str) -> String {
    let body = format!(
        r#"{{"identifier":"service","title":"Service","schema":{{"properties":{{"{property}":{{"type":"string"}}}}}}}}"#
    );
    let place = TempDir::new().expect("a folder");
    std::fs::create_dir_all(place.path().join("model/blueprints")).expect("a folder");
    std::fs::write(place.path().join("model/blueprints/service.json"), body).expect("a file");
    let run = |arguments: &[&str]| lint(place.path(), place.path(), arguments);
    let applied = run(&["apply", "--portal", "sandbox", "--auto-approve", "--allow-destructive", "--quiet"]);
    assert_eq!(applied.0, 0, "{}", applied.1);
    let taken = run(&["snapshot", "--portal", "sandbox", "--entities", "--out", "catalog.json"]);
    assert_eq!(taken.0, 0, "{}", taken.1);
    std::fs::read_to_string(place.path().join("catalog.json")).expect("it was written")
}

/// Runs the program with a cache folder.
fn lint(folder: &Path, cache: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
    command.args(arguments).current_dir(folder).env_clear().env("XDG_CACHE_HOME", cache);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    crate::served::code_and_output(command.env("PORTWRIGHT_MAX_WAIT", "0").output())
}

fn place() -> TempDir {
    let place = TempDir::new().expect("a folder");
    let text = "identifier: a\ntitle: A\nblueprint: service\nproperties: { tier: gold }\n";
    std::fs::write(place.path().join("port.yml"), text).expect("a file");
    place
}

/// The only file in a cache.
fn copy(cache: &Path) -> std::path::PathBuf {
    let files: Vec<_> = std::fs::read_dir(cache.join("portwright/catalogs")).expect("a folder").flatten().collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    file.path()
}

#[test]
fn a_copy_is_kept_and_the_server_says_whether_it_changed() {
    let (place, cache, files) = (place(), TempDir::new().expect("a folder"), Files::start(&snapshot("tier")));
    let run = || lint(place.path(), cache.path(), &["lint", "--catalog", &files.url]);
    let (code, printed) = run();
    assert_eq!(code, 0, "{printed}");
    assert!(!printed.contains("No blueprints are loaded"), "{printed}");
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&copy(cache.path()).metadata().expect("it is there").permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(run().0, 0);
    let asked: Vec<u16> = files.asked().iter().map(|(status, _)| *status).collect();
    assert_eq!(asked, [200, 304], "the second run downloads nothing");

    *files.text.lock().expect("it is whole") = snapshot("another");
    let (code, printed) = run();
    assert!(code == 1 && printed.contains("error[unknown-property]"), "{printed}");
    assert_eq!(files.asked()[0].0, 200);
}

#[test]
fn without_the_server_the_copy_is_used_and_its_age_is_told() {
    let (place, cache, files) = (place(), TempDir::new().expect("a folder"), Files::start(&snapshot("another")));
    let run = || lint(place.path(), cache.path(), &["lint", "--catalog", &files.url]);
    assert_eq!(run().0, 1);
    let file = copy(cache.path());
    let text = std::fs::read_to_string(&file).expect("it is text");
    let (facts, body) = text.split_once('\n').expect("it has two parts");
    let facts: serde_json::Value = serde_json::from_str(facts).expect("it is JSON");
    let old = facts["checked"].as_i64().expect("a time") - 3 * 86400 - 60;
    let facts = serde_json::json!({"etag": facts["etag"], "checked": old});
    std::fs::write(&file, format!("{facts}\n{body}")).expect("it is ours");
    files.is_down.store(true, Ordering::SeqCst);
    let (code, printed) = run();
    assert!(code == 1 && printed.contains("error[unknown-property]"), "{printed}");
    let told =
        format!("`{}` could not be reached, so the copy from 3 days ago is used: the server answered 503.", files.url);
    assert!(printed.contains(&told), "{printed}");
    // A copy that is not one is no copy.
    std::fs::write(&file, "{").expect("it is ours");
    let (code, printed) = run();
    assert!(code == 2 && printed.contains("could not be reached, and there is no copy of it"), "{printed}");
}

#[test]
fn a_snapshot_with_another_checksum_is_not_used() {
    let (place, cache, text) = (place(), TempDir::new().expect("a folder"), snapshot("tier"));
    let files = Files::start(&text);
    let sum = |text: &str| {
        let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
        format!("sha256:{}", digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    };
    let run =
        |sum: &str| lint(place.path(), cache.path(), &["lint", "--catalog", &files.url, "--catalog-checksum", sum]);
    let (code, printed) = run(&sum("other"));
    assert!(code == 2 && printed.contains(&format!("has the checksum {}", sum(&text))), "{printed}");
    assert!(!cache.path().join("portwright").exists(), "what has the wrong checksum is not kept");
    assert_eq!(run(&sum(&text)).0, 0);
    files.asked();
    assert_eq!(run(&sum(&text)).0, 0);
    assert!(files.asked().is_empty(), "what has the right checksum cannot have changed");
    let (code, printed) = run("sha256:12");
    assert!(code == 2 && printed.contains("64 hexadecimal digits"), "{printed}");

    // A file has a checksum too.
    std::fs::write(place.path().join("catalog.json"), &text).expect("a file");
    let settings = format!("[lint]\ncatalog = \"catalog.json\"\ncatalog_checksum = \"{}\"\n", sum("other"));
    std::fs::write(place.path().join("portwright.toml"), settings).expect("a file");
    let (code, printed) = lint(place.path(), cache.path(), &["lint"]);
    assert!(code == 2 && printed.contains("has the checksum"), "{printed}");
}

#[test]
fn a_project_says_whether_it_fails_with_nothing_known() {
    let (place, cache, files) = (place(), TempDir::new().expect("a folder"), Files::start(""));
    files.is_down.store(true, Ordering::SeqCst);
    let settings = |more: &str| {
        let text = format!("[lint]\ncatalog = \"{}\"\n{more}", files.url);
        std::fs::write(place.path().join("portwright.toml"), text).expect("a file");
    };
    settings("");
    let (code, printed) = lint(place.path(), cache.path(), &["lint"]);
    assert_eq!(code, 0, "{printed}");
    for part in ["could not be reached, and there is no copy of it", "No blueprints are loaded"] {
        assert!(printed.contains(part), "{printed}");
    }
    settings("require_catalog = true\n");
    let (code, printed) = lint(place.path(), cache.path(), &["lint"]);
    assert!(code == 2 && printed.contains("there is no copy of it"), "{printed}");
    std::fs::write(place.path().join("portwright.toml"), "[lint]\nrequire_catalog = true\n").expect("a file");
    let (code, printed) = lint(place.path(), cache.path(), &["lint"]);
    assert!(code == 2 && printed.contains("`require_catalog`"), "{printed}");
}

#[test]
fn a_url_that_others_could_change_is_refused() {
    let (place, cache) = (place(), TempDir::new().expect("a folder"));
    let run = |url: &str| lint(place.path(), cache.path(), &["lint", "--catalog", url]);
    let (code, printed) = run("http://files.example.com/catalog.json");
    assert!(code == 2 && printed.contains("must start with `https://`"), "{printed}");
    let (code, printed) = run("https://me:canary@files.example.com/catalog.json");
    assert!(code == 2 && !printed.contains("canary"), "{printed}");
}
