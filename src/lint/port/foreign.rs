//! Recognising `port.yml` files of other programs.

use crate::ground::closest::closest;
use crate::ground::path::Path;
use crate::kind::blueprint::KIND;
use crate::kind::{KINDS, Kind, entity};
use crate::yaml::tree::Node;

/// Returns what a file is if another program uses it: Ansible, Compose, Kubernetes and others use the same file name.
/// If any map of the file has a key that only entities have, it counts as Port's.
pub(super) fn description(root: Node<'_>) -> Option<&'static str> {
    let is_ours = |node: Node<'_>| has_any(node, &["identifier", KIND.name, "relations"]);
    if !is_map_or_maps(root) || maps(root).any(is_ours) {
        return None;
    }
    let first = maps(root).next()?;
    if let Some(description) = if root.is_list() { of_list(first) } else { of_map(first) } {
        return Some(description);
    }
    // An entity is still one if all of its keys are misspelt.
    let is_near = |(key, _): (Node<'_>, Node<'_>)| {
        matches!(key.key_text(), "properties" | "title") || closest(key.key_text(), ["identifier", KIND.name]).is_some()
    };
    let is_mapping = mapping_key(root).is_some();
    (!is_mapping && !maps(root).any(|map| map.entries().any(is_near))).then_some("a file of another program")
}

fn is_map_or_maps(root: Node<'_>) -> bool {
    root.is_map() || (root.is_list() && root.items().any(Node::is_map))
}

fn maps(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.is_map().then_some(root).into_iter().chain(root.items()).filter(|node| node.is_map())
}

fn has_any(node: Node<'_>, names: &[&str]) -> bool {
    node.entries().any(|(key, _)| names.contains(&key.key_text()))
}

fn of_list(first: Node<'_>) -> Option<&'static str> {
    if has_any(first, &["hosts", "import_playbook", "ansible.builtin.import_playbook"]) {
        return Some("an Ansible playbook");
    }
    let is_task = |key: &str| {
        let starts = ["ansible.", "community.", "include_tasks", "import_tasks"];
        starts.iter().any(|start| key.starts_with(start)) || ["tasks", "register", "become"].contains(&key)
    };
    first.entries().any(|(key, _)| is_task(key.key_text())).then_some("a list of Ansible tasks")
}

fn of_map(map: Node<'_>) -> Option<&'static str> {
    let has = |name: &str| map.get(name).is_some();
    let description = if has("apiVersion") && has("kind") {
        "a Kubernetes manifest"
    } else if has("services") || (has("version") && has_any(map, &["networks", "volumes"])) {
        "a Compose file"
    } else if has_any(map, &["spring", "server", "management"]) {
        "a Spring configuration"
    } else if has_any(map, &["esphome", "esp32", "esp8266"]) {
        "an ESPHome configuration"
    } else if has("jobs") && has("on") {
        "a GitHub workflow"
    } else {
        return None;
    };
    Some(description)
}

/// Returns the kind of a resource of a model that is in place of an entity, and its map. It has a map or list in a
/// field that the kind has and entities do not; two of them if it has a key that entities must have.
pub(super) fn resource(root: Node<'_>) -> Option<(&'static str, Node<'_>)> {
    let first = maps(root).next().filter(|first| !has_any(*first, &["properties"]))?;
    let enough = if has_any(first, &[KIND.name]) { 2 } else { 1 };
    let is_own = |kind: &Kind, key: Node<'_>, value: Node<'_>| {
        let name = key.key_text();
        (value.is_map() || value.is_list()) && name != "relations" && kind.shape().knows(&Path::from_keys(&[name]))
    };
    let has_enough =
        |kind: &&&'static Kind| first.entries().filter(|(key, value)| is_own(kind, *key, *value)).count() >= enough;
    let removed = first.get("kind").and_then(Node::as_str).and_then(Kind::named);
    if let (Some(kind), true, Some(_)) = (removed, root.is_list(), first.get("identifier")) {
        return Some((kind.name, first));
    }
    // A file of entities may have entities.
    let kinds: Vec<_> = KINDS.iter().filter(|kind| kind.name != entity::KIND.name).filter(has_enough).collect();
    let fits = |kind: &Kind| first.entries().all(|(key, _)| kind.shape().knows(&Path::from_keys(&[key.key_text()])));
    let mut fitting = kinds.iter().filter(|kind| fits(kind));
    let kind = match kinds[..] {
        [kind] => kind,
        _ => fitting.next().filter(|_| fitting.next().is_none())?,
    };
    (has_any(first, &["identifier", "extends"])).then_some((kind.name, first))
}

/// The first key that has entities under it, of a map or of a map in a list, and its value: a list of entities, or one.
pub(super) fn wrapper(root: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    const KEYS: [&str; 5] = ["entities", "entity", "items", "resources", "data"];
    if maps(root).any(|map| has_any(map, &["identifier", KIND.name, "properties", "relations"])) {
        return None;
    }
    let is_entity = |key: Node<'_>, node: Node<'_>| {
        let has = |name: &str| node.get(name).is_some();
        let is_known = KEYS.contains(&&*key.key_text().to_ascii_lowercase());
        has("identifier") && has(KIND.name) || is_known && (has("identifier") || has(KIND.name))
    };
    maps(root).flat_map(Node::entries).find(|(key, value)| maps(*value).any(|node| is_entity(*key, node)))
}

/// Returns the first key of a Git integration's mapping, which belongs in another file.
pub(super) fn mapping_key(root: Node<'_>) -> Option<Node<'_>> {
    const KEYS: [&str; 4] =
        ["resources", "createMissingRelatedEntities", "deleteDependentEntities", "enableMergeEntity"];
    if !root.is_map() || has_any(root, &["identifier", KIND.name]) {
        return None;
    }
    root.entries().map(|(key, _)| key).find(|key| KEYS.contains(&key.key_text()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::source::SourceFile;
    use crate::yaml::parse::{Limits, parse};

    fn program_of(text: &str) -> Option<&'static str> {
        let tree = parse(&SourceFile::new("port.yml", text), &Limits::default()).tree.expect("YAML");
        tree.roots().next().and_then(description)
    }

    #[test]
    fn files_of_other_programs_are_recognised_by_their_keys() {
        assert_eq!(program_of("- hosts: all\n  tasks: []\n"), Some("an Ansible playbook"));
        assert_eq!(program_of("- ansible.builtin.apt: { name: x }\n"), Some("a list of Ansible tasks"));
        assert_eq!(program_of("services: { web: {} }\n"), Some("a Compose file"));
        assert_eq!(program_of("apiVersion: v1\nkind: Service\n"), Some("a Kubernetes manifest"));
        assert_eq!(program_of("spring: {}\n"), Some("a Spring configuration"));
        assert_eq!(program_of("esphome: {}\n"), Some("an ESPHome configuration"));
        assert_eq!(program_of("on: push\njobs: {}\n"), Some("a GitHub workflow"));
        assert_eq!(program_of("port: 8080\n"), Some("a file of another program"));
        assert_eq!(program_of("- name: x\n"), Some("a file of another program"));
    }

    #[test]
    fn entities_under_a_key_are_recognised_by_their_own_keys() {
        let key_of = |text: &str| {
            let tree = parse(&SourceFile::new("port.yml", text), &Limits::default()).tree.expect("YAML");
            tree.roots().next().and_then(wrapper).map(|(key, _)| key.key_text().to_owned())
        };
        for key in ["entities", "Entity", "items", "resources"] {
            assert_eq!(key_of(&format!("{key}: {{ identifier: a }}\n")).as_deref(), Some(key));
            assert_eq!(key_of(&format!("v: 1\n{key}:\n- blueprint: a\n")).as_deref(), Some(key));
        }
        assert_eq!(key_of("- entity: { identifier: a }\n").as_deref(), Some("entity"));
        assert_eq!(key_of("mine: [{ identifier: a, blueprint: b }]\n").as_deref(), Some("mine"));
        for text in [
            "identifier: a\nentities: [{ identifier: b }]\n",
            "resources: [{ kind: repository, port: { entity: {} } }]\n",
            "services: { web: { identifier: a, blueprint: b } }\n",
            "mine: [{ identifier: a }]\n",
            "entities: [light.kitchen]\n",
            "- hosts: all\n  tasks: []\n",
        ] {
            assert_eq!(key_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_with_a_key_of_an_entity_is_ports_despite_other_mistakes() {
        for text in [
            "identifier: a\n",
            "- title: a\n- blueprint: b\n",
            "bluprint: a\n",
            "identifer: a\n",
            "title: a\nproperties: {}\n",
            "apiVersion: v0.1\nkind: x\nidentifier: a\n",
            "resources: []\n",
            "- text\n",
            "text\n",
        ] {
            assert_eq!(program_of(text), None, "{text}");
        }
    }
}
