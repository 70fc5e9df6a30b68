//! Offices and who holds them when: `president@RUS 2012-05-07/`.
//!
//! In: the cell `tenures` of a person, titles in Chinese. Out: dated tenures, the holders of an office of a body on a day, and
//! the offices of a person. Where a day is not written in full, the tenure reaches as far as the writing allows.

use std::collections::BTreeMap;

use chancery_model::{Date, EntityKind};
use chancery_text::fold_text;

use crate::Knowledge;
use crate::Rank;
use crate::lexicon::Meaning;
use crate::names::EntityRow;

/// An office held from one day to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Office id.
    pub office: String,
    /// State code, organization id or place id.
    pub body: String,
    /// Accredited to, for envoys.
    pub to_body: String,
    /// First day known, as early as the written precision allows.
    pub from: Option<Date>,
    /// Last day, as late as the written precision allows; `None` while it lasts.
    pub to: Option<Date>,
    /// Whether an end is written; `?` for one that is not known.
    pub ended: bool,
    /// The dates as written: `2012-05-07/`.
    pub written: String,
    /// The office's row, where the tables have it.
    pub office_row: Option<u32>,
    /// The body's row, where the tables have it.
    pub body_row: Option<u32>,
}

/// An office of a body: what a title means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Title {
    /// Row of the office.
    pub office: u32,
    /// State, organization or place, by row.
    pub body: u32,
    /// Accredited to, for envoys.
    pub to: Option<u32>,
}

impl Tenure {
    /// Whether the office was held on a day. What is not known for a day is no: a start that is not written, an end written as `?`.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_some_and(|from| from <= day) && (!self.ended || self.to.is_some_and(|to| day <= to))
    }

    /// The days on which it was held for certain, however its dates are completed.
    pub(crate) fn certain(&self) -> Option<(Date, Option<Date>)> {
        let (from, to) = self.written.split_once('/').unwrap_or((&self.written, ""));
        Some((latest(from)?, if self.ended { Some(earliest(to)?) } else { None }))
    }

    /// `president@RUS 2000-05-07/2008-05-07`; `None` where it is written otherwise.
    pub(crate) fn parse(text: &str) -> Option<Tenure> {
        let (head, dates) = text.split_once(' ').unwrap_or((text, ""));
        let (office, body) = head.split_once('@')?;
        let (body, to_body) = body.split_once('>').unwrap_or((body, ""));
        let dates = dates.trim();
        let (from, to) = dates.split_once('/').unwrap_or((dates, ""));
        let tenure = Tenure {
            office: office.into(),
            body: body_id(body),
            to_body: body_id(to_body),
            from: earliest(from),
            to: latest(to),
            ended: !to.is_empty(),
            written: dates.into(),
            office_row: None,
            body_row: None,
        };
        let dated = |text: &str, day: Option<Date>| matches!(text, "" | "?") || day.is_some();
        let ordered = tenure.from.zip(tenure.to).is_none_or(|(from, to)| from <= to);
        (!office.is_empty() && !body.is_empty() && dated(from, tenure.from) && dated(to, tenure.to) && ordered).then_some(tenure)
    }
}

/// Organizations and places in a column of bodies are written bare; states are upper case. Places are told apart when all names
/// are known ([`settle_places`]).
pub(crate) fn body_id(cell: &str) -> String {
    if cell.is_empty() || cell.chars().all(|c| c.is_ascii_uppercase()) { cell.into() } else { format!("org:{cell}") }
}

/// 北京 as the body of a mayor: a place where no organization has the id.
pub(crate) fn settle_places(entities: &mut [EntityRow], known: &BTreeMap<String, u32>) {
    let settle = |id: &mut String| {
        if let Some(bare) = id.strip_prefix("org:")
            && !known.contains_key(id.as_str())
        {
            *id = [bare.to_owned(), format!("place:{bare}")].into_iter().find(|other| known.contains_key(other)).unwrap_or_else(|| id.clone());
        }
    };
    for tenure in entities.iter_mut().flat_map(|entity| &mut entity.tenures) {
        settle(&mut tenure.body);
        settle(&mut tenure.to_body);
    }
}

/// The first day of a date written to the day, month or year.
pub(crate) fn earliest(text: &str) -> Option<Date> {
    match text.len() {
        4 => Date::parse(&format!("{text}-01-01")),
        7 => Date::parse(&format!("{text}-01")),
        _ => Date::parse(text),
    }
}

