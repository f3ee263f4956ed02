//! Comparing three sides: the model at an earlier revision, the files, and the portal. Each document in `cases/` is one case.
//!
//! A case shows the files of the revision that was applied (`base/PATH`), those that changed since (`now/PATH`, `gone`), and
//! the requests by which somebody changed the portal (`by-hand`). Then it shows the plan, the drift, and, after an apply, what
//! the portal has (`after PATH ...`). `UPDATE=1` rewrites these three. The second plan of a case must be empty, and must stay
//! empty when it is compared with the first revision again.
//!
//! Each case is played again with saved plans, and must leave the same portal.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use portwright::portal::{Method, Portal, PortalError, Request, SandboxPortal};
use serde_json::Value;

use crate::markdown::{Block, blocks};
use crate::saved::{Contents, assert_valid, contents};
use crate::served::Served;
use crate::support::{files_below, root, update};

/// The plan, the drift, and the portal after the apply, then everything that the portal has.
type Played = ([(&'static str, String); 3], Contents);

/// One document.
struct Case {
    path: PathBuf,
    blocks: Vec<Block>,
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("it can be read");
        Self { path: path.to_path_buf(), blocks: blocks(&text) }
    }

    /// The files below `base/` or `now/`: their path and text.
    fn files(&self, side: &str) -> Vec<(&str, &str)> {
        let file = |block| Some((Block::file(block)?.strip_prefix(side)?, block.text.as_str()));
        self.blocks.iter().filter_map(file).collect()
    }

    fn lines(&self, name: &str) -> Vec<&str> {
        let block = self.blocks.iter().find(|block| block.file() == Some(name));
        block.into_iter().flat_map(|block| block.text.lines()).collect()
    }

    /// The paths of the portal that the case shows after the apply.
    fn shown(&self) -> Vec<&str> {
        let block = self.blocks.iter().find(|block| block.file() == Some("after"));
        block.into_iter().flat_map(|block| block.info.split(' ').skip(2)).collect()
    }

    /// Plays the case.
    fn play(&self, through_files: bool) -> Played {
        let place = Served::of(SandboxPortal::in_memory());
        let given = self.lines("arguments").join(" ");
        let given: Vec<&str> = given.split_whitespace().collect();
        let run = |arguments: &[&str]| place.run(&[arguments, &given].concat());
        let apply = |base: &[&str]| {
            let all = ["apply", "--auto-approve", "--allow-destructive", "--record-tag", "--quiet"];
            let (code, printed) = match through_files {
                false => run(&[&all, base].concat()),
                true => {
                    let (code, printed) = run(&[&["plan", "--out", "a.plan", "--quiet"], base].concat());
                    assert_eq!(code, 0, "{}:\n{printed}", self.path.display());
                    assert_valid(&place.path().join("a.plan"));
                    run(&[&all[..], &["a.plan"]].concat())
                }
            };
            assert_eq!(code, 0, "{}:\n{printed}", self.path.display());
        };
        place.git(&["init", "-q"]);
        place.put("portwright.toml", "");
        self.files("base/").iter().for_each(|(path, text)| place.put(path, text));
        commit(&place);
        place.git(&["tag", "first"]);
        apply(&[]);
        for path in self.lines("gone") {
            std::fs::remove_file(place.path().join(path)).expect("a file of the base is gone");
        }
        self.files("now/").iter().for_each(|(path, text)| place.put(path, text));
        commit(&place);
        self.lines("by-hand").into_iter().for_each(|line| by_hand(&place, line));

        let plan = seen(&place, &run(&["plan", "--base", "last-applied"]).1);
        let drift = seen(&place, &run(&["drift"]).1);
        apply(&["--base", "last-applied"]);
        let after: Vec<String> =
            self.shown().into_iter().map(|path| format!("{path}: {}\n", body(&place, path))).collect();
        let before = place.portal.count();
        for base in ["last-applied", "first"] {
            let (code, printed) = run(&["plan", "--base", base, "--detailed-exitcode"]);
            assert_eq!(code, 0, "{} since {base}:\n{printed}", self.path.display());
        }
        apply(&["--base", "last-applied"]);
        let writes = place.portal.requests().into_iter().skip(usize::try_from(before).expect("few requests"));
        assert_eq!(writes.filter(|(method, _)| *method != Method::Get).count(), 0, "{}", self.path.display());
        let (_, printed) = run(&["drift", "--fail-on", "drifted,conflict"]);
        assert!(printed.starts_with("No drift."), "{}:\n{printed}", self.path.display());
        ([("plan", plan), ("drift", drift), ("after", after.concat())], contents(&place.portal))
    }
}

fn commit(place: &Served) {
    place.git(&["add", "-A"]);
    place.git(&["commit", "-qm", "a", "--allow-empty"]);
}

/// Sends a request to the portal: `PATCH blueprints/a {"title": "A"}`.
fn by_hand(place: &Served, line: &str) {
    let mut parts = line.splitn(3, ' ');
    let method = match parts.next().expect("a method") {
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        other => panic!("`{other}` is not a method"),
    };
    let path = parts.next().expect("a path");
    let body = parts.next().map(|body| serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}")));
    place.ask(method, path, body);
}

/// The resource at a path of the portal, without the fields that say when and by whom it was written.
fn body(place: &Served, path: &str) -> String {
    match place.portal.send(&Request::new(Method::Get, path.split('/'))) {
        Err(PortalError::Refused { status: 404, .. }) => "absent".to_owned(),
        answer => {
            let body = answer.expect("the portal answers").body;
            let resource = body.as_object().expect("an object").values().find(|value| value.is_object());
            let mut resource = resource.expect("a resource").clone();
            // The address of a webhook has its key.
            resource.as_object_mut().expect("an object").remove("url");
            bare(&mut resource);
            resource.to_string()
        }
    }
}

pub(crate) fn bare(value: &mut Value) {
    const AUDIT: [&str; 6] = ["createdAt", "createdBy", "updatedAt", "updatedBy", "id", "webhookKey"];
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !AUDIT.contains(&key.as_str()));
            map.values_mut().for_each(bare);
        }
        Value::Array(values) => values.iter_mut().for_each(bare),
        _ => {}
    }
}

