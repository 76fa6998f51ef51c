//! Sorting by a number, a digit at a time: no comparisons, and ties stay as they stood.

use crate::pace::{Pace, breathe};

/// Bits of a digit: few passes, and counters that fit into a processor's nearest cache.
const BITS: u32 = 11;
const BUCKETS: usize = 1 << BITS;

/// Sorts indices by their keys, both given in the same order, smallest key first. Stable. What all
/// keys have in common costs nothing.
pub(crate) async fn sort_by_key(mut keys: Vec<u64>, indices: &mut [u32], pace: &dyn Pace) {
    let mut sorted = (keys.clone(), indices.to_vec());
    for shift in (0..u64::BITS).step_by(BITS as usize) {
        let Some(mut places) = places(&keys, shift) else {
            continue;
        };
        for (&key, &index) in keys.iter().zip(indices.iter()) {
            let next = &mut places[digit(key, shift)];
            sorted.0[*next as usize] = key;
            sorted.1[*next as usize] = index;
            *next += 1;
        }
        std::mem::swap(&mut keys, &mut sorted.0);
        indices.copy_from_slice(&sorted.1);
        breathe(pace).await;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a digit has few bits")]
fn digit(key: u64, shift: u32) -> usize {
    ((key >> shift) & (BUCKETS as u64 - 1)) as usize
}

/// Where the first key with each value of a digit belongs; `None` when all keys share one.
fn places(keys: &[u64], shift: u32) -> Option<Vec<u32>> {
    let first = digit(*keys.first()?, shift);
    if keys.iter().all(|&key| digit(key, shift) == first) {
        return None;
    }
    let mut places = vec![0; BUCKETS];
    for &key in keys {
        places[digit(key, shift)] += 1;
    }
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pace::Unhurried;
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
            block_on(sort_by_key(keys, &mut indices, &Unhurried));
            prop_assert_eq!(indices, naive);
        }
    }
}
