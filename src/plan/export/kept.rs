//! Variables in files that an export does not replace by what a portal has.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ground::path::Path;
use crate::model::{Variables, environment_variable};
use crate::plan::export::bind::values_of;

/// The variables whose value is not one for all runs: the sensitive ones, and those that profiles set. If the portal has
/// another value, the files are right and the value is to be changed.
#[derive(Debug)]
pub(crate) struct KeptVariables<'v> {
    pub variables: &'v Variables,
    /// The profile of the run.
    pub profile: Option<&'v str>,
    /// The profiles that set a variable.
    pub profiles: BTreeMap<&'v str, Vec<&'v str>>,
}

impl KeptVariables<'_> {
    /// Returns why a declaration cannot get another value: it would replace such a variable. A file of a profile is only
    /// used with that profile.
    pub(crate) fn refusal(&self, written: &Value, wanted: &Value, is_of_profile: bool) -> Option<String> {
        self.refusal_at(&Path::root(), written, wanted, is_of_profile)
    }

    fn refusal_at(&self, at: &Path, written: &Value, wanted: &Value, is_of_profile: bool) -> Option<String> {
        match (written, wanted) {
            (Value::Object(written), Value::Object(wanted)) => written.iter().find_map(|(name, value)| {
                self.refusal_at(&at.child(name.as_str()), value, wanted.get(name)?, is_of_profile)
            }),
            (Value::Array(written), Value::Array(wanted)) if written.len() == wanted.len() => {
                let mut both = written.iter().zip(wanted).enumerate();
                both.find_map(|(nth, (written, wanted))| {
                    self.refusal_at(&at.child(nth), written, wanted, is_of_profile)
                })
            }
            (Value::String(text), wanted) if written != wanted => self.of_text(at, text, wanted, is_of_profile),
            _ => None,
        }
    }

    fn of_text(&self, at: &Path, written: &str, wanted: &Value, is_of_profile: bool) -> Option<String> {
        let names = self.variables.fill(written).names;
        let is_sensitive = |name: &&String| self.variables.get(name).is_some_and(|variable| variable.sensitive);
        let shown = wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned);
        let texts: Vec<&str> = names.iter().map(String::as_str).collect();
        let values = values_of(&texts, written, &shown);
        if let Some(name) = names.iter().find(is_sensitive) {
            // A text of another form needs another variable.
            values?;
            let variable = environment_variable(name);
            return Some(format!(
                "`{at}` uses `${{{name}}}`, whose value in the portal is another; set {variable} to that"
            ));
        }
        let (name, profiles) = names.iter().find_map(|name| self.profiles.get_key_value(name.as_str()))?;
        if is_of_profile {
            return None;
        }
        let list = profiles.iter().map(|profile| format!("`{profile}`")).collect::<Vec<_>>().join(" and ");
        let reason = format!("`{at}` uses `${{{name}}}`, which has a value of its own with profile {list}");
        let value = values.and_then(|values| Some(values.into_iter().find(|(other, _)| other == name)?.1));
        let table = match self.profile.filter(|profile| profiles.contains(profile)) {
            Some(profile) => format!("[profile.{profile}.vars]"),
            None => "[vars]".to_owned(),
        };
        Some(match value {
            Some(value) => format!("{reason}; set it to `{value}` under `{table}` in portwright.toml"),
            None => format!("{reason}; change the file by hand"),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Variable;

    #[test]
    fn a_variable_with_several_values_is_not_replaced_by_one_of_them() {
        let mut variables = Variables::default();
        variables.set("area", Variable::text("EU", false));
        variables.set("org", Variable::text("acme", false));
        variables.set("token", Variable::text("s3cr3t", true));
        let profiles: BTreeMap<&str, Vec<&str>> = [("area", vec!["prod", "stage"])].into();
        let kept = |profile| KeptVariables { variables: &variables, profile, profiles: profiles.clone() };
        let (file, reason) = (
            json!({"title": "In ${area}", "x": ["${org}"]}),
            "`title` uses `${area}`, which has a value of its own with profile `prod` and `stage`; ",
        );
        for (profile, title, expected) in [
            (Some("prod"), "In Asia", Some("set it to `Asia` under `[profile.prod.vars]` in portwright.toml")),
            (None, "In Asia", Some("set it to `Asia` under `[vars]` in portwright.toml")),
            (None, "Asia", Some("change the file by hand")),
            (None, "In ${area}", None),
        ] {
            let wanted = json!({"title": title, "x": ["other"]});
            let found = kept(profile).refusal(&file, &wanted, false);
            assert_eq!(found, expected.map(|remedy| format!("{reason}{remedy}")), "{title}");
            assert_eq!(kept(profile).refusal(&file, &wanted, true), None);
        }
        let file = json!({"headers": {"Authorization": "Bearer ${token}"}});
        let refused = |text: &str| kept(None).refusal(&file, &json!({"headers": {"Authorization": text}}), true);
        let reason = refused("Bearer ${new}").expect("a refusal");
        assert!(reason.ends_with("; set PORTWRIGHT_VAR_TOKEN to that"), "{reason}");
        assert_eq!(refused("Basic ${new}"), None);
    }
}