/// The last day of a date written to the day, month or year.
pub(crate) fn latest(text: &str) -> Option<Date> {
    match text.len() {
        4 => Date::parse(&format!("{text}-12-31")),
        7 => Date::parse(&format!("{text}-01")).map(Date::month_end),
        _ => Date::parse(text),
    }
}

/// By office and body: (entity, which of its tenures), in table order.
pub(crate) type HoldersOf = BTreeMap<String, BTreeMap<String, Vec<(u32, usize)>>>;

/// Who held an office of a body.
pub(crate) fn holders(entities: &[EntityRow]) -> HoldersOf {
    let mut map = HoldersOf::new();
    for (at, entity) in entities.iter().enumerate() {
        for (n, tenure) in entity.tenures.iter().enumerate() {
            map.entry(tenure.office.clone()).or_default().entry(tenure.body.clone()).or_default().push((at as u32, n));
        }
    }
    map
}

/// The bodies that titles name within themselves: 聯合國秘書長 is the secretary-general of the United Nations. By form, for the
/// longest name that a title begins with and whose body (or its state) has had a holder of the office.
pub(crate) fn named_bodies(knowledge: &Knowledge, titles: &[(String, u32)]) -> BTreeMap<u32, Title> {
    let mut named = BTreeMap::new();
    for (text, _) in titles {
        let Some(form) = knowledge.lexicon.find(text.chars()) else { continue };
        let held = |office: u32, body: &str| knowledge.holders.get(&knowledge.offices[office as usize].id).is_some_and(|bodies| bodies.contains_key(body));
        let chars: Vec<char> = text.chars().collect();
        // 泰王, 德總理; of longer titles one character is rarely the state (中央銀行行長).
        let shortest = if chars.len() <= 3 { 1 } else { 2 };
        let title = (shortest..chars.len()).rev().find_map(|cut| {
            let bodies: Vec<u32> = knowledge.entities_of(&chars[..cut]).collect();
            let mut bodies = bodies.iter().flat_map(|body| [Some(*body), knowledge.entity(&knowledge.entities[*body as usize].state)]).flatten();
            bodies.find_map(|body| {
                let office = knowledge.offices_of(form).find(|office| held(*office, &knowledge.entities[body as usize].id))?;
                Some(Title { office, body, to: None })
            })
        });
        if let Some(title) = title {
            named.insert(form, title);
        }
    }
    named
}

impl Knowledge {
    /// The body that a title names within itself (聯合國秘書長), with the office.
    pub fn named_body(&self, form: u32) -> Option<Title> {
        self.named_bodies.get(&form).copied()
    }

    fn offices_of(&self, form: u32) -> impl Iterator<Item = u32> {
        self.lexicon.meanings(form).iter().filter_map(|meaning| if let Meaning::Office(row) = *meaning { Some(row) } else { None })
    }

    /// Everybody who held an office of a body, with the tenure; in table order.
    pub fn tenures(&self, office: &str, body: &str) -> impl Iterator<Item = (u32, &Tenure)> {
        let rows = self.holders.get(office).and_then(|bodies| bodies.get(body)).map_or(&[][..], Vec::as_slice);
        rows.iter().map(|(entity, n)| (*entity, &self.entities[*entity as usize].tenures[*n]))
    }

    /// Who held an office of a body on a day; `None` where nobody or more than one is known.
    pub fn holder(&self, office: &str, body: &str, day: Date) -> Option<u32> {
        let mut on_day = self.tenures(office, body).filter(|(_, tenure)| tenure.holds_on(day)).map(|(entity, _)| entity);
        let first = on_day.next()?;
        on_day.all(|other| other == first).then_some(first)
    }

    /// Who held an office of a rank for a state on a day; `None` where nobody is known.
    pub fn holder_of_rank(&self, rank: Rank, state: u32, day: Date) -> Option<u32> {
        let body = &self.entities[state as usize].id;
        self.offices.iter().filter(|office| office.rank == rank).find_map(|office| self.holder(&office.id, body, day))
    }

    /// The offices that an entity held on a day.
    pub fn offices_on(&self, entity: u32, day: Date) -> impl Iterator<Item = &Tenure> {
        self.entities.get(entity as usize).into_iter().flat_map(|row| &row.tenures).filter(move |tenure| tenure.holds_on(day))
    }

