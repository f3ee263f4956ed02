//! The query of a request.

/// Query parameters, in order.
#[derive(Clone, Copy)]
pub(super) struct Query<'a>(pub &'a [(String, String)]);

impl<'a> Query<'a> {
    pub(super) fn value(self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.value(name) == Some("true")
    }

    /// The values of a parameter, written `name` or `name[]`.
    pub(super) fn values(self, name: &str) -> Vec<&'a str> {
        let listed = format!("{name}[]");
        self.0.iter().filter(|(key, _)| key == name || *key == listed).map(|(_, value)| value.as_str()).collect()
    }
}
