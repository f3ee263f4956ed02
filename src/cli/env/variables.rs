//! The variables of the model, from flags, the environment and `portwright.toml`; and the profile.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::env::read::present;
use crate::cli::failure::Failure;
use crate::cli::terminal::print_note;
use crate::cli::view::paint::{Paint, TextStyle};
use crate::disk::model::{profile_folder, profiles, relative_path};
use crate::disk::project::VariableSetting;
use crate::disk::{Project, ProjectFile};
use crate::ground::closest::closest;
use crate::model::{
    ENVIRONMENT_PREFIX as PREFIX, ScalarKind, Variable, Variables, environment_name, environment_variable,
};

pub(super) struct GivenVariables {
    pub variables: Variables,
    pub undeclared: Vec<UndeclaredVariable>,
}

/// A variable that is set, but not declared in portwright.toml.
#[derive(Debug)]
pub(super) enum UndeclaredVariable {
    /// Its name, from `--var`.
    Flag(String),
    /// Its name in the environment, without the prefix.
    Environment(String),
}

/// Reads the variables of a run with these settings; `flags` are the values of `--var`. A value from outside has the kind
/// that portwright.toml declares.
pub(super) fn given(file: &ProjectFile, profile: Option<&str>, flags: &[String]) -> Result<GivenVariables, Failure> {
    let mut defined = file.vars.clone();
    if let Some(profile) = profile.and_then(|name| file.profile.get(name)) {
        defined.extend(profile.vars.clone());
    }
    let declared = declared(file);
    let (mut variables, mut undeclared) = (Variables::default(), Vec::new());
    for (name, setting) in &defined {
        let variable = environment_variable(name);
        let value = match present(&variable) {
            Some(value) => Some(checked(value, setting.kind, &variable)?),
            None => setting.value.clone(),
        };
        match value {
            Some(value) => variables.set(name, Variable { value, kind: setting.kind, sensitive: setting.sensitive }),
            None if setting.sensitive => variables.withhold(name),
            None => {}
        }
    }
    for (key, value) in std::env::vars_os() {
        let (Ok(key), Ok(value)) = (key.into_string(), value.into_string()) else { continue };
        let Some(name) = key.strip_prefix(PREFIX).filter(|_| !value.is_empty()) else { continue };
        if !defined.keys().any(|known| environment_variable(known) == key) {
            variables.set_from_environment(name, value);
        }
        if !declared.iter().any(|known| environment_variable(known) == key) {
            undeclared.push(UndeclaredVariable::Environment(name.to_owned()));
        }
    }
    for given in flags {
        let Some((name, value)) = given.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Failure::could_not_run(format!("`--var {given}` is not NAME=VALUE")));
        };
        let (kind, sensitive) = match defined.get(name) {
            Some(VariableSetting { kind, sensitive, .. }) => (*kind, *sensitive),
            None => (ScalarKind::Text, false),
        };
        let value = checked(value.to_owned(), kind, &format!("--var {name}"))?;
        variables.set(name, Variable { value, kind, sensitive });
        if !declared.contains(name) {
            undeclared.push(UndeclaredVariable::Flag(name.to_owned()));
        }
    }
    Ok(GivenVariables { variables, undeclared })
}

/// The variables that portwright.toml declares, for any profile.
fn declared(file: &ProjectFile) -> BTreeSet<&str> {
    let of_profiles = file.profile.values().flat_map(|profile| profile.vars.keys());
    file.vars.keys().chain(of_profiles).map(String::as_str).collect()
}

/// The value, if it is of this kind. It is not printed, because it may be sensitive.
fn checked(value: String, kind: ScalarKind, source: &str) -> Result<String, Failure> {
    if kind.parse(&value).is_some() {
        return Ok(value);
    }
    Err(Failure::could_not_run(format!("the value of `{source}` must be {kind}, as in portwright.toml")))
}

/// Refuses variables from the command line that are not in `used` either, and prints warnings about those from the
/// environment.
pub(super) fn refuse_unused(
    undeclared: &[UndeclaredVariable],
    used: &BTreeSet<String>,
    project: &Project,
    paint: Paint,
) -> Result<(), Failure> {
    const PROBLEM: &str = "sets a variable that portwright.toml does not declare and the model does not use";
    let known: BTreeSet<&str> = declared(&project.file).into_iter().chain(used.iter().map(String::as_str)).collect();
    for variable in undeclared {
        match variable {
            UndeclaredVariable::Environment(name) => {
                let names: Vec<String> = known.iter().map(|known| environment_name(known)).collect();
                if !names.contains(name) {
                    let near = closest(name, names.iter().map(String::as_str));
                    let near = near.map(|near| format!("; did you mean `{PREFIX}{near}`?")).unwrap_or_default();
                    print_note(&format!(
                        "{}: {PREFIX}{name} {PROBLEM}{near}",
                        paint.styled(TextStyle::Yellow, "warning")
                    ));
                }
            }
            UndeclaredVariable::Flag(name) if !known.contains(name.as_str()) => {
                let help = match closest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("use it in the model as `${{{name}}}`, or declare it under `[vars]`"),
                };
                return Err(Failure::could_not_run(format!("`--var {name}` {PROBLEM}")).help(help));
            }
            UndeclaredVariable::Flag(_) => {}
        }
    }
    Ok(())
}

/// Refuses a profile that is neither in portwright.toml nor a folder of the model.
pub(super) fn check_profile(name: &str, project: &Project, model: &Path, here: &Path) -> Result<(), Failure> {
    let folder = profile_folder(model, name);
    // A path such as `..` is not the name of a folder.
    let is_name = Path::new(name).file_name().is_some_and(|last| last == name);
    if project.profile(Some(name)).is_some() || (is_name && folder.is_dir()) {
        return Ok(());
    }
    let mut there: BTreeSet<String> = profiles(model).into_iter().collect();
    there.extend(project.file.profile.keys().cloned());
    let folder = relative_path(&folder, here);
    let failure = Failure::could_not_run(format!(
        "profile `{name}` does not exist: portwright.toml has no `[profile.{name}]`, and `{folder}` is not a folder"
    ));
    let listed = || there.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Err(match closest(name, there.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None if there.is_empty() => failure,
        None => failure.help(format!("the profiles are {}", listed())),
    })
}
