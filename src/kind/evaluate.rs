//! Evaluates jq as Port does, within bounds.
//!
//! A jq program may call itself for ever, and nothing outside can stop it. So every definition, jq's own included, asks
//! for a step before it goes on, and there are only so many. The bounds protect against mistakes, not against a
//! malicious author.

mod bounds;

use std::sync::LazyLock;

use jaq_core::load::parse::Def;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars};
use jaq_json::{Num, Val};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::expression;
use bounds::{Bounded, Budget, STACK, bounded, steps};

/// How many values a result may consist of, and how deep they may be nested.
const MAX_VALUES: usize = 100_000;
const MAX_DEPTH: usize = 64;

/// What would look outside of the input, end the process, or write to it; and what has no bound of its own.
const REFUSED: [&str; 9] =
    ["env", "halt", "halt_error", "debug", "debug_empty", "stderr", "stderr_empty", "input_line_number", "range"];

/// What takes its place, before jq's own definitions.
const BEFORE: &str = r"
    def range($from; $to; $by):
      def go: if ($by > 0 and . < $to) or ($by < 0 and . > $to) or ($by == 0 and . != $to) then ., (. + $by | go)
              else {}[] end;
      $from | go;
";

/// What jq has and the library lacks.
const AFTER: &str = r"
    def debug: .;
    def debug(message): .;
    def stderr: .;
    def IN(values): any(values == .; .);
    def IN(source; values): any(source == values; .);
    def INDEX(source; key): reduce source as $row ({}; .[$row | key | tostring] |= $row);
    def INDEX(key): INDEX(.[]; key);
    def toarray: if isarray then . else [.] end;
    def trimstr($text): ltrimstr($text) | rtrimstr($text);
    def leaf_paths: paths(scalars);
    def date: todate;
";

/// jq's own definitions, each of which asks for its steps.
static DEFINITIONS: LazyLock<Vec<Def>> = LazyLock::new(|| {
    let ours = |text| load::parse(text, |parser| parser.defs()).expect("both texts are jq, as a test checks");
    let theirs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let theirs = theirs.filter(|def| !REFUSED.contains(&def.name) || def.name == "range" && def.args.len() < 3);
    ours(BEFORE).into_iter().chain(theirs).chain(ours(AFTER)).map(bounded).collect()
});

/// What the whole expression is called.
const PROGRAM_NAME: &str = "whole";

/// Why an expression has no result.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum EvaluateError {
    /// It is not jq, or uses a name that is not defined.
    #[error("{0}")]
    Invalid(String),
    /// jq fails on this input. The message may repeat parts of it.
    #[error("{0}")]
    Failed(String),
    /// It was stopped.
    #[error("it does not terminate, or takes too many steps")]
    StepLimit,
    /// Its result has too many values, or nests them too deep.
    #[error("its result has more than {MAX_VALUES} values, or more than {MAX_DEPTH} nested")]
    TooLarge,
}

/// Evaluates an expression and gives its first output; null where it has none.
///
/// Strings may stand in single quotes, as Port has it. There are no files, no environment and no further inputs.
///
/// # Errors
/// When the expression is not jq, fails on this input, or passes a bound.
pub(crate) fn evaluate(expression: &str, input: &Value) -> Result<Value, EvaluateError> {
    let code = expression::translated(expression).ok_or_else(|| EvaluateError::Invalid("it is too long".into()))?;
    std::thread::scope(|scope| {
        let work = || outcome(&code, input).unwrap_or_else(|unknown| Err(fault(expression, unknown)));
        let spawned = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread =
            spawned.map_err(|error| EvaluateError::Failed(format!("no thread could be started for it: {error}")))?;
        thread.join().unwrap_or_else(|_| Err(EvaluateError::Failed("jq crashed".into())))
    })
}

