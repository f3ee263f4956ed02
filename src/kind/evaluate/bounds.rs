//! The step budget of an expression, and the filters that take steps from it.

use std::cell::Cell;

use jaq_core::box_iter::box_once;
use jaq_core::data::{DataT, HasLut};
use jaq_core::load::lex;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::path::{Part, Path};
use jaq_core::{Exn, Lut, native, ops};
use jaq_json::{Num, Val};

/// The maximum number of steps of an expression: one for each call and each value that is passed on, and one more for
/// each 64 bytes or members of such a value.
const STEPS: u64 = 50_000;

/// The required size of the stack, and the use of it beyond which no further step is allowed. Calls that are not in
/// tail position nest on it. The rest is enough for what an expression of the maximum length nests between two steps.
pub(super) const STACK: usize = 192 << 20;
const STACK_USED: usize = 64 << 20;

/// The filters that take steps; no expression can name them.
const STEP: &str = "!step";
const PRODUCT: &str = "!product";
const FACTOR: &str = "$!factor";

/// The data of running filters: values and a meter.
pub(super) struct Bounded;

/// The budget of one evaluation.
pub(super) struct Budget {
    left: Cell<u64>,
    /// The stack pointer at the start.
    bottom: usize,
}

/// A budget as filters see it, with the table of the filters that they call.
#[derive(Clone)]
pub(super) struct Meter<'a> {
    table: &'a Lut<Bounded>,
    budget: &'a Budget,
}

/// Returns the approximate position of the top of the stack.
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

impl Budget {
    /// Creates an unused budget that starts at this position of the stack.
    pub(super) fn new() -> Self {
        Self { left: Cell::new(STEPS), bottom: stack_pointer() }
    }

    /// Returns the meter for filters that were compiled to this table.
    pub(super) fn meter<'a>(&'a self, table: &'a Lut<Bounded>) -> Meter<'a> {
        Meter { table, budget: self }
    }

    /// Takes steps from the budget. Halts if none are left, which `try` cannot catch.
    fn take(&self, steps: u64) -> Result<(), Exn<'static, Val>> {
        let too_deep = self.bottom.abs_diff(stack_pointer()) > STACK_USED;
        self.left.set(if too_deep { 0 } else { self.left.get().saturating_sub(steps) });
        if self.left.get() == 0 { Err(Exn::halt(1)) } else { Ok(()) }
    }
}

/// Returns the filters that bounded definitions call to take steps.
pub(super) fn steps() -> [native::Fun<Bounded>; 2] {
    [
        native::run((STEP, native::v(0), |(cx, input)| {
            box_once(cx.data().budget.take(1 + size(&input) / 64).map(|()| Val::from(true)))
        })),
        native::run((PRODUCT, native::v(2), |(mut cx, _)| {
            let right = cx.pop_var();
            let left = cx.pop_var();
            // A string times a number is the only operation whose result is not limited by the size of its input.
            let repeated = match (&left, &right) {
                (text, Val::Num(number)) | (Val::Num(number), text) if !matches!(text, Val::Num(_)) => {
                    size(text).saturating_mul(times(number))
                }
                (left, right) => size(left) + size(right),
            };
            box_once(cx.data().budget.take(repeated / 64).and_then(|()| (left * right).map_err(Exn::from)))
        })),
    ]
}

/// Returns how often a number repeats a string.
fn times(number: &Num) -> u64 {
    match number {
        Num::Int(number) => u64::try_from(*number).unwrap_or(0),
        Num::BigInt(_) => u64::MAX,
        // jq reports an error for it.
        Num::Float(_) | Num::Dec(_) => 0,
    }
}

/// Returns the bytes of a string, the digits of a number, or the members of a list or an object.
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

/// Returns the definition, changed to take a step for each call and each value that is passed on inside it.
pub(super) fn bounded(def: Def<&str>) -> Def<&str> {
    Def { body: stepping(bounded_term(def.body)), ..def }
}

/// Returns `if STEP then TERM end`. Unlike `STEP | TERM`, it works on the left of `|=` and keeps tail calls.
fn stepping(term: Term<&str>) -> Term<&str> {
    Term::IfThenElse(vec![(Term::Call(STEP, Vec::new()), term)], None)
}

fn bounded_term<'s>(term: Term<&'s str>) -> Term<&'s str> {
    let boxed = |term: Box<Term<&'s str>>| Box::new(bounded_term(*term));
    let all = |terms: Vec<Term<&'s str>>| terms.into_iter().map(bounded_term).collect::<Vec<_>>();
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Break(_) | Term::Var(_) => term,
        Term::Str(format, parts) => {
            let part = |part| match part {
                lex::StrPart::Term(term) => lex::StrPart::Term(bounded_term(term)),
                other => other,
            };
            Term::Str(format, parts.into_iter().map(part).collect())
        }
        Term::Arr(inside) => Term::Arr(inside.map(boxed)),
        Term::Obj(members) => {
            Term::Obj(members.into_iter().map(|(key, value)| (bounded_term(key), value.map(bounded_term))).collect())
        }
        Term::Neg(term) => Term::Neg(boxed(term)),
        Term::BinOp(left, BinaryOp::Math(ops::Math::Mul), right) => {
            Term::Call(PRODUCT, vec![bounded_term(*left), bounded_term(*right)])
        }
        // `l *= r` is `r as $x | l |= . * $x`.
        Term::BinOp(left, BinaryOp::UpdateMath(ops::Math::Mul), right) => {
            let product = Term::Call(PRODUCT, vec![Term::Id, Term::Var(FACTOR)]);
            let update = Term::BinOp(boxed(left), BinaryOp::Update, Box::new(product));
            Term::BinOp(boxed(right), BinaryOp::Pipe(Some(Pattern::Var(FACTOR))), Box::new(update))
        }
        Term::BinOp(left, BinaryOp::Pipe(pattern), right) => {
            let pattern = pattern.map(bounded_pattern);
            Term::BinOp(boxed(left), BinaryOp::Pipe(pattern), Box::new(stepping(bounded_term(*right))))
        }
        Term::BinOp(left, operator, right) => Term::BinOp(boxed(left), operator, boxed(right)),
        Term::Label(name, term) => Term::Label(name, boxed(term)),
        Term::Fold(name, values, pattern, parts) => {
            let parts = all(parts).into_iter().map(stepping).collect();
            Term::Fold(name, boxed(values), bounded_pattern(pattern), parts)
        }
        Term::TryCatch(term, otherwise) => Term::TryCatch(boxed(term), otherwise.map(boxed)),
        Term::IfThenElse(cases, otherwise) => {
            let cases = cases.into_iter().map(|(condition, then)| (bounded_term(condition), bounded_term(then)));
            Term::IfThenElse(cases.collect(), otherwise.map(boxed))
        }
        Term::Def(defs, term) => Term::Def(defs.into_iter().map(bounded).collect(), boxed(term)),
        Term::Call(name, arguments) => Term::Call(name, all(arguments)),
        Term::Path(term, path) => {
            let part = |part| match part {
                Part::Index(index) => Part::Index(bounded_term(index)),
                Part::Range(from, to) => Part::Range(from.map(bounded_term), to.map(bounded_term)),
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
            Pattern::Obj(parts.into_iter().map(|(key, part)| (bounded_term(key), bounded_pattern(part))).collect())
        }
    }
}
