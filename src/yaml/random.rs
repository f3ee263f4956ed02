//! Random values for tests, from a seed that a failing test prints.

use serde_json::{Map, Number, Value};

/// Pieces of strings that YAML readers treat in a special way somewhere.
const PIECES: &[&str] = &[
    " ",
    "  ",
    ": ",
    ":",
    "#",
    " #",
    "-",
    "- ",
    "---",
    "...",
    "\n",
    "\n\n",
    "\n ",
    "\t",
    "\r",
    "\r\n",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a",
    "*a",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "? ",
    "~",
    "null",
    "true",
    "yes",
    "No",
    "on",
    "y",
    "1",
    "0x1F",
    "0o17",
    "-0o17",
    "+0x1",
    "1e3",
    "1_000",
    "12:30",
    "2024-01-02",
    ".inf",
    ".5",
    "=",
    "<<",
    "\u{85}",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\u{feff}",
    "\u{200b}",
    "\u{200d}",
    "\u{e0041}",
    "\u{7f}",
    "\u{fffe}",
    "\u{1}",
    "🚀",
    "é",
    "日本",
    "{{ .run.id }}",
    ".a == \"b\"",
    "https://a.example/b?c=d",
    "word",
    "Two words",
    "a",
    "b",
    "x:y",
];

/// A generator of random numbers.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        random.below(2);
        random.below(2);
        random
    }

    /// Returns a number from 0 to `limit - 1`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % limit as u64) as usize
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Returns a text that is hard to write.
    pub(super) fn nasty(&mut self) -> String {
        if self.one_in(100) {
            return "long ".repeat(self.below(400));
        }
        (0..self.below(6)).map(|_| *self.pick(PIECES)).collect()
    }

    pub(super) fn number(&mut self) -> Number {
        let float = |value: f64| Number::from_f64(value).expect("it is finite");
        match self.below(8) {
            0..3 => (self.below(2_000) as i64 - 1_000).into(),
            3 => (1_u64 << (53 + self.below(11))).into(),
            4 => float(self.below(10_000) as f64 / 64.0),
            5 => float(10_f64.powi(self.below(600) as i32 - 300)),
            6 => float(-1.5 / 10_f64.powi(self.below(40) as i32)),
            _ => 0.into(),
        }
    }

    /// Returns a value with up to `depth` levels of lists and maps, whose strings come from `text`.
    pub(super) fn value(&mut self, depth: usize, text: fn(&mut Self) -> String) -> Value {
        match self.below(if depth == 0 { 6 } else { 11 }) {
            0 => Value::Null,
            1 => Value::Bool(self.one_in(2)),
            2 => Value::Number(self.number()),
            3..6 => Value::String(text(self)),
            6..8 => (0..self.below(5)).map(|_| self.value(depth - 1, text)).collect(),
            _ => Value::Object(self.map(depth - 1, text)),
        }
    }

    pub(super) fn map(&mut self, depth: usize, text: fn(&mut Self) -> String) -> Map<String, Value> {
        (0..self.below(6)).map(|_| (text(self), self.value(depth, text))).collect()
    }
}
