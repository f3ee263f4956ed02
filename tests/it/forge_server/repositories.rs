//! Bare repositories, created and changed with git commands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Files by their paths in a folder.
pub(crate) type Files = Vec<(PathBuf, Vec<u8>)>;

/// A commit that a branch is set to.
pub(crate) struct Commit<'c> {
    pub branch: &'c str,
    pub author: &'c str,
    pub committer: &'c str,
    pub message: &'c str,
    /// Names of commits, such as branches.
    pub parents: &'c [&'c str],
    /// The commit whose tree is changed, if that is not the first parent.
    pub tree: Option<&'c str>,
    /// The path, mode and text of each changed file. The text of a submodule is the name of its commit.
    pub files: &'c [(&'c str, &'c str, &'c str)],
}

/// Creates a repository with one commit on `main`. Equal ones are created once and then copied.
pub(super) fn create(bare: &Path, files: &[(&str, &str)]) {
    static MADE: Mutex<BTreeMap<Vec<(String, String)>, Files>> = Mutex::new(BTreeMap::new());
    let owned = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let mut made = MADE.lock().expect("no test thread panicked");
    let made = made.entry(owned).or_insert_with(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let bare = folder.path();
        git(bare, &["init", "--quiet", "--bare", "--initial-branch=main", "--template="], "");
        git(bare, &["config", "uploadpack.allowFilter", "true"], "");
        git(bare, &["config", "receive.autogc", "false"], "");
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, "100644", *text)).collect();
        let (author, parents) = (super::SOMEBODY, &[][..]);
        let first =
            Commit { branch: "main", author, committer: author, message: "Begin", parents, tree: None, files: &files };
        commit(bare, &first);
        read(bare)
    });
    write(bare, made);
}

/// Sets a branch to a new commit, in one run of git, and returns the commit's name.
pub(super) fn commit(bare: &Path, commit: &Commit) -> String {
    let Commit { branch, author, committer, message, parents, tree, files } = commit;
    let length = message.len() + 1;
    let mut stream = format!("commit refs/heads/{branch}\nauthor {author} now\ncommitter {committer} now\n");
    stream += &format!("data {length}\n{message}\n\n");
    for (nth, parent) in parents.iter().enumerate() {
        stream += &format!("{} {parent}^0\n", if nth == 0 { "from" } else { "merge" });
    }
    if let Some(tree) = tree {
        let object = git(bare, &["rev-parse", "--verify", &format!("{tree}^{{tree}}")], "");
        stream += &format!("M 040000 {object} \"\"\n");
    }
    for (path, mode, text) in *files {
        let path = path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        stream += &match *mode {
            "160000" => format!("M {mode} {text} \"{path}\"\n"),
            _ => format!("M {mode} inline \"{path}\"\ndata {}\n{text}\n", text.len()),
        };
    }
    git(bare, &["fast-import", "--quiet", "--force", "--date-format=now"], &stream);
    branch_of(bare, branch).expect("git has written it")
}

/// The commit of a branch, if there is one.
pub(super) fn branch_of(bare: &Path, branch: &str) -> Option<String> {
    std::fs::read_to_string(bare.join("refs/heads").join(branch)).ok().map(|text| text.trim().to_owned())
}

/// The branches, sorted. Nothing here packs refs, so each is a file.
pub(super) fn branches(bare: &Path) -> Vec<String> {
    assert!(!bare.join("packed-refs").exists(), "every branch is a file");
    let mut all: Vec<String> = read(&bare.join("refs/heads"))
        .into_iter()
        .map(|(path, _)| path.to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".lock"))
        .collect();
    all.sort();
    all
}

/// The files of a repository's own folder.
pub(super) fn read(bare: &Path) -> Files {
    let all = walkdir::WalkDir::new(bare).into_iter().map(|entry| entry.expect("it can be read").into_path());
    let inside = |path: &Path| path.strip_prefix(bare).expect("it is below").to_owned();
    all.filter(|path| path.is_file()).map(|path| (inside(&path), std::fs::read(&path).expect("read"))).collect()
}

/// Makes a repository's own folder of its files.
pub(super) fn write(bare: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = bare.join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        std::fs::write(path, bytes).expect("written");
    }
}

/// Runs git in a bare repository.
pub(super) fn git(bare: &Path, args: &[&str], input: &str) -> String {
    let mut command = Command::new("git");
    command.args(args).current_dir(bare).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("GIT_DIR", bare).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Somebody").env(format!("GIT_{who}_EMAIL"), "somebody@acme.example");
    }
    let mut child = command.spawn().expect("git is needed for these tests");
    std::io::Write::write_all(&mut child.stdin.take().expect("asked for"), input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("git ends");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim_end().to_owned()
}
