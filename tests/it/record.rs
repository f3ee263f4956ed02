//! `apply --record-tag`: the tag that names what was applied.

use portwright::portal::SandboxPortal;

use crate::drift::{ACTION, DOMAIN, applied, commit, remove};
use crate::served::Served;

#[test]
fn a_tag_names_what_was_applied_or_nothing_is_applied() {
    let place = applied();
    place.put("model/teams/ops.yml", "name: ops\n");
    let before = place.portal.count();
    let (code, printed) = place.run(&["apply", "--auto-approve", "--record-tag"]);
    assert!(
        code == 1 && printed.contains("nothing was applied: team/ops differs from the current commit"),
        "{printed}"
    );
    assert!(printed.contains("commit the changes to the model first"), "{printed}");
    assert_eq!(place.portal.count(), before);
    commit(&place);
    for name in ["a b", "a..b", "-x"] {
        let flag = format!("--record-tag={name}");
        let (code, printed) = place.run(&["apply", "--auto-approve", &flag]);
        assert!(code == 1 && printed.contains(&format!("`{name}` is not a valid name of a tag")), "{printed}");
    }
    // A tag of another name, and one for each profile.
    place.put("model/profiles/prod/teams/dev.yml", "name: dev\n");
    commit(&place);
    assert_eq!(place.run(&["apply", "--auto-approve", "--quiet", "--record-tag", "v1"]).0, 0);
    assert_eq!(place.run(&["apply", "--auto-approve", "--quiet", "--record-tag", "--profile", "prod"]).0, 0);
    assert_eq!(place.run(&["plan", "--base", "v1"]).0, 0);
    place.git(&["rev-parse", "--verify", "portwright/applied-prod"]);
    // A refused apply moves no tag.
    place.git(&["tag", "-d", "portwright/applied"]);
    remove(&place, "model/actions/old.yml");
    commit(&place);
    assert_eq!(place.run(&["apply", "--auto-approve", "--base", "v1", "--record-tag"]).0, 1);
    let (code, printed) = place.run(&["plan", "--base", "last-applied"]);
    assert!(code == 1 && printed.contains("there is no tag"), "{printed}");
}

#[test]
fn an_incomplete_apply_moves_no_tag() {
    // Its fifth write fails.
    let place = Served::of(SandboxPortal::in_memory().with_faults("status=422@4+".parse().expect("a fault")));
    place.put("model/blueprints/domain.yml", DOMAIN);
    place.put("model/actions/old.yml", ACTION);
    place.git(&["init", "-q"]);
    commit(&place);
    let (code, printed) = place.run(&["apply", "--auto-approve", "--record-tag"]);
    assert!(code == 1 && printed.contains("Apply incomplete"), "{printed}");
    assert_eq!(place.run(&["plan", "--base", "last-applied"]).0, 1);
}

#[test]
fn a_tag_is_pushed_and_moved_at_the_remote() {
    let place = applied();
    place.git(&["init", "-q", "--bare", "remote.git"]);
    let (code, printed) = place.run(&["apply", "--auto-approve", "--record-tag", "--push-tag"]);
    assert!(code == 1 && printed.contains("tag `portwright/applied` could not be pushed"), "{printed}");
    assert!(printed.contains("git push --force origin refs/tags/portwright/applied"), "{printed}");
    place.git(&["remote", "add", "origin", &format!("file://{}", place.path().join("remote.git").display())]);
    for title in ["Domain", "Area"] {
        place.put("model/blueprints/domain.yml", &DOMAIN.replace("title: Domain", &format!("title: {title}")));
        place.git(&["add", "model"]);
        place.git(&["commit", "-qm", "a", "--allow-empty"]);
        let (code, printed) = place.run(&["apply", "--auto-approve", "--record-tag", "--push-tag"]);
        assert!(code == 0 && printed.contains(" and was pushed."), "{printed}");
        place.git(&["fetch", "-q", "--force", "origin", "refs/tags/*:refs/remote-tags/*"]);
        place.git(&["diff", "--exit-code", "HEAD", "refs/remote-tags/portwright/applied"]);
    }
    let (code, printed) = place.run(&["apply", "--push-tag"]);
    assert!(code == 1 && printed.contains("--record-tag"), "{printed}");
}
