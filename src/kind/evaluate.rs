//! jq as Port runs it: what an expression makes of a value, within bounds.
//!
//! A jq program may call itself for ever, and nothing outside can stop it. So every definition, jq's own included, asks
//! for a step before it goes on, and there are only so many. The bounds protect against slips, not against an author
//! who means harm.

use std::cell::Cell;
use std::sync::LazyLock;

use jaq_core::box_iter::box_once;
use jaq_core::data::{DataT, HasLut};
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::load::{self, Arena, File, Loader, lex};
use jaq_core::path::{Part, Path};
use jaq_core::{Compiler, Ctx, Exn, Lut, Vars, native, ops};
use jaq_json::{Num, Val};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::expression;

/// How many steps an expression may take; one for each call, and one more for each 64 bytes or members it is called on.
const STEPS: u64 = 100_000;

/// How many values a result may consist of, and how deep they may be nested.
const VALUES: usize = 100_000;
const DEPTH: usize = 64;

/// How large the stack is, and how much of it is in use when no further step is granted. Calls that are not in tail
/// position nest on it; what is left holds what an expression of the greatest length nests between two steps.
const STACK: usize = 256 << 20;
const STACK_USED: usize = 128 << 20;

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
";

/// jq's own definitions, each of which asks for its steps.
static DEFINITIONS: LazyLock<Vec<Def>> = LazyLock::new(|| {
    let ours = |text| load::parse(text, |parser| parser.defs()).expect("both texts are jq, as a test checks");
    let theirs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let theirs = theirs.filter(|def| !REFUSED.contains(&def.name) || def.name == "range" && def.args.len() < 3);
    ours(BEFORE).into_iter().chain(theirs).chain(ours(AFTER)).map(bounded_definition).collect()
});

/// The filters that ask for steps; no expression can name them.
const STEP: &str = "!step";
const PRODUCT: &str = "!product";
const FACTOR: &str = "$!factor";
/// What the whole expression is called.
const WHOLE: &str = "whole";

/// Why an expression has no result.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EvaluateError {
    /// It is not jq, or uses what is not there.
    #[error("{0}")]
    Faulty(String),
    /// jq gives up on this input. The words may repeat parts of it.
    #[error("{0}")]
    Failed(String),
    /// It was stopped.
    #[error("it does not end, or takes too many steps")]
    Endless,
    /// Its result has too many values, or nests them too deep.
    #[error("its result has more than {VALUES} values, or more than {DEPTH} inside of one another")]
    Large,
}

/// Evaluates an expression and gives its first output; null where it has none.
///
/// Strings may stand in single quotes, as Port has it. There are no files, no environment and no further inputs.
///
/// # Errors
/// When the expression is not jq, fails on this input, or passes a bound.
pub fn evaluate(expression: &str, input: &Value) -> Result<Value, EvaluateError> {
    let code = expression::translated(expression).ok_or_else(|| EvaluateError::Faulty("it is too long".into()))?;
    std::thread::scope(|scope| {
        let spawned = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || outcome(&code, input).unwrap_or_else(|| Err(undefined(expression))));
        let thread = spawned.map_err(|error| EvaluateError::Failed(format!("there is no thread for it: {error}")))?;
        thread.join().unwrap_or_else(|_| Err(EvaluateError::Failed("jq broke off".into())))
    })
}

/// What is wrong with an expression that does not compile.
fn undefined(expression: &str) -> EvaluateError {
    let faults = expression::check(expression).err().unwrap_or_default();
    let message = faults.into_iter().next().map(|fault| fault.message);
    EvaluateError::Faulty(message.unwrap_or_else(|| "it uses what only jq on a command line has".to_owned()))
}

