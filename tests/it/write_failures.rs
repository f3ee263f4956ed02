//! Writes that a signal, a full disk or a closed pipe ends.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How many files a run has to fix.
const FILES: usize = 40;

/// A file with a mistake that `lint --fix` corrects, and the corrected file.
const WRONG: &str = "identifier: a\ntitle: A\nblueprint: service\nproperties: { type: backend }\n";
const RIGHT: &str = "identifier: a\ntitle: A\nblueprint: service\nproperties: { type: Backend }\n";

const BLUEPRINT: &str =
    "identifier: service\ntitle: S\nschema:\n  properties:\n    type: { type: string, enum: [Backend] }\n";

fn portwright(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portwright"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

/// Sends a signal to a run, once or twice, when a condition holds and some time has passed. Returns the signal that ended
/// it, if one did.
#[cfg(unix)]
fn interrupted(
    mut command: Command,
    has_begun: impl Fn() -> bool,
    pause: Duration,
    (signal, times): (&str, u64),
) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    let mut child = command.spawn().expect("the program starts");
    let begun = Instant::now();
    while !has_begun() && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(pause);
    for _ in 0..times {
        // The run may already be over.
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    }
    child.wait().expect("it ends").signal()
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_no_temporary_file_and_no_half_of_one() {
    let mut signals = Vec::new();
    for attempt in 0..18 {
        let folder = TempDir::new().expect("a folder for the test");
        let at = |path: String| folder.path().join(path);
        fs::create_dir_all(at("model/blueprints".to_owned())).expect("a folder");
        fs::write(at("portwright.toml".to_owned()), "").expect("a file");
        fs::write(at("model/blueprints/service.yml".to_owned()), BLUEPRINT).expect("a file");
        let files: Vec<_> = (0..FILES).map(|nth| at(format!("s{nth:02}/port.yml"))).collect();
        for file in &files {
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, WRONG).expect("a file");
        }
        let is_fixed = |file: &std::path::PathBuf| fs::read_to_string(file).expect("a file") == RIGHT;
        let lint = portwright(folder.path(), &["lint", "--fix"]);
        let has_begun = || files.iter().any(is_fixed);
        let (signal, pause) = (["-TERM", "-HUP", "-INT"][attempt % 3], Duration::from_micros(500 * attempt as u64));
        signals.push(interrupted(lint, has_begun, pause, (signal, 1 + attempt as u64 % 2)));
        for file in &files {
            assert_eq!(names_in(file.parent().expect("a folder")), ["port.yml"], "attempt {attempt}");
            assert!(is_fixed(file) || fs::read_to_string(file).expect("a file") == WRONG, "attempt {attempt}");
        }
    }
    // At least one of each has to be in the middle of the work.
    for signal in [15, 1, 2] {
        assert!(signals.contains(&Some(signal)), "{signals:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_has_a_message_and_never_changes_the_exit_code_of_a_wrong_command_line() {
    let folder = TempDir::new().expect("a folder for the test");
    let full = || File::options().write(true).open("/dev/full").expect("this is Linux");
    for (arguments, code) in [
        (&["--help"][..], 1),
        (&["--version"], 1),
        (&["help", "lint"], 1),
        (&["apply", "--help"], 1),
        // Their exit code 1 means findings.
        (&["lint", "--help"], 2),
        (&["validate", "--help"], 2),
    ] {
        let output = portwright(folder.path(), arguments).stdout(full()).output().expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.starts_with("error: could not write the output: No space left"), "{arguments:?}: {err}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
    for (arguments, code) in [(&["lint", "--no-such-flag"][..], 2), (&["plan", "--no-such-flag"], 1), (&["nothing"], 2)]
    {
        let status = portwright(folder.path(), arguments).stderr(full()).status().expect("it runs");
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn help_that_nobody_reads_is_not_a_failure() {
    let folder = TempDir::new().expect("a folder for the test");
    for arguments in [&["--help"][..], &["lint", "--help"], &["help", "lint"], &["--version"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = portwright(folder.path(), arguments).stdout(writer).output().expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), err.as_ref()), (Some(0), ""), "{arguments:?}");
    }
}
