//! The tables: one per kind of record, with what each column means.
//!
//! In: a selection. Out: rows, table by table. Events and reports are tables of their own, so that neither count is taken for the other;
//! where reports disagree every claim is a row. The same columns serve CSV, Parquet and the data package.

use std::collections::BTreeSet;

use chancery_archive::Held;
use chancery_model::Date;
use chancery_register::{Body, Claim, Contested, Record, Review, Took, When};

use crate::cell::{Cell, Column};
use crate::selection::{Selection, Story, Telling, layer_of};
use crate::{Error, dates};

mod columns;

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Happenings.
    Events,
    /// What each document says of an event, instrument or relation.
    Reports,
    /// The words of each report.
    Evidence,
    /// What reports disagree on.
    Claims,
    /// Treaties, statements, contracts.
    Instruments,
    /// What happened to an instrument.
    Steps,
    /// How long an instrument holds.
    Terms,
    /// Relations between parties.
    Relations,
    /// Names of a relation in order of time.
    Designations,
    /// What was said.
    Statements,
    /// Numbers.
    Figures,
    /// Persons and organizations.
    Persons,
    /// Sources.
    Documents,
}

impl Table {
    /// All, in the order in which they are written.
    pub const ALL: &'static [Table] = &[
        Table::Events,
        Table::Reports,
        Table::Evidence,
        Table::Claims,
        Table::Instruments,
        Table::Steps,
        Table::Terms,
        Table::Relations,
        Table::Designations,
        Table::Statements,
        Table::Figures,
        Table::Persons,
        Table::Documents,
    ];

    /// Its name, which is also the stem of its file.
    pub fn name(self) -> &'static str {
        match self {
            Table::Events => "events",
            Table::Reports => "reports",
            Table::Evidence => "evidence",
            Table::Claims => "claims",
            Table::Instruments => "instruments",
            Table::Steps => "steps",
            Table::Terms => "terms",
            Table::Relations => "relations",
            Table::Designations => "designations",
            Table::Statements => "statements",
            Table::Figures => "figures",
            Table::Persons => "persons",
            Table::Documents => "documents",
        }
    }

    /// The table with a name.
    pub fn parse(name: &str) -> Option<Table> {
        Table::ALL.iter().copied().find(|table| table.name() == name)
    }

    /// What a row is, as a sentence.
    pub fn about(self) -> &'static str {
        columns::about(self)
    }

    /// Its columns.
    pub fn columns(self) -> &'static [Column] {
        columns::of(self)
    }
}

/// Hands out the rows of the tables wanted.
pub(crate) fn rows(selection: &Selection<'_>, wanted: &[Table], emit: &mut dyn FnMut(Table, Vec<Cell>) -> Result<(), Error>) -> Result<(), Error> {
    let wants = |tables: &[Table]| tables.iter().any(|table| wanted.contains(table));
    let mut seen = Seen::default();
    // Persons and documents are those that the selection names.
    let all = wants(&[Table::Persons, Table::Documents]);
    // The tables of records alone need no words: their documents are not opened.
    let words = all || wants(&[Table::Reports, Table::Evidence]);
    for (layer, own) in [
        ("event", &[Table::Events][..]),
        ("instrument", &[Table::Instruments, Table::Steps, Table::Terms]),
        ("relation", &[Table::Relations, Table::Designations]),
    ] {
        let mut emit = |table, row| if wanted.contains(&table) { emit(table, row) } else { Ok(()) };
        if words {
            selection.stories(layer, |story| {
                seen.story(story);
                record(selection, &story.record, &mut emit)?;
                story.tellings.iter().try_for_each(|telling| report(&story.record, telling, &mut emit))
            })?;
        } else if wants(&[Table::Claims]) || wants(own) {
            selection.wholes(layer, |whole| record(selection, &whole.record, &mut emit))?;
        }
    }
    for (layer, table) in [("statement", Table::Statements), ("figure", Table::Figures)] {
        if all || wanted.contains(&table) {
            selection.told(layer, |telling| {
                seen.telling(telling);
                if !wanted.contains(&table) {
                    return Ok(());
                }
                let row = if table == Table::Statements { statement(selection, telling)? } else { figure(telling) };
                row.map_or(Ok(()), |row| emit(table, row))
            })?;
        }
    }
    if wanted.contains(&Table::Persons) {
        persons(selection, &seen, emit)?;
    }
    if wanted.contains(&Table::Documents) {
        selection.each_document(&seen.documents, |held| emit(Table::Documents, document(held)))?;
    }
    Ok(())
}

