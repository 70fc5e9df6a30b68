//! What the tables of names say of offices, organizations and places.
//!
//! In: their ids. Out: rank, kind, English name, PLOVER's sector. What the tables do not say stays empty.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Columns 0 and `at` of tables of names.
fn table(files: &[&'static str], at: usize) -> BTreeMap<&'static str, &'static str> {
    let rows = files.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#') && !line.starts_with("id\t"));
    rows.filter_map(|row| Some((row.split('\t').next()?, row.split('\t').nth(at)?))).collect()
}

macro_rules! names {
    ($($file:literal),+ $(,)?) => { [$(include_str!(concat!("../../../knowledge/names/", $file))),+] };
}

static RANKS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let files = names![
        "offices/deputies.tsv",
        "offices/envoys.tsv",
        "offices/further.tsv",
        "offices/heads.tsv",
        "offices/judges.tsv",
        "offices/legislature.tsv",
        "offices/military.tsv",
        "offices/ministers.tsv",
        "offices/officials.tsv",
        "offices/party.tsv",
        "offices/portfolios.tsv",
        "offices/spokes.tsv",
    ];
    table(&files, 2)
});

static KINDS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let files = names![
        "organizations/companies.tsv",
        "organizations/igo.tsv",
        "organizations/military.tsv",
        "organizations/ministries.tsv",
        "organizations/outlets.tsv",
        "organizations/parliaments.tsv",
        "organizations/parties.tsv",
        "organizations/thinktanks.tsv",
        "organizations/universities.tsv",
    ];
    table(&files, 1)
});

static PLACES: LazyLock<BTreeMap<&'static str, (&'static str, &'static str)>> = LazyLock::new(|| {
    let files = names!["places/capitals.tsv", "places/cities.tsv", "places/regions.tsv", "places/venues.tsv"];
    let kinds = table(&files, 1);
    table(&files, 4).into_iter().map(|(id, english)| (id, (kinds.get(id).copied().unwrap_or_default(), english))).collect()
});

/// Kind and English name of a place (`place:beijing` is a `capital`, Beijing).
pub(crate) fn place(key: &str) -> Option<(&'static str, &'static str)> {
    PLACES.get(key.strip_prefix("place:")?).map(|(kind, english)| (*kind, english.split('|').next().unwrap_or_default()))
}

/// Kind of an organization (`org:un` is `igo`).
pub(crate) fn kind(key: &str) -> Option<&'static str> {
    let id = key.strip_prefix("org:")?;
    KINDS.get(id.split('@').next().unwrap_or(id)).copied()
}

/// Rank of an office (`president` is `head-of-state`).
pub(crate) fn rank(office: &str) -> Option<&'static str> {
    RANKS.get(office.split('@').next().unwrap_or(office)).copied()
}

/// PLOVER's sector of somebody with an office, of an organization, of a state.
pub(crate) fn sector(key: &str, office: Option<&str>) -> Option<&'static str> {
    if crate::countries::country(key).is_some() {
        return Some("GOV");
    }
    if let Some(kind) = kind(key) {
        return Some(match kind {
            "government" | "ministry" | "agency" => "GOV",
            "parliament" => "LEG",
            "court" => "JUD",
            "party" => "PTY",
            "military" => "MIL",
            "company" => "BUS",
            "university" => "EDU",
            "outlet" => "JRN",
            _ => return None,
        });
    }
    Some(match rank(office?)? {
        "head-of-state" | "head-of-government" | "deputy-head" | "foreign-minister" | "minister" | "vice-minister" | "envoy" | "spokesperson" | "official" => {
            "GOV"
        }
        "legislator" => "LEG",
        "judge" => "JUD",
        "military" => "MIL",
        "party" => "PTY",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_offices_and_organizations_have_their_sector_and_others_none() {
        assert_eq!(sector("CHN", None), Some("GOV"));
        assert_eq!(sector("person:xi-jinping", Some("president")), Some("GOV"));
        assert_eq!(sector("person:somebody", None), None);
        assert_eq!((kind("org:un"), sector("org:un", None)), (Some("igo"), None));
        assert_eq!(sector("org:foreign-ministry@RUS", None), Some("GOV"));
        assert_eq!((place("place:beijing"), place("place:北京")), (Some(("capital", "Beijing")), None));
    }
}
