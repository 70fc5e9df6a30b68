//! Codes of states and territories in other systems, from `data/countries.tsv`.
//!
//! In: ISO 3166-1 alpha-3 codes. Out: alpha-2, FIPS 10-4, the codes of PLOVER and GDELT, the English name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A state or territory; a code that a system does not have is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Country {
    pub alpha2: &'static str,
    pub fips: &'static str,
    pub plover: &'static str,
    pub gdelt: &'static str,
    pub english: &'static str,
}

static TABLE: LazyLock<BTreeMap<&'static str, Country>> = LazyLock::new(|| {
    let rows = include_str!("../data/countries.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let cells: Vec<&'static str> = row.split('\t').collect();
        let [id, alpha2, fips, plover, gdelt, english] = cells[..] else { return None };
        let own = |code: &'static str| if code.is_empty() { id } else { code };
        Some((id, Country { alpha2, fips, plover: own(plover), gdelt: own(gdelt), english }))
    })
    .collect()
});

/// What is known of a code.
pub(crate) fn country(id: &str) -> Option<&'static Country> {
    TABLE.get(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_well_formed_and_unique() {
        assert!(TABLE.len() > 240);
        let unique = |code: fn(&Country) -> &'static str, length: usize| {
            let codes: Vec<&str> = TABLE.values().map(code).filter(|code| !code.is_empty()).collect();
            let different: std::collections::BTreeSet<&str> = codes.iter().copied().collect();
            assert_eq!(codes.len(), different.len());
            assert!(codes.iter().all(|code| code.len() == length && code.bytes().all(|byte| byte.is_ascii_uppercase())));
        };
        unique(|country| country.alpha2, 2);
        unique(|country| country.fips, 2);
        unique(|country| country.plover, 3);
        unique(|country| country.gdelt, 3);
        assert_eq!(country("CHN").map(|china| (china.alpha2, china.fips)), Some(("CN", "CH")));
        assert_eq!(country("XKX").map(|kosovo| (kosovo.plover, kosovo.gdelt)), Some(("KOS", "KSV")));
    }
}
