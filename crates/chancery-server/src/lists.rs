//! Lists: entries of a layer that fit a filter, a page at a time or all as they come.
//!
//! In: a layer and a call. Out: a page of entries with the cursor of the next, or rows that stream.

use std::collections::BTreeMap;

use chancery_archive::{Archive, Candidates, Filter, Name, title};
use chancery_model::Date;
use chancery_text::fold_text;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::call::Call;
use crate::columns::{Entry, Layer};
use crate::facets::{facet, replacing};
use crate::fault::Fault;
use crate::filter::{self, cursor_of};
use crate::pages::people::rows;
use crate::reply::{Reply, object};
use crate::route::Shape;

/// Rows of a page unless asked otherwise.
const PAGE: usize = 50;

/// A page of a list.
pub(crate) struct Page {
    pub entries: Vec<Entry>,
    /// Address of the next page.
    pub next: Option<String>,
    pub filter: Filter,
    /// Whether the filter leaves too much, so that nothing can be counted by it yet.
    pub unsure: bool,
}

/// Answers a list in the shape asked for.
pub(crate) fn list(call: &Call<'_>, layer: Layer, title: &str, draw: impl FnOnce(&Call<'_>, &Page) -> Result<Markup, Fault>) -> Result<Reply, Fault> {
    let asked = Asked::of(call, layer)?;
    if call.shape.streams() {
        let most = call.number("limit").unwrap_or(usize::MAX);
        return Ok(Reply::Rows {
            columns: layer.columns().to_vec(),
            name: layer.name(),
            produce: Box::new(move |_, archive, each| {
                let mut left = most;
                asked.each(archive, &mut |entry| {
                    left = left.saturating_sub(1);
                    Ok(each(entry.values(layer))? && left > 0)
                })
            }),
        });
    }
    let page = asked.page(call, call.number("limit").unwrap_or(PAGE))?;
    let items: Vec<Value> = page.entries.iter().map(|entry| object(&layer.names(), entry.values(layer))).collect();
    let next = page.next.as_ref().map(|after| {
        let path = if call.api { call.path.to_owned() } else { format!("{}.json", call.path) };
        let kept = call.query.iter().filter(|(key, _)| !["after", "lang", "theme"].contains(&key.as_str()));
        crate::call::address(&path, kept.map(|(key, value)| (key.as_str(), value.as_str())).chain([("after", after.as_str())]))
    });
    let data = json!({"items": items, "next": next});
    let main = if call.shape == Shape::Html { draw(call, &page)? } else { Markup::default() };
    Reply::page(title, main, data)
}

/// A list with what it is to hold.
pub(crate) struct Asked {
    pub layer: Layer,
    pub filter: Filter,
    /// Of documents that the filter leaves, those that have the words have still to be found.
    unsure: Option<Candidates>,
    /// Of names.
    named: Named,
    /// Of names: how many were on the pages before.
    skip: usize,
}

impl Asked {
    pub fn of(call: &Call<'_>, layer: Layer) -> Result<Asked, Fault> {
        if matches!(layer, Layer::Names | Layer::Wordings) {
            let wrong = |after: &str| Fault::parameter("after", after, "a cursor as this server gave it");
            let after = call.get("after").map(|after| after.strip_prefix("n.").and_then(|skip| skip.parse().ok()).ok_or_else(|| wrong(after)));
            return Ok(Asked { layer, filter: Filter::default(), unsure: None, named: Named::of(call)?, skip: after.transpose()?.unwrap_or(0) });
        }
        // Programs get all of it, people a page that does not wait.
        let (filter, unsure) = if call.shape == Shape::Html { filter::soon(call)? } else { (filter::filter(call)?, None) };
        Ok(Asked { layer, filter: narrowed(call, layer, filter)?, unsure, named: Named::default(), skip: 0 })
    }

