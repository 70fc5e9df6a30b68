//! What may begin with a character: one table, so that most places of a text cost one look.
//!
//! In: a character. Out: the kinds of finds that may begin with it. Whether one does is asked behind it.

use std::sync::OnceLock;

use crate::number;
use crate::{quantity, time};

/// A time.
pub(crate) const TIME: u8 = 1;
/// A time that is no word of the lexicon.
pub(crate) const PLAIN_TIME: u8 = 1 << 1;
/// A word with a numeral in it that is no quantity.
pub(crate) const STOP: u8 = 1 << 2;
/// A quantity by its number, or by another word than the sign of a currency.
pub(crate) const QUANTITY: u8 = 1 << 3;
/// A number.
pub(crate) const NUMBER: u8 = 1 << 4;

/// The sign or name of a currency.
pub(crate) const SIGN: u8 = 1 << 5;

/// The table over the basic plane; nothing begins with characters beyond it.
pub(crate) struct Begins(Vec<u8>);

impl Begins {
    /// The table, filled at the first call.
    pub(crate) fn table() -> &'static Begins {
        static TABLE: OnceLock<Begins> = OnceLock::new();
        TABLE.get_or_init(|| {
            let mut table = Begins(vec![0; 0x10000]);
            table.mark(NUMBER, (0..0x10000u32).filter_map(char::from_u32).filter(|c| number::begins(*c)));
            let (words, plain) = time::first_characters();
            table.mark(TIME, words.into_iter().chain(plain.iter().copied()));
            table.mark(PLAIN_TIME, plain);
            let (stops, signs, quantities) = quantity::first_characters();
            table.mark(STOP, stops);
            table.mark(SIGN, signs);
            table.mark(QUANTITY, quantities);
            table
        })
    }

    fn mark(&mut self, bit: u8, characters: impl IntoIterator<Item = char>) {
        for c in characters {
            if let Some(bits) = self.0.get_mut(c as usize) {
                *bits |= bit;
            }
        }
    }

    /// What may begin with a character.
    #[inline(always)]
    pub(crate) fn of(&self, c: char) -> u8 {
        self.0.get(c as usize).copied().unwrap_or_default()
    }

    /// Whether one of these may.
    #[inline(always)]
    pub(crate) fn any(&self, c: char, bits: u8) -> bool {
        self.of(c) & bits != 0
    }

    /// The first place from `at` and before `end` where one of these may begin.
    #[inline(always)]
    pub(crate) fn next(&self, text: &[char], at: usize, end: usize, bits: u8) -> Option<usize> {
        text[at..end].iter().position(|c| self.any(*c, bits)).map(|skipped| at + skipped)
    }
}