    /// What a title in Chinese can mean: 美國國務卿 is a body and an office, 中國駐法國大使 has a second body, 國務卿 is an office of any
    /// body. Only what somebody is known to have held.
    pub fn titles(&self, text: &str) -> Vec<Title> {
        let chars: Vec<char> = fold_text(text).chars().filter(|c| !c.is_whitespace()).collect();
        let mut found: Vec<Title> = (1..chars.len()).flat_map(|cut| self.titles_cut(&chars, cut)).collect();
        // 聯合國秘書長 is also listed as one word; the body that it names counts.
        if found.is_empty() {
            let named = self.lexicon.find(chars.iter().copied()).and_then(|form| self.named_body(form));
            found = named.map_or_else(|| self.titles_cut(&chars, 0), |title| vec![title]);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Titles whose office begins at a place, with the bodies that stand before it.
    fn titles_cut(&self, chars: &[char], cut: usize) -> Vec<Title> {
        let offices = self.meanings_of(&chars[cut..]).filter_map(|meaning| if let Meaning::Office(row) = meaning { Some(row) } else { None });
        let titles = offices.flat_map(|office| {
            let bodies: Vec<(u32, Option<u32>)> = match chars[..cut].iter().position(|c| *c == '驻') {
                _ if cut == 0 => self.bodies_with(office).map(|body| (body, None)).collect(),
                None => self.entities_of(&chars[..cut]).map(|body| (body, None)).collect(),
                Some(at) => {
                    let to: Vec<u32> = self.entities_of(&chars[at + 1..cut]).collect();
                    self.entities_of(&chars[..at]).flat_map(|body| to.iter().map(move |to| (body, Some(*to)))).collect()
                }
            };
            bodies.into_iter().map(move |(body, to)| Title { office, body, to })
        });
        titles.filter(|title| self.holders_of(*title).next().is_some()).collect()
    }

    /// Everybody who held what a title means, with the tenure; in table order.
    pub fn holders_of(&self, title: Title) -> impl Iterator<Item = (u32, &Tenure)> {
        let id = |entity: u32| self.entities.get(entity as usize).map_or("", |row| row.id.as_str());
        let office = self.offices.get(title.office as usize).map_or("", |row| row.id.as_str());
        let to = title.to.map(id);
        self.tenures(office, id(title.body)).filter(move |(_, tenure)| to.is_none_or(|to| tenure.to_body == to))
    }

    fn bodies_with(&self, office: u32) -> impl Iterator<Item = u32> {
        let id = &self.offices[office as usize].id;
        self.holders.get(id).into_iter().flat_map(BTreeMap::keys).filter_map(|body| self.entity(body))
    }

    fn entities_of(&self, form: &[char]) -> impl Iterator<Item = u32> {
        self.meanings_of(form).filter_map(|meaning| if let Meaning::Entity(row, _) = meaning { Some(row) } else { None })
    }

    /// The persons that a name can mean, in table order.
    pub fn persons(&self, name: &str) -> Vec<u32> {
        let chars: Vec<char> = fold_text(name).chars().collect();
        self.entities_of(&chars).filter(|row| self.entities[*row as usize].kind == Some(EntityKind::Person)).collect()
    }

    fn meanings_of(&self, form: &[char]) -> impl Iterator<Item = Meaning> {
        self.lexicon.find(form.iter().copied()).map_or(&[][..], |form| self.lexicon.meanings(form)).iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenure_is_read_as_far_as_its_dates_are_written() {
        let day = |text| Date::parse(text).unwrap();
        let tenure = Tenure::parse("mayor@beijing 2016-10/2017").unwrap();
        assert_eq!((tenure.body.as_str(), tenure.from, tenure.to), ("org:beijing", Some(day("2016-10-01")), Some(day("2017-12-31"))));
        assert_eq!(tenure.certain(), Some((day("2016-10-31"), Some(day("2017-01-01")))));
        assert!(tenure.holds_on(day("2016-10-01")) && !tenure.holds_on(day("2018-01-01")));
        assert!(!Tenure::parse("mayor@beijing 2016-10/?").unwrap().holds_on(day("2016-10-01")), "its end is not known");
        assert!(!Tenure::parse("ambassador@CHN>FRA").unwrap().holds_on(day("2020-01-01")), "no date is known");
        for wrong in ["president", "@USA 2001", "president@ 2001", "president@USA 2001-13", "president@USA 2005/2001"] {
            assert_eq!(Tenure::parse(wrong), None, "{wrong}");
        }
    }
}
