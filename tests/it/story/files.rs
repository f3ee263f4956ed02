//! Files with an unusual layout: each is edited in the right place, or left alone with a reason.

use serde_json::{Value, json};

use super::place::Place;
use super::{Backend, By};

/// The expected result for a file.
enum Fate {
    /// These lines are removed; the added lines contain the requested values.
    Changed(&'static [&'static str]),
    /// Nothing is written, and the reason contains these words.
    Refused(&'static str),
}

/// A repository with such a file, with the modes of git's trees.
struct Odd {
    name: &'static str,
    mode: &'static str,
    text: &'static str,
    fate: Fate,
}

const ODD: [Odd; 11] = [
    Odd { name: "empty", mode: "100644", text: "", fate: Fate::Changed(&[]) },
    Odd { name: "comment", mode: "100644", text: "# nothing yet\n", fate: Fate::Changed(&[]) },
    Odd {
        name: "unended",
        mode: "100644",
        text: "identifier: acme/unended\nblueprint: service",
        // Git treats a line that gets a line break as a changed line.
        fate: Fate::Changed(&["blueprint: service\n"]),
    },
    Odd {
        name: "documents",
        mode: "100755",
        text: "identifier: acme/other\nblueprint: service\n---\nidentifier: acme/documents\nblueprint: service\n",
        fate: Fate::Refused("documents"),
    },
    Odd {
        name: "alias",
        mode: "100644",
        text: "- identifier: acme/other\n  blueprint: service\n  properties: &all {tier: gold}\n- identifier: acme/alias\n  blueprint: service\n  properties: *all\n",
        fate: Fate::Refused("alias"),
    },
    Odd {
        name: "tabs",
        mode: "100644",
        text: "- identifier: acme/tabs\n\tblueprint: service\n",
        fate: Fate::Refused("port.yml"),
    },
    Odd {
        name: "twice",
        mode: "100644",
        text: "- identifier: acme/twice\n  blueprint: service\n- identifier: acme/twice\n  blueprint: service\n",
        fate: Fate::Refused("twice"),
    },
    Odd {
        name: "keys",
        mode: "100644",
        text: "identifier: acme/keys\nblueprint: service\nproperties: {}\nproperties: {tier: gold}\n",
        fate: Fate::Refused("properties"),
    },
    Odd { name: "link", mode: "120000", text: "/etc/passwd", fate: Fate::Refused("symbolic link") },
    Odd {
        name: "submodule",
        mode: "160000",
        text: "1234567812345678123456781234567812345678",
        fate: Fate::Refused("submodule"),
    },
    Odd { name: "compose", mode: "100644", text: "services: {web: {image: x}}\n", fate: Fate::Refused("Compose") },
];

#[test]
fn an_unusual_file_is_edited_correctly_or_left_alone() {
    let place = Place::new(Backend::Github);
    for odd in ODD {
        let repository = format!("acme/{}", odd.name);
        place.service(&repository, None);
        place.forge.create(&repository, &[("README.md", "ours\n")]);
        place.forge.commit_modes(&repository, "main", &[("port.yml", odd.mode, odd.text)], "Odd");
        let sent =
            place.execute(&repository, &json!({"domain": "payment", "type": "backend", "lifecycle": "Production"}));
        let ended = place.pipeline(By::Commands, &sent.payload);
        let (run, branches) = (place.run(&sent), place.branches(&repository));
        match odd.fate {
            Fate::Changed(removed) => {
                assert_eq!(run["status"], "SUCCESS", "{repository}\n{}", ended.printed);
                assert_eq!(place.changes(&repository, &branches[0]).0, removed, "{repository}");
                let text = place.git(&repository, &["show", &format!("{}:port.yml", branches[0])]);
                let mut entity: Value = serde_yaml::from_str(&text).expect("it is YAML");
                if entity.is_array() {
                    entity = entity[0].take();
                }
                assert_eq!(
                    (&entity["identifier"], &entity["properties"]["type"]),
                    (&json!(repository), &json!("backend"))
                );
            }
            Fate::Refused(words) => {
                assert_eq!((&run["status"], branches.len()), (&json!("FAILURE"), 0), "{repository}\n{}", ended.printed);
                let summary = run["summary"].as_str().expect("there is a reason");
                assert!(summary.contains(words), "{repository}: {summary}");
            }
        }
    }
}
