//! Offices and persons of the tables, both ways: office + body + day → holder, person + day → offices.

use std::sync::LazyLock;

use chancery_knowledge::{Knowledge, packed_files};
use chancery_model::Date;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::load(&packed_files()).0);

fn day(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|| panic!("{text} is no date"))
}

/// Ids of those who held a title on a day.
fn holders(title: &str, on: &str) -> Vec<String> {
    let knowledge = &*KNOWLEDGE;
    let mut ids: Vec<String> = knowledge
        .titles(title)
        .iter()
        .flat_map(|title| knowledge.holders_of(*title))
        .filter(|(_, tenure)| tenure.holds_on(day(on)))
        .map(|(row, _)| knowledge.entities[row as usize].id.clone())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

#[test]
fn a_title_and_a_day_give_the_holder() {
    for (title, on, id) in [
        ("美國國務卿", "2018-05-01", "mike-pompeo"),
        ("美国国务卿", "2014-01-01", "john-kerry"),
        ("国务卿", "2006-06-01", "condoleezza-rice"),
        ("美國總統", "1990-06-01", "george-h-w-bush"),
        ("美国总统", "2004-06-01", "george-w-bush"),
        ("美國總統", "2018-01-01", "donald-trump"),
        ("美國總統", "2022-01-01", "joe-biden"),
        ("美国总统", "2025-02-01", "donald-trump"),
        ("俄羅斯總統", "2010-01-01", "dmitry-medvedev"),
        ("俄罗斯总统", "2015-01-01", "vladimir-putin"),
        ("俄羅斯總理", "2010-01-01", "vladimir-putin"),
        ("俄外长", "2019-01-01", "sergey-lavrov"),
        ("中國總理", "2015-01-01", "li-keqiang"),
        ("中国总理", "2024-01-01", "li-qiang"),
        ("中國外長", "2018-01-01", "wang-yi"),
        ("中国国家主席", "2010-01-01", "hu-jintao"),
        ("中國駐法國大使", "2018-05-01", "zhai-jun"),
        ("中国驻美大使", "2015-05-01", "cui-tiankai"),
        ("日本首相", "2015-01-01", "shinzo-abe"),
        ("日本外務大臣", "2018-01-01", "taro-kono"),
        ("韓國總統", "2018-05-01", "moon-jae-in"),
        ("南韓總統", "2014-05-01", "park-geun-hye"),
        ("印度总理", "2016-01-01", "narendra-modi"),
        ("德國總理", "2012-01-01", "angela-merkel"),
        ("德国总理", "2023-01-01", "olaf-scholz"),
        ("法國總統", "2010-01-01", "nicolas-sarkozy"),
        ("英國首相", "2017-01-01", "theresa-may"),
        ("英国外交大臣", "2017-01-01", "boris-johnson"),
        ("聯合國秘書長", "2018-05-01", "antonio-guterres"),
        ("联合国秘书长", "2010-05-01", "ban-ki-moon"),
        ("北約秘書長", "2018-01-01", "jens-stoltenberg"),
        ("加拿大總理", "2018-01-01", "justin-trudeau"),
        ("伊朗总统", "2018-01-01", "hassan-rouhani"),
        ("以色列總理", "2015-01-01", "benjamin-netanyahu"),
        ("土耳其總統", "2018-01-01", "recep-tayyip-erdogan"),
        ("新加坡總理", "2015-01-01", "lee-hsien-loong"),
        ("新加坡总理", "1975-01-01", "lee-kuan-yew"),
        ("香港特首", "2016-01-01", "leung-chun-ying"),
        ("北京市长", "2018-05-01", "chen-jining"),
        ("教宗", "2018-01-01", "pope-francis"),
        ("南非总统", "1996-01-01", "nelson-mandela"),
    ] {
        assert_eq!(holders(title, on), [format!("person:{id}")], "{title} on {on}");
    }
}

#[test]
fn a_day_of_transfer_names_both_and_an_unknown_day_nobody() {
    assert_eq!(holders("日本首相", "2020-09-16"), ["person:shinzo-abe", "person:yoshihide-suga"]);
    assert_eq!(holders("香港特首", "1990-01-01"), [""; 0]);
    assert_eq!(holders("火星總統", "2018-01-01"), [""; 0]);
}

#[test]
fn every_tenure_leads_from_the_office_to_the_person_and_back() {
    let knowledge = &*KNOWLEDGE;
    let (mut tried, mut sole) = (0, 0);
    for (row, entity) in (0u32..).zip(&knowledge.entities) {
        for tenure in &entity.tenures {
            // The middle of a tenure that has an end; the day after its start else.
            let Some(from) = tenure.from else { continue };
            let on = match tenure.to {
                Some(to) => from.plus((to.days() - from.days()) / 2),
                None if !tenure.ended => from.plus(40),
                None => continue,
            };
            tried += 1;
            let there = knowledge.tenures(&tenure.office, &tenure.body).any(|(holder, other)| holder == row && other.holds_on(on));
            assert!(there, "{} does not lead to {} on {on}", tenure.office, entity.id);
            assert!(knowledge.offices_on(row, on).any(|other| other == tenure), "{} on {on} lacks {}", entity.id, tenure.office);
            if let Some(holder) = knowledge.holder(&tenure.office, &tenure.body, on) {
                assert_eq!(holder, row, "{} of {} on {on}", tenure.office, tenure.body);
                sole += 1;
            }
        }
    }
    assert!(tried > 6_000 && sole > 4_000, "{tried} tenures tried, {sole} with one holder");
}

#[test]
fn the_tables_are_as_large_as_they_claim() {
    let knowledge = &*KNOWLEDGE;
    let count = |kind: &str| knowledge.entities.iter().filter(|entity| entity.id.starts_with(kind)).count();
    assert!(count("person:") >= 3_000 && count("org:") >= 600, "{} persons, {} organizations", count("person:"), count("org:"));
    assert!(count("place:") >= 3_000 && knowledge.offices.len() >= 400, "{} places, {} offices", count("place:"), knowledge.offices.len());
}
