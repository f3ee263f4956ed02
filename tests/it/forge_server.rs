//! A forge on loopback: git over smart HTTP through `git http-backend`, and the routes for pull requests of the three forges.
//!
//! It is as strict as they are: it refuses a request without the token in the form that the forge requires, a pull request of
//! a branch that does not exist, and a second one of the same branch.

mod comments;
mod pulls;
mod repositories;
mod wire;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use portwright::forge::{Access, Kind};
use tempfile::TempDir;

pub(crate) use comments::{Comment, OWN};
pub(crate) use pulls::Pull;
pub(crate) use repositories::Commit;
use repositories::{Files, git};
use wire::{Request, Response};

/// The token that everything is entered with.
pub(crate) const TOKEN: &str = "canary-forge-token";

/// The email address that a personal token of Bitbucket's belongs to.
pub(crate) const EMAIL: &str = "me@acme.example";

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub method: String,
    pub target: String,
    /// Whether it brought the token, in whichever form.
    pub has_token: bool,
}

/// The injected faults.
#[derive(Clone, Debug, PartialEq)]
enum Fault {
    /// The next pull request is not created, and answered so.
    Fails(u16),
    /// The next pull request is created, and not answered.
    Lost,
    /// The next pull request is created, and the answer is about another branch.
    Another,
    /// The next comment is written, and not answered.
    LostComment,
    /// The next request to the API meets the rate limit.
    Limited,
}

/// Whose commits they are that no run makes.
pub(crate) const SOMEBODY: &str = "Somebody <somebody@acme.example>";

/// A repository and its forge's pull requests.
pub(crate) struct Snapshot {
    repository: Files,
    pulls: Vec<Pull>,
}

/// Something that is done when a request arrives, before it is answered.
pub(crate) type Hook = Arc<dyn Fn(&Seen) + Send + Sync>;

#[derive(Default)]
struct Book {
    pulls: Vec<Pull>,
    comments: Vec<Comment>,
    /// The token may not read its own account.
    hides_account: bool,
    seen: Vec<Seen>,
    faults: Vec<Fault>,
    redirect: Option<String>,
    /// No request to git is answered with anything but this.
    git_status: Option<u16>,
    /// Requests to git with this method are answered with a page for people.
    git_page: Option<&'static str>,
    hook: Option<Hook>,
    /// How many requests arrived and are not answered yet.
    open: usize,
}

/// The running forge; its thread ends with the test's process.
pub(crate) struct ForgeServer {
    kind: Kind,
    address: SocketAddr,
    folder: TempDir,
    book: Arc<Mutex<Book>>,
}