/// None where the code does not compile.
fn outcome(code: &str, input: &Value) -> Option<Result<Value, EvaluateError>> {
    let body = load::parse(code, |parser| parser.term())?;
    let whole = bounded_definition(Def { name: WHOLE, args: Vec::new(), body });
    let arena = Arena::default();
    let modules = Loader::new(DEFINITIONS.iter().cloned().chain([whole])).load(&arena, File { code: WHOLE, path: () });
    let functions = jaq_core::funs::<Bounded>().chain(jaq_std::funs()).chain(jaq_json::funs());
    let functions = functions.filter(|(name, ..)| !REFUSED.contains(name)).chain(steps());
    let filter = Compiler::default().with_funs(functions).compile(modules.ok()?).ok()?;

    let left = Cell::new(STEPS);
    let bottom = stack_pointer();
    let cx = Ctx::<Bounded>::new(Meter { table: &filter.lut, left: &left, bottom }, Vars::new([]));
    let Ok(input) = Val::deserialize(input) else {
        return Some(Err(EvaluateError::Failed("its input is not JSON".into())));
    };
    let mut room = VALUES;
    Some(match filter.id.run((cx, input)).next() {
        None => Ok(Value::Null),
        Some(Ok(value)) => plain(&value, &mut room, DEPTH).ok_or(EvaluateError::Large),
        // Only a step that is not granted halts, since `halt` itself is refused.
        Some(Err(exception)) => Err(match exception.get_err() {
            Ok(error) => EvaluateError::Failed(error.to_string()),
            Err(_) => EvaluateError::Endless,
        }),
    })
}

/// The data that filters run with.
struct Bounded;

#[derive(Clone)]
struct Meter<'a> {
    table: &'a Lut<Bounded>,
    left: &'a Cell<u64>,
    bottom: usize,
}

/// About where the top of the stack is.
#[inline(never)]
fn stack_pointer() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(&here).addr()
}

impl DataT for Bounded {
    type V<'a> = Val;
    type Data<'a> = Meter<'a>;
}

impl<'a> HasLut<'a, Bounded> for Meter<'a> {
    fn lut(&self) -> &'a Lut<Bounded> {
        self.table
    }
}

impl Meter<'_> {
    /// Takes steps away; halts where there are none left, which no `try` can catch.
    fn take(&self, steps: u64) -> Result<(), Exn<'static, Val>> {
        if self.bottom.abs_diff(stack_pointer()) > STACK_USED {
            self.left.set(0);
        }
        self.left.set(self.left.get().saturating_sub(steps));
        if self.left.get() == 0 { Err(Exn::halt(1)) } else { Ok(()) }
    }
}

fn steps() -> [native::Fun<Bounded>; 2] {
    [
        native::run((STEP, native::v(0), |(cx, input)| {
            box_once(cx.data().take(1 + size(&input) / 64).map(|()| Val::from(true)))
        })),
        native::run((PRODUCT, native::v(2), |(mut cx, _)| {
            let right = cx.pop_var();
            let left = cx.pop_var();
            // A text times a number is the only operation whose result has nothing to do with the size of its input.
            let repeated = match (&left, &right) {
                (text, Val::Num(times)) | (Val::Num(times), text) if !matches!(text, Val::Num(_)) => {
                    size(text).saturating_mul(times.as_steps())
                }
                (left, right) => size(left) + size(right),
            };
            box_once(cx.data().take(repeated / 64).and_then(|()| (left * right).map_err(Exn::from)))
        })),
    ]
}

/// A number as a number of steps.
trait AsSteps {
    fn as_steps(&self) -> u64;
}

impl AsSteps for Num {
    fn as_steps(&self) -> u64 {
        match self {
            Self::Int(number) => u64::try_from(*number).unwrap_or(0),
            // What is no machine number repeats a text beyond all bounds.
            Self::BigInt(_) | Self::Float(_) | Self::Dec(_) => u64::MAX,
        }
    }
}

/// Bytes of a text, digits of a number, members of a list or an object.
fn size(value: &Val) -> u64 {
    let size = match value {
        Val::Null | Val::Bool(_) => 0,
        Val::Num(Num::BigInt(number)) => return number.bits() / 4,
        Val::Num(_) => 0,
        Val::BStr(text) | Val::TStr(text) => text.len(),
        Val::Arr(values) => values.len(),
        Val::Obj(members) => members.len(),
    };
    size as u64
}

