//! `init --install`: the pipelines get portwright from where they are told, and run nothing that anybody else put there.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::init::{BACKENDS, GITHUB, GITLAB, contents, folder, init, stderr, stdout};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
const SCRIPT: &str = "ci/install-portwright.sh";
/// What is installed here.
const PROGRAM: &str = "#!/bin/sh\necho portwright 9.9.9\n";

/// Puts programs into a folder that is the whole `PATH`, with those of the system that scripts need.
pub(crate) fn tools(place: &Path, own: &[(&str, &str)]) {
    let folder = place.join("tools");
    fs::create_dir(&folder).expect("a folder");
    const SYSTEM: &[&str] = &[
        "sh",
        "awk",
        "cat",
        "chmod",
        "cp",
        "cut",
        "find",
        "gzip",
        "head",
        "mkdir",
        "mv",
        "rm",
        "sed",
        "sha256sum",
        "tar",
    ];
    for name in SYSTEM {
        let found = ["/bin", "/usr/bin"].map(|folder| Path::new(folder).join(name));
        let found = found.iter().find(|path| path.exists()).expect("it is on every machine");
        std::os::unix::fs::symlink(found, folder.join(name)).expect("a link");
    }
    for (name, text) in own {
        fs::write(folder.join(name), format!("#!/bin/sh\n{text}\n")).expect("a file");
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
}

fn install(place: &Path) -> Output {
    let mut shell = Command::new("/bin/sh");
    shell.arg(SCRIPT).current_dir(place).env_clear().env("PATH", place.join("tools"));
    shell.output().expect("a shell")
}

fn log(place: &Path) -> String {
    fs::read_to_string(place.join("log")).unwrap_or_default()
}

#[test]
fn a_commit_is_built_once() {
    let folder = folder();
    let here = folder.path();
    let source = format!("git:https://git.example.com/acme/portwright@{COMMIT}");
    assert!(init(here, &[GITHUB, &["--install", &source]].concat()).status.success());
    let cargo = format!(
        "echo \"$@\" >>log\nmkdir -p .portwright/bin\ncat >.portwright/bin/portwright <<'E'\n{PROGRAM}E\nchmod +x .portwright/bin/portwright"
    );
    tools(here, &[("cargo", &cargo)]);
    for _ in 0..2 {
        let run = install(here);
        assert_eq!(stdout(&run), "portwright 9.9.9\n", "{}", stderr(&run));
    }
    let expected = format!(
        "install --locked --force --no-track --git https://git.example.com/acme/portwright --rev {COMMIT} --root .portwright portwright\n"
    );
    assert_eq!(log(here), expected);
}

#[test]
fn an_archive_with_another_checksum_is_not_unpacked() {
    for backend in BACKENDS {
        let folder = folder();
        let here = folder.path();
        fs::create_dir_all(here.join("portwright-x")).expect("a folder");
        fs::write(here.join("portwright-x/portwright"), PROGRAM).expect("a file");
        fs::set_permissions(here.join("portwright-x/portwright"), fs::Permissions::from_mode(0o755))
            .expect("it is ours");
        let pack =
            "tar -czf served.tar.gz portwright-x && rm -r portwright-x && sha256sum served.tar.gz | cut -d ' ' -f 1";
        let packed = Command::new("sh").args(["-ec", pack]).current_dir(here).output().expect("a shell");
        let sum = stdout(&packed).trim().to_owned();
        let source = format!("release:https://files.example.com/portwright.tar.gz@sha256:{sum}");
        assert!(init(here, &[backend, &["--install", &source]].concat()).status.success());
        tools(here, &[("curl", "echo \"$@\" >>log\ncp served.tar.gz .portwright/archive/file")]);

        let served = fs::read(here.join("served.tar.gz")).expect("it was made");
        fs::write(here.join("served.tar.gz"), [&served[..], b"x"].concat()).expect("it is ours");
        let refused = install(here);
        assert_eq!(refused.status.code(), Some(1), "{}", stdout(&refused));
        assert!(stderr(&refused).contains(&format!("but {sum} is expected")), "{}", stderr(&refused));
        assert!(!here.join(".portwright/bin/portwright").exists() && !here.join(".portwright/archive").exists());

        fs::write(here.join("served.tar.gz"), served).expect("it is ours");
        for _ in 0..2 {
            let run = install(here);
            assert_eq!(stdout(&run), "portwright 9.9.9\n", "{}", stderr(&run));
        }
        assert_eq!(log(here).lines().count(), 2, "once with the wrong content, once with the right one");
    }
}

#[test]
fn an_image_is_named_by_its_digest() {
    let digest = "ab".repeat(32);
    let image = format!("registry.example.com/tools/portwright@sha256:{digest}");
    let source = format!("image:{image}");
    let folder_ = folder();
    let here = folder_.path();
    assert!(init(here, &[GITHUB, &["--install", &source]].concat()).status.success());
    let docker = format!(
        "echo \"$@\" >>log\ncase $1 in create) echo container ;; cp) cat >\"$3\" <<'E'\n{PROGRAM}E\nchmod +x \"$3\" ;; esac"
    );
    tools(here, &[("docker", &docker)]);
    let run = install(here);
    assert_eq!(stdout(&run), "portwright 9.9.9\n", "{}", stderr(&run));
    assert!(
        log(here).starts_with(&format!("create {image}\ncp container:/usr/local/bin/portwright ")),
        "{}",
        log(here)
    );

    // Jobs of GitLab run in the image.
    let folder = folder();
    assert!(init(folder.path(), &[GITLAB, &["--install", &source]].concat()).status.success());
    let pipeline = &contents(folder.path())[".gitlab-ci.yml"];
    assert!(pipeline.contains(&format!("    name: \"{image}\"\n")) && !pipeline.contains("cache:"), "{pipeline}");
}

#[test]
fn a_runner_that_should_have_portwright_and_has_not_says_so() {
    for backend in BACKENDS {
        let folder = folder();
        let made = init(folder.path(), backend);
        let next = stdout(&made).split_once("\nNext:\n").expect("it says what is next").1.to_owned();
        assert!(next.starts_with("  Missing: the pipelines do not install portwright"), "{next}");
        tools(folder.path(), &[]);
        let run = install(folder.path());
        assert_eq!(run.status.code(), Some(1));
        assert!(stderr(&run).contains("portwright is not on the PATH of this runner"), "{}", stderr(&run));
    }
}

/// The names on registries are not ours, so whoever registers them could run anything where the secrets are.
#[test]
fn no_package_is_named_that_nobody_owns() {
    let sum = "ab".repeat(32);
    for name in ["pypi", "pypi:0.1.0", "release:0.1.0", "release"] {
        let folder = folder();
        let refused = init(folder.path(), &[GITHUB, &["--install", &format!("{name}@sha256:{sum}")]].concat());
        assert_eq!(refused.status.code(), Some(2), "{name}");
        assert!(stderr(&refused).contains("portwright has no release yet"), "{}", stderr(&refused));
        assert!(stderr(&refused).contains("git:URL@REVISION"), "{}", stderr(&refused));
        assert!(contents(folder.path()).is_empty());
    }
    for backend in BACKENDS {
        let folder = folder();
        assert!(init(folder.path(), backend).status.success());
        for (path, text) in contents(folder.path()) {
            for installer in ["cargo install", "cargo binstall", "pip install", "pipx", "uvx", "npm ", "npx", "docker "]
            {
                assert!(!text.contains(installer), "{installer} in {path}");
            }
        }
    }
}