impl ForgeServer {
    /// Starts a forge without repositories.
    pub(crate) fn start(kind: Kind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let folder = tempfile::tempdir().expect("a folder");
        let book = Arc::new(Mutex::new(Book::default()));
        // The folder is deleted at the end of the test, but the thread is still running.
        let (shared, root) = (Arc::clone(&book), folder.path().to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (book, root) = (Arc::clone(&shared), root.clone());
                // Some tests are about connections that the client closes.
                std::thread::spawn(move || {
                    if let Ok(Some(request)) = Request::read(&stream) {
                        book.lock().expect("no test thread panicked").open += 1;
                        let _ = serve(stream, &request, kind, &root, &book);
                        book.lock().expect("no test thread panicked").open -= 1;
                    }
                });
            }
        });
        Self { kind, address, folder, book }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn api(&self) -> String {
        self.url() + pulls::root(self.kind)
    }

    pub(crate) fn remote_of(&self, repository: &str) -> String {
        format!("{}/{repository}", self.url())
    }

    /// How it is entered.
    pub(crate) fn access(&self) -> Access {
        let (host, api) = (self.host(), Some(self.api()));
        Access { kind: self.kind, host, api, token: Some(TOKEN.into()), email: None }
    }

    /// A repository with one commit on `main`.
    pub(crate) fn create(&self, repository: &str, files: &[(&str, &str)]) {
        repositories::create(&self.bare(repository), files);
    }

    /// A repository and the pull requests, as they are now.
    pub(crate) fn snapshot(&self, repository: &str) -> Snapshot {
        Snapshot { repository: repositories::read(&self.bare(repository)), pulls: self.pulls() }
    }

    /// Restores a repository and the pull requests of another forge.
    pub(crate) fn restore(&self, repository: &str, snapshot: &Snapshot) {
        repositories::write(&self.bare(repository), &snapshot.repository);
        self.lock().pulls.clone_from(&snapshot.pulls);
    }

    /// The repository's own folder.
    pub(crate) fn bare(&self, repository: &str) -> PathBuf {
        self.folder.path().join(format!("{repository}.git"))
    }

    /// Somebody's commit on a branch, which starts from `main` where it is new.
    pub(crate) fn commit(&self, repository: &str, branch: &str, files: &[(&str, &str)], message: &str) -> String {
        let entries = files.iter().map(|(path, text)| (*path, "100644", *text));
        self.commit_modes(repository, branch, &entries.collect::<Vec<_>>(), message)
    }

    /// The same with modes: `120000` is a symbolic link to its text, `160000` a submodule at the commit that is its text.
    pub(crate) fn commit_modes(
        &self,
        repository: &str,
        branch: &str,
        files: &[(&str, &str, &str)],
        message: &str,
    ) -> String {
        let is_known = |branch: &&str| repositories::branch_of(&self.bare(repository), branch).is_some();
        let parent = Some(branch).filter(is_known).or(Some("main").filter(is_known));
        let (author, parents) = (SOMEBODY, parent.as_slice());
        self.put(repository, &Commit { branch, author, committer: author, message, parents, tree: None, files })
    }

    /// Sets a branch to a new commit.
    pub(crate) fn put(&self, repository: &str, commit: &Commit) -> String {
        repositories::commit(&self.bare(repository), commit)
    }

    /// The branches, sorted.
    pub(crate) fn branches(&self, repository: &str) -> Vec<String> {
        repositories::branches(&self.bare(repository))
    }

    /// A file's text on a branch.
    pub(crate) fn show(&self, repository: &str, branch: &str, path: &str) -> String {
        git(&self.bare(repository), &["show", &format!("refs/heads/{branch}:{path}")], "")
    }

    /// The output of `git log` for a branch.
    pub(crate) fn log(&self, repository: &str, branch: &str, format: &str) -> String {
        git(&self.bare(repository), &["log", &format!("--format={format}"), &format!("refs/heads/{branch}")], "")
    }

    /// From now on, every push to a repository is refused with this message.
    #[cfg(unix)]
    pub(crate) fn refuse_push(&self, repository: &str, words: &str) {
        let folder = self.bare(repository).join("hooks");
        let lines = self.bare(repository).join("lines");
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(&lines, format!("#!/bin/sh\necho '{words}' >&2\nexit 1\n")).expect("written");
        // A file that this process has open for writing, another thread's child may hold open; it could not be run then.
        let made = Command::new("install").args(["-m", "755"]).arg(&lines).arg(folder.join("pre-receive")).status();
        assert!(made.expect("`install` runs").success());
    }

    /// The next pull request is not created; the answer has this status.
    pub(crate) fn fail_pull_call(&self, status: u16) {
        self.lock().faults.push(Fault::Fails(status));
    }

    /// The next pull request is created, and the answer is lost.
    pub(crate) fn lose_pull_answer(&self) {
        self.lock().faults.push(Fault::Lost);
    }

    /// The next pull request is created, and the answer is about another branch.
    pub(crate) fn answer_with_another_pull(&self) {
        self.lock().faults.push(Fault::Another);
    }

    /// The next request to the API meets the rate limit.
    pub(crate) fn limit_once(&self) {
        self.lock().faults.push(Fault::Limited);
    }

    /// Every request is sent on to another server.
    pub(crate) fn redirect_to(&self, url: &str) {
        self.lock().redirect = Some(url.to_owned());
    }

    /// Every request of git's is answered with this status.
    pub(crate) fn answer_git_with(&self, status: u16) {
        self.lock().git_status = Some(status);
    }

    /// Requests of git's with this method are answered with a page for people.
    pub(crate) fn answer_git_with_a_page(&self, method: &'static str) {
        self.lock().git_page = Some(method);
    }

    /// Removes all faults.
    pub(crate) fn mend(&self) {
        let hooks = self.folder.path().read_dir().expect("a folder").flatten().flat_map(|owner| {
            owner.path().read_dir().expect("a folder").flatten().map(|repository| repository.path().join("hooks"))
        });
        // Those that have none need none taken away.
        hooks.for_each(|hooks| _ = std::fs::remove_file(hooks.join("pre-receive")));
        let mut book = self.lock();
        book.faults.clear();
        (book.redirect, book.git_status, book.git_page, book.hook) = (None, None, None, None);
    }

    /// Something is done when a request arrives.
    pub(crate) fn on_request(&self, hook: Hook) {
        self.lock().hook = Some(hook);
    }

    /// Waits until every request that arrived is done with, whether somebody still wants its answer or not.
    pub(crate) fn settle(&self) {
        while self.lock().open > 0 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    /// The pull requests, in the order of their creation.
    pub(crate) fn pulls(&self) -> Vec<Pull> {
        self.lock().pulls.clone()
    }

    /// Adds pull requests of forks whose branches have the name of the first one, and puts that one last.
    pub(crate) fn add_forks(&self, number: u64) {
        let mut book = self.lock();
        let ours = book.pulls.remove(0);
        let fork = |nth| Pull { number: 1000 + nth, is_of_fork: true, ..ours.clone() };
        book.pulls.extend((0..number).map(fork));
        book.pulls.push(ours);
    }

    /// Does something to the pull requests, as their authors could.
    pub(crate) fn change_pulls(&self, change: impl Fn(&mut Pull)) {
        self.lock().pulls.iter_mut().for_each(change);
    }

    /// The next comment is written, and the answer is lost.
    pub(crate) fn lose_comment_answer(&self) {
        self.lock().faults.push(Fault::LostComment);
    }

    /// From now on, the token may not read its own account.
    pub(crate) fn hide_account(&self) {
        self.lock().hides_account = true;
    }

    /// Adds somebody's comment.
    pub(crate) fn add_comment(&self, comment: Comment) {
        self.lock().comments.push(comment);
    }

    /// The comments, in the order of their creation.
    pub(crate) fn comments(&self) -> Vec<Comment> {
        self.lock().comments.clone()
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.lock().seen.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().expect("no test thread panicked")
    }
}

