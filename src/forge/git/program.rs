//! Runs git, with limits of time and memory.

use super::environment::Environment;
use super::memory::of_group;
use crate::forge::error::ForgeError;
use crate::ground::child_environment::withheld;
use crate::ground::drain::drain;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

const MAX_OUTPUT_BYTES: usize = 256 << 20;

/// The first version that reads settings from its environment.
const MIN_VERSION: (u32, u32) = (2, 31);

/// Git, with the environment and folder for one repository.
pub(super) struct Program {
    pub(super) environment: Environment,
    /// Where it runs.
    pub(super) folder: PathBuf,
    /// How long one run may take.
    pub(super) deadline: Duration,
    /// How much memory a run that talks to a server may use, in bytes.
    pub(super) max_memory: u64,
    /// Called after every run.
    pub(super) on_git: Option<OnGit>,
}

/// How often the memory of a run is measured.
const MEMORY_PERIOD: Duration = Duration::from_millis(200);

/// Called with git's subcommand, whether it succeeded, and the time it took. Arguments are not passed, since they may be
/// sensitive.
pub type OnGit = Arc<dyn Fn(&str, bool, Duration) + Send + Sync>;

#[derive(Default)]
pub(super) struct Run<'a> {
    pub(super) args: Vec<&'a str>,
    pub(super) input: Vec<u8>,
    /// Whether it fetches or pushes, and so gets the token.
    pub(super) is_remote: bool,
    /// Additional environment variables.
    pub(super) extra: Vec<(&'static str, OsString)>,
    /// Returns whether to stop the run early. `None` if that could do harm, as in a push.
    pub(super) stop: Option<&'a dyn Fn() -> bool>,
}

#[derive(Debug)]
pub(super) struct GitOutput {
    pub(super) success: bool,
    pub(super) stdout: Vec<u8>,
    /// Not redacted.
    pub(super) stderr: String,
}

impl Program {
    /// Runs git until it exits. A timeout is a [`ForgeError::Network`], but an exit code other than 0 is not an error.
    pub(super) fn run(&self, run: Run) -> Result<GitOutput, ForgeError> {
        let what = format!("git {}", run.args.first().unwrap_or(&""));
        let mut child = self.start(&run).map_err(|error| missing(&what, &error))?;
        let mut stdin = child.stdin.take().expect("it was asked for");
        let input = run.input;
        // Git may exit without reading all of it.
        std::thread::spawn(move || _ = stdin.write_all(&input));
        // One byte more shows that there is too much.
        let most = MAX_OUTPUT_BYTES as u64 + 1;
        let stdout = drain(child.stdout.take().expect("it was asked for"), most);
        let stderr = drain(child.stderr.take().expect("it was asked for"), most);

        let started = Instant::now();
        let (mut pause, mut measured) = (Duration::from_millis(1), started);
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => {}
                Err(error) => return Err(ForgeError::Git { what, reason: error.to_string() }),
            }
            if run.stop.is_some_and(|stop| stop()) {
                end(&mut child);
                return Err(ForgeError::Stopped { before: format!("`{what}` finished") });
            }
            if started.elapsed() > self.deadline {
                end(&mut child);
                let reason = format!("it took more than {} s", self.deadline.as_secs_f64());
                return Err(ForgeError::Network { what: format!("`{what}`"), reason });
            }
            if run.is_remote && measured.elapsed() > MEMORY_PERIOD {
                measured = Instant::now();
                if of_group(child.id()).is_some_and(|used| used > self.max_memory) {
                    end(&mut child);
                    let reason =
                        format!("git used more than {} MiB of memory for what the server sends", self.max_memory >> 20);
                    return Err(ForgeError::Refused { what: format!("`{what}`"), reason });
                }
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        if let Some(on_git) = &self.on_git {
            on_git(run.args.first().unwrap_or(&""), status.success(), started.elapsed());
        }
        // A grandchild may keep the pipes open.
        let grace = Duration::from_secs(10);
        let complete = |pipe: &Receiver<io::Result<Vec<u8>>>| {
            pipe.recv_timeout(grace).ok()?.ok().filter(|bytes| bytes.len() <= MAX_OUTPUT_BYTES)
        };
        let (Some(stdout), Some(stderr)) = (complete(&stdout), complete(&stderr)) else {
            return Err(ForgeError::Git { what, reason: "its output is too large, or does not end".to_owned() });
        };
        Ok(GitOutput { success: status.success(), stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() })
    }

    fn start(&self, run: &Run) -> std::io::Result<Child> {
        let mut command = Command::new("git");
        command.args(&run.args).current_dir(&self.folder).env_clear().envs(self.environment.common.iter().cloned());
        if run.is_remote {
            command.envs(self.environment.credentials.iter().cloned());
        }
        command.envs(run.extra.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // In its own process group, so that Ctrl-C does not interrupt a push: `stop` decides.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn()
    }

    /// Checks that git is installed and recent enough.
    pub(super) fn check(&self) -> Result<(), ForgeError> {
        let ran = self.run(Run { args: vec!["version"], ..Run::default() })?;
        let text = String::from_utf8_lossy(&ran.stdout).trim().to_owned();
        match version(&text) {
            Some(version) if version >= MIN_VERSION => Ok(()),
            Some((major, minor)) => Err(ForgeError::Git {
                what: "git is too old".to_owned(),
                reason: format!("it is {major}.{minor}, and {}.{} is needed", MIN_VERSION.0, MIN_VERSION.1),
            }),
            None => Err(ForgeError::Git {
                what: "git version".to_owned(),
                reason: "it does not print its version".to_owned(),
            }),
        }
    }
}

/// Returns the major and minor version in `git version 2.39.5 (Apple Git-154)`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix("git version ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.split_whitespace().next()?.parse().ok()?))
}

