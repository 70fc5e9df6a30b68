//! Fixed wordings: where a source uses one, and who speaks.
//!
//! In: a reading. Out: wordings that the source itself sets apart, as the name of a relation or in quotation marks within a
//! statement. For a wording that somebody asks for, [`wording_items`] finds every use in a text, set apart or not: the archive
//! picks the texts by full-text search.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery_model::Reading;
use chancery_text::{fold, fold_text};

use super::entities::Entities;
use super::layers::letters;
use super::{Body, FormulationBody, Item, Origin};
use crate::id::stable;

/// Shortest and longest wording in quotation marks, in characters: shorter ones are words, longer ones sentences.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=16;
/// Opening marks with their closing ones.
const MARKS: [(char, char); 4] = [('“', '”'), ('「', '」'), ('『', '』'), ('‘', '’')];

type Use = (String, FormulationBody, Option<String>, String);

/// The wordings that a source sets apart: folded wording, body, article, record.
pub(super) fn uses(reading: &Reading, entities: &Entities<'_>) -> Vec<Use> {
    // By folded wording and speaker, so that a speaker's repetitions within one source are one item with a count.
    let mut found: BTreeMap<(String, Option<String>), (FormulationBody, Option<String>, String)> = BTreeMap::new();
    let mut add = |wording: &str, speaker: Option<String>, article: &str, record: &str| {
        let body = FormulationBody { wording: wording.to_owned(), speaker: speaker.clone(), uses: 0 };
        let entry = found.entry((letters(wording), speaker)).or_insert_with(|| (body, Some(article.to_owned()), record.to_owned()));
        entry.0.uses += 1;
    };
    for relation in &reading.relations {
        let inside = reading.statements.iter().find(|statement| statement.span.0.contains(relation.span.0));
        add(&relation.designation, inside.map(|statement| entities.key(&statement.speaker)), &relation.article, &relation.id);
    }
    for statement in &reading.statements {
        let speaker = entities.key(&statement.speaker);
        for wording in quoted(&statement.quote) {
            add(&wording, Some(speaker.clone()), &statement.article, &statement.id);
        }
    }
    found.into_iter().map(|((folded, _), (body, article, record))| (folded, body, article, record)).collect()
}

/// What stands in quotation marks and is of a wording's length and letters.
fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<(char, String)> = None;
    for c in text.chars() {
        if let Some((_, close)) = MARKS.iter().find(|(open, _)| *open == c) {
            open = Some((*close, String::new()));
        } else if open.as_ref().is_some_and(|(close, _)| *close == c) {
            if let Some((_, wording)) = open.take()
                && LENGTH.contains(&wording.chars().count())
                && wording.chars().all(|c| c.is_alphabetic() && !c.is_ascii())
            {
                found.push(wording);
            }
        } else if let Some((_, wording)) = &mut open
            && wording.len() <= 4 * *LENGTH.end()
        {
            wording.push(c);
        }
    }
    found
}

/// Every use of one wording in a source, by speaker: `text` is the stored text that the reading's spans count in. Script does
/// not matter. Uses outside statements are the text's own and have no speaker.
pub fn wording_items(reading: &Reading, text: &str, origin: &Arc<Origin>, wording: &str) -> Vec<Item> {
    let sought: Vec<char> = fold_text(wording).chars().collect();
    if sought.is_empty() {
        return Vec::new();
    }
    let entities = Entities::new(reading);
    let folded: Vec<char> = text.chars().map(fold).collect();
    let mut by_speaker: BTreeMap<Option<String>, (u32, String, Option<String>)> = BTreeMap::new();
    let mut at = 0;
    while at + sought.len() <= folded.len() {
        if folded[at..at + sought.len()] != sought[..] {
            at += 1;
            continue;
        }
        let place = at as u32;
        let inside = reading.statements.iter().filter(|statement| statement.span.0.start <= place && place < statement.span.0.end);
        let innermost = inside.min_by_key(|statement| (statement.span.0.len(), statement.span));
        let article = reading.articles.iter().find(|article| article.span.0.start <= place && place < article.span.0.end);
        let record = innermost.map_or_else(String::new, |statement| statement.id.clone());
        let speaker = innermost.map(|statement| entities.key(&statement.speaker));
        by_speaker.entry(speaker).or_insert_with(|| (0, record, article.map(|article| article.id.clone()))).0 += 1;
        at += sought.len();
    }
    let key = letters(wording);
    by_speaker
        .into_iter()
        .map(|(speaker, (uses, record, article))| Item {
            id: stable("fm", &[&origin.source, &key, speaker.as_deref().unwrap_or_default()]),
            bucket: format!("formulation|{key}"),
            reach: None,
            origin: Arc::clone(origin),
            record,
            article,
            body: Body::Formulation(FormulationBody { wording: wording.to_owned(), speaker, uses }),
        })
        .collect()
}