/// The output with `PORTAL` for the address of the portal, and `TIME` for times.
fn seen(place: &Served, printed: &str) -> String {
    let printed = printed.replace(&place.address(), "PORTAL");
    let is_time = |word: &str| word.len() >= 20 && word.starts_with("20") && word.ends_with('Z');
    let line = |line: &str| {
        let words = line.split(' ').map(|word| {
            let bare = word.trim_end_matches([';', ',']);
            if is_time(bare) { word.replace(bare, "TIME") } else { word.to_owned() }
        });
        words.collect::<Vec<_>>().join(" ") + "\n"
    };
    printed.lines().map(line).collect()
}

/// Every case, with the result of playing it without saved plans.
static DIRECT: LazyLock<Vec<(Case, Played)>> = LazyLock::new(|| {
    let paths = files_below(&root().join("tests/it/cases"), ".md");
    assert!(!paths.is_empty());
    std::thread::scope(|scope| {
        let play = |path| {
            let case = Case::read(path);
            let played = case.play(false);
            (case, played)
        };
        let playing: Vec<_> = paths.iter().map(|path| scope.spawn(move || play(path))).collect();
        playing.into_iter().map(|case| case.join().expect("a case that fails says why")).collect()
    })
});

#[test]
fn every_case_is_planned_and_applied_as_it_shows() {
    let mut wrong = Vec::new();
    for (case, (played, _)) in DIRECT.iter() {
        let path = &case.path;
        let text = std::fs::read_to_string(path).expect("it can be read");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for block in case.blocks.iter().rev() {
            let Some((_, now)) = played.iter().find(|(name, _)| block.file() == Some(*name)) else { continue };
            if block.text != *now {
                wrong.push(format!("{}: `{}` is now\n{now}", path.display(), block.info));
                lines.splice(block.lines.clone(), now.lines().map(str::to_owned));
            }
        }
        if update() {
            std::fs::write(path, lines.join("\n") + "\n").expect("it can be written");
        }
    }
    assert!(update() || wrong.is_empty(), "UPDATE=1 rewrites them\n{}", wrong.join("\n"));
}

#[test]
fn every_case_leaves_the_same_portal_through_saved_plans() {
    std::thread::scope(|scope| {
        for (case, direct) in DIRECT.iter() {
            scope.spawn(move || assert_eq!(*direct, case.play(true), "{}", case.path.display()));
        }
    });
}
