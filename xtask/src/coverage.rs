//! `cargo xtask coverage [--gaps]`: on how many days since 2000 the tables know who was head of state, head of government and
//! foreign minister, state by state.
//!
//! In: the persons' tenures, `names/governments.tsv` for states whose government no prime minister heads, `data/states.txt`. Out: per
//! office the share of days, the states with nobody, and with `--gaps` every stretch without a holder. Two months between two holders are
//! no gap, nor is an end that is not known counted beyond the day of the start.

use std::collections::BTreeMap;

use chancery_knowledge::{Government, Knowledge, Rank, SourceFile, governments};
use chancery_model::Date;

use crate::rules;

const STATES: &str = include_str!("../data/states.txt");
/// Days between two holders that are no gap.
const SHORT: i32 = 62;
/// The first and the last day that are counted.
const FIRST: &str = "2000-01-01";
const LAST: &str = "2026-05-01";
/// Offices of these ranks whose holders head nothing.
const NOT_IN_OFFICE: [&str; 10] = [
    "president-elect",
    "prime-minister-designate",
    "senior-minister",
    "crown-prince",
    "princess",
    "king-father",
    "dalai-lama",
    "shadow-foreign-minister",
    "director-of-foreign-affairs-commission",
    "foreign-policy-chief",
];

/// An office of which every state has one.
struct Post {
    name: &'static str,
    ranks: &'static [Rank],
}

const POSTS: [Post; 3] = [
    Post { name: "head of state", ranks: &[Rank::HeadOfState] },
    Post { name: "head of government", ranks: &[Rank::HeadOfGovernment] },
    Post { name: "foreign minister", ranks: &[Rank::ForeignMinister] },
];

/// Runs the chore.
pub fn run(args: &[&str]) -> Result<(), String> {
    let gaps = match args {
        [] => false,
        ["--gaps"] => true,
        _ => return Err("usage: cargo xtask coverage [--gaps]".into()),
    };
    let files = rules::files()?;
    for known in count(&files, &rules::from_disk()?)? {
        if gaps {
            known.gaps.iter().for_each(|gap| println!("{} {gap}", known.post));
        }
        println!("{:<20} {:5.1} % of days; nobody for {}: {}", known.post, known.share, known.nobody.len(), known.nobody.join(" "));
    }
    Ok(())
}

/// On how many days a post's holders are known.
pub struct Known {
    /// Head of state, head of government, foreign minister.
    pub post: &'static str,
    /// Per cent of the days of all states.
    pub share: f64,
    nobody: Vec<&'static str>,
    gaps: Vec<String>,
}

/// Counts the days of every post.
pub fn count(files: &[SourceFile], knowledge: &Knowledge) -> Result<Vec<Known>, String> {
    let governments = governments(files);
    let day = |text: &str| Date::parse(text).map(Date::days).ok_or_else(|| format!("{text:?} is no date"));
    let (first, last) = (day(FIRST)?, day(LAST)?);
    let mut known = Vec::new();
    for post in POSTS {
        let (mut days, mut missing, mut nobody, mut gaps) = (0, 0, Vec::new(), Vec::new());
        for line in STATES.lines().filter(|line| !line.starts_with('#')) {
            let (state, from) = line.split_once(' ').map_or((line, Ok(first)), |(state, from)| (state, day(from)));
            let from = from?;
            let open = stretches(held(knowledge, &governments, &post, state), from, last);
            let lacking: i32 = open.iter().map(|(from, to)| to - from).sum();
            (days, missing) = (days + last - from, missing + lacking);
            if lacking == last - from {
                nobody.push(state);
            } else if !open.is_empty() {
                let open: Vec<String> = open.iter().map(|(from, to)| format!("{}..{}", Date::from_days(*from), Date::from_days(*to))).collect();
                gaps.push(format!("{state} {}", open.join(" ")));
            }
        }
        let share = 100.0 * f64::from(days - missing) / f64::from(days.max(1));
        known.push(Known { post: post.name, share, nobody, gaps });
    }
    Ok(known)
}

/// From when to when somebody held a post, in days.
fn held(knowledge: &Knowledge, governments: &[Government], post: &Post, state: &str) -> Vec<(i32, i32)> {
    let mut held = Vec::new();
    let mut by_office: BTreeMap<&str, Vec<(i32, i32)>> = BTreeMap::new();
    for tenure in knowledge.entities.iter().flat_map(|entity| &entity.tenures).filter(|tenure| tenure.body == state) {
        let (Some(office), Some(from)) = (tenure.office_row, tenure.from) else { continue };
        let to = match (tenure.ended, tenure.to) {
            (false, _) => i32::MAX,
            (true, Some(to)) => to.days(),
            (true, None) => from.days(),
        };
        by_office.entry(&tenure.office).or_default().push((from.days(), to));
        if post.ranks.contains(&knowledge.offices[office as usize].rank) && !NOT_IN_OFFICE.contains(&tenure.office.as_str()) {
            held.push((from.days(), to));
        }
    }
    if post.ranks.contains(&Rank::HeadOfGovernment) {
        for row in governments.iter().filter(|row| row.state == state) {
            let within = (row.from.map_or(i32::MIN, Date::days), row.to.map_or(i32::MAX, Date::days));
            let holders = by_office.get(row.office.as_str()).into_iter().flatten();
            held.extend(holders.map(|(from, to)| (*from.max(&within.0), *to.min(&within.1))).filter(|(from, to)| from <= to));
        }
    }
    held
}

/// The stretches of days in which nobody held it.
fn stretches(mut held: Vec<(i32, i32)>, first: i32, last: i32) -> Vec<(i32, i32)> {
    held.sort_unstable();
    let (mut at, mut open) = (first, Vec::new());
    for (from, to) in held {
        if from.min(last) > at + SHORT {
            open.push((at, from.min(last)));
        }
        at = at.max(to.min(last));
    }
    if at + SHORT < last {
        open.push((at, last));
    }
    open
}
