//! A value per form of the lexicon, where there are many forms and few different values.
//!
//! In: the values in order of forms. Out: the value of a form. Equal values are kept once, so that a look at any of the forms of a
//! text finds them in the cache: what is kept per form is two bytes.

use std::collections::HashMap;
use std::hash::Hash;

/// A value per form.
#[derive(Clone, Debug, Default)]
pub struct PerForm<T> {
    /// By form, which of the values.
    which: Vec<u16>,
    /// Different ones; there are a few hundred kinds of forms at most, and those beyond 65 536 would share the last place.
    values: Vec<T>,
}

impl<T: Copy + Default + Eq + Hash> PerForm<T> {
    /// Takes the values of all forms in order.
    pub fn new(values: impl Iterator<Item = T>) -> PerForm<T> {
        let mut seen: HashMap<T, u16> = HashMap::new();
        let mut per_form = PerForm { which: Vec::with_capacity(values.size_hint().0), values: Vec::new() };
        for value in values {
            let which = *seen.entry(value).or_insert_with(|| {
                per_form.values.push(value);
                u16::try_from(per_form.values.len() - 1).unwrap_or(u16::MAX)
            });
            per_form.which.push(which);
        }
        per_form
    }

    /// The value of a form; that of none is the default.
    #[inline]
    pub fn of(&self, form: u32) -> T {
        self.which.get(form as usize).and_then(|which| self.values.get(usize::from(*which))).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::PerForm;

    #[test]
    fn every_form_has_its_own_value() {
        let values = |form: u32| form % 300;
        let per_form = PerForm::new((0..5000).map(values));
        assert!((0..5000).all(|form| per_form.of(form) == values(form)));
        assert_eq!((per_form.values.len(), per_form.of(5000)), (300, 0));
    }
}
