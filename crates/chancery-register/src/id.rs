//! Stable ids: made of content, so that they depend neither on the order of adding nor on other records.
//!
//! In: the parts that identify a thing. Out: a short prefix and 80 bits of SHA-256 in Crockford's base 32, which has no letters
//! that are taken for digits.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// `prefix-` and sixteen characters. Parts are separated, so that `ab`, `c` and `a`, `bc` differ.
pub(crate) fn stable(prefix: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut id = String::with_capacity(prefix.len() + 17);
    id.push_str(prefix);
    id.push('-');
    for five in digest[..10].chunks_exact(5) {
        let bits = five.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            id.push(char::from(ALPHABET[(bits >> (place * 5) & 31) as usize]));
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_its_parts_and_of_where_they_end() {
        assert_eq!(stable("ev", &["ab", "c"]).len(), 19);
        assert_eq!(stable("ev", &["ab", "c"]), stable("ev", &["ab", "c"]));
        assert_ne!(stable("ev", &["ab", "c"]), stable("ev", &["a", "bc"]));
    }
}
