//! Short lists that need no memory of their own: most nouns have one member, most verbs one partner.
//!
//! In: values that are copied. Out: a list of them; only one longer than `N` takes memory elsewhere.

use std::iter::{Chain, Take};
use std::ops::{Deref, DerefMut};

/// A list that is seldom longer than `N`.
#[derive(Clone, Debug)]
pub(crate) struct Few<T, const N: usize> {
    /// The values, as long as there are no more than `N`.
    near: [T; N],
    length: usize,
    /// All values, once there are more.
    far: Vec<T>,
}

impl<T: Copy + Default, const N: usize> Few<T, N> {
    /// An empty list.
    #[inline]
    pub fn new() -> Few<T, N> {
        Few { near: [T::default(); N], length: 0, far: Vec::new() }
    }

    /// Adds a value at the end.
    #[inline]
    pub fn push(&mut self, value: T) {
        if self.length < N {
            self.near[self.length] = value;
        } else {
            if self.far.is_empty() {
                self.far.extend_from_slice(&self.near);
            }
            self.far.push(value);
        }
        self.length += 1;
    }

    /// Takes the last value off.
    pub fn pop(&mut self) -> Option<T> {
        let last = *self.last()?;
        self.truncate(self.length - 1);
        Some(last)
    }

    /// Keeps the first values only.
    pub fn truncate(&mut self, length: usize) {
        if length >= self.length {
            return;
        }
        if self.length > N {
            self.far.truncate(length);
            if length <= N {
                self.near[..length].copy_from_slice(&self.far);
                self.far.clear();
            }
        }
        self.length = length;
    }

    /// Takes all values off.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Keeps the values of which something holds.
    pub fn retain(&mut self, mut holds: impl FnMut(&T) -> bool) {
        let mut kept = 0;
        for at in 0..self.length {
            let value = self[at];
            if holds(&value) {
                self[kept] = value;
                kept += 1;
            }
        }
        self.truncate(kept);
    }
}

impl<T: Copy + Default, const N: usize> Default for Few<T, N> {
    fn default() -> Few<T, N> {
        Few::new()
    }
}

impl<T, const N: usize> Deref for Few<T, N> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        if self.length <= N { &self.near[..self.length] } else { &self.far }
    }
}

impl<T, const N: usize> DerefMut for Few<T, N> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        if self.length <= N { &mut self.near[..self.length] } else { &mut self.far }
    }
}

impl<T: PartialEq, const N: usize> PartialEq for Few<T, N> {
    fn eq(&self, other: &Few<T, N>) -> bool {
        **self == **other
    }
}

impl<T: Copy + Default, const N: usize> Extend<T> for Few<T, N> {
    #[inline]
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl<T: Copy + Default, const N: usize> FromIterator<T> for Few<T, N> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Few<T, N> {
        let mut few = Few::new();
        few.extend(values);
        few
    }
}

impl<T, const N: usize> IntoIterator for Few<T, N> {
    type Item = T;
    type IntoIter = Chain<Take<std::array::IntoIter<T, N>>, std::vec::IntoIter<T>>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        let near = if self.length <= N { self.length } else { 0 };
        self.near.into_iter().take(near).chain(self.far)
    }
}

impl<'a, T, const N: usize> IntoIterator for &'a Few<T, N> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn it_is_a_list_whatever_its_length() {
        for length in 0..9u32 {
            let all: Vec<u32> = (0..length).collect();
            let few: Few<u32, 3> = all.iter().copied().collect();
            assert_eq!((&*few, few.clone().into_iter().collect::<Vec<_>>()), (&all[..], all.clone()));
            for kept in 0..=length as usize {
                let (mut cut, mut odd, mut fewer) = (few.clone(), few.clone(), all.clone());
                cut.truncate(kept);
                cut.extend(20..25);
                assert_eq!(*cut, [&all[..kept], &[20, 21, 22, 23, 24]].concat());
                odd.retain(|n| n % 2 == 1);
                fewer.retain(|n| n % 2 == 1);
                assert_eq!((*odd).to_vec(), fewer);
                assert_eq!((odd.pop(), (*odd).to_vec()), (fewer.pop(), fewer));
            }
        }
    }
}