    /// The first entries.
    pub fn page(self, call: &Call<'_>, limit: usize) -> Result<Page, Fault> {
        let mut entries = Vec::new();
        let mut looked: BTreeMap<i64, bool> = BTreeMap::new();
        let mut has = |number: i64, candidates: &Candidates| -> Result<bool, Fault> {
            if let Some(has) = looked.get(&number) {
                return Ok(*has);
            }
            let has = call.archive.has(candidates, number)?;
            looked.insert(number, has);
            Ok(has)
        };
        if self.unsure.is_none() && matches!(self.layer, Layer::Events | Layer::Instruments | Layer::Relations) {
            entries.extend(rows(call, self.layer.stored(), &self.filter, limit + 1)?.into_iter().map(Entry::Row));
            return Ok(self.cut(entries, limit));
        }
        self.each(call.archive, &mut |entry| {
            if let (Some(candidates), Some(documents)) = (&self.unsure, &self.filter.documents) {
                let mut any = false;
                for number in entry.documents().into_iter().filter(|number| documents.contains(number)) {
                    any = any || has(number, candidates)?;
                }
                if !any {
                    return Ok(true);
                }
            }
            entries.push(entry);
            Ok(entries.len() <= limit)
        })?;
        Ok(self.cut(entries, limit))
    }

    /// A page of the first entries, of which there is one more where another page follows.
    fn cut(self, mut entries: Vec<Entry>, limit: usize) -> Page {
        let more = entries.len() > limit;
        entries.truncate(limit);
        let next = entries.last().filter(|_| more).map(|last| match last {
            Entry::Row(row) => cursor_of(first(row.summary.date.as_ref()), &row.id),
            Entry::Document(document, _) => cursor_of(document.published.map(|(day, _)| day), &document.id),
            Entry::Told { document, item, .. } => cursor_of(document.published.map(|(day, _)| day), &format!("{}.{}", document.id, item.id)),
            Entry::Name(_) => format!("n.{}", self.skip + limit),
        });
        Page { entries, next, filter: self.filter, unsure: self.unsure.is_some() }
    }

