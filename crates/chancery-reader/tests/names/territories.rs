//! Every name that CLDR has for a territory in Chinese, in four locales, is read as that territory.

use chancery_model::EventKind;
use chancery_reader::Options;

use crate::{KNOWLEDGE, READER, document, mentions};

const TABLE: &str = include_str!("cldr_territories.tsv");

/// Territories whose city has their short name: it is mentioned as the city, and the territory acts.
const CITIES: [(&str, &str, &str); 2] = [("HKG", "香港", "place:hong-kong"), ("MAC", "澳門", "place:macau")];

/// (code, id, all forms of the four locales)
fn rows() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines
        .map(|line| {
            let mut cells = line.split('\t');
            let (code, id) = (cells.next().unwrap(), cells.next().unwrap());
            let forms: Vec<&str> = cells.flat_map(|cell| cell.split('|')).collect();
            assert!(forms.len() >= 4, "{code} has {} forms", forms.len());
            (code, id, forms)
        })
        .collect()
}

#[test]
fn every_name_in_every_locale_is_mentioned_as_one_id() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (code, id, forms) in rows() {
        for form in forms {
            tried += 1;
            let found = mentions(&format!("古特雷斯提到{form}。"), Some("2020-06-01"));
            let of_form: Vec<(&str, Option<&str>)> = found.iter().skip(1).map(|mention| (mention.quote.as_str(), mention.id.as_deref())).collect();
            let wanted = CITIES.iter().find(|(state, name, _)| *state == id && form.chars().count() == name.chars().count()).map_or(id, |(_, _, city)| city);
            if of_form != [(form, Some(wanted))] {
                wrong.push(format!("{code} {form}: {of_form:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 1_000);
}

#[test]
fn a_visit_to_any_of_them_has_it_as_recipient() {
    let mut wrong = Vec::new();
    for (code, id, forms) in rows().into_iter().filter(|(_, id, _)| KNOWLEDGE.entity(id).is_some_and(|row| KNOWLEDGE.is_state(row))) {
        for form in forms {
            let reading = READER.read(&document(&format!("2020年5月30日，古特雷斯訪問{form}。"), Some("2020-06-01")), &Options::default());
            let visit = reading.events.iter().find(|event| event.kind == EventKind::Visit);
            let recipients = visit.map(|event| event.recipients.clone()).unwrap_or_default();
            if recipients != [id] {
                wrong.push(format!("{code} {form}: {recipients:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_iso_code_is_a_state_of_the_tables() {
    let states = rows().into_iter().filter(|(_, id, _)| id.len() == 3);
    let missing: Vec<&str> = states.filter(|(_, id, _)| KNOWLEDGE.entity(id).is_none_or(|row| !KNOWLEDGE.is_state(row))).map(|(code, _, _)| code).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(rows().iter().filter(|(_, id, _)| id.len() == 3).count(), 250, "249 codes of ISO 3166-1, and Kosovo");
}
