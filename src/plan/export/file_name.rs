//! Names of model files: safe on every system, stable, and unique.

use crate::ground::fingerprint::short_fingerprint;
use crate::kind::Key;
use std::collections::{BTreeMap, BTreeSet};

/// The maximum number of bytes of a name without its ending. Some systems allow 143 for all of it.
const MAX_LENGTH: usize = 100;

/// Names that Windows reserves, with any ending.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt", "conin$", "conout$"];

/// The names of the files of new resources.
#[derive(Debug, Default)]
pub(crate) struct FileNames {
    /// The paths below the model that are taken, in lower case, because some systems ignore case.
    taken: BTreeSet<String>,
}

impl FileNames {
    /// Creates names that differ from these paths below the model.
    pub(crate) fn beside<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        Self { taken: paths.into_iter().map(str::to_lowercase).collect() }
    }

    /// Returns the path below the model of the file of each resource. A name depends only on the resource, unless another
    /// one or an existing file has the same.
    pub(crate) fn name<'k>(&mut self, keys: impl IntoIterator<Item = &'k Key>) -> BTreeMap<Key, String> {
        let mut by_path: BTreeMap<String, Vec<(Key, String)>> = BTreeMap::new();
        for key in keys {
            let path = path(key, &safe(&key.identifier, key));
            by_path.entry(path.to_lowercase()).or_default().push((key.clone(), path));
        }
        let mut names = BTreeMap::new();
        for (lower, resources) in by_path {
            let is_free = resources.len() == 1 && !self.taken.contains(&lower);
            for (key, plain) in resources {
                let path = if is_free { plain } else { path(&key, &marked(&safe(&qualified(&key), &key), &key)) };
                self.taken.insert(path.to_lowercase());
                names.insert(key, path);
            }
        }
        names
    }
}

fn path(key: &Key, name: &str) -> String {
    format!("{}/{name}.yml", key.kind.folder)
}

/// Returns the identifier, qualified by what distinguishes it from those of other parents and kinds.
fn qualified(key: &Key) -> String {
    match (&key.parent, key.kind.identity.owner) {
        (Some(parent), _) => format!("{parent}-{}", key.identifier),
        (None, Some(owner)) => format!("{owner}-{}", key.identifier),
        (None, None) => key.identifier.clone(),
    }
}

/// Returns an identifier as a file name without its ending. If that had to change it, the name has a mark, so that it is
/// not the name of another.
fn safe(identifier: &str, key: &Key) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "_-.@+=".contains(c);
    let mut name: String = identifier.chars().map(|c| if is_safe(c) { c } else { '-' }).collect();
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_reserved = RESERVED.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit()));
    if name == identifier && !is_reserved && !name.starts_with(['.', '-']) && name.len() <= MAX_LENGTH {
        return name;
    }
    name.truncate(MAX_LENGTH);
    marked(name.trim_matches(['.', '-']), key)
}

/// Returns a name with a mark that only this resource has.
fn marked(name: &str, key: &Key) -> String {
    let mark = &short_fingerprint(&[&key.to_string()])[..8];
    match name {
        "" => format!("{}-{mark}", key.kind.name),
        name if name.ends_with(mark) => name.to_owned(),
        name => format!("{name}-{mark}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{blueprint, scorecard};

    fn names(identifiers: &[&str], taken: &[&str]) -> Vec<String> {
        let keys: Vec<Key> = identifiers.iter().map(|identifier| Key::new(&blueprint::KIND, *identifier)).collect();
        let names = FileNames::beside(taken.iter().copied()).name(&keys);
        keys.iter().map(|key| names[key].strip_prefix("blueprints/").expect("its folder").to_owned()).collect()
    }

    #[test]
    fn an_identifier_is_its_own_name_if_it_can_be() {
        assert_eq!(names(&["service", "a.b@c_d-e+f", "Team"], &[]), ["service.yml", "a.b@c_d-e+f.yml", "Team.yml"]);
    }

    #[test]
    fn other_identifiers_get_a_name_with_a_mark() {
        let long = "x".repeat(300);
        for identifier in ["a/b", "../../etc", "a:b", "a\\b", ".hidden", "Größe", "CON", "com1", "nul.x", "日本", &long]
        {
            let name = &names(&[identifier], &[])[0];
            let stem = name.strip_suffix(".yml").expect("it is YAML");
            assert!(stem.len() <= MAX_LENGTH + 9 && !stem.starts_with('.'), "{name}");
            assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)), "{name}");
            assert_eq!(*name, names(&[identifier, "other"], &[])[0], "it is stable");
        }
        assert_ne!(names(&["a/b"], &[]), names(&["a:b"], &[]));
    }

    #[test]
    fn two_that_differ_only_in_case_and_one_that_is_taken_get_marks() {
        let both = names(&["service", "Service"], &[]);
        assert_ne!(both[0].to_lowercase(), both[1].to_lowercase());
        assert_ne!(names(&["service"], &["blueprints/SERVICE.yml"])[0], "service.yml");
    }

    #[test]
    fn resources_of_two_parents_are_told_apart_by_the_parent() {
        let key =
            |parent: &str| Key { kind: &scorecard::KIND, parent: Some(parent.to_owned()), identifier: "q".into() };
        let names = FileNames::default().name(&[key("a"), key("b")]);
        assert!(names[&key("a")].starts_with("scorecards/a-q-") && names[&key("b")].starts_with("scorecards/b-q-"));
    }
}