/// What is wrong with an expression that does not compile, for want of a name or otherwise.
fn fault(expression: &str, unknown: Option<String>) -> EvaluateError {
    let faults = expression::check(expression).err().unwrap_or_default();
    let message = faults.into_iter().next().map(|fault| fault.message);
    // jq itself knows the name, but it would look outside of the input, or nobody asked for it yet.
    let elsewhere = unknown.map(|name| format!("`{name}` is not available here"));
    EvaluateError::Invalid(message.or(elsewhere).unwrap_or_else(|| "it is not valid jq".to_owned()))
}

/// What code makes of an input.
///
/// # Errors
/// Where the code does not compile: the name that nobody defines, if it is for that.
fn outcome(code: &str, input: &Value) -> Result<Result<Value, EvaluateError>, Option<String>> {
    let body = load::parse(code, |parser| parser.term()).ok_or(None)?;
    let whole = bounded(Def { name: PROGRAM_NAME, args: Vec::new(), body });
    let arena = Arena::default();
    let modules =
        Loader::new(DEFINITIONS.iter().cloned().chain([whole])).load(&arena, File { code: PROGRAM_NAME, path: () });
    let functions = jaq_core::funs::<Bounded>().chain(jaq_std::funs()).chain(jaq_json::funs());
    let functions = functions.filter(|(name, ..)| !REFUSED.contains(name)).chain(steps());
    let compiled = Compiler::default().with_funs(functions).compile(modules.map_err(|_| None)?);
    let filter = compiled.map_err(|errors| {
        errors.into_iter().flat_map(|(_, undefined)| undefined).map(|(name, _)| name.to_owned()).next()
    })?;

    let Ok(input) = Val::deserialize(input) else {
        return Ok(Err(EvaluateError::Failed("its input is not JSON".into())));
    };
    let budget = Budget::new();
    let cx = Ctx::<Bounded>::new(budget.meter(&filter.lut), Vars::new([]));
    Ok(match filter.id.run((cx, input)).next() {
        None => Ok(Value::Null),
        Some(Ok(value)) => plain(&value, &mut { MAX_VALUES }, MAX_DEPTH),
        // Only a step that is not granted halts, since `halt` itself is refused.
        Some(Err(exception)) => Err(match exception.get_err() {
            Ok(error) => EvaluateError::Failed(error.to_string()),
            Err(_) => EvaluateError::StepLimit,
        }),
    })
}

/// The value as plain JSON, which may have so many values more, and be nested so much deeper.
fn plain(value: &Val, room: &mut usize, depth: usize) -> Result<Value, EvaluateError> {
    *room = room.checked_sub(1).ok_or(EvaluateError::TooLarge)?;
    let inside = || depth.checked_sub(1).ok_or(EvaluateError::TooLarge);
    Ok(match value {
        Val::Null => Value::Null,
        Val::Bool(value) => json!(value),
        Val::Num(number) => plain_number(number),
        Val::BStr(text) | Val::TStr(text) => json!(String::from_utf8_lossy(text)),
        Val::Arr(values) => {
            let depth = inside()?;
            values.iter().map(|value| plain(value, room, depth)).collect::<Result<Vec<_>, _>>()?.into()
        }
        Val::Obj(members) => {
            let depth = inside()?;
            let member = |(key, value): (&Val, &Val)| match key {
                Val::TStr(key) => Ok((String::from_utf8_lossy(key).into_owned(), plain(value, room, depth)?)),
                other => Err(EvaluateError::Failed(format!("{other} cannot be the key of an object"))),
            };
            Value::Object(members.iter().map(member).collect::<Result<Map<_, _>, _>>()?)
        }
    })
}

/// jq has one sort of number: 3.0 is 3. What JSON cannot say is null, as jq prints it.
fn plain_number(number: &Num) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = match number {
        Num::Int(number) => return json!(number),
        Num::Float(float) => *float,
        Num::BigInt(number) => number.to_string().parse().unwrap_or(f64::NAN),
        Num::Dec(number) => number.parse().unwrap_or(f64::NAN),
    };
    if float.fract() == 0.0 && float.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
        return json!(float as i64);
    }
    json!(float)
}

#[cfg(test)]
mod tests;
