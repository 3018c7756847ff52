//! A set of small numbers.

use crate::list::WINDOW;

#[derive(Clone, Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn with(size: u32) -> Self {
        Self(vec![0; size as usize / 64 + 1])
    }

    #[inline]
    pub(crate) fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    /// Says whether it is new.
    #[inline]
    pub(crate) fn add(&mut self, number: u32) -> bool {
        let Some(bits) = self.0.get_mut(number as usize / 64) else { return false };
        let bit = 1 << (number % 64);
        let new = *bits & bit == 0;
        *bits |= bit;
        new
    }

    /// The numbers of a window that are in all sets.
    pub(crate) fn common<'a>(
        sets: &(impl Iterator<Item = &'a Self> + Clone),
        window: u32,
        found: &mut Vec<u32>,
    ) {
        let words = WINDOW as usize / 64;
        let from = window as usize * words;
        for at in from..from + words {
            let each = sets.clone().map(|set| set.0.get(at).copied().unwrap_or_default());
            let mut rest = each.fold(u64::MAX, |all, one| all & one);
            while rest != 0 {
                found.push(at as u32 * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        self.0.iter().flat_map(|bits| bits.to_le_bytes()).collect()
    }

    /// `None` where it is of another size.
    pub(crate) fn read(bytes: &[u8], size: u32) -> Option<Self> {
        let mut bits = Self::with(size);
        (bytes.len() == bits.0.len() * 8).then_some(())?;
        for (word, eight) in bits.0.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = u64::from_le_bytes(eight.try_into().ok()?);
        }
        Some(bits)
    }

    pub(crate) const fn bytes(&self) -> usize {
        self.0.len() * 8
    }
}
