//! The changes of `tests/export/`, accepted with `drift --accept`: the files change as with an export.

use portwright::portal::SandboxPortal;

use crate::drift::commit;
use crate::export::existing::{Case, ROTATED, TOKEN, difference, files};
use crate::served::{Served, code_and_output};

use super::read;

/// Runs the program with this value of the model's sensitive variable.
fn run(place: &Served, token: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = place.command(arguments);
    command.env(format!("PORTWRIGHT_VAR_{}", TOKEN.0.to_uppercase()), token);
    code_and_output(command.output())
}

/// A repository with the model, whose only commit was applied.
fn adopted() -> Served {
    let place = Served::of(SandboxPortal::in_memory());
    files().iter().for_each(|(path, text)| place.put(path, text));
    place.git(&["init", "-q"]);
    commit(&place);
    let (code, printed) =
        run(&place, TOKEN.1, &["apply", "--auto-approve", "--allow-destructive", "--record-tag", "--quiet"]);
    assert_eq!(code, 0, "{printed}");
    place
}

/// Plays a case, and returns what is wrong.
fn play(case: &Case) -> Option<String> {
    let place = adopted();
    case.make(&place.portal);
    let token = if case.rotates() { ROTATED } else { TOKEN.1 };
    for argument in &case.accepted {
        let (code, printed) = run(&place, token, &["drift", "--accept", argument]);
        if code != 0 {
            return Some(format!("--accept {argument}: {printed}"));
        }
    }
    for arguments in [&["plan"][..], &["drift"]] {
        let (code, printed) = run(&place, token, arguments);
        if code != 0 || !(printed.starts_with("No changes.") || printed.starts_with("No drift.")) {
            return Some(format!("{:?}, then {arguments:?}: {printed}", case.accepted));
        }
    }
    case.check(&difference(&files(), |name| read(&place, name)))
}

#[test]
fn each_change_is_accepted_alone_and_changes_only_the_lines_that_differ() {
    let cases = Case::all();
    let half = cases.len() / 2;
    // Most of the time is spent in waiting for processes.
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let halves = [&cases[..half], &cases[half..]];
        let running = halves.map(|cases| scope.spawn(|| cases.iter().filter_map(play).collect::<Vec<_>>()));
        running.into_iter().flat_map(|half| half.join().expect("a case that fails says why")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
