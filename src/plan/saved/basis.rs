//! What a plan was made from: a digest of each declared resource and of each variable.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ground::digest::Salt;
use crate::model::{Claim, Model, Variables};
use crate::yaml::tree::to_value;

/// Digests of the declarations and the variables of a model.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Basis {
    /// One for each address that a file declares, extends or removes.
    model: BTreeMap<String, String>,
    variables: BTreeMap<String, SavedVariable>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct SavedVariable {
    digest: String,
    sensitive: bool,
}

/// Why a saved plan is stale: something that it was made from has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StaleCause {
    /// The files of this resource changed, declare it in addition, or no longer do.
    Files(String),
    /// This variable has another value.
    Variable(String),
    /// This variable has no value.
    Unset(String),
    /// What happened to a resource in the portal, as a sentence about its address.
    Portal(String, String),
}

impl fmt::Display for StaleCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files(address) => write!(f, "the files of {address} changed"),
            Self::Variable(name) => write!(f, "variable `{name}` has another value"),
            Self::Unset(name) => write!(f, "variable `{name}` is not set"),
            Self::Portal(address, what) => write!(f, "{address} {what}"),
        }
    }
}

impl Basis {
    pub(crate) fn of(model: &Model, variables: &Variables, salt: &Salt) -> Self {
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for declaration in &model.declarations {
            let Some(key) = &declaration.key else { continue };
            let adds = declaration.claim == Claim::Addition;
            // The values of variables are not a part of the files.
            let digest = salt.digest(json!([adds, to_value(declaration.node())]));
            parts.entry(key.to_string()).or_default().push(digest);
        }
        for removal in model.removals.iter().filter(|removal| removal.is_listed) {
            parts.entry(removal.key.to_string()).or_default().push("removed".to_owned());
        }
        let address = |(address, mut parts): (String, Vec<String>)| {
            // The files and their order do not matter.
            parts.sort();
            (address, if parts.len() == 1 { parts.remove(0) } else { salt.digest(Value::from(parts)) })
        };
        let mut basis = Self { model: parts.into_iter().map(address).collect(), variables: BTreeMap::new() };
        basis.add_variables(model.variable_names.iter(), variables, salt);
        basis
    }

    /// Adds the variables of these names that have a value.
    pub(super) fn add_variables<'n>(
        &mut self,
        names: impl Iterator<Item = &'n String>,
        variables: &Variables,
        salt: &Salt,
    ) {
        for name in names {
            if let (false, Some(variable)) = (self.variables.contains_key(name), variables.get(name)) {
                let digest = match variable.sensitive {
                    true => salt.digest_of_secret(name, &variable.value),
                    false => salt.digest(json!([name, variable.value, variable.kind.to_string()])),
                };
                self.variables.insert(name.clone(), SavedVariable { digest, sensitive: variable.sensitive });
            }
        }
    }

    /// Returns what is different in a model and its variables.
    pub(crate) fn differences(&self, model: &Model, variables: &Variables, salt: &Salt) -> Vec<StaleCause> {
        let mut now = Self::of(model, variables, salt);
        now.add_variables(self.variables.keys(), variables, salt);
        let addresses = self.model.keys().chain(now.model.keys().filter(|address| !self.model.contains_key(*address)));
        let files = addresses.filter(|address| self.model.get(*address) != now.model.get(*address));
        let variables = self.variables.iter().filter_map(|(name, saved)| match now.variables.get(name) {
            None => Some(StaleCause::Unset(name.clone())),
            Some(other) if other.digest != saved.digest => Some(StaleCause::Variable(name.clone())),
            Some(_) => None,
        });
        files.map(|address| StaleCause::Files(address.clone())).chain(variables).collect()
    }
}
