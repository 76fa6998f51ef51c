//! Stable radix sort by integer keys.

use crate::yielder::{Yielder, maybe_yield};

/// Bits per digit: few passes, and the counters fit into the L1 cache.
const BITS: u32 = 11;
const BUCKETS: usize = 1 << BITS;

/// Digits per key.
const DIGITS: usize = u64::BITS.div_ceil(BITS) as usize;

/// Stably sorts keys in ascending order, and `indices` along with them. Digits that all keys share
/// cost nothing.
pub(crate) async fn sort_by_key(keys: &mut Vec<u64>, indices: &mut [u32], yielder: &dyn Yielder) {
    let varying = varying_bits(keys);
    let mut sorted = (vec![0; keys.len()], vec![0; indices.len()]);
    for number in 0..DIGITS {
        if digit(varying, number) == 0 {
            continue;
        }
        distribute(number, keys, indices, &mut sorted);
        std::mem::swap(keys, &mut sorted.0);
        indices.copy_from_slice(&sorted.1);
        maybe_yield(yielder).await;
    }
}

/// Distributes keys and indices by one digit.
fn distribute(number: usize, keys: &[u64], indices: &[u32], sorted: &mut (Vec<u64>, Vec<u32>)) {
    let mut places = [0; BUCKETS];
    for &key in keys {
        places[digit(key, number)] += 1;
    }
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace::<u32>(place, sum);
    }
    for (&key, &index) in keys.iter().zip(indices) {
        let next = &mut places[digit(key, number)];
        sorted.0[*next as usize] = key;
        sorted.1[*next as usize] = index;
        *next += 1;
    }
}

/// Returns the bits in which the keys differ.
fn varying_bits(keys: &[u64]) -> u64 {
    let first = keys.first().copied().unwrap_or(0);
    keys.iter().fold(0, |varying, key| varying | (key ^ first))
}

#[expect(clippy::cast_possible_truncation, reason = "a digit has few bits")]
fn digit(key: u64, number: usize) -> usize {
    ((key >> (number * BITS as usize)) & (BUCKETS as u64 - 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yielder::NoYield;
    use pollster::block_on;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_a_stable_sort_does(
            keys in prop::collection::vec(prop_oneof![0..4_u64, any::<u64>()], 0..200),
        ) {
            let mut indices: Vec<u32> = (0..).take(keys.len()).collect();
            let mut naive = indices.clone();
            naive.sort_by_key(|&index| keys[index as usize]);
            let mut sorted = keys.clone();
            block_on(sort_by_key(&mut sorted, &mut indices, &NoYield));
            prop_assert_eq!(indices, naive);
            prop_assert!(sorted.is_sorted());
        }
    }
}
