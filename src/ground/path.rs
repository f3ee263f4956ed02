//! A path to a value inside a body: keys and indices from its root.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    Key(String),
    /// An index into a list, from 0.
    Index(usize),
}

impl From<&str> for Segment {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<String> for Segment {
    fn from(key: String) -> Self {
        Self::Key(key)
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The steps of a walk through a body, from which a path is made only where one is needed.
#[derive(Debug, Default)]
pub(crate) struct Steps<'v>(Vec<Step<'v>>);

/// A step into a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step<'v> {
    Key(&'v str),
    /// An index into a list, from 0.
    Index(usize),
}

impl<'v> Steps<'v> {
    /// Takes a step, calls `walk` inside the value, and steps back.
    pub(crate) fn inside(&mut self, step: Step<'v>, walk: impl FnOnce(&mut Self)) {
        self.0.push(step);
        walk(self);
        self.0.pop();
    }

    /// Returns the path of the present place, below another path.
    pub(crate) fn below(&self, start: &Path) -> Path {
        let steps = self.0.iter().map(|step| match step {
            Step::Key(key) => Segment::from(*key),
            Step::Index(index) => Segment::Index(*index),
        });
        let mut segments = Vec::with_capacity(start.0.len() + self.0.len());
        segments.extend(start.0.iter().cloned().chain(steps));
        Path(segments)
    }
}

/// Keys and indices from the root of a body to one of its values. Displays as `schema.properties.tier`, `order[2]`,
/// or `relations."a.b"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    pub fn root() -> Self {
        Self::default()
    }

    /// Creates a path from keys. Dots in a key do not split it.
    pub fn from_keys(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| Segment::from(*key)).collect())
    }

    #[must_use]
    pub fn child(&self, segment: impl Into<Segment>) -> Self {
        let mut path = self.clone();
        path.0.push(segment.into());
        path
    }

    /// Returns this path with another one below it.
    #[must_use]
    pub(crate) fn join(&self, below: &Self) -> Self {
        Self([&*self.0, &*below.0].concat())
    }

    /// Returns the first segments of this path.
    pub(crate) fn first(&self, count: usize) -> Self {
        Self(self.0.iter().take(count).cloned().collect())
    }

    pub fn last_key(&self) -> Option<&str> {
        self.key(self.0.len().checked_sub(1)?)
    }

    pub fn key(&self, depth: usize) -> Option<&str> {
        match self.0.get(depth) {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Returns whether this path leads to `other` or to an ancestor of it.
    pub fn is_prefix_of(&self, other: &Path) -> bool {
        other.0.starts_with(&self.0)
    }

    pub fn find<'v>(&self, body: &'v serde_json::Value) -> Option<&'v serde_json::Value> {
        self.0.iter().try_fold(body, |value, segment| match segment {
            Segment::Key(key) => value.get(key),
            Segment::Index(index) => value.get(index),
        })
    }

    /// The members of the map at this path; none if there is no map.
    pub fn members<'v>(
        &self,
        body: &'v serde_json::Value,
    ) -> impl Iterator<Item = (&'v String, &'v serde_json::Value)> + use<'v> {
        self.find(body).and_then(serde_json::Value::as_object).into_iter().flatten()
    }

    /// Returns the paths of the elements of the list at this path; none if there is no list.
    pub(crate) fn elements(&self, body: &serde_json::Value) -> impl Iterator<Item = Self> + use<'_> {
        let count = self.find(body).and_then(serde_json::Value::as_array).map_or(0, Vec::len);
        (0..count).map(|nth| self.child(nth))
    }

    /// Sets the value at this path. Missing parent maps are created, missing list members are not.
    pub fn put(&self, body: &mut serde_json::Value, value: serde_json::Value) {
        let Some((last, parents)) = self.0.split_last() else {
            *body = value;
            return;
        };
        let holder = parents.iter().try_fold(body, |here, segment| match segment {
            Segment::Key(key) => {
                if here.is_null() {
                    *here = serde_json::Value::Object(serde_json::Map::new());
                }
                here.as_object_mut().map(|map| map.entry(key.as_str()).or_insert(serde_json::Value::Null))
            }
            Segment::Index(index) => here.get_mut(*index),
        });
        match (holder, last) {
            (Some(serde_json::Value::Object(map)), Segment::Key(key)) => {
                map.insert(key.clone(), value);
            }
            (Some(holder @ serde_json::Value::Null), Segment::Key(key)) => {
                *holder = serde_json::Value::Object([(key.clone(), value)].into_iter().collect());
            }
            (Some(serde_json::Value::Array(values)), Segment::Index(index)) if *index < values.len() => {
                values[*index] = value;
            }
            _ => {}
        }
    }

    /// Removes the key at this path, and returns its value. Members of lists are not removed.
    pub fn remove(&self, body: &mut serde_json::Value) -> Option<serde_json::Value> {
        let (last, parents) = self.0.split_last()?;
        let holder = parents.iter().try_fold(body, |here, segment| match segment {
            Segment::Key(key) => here.get_mut(key),
            Segment::Index(index) => here.get_mut(*index),
        })?;
        match last {
            Segment::Key(key) => holder.as_object_mut()?.shift_remove(key),
            Segment::Index(_) => None,
        }
    }

    /// Parses a JSON pointer (RFC 6901). Segments that are numbers become indices.
    pub fn from_pointer(pointer: &str) -> Self {
        let steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
        Self(steps.map(|step| step.parse().map_or_else(|_| Segment::Key(step), Segment::Index)).collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) => {
                    let dot = if depth == 0 { "" } else { "." };
                    let plain = !key.is_empty() && !key.contains(['.', '[', ']', '"', ' ']);
                    if plain { write!(f, "{dot}{key}")? } else { write!(f, "{dot}{key:?}")? }
                }
            }
        }
        Ok(())
    }
}

impl serde::Serialize for Path {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_a_dot_is_quoted_in_a_path() {
        assert_eq!(Path::from_keys(&["schema", "properties", "tier"]).to_string(), "schema.properties.tier");
        assert_eq!(Path::from_keys(&["order"]).child(2).to_string(), "order[2]");
        assert_eq!(Path::from_keys(&["relations", "a.b"]).to_string(), "relations.\"a.b\"");
    }

    #[test]
    fn a_pointer_is_unescaped_in_the_right_order() {
        assert_eq!(Path::from_pointer("/a~1b/~01/0"), Path::from_keys(&["a/b", "~1"]).child(0));
        assert_eq!(Path::from_pointer(""), Path::root());
    }
}
