//! What else is called `port.yml`.

use crate::yaml::tree::Node;

/// Keys that only an entity has.
const OURS: &[&str] = &["blueprint", "identifier", "relations"];

/// What a map is, if it is no entity: Ansible, Compose, Kubernetes and others use the same file name. One key of an
/// entity is enough to take it for one.
pub(super) fn sort(root: Node<'_>) -> Option<&'static str> {
    let node = if root.is_list() { root.items().next()? } else { root };
    let has = |name: &str| node.get(name).is_some();
    if !node.is_map() || OURS.iter().any(|name| has(name)) {
        return None;
    }
    let all = |names: &[&str]| names.iter().all(|name| has(name));
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let sort = if root.is_list() {
        if any(&["hosts", "import_playbook", "ansible.builtin.import_playbook"]) {
            "an Ansible playbook"
        } else if any(&["tasks", "block", "register", "when", "become"])
            || node.entries().any(|(key, _)| is_task(key.key_text()))
        {
            "a list of Ansible tasks"
        } else {
            return None;
        }
    } else if all(&["apiVersion", "kind"]) {
        "a Kubernetes manifest"
    } else if has("services") || (has("version") && any(&["networks", "volumes"])) {
        "a Compose file"
    } else if any(&["spring", "server", "management"]) {
        "a Spring configuration"
    } else if any(&["esphome", "esp32", "esp8266"]) {
        "an ESPHome configuration"
    } else if has("jobs") && any(&["on", "true"]) {
        "a GitHub workflow"
    } else if has("port") || has("ports") {
        "a file about network ports"
    } else {
        return None;
    };
    Some(sort)
}

fn is_task(key: &str) -> bool {
    ["ansible.", "community.", "include_tasks", "import_tasks"].iter().any(|start| key.starts_with(start))
}

/// Whether a map is the mapping of a Git integration, which belongs into another file.
pub(super) fn mapping_key(root: Node<'_>) -> Option<Node<'_>> {
    const KEYS: [&str; 4] =
        ["resources", "createMissingRelatedEntities", "deleteDependentEntities", "enableMergeEntity"];
    let is_mapping = root.is_map() && root.get("identifier").is_none() && root.get("blueprint").is_none();
    is_mapping.then(|| KEYS.iter().find_map(|name| root.entry(name)).map(|(key, _)| key)).flatten()
}
