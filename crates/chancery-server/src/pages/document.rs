//! The reading view: a document as it was, its facts marked in the text, their records beside it.
//!
//! Without scripts each mark is a link to its record and each record links back to its words; the script only lights both at once.

use std::collections::{BTreeMap, BTreeSet};

use chancery_archive::{DocumentRow, title};
use chancery_model::{ArticleRecord, BlockRole, DateRange, Reading};
use maud::{Markup, html};
use serde_json::json;

use crate::call::{Call, record_address};
use crate::fault::Fault;
use crate::parts;
use crate::reply::Reply;
use crate::text::{Mark, marked, plain};

/// Layers of marks in the order of the legend.
const LAYERS: [&str; 6] = ["event", "instrument", "statement", "figure", "relation", "name"];

struct View<'a, 'c> {
    call: &'a Call<'c>,
    reading: &'a Reading,
    chars: Vec<char>,
    marks: Vec<Mark>,
    /// Ids in the register of the records of this document.
    items: BTreeMap<String, String>,
    /// Records beside the text for entities: `n1` …
    names: BTreeMap<&'a str, String>,
}

/// A document.
pub(crate) fn document(call: &Call<'_>) -> Result<Reply, Fault> {
    let document = call.archive.document(call.part(0))?;
    let held = call.archive.held(&[document.number])?.pop().ok_or_else(|| Fault::not_found(call.part(0)))?;
    let (text, reading) = (held.text.as_str(), held.reading);
    let items: BTreeMap<String, String> =
        held.items.into_iter().filter(|item| item.record.starts_with(['v', 'i', 's', 'f', 'r'])).map(|item| (item.record, item.id)).collect();
    let heading = plain(&title(text).chars().collect::<Vec<_>>(), 0, usize::MAX);
    let mut view = View { call, reading: &reading, chars: text.chars().collect(), marks: Vec::new(), items, names: BTreeMap::new() };
    view.mark();
    let main = view.page(&document, &heading);
    let data = json!({
        "document": {
            "id": document.id, "source": document.source, "name": document.name, "format": document.format, "outlet": document.outlet, "url": document.url,
            "published": document.published.map(|(from, to)| [from.to_string(), to.to_string()]),
        },
        "text": text, "register": view.items, "reading": reading,
    });
    Reply::page(if heading.is_empty() { document.id.clone() } else { heading }, main, data)
}

/// The bytes as given.
pub(crate) fn original(call: &Call<'_>) -> Result<Reply, Fault> {
    let document = call.archive.document(call.part(0))?;
    let name = document.name.rsplit(['/', '\\']).next().unwrap_or("source").to_owned();
    Ok(Reply::Original { name: if name.is_empty() { document.id } else { name }, bytes: call.archive.bytes(document.number)? })
}

