//! Groups of items that tell one happening.
//!
//! In: the items of one bucket, sorted by publication, decisions, and what compares two of them. Out: groups of their indices and why each was joined. The
//! result depends on the set of items alone: pairs are taken in order of strength, then of ids; a pair joins two groups only if
//! no item of one is known to be another happening than an item of the other, and if all of them have a day in common on which the
//! happening can have been, so that tellings cannot be strung together over weeks. Then tellings that are likely but not certain
//! join the group that they clearly fit best; where two fit as well, they stay apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::item::Span;
use crate::{Act, Decisions, Item};

/// By how much the best of several likely fits has to be better than the next.
const MARGIN: u32 = 150;

/// A pair of items that were joined.
pub(super) type Joined = (usize, usize);

/// What comparing two items finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They cannot be one.
    Two,
    /// Nothing speaks against it, too little for it.
    Open,
    /// They are one, if nothing else fits as well.
    Likely(u32),
    /// They are one; the stronger, the earlier they are joined.
    One(u32),
}

/// Groups in order of their first item, each sorted; and the pairs that made them. `compare` is asked once for each pair whose
/// reaches touch.
pub(super) fn cluster(items: &[&Item], decisions: &Decisions, compare: impl Fn(usize, usize) -> Verdict) -> (Vec<Vec<usize>>, Vec<Joined>) {
    let reaches: Vec<Span> = items.iter().map(|item| item.reach.unwrap_or((i32::MIN, i32::MAX))).collect();
    let mut two = set_apart(items, decisions);
    let (mut certain, mut likely): (Vec<(u32, usize, usize)>, Vec<(u32, usize, usize)>) = (Vec::new(), Vec::new());
    for (a, b) in meetings(&reaches) {
        if two.contains(&(a, b)) {
            continue;
        }
        match compare(a, b) {
            Verdict::Two => {
                two.insert((a, b));
            }
            Verdict::Open => {}
            Verdict::Likely(strength) => likely.push((strength, a, b)),
            Verdict::One(strength) => certain.push((strength, a, b)),
        }
    }
    let mut groups = Groups { of: (0..items.len()).collect(), members: (0..items.len()).map(|one| vec![one]).collect(), days: reaches, two };
    let mut joined = Vec::new();
    certain.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    for (_, a, b) in certain {
        if groups.join(a, b) {
            joined.push((a, b));
        }
    }
    likely.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    // What was joined can settle what was open: until nothing changes, which is at the latest when all are one.
    while join_best(&mut groups, &likely, &mut joined) {}
    let mut result: Vec<Vec<usize>> = groups.members.into_iter().filter(|members| !members.is_empty()).collect();
    for members in &mut result {
        members.sort_unstable();
    }
    result.sort();
    (result, joined)
}

/// Joins each group to the one that it fits best, if that is clearly better than the next or nothing speaks against those two being one; the
/// surest first. Whether anything was joined.
fn join_best(groups: &mut Groups, likely: &[(u32, usize, usize)], joined: &mut Vec<Joined>) -> bool {
    // Each group with all groups that it is likely one with, as they are now, and the strongest pair for each.
    let mut fits: BTreeMap<usize, BTreeMap<usize, (u32, usize, usize)>> = BTreeMap::new();
    for &(strength, a, b) in likely {
        let (left, right) = (groups.of[a], groups.of[b]);
        if left != right && groups.can_join(left, right) {
            fits.entry(left).or_default().entry(right).or_insert((strength, a, b));
            fits.entry(right).or_default().entry(left).or_insert((strength, a, b));
        }
    }
    let mut best: Vec<(u32, usize, usize)> = fits
        .iter()
        .filter_map(|(from, others)| {
            let mut others: Vec<(usize, (u32, usize, usize))> = others.iter().map(|(group, pair)| (*group, *pair)).collect();
            others.sort_by(|(_, x), (_, y)| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
            let (to, first) = *others.first()?;
            let close = |pair: (u32, usize, usize)| first.0 < pair.0 + MARGIN;
            // Another that may be the target itself leaves nothing to decide.
            let undecided = others[1..].iter().any(|(other, pair)| close(*pair) && !groups.can_join(to, *other));
            // Another that fits the target as well, and is known to be another happening, makes the target the undecided one.
            let sought = fits.get(&to).is_some_and(|fits| fits.iter().any(|(other, pair)| other != from && close(*pair) && !groups.can_join(*from, *other)));
            (!undecided && !sought).then_some(first)
        })
        .collect();
    best.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let before = joined.len();
    for (_, a, b) in best {
        if groups.join(a, b) {
            joined.push((a, b));
        }
    }
    joined.len() > before
}

/// Pairs of items whose reaches touch, each once with the smaller index first.
fn meetings(reaches: &[Span]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..reaches.len()).collect();
    order.sort_by_key(|at| (reaches[*at], *at));
    let mut pairs = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for at in order {
        open.retain(|other| reaches[*other].1 >= reaches[at].0);
        pairs.extend(open.iter().map(|other| (at.min(*other), at.max(*other))));
        open.push(at);
    }
    pairs.sort_unstable();
    pairs
}

/// Pairs that a split keeps apart.
fn set_apart(items: &[&Item], decisions: &Decisions) -> BTreeSet<(usize, usize)> {
    let mut apart = BTreeSet::new();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, decision) in decisions.holding() {
        let Act::Split { items: leaving, from } = &decision.act else { continue };
        if by_id.is_empty() {
            by_id = items.iter().enumerate().map(|(at, item)| (item.id.as_str(), at)).collect();
        }
        for a in leaving.iter().filter_map(|id| by_id.get(id.as_str())) {
            for b in from.iter().filter_map(|id| by_id.get(id.as_str())) {
                apart.insert((*a.min(b), *a.max(b)));
            }
        }
    }
    apart
}

/// Disjoint groups with what keeps them disjoint.
struct Groups {
    /// The group of each item.
    of: Vec<usize>,
    /// The items of each group; empty once it was joined to another.
    members: Vec<Vec<usize>>,
    /// The days that the reaches of a group's items have in common.
    days: Vec<Span>,
    /// Pairs of items that are two happenings.
    two: BTreeSet<(usize, usize)>,
}

impl Groups {
    fn can_join(&self, left: usize, right: usize) -> bool {
        let (a, b) = (self.days[left], self.days[right]);
        a.0 <= b.1 && b.0 <= a.1 && self.members[left].iter().all(|a| self.members[right].iter().all(|b| !self.two.contains(&(*a.min(b), *a.max(b)))))
    }

    /// Joins the groups of two items, if nothing keeps them apart. Whether it did.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (left, right) = (self.of[a].min(self.of[b]), self.of[a].max(self.of[b]));
        if left == right || !self.can_join(left, right) {
            return false;
        }
        let moved = std::mem::take(&mut self.members[right]);
        for one in &moved {
            self.of[*one] = left;
        }
        self.members[left].extend(moved);
        let (a, b) = (self.days[left], self.days[right]);
        self.days[left] = (a.0.max(b.0), a.1.min(b.1));
        true
    }
}
