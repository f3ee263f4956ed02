//! Pseudorandom numbers from a seed.

/// How many seeds a test tries: a few, or as many as `PORTWRIGHT_TEST_SEEDS` says.
pub(crate) fn seeds(few: u64) -> u64 {
    chosen().unwrap_or(few)
}

/// Whether tests try everything instead of samples.
pub(crate) fn tries_all() -> bool {
    chosen().is_some()
}

fn chosen() -> Option<u64> {
    std::env::var("PORTWRIGHT_TEST_SEEDS").ok().and_then(|seeds| seeds.parse().ok())
}

/// A source of numbers that look random and are the same for the same seed (splitmix64).
pub(crate) struct Seed(u64);

impl Seed {
    /// The numbers of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        // Mixed first, so that neighbours do not have the same numbers one step apart.
        Self(Self(seed).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below the bound, or zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or_default()
    }

    /// A weighted random position in a list.
    pub(crate) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut place = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|weight| place.checked_sub(*weight).map(|rest| place = rest).is_none())
            .unwrap_or_default()
    }

    /// One of these values.
    pub(crate) fn of<'t, T>(&mut self, values: &'t [T]) -> &'t T {
        &values[self.below(values.len())]
    }
}
