//! An event item as comparison sees it.
//!
//! In: an item and the decisions about persons. Out: its participants by role and side, its time, its topic. Which words outlets use for one
//! kind of conference stands in `data/conference_words.tsv`; what one side does once in days in `data/single_acts.tsv`.

use std::sync::LazyLock;

use chancery_model::EventKind;

use crate::item::{Time, family};
use crate::{Body, Decisions, EventBody, Item, Participant};

/// An event with what comparison needs at hand.
pub(super) struct View<'a> {
    pub item: &'a Item,
    pub event: &'a EventBody,
    pub family: &'static str,
    pub time: Time,
    /// Principals by role and side, sorted.
    pub groups: Vec<Group<'a>>,
    /// Letters of the topic.
    pub topic: Vec<char>,
    /// What kind of conference the topic is.
    pub conference: Option<&'static str>,
    /// Acts that one side does once in days.
    pub single: Vec<&'static str>,
}

/// The principals of one side in one role.
pub(super) struct Group<'a> {
    /// Whether they are acted upon.
    pub recipient: bool,
    /// State or organization, or the key of one who acts for none that is known.
    pub side: &'a str,
    /// Persons with a name.
    pub persons: Vec<Person<'a>>,
    /// Persons that are described, not named.
    pub described: Vec<&'a Participant>,
    /// Organizations other than the side itself.
    pub bodies: Vec<&'a str>,
}

/// A person with the key that decisions give it.
#[derive(Clone, Copy)]
pub(super) struct Person<'a> {
    pub key: &'a str,
    pub office: Option<&'a str>,
    /// Whether the knowledge holds it.
    pub known: bool,
}

impl<'a> View<'a> {
    /// `None` for an item that is no event.
    pub fn new(item: &'a Item, decisions: &'a Decisions) -> Option<View<'a>> {
        let Body::Event(event) = &item.body else { return None };
        let mut groups: Vec<Group<'a>> = Vec::new();
        for (recipient, participants) in [(false, &event.actors), (true, &event.recipients)] {
            for one in participants {
                add(&mut groups, recipient, one, decisions);
            }
        }
        groups.sort_by(|a, b| (a.recipient, a.side).cmp(&(b.recipient, b.side)));
        let (topic, conference) = event.topic.as_deref().map(topic).unwrap_or_default();
        let time = Time::of(event.date.as_ref(), &item.origin);
        let single = SINGLE_ACTS.iter().filter(|(rule, _)| event.acts.iter().any(|act| act == rule)).map(|(_, act)| *act).collect();
        Some(View { item, event, family: family(event.kind), time, groups, topic, conference, single })
    }

    pub fn kind(&self) -> EventKind {
        self.event.kind
    }
}

fn add<'a>(groups: &mut Vec<Group<'a>>, recipient: bool, one: &'a Participant, decisions: &'a Decisions) {
    let key = decisions.key(&one.key);
    let is_side = !key.contains(':') || one.state.as_deref() == Some(key);
    let side = if is_side { key } else { one.state.as_deref().unwrap_or(key) };
    let at = groups.iter().position(|group| group.recipient == recipient && group.side == side).unwrap_or_else(|| {
        groups.push(Group { recipient, side, persons: Vec::new(), described: Vec::new(), bodies: Vec::new() });
        groups.len() - 1
    });
    let group = &mut groups[at];
    if is_side {
        return;
    }
    if !key.starts_with("person:") {
        group.bodies.push(key);
    } else if one.named {
        group.persons.push(Person { key, office: one.office.as_deref(), known: !key.contains('@') });
    } else {
        group.described.push(one);
    }
}

/// Words for kinds of conferences, each with its kind, the longest first.
static CONFERENCE_WORDS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/conference_words.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut words: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once('\t')).map(|(kind, word)| (word, kind)).collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words
});

/// Rules that read what one side does once in days, each with the act.
static SINGLE_ACTS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/single_acts.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).map(|(act, rule)| (rule, act)).collect()
});

/// A topic's letters, with the kind of conference in the word that stands for those of all outlets; and this kind.
fn topic(told: &str) -> (Vec<char>, Option<&'static str>) {
    let folded: String = chancery_text::fold_text(told).chars().filter(|c| c.is_alphanumeric() && !is_numeral(*c)).collect();
    match CONFERENCE_WORDS.iter().find(|(word, _)| folded.ends_with(word)) {
        Some((word, kind)) => (folded[..folded.len() - word.len()].chars().chain(kind.chars()).collect(), Some(kind)),
        None => (folded.chars().collect(), None),
    }
}

/// 第十一次 and 第11次 are one number; which it is stands in the ordinal.
fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百第次届".contains(c)
}