fn missing(what: &str, error: &std::io::Error) -> ForgeError {
    if error.kind() == std::io::ErrorKind::NotFound {
        let reason = "the program `git` was not found; install it, or set PATH".to_owned();
        return ForgeError::Git { what: "git is missing".to_owned(), reason };
    }
    ForgeError::Git { what: what.to_owned(), reason: error.to_string() }
}

/// Ends git and its child processes. Otherwise, its HTTP helper would keep reading for as long as the server sends.
fn end(child: &mut Child) {
    // The group has git's number. Without the program `kill`, at least git itself is ended.
    #[cfg(unix)]
    {
        let mut kill = Command::new("kill");
        withheld().iter().for_each(|name| _ = kill.env_remove(name));
        let _ = kill.args(["-KILL", "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status();
    }
    // Fails only if it has already exited.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(path: &str) -> Program {
        let environment = Environment { common: vec![("PATH".into(), path.into())], credentials: Vec::new() };
        Program {
            environment,
            folder: "/".into(),
            deadline: Duration::from_secs(30),
            max_memory: 1 << 30,
            on_git: None,
        }
    }

    #[test]
    fn versions_are_read_as_systems_write_them() {
        assert_eq!(version("git version 2.39.5"), Some((2, 39)));
        assert_eq!(version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(version("git version 2.47.1.windows.1"), Some((2, 47)));
        assert_eq!(version("git version 3.0"), Some((3, 0)));
        assert_eq!(version("hub version 2.0"), None);
    }

    #[test]
    fn a_missing_git_is_reported_as_such() {
        let error = program("/nonexistent").check().expect_err("no git");
        assert!(matches!(&error, ForgeError::Git { .. }), "{error:?}");
        assert!(error.to_string().starts_with("git is missing: "), "{error}");
    }

    #[cfg(unix)]
    mod stand_ins {
        use super::*;

        /// A folder with a program called git that does this.
        fn git(script: &str) -> tempfile::TempDir {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("lines");
            std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("written");
            // A file that this process has open for writing, another thread's child may hold open; it could not be run then.
            let made = Command::new("install").args(["-m", "755"]).arg(&file).arg(folder.path().join("git")).status();
            assert!(made.expect("`install` runs").success());
            folder
        }

        fn with(folder: &tempfile::TempDir, deadline: Duration) -> Program {
            Program { deadline, ..program(&format!("{}:/usr/bin:/bin", folder.path().display())) }
        }

        #[test]
        fn an_old_git_is_reported_as_such() {
            let folder = git("echo git version 2.30.2");
            let error = with(&folder, Duration::from_secs(30)).check().expect_err("too old");
            assert_eq!(error.to_string(), "git is too old: it is 2.30, and 2.31 is needed");
        }

        #[test]
        fn git_is_ended_at_the_deadline_and_on_request() {
            let folder = git("exec sleep 60");
            let hangs = with(&folder, Duration::from_millis(50));
            let error = hangs.run(Run { args: vec!["fetch"], ..Run::default() }).expect_err("no end");
            assert!(matches!(error, ForgeError::Network { .. }), "{error}");
            let hangs = with(&folder, Duration::from_secs(30));
            let stop: Option<&dyn Fn() -> bool> = Some(&|| true);
            let error = hangs.run(Run { args: vec!["fetch"], stop, ..Run::default() }).expect_err("no end");
            assert!(matches!(error, ForgeError::Stopped { .. }), "{error}");
        }

        #[cfg(target_os = "linux")]
        #[test]
        fn git_is_ended_when_an_endless_answer_fills_its_memory() {
            // The helper for HTTP is a child of git.
            let folder = git("awk 'BEGIN { for (;;) refs[n++] = \"refs/heads/\" n }'");
            let fills = Program { max_memory: 64 << 20, ..with(&folder, Duration::from_secs(60)) };
            let started = Instant::now();
            let run = |is_remote| Run { args: vec!["ls-remote"], is_remote, ..Run::default() };
            let error = fills.run(run(true)).expect_err("no end");
            let shown = "`git ls-remote` was refused: git used more than 64 MiB of memory for what the server sends";
            assert_eq!(error.to_string(), shown);
            assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
        }

        #[test]
        fn what_git_has_started_ends_with_it() {
            let folder = git("(sleep 1; touch \"$0.late\") &\nsleep 20");
            let run = Run { args: vec!["fetch"], ..Run::default() };
            with(&folder, Duration::from_millis(200)).run(run).expect_err("it takes too long");
            std::thread::sleep(Duration::from_millis(1500));
            assert!(!folder.path().join("git.late").exists());
        }
    }
}
