//! How single fields of a body are settled, merged and compared.

use crate::ground::path::{Path, Segment};

/// What is special about a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Port sets it: neither compared nor sent.
    ServerOwned,
    /// Absent means this value, written as JSON.
    Default(&'static str),
    /// Absent means this value, written as JSON, and a body that is sent must say so.
    Spelt(&'static str),
    /// Empty text, an empty list or an empty map means absent.
    EmptyIsAbsent,
    /// A map that means absent if this member of it is an empty list.
    AbsentIfEmpty(&'static str),
    /// A list whose order does not matter; where a file only adds, a list that is added to.
    Set,
    /// A list of maps that are known by their `identifier`; its order does not matter.
    Keyed,
    /// A map from names that people choose: what it does not list is not there.
    Members,
    /// Replaced as one where a file states it, even where a file only adds.
    Whole,
    /// A person's own JSON, kept to the letter: nulls and empty values in it mean something.
    Verbatim,
}

/// What Port sets on every resource, whatever its kind.
pub(crate) const AUDIT: &[Field] = &[
    Field::at(&["id"], Treatment::ServerOwned),
    Field::at(&["_id"], Treatment::ServerOwned),
    Field::at(&["orgId"], Treatment::ServerOwned),
    Field::at(&["createdAt"], Treatment::ServerOwned),
    Field::at(&["createdBy"], Treatment::ServerOwned),
    Field::at(&["updatedAt"], Treatment::ServerOwned),
    Field::at(&["updatedBy"], Treatment::ServerOwned),
];

/// A field and what is special about it.
#[derive(Debug)]
pub struct Field {
    /// Keys from the root; `*` stands for any key or index, a final `**` for the field and all it holds.
    pub path: &'static [&'static str],
    /// What is special about it.
    pub treatment: Treatment,
}

impl Field {
    /// That treatment at that path.
    pub const fn at(path: &'static [&'static str], treatment: Treatment) -> Self {
        Self { path, treatment }
    }

    /// Whether this speaks about the field at `path`.
    pub fn is_at(&self, path: &Path) -> bool {
        let (pattern, deep) = match self.path {
            [head @ .., "**"] => (head, true),
            all => (all, false),
        };
        let long_enough = if deep { path.0.len() >= pattern.len() } else { path.0.len() == pattern.len() };
        long_enough
            && pattern.iter().zip(&path.0).all(|(want, segment)| match segment {
                Segment::Key(key) => *want == "*" || *want == key,
                Segment::Index(_) => *want == "*",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_step_and_two_are_any_number() {
        let one = Field::at(&["relations", "*", "many"], Treatment::Default("false"));
        assert!(one.is_at(&Path::from_keys(&["relations", "domain", "many"])));
        assert!(!one.is_at(&Path::from_keys(&["relations", "domain"])));
        let deep = Field::at(&["body", "**"], Treatment::Verbatim);
        assert!(deep.is_at(&Path::from_keys(&["body"])));
        assert!(deep.is_at(&Path::from_keys(&["body", "a"]).child(0)));
        assert!(!deep.is_at(&Path::from_keys(&["bodies"])));
    }
}
