//! What the user asks for, as a filter of the archive.
//!
//! In: options. Out: a filter. Names are looked up in the knowledge and among all names that the archive has met; ids are taken as they are.

use std::collections::BTreeSet;
use std::path::Path;

use chancery_archive::{Archive, Filter, Query};
use chancery_knowledge::Meaning;
use chancery_text::fold_text;

use super::arguments::FilterOptions;
use crate::knowledge;
use crate::outcome::Stop;

/// The filter that the options make.
pub fn filter(options: &FilterOptions, archive: &Archive, folder: Option<&Path>) -> Result<Filter, Stop> {
    let mut names: Vec<String> = [&options.who, &options.with, &options.state, &options.place].into_iter().flatten().cloned().collect();
    if let Some(pair) = &options.pair {
        let (left, right) = pair
            .split_once(['-', '–', '/', ','])
            .ok_or_else(|| Stop::Usage(format!("--pair {pair}: expected two states, for example CHN-RUS or 中國-俄羅斯")))?;
        names.extend([left.trim().to_owned(), right.trim().to_owned()]);
    }
    let mut filter = Filter { kinds: options.kind.clone(), statuses: options.status.clone(), from: options.from, to: options.to, ..Filter::default() };
    filter.named = lookup(&names, archive, folder)?;
    filter.outlet = options.outlet.as_deref().map(fold_text);
    if let Some(text) = &options.text {
        let candidates = archive.candidates(&Query::parse(text)?)?;
        let mut documents = BTreeSet::new();
        archive.hits(&candidates, |hit| {
            documents.insert(hit.number);
            Ok::<_, Stop>(true)
        })?;
        filter.documents = Some(documents);
    }
    Ok(filter)
}

/// The ids that each name stands for: ids as they are, names as the knowledge and the archive have them.
pub fn lookup(names: &[String], archive: &Archive, folder: Option<&Path>) -> Result<Vec<Vec<String>>, Stop> {
    let is_id = |name: &str| name.contains(':') || (name.len() == 3 && name.bytes().all(|byte| byte.is_ascii_uppercase()));
    let known = if names.iter().all(|name| is_id(name)) { None } else { Some((knowledge::load(folder)?, archive.names("person")?)) };
    let mut named = Vec::with_capacity(names.len());
    for name in names {
        let Some((knowledge, met)) = known.as_ref().filter(|_| !is_id(name)) else {
            named.push(vec![name.clone()]);
            continue;
        };
        let folded = fold_text(name);
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for meaning in knowledge.lexicon.find(folded.chars()).map(|form| knowledge.lexicon.meanings(form)).unwrap_or_default() {
            if let Meaning::Entity(entity, _) = meaning {
                ids.extend(knowledge.entities.get(*entity as usize).map(|entity| entity.id.clone()));
            }
        }
        let english = |text: &str| text.split('|').any(|one| one.eq_ignore_ascii_case(name));
        ids.extend(knowledge.entities.iter().filter(|entity| english(&entity.english)).map(|entity| entity.id.clone()));
        ids.extend(met.iter().filter(|one| fold_text(&one.name) == folded || one.english.as_deref().is_some_and(english)).map(|one| one.id.clone()));
        if ids.is_empty() {
            return Err(Stop::Usage(format!(
                "{name}: nobody and nothing is known by this name, neither in the knowledge nor in this archive. Look for it with: chancery people --who; or give an id, as chancery events --json prints them."
            )));
        }
        named.push(ids.into_iter().collect());
    }
    Ok(named)
}

/// Refuses options that would be passed over: a list without what a filter asks for is no answer to it.
pub fn only(options: &FilterOptions, list: &str, taken: &[&str], reason: &str) -> Result<(), Stop> {
    let given = [
        ("--who", !options.who.is_empty()),
        ("--with", !options.with.is_empty()),
        ("--state", !options.state.is_empty()),
        ("--pair", options.pair.is_some()),
        ("--kind", !options.kind.is_empty()),
        ("--status", !options.status.is_empty()),
        ("--from", options.from.is_some()),
        ("--to", options.to.is_some()),
        ("--outlet", options.outlet.is_some()),
        ("--place", !options.place.is_empty()),
        ("--text", options.text.is_some()),
    ];
    match given.iter().find(|(name, given)| *given && !taken.contains(name)) {
        Some((name, _)) => Err(Stop::Usage(format!("{name} does not apply to {list}: {reason} Use {}.", taken.join(", ")))),
        None => Ok(()),
    }
}