/// The value as plain JSON; none where it is too large or too deep, or has keys that are not text.
fn plain(value: &Val, room: &mut usize, depth: usize) -> Option<Value> {
    *room = room.checked_sub(1)?;
    let inside = || depth.checked_sub(1);
    Some(match value {
        Val::Null => Value::Null,
        Val::Bool(value) => json!(value),
        Val::Num(number) => plain_number(number),
        Val::BStr(text) | Val::TStr(text) => json!(String::from_utf8_lossy(text)),
        Val::Arr(values) => {
            let depth = inside()?;
            values.iter().map(|value| plain(value, room, depth)).collect::<Option<Vec<_>>>()?.into()
        }
        Val::Obj(members) => {
            let depth = inside()?;
            let member = |(key, value): (&Val, &Val)| match key {
                Val::TStr(key) => Some((String::from_utf8_lossy(key).into_owned(), plain(value, room, depth)?)),
                _ => None,
            };
            Value::Object(members.iter().map(member).collect::<Option<Map<_, _>>>()?)
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

/// The definition, asking for a step whenever it is called or something is handed on inside of it.
fn bounded_definition<'s>(def: Def<&'s str>) -> Def<&'s str> {
    Def { body: stepping(bounded(def.body)), ..def }
}

/// `if STEP then TERM end`: unlike `STEP | TERM`, this is as good as the term on the left of `|=` and keeps tail calls.
fn stepping(term: Term<&str>) -> Term<&str> {
    Term::IfThenElse(vec![(Term::Call(STEP, Vec::new()), term)], None)
}

fn bounded<'s>(term: Term<&'s str>) -> Term<&'s str> {
    let boxed = |term: Box<Term<&'s str>>| Box::new(bounded(*term));
    let all = |terms: Vec<Term<&'s str>>| terms.into_iter().map(bounded).collect::<Vec<_>>();
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => term,
        Term::Str(format, parts) => {
            let part = |part| match part {
                lex::StrPart::Term(term) => lex::StrPart::Term(bounded(term)),
                other => other,
            };
            Term::Str(format, parts.into_iter().map(part).collect())
        }
        Term::Arr(inside) => Term::Arr(inside.map(boxed)),
        Term::Obj(members) => {
            Term::Obj(members.into_iter().map(|(key, value)| (bounded(key), value.map(bounded))).collect())
        }
        Term::Neg(term) => Term::Neg(boxed(term)),
        Term::BinOp(left, BinaryOp::Math(ops::Math::Mul), right) => {
            Term::Call(PRODUCT, vec![bounded(*left), bounded(*right)])
        }
        // `l *= r` is `r as $x | l |= . * $x`.
        Term::BinOp(left, BinaryOp::UpdateMath(ops::Math::Mul), right) => {
            let product = Term::Call(PRODUCT, vec![Term::Id, Term::Var(FACTOR)]);
            let update = Term::BinOp(boxed(left), BinaryOp::Update, Box::new(product));
            Term::BinOp(boxed(right), BinaryOp::Pipe(Some(Pattern::Var(FACTOR))), Box::new(update))
        }
        Term::BinOp(left, BinaryOp::Pipe(pattern), right) => {
            let pattern = pattern.map(bounded_pattern);
            Term::BinOp(boxed(left), BinaryOp::Pipe(pattern), Box::new(stepping(bounded(*right))))
        }
        Term::BinOp(left, operator, right) => Term::BinOp(boxed(left), operator, boxed(right)),
        Term::Label(name, term) => Term::Label(name, boxed(term)),
        Term::Fold(name, values, pattern, parts) => {
            let parts = all(parts).into_iter().map(stepping).collect();
            Term::Fold(name, boxed(values), bounded_pattern(pattern), parts)
        }
        Term::TryCatch(term, otherwise) => Term::TryCatch(boxed(term), otherwise.map(boxed)),
        Term::IfThenElse(cases, otherwise) => {
            let cases = cases.into_iter().map(|(condition, then)| (bounded(condition), bounded(then)));
            Term::IfThenElse(cases.collect(), otherwise.map(boxed))
        }
        Term::Def(defs, term) => Term::Def(defs.into_iter().map(bounded_definition).collect(), boxed(term)),
        Term::Call(name, arguments) => Term::Call(name, all(arguments)),
        Term::Path(term, path) => {
            let part = |part| match part {
                Part::Index(index) => Part::Index(bounded(index)),
                Part::Range(from, to) => Part::Range(from.map(bounded), to.map(bounded)),
            };
            Term::Path(boxed(term), Path(path.0.into_iter().map(|(at, optional)| (part(at), optional)).collect()))
        }
    }
}

