//! Statements and figures: what is not kept as rows and is read from the documents that the index names.
//!
//! In: a layer and a filter. Out: document, item and words, newest first. Few documents are read for the first, so that a page need not wait for what it
//! does not show.

use std::collections::BTreeSet;

use chancery_register::{Body, Item};

use super::{Filter, Words, words_of};
use crate::archive::Archive;
use crate::document::DocumentRow;
use crate::error::Error;
use crate::facets::{about_key, layer};

/// Documents that are cheaper to look up one by one than to be found among all.
const FEW: usize = 4000;
/// Documents that are read at a time: at first, and at most.
const STEP: (usize, usize) = (12, 256);

impl Archive {
    /// Calls `each` with the statements or figures (`layer`: `statement`, `figure`) that are about one of the entities of every list (all, without a
    /// list), in documents published between two days, newest first, until it says `false`: the document, the item and its words.
    ///
    /// # Errors
    /// The archive can't be read, or `each` fails.
    pub fn told<E: From<Error>>(&self, wanted: &str, filter: &Filter, mut each: impl FnMut(&DocumentRow, &Item, &Words) -> Result<bool, E>) -> Result<(), E> {
        // Where documents are named, those of them that hold nothing of the kind are found when they are read.
        let mut documents: BTreeSet<i64> = match &filter.documents {
            Some(only) => only.clone(),
            None => self.holding(about_key(wanted, ""))?.into_iter().collect(),
        };
        // The index has no states that speak.
        for ids in filter.named.iter().filter(|ids| wanted != "statement" || ids.iter().all(|id| id.contains(':'))) {
            let mut any = BTreeSet::new();
            for id in ids {
                any.extend(self.holding(about_key(wanted, id))?);
            }
            documents.retain(|document| any.contains(document));
        }
        // Newest first, then by id: known without looking at each document. Few are asked for one by one, many by reading all.
        let mut order = Vec::with_capacity(documents.len());
        if documents.len() < FEW {
            let mut statement = self.db.prepare_cached("SELECT published, mark FROM documents WHERE id = ?").map_err(Error::from)?;
            for number in documents {
                let found =
                    statement.query_row([number], |row| Ok((row.get::<_, Option<i32>>(0)?, row.get::<_, i64>(1)? as u64, number))).map_err(Error::from)?;
                order.push(found);
            }
        } else {
            let mut statement = self.db.prepare_cached("SELECT published, mark, id FROM documents").map_err(Error::from)?;
            let mut rows = statement.query([]).map_err(Error::from)?;
            while let Some(row) = rows.next().map_err(Error::from)? {
                let number: i64 = row.get(2).map_err(Error::from)?;
                if documents.contains(&number) {
                    let day: Option<i32> = row.get(0).map_err(Error::from)?;
                    order.push((day, row.get::<_, i64>(1).map_err(Error::from)? as u64, number));
                }
            }
        }
        order.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        if let Some((_, id)) = &filter.after {
            let number = self.document(id)?.number;
            order.drain(..order.iter().position(|(.., other)| *other == number).unwrap_or(order.len()));
        }
        let fits = |document: &DocumentRow| {
            let after = filter.from.is_none_or(|from| document.published.is_some_and(|(_, to)| to >= from));
            let before = filter.to.is_none_or(|to| document.published.is_some_and(|(from, _)| from <= to));
            let outlet = |wanted: &String| document.outlet.as_ref().is_some_and(|name| chancery_text::fold_text(name).contains(wanted.as_str()));
            after && before && filter.outlet.as_ref().is_none_or(outlet)
        };
        let (mut at, mut step) = (0, STEP.0);
        while at < order.len() {
            let end = (at + step).min(order.len());
            let mut chunk = Vec::with_capacity(end - at);
            for (.., number) in &order[at..end] {
                chunk.push(self.numbered(*number)?);
            }
            chunk.retain(fits);
            (at, step) = (end, (step * 3 / 2).min(STEP.1));
            let numbers: Vec<i64> = chunk.iter().map(|document| document.number).collect();
            let said = self.read_each(&numbers, |read| {
                let of = read.items().iter().filter(|item| layer(&item.body) == wanted);
                of.filter_map(|item| Some((words_of(&read.reading, item, read.text.as_str()).pop()?, item.clone()))).collect::<Vec<_>>()
            })?;
            for (document, said) in chunk.iter().zip(said) {
                for (words, item) in &said {
                    let about = item.entities();
                    let told = |id: &String| match &item.body {
                        Body::Figure(figure) => figure.of.contains(id),
                        Body::Statement(statement) => statement.speaker == *id,
                        _ => false,
                    };
                    let named = |ids: &Vec<String>| ids.iter().any(|id| about.contains(&id.as_str()) || told(id));
                    if filter.named.iter().all(named) && !each(document, item, words)? {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }
}
