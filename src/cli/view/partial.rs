//! What a partial plan leaves out.

use serde_json::{Value, json};

use crate::cli::view::words::shell_quoted;
use crate::ground::count::count;
use crate::plan::{Partial, Plan};

/// How many of the resources that are left out a sentence names.
const MAX_NAMED: usize = 5;

/// Returns why the plan is partial and what it leaves out, as sentences, if it is partial.
pub(super) fn warning(plan: &Plan) -> Option<String> {
    let partial = plan.partial.as_ref()?;
    let flag = |name: &str, argument: &String| format!("{name} {}", shell_quoted(argument));
    let targets = partial.targets.iter().map(|argument| flag("--target", argument));
    let flags: Vec<String> =
        targets.chain(partial.excluded.iter().map(|argument| flag("--exclude", argument))).collect();
    Some(format!("this plan is limited by `{}`. It leaves out {}.", flags.join(" "), left_out(partial)))
}

/// Returns what an applied plan left out, as sentences, if it was partial.
pub(super) fn reminder(plan: &Plan) -> Option<String> {
    let partial = plan.partial.as_ref()?;
    let rest = if partial.left_out.is_empty() { "" } else { " Run `portwright plan` to see them." };
    Some(format!("this plan was partial. It left out {}.{rest}", left_out(partial)))
}

fn left_out(partial: &Partial) -> String {
    let number = partial.left_out.len();
    if number == 0 {
        return "no changes".to_owned();
    }
    let named: Vec<String> = partial.left_out.keys().take(MAX_NAMED).map(ToString::to_string).collect();
    let more = number - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("the changes of {}: {}{more}", count(number, "resource"), named.join(", "))
}

/// Returns, for programs, what is selected and what is left out; null if the plan is not partial.
pub(super) fn json(plan: &Plan) -> Value {
    let Some(Partial { targets, excluded, left_out }) = &plan.partial else { return Value::Null };
    let left_out: Vec<Value> =
        left_out.iter().map(|(key, action)| json!({ "address": key, "action": action })).collect();
    json!({ "target": targets, "exclude": excluded, "left_out": left_out })
}
