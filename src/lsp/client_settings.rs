//! The settings that the client has for the server.

use serde_json::Value;

/// The settings of the client. Flags and `portwright.toml` take precedence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ClientSettings {
    /// The profile, unless `--profile` names one.
    pub profile: Option<String>,
    /// Whether a portal is asked for its blueprints, if there are credentials and no snapshot.
    pub online: bool,
}

impl ClientSettings {
    /// Reads the section `portwright`, or a value that contains it; `None` if there is no such section. What is missing or of another
    /// type has its default.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let section = value.get("portwright").unwrap_or(value).as_object()?;
        let profile = section.get("profile").and_then(Value::as_str).filter(|name| !name.is_empty());
        // Some clients keep the dots of a name.
        let online = section.get("lsp").and_then(|lsp| lsp.get("online")).or_else(|| section.get("lsp.online"));
        Some(Self { profile: profile.map(str::to_owned), online: online.and_then(Value::as_bool).unwrap_or(false) })
    }
}