/// What the rows named.
#[derive(Default)]
struct Seen {
    documents: BTreeSet<i64>,
    keys: BTreeSet<String>,
}

impl Seen {
    fn story(&mut self, story: &Story) {
        story.tellings.iter().for_each(|telling| self.telling(telling));
    }

    fn telling(&mut self, telling: &Telling) {
        self.documents.insert(telling.document.number);
        for key in telling.item.entities() {
            if !self.keys.contains(key) {
                self.keys.insert(key.to_owned());
            }
        }
    }
}

fn keys(list: &[Took]) -> Cell {
    Cell::list(list.iter().map(|took| &took.key))
}

/// EDTF, first day, last day, precision, part of the day.
fn when(when: Option<&When>) -> [Cell; 5] {
    let Some(when) = when else { return std::array::from_fn(|_| Cell::Empty) };
    [
        Cell::text(dates::edtf(when)),
        Cell::day(when.from),
        Cell::day(when.to),
        if when.from.or(when.to).is_some() { Cell::text(when.precision.as_str()) } else { Cell::Empty },
        Cell::maybe(when.part.map(|part| part.as_str())),
    ]
}

fn contested(list: &[Contested]) -> Cell {
    Cell::list(list.iter().map(|contested| &contested.field))
}

fn review(review: Option<Review>) -> Cell {
    Cell::maybe(review.map(review_name))
}

/// The code of a decision about a record.
pub(crate) fn review_name(review: Review) -> &'static str {
    match review {
        Review::Accepted => "accepted",
        Review::Rejected => "rejected",
    }
}

fn outlets(record: &Record) -> Cell {
    let outlets: BTreeSet<&String> = record.reports().iter().filter_map(|report| report.outlet.as_ref()).collect();
    Cell::list(outlets)
}

/// First and last day of publication of its reports.
fn published(record: &Record) -> [Cell; 2] {
    let days: Vec<Date> = record.reports().iter().filter_map(|report| report.published).collect();
    [Cell::day(days.iter().min().copied()), Cell::day(days.iter().max().copied())]
}

