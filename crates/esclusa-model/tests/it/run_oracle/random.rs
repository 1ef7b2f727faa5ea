//! Numbers that look random and are the same for the same seed, everywhere.

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap_or(0)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// One of the choices, of which the good ones stand first.
    pub(crate) fn pick_good<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        if self.once_in(2) { self.pick(&choices[..choices.len().div_ceil(4)]) } else { self.pick(choices) }
    }

    /// Some of the choices, `least` to `most` of them, joined.
    pub(crate) fn some(
        &mut self,
        least: usize,
        most: usize,
        separator: &str,
        choice: impl Fn(&mut Self) -> String,
    ) -> String {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| choice(self)).collect::<Vec<_>>().join(separator)
    }
}
