//! A small generator of numbers that stay the same on every machine and in every version.

/// Splitmix64: not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator whose numbers depend on `seed` alone.
    pub fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0xd134_2543_de82_ef95));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to and without `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A small number from 0 up to and without `end`.
    pub fn small(&mut self, end: u32) -> u32 {
        u32::try_from(self.below(end.into())).unwrap_or(0)
    }

    /// A number from 1 to `most`, mostly small, sometimes very large: its chance falls with its
    /// square.
    pub fn skewed(&mut self, most: u32) -> u32 {
        let share = 1 + self.below(u64::from(most) * 2);
        u32::try_from(u64::from(most) * 2 / share)
            .unwrap_or(most)
            .clamp(1, most)
    }

    /// A number whose binary order of magnitude is drawn evenly.
    pub fn magnitude(&mut self, low: u32, high: u32) -> u64 {
        let base = 1 << (low + self.small(high - low));
        base + self.below(base)
    }

    /// One of the list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let at = self.below(list.len() as u64);
        &list[usize::try_from(at).unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_never_change() {
        let mut random = Random::new(7);
        let drawn: Vec<_> = (0..4).map(|_| random.below(1000)).collect();
        let mut again = Random::new(7);
        assert_eq!(drawn, (0..4).map(|_| again.below(1000)).collect::<Vec<_>>());
        assert!((0..1000).all(|_| (1..=9).contains(&random.skewed(9))));
    }
}
