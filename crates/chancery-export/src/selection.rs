//! What is exported: records with their reports and the words of each.
//!
//! In: an archive and a filter, or ids. Out: [`Story`]s one after another, statements and figures as [`Telling`]s, documents. Texts are read a
//! few hundred at a time; nothing is kept but what a format keeps itself.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chancery_archive::{Archive, DocumentRow, Filter, Held, Name, Whole};
use chancery_model::JsonSpan;
use chancery_register::{Body, Item, Record};

use crate::cell::Column;
use crate::delimited::CsvOptions;
use crate::tables::Table;
use crate::{Error, countries, known};

/// Reports whose documents are read at a time.
const BATCH: usize = 256;

/// What is exported and how.
pub struct Selection<'a> {
    pub(crate) archive: &'a Archive,
    scope: Scope,
    /// Of formats with tables, the only one wanted; all where `None`.
    pub table: Option<Table>,
    /// How CSV is written.
    pub csv: CsvOptions,
    /// The most characters of a quotation, for those who may not share more; places and hashes are always whole.
    pub quote: Option<usize>,
    /// Of gatherings of more than two sides, GDELT rows for each pair.
    pub pairs: bool,
    names: RefCell<BTreeMap<String, Option<Name>>>,
}

enum Scope {
    Filter(Filter),
    Records(Vec<String>),
}

/// Words that something was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub quote: String,
    /// Code points of the stored text, the end excluded.
    pub start: u32,
    pub end: u32,
    pub rule: Option<String>,
}

/// What one document says, with its words.
pub(crate) struct Telling {
    pub document: DocumentRow,
    pub item: Item,
    pub words: Vec<Words>,
    pub held: Rc<Held>,
}

/// A record with all its reports.
pub(crate) struct Story {
    pub record: Record,
    pub tellings: Vec<Telling>,
}

