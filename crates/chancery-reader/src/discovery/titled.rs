//! A surname before a title, for somebody whom the document names in full (李總理 for 李克強, 孫教授 for 教授孫文廣).
//!
//! In: the cast after the first pass, the forms that stand in the flow. Out: the words with the person whom they mean, where
//! only one person of that surname bears the title: beside his name in the text, else by what the tables know.

use std::collections::BTreeMap;

use chancery_knowledge::{Knowledge, MarkerKind, Meaning};
use chancery_model::EntityKind;
use chancery_text::{Span, is_alphabetic};

use super::{NameShapes, Shape};
use crate::cast::{Cast, Who};
use crate::scan::{FormHit, Scan};

/// The persons of a surname with the places where their names stand in full.
type Namesakes = BTreeMap<char, Vec<(Who, Vec<Span>)>>;

/// Surnames with titles, each with the person meant.
pub(crate) fn titled(knowledge: &Knowledge, shapes: &NameShapes, cast: &Cast, scan: &Scan, folded: &[char]) -> Vec<(Vec<char>, Who)> {
    let named = named(shapes, cast, folded);
    if named.is_empty() {
        return Vec::new();
    }
    let mut found: BTreeMap<Vec<char>, Option<Who>> = BTreeMap::new();
    for hit in scan.hits.iter().filter(|hit| hit.traits.is_name() && hit.traits.vouches()) {
        let (at, end) = (hit.at as usize, (hit.at + hit.len) as usize);
        let Some(persons) = at.checked_sub(1).and_then(|surname| named.get(&folded[surname])) else { continue };
        // 羅代表了…: 代表 is a verb as well.
        let verb = knowledge.marker(hit.form, &[MarkerKind::For]).is_some();
        if shapes.is_title(&folded[at..end]) && !verb && opens(shapes, scan, folded, at - 1) {
            let meant = found.entry(folded[at - 1..end].to_vec());
            meant.or_insert_with(|| bearer(knowledge, cast, persons, hit, folded));
        }
    }
    found.into_iter().filter_map(|(words, who)| Some((words, who?))).collect()
}

fn named(shapes: &NameShapes, cast: &Cast, folded: &[char]) -> Namesakes {
    let mut named = Namesakes::new();
    for (who, member) in cast.members.iter().enumerate().filter(|(_, member)| member.kind == EntityKind::Person && !member.unnamed) {
        let whole = |span: &Span| (2..=4).contains(&span.len()) && shapes.shape(&folded[span.range()]) != Shape::Foreign;
        let full: Vec<Span> = member.mentions.iter().copied().filter(whole).collect();
        if let Some(first) = full.first() {
            named.entry(folded[first.start as usize]).or_default().push((who as Who, full));
        }
    }
    named
}

/// Whether a surname may begin here: behind no character, a particle, or a word.
fn opens(shapes: &NameShapes, scan: &Scan, folded: &[char], at: usize) -> bool {
    const LONGEST_WORD: u32 = 4;
    let Some(before) = at.checked_sub(1).map(|before| folded[before]) else { return true };
    if !is_alphabetic(before) || shapes.leads(before) {
        return true;
    }
    let place = at as u32;
    let from = scan.hits.partition_point(|hit| hit.at + LONGEST_WORD < place);
    scan.hits[from..].iter().take_while(|hit| hit.at < place).any(|hit| hit.len > 1 && hit.at + hit.len == place)
}

/// The only one of some persons who bears a title.
fn bearer(knowledge: &Knowledge, cast: &Cast, persons: &[(Who, Vec<Span>)], title: &FormHit, folded: &[char]) -> Option<Who> {
    let words = &folded[title.at as usize..(title.at + title.len) as usize];
    let beside = |span: &Span| folded[..span.start as usize].ends_with(words) || folded[span.end as usize..].starts_with(words);
    let only = |bears: &dyn Fn(&(Who, Vec<Span>)) -> bool| {
        let mut bearers = persons.iter().filter(|person| bears(person));
        bearers.next().filter(|_| bearers.next().is_none()).map(|(who, _)| *who)
    };
    let office = |row: u32| knowledge.lexicon.meanings(title.form).contains(&Meaning::Office(row));
    let holds = |who: Who| {
        let row = cast.members[who as usize].known;
        row.is_some_and(|row| knowledge.entities[row as usize].tenures.iter().any(|tenure| tenure.office_row.is_some_and(office)))
    };
    only(&|(_, spans)| spans.iter().any(beside)).or_else(|| only(&|(who, _)| holds(*who)))
}