fn serve(mut stream: TcpStream, request: &Request, kind: Kind, root: &Path, book: &Mutex<Book>) -> std::io::Result<()> {
    let is_git = request.path.contains(".git/");
    let (redirect, git_status, git_page, hook, seen) = {
        let mut book = book.lock().expect("no test thread panicked");
        let (method, target) = (request.method.clone(), request.target());
        let has_token = wire::has_token(request, TOKEN);
        let seen = Seen { method, target, has_token };
        book.seen.push(seen.clone());
        (book.redirect.clone(), book.git_status, book.git_page, book.hook.clone(), seen)
    };
    hook.inspect(|hook| hook(&seen));
    let response = match (redirect, git_status) {
        (Some(elsewhere), _) => Some(Response::new(302, "").header("location", &(elsewhere + &request.target()))),
        (None, Some(status)) if is_git => Some(Response::new(status, "no")),
        (None, None) if is_git && git_page == Some(request.method.as_str()) => {
            Some(Response::new(200, "<html>\n<p>Log in</p>\n</html>\n").header("content-type", "text/html"))
        }
        (None, _) if is_git => Some(git_backend(request, kind, root)?),
        (None, _) => pulls::answer(request, kind, root, &mut book.lock().expect("no test thread panicked")),
    };
    match response {
        Some(response) => response.write(&mut stream),
        None => Ok(()),
    }
}

/// git's own server, by way of its gateway interface.
fn git_backend(request: &Request, kind: Kind, root: &Path) -> std::io::Result<Response> {
    let users: &[&str] = match kind {
        Kind::Github => &["x-access-token"],
        Kind::Gitlab | Kind::Plain => &["oauth2"],
        Kind::Bitbucket => &["x-token-auth", "x-bitbucket-api-token-auth"],
    };
    let header = request.header("authorization");
    let is = |user: &&&str| header == Some(format!("Basic {}", wire::base64(&format!("{user}:{TOKEN}"))));
    let Some(user) = users.iter().find(is) else {
        return Ok(Response::new(401, "").header("www-authenticate", "Basic realm=\"forge\""));
    };
    // By way of `git` it would take twice as long.
    static BACKEND: OnceLock<PathBuf> = OnceLock::new();
    let program = BACKEND.get_or_init(|| PathBuf::from(git(root, &["--exec-path"], "")).join("git-http-backend"));
    let mut command = Command::new(program);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    for (name, value) in [
        ("GIT_PROJECT_ROOT", root.to_string_lossy().into_owned()),
        ("GIT_HTTP_EXPORT_ALL", "1".to_owned()),
        ("REQUEST_METHOD", request.method.clone()),
        ("PATH_INFO", request.path.clone()),
        ("QUERY_STRING", request.query.clone()),
        ("REMOTE_USER", (*user).to_owned()),
        ("REMOTE_ADDR", "127.0.0.1".to_owned()),
        ("CONTENT_TYPE", request.header("content-type").unwrap_or_default()),
        ("CONTENT_LENGTH", request.body.len().to_string()),
        ("HTTP_CONTENT_ENCODING", request.header("content-encoding").unwrap_or_default()),
        ("GIT_PROTOCOL", request.header("git-protocol").unwrap_or_default()),
        ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ("GIT_CONFIG_GLOBAL", "/dev/null".to_owned()),
    ] {
        command.env(name, value);
    }
    let mut child = command.spawn()?;
    let mut stdin = child.stdin.take().expect("asked for");
    let body = request.body.clone();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, &body));
    let output = child.wait_with_output()?;
    // It may not want all of it.
    let _ = writer.join();
    Ok(Response::of_gateway(&output.stdout))
}
