//! Evaluates jq as Port does, within bounds.
//!
//! A jq program can recurse forever, and nothing outside can stop it. Therefore every definition, including jq's own,
//! takes a step from a limited budget before it continues. The bounds protect against mistakes, not against a malicious
//! author.

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

/// The maximum number of values in a result, and their maximum nesting.
const MAX_VALUES: usize = 100_000;
const MAX_DEPTH: usize = 64;

/// Filters that would read anything but the input, end the process or write output; and `range`, which has no bound of
/// its own.
const REFUSED: [&str; 9] =
    ["env", "halt", "halt_error", "debug", "debug_empty", "stderr", "stderr_empty", "input_line_number", "range"];

/// Replacements, defined before jq's own definitions.
const REPLACEMENTS: &str = r"
    def range($from; $to; $by):
      def go: if ($by > 0 and . < $to) or ($by < 0 and . > $to) or ($by == 0 and . != $to) then ., (. + $by | go)
              else {}[] end;
      $from | go;
";

/// Definitions that jq has and the library lacks.
const ADDITIONS: &str = r"
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

/// jq's own definitions, each of which takes steps from the budget.
static DEFINITIONS: LazyLock<Vec<Def>> = LazyLock::new(|| {
    let ours = |text| load::parse(text, |parser| parser.defs()).expect("both texts are jq, as a test checks");
    let theirs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let theirs = theirs.filter(|def| !REFUSED.contains(&def.name) || def.name == "range" && def.args.len() < 3);
    ours(REPLACEMENTS).into_iter().chain(theirs).chain(ours(ADDITIONS)).map(bounded).collect()
});

/// The name of the entire expression.
const PROGRAM_NAME: &str = "program";

/// Why an expression has no result.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum EvaluateError {
    /// It is not valid jq, or uses an undefined name.
    #[error("{0}")]
    Invalid(String),
    /// jq fails on this input. The message may contain parts of it.
    #[error("{0}")]
    Failed(String),
    /// It exceeded its budget and was stopped.
    #[error("it does not terminate, or takes too many steps")]
    StepLimit,
    /// Its result has too many values, or nests them too deeply.
    #[error("its result has more than {MAX_VALUES} values, or is nested more than {MAX_DEPTH} levels deep")]
    TooLarge,
}

/// The result of an expression on one input.
pub(crate) type Evaluated = Result<Value, EvaluateError>;

/// Evaluates an expression and returns its first output, or null if it has none.
///
/// Strings may be in single quotes, as in Port. Files, the environment and further inputs are not available.
///
/// # Errors
/// The expression is not valid jq, fails on this input, or exceeds a bound.
pub(crate) fn evaluate(expression: &str, input: &Value) -> Evaluated {
    let mut results = evaluate_each(expression, std::iter::once(input))?;
    results.pop().expect("one input has one result")
}

/// Evaluates an expression on each of these inputs, as [`evaluate`] does, in a fraction of the time.
///
/// # Errors
/// The expression is not valid jq.
pub(crate) fn evaluate_each<'v>(
    expression: &str,
    inputs: impl Iterator<Item = &'v Value> + Send,
) -> Result<Vec<Evaluated>, EvaluateError> {
    let code = expression::translated(expression).ok_or_else(|| EvaluateError::Invalid("it is too long".into()))?;
    std::thread::scope(|scope| {
        let work = || outcomes(&code, inputs).map_err(|unknown| fault(expression, unknown));
        let spawned = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread =
            spawned.map_err(|error| EvaluateError::Failed(format!("no thread could be started for it: {error}")))?;
        thread.join().unwrap_or_else(|_| Err(EvaluateError::Failed("jq crashed".into())))
    })
}

/// Returns the error of an expression that does not compile, because of an undefined name or otherwise.
fn fault(expression: &str, unknown: Option<String>) -> EvaluateError {
    let faults = expression::check(expression).err().unwrap_or_default();
    let message = faults.into_iter().next().map(|fault| fault.message);
    // jq itself has the name, but the filter would read anything but the input, or is not supported here.
    let elsewhere = unknown.map(|name| format!("`{name}` is not available here"));
    EvaluateError::Invalid(message.or(elsewhere).unwrap_or_else(|| "it is not valid jq".to_owned()))
}

/// Runs code on each input.
///
/// # Errors
/// The code does not compile; with the undefined name, if that is the reason.
fn outcomes<'v>(code: &str, inputs: impl Iterator<Item = &'v Value>) -> Result<Vec<Evaluated>, Option<String>> {
    let body = load::parse(code, |parser| parser.term()).ok_or(None)?;
    let program = bounded(Def { name: PROGRAM_NAME, args: Vec::new(), body });
    let arena = Arena::default();
    let modules =
        Loader::new(DEFINITIONS.iter().cloned().chain([program])).load(&arena, File { code: PROGRAM_NAME, path: () });
    let functions = jaq_core::funs::<Bounded>().chain(jaq_std::funs()).chain(jaq_json::funs());
    let functions = functions.filter(|(name, ..)| !REFUSED.contains(name)).chain(steps());
    let compiled = Compiler::default().with_funs(functions).compile(modules.map_err(|_| None)?);
    let filter = compiled.map_err(|errors| {
        errors.into_iter().flat_map(|(_, undefined)| undefined).map(|(name, _)| name.to_owned()).next()
    })?;

    let run = |input: &Value| {
        let Ok(input) = Val::deserialize(input) else {
            return Err(EvaluateError::Failed("its input is not JSON".into()));
        };
        let budget = Budget::new();
        let cx = Ctx::<Bounded>::new(budget.meter(&filter.lut), Vars::new([]));
        let first = filter.id.run((cx, input)).next();
        match first {
            None => Ok(Value::Null),
            Some(Ok(value)) => plain(&value, &mut { MAX_VALUES }, MAX_DEPTH),
            // Only an exhausted budget halts, since `halt` itself is refused.
            Some(Err(exception)) => Err(match exception.get_err() {
                Ok(error) => EvaluateError::Failed(error.to_string()),
                Err(_) => EvaluateError::StepLimit,
            }),
        }
    };
    Ok(inputs.map(run).collect())
}

/// Converts a value to plain JSON, with at most `room` more values and `depth` more levels.
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

/// jq has one type of number: 3.0 is 3. A number that JSON cannot represent is null, as jq prints it.
fn plain_number(number: &Num) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = match number {
        Num::Int(number) => return json!(number),
        Num::Float(float) => *float,
        Num::BigInt(number) => number.to_string().parse().unwrap_or(f64::NAN),
        Num::Dec(number) => number.parse().unwrap_or(f64::NAN),
    };
    if float.fract() == 0.0 && float.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "it is an integer below 2^53")]
        return json!(float as i64);
    }
    json!(float)
}

#[cfg(test)]
mod tests;