fn bounded_pattern(pattern: Pattern<&str>) -> Pattern<&str> {
    match pattern {
        Pattern::Var(name) => Pattern::Var(name),
        Pattern::Arr(parts) => Pattern::Arr(parts.into_iter().map(bounded_pattern).collect()),
        Pattern::Obj(parts) => {
            Pattern::Obj(parts.into_iter().map(|(key, part)| (bounded(key), bounded_pattern(part))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(expression: &str) -> Result<Value, EvaluateError> {
        let input = json!({"a": {"b": [1, 2.5, "x"], "on-call": "it's \"me\""}, "n": 3, "none": null});
        evaluate(expression, &input)
    }

    #[test]
    fn the_first_output_is_the_result_and_none_is_null() {
        for (expression, result) in [
            (".a.b", json!([1, 2.5, "x"])),
            (".a.'on-call'", json!("it's \"me\"")),
            ("'x-' + (.n | tostring)", json!("x-3")),
            ("'n is \\(.n), \\(.a.b | length)'", json!("n is 3, 3")),
            (".a.b[]", json!(1)),
            ("empty", Value::Null),
            (".missing.deep // 'other'", json!("other")),
            ("{'k': .n, n: .n, 'o': {p: 1.0}}", json!({"k": 3, "n": 3, "o": {"p": 1}})),
            ("[range(3), range(5; 1; -2)]", json!([0, 1, 2, 5, 3])),
            ("[.a.b[] | select(IN('x', 1))]", json!([1, "x"])),
            ("reduce range(1000) as $i (0; . + $i)", json!(499_500)),
            ("[limit(3; repeat(1))]", json!([1, 1, 1])),
            ("last(range(3000))", json!(2999)),
            ("'ab' * 2", json!("abab")),
            (".n *= 2 | .n", json!(6)),
            (".a.b |= map(tostring) | .a.b | join('-')", json!("1-2.5-x")),
            ("with_entries(.value |= type) | .n", json!("number")),
            ("1e400", Value::Null),
            ("nan", Value::Null),
        ] {
            assert_eq!(given(expression), Ok(result), "{expression}");
        }
    }

    #[test]
    fn what_never_ends_is_stopped() {
        for expression in [
            "[repeat(1)]",
            "[limit(1000000000; repeat(1))]",
            "last(repeat(1))",
            "def f: f; f",
            "def f: 1 + f; f",
            "def f: [f]; f",
            "def f: {a: {b: -(1 + [try f catch 0][0])}}; f",
            "def f: try f catch f; f",
            "try [repeat(1)] catch 0",
            "[range(infinite)]",
            "[range(0; 1; 0)]",
            "until(false; .)",
            "[recurse(.)]",
            "'x' * 1000000000000 | length",
            "'x' * 1e300 | length",
            ".a.'on-call' *= 1000000000000",
            "reduce range(60) as $i ('x'; . + .)",
            "reduce range(60) as $i (9; . * .)",
        ] {
            assert_eq!(given(expression), Err(EvaluateError::Endless), "{expression}");
        }
    }

    #[test]
    fn what_nests_between_two_steps_fits_on_the_stack() {
        for (open, close) in [("1+(", ")"), ("[", "]"), ("{a:", "}"), ("-(", ")"), ("try (", ")")] {
            let times = 1900 / (open.len() + close.len());
            let expression = format!("def f: {}f{}; f", open.repeat(times), close.repeat(times));
            assert_eq!(given(&expression), Err(EvaluateError::Endless), "{open}");
        }
    }

    #[test]
    fn a_result_has_its_bounds_too() {
        assert_eq!(given("reduce range(100) as $i (0; [.])"), Err(EvaluateError::Large));
        assert_eq!(given("reduce range(40) as $i (0; [., .])"), Err(EvaluateError::Large));
    }

    #[test]
    fn nothing_outside_can_be_seen_or_done() {
        for expression in
            ["env", "$ENV", "input", "[inputs]", "halt", "halt_error", "import 'a' as a; 1", "get_search_list"]
        {
            assert!(
                matches!(given(expression), Err(EvaluateError::Faulty(_))),
                "{expression}: {:?}",
                given(expression)
            );
        }
    }

    #[test]
    fn a_fault_and_a_failure_say_what_is_wrong() {
        let faulty = |message: &str| Err(EvaluateError::Faulty(message.into()));
        assert_eq!(given(".a | lenght"), faulty("there is no function `lenght`"));
        assert_eq!(given("(.a"), faulty("`(` is never closed"));
        assert_eq!(given(""), faulty("an expression is missing at the end"));
        assert_eq!(given(&"(".repeat(100_000)), faulty("it is too long"));
        let Err(EvaluateError::Failed(message)) = given(".n.b") else { panic!("a number has no members") };
        assert!(message.contains("cannot index 3"), "{message}");
    }
}