fn record(selection: &Selection<'_>, record: &Record, emit: &mut dyn FnMut(Table, Vec<Cell>) -> Result<(), Error>) -> Result<(), Error> {
    let [first, last] = published(record);
    match record {
        Record::Event(event) => {
            let names = |list: &[Took]| -> Result<Cell, Error> { Ok(Cell::List(list.iter().map(|took| selection.name(&took.key)).collect::<Result<_, _>>()?)) };
            let some = |value: fn(&Took) -> Option<&String>| Cell::list(event.actors.iter().map(|took| value(took).cloned().unwrap_or_default()));
            let code = chancery_model::crosswalk(event.kind, event.status);
            let mut row = vec![Cell::text(&event.id), Cell::text(event.kind.as_str()), Cell::text(event.status.as_str())];
            row.extend(when(event.date.as_ref()));
            row.extend([keys(&event.actors), names(&event.actors)?, some(|took| took.state.as_ref()), some(|took| took.office.as_ref())]);
            row.extend([keys(&event.recipients), names(&event.recipients)?, keys(&event.attendees), keys(&event.witnesses), keys(&event.mediators)]);
            row.extend([Cell::list(&event.sides), keys(&event.places), names(&event.places)?]);
            row.extend([Cell::maybe(event.level.map(|level| level.as_str())), event.ordinal.map_or(Cell::Empty, |ordinal| Cell::Whole(ordinal.into()))]);
            row.extend([Cell::maybe(event.topic.as_ref()), Cell::list(&event.instruments)]);
            row.extend([Cell::maybe(code.map(|code| code.plover)), Cell::maybe(code.map(|code| code.mode)), Cell::maybe(code.map(|code| code.cameo))]);
            row.extend([contested(&event.contested), review(event.review), Cell::count(event.report_count), Cell::count(event.source_count)]);
            row.extend([outlets(record), first, last]);
            emit(Table::Events, row)?;
            event.contested.iter().try_for_each(|contested| claims(record, contested, emit))
        }
        Record::Instrument(instrument) => {
            let mut row = vec![Cell::text(&instrument.id), Cell::text(&instrument.title), Cell::list(&instrument.titles)];
            row.extend([Cell::text(instrument.kind.as_str()), Cell::list(&instrument.parties), Cell::maybe(instrument.subject.as_ref())]);
            let basis = instrument.expires_basis.as_ref();
            row.extend(when(instrument.expires.as_ref()).into_iter().take(4));
            row.extend([Cell::maybe(basis.map(|basis| basis.how.as_str())), basis.map_or(Cell::Empty, |basis| Cell::Flag(basis.renews))]);
            row.push(Cell::list(basis.into_iter().flat_map(|basis| &basis.items)));
            row.extend([contested(&instrument.contested), review(instrument.review)]);
            row.extend([Cell::count(instrument.report_count), Cell::count(instrument.source_count), outlets(record), first, last]);
            emit(Table::Instruments, row)?;
            for (step, number) in instrument.history.iter().zip(1..) {
                let mut row = vec![Cell::text(&instrument.id), Cell::Whole(number), Cell::text(step.action.as_str())];
                row.extend(when(step.date.as_ref()));
                row.extend([Cell::list(&step.parties), Cell::list(&step.items)]);
                emit(Table::Steps, row)?;
            }
            for (term, number) in instrument.terms.iter().zip(1..) {
                let mut row = vec![Cell::text(&instrument.id), Cell::Whole(number), Cell::text(term.kind.as_str())];
                row.extend(when(term.date.as_ref()).into_iter().take(4));
                row.extend([Cell::maybe(term.duration.as_ref()), Cell::list(&term.items)]);
                emit(Table::Terms, row)?;
            }
            instrument.contested.iter().try_for_each(|contested| claims(record, contested, emit))
        }
        Record::Relation(relation) => {
            let mut row = vec![Cell::text(&relation.id), Cell::list(&relation.parties)];
            row.push(Cell::maybe(relation.ladder.last().map(|step| &step.designation)));
            row.extend([contested(&relation.contested), review(relation.review)]);
            row.extend([Cell::count(relation.report_count), Cell::count(relation.source_count), outlets(record), first, last]);
            emit(Table::Relations, row)?;
            for (step, number) in relation.ladder.iter().zip(1..) {
                let mut row = vec![Cell::text(&relation.id), Cell::Whole(number), Cell::text(&step.designation), Cell::text(step.action.as_str())];
                row.extend(when(step.date.as_ref()));
                row.extend([Cell::day(step.used.map(|(first, _)| first)), Cell::day(step.used.map(|(_, last)| last)), Cell::list(&step.items)]);
                emit(Table::Designations, row)?;
            }
            relation.contested.iter().try_for_each(|contested| claims(record, contested, emit))
        }
        _ => Ok(()),
    }
}

fn claims(record: &Record, contested: &Contested, emit: &mut dyn FnMut(Table, Vec<Cell>) -> Result<(), Error>) -> Result<(), Error> {
    for (at, Claim { value, items, sources }) in contested.claims.iter().enumerate() {
        let preferred = at == 0;
        let reason = if preferred { Cell::text(&contested.preference) } else { Cell::Empty };
        let mut row = vec![Cell::text(record.id()), Cell::text(layer_of(record)), Cell::text(&contested.field), Cell::text(value)];
        row.extend([Cell::Flag(preferred), reason, Cell::count(*sources), Cell::list(items)]);
        emit(Table::Claims, row)?;
    }
    Ok(())
}

fn report(record: &Record, telling: &Telling, emit: &mut dyn FnMut(Table, Vec<Cell>) -> Result<(), Error>) -> Result<(), Error> {
    let (document, item) = (&telling.document, &telling.item);
    let (kind, status, date, said_by, confidence) = match &item.body {
        Body::Event(event) => {
            (event.kind.as_str(), Some(event.status.as_str()), event.date, event.said_by.clone(), Cell::Real(f64::from(event.confidence) / 1000.0))
        }
        Body::Instrument(instrument) => (instrument.kind.as_str(), None, None, None, Cell::Empty),
        Body::Relation(relation) => (relation.action.as_str(), None, relation.date, None, Cell::Empty),
        _ => return Ok(()),
    };
    let mut row = vec![Cell::text(&item.id), Cell::text(record.id()), Cell::text(layer_of(record)), Cell::text(&document.id)];
    row.extend([Cell::maybe(item.article.as_ref()), Cell::maybe(item.origin.group.as_ref()), Cell::maybe(document.outlet.as_ref())]);
    row.push(Cell::text(dates::published(document.published)));
    row.extend([Cell::text(kind), Cell::maybe(status)]);
    row.extend(when(date.as_ref()));
    row.extend([Cell::maybe(said_by), confidence]);
    emit(Table::Reports, row)?;
    for (words, number) in telling.words.iter().zip(1..) {
        let mut row = vec![Cell::text(&item.id), Cell::Whole(number), Cell::text(record.id()), Cell::text(&document.id)];
        row.extend([Cell::text(&document.source), Cell::Whole(words.start.into()), Cell::Whole(words.end.into())]);
        row.extend([Cell::text(&words.quote), Cell::maybe(words.rule.as_ref())]);
        emit(Table::Evidence, row)?;
    }
    Ok(())
}

