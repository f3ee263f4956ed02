//! `init`: the repository that it writes is valid, and existing files are never lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::files_below;

pub(crate) const GITHUB: &[&str] = &["--backend", "github", "--org", "acme"];
pub(crate) const GITLAB: &[&str] = &["--backend", "gitlab", "--project-id", "42", "--host", "gitlab.example.com"];
pub(crate) const JENKINS: &[&str] =
    &["--backend", "jenkins", "--jenkins-host", "ci.example.com/jenkins", "--workspace", "acme"];
pub(crate) const BACKENDS: [&[&str]; 3] = [GITHUB, GITLAB, JENKINS];

pub(crate) fn folder() -> TempDir {
    TempDir::new().expect("a folder for the test")
}

/// Runs the program in a folder, with nothing of this environment and no terminal.
pub(crate) fn portwright(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portwright"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

pub(crate) fn init(folder: &Path, flags: &[&str]) -> Output {
    portwright(folder, &[&["init"], flags].concat())
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every file below a folder, with its text.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, String> {
    let name = |path: &Path| path.strip_prefix(folder).expect("it lies below").to_string_lossy().replace('\\', "/");
    let text = |path: &Path| fs::read_to_string(path).expect("it is text");
    files_below(folder, "").iter().map(|path| (name(path), text(path))).collect()
}

#[test]
fn the_written_files_have_no_findings() {
    for flags in BACKENDS {
        let folder = folder();
        let made = init(folder.path(), flags);
        assert!(made.status.success(), "{}", stderr(&made));
        for command in [
            &["validate", "--deny-warnings"][..],
            &["lint", "--deny-warnings"],
            &["apply", "--portal", "sandbox", "--auto-approve"],
            &["plan", "--portal", "sandbox", "--detailed-exitcode"],
        ] {
            let run = portwright(folder.path(), command);
            assert_eq!(run.status.code(), Some(0), "{flags:?} {command:?}\n{}{}", stdout(&run), stderr(&run));
        }
    }
}

#[test]
fn entities_are_checked_and_the_template_is_not() {
    let folder = folder();
    assert!(init(folder.path(), GITHUB).status.success());
    let port = folder.path().join("port.yml");
    let text = fs::read_to_string(&port).expect("it was made");
    fs::write(&port, text.replace("architecture:", "architectur:")).expect("it can be written");
    let concise = ["lint", "--format", "concise"];
    let found = portwright(folder.path(), &concise);
    assert!(stdout(&found).starts_with("port.yml:6:5: error[unknown-property]"), "{}", stdout(&found));
    let template = portwright(folder.path(), &[&concise[..], &["templates/enrichService.yml"]].concat());
    assert_eq!((template.status.code(), stdout(&template).as_str()), (Some(0), ""), "{}", stderr(&template));
}

#[test]
fn the_schema_that_a_file_names_is_there() {
    for flags in BACKENDS {
        let folder = folder();
        assert!(init(folder.path(), flags).status.success());
        let mut named = 0;
        for (path, text) in contents(folder.path()) {
            let Some(line) = text.lines().find_map(|line| line.split_once("$schema=")) else { continue };
            let file = folder.path().join(path);
            let schema = file.parent().expect("it has a folder").join(line.1);
            assert!(schema.is_file(), "{}", schema.display());
            named += 1;
        }
        assert_eq!(named, 3, "two blueprints and an action");
    }
}

#[test]
fn answers_are_where_they_belong() {
    let folder = folder();
    let elsewhere = ["--portal", "us", "--host", "github.example.com", "--repo", "portal"];
    assert!(init(folder.path(), &[GITHUB, &elsewhere].concat()).status.success());
    let settings: toml::Table = contents(folder.path())["portwright.toml"].parse().expect("it is TOML");
    assert_eq!(settings["portal"]["url"].as_str(), Some("us"));
    assert_eq!(settings["vars"]["github_org"].as_str(), Some("acme"));
    assert_eq!(settings["vars"]["github_repo"].as_str(), Some("portal"));
    assert_eq!(settings["enrich"]["host"].as_str(), Some("github.example.com"));
    assert_eq!(settings["enrich"]["repository"].as_str(), Some("https://github.example.com/{identifier}"));
}

#[test]
fn a_second_run_has_nothing_to_do() {
    for flags in BACKENDS {
        let folder = folder();
        assert!(init(folder.path(), flags).status.success());
        let before = contents(folder.path());
        let again = init(folder.path(), flags);
        assert!(again.status.success());
        assert!(stdout(&again).ends_with("files already exist.\n"), "{}", stdout(&again));
        assert_eq!(contents(folder.path()), before);
    }
}

#[test]
fn existing_files_are_listed_and_nothing_is_written() {
    let folder = folder();
    fs::write(folder.path().join("port.yml"), "ours").expect("it can be written");
    fs::write(folder.path().join(".gitignore"), "/ours\n").expect("it can be written");
    fs::write(folder.path().join("schemas"), "no folder").expect("it can be written");
    let before = contents(folder.path());
    let refused = init(folder.path(), GITHUB);
    assert_eq!(refused.status.code(), Some(2));
    for path in ["`port.yml`: it exists", "`.gitignore`: it exists", "`schemas/action.schema.json`: a part of its path"]
    {
        assert!(stderr(&refused).contains(path), "{path} in {}", stderr(&refused));
    }
    assert_eq!(contents(folder.path()), before);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_not_followed() {
    let (folder, outside) = (folder(), folder());
    for (link, target) in [("model", "there"), (".portwright", "there"), ("port.yml", "there/nothing")] {
        fs::create_dir_all(outside.path().join("there/new/kept")).expect("it can be made");
        let link = folder.path().join(link);
        std::os::unix::fs::symlink(outside.path().join(target), &link).expect("a link can be made");
        let refused = init(folder.path(), GITHUB);
        assert!(!refused.status.success(), "{}", link.display());
        assert_eq!(contents(outside.path()).len(), 0);
        assert!(outside.path().join("there/new/kept").is_dir(), "what the link leads to is left alone");
        fs::remove_file(link).expect("the link can be removed");
    }
    assert!(init(folder.path(), GITHUB).status.success());
}

#[test]
fn a_folder_is_made_where_there_is_none() {
    let folder = folder();
    let listed = init(folder.path(), &[GITHUB, &["a/new one", "--dry-run"]].concat());
    assert!(stdout(&listed).contains("+ port.yml\n"), "{}", stdout(&listed));
    assert!(!folder.path().join("a").exists(), "a dry run writes nothing");
    let made = init(folder.path(), &[GITHUB, &["a/new one"]].concat());
    assert!(stdout(&made).contains("  cd 'a/new one'\n"), "{}", stdout(&made));
    let listed: Vec<String> =
        stdout(&listed).lines().filter_map(|line| line.strip_prefix("+ ")).map(str::to_owned).collect();
    let mut expected: Vec<String> = contents(&folder.path().join("a/new one")).into_keys().collect();
    assert_eq!(expected.len(), listed.len());
    expected.retain(|path| !listed.contains(path));
    assert!(expected.is_empty(), "{expected:?}");
}

#[test]
fn every_secret_that_a_pipeline_names_is_asked_for() {
    for flags in BACKENDS {
        let folder = folder();
        let reported = stdout(&init(folder.path(), flags));
        let secrets = reported.split_once("Secrets to set:").expect("secrets are named").1;
        for (path, text) in contents(folder.path()) {
            let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
            for word in words.filter(|word| {
                ["_TOKEN", "_SECRET", "_CLIENT_ID", "_CREDENTIALS"].iter().any(|end| word.ends_with(end))
            }) {
                // A variable that Jenkins derives from the credential, and the token of every job on GitHub.
                let known = secrets.contains(word) || ["BITBUCKET_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"].contains(&word);
                assert!(known, "{word} in {path} is not in {secrets}");
            }
        }
    }
}

#[test]
fn all_missing_flags_are_named_at_once() {
    for (flags, named) in [
        (&["--backend", "github"][..], "--org"),
        (&["--backend", "gitlab"], "--project-id"),
        (&["--backend", "jenkins"], "--jenkins-host and --workspace"),
        (&[], "--backend github|gitlab|jenkins"),
    ] {
        let folder = folder();
        let refused = init(folder.path(), flags);
        assert_eq!(refused.status.code(), Some(2));
        let expected = format!("error: not running on a terminal; set {named}\n");
        assert_eq!(stderr(&refused), expected);
        assert!(contents(folder.path()).is_empty());
    }
}

#[test]
fn an_answer_that_could_mean_something_else_is_refused() {
    for answer in ["a\"b", "a'b", "${{ x }}", "${x}", "a\nb", "a b", "$(id)", "-x", "", "\u{1b}[2J"] {
        let folder = folder();
        for flags in [
            ["--backend=github", &format!("--org={answer}"), "--repo=a"],
            ["--backend=github", "--org=a", &format!("--repo={answer}")],
            ["--backend=github", "--org=a", &format!("--host={answer}")],
            ["--backend=github", "--org=a", &format!("--repository={answer}")],
            ["--backend=github", "--org=a", &format!("--portal={answer}")],
            ["--backend=gitlab", "--host=a", &format!("--project-id={answer}")],
            ["--backend=jenkins", "--workspace=a", &format!("--jenkins-host={answer}")],
            ["--backend=jenkins", "--jenkins-host=a", &format!("--workspace={answer}")],
            ["--backend=github", "--org=a", &format!("--install={answer}")],
        ] {
            let refused = init(folder.path(), &flags);
            assert_eq!(refused.status.code(), Some(2), "{flags:?}");
            assert!(stderr(&refused).contains("is not valid"), "{}", stderr(&refused));
            assert!(!stderr(&refused).contains('\u{1b}'), "it steers no terminal");
        }
        assert!(contents(folder.path()).is_empty());
    }
    let folder = folder();
    let refused = init(folder.path(), &[GITHUB, &["--workspace", "a"]].concat());
    assert_eq!(stderr(&refused), "error: --workspace does not apply to --backend github\n");
    let refused = init(folder.path(), &[GITHUB, &["--repository", "https://evil.io/{identifier}"]].concat());
    assert!(stderr(&refused).contains("is not on `github.com`"), "{}", stderr(&refused));
}

/// A run that ends between two files leaves the first ones; whichever they are, the next run makes the others.
#[test]
fn a_run_that_was_ended_is_completed_by_the_next() {
    let whole = folder();
    assert!(init(whole.path(), GITLAB).status.success());
    let expected = contents(whole.path());
    for made in 0..expected.len() {
        let folder = folder();
        for (path, text) in expected.iter().take(made) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        }
        let again = init(folder.path(), GITLAB);
        assert!(again.status.success(), "{}", stderr(&again));
        assert_eq!(contents(folder.path()), expected);
    }
}

/// The system ends the program at the first file of more than a KiB or two: none has appeared by then.
#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_killed_while_it_writes_leaves_no_part_of_a_file() {
    let folder = folder();
    let script = format!("ulimit -f 2; exec '{}' init \"$@\"", env!("CARGO_BIN_EXE_portwright"));
    let killed = Command::new("bash")
        .args(["-c", &script, "init"])
        .args(GITLAB)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("bash runs");
    assert!(!killed.status.success());
    let left = contents(folder.path());
    assert!(left.keys().all(|path| path.starts_with(".portwright/")), "{:?}", left.keys());
    let again = init(folder.path(), GITLAB);
    assert!(again.status.success(), "{}", stderr(&again));
    assert!(!folder.path().join(".portwright").exists());
    assert!(portwright(folder.path(), &["validate"]).status.success());
}

/// Runs git in a folder, with nothing of this environment but where programs are.
fn git(folder: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let mut git = Command::new("git");
    git.args(who).args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
    assert!(git.env("GIT_CONFIG_NOSYSTEM", "1").status().expect("git runs").success(), "{arguments:?}");
}

#[cfg(unix)]
#[test]
fn the_pipeline_of_a_pull_request_finds_relations_to_removed_entities() {
    for (flags, file) in
        [(GITHUB, ".github/workflows/portwright.yml"), (GITLAB, ".gitlab-ci.yml"), (JENKINS, "Jenkinsfile.model")]
    {
        let folder = folder();
        let here = folder.path();
        assert!(init(here, flags).status.success());
        fs::create_dir(here.join("domains")).expect("a folder");
        let [domain, service] = ["domains/port.yml", "port.yml"].map(|path| here.join(path));
        fs::write(&domain, "identifier: core\ntitle: Core\nblueprint: domain\n").expect("a file");
        fs::write(service, "identifier: a\ntitle: A\nblueprint: service\nrelations: { domain: core }\n")
            .expect("a file");
        let commit = |message: &str| {
            git(here, &["add", "--all"]);
            git(here, &["commit", "--quiet", "--message", message]);
        };
        git(here, &["init", "--quiet", "--initial-branch=main"]);
        commit("begin");
        git(here, &["tag", "begin"]);
        git(here, &["checkout", "--quiet", "-b", "change"]);
        fs::remove_file(&domain).expect("it is there");
        commit("change");
        git(here, &["checkout", "--quiet", "main"]);
        fs::write(here.join("more"), "more").expect("a file");
        commit("more");
        git(here, &["update-ref", "refs/remotes/origin/main", "main"]);
        git(here, &["checkout", "--quiet", "--detach"]);
        git(here, &["merge", "--quiet", "--no-ff", "--message", "merge", "change"]);

        let text = fs::read_to_string(here.join(file)).expect("it was made");
        let line = text.lines().find(|line| line.contains("portwright lint --base")).expect("it compares revisions");
        let command = line.trim().trim_start_matches("run: ").trim_start_matches("- ");
        let command = command.strip_prefix("sh '").and_then(|quoted| quoted.strip_suffix('\'')).unwrap_or(command);
        let program = Path::new(env!("CARGO_BIN_EXE_portwright")).parent().expect("a folder").to_owned();
        let path = std::env::var_os("PATH").expect("a path");
        let path = std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&path))).expect("a path");
        let mut shell = Command::new("sh");
        shell.args(["-ec", command]).current_dir(here).env_clear().env("PATH", path);
        shell.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", "begin").env("CHANGE_TARGET", "main");
        let run = shell.output().expect("a shell");
        assert_eq!(run.status.code(), Some(1), "{command}: {}{}", stdout(&run), stderr(&run));
        assert!(stdout(&run).contains("error[removed-but-related]"), "{command}: {}", stdout(&run));
    }
}
