//! Comments on pull requests that later runs replace.

use super::*;
use crate::forge_server::{Comment, OWN};

const MARKER: &str = "<!-- portwright plan of us -->";

fn write(server: &ForgeServer, text: &str) -> Result<String, ForgeError> {
    let forge = Forge::new(server.access(), options())?;
    silent(|watch| forge.comment((REPOSITORY, 12), MARKER, text, watch))
}

fn texts(server: &ForgeServer) -> Vec<String> {
    server.comments().into_iter().map(|comment| comment.text).collect()
}

fn somebodys(text: &str, is_by_program: bool) -> Comment {
    let text = format!("{MARKER}\n{text}");
    Comment { repository: REPOSITORY.to_owned(), pull: 12, id: 3, text, author: OWN + 1, is_by_program }
}

#[test]
fn one_comment_is_created_and_then_replaced() {
    for kind in KINDS {
        let server = server(kind);
        // A person's comment with the marker could be edited afterwards, and so show another plan.
        server.add_comment(somebodys("No changes.", false));
        // Ours is on the third page.
        (0..120).for_each(|nth| {
            server.add_comment(Comment { id: 1000 + nth, text: "+1".to_owned(), ..somebodys("", false) })
        });
        let url = write(&server, "1 to create").expect("written");
        assert_eq!(url.is_empty(), kind == Kind::Gitlab, "{kind:?}: {url}");
        write(&server, "2 to create").expect("replaced");
        let before = server.requests().len();
        write(&server, "2 to create\n").expect("unchanged");
        let written = server.requests()[before..].iter().filter(|seen| seen.method != "GET").count();
        assert_eq!(written, 0, "{kind:?}: an equal comment was written again");
        let texts = texts(&server);
        assert_eq!(texts.len(), 122, "{kind:?}");
        assert_eq!(texts[121], format!("{MARKER}\n2 to create"), "{kind:?}");
        assert_eq!(texts[0], format!("{MARKER}\nNo changes."), "{kind:?}");
    }
}

#[test]
fn a_lost_answer_makes_no_second_comment() {
    for kind in KINDS {
        let server = server(kind);
        server.lose_comment_answer();
        write(&server, "1 to create").expect("found again");
        assert_eq!(texts(&server), [format!("{MARKER}\n1 to create")], "{kind:?}");
    }
}

#[test]
fn a_token_that_cannot_read_its_account_replaces_only_comments_of_programs() {
    for kind in [Kind::Github, Kind::Bitbucket] {
        let server = server(kind);
        server.hide_account();
        server.add_comment(somebodys("No changes.", false));
        write(&server, "1 to create").expect("written");
        write(&server, "2 to create").expect("replaced");
        assert_eq!(texts(&server)[1..], [format!("{MARKER}\n2 to create")], "{kind:?}");
    }
}

#[test]
fn a_line_of_a_plan_is_not_a_quick_action_of_gitlab() {
    let server = server(Kind::Gitlab);
    write(&server, "a\n/merge").expect("written");
    assert_eq!(texts(&server), [format!("{MARKER}\na\n\\/merge")]);
}
