//! How individual fields of a body are normalized, merged and compared.

/// How a field is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Port sets it: neither compared nor sent.
    ServerOwned,
    /// It names the resource in the path of a request: neither compared nor sent.
    InPath,
    /// portwright's own key with the name that something had before: neither compared nor sent.
    PreviousName,
    /// A secret that Port never returns: not compared. It is sent when the resource is created, and after that only on
    /// request.
    WriteOnly,
    /// Absent means this value, written as JSON.
    Default(&'static str),
    /// Absent means this value, written as JSON, but a request must state it.
    ExplicitDefault(&'static str),
    /// Empty text, an empty list or an empty map means absent.
    EmptyIsAbsent,
    /// A map that means absent if this member of it is an empty list.
    AbsentIfEmpty(&'static str),
    /// A text, which Port may return as a map that has it in this field.
    TextOf(&'static str),
    /// A list whose order does not matter. An extending file adds to it.
    Set,
    /// A list of maps that are identified by these fields. Its order does not matter.
    Keyed(&'static [&'static str]),
    /// A map from names that the user chooses. Members that it does not list do not exist.
    Members,
    /// A map that a file states in part: members that it does not list stay as they are.
    Partial,
    /// Replaced as a unit, even by an extending file.
    Atomic,
    /// Free JSON, kept unchanged: its nulls and empty values have a meaning.
    Verbatim,
    /// The resource that this one is placed after, within the resource that the field of this name gives. Changes of
    /// others change it too.
    Placement(&'static str),
}

/// The fields that Port sets on resources of every kind.
pub(crate) const AUDIT: &[Field] = &[
    Field::at(&["id"], Treatment::ServerOwned),
    Field::at(&["_id"], Treatment::ServerOwned),
    Field::at(&["orgId"], Treatment::ServerOwned),
    Field::at(&["createdAt"], Treatment::ServerOwned),
    Field::at(&["createdBy"], Treatment::ServerOwned),
    Field::at(&["updatedAt"], Treatment::ServerOwned),
    Field::at(&["updatedBy"], Treatment::ServerOwned),
];

/// A field and its treatment.
#[derive(Debug)]
pub struct Field {
    /// Keys from the root. `a|b` matches either key, `!a|b` any other, `*` any key or index, a final `**` the field and
    /// everything inside it.
    pub path: &'static [&'static str],
    /// Its treatment.
    pub treatment: Treatment,
}

impl Field {
    /// Creates the treatment of the field at a path.
    pub const fn at(path: &'static [&'static str], treatment: Treatment) -> Self {
        Self { path, treatment }
    }
}

/// Returns whether a segment of a field's path matches a key.
pub(crate) fn fits(want: &str, key: &str) -> bool {
    match want.strip_prefix('!') {
        Some(others) => !others.split('|').any(|one| one == key),
        None => want == "*" || want == key || (want.contains('|') && want.split('|').any(|one| one == key)),
    }
}