impl<'a> View<'a, '_> {
    fn mark(&mut self) {
        let reading = self.reading;
        let mut marks = Vec::new();
        let mut add = |span: &chancery_model::JsonSpan, record: &str, layer: &'static str| {
            marks.push(Mark { start: span.0.start as usize, end: span.0.end as usize, record: record.to_owned(), layer });
        };
        reading.events.iter().for_each(|one| one.evidence.iter().for_each(|evidence| add(&evidence.span, &one.id, "event")));
        reading.statements.iter().for_each(|one| add(&one.span, &one.id, "statement"));
        reading.figures.iter().for_each(|one| add(&one.span, &one.id, "figure"));
        reading.relations.iter().for_each(|one| add(&one.span, &one.id, "relation"));
        reading.instruments.iter().for_each(|one| one.mentions.iter().for_each(|span| add(span, &one.id, "instrument")));
        for (at, entity) in reading.entities.iter().enumerate() {
            let record = format!("n{}", at + 1);
            entity.mentions.iter().for_each(|span| add(span, &record, "name"));
            self.names.insert(&entity.id, record);
        }
        self.marks = marks;
    }

    fn page(&self, document: &DocumentRow, heading: &str) -> Markup {
        let call = self.call;
        let mut seen = BTreeSet::new();
        let link = document.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        let count = |layer: &str| self.marks.iter().filter(|mark| mark.layer == layer).map(|mark| &mark.record).collect::<BTreeSet<_>>().len();
        html! {
            header.page.document {
                p.kicker { @if let Some(outlet) = &document.outlet { (parts::short(outlet)) } @if let Some((from, to)) = document.published { " · " (parts::day(from)) @if from != to { " – " (parts::day(to)) } } }
                h1.hidden { (if heading.is_empty() { call.t("document.untitled") } else { heading }) }
                details.facts {
                    summary { (call.t("document.source")) }
                    dl {
                        dt { (call.t("document.name")) } dd { bdi { (document.name) } }
                        @if let Some(url) = link { dt { (call.t("document.url")) } dd { a href=(url) rel="noreferrer noopener nofollow external" { bdi { (url) } } } }
                        dt { (call.t("document.digest")) } dd { code { (document.source) } }
                        dt { (call.t("document.format")) } dd { (document.format) " · " (self.reading.source.encoding) " · " (self.reading.source.language) " · " (call.tf("document.length", &[&call.count(self.chars.len())])) }
                        dt { (call.t("document.address")) } dd { code { (record_address(&document.id)) } }
                        dt { (call.t("document.original")) } dd { a href={ (record_address(&document.id)) "/original" } download { (call.t("document.download")) } }
                    }
                    h2 { (call.t("record.cite")) }
                    (crate::pages::export::cite(call.archive, &document.id))
                    @for warning in &self.reading.warnings { p.warning { (warning.message) } }
                }
            }
            fieldset.legend {
                legend { (call.t("reading.marks")) }
                @for layer in LAYERS {
                    label { input type="checkbox" name=(layer) checked[layer != "name"] id={ "show-" (layer) }; " " span class={ "mark m-" (layer) } { (call.code("layer", layer)) } " " span.count { (count(layer)) } }
                }
            }
            @for article in &self.reading.articles {
                article.reading id=(article.id) {
                    div.text lang=(self.reading.source.language) { (self.text(article, &mut seen)) }
                    aside.margin aria-label={ (call.t("reading.records")) " " (article.id) } { (self.margin(article)) }
                }
            }
            (self.rest(&mut seen))
        }
    }

    fn text(&self, article: &ArticleRecord, seen: &mut BTreeSet<String>) -> Markup {
        let mut titled = false;
        html! {
            @for block in &article.blocks {
                @let (start, end) = (block.span.0.start as usize, (block.span.0.end as usize).min(self.chars.len()));
                @let inner = marked(&self.chars, start, end, &self.marks, seen);
                @match block.role {
                    BlockRole::Headline if !titled => { h2 { (inner) } @let () = titled = true; }
                    BlockRole::Headline | BlockRole::Subhead => { h3 { (inner) } }
                    BlockRole::Kicker => { p.kicker { (inner) } }
                    BlockRole::Caption => { p.caption { (inner) } }
                    BlockRole::ListItem => { p.item { (inner) } }
                    BlockRole::Byline | BlockRole::Source => { p.byline { (inner) } }
                    BlockRole::Lead | BlockRole::Body => { p { (inner) } }
                }
            }
        }
    }

    /// What no article holds is shown too: a document is shown whole.
    fn rest(&self, seen: &mut BTreeSet<String>) -> Markup {
        let mut covered: Vec<(usize, usize)> =
            self.reading.articles.iter().flat_map(|article| &article.blocks).map(|block| (block.span.0.start as usize, block.span.0.end as usize)).collect();
        covered.sort_unstable();
        let (mut at, mut left) = (0, Vec::new());
        for (start, end) in covered.into_iter().chain([(self.chars.len(), self.chars.len())]) {
            let start = start.min(self.chars.len());
            if at < start && self.chars[at..start].iter().any(|c| c.is_alphanumeric()) {
                left.push((at, start));
            }
            at = at.max(end);
        }
        html! {
            @if !left.is_empty() {
                details.rest {
                    summary { (self.call.t("reading.rest")) }
                    @for (start, end) in left { p { (marked(&self.chars, start, end, &self.marks, seen)) } }
                }
            }
        }
    }

    /// The records that an article's text tells, in order of place.
    fn margin(&self, article: &ArticleRecord) -> Markup {
        let inside = |mark: &&Mark| mark.start >= article.span.0.start as usize && mark.start < article.span.0.end as usize;
        let mut records: Vec<(&str, &str, usize)> = Vec::new();
        let mut marks: Vec<&Mark> = self.marks.iter().filter(inside).collect();
        marks.sort_by_key(|mark| (mark.start, mark.end));
        for mark in marks {
            // The first mention of a record in the document decides where it stands beside the text.
            let first = self.marks.iter().filter(|other| other.record == mark.record).map(|other| other.start).min();
            if first == Some(mark.start) && !records.iter().any(|(record, ..)| *record == mark.record) {
                records.push((&mark.record, mark.layer, mark.start));
            }
        }
        let (names, facts): (Vec<_>, Vec<_>) = records.into_iter().partition(|(_, layer, _)| *layer == "name");
        html! {
            @if facts.is_empty() && names.is_empty() { p.empty { (self.call.t("reading.nothing")) } }
            ol.cards { @for (record, layer, _) in &facts { (self.card(record, layer)) } }
            @if !names.is_empty() {
                details.names {
                    summary { (self.call.t("reading.names")) " " span.count { (names.len()) } }
                    ul.plain {
                        @for (record, ..) in &names {
                            @if let Some(entity) = record[1..].parse::<usize>().ok().and_then(|at| self.reading.entities.get(at - 1)) {
                                li id=(record) data-r=(record) { a href={ "#at-" (record) } { bdi { (entity.name) } } @if let Some(state) = entity.state.as_deref().filter(|state| *state != entity.id) { " " span.place { (self.call.name(state)) } } @if !entity.id.contains('#') { " " a.go href=(record_address(&entity.id)) { (self.call.t("reading.all")) } } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn who(&self, id: &str) -> Markup {
        let entity = self.reading.entities.iter().find(|entity| entity.id == id);
        let name = entity.map_or_else(|| self.call.name(id), |entity| entity.name.clone());
        html! { @if id.contains('#') { bdi { (name) } } @else { a.name href=(record_address(id)) { bdi { (name) } } } }
    }

    fn several(&self, ids: &[String], between: &str) -> Markup {
        html! { @for (at, id) in ids.iter().enumerate() { @if at > 0 { (between) } (self.who(id)) } }
    }

    fn date(&self, date: Option<&DateRange>) -> Markup {
        let when = date.map(|date| chancery_register::When { from: date.from, to: date.to, precision: date.precision, part: date.part });
        html! { @if when.is_some() { span.when { (parts::when(self.call, when.as_ref())) } } }
    }

    fn card(&self, record: &str, layer: &str) -> Markup {
        let call = self.call;
        let body = match layer {
            "event" => self.reading.events.iter().find(|one| one.id == record).map(|one| {
                html! {
                    p.line { (parts::kind(call, one.kind.as_str())) (parts::status(call, Some(one.status.as_str()))) " " (self.date(one.date.as_ref())) }
                    p { @if one.recipients.is_empty() { (self.several(&one.actors, " ↔ ")) } @else { (self.several(&one.actors, call.t("list.comma"))) span.arrow { " → " } (self.several(&one.recipients, call.t("list.comma"))) } }
                    @if one.topic.is_some() || !one.places.is_empty() { p.more { @if let Some(topic) = &one.topic { bdi { (topic) } " " } @if !one.places.is_empty() { (call.t("at")) " " (self.several(&one.places, call.t("list.comma"))) } } }
                    details { summary { (call.t("reading.why")) } dl.small { @for evidence in &one.evidence { dt { code { (evidence.rule) } } dd lang=(self.reading.source.language) { (plain(&evidence.quote.chars().collect::<Vec<_>>(), 0, usize::MAX)) } } dt { (call.t("confidence")) } dd.number { (format!("{:.2}", one.confidence)) } } }
                }
            }),
            "statement" => self.reading.statements.iter().find(|one| one.id == record).map(|one| {
                html! {
                    p.line { span.tag { (call.t("layer.statement")) } " " (self.who(&one.speaker)) @if let Some(verb) = one.verb.as_ref().filter(|verb| !self.reading.entities.iter().any(|entity| entity.id == one.speaker && entity.names.contains(verb))) { " " span.verb { (verb) } } }
                    p.more { (call.t(if one.direct { "statement.direct" } else { "statement.indirect" })) @if let Some(audience) = &one.audience { " · " bdi { (audience) } } }
                }
            }),
            "figure" => self.reading.figures.iter().find(|one| one.id == record).map(|one| {
                html! {
                    p.line { strong.number { (parts::figure(one.comparator.as_str(), one.value, one.unit.as_deref())) } @if let Some(quantity) = &one.quantity { " " bdi { (quantity) } } }
                    @if !one.of.is_empty() || one.period.is_some() { p.more { (self.several(&one.of, call.t("list.comma"))) " " (self.date(one.period.as_ref())) } }
                }
            }),
            "relation" => self.reading.relations.iter().find(|one| one.id == record).map(|one| {
                html! {
                    p.line { span.tag { (call.code("relation", one.action.as_str())) } " " bdi { (one.designation) } }
                    p { (self.several(&one.parties, " ↔ ")) " " (self.date(one.date.as_ref())) }
                }
            }),
            _ => self.reading.instruments.iter().find(|one| one.id == record).map(|one| {
                html! {
                    p.line { span.tag { (call.code("type", one.kind.as_str())) } " " bdi { (one.title) } }
                    @if !one.parties.is_empty() { p { (self.several(&one.parties, " ↔ ")) } }
                    @for step in &one.history { p.more { (call.code("action", step.action.as_str())) " " (self.date(step.date.as_ref())) } }
                }
            }),
        };
        html! {
            @if let Some(body) = body {
                li class={ "card l-" (layer) } id=(record) data-r=(record) tabindex="0" {
                    (body)
                    p.go { a href={ "#at-" (record) } { (call.t("reading.words")) } @if let Some(item) = self.items.get(record) { " · " a href=(record_address(item)) { (call.t("reading.register")) } } }
                }
            }
        }
    }
}