impl<'a> Selection<'a> {
    /// All records that fit a filter.
    pub fn new(archive: &'a Archive, filter: Filter) -> Selection<'a> {
        Selection::of(archive, Scope::Filter(filter))
    }

    /// The records with these ids; of references, also documents.
    pub fn records(archive: &'a Archive, ids: Vec<String>) -> Selection<'a> {
        Selection::of(archive, Scope::Records(ids))
    }

    fn of(archive: &'a Archive, scope: Scope) -> Selection<'a> {
        Selection { archive, scope, table: None, csv: CsvOptions::default(), quote: None, pairs: false, names: RefCell::default() }
    }

    /// The filter; `None` for a selection of records.
    pub(crate) fn filter(&self) -> Option<&Filter> {
        match &self.scope {
            Scope::Filter(filter) => Some(filter),
            Scope::Records(_) => None,
        }
    }

    /// The same with other statuses, unless the filter has some.
    pub(crate) fn with_statuses(&self, statuses: &[&str]) -> Selection<'a> {
        let scope = match &self.scope {
            Scope::Filter(filter) if filter.statuses.is_empty() => {
                Scope::Filter(Filter { statuses: statuses.iter().map(|status| (*status).to_owned()).collect(), ..filter.clone() })
            }
            Scope::Filter(filter) => Scope::Filter(filter.clone()),
            Scope::Records(ids) => Scope::Records(ids.clone()),
        };
        Selection { table: self.table, csv: self.csv, quote: self.quote, pairs: self.pairs, ..Selection::of(self.archive, scope) }
    }

    /// Calls `each` with every event, instrument or relation and its reports, without their words.
    pub(crate) fn wholes(&self, layer: &str, mut each: impl FnMut(Whole) -> Result<(), Error>) -> Result<(), Error> {
        match &self.scope {
            Scope::Filter(filter) => {
                // Statuses are of events alone.
                let filter = if layer == "event" { filter.clone() } else { Filter { statuses: Vec::new(), ..filter.clone() } };
                self.archive.wholes(layer, &filter, |whole| each(whole).map(|()| true))
            }
            Scope::Records(ids) => {
                for id in ids.iter().filter(|id| !is_document(id)) {
                    let whole = self.archive.whole(id)?;
                    if layer_of(&whole.record) == layer {
                        each(whole)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Calls `each` with every event, instrument or relation.
    pub(crate) fn stories(&self, layer: &str, mut each: impl FnMut(&Story) -> Result<(), Error>) -> Result<(), Error> {
        let mut batch: Vec<Whole> = Vec::new();
        let mut reports = 0;
        self.wholes(layer, |whole| {
            reports += whole.reports.len();
            batch.push(whole);
            if reports < BATCH {
                return Ok(());
            }
            reports = 0;
            self.tell(std::mem::take(&mut batch), &mut each)
        })?;
        self.tell(batch, &mut each)
    }

    fn tell(&self, batch: Vec<Whole>, each: &mut dyn FnMut(&Story) -> Result<(), Error>) -> Result<(), Error> {
        let numbers: BTreeSet<i64> = batch.iter().flat_map(|whole| whole.reports.iter().map(|(document, _)| document.number)).collect();
        let held = self.held(&numbers.into_iter().collect::<Vec<_>>())?;
        for whole in batch {
            let tellings = whole.reports.into_iter().filter_map(|(document, item)| self.telling(document, item, &held)).collect();
            each(&Story { record: whole.record, tellings })?;
        }
        Ok(())
    }

    /// Calls `each` with every statement or figure (`layer`: `statement`, `figure`).
    pub(crate) fn told(&self, layer: &str, mut each: impl FnMut(&Telling) -> Result<(), Error>) -> Result<(), Error> {
        let mut batch: Vec<(DocumentRow, Item)> = Vec::new();
        let mut flush = |batch: Vec<(DocumentRow, Item)>| {
            let numbers: BTreeSet<i64> = batch.iter().map(|(document, _)| document.number).collect();
            let held = self.held(&numbers.into_iter().collect::<Vec<_>>())?;
            batch
                .into_iter()
                .filter_map(|(document, item)| self.telling(document, item, &held))
                .filter(|telling| !telling.words.is_empty())
                .try_for_each(|telling| each(&telling))
        };
        match &self.scope {
            Scope::Filter(filter) => self.archive.told(layer, filter, |document, item, _| {
                if batch.len() >= BATCH * 8 && batch.last().is_some_and(|(last, _)| last.number != document.number) {
                    flush(std::mem::take(&mut batch))?;
                }
                batch.push((document.clone(), item.clone()));
                Ok::<_, Error>(true)
            })?,
            Scope::Records(ids) => {
                for id in ids.iter().filter(|id| !is_document(id)) {
                    let whole = self.archive.whole(id)?;
                    if layer_of(&whole.record) == layer {
                        batch.extend(whole.reports);
                    }
                }
            }
        }
        flush(batch)
    }

    /// Numbers of the documents that tell an event, instrument or relation of the selection, in order.
    pub(crate) fn documents(&self) -> Result<BTreeSet<i64>, Error> {
        let mut numbers = BTreeSet::new();
        match &self.scope {
            Scope::Filter(filter) => {
                for layer in ["event", "instrument", "relation"] {
                    self.archive.rows(layer, filter, |row| {
                        numbers.extend(row.summary.documents);
                        Ok::<_, Error>(true)
                    })?;
                }
            }
            Scope::Records(ids) => {
                for id in ids {
                    if is_document(id) {
                        numbers.insert(self.archive.document(id)?.number);
                    } else {
                        numbers.extend(self.archive.whole(id)?.reports.iter().map(|(document, _)| document.number));
                    }
                }
            }
        }
        Ok(numbers)
    }

    /// Documents with their texts, in order of number.
    pub(crate) fn held(&self, numbers: &[i64]) -> Result<BTreeMap<i64, Rc<Held>>, Error> {
        Ok(self.archive.held(numbers)?.into_iter().map(|held| (held.document.number, Rc::new(held))).collect())
    }

    /// Calls `each` with documents by number, some hundreds read at a time.
    pub(crate) fn each_document(&self, numbers: &BTreeSet<i64>, mut each: impl FnMut(&Held) -> Result<(), Error>) -> Result<(), Error> {
        let numbers: Vec<i64> = numbers.iter().copied().collect();
        for chunk in numbers.chunks(BATCH) {
            self.archive.held(chunk)?.iter().try_for_each(&mut each)?;
        }
        Ok(())
    }

    fn telling(&self, document: DocumentRow, item: Item, held: &BTreeMap<i64, Rc<Held>>) -> Option<Telling> {
        let held = Rc::clone(held.get(&document.number)?);
        let mut words = self.words(&held, &item);
        // An empty place is no evidence.
        words.retain(|words| words.start < words.end);
        Some(Telling { document, item, words, held })
    }

    fn words(&self, held: &Held, item: &Item) -> Vec<Words> {
        let reading = &held.reading;
        let cut = |quote: &str| self.quote.map_or_else(|| quote.to_owned(), |most| quote.chars().take(most).collect());
        let at = |quote: &str, span: &JsonSpan, rule: Option<&String>| Words { quote: cut(quote), start: span.0.start, end: span.0.end, rule: rule.cloned() };
        let mention = |span: &JsonSpan| at(held.text.slice(span.0), span, None);
        let own = |id: &String| *id == item.record;
        match &item.body {
            Body::Event(_) => {
                let evidence = reading.events.iter().filter(|one| own(&one.id)).flat_map(|one| &one.evidence);
                evidence.map(|one| at(&one.quote, &one.span, Some(&one.rule))).collect()
            }
            Body::Instrument(_) => {
                let instruments = || reading.instruments.iter().filter(|one| own(&one.id));
                let terms = instruments().flat_map(|one| &one.terms).map(|term| at(&term.quote, &term.span, None));
                instruments().flat_map(|one| &one.mentions).map(mention).chain(terms).collect()
            }
            Body::Statement(_) => reading.statements.iter().filter(|one| own(&one.id)).map(|one| at(&one.quote, &one.span, None)).collect(),
            Body::Figure(_) => reading.figures.iter().filter(|one| own(&one.id)).map(|one| at(&one.quote, &one.span, None)).collect(),
            Body::Relation(_) => reading.relations.iter().filter(|one| own(&one.id)).map(|one| at(&one.quote, &one.span, None)).collect(),
            Body::Person(_) => reading.entities.iter().filter(|one| own(&one.id)).flat_map(|one| &one.mentions).map(mention).collect(),
            Body::Formulation(_) => Vec::new(),
        }
    }

    /// What the archive knows of a person or organization.
    pub(crate) fn named(&self, key: &str) -> Result<Option<Name>, Error> {
        if let Some(name) = self.names.borrow().get(key) {
            return Ok(name.clone());
        }
        let name = self.archive.name(key)?;
        self.names.borrow_mut().insert(key.to_owned(), name.clone());
        Ok(name)
    }

    /// What a person, organization, place or state is called: as the documents write it, a state or known place in English.
    pub(crate) fn name(&self, key: &str) -> Result<String, Error> {
        if let Some(country) = countries::country(key) {
            return Ok(country.english.to_owned());
        }
        if let Some((_, english)) = known::place(key).filter(|(_, english)| !english.is_empty()) {
            return Ok(english.to_owned());
        }
        let tail = key.split_once(':').map_or(key, |(_, tail)| tail);
        Ok(self.named(key)?.map_or_else(|| tail.split('@').next().unwrap_or(tail).to_owned(), |name| name.name))
    }

    /// The name in English, where it is known.
    pub(crate) fn english(&self, key: &str) -> Result<Option<String>, Error> {
        if let Some(country) = countries::country(key) {
            return Ok(Some(country.english.to_owned()));
        }
        if let Some((_, english)) = known::place(key).filter(|(_, english)| !english.is_empty()) {
            return Ok(Some(english.to_owned()));
        }
        Ok(self.named(key)?.and_then(|name| name.english).map(|english| english.split('|').next().unwrap_or_default().to_owned()))
    }

    /// The only table wanted, with its columns.
    pub(crate) fn only(&self) -> Option<(Table, &'static [Column])> {
        self.table.map(|table| (table, table.columns()))
    }
}

fn is_document(id: &str) -> bool {
    id.starts_with("d-") || id.starts_with("sha256:")
}

/// The name of a record's layer.
pub(crate) fn layer_of(record: &Record) -> &'static str {
    match record {
        Record::Event(_) => "event",
        Record::Instrument(_) => "instrument",
        Record::Statement(_) => "statement",
        Record::Figure(_) => "figure",
        Record::Relation(_) => "relation",
        Record::Person(_) => "person",
        Record::Formulation(_) => "formulation",
    }
}