    /// Calls `each` with every entry, until it says `false`.
    pub fn each(&self, archive: &Archive, each: &mut dyn FnMut(Entry) -> Result<bool, Fault>) -> Result<(), Fault> {
        match self.layer {
            Layer::Events | Layer::Instruments | Layer::Relations => archive.rows(self.layer.stored(), &self.filter, |row| each(Entry::Row(row))),
            Layer::Statements | Layer::Figures => self.told(archive, each),
            Layer::Documents => archive.documents(&self.filter, |document| {
                let title = title(&archive.text(document.number)?).to_owned();
                each(Entry::Document(document, title))
            }),
            Layer::Names | Layer::Wordings => {
                let mut left = self.skip;
                for one in archive.names(self.layer.stored())? {
                    if !self.named.fits(&one) {
                        continue;
                    }
                    if left > 0 {
                        left -= 1;
                    } else if !each(Entry::Name(one))? {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    fn told(&self, archive: &Archive, each: &mut dyn FnMut(Entry) -> Result<bool, Fault>) -> Result<(), Fault> {
        let mut filter = self.filter.clone();
        let mut seen = None;
        if let Some((_, id)) = &mut filter.after
            && let Some((document, item)) = id.clone().split_once('.')
        {
            document.clone_into(id);
            seen = Some(item.to_owned());
        }
        let begin = filter.after.as_ref().map(|(_, id)| id.clone());
        archive.told(self.layer.stored(), &filter, |document, item, words| {
            if let Some(wanted) = &seen {
                if begin.as_ref() == Some(&document.id) {
                    if *wanted == item.id {
                        seen = None;
                    }
                    return Ok(true);
                }
                seen = None;
            }
            each(Entry::Told { document: document.clone(), item: item.clone(), quote: words.quote.clone(), span: (words.start, words.end) })
        })
    }
}

/// Of what is told: the documents that hold any of it, known without reading those that do not.
fn narrowed(call: &Call<'_>, layer: Layer, mut filter: Filter) -> Result<Filter, Fault> {
    let plain = filter.named.is_empty() && filter.from.is_none() && filter.to.is_none() && filter.outlet.is_none() && filter.documents.is_none();
    if matches!(layer, Layer::Statements | Layer::Figures)
        && !plain
        && let Some(readings) = call.readings()?
    {
        filter.documents = Some(readings.documents(layer.stored(), &filter));
    }
    Ok(filter)
}

/// What a list of names is to hold.
#[derive(Default)]
pub(crate) struct Named {
    /// Parts of the name.
    parts: Vec<String>,
    state: Option<String>,
    /// `person` or `organization`.
    entity: Option<String>,
    /// Whether the knowledge has it.
    known: Option<bool>,
}

/// How many names there are.
#[derive(Default)]
pub(crate) struct NameCounts {
    pub all: usize,
    entities: BTreeMap<String, usize>,
    states: BTreeMap<String, usize>,
    known: BTreeMap<String, usize>,
}

/// Person or organization.
fn entity(id: &str) -> &'static str {
    if id.starts_with("person:") { "person" } else { "organization" }
}

fn yes(known: bool) -> &'static str {
    if known { "yes" } else { "no" }
}

impl Named {
    fn of(call: &Call<'_>) -> Result<Named, Fault> {
        let words = call.get("q").map(|words| words.split_whitespace().map(|word| fold_text(word).to_lowercase()).collect());
        let state = call.get("state").map(|state| Ok::<_, Fault>(crate::filter::ids(call, state)?.swap_remove(0))).transpose()?;
        Ok(Named {
            parts: words.unwrap_or_default(),
            state,
            entity: call.get("entity").map(str::to_owned),
            known: call.get("known").map(|known| known == "yes"),
        })
    }

    fn fits(&self, one: &Name) -> bool {
        let holds = |text: &str, part: &String| fold_text(text).to_lowercase().contains(part.as_str());
        let named = |part: &String| holds(&one.name, part) || holds(&one.id, part) || one.english.as_ref().is_some_and(|english| holds(english, part));
        self.state.as_ref().is_none_or(|state| one.state.as_ref() == Some(state))
            && self.entity.as_ref().is_none_or(|wanted| wanted == entity(&one.id))
            && self.known.is_none_or(|known| one.known == known)
            && self.parts.iter().all(named)
    }

    /// How many names the parameters leave: what of a choice is counted is without the choice that it replaces.
    pub fn count(call: &Call<'_>) -> Result<NameCounts, Fault> {
        let wanted = Named::of(call)?;
        let people = crate::filter::people(call)?;
        let mut counts = NameCounts::default();
        let words = Named { parts: wanted.parts.clone(), ..Named::default() };
        for one in people.iter().filter(|one| words.parts.is_empty() || words.fits(one)) {
            let state = wanted.state.as_ref().is_none_or(|state| one.state.as_ref() == Some(state));
            let kind = wanted.entity.as_ref().is_none_or(|wanted| wanted == entity(&one.id));
            let known = wanted.known.is_none_or(|known| one.known == known);
            counts.all += usize::from(state && kind && known);
            if state && known {
                *counts.entities.entry(entity(&one.id).to_owned()).or_default() += 1;
            }
            if let Some(of) = one.state.as_ref().filter(|_| kind && known) {
                *counts.states.entry(of.clone()).or_default() += 1;
            }
            if state && kind {
                *counts.known.entry(yes(one.known).to_owned()).or_default() += 1;
            }
        }
        Ok(counts)
    }
}

impl NameCounts {
    /// The facets of a list of names.
    pub fn facets(&self, call: &Call<'_>) -> Markup {
        let states: BTreeMap<String, usize> = self.states.iter().map(|(id, count)| (id.clone(), *count)).collect();
        html! {
            (facet(call, call.t("facet.kind"), &replacing(call, "entity", &self.entities, |code| html! { (call.code("entity", code)) })))
            (facet(call, call.t("filter.state"), &replacing(call, "state", &states, |id| html! { bdi { (call.name(id)) } })))
            (facet(call, call.t("facet.known"), &replacing(call, "known", &self.known, |code| html! { (call.code("known", code)) })))
        }
    }
}

/// The day by which a record is in order.
pub(crate) fn first(date: Option<&chancery_register::When>) -> Option<Date> {
    date.and_then(|date| date.from.or(date.to))
}

impl Asked {
    /// Only what is about all of these.
    pub fn about(call: &Call<'_>, layer: Layer, ids: &[&str]) -> Result<Asked, Fault> {
        let filter = Filter { named: ids.iter().map(|id| vec![(*id).to_owned()]).collect(), ..Filter::default() };
        Ok(Asked { layer, filter: narrowed(call, layer, filter)?, unsure: None, named: Named::default(), skip: 0 })
    }
}