fn place(telling: &Telling) -> [Cell; 3] {
    match telling.words.first() {
        Some(words) => [Cell::Whole(words.start.into()), Cell::Whole(words.end.into()), Cell::text(&words.quote)],
        None => std::array::from_fn(|_| Cell::Empty),
    }
}

fn statement(selection: &Selection<'_>, telling: &Telling) -> Result<Option<Vec<Cell>>, Error> {
    let (document, item) = (&telling.document, &telling.item);
    let Body::Statement(statement) = &item.body else { return Ok(None) };
    let mut row = vec![Cell::text(&item.id), Cell::text(&document.id), Cell::maybe(document.outlet.as_ref())];
    row.push(Cell::text(dates::published(document.published)));
    row.extend([Cell::text(&statement.speaker), Cell::text(selection.name(&statement.speaker)?)]);
    row.extend([Cell::maybe(statement.verb.as_ref()), Cell::Flag(statement.direct), Cell::maybe(statement.audience.as_ref())]);
    row.extend(place(telling));
    Ok(Some(row))
}

fn figure(telling: &Telling) -> Option<Vec<Cell>> {
    let (document, item) = (&telling.document, &telling.item);
    let Body::Figure(figure) = &item.body else { return None };
    let mut row = vec![Cell::text(&item.id), Cell::text(&document.id), Cell::maybe(document.outlet.as_ref())];
    row.push(Cell::text(dates::published(document.published)));
    row.extend([Cell::list(&figure.of), Cell::maybe(figure.quantity.as_ref()), Cell::text(figure.comparator.as_str()), Cell::Real(figure.value)]);
    row.extend([Cell::maybe(figure.unit.as_ref()), Cell::Flag(figure.ordinal)]);
    row.extend(when(figure.period.as_ref()).into_iter().take(4));
    row.extend([Cell::maybe(figure.trend.map(|trend| trend.as_str())), Cell::maybe(figure.said_by.as_ref())]);
    row.extend(place(telling));
    Some(row)
}

fn persons(selection: &Selection<'_>, seen: &Seen, emit: &mut dyn FnMut(Table, Vec<Cell>) -> Result<(), Error>) -> Result<(), Error> {
    let everybody = selection.filter().is_some_and(|filter| *filter == Default::default());
    for one in selection.archive.names("person")? {
        if !everybody && !seen.keys.contains(&one.id) {
            continue;
        }
        let kind = one.id.split_once(':').map_or("", |(kind, _)| kind);
        let mut row = vec![Cell::text(&one.id), Cell::text(kind), Cell::text(&one.name), Cell::maybe(one.english.as_ref()), Cell::maybe(one.state.as_ref())];
        row.extend([Cell::Flag(one.known), Cell::Whole(one.documents), Cell::Whole(one.uses), Cell::day(one.first), Cell::day(one.last)]);
        emit(Table::Persons, row)?;
    }
    Ok(())
}

fn document(held: &Held) -> Vec<Cell> {
    let document = &held.document;
    let published = document.published;
    vec![
        Cell::text(&document.id),
        Cell::text(&document.source),
        Cell::text(&document.name),
        Cell::text(&document.format),
        Cell::text(title(held)),
        Cell::maybe(document.outlet.as_ref()),
        Cell::text(dates::published(published)),
        Cell::day(published.map(|(from, _)| from)),
        Cell::day(published.map(|(_, to)| to)),
        Cell::maybe(document.url.as_ref()),
        Cell::text(&held.reading.source.language),
        Cell::Whole(held.text.len() as i64),
        Cell::text(dates::instant(document.added)),
    ]
}

/// What a document is called: its first line with words in it, without characters that a line can't hold.
pub(crate) fn title(held: &Held) -> String {
    chancery_archive::title(held.text.as_str()).chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}
