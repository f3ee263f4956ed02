//! An input as a source of decisions, and random inputs for tests.

use serde_json::{Value, json};

/// The bytes of an input that are not used up yet. At its end, every decision is 0.
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl Bytes<'_> {
    pub(super) fn next(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    /// A number below `limit`, which is not 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let number = if limit > 256 { self.next() << 8 | self.next() } else { self.next() };
        number % limit
    }

    /// A value that a program rarely expects.
    pub(super) fn value(&mut self) -> Value {
        match self.below(16) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(1e300),
            4 => json!(u64::MAX),
            5 => json!(""),
            6 => json!("a"),
            7 => json!("\u{1b}[31m\n::error::\u{202e}"),
            8 => json!("x".repeat(3000)),
            9 => json!([]),
            10 => json!({}),
            11 => json!([null]),
            12 => json!([[[["a"]]]]),
            13 => json!({ "": { "": [{}] } }),
            14 => json!("service"),
            _ => json!({ "identifier": "a", "properties": { "p": { "type": "string" } } }),
        }
    }

    /// Changes one place in a value.
    pub(super) fn damage(&mut self, value: &mut Value) {
        let turn = self.next();
        let children = match value {
            Value::Array(items) => items.len(),
            Value::Object(fields) => fields.len(),
            _ => 0,
        };
        if children == 0 || turn < 16 {
            *value = self.value();
            return;
        }
        let nth = self.below(children);
        match (value, turn) {
            (Value::Array(items), 16..32) => drop(items.remove(nth)),
            (Value::Array(items), 32..64) => items.push(items[nth].clone()),
            (Value::Array(items), 64..80) => items.truncate(nth),
            (Value::Array(items), _) => self.damage(&mut items[nth]),
            (Value::Object(fields), 16..40) => {
                let key = fields.keys().nth(nth).expect("it has that many").clone();
                fields.shift_remove(&key);
            }
            (Value::Object(fields), 40..56) => drop(fields.insert("unknown".to_owned(), self.value())),
            (Value::Object(fields), _) => self.damage(fields.values_mut().nth(nth).expect("it has that many")),
            _ => unreachable!("only these have children"),
        }
    }
}

/// Runs a check on random inputs, each a seed with a few changes: as many, or as many as there is time for where `FUZZ_SECONDS`
/// sets it. The input is printed if the check panics.
#[cfg(test)]
pub(super) fn hammer(seeds: &[Vec<u8>], rounds: u64, check: fn(&[u8])) {
    let begun = std::time::Instant::now();
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let goes_on = |round| seconds.map_or(round < rounds, |seconds| begun.elapsed().as_secs() < seconds);
    let mut inputs = 0_u64;
    for round in (0..).take_while(|round| goes_on(*round)) {
        let mut random = crate::yaml::random::Random::new(round);
        let mut input = random.pick(seeds).clone();
        for _ in 0..random.below(4) {
            let at = random.below(input.len() + 1);
            match random.below(4) {
                0 => input.truncate(at),
                1 => input.splice(at..at, (0..random.below(20)).map(|_| random.below(256) as u8)).for_each(drop),
                2 => input.splice(at..at, random.pick(seeds).iter().take(40).copied()).for_each(drop),
                _ => input.iter_mut().skip(at).take(1).for_each(|byte| *byte = random.below(256) as u8),
            }
        }
        if std::panic::catch_unwind(|| check(&input)).is_err() {
            panic!("round {round}: {input:?}: {:?}", String::from_utf8_lossy(&input));
        }
        inputs += 1;
    }
    if seconds.is_some() {
        eprintln!("{inputs} inputs in {} s", begun.elapsed().as_secs());
    }
}
