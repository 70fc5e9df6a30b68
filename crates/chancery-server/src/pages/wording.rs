//! Wordings: where a phrase stands first and last, who says it, how often; two statements word by word.

use std::collections::BTreeMap;

use chancery_archive::{DocumentRow, Query};
use chancery_model::{Date, Reading};
use chancery_register::Record;
use chancery_text::{Stored, fold_text};
use maud::{Markup, html};
use serde_json::json;

use crate::call::{Call, record_address};
use crate::draw;
use crate::fault::Fault;
use crate::found::{self, All};
use crate::parts;
use crate::reply::Reply;
use crate::route::Shape;

/// Documents whose speakers are looked up.
const SPOKEN: usize = 40;
/// The same while the documents are being counted.
const SPOKEN_FIRST: usize = 3;

/// A fixed wording: the page of its phrase.
pub(crate) fn wording(call: &Call<'_>) -> Result<Reply, Fault> {
    let id = call.part(0);
    let phrase = match id.strip_prefix("formulation|") {
        Some(phrase) => call.archive.name(id)?.map_or_else(|| phrase.to_owned(), |one| one.name),
        None => match call.archive.whole(id)?.record {
            Record::Formulation(record) => record.wording,
            _ => return Err(Fault::not_found(id)),
        },
    };
    follow(call, &phrase)
}

/// A phrase.
pub(crate) fn phrase(call: &Call<'_>) -> Result<Reply, Fault> {
    match call.get("phrase") {
        Some(phrase) => follow(call, phrase),
        None => {
            let main = html! { (parts::head(call, call.t("phrase.title"), call.t("phrase.about"), None)) (form(call, "")) };
            Reply::page(call.t("phrase.title"), main, json!({}))
        }
    }
}

fn form(call: &Call<'_>, phrase: &str) -> Markup {
    html! { form.filter action="/phrase" { div.field.wide { label for="f-phrase" { (call.t("phrase.label")) } input #f-phrase name="phrase" type="search" value=(phrase) maxlength="400"; } div.field.act { button { (call.t("phrase.do")) } } } }
}

/// What is known of the uses of a phrase.
#[derive(Default)]
struct Uses {
    documents: usize,
    /// Whether all documents were looked at, so that what is counted is known.
    counted: bool,
    /// Whether these are all.
    all: bool,
    months: BTreeMap<(i16, u8), usize>,
    outlets: Vec<(String, usize)>,
    speakers: Vec<(String, usize)>,
    looked: usize,
    first: Option<Use>,
    last: Option<Use>,
}

struct Use {
    document: DocumentRow,
    said: Said,
}

/// Words of a document that hold the phrase.
struct Said {
    quote: String,
    span: (usize, usize),
    speaker: Option<String>,
}

fn uses(call: &Call<'_>, phrase: &str) -> Result<Uses, Fault> {
    let words = format!("\"{}\"", phrase.replace('"', " "));
    let query = Query::parse(&words)?;
    let all = if call.shape == Shape::Html { All::soon(call, &words)? } else { Some(All::of(call, &words)?) };
    let mut uses = Uses { counted: all.is_some(), ..Uses::default() };
    let mut newest = Vec::new();
    let oldest = match &all {
        Some(all) => {
            (uses.documents, uses.all) = (all.found.len(), all.whole);
            let names = found::outlets(call)?;
            let mut outlets: BTreeMap<&str, usize> = BTreeMap::new();
            for one in &all.found {
                if let Some(day) = one.day {
                    *uses.months.entry((day.year, day.month)).or_default() += 1;
                }
                *outlets.entry(one.outlet.and_then(|outlet| names.get(&outlet)).map_or("", String::as_str)).or_default() += 1;
            }
            uses.outlets = outlets.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
            uses.outlets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            newest.extend(all.found.iter().take(SPOKEN).map(|one| one.number));
            // Newest first, without a date last: the first use is the last that has one.
            all.found.iter().rev().find(|one| one.day.is_some()).filter(|_| all.whole).map(|one| one.number)
        }
        None => {
            let candidates = call.archive.candidates(&query)?;
            call.archive.hits(&candidates, |hit| {
                newest.push(hit.number);
                Ok::<_, Fault>(newest.len() < SPOKEN_FIRST)
            })?;
            uses.documents = newest.len();
            None
        }
    };
    let mut speakers: BTreeMap<String, usize> = BTreeMap::new();
    for (number, said) in newest.iter().zip(call.archive.of_readings(&newest, |text, reading| Said::of(text, reading, &query))?) {
        let Some(said) = said else { continue };
        uses.looked += 1;
        if let Some(speaker) = &said.speaker {
            *speakers.entry(speaker.clone()).or_default() += 1;
        }
        if uses.last.is_none() {
            uses.last = Some(Use { document: call.archive.numbered(*number)?, said });
        }
    }
    uses.speakers = speakers.into_iter().collect();
    uses.speakers.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    if let Some(number) = oldest {
        let said = call.archive.of_readings(&[number], |text, reading| Said::of(text, reading, &query))?.pop().flatten();
        uses.first = said.map(|said| Ok::<_, Fault>(Use { document: call.archive.numbered(number)?, said })).transpose()?;
    }
    Ok(uses)
}

impl Said {
    /// The first use in a document, and in whose words.
    fn of(text: &Stored, reading: &Reading, query: &Query) -> Option<Said> {
        let found = query.snippets(text.as_str(), 1, 60).pop()?;
        let inside = reading.statements.iter().filter(|one| one.span.0.start as usize <= found.start && found.end <= one.span.0.end as usize);
        let speaker = inside.min_by_key(|one| one.span.0.end - one.span.0.start).map(|one| one.speaker.clone());
        Some(Said { quote: format!("{}{}{}", found.before, found.quote, found.after), span: (found.start, found.end), speaker })
    }
}

fn follow(call: &Call<'_>, phrase: &str) -> Result<Reply, Fault> {
    let uses = uses(call, phrase)?;
    let encoded = crate::route::encode(&format!("\"{phrase}\""));
    let bars: Vec<draw::Bar> = months(&uses.months)
        .into_iter()
        .map(|(year, month, count)| {
            let last = Date::new(year, month, 1).map_or(28, |day| day.month_end().day);
            draw::Bar {
                label: format!("{year:04}-{month:02}"),
                value: count as f64,
                shown: call.count(count),
                to: format!("/search?q={encoded}&from={year:04}-{month:02}-01&to={year:04}-{month:02}-{last:02}"),
            }
        })
        .collect();
    let shown = |key: &str, one: Option<&Use>| html! { @if let Some(one) = one { section { h2 { (key) } (parts::quote(call, &one.document, &one.said.quote, one.said.span, None)) @if let Some(speaker) = &one.said.speaker { p.more { (call.t("phrase.said_by")) " " (parts::name(call, speaker)) } } } } };
    let main = html! {
        header.page { p.kicker { (call.t("nav.wordings")) } h1 { bdi lang="zh" { "「" (phrase) "」" } } p.about { @if uses.counted { (call.tf(if uses.all { "phrase.documents" } else { "phrase.documents_least" }, &[&call.count(uses.documents)])) " " } a href={ "/search?q=" (encoded) } { (call.t("phrase.search")) } } }
        (form(call, phrase))
        @if !uses.counted { (crate::facets::counting(call)) }
        @if bars.len() > 1 { figure.chart { figcaption { (call.t("phrase.per_month")) } (draw::bars(call, &bars, call.t("phrase.per_month"))) } }
        div.columns {
            section {
                (shown(call.t("phrase.first"), uses.first.as_ref()))
                (shown(call.t("phrase.last"), uses.last.as_ref()))
                @if bars.len() > 1 { details { summary { (call.t("phrase.table")) } (draw::table(&[call.t("date.step"), call.t("count.documents")], &bars)) } }
            }
            aside {
                @if !uses.outlets.is_empty() { section.facet { h2 { (call.t("outlet")) } ul.plain { @for (outlet, count) in uses.outlets.iter().take(12) { li { a href={ "/search?q=" (encoded) "&outlet=" (crate::route::encode(outlet)) } { span { (if outlet.is_empty() { call.t("outlet.none") } else { parts::short(outlet) }) } " " span.count { (call.count(*count)) } } } } } } }
                @if !uses.speakers.is_empty() { section.facet { h2 { (call.t("phrase.speakers")) } p.more { (call.tf("phrase.looked", &[&uses.looked])) } ul.plain { @for (speaker, count) in uses.speakers.iter().take(16) { li { a href=(record_address(speaker)) { span { (call.name(speaker)) } " " span.count { (count) } } } } } } }
            }
        }
    };
    let place = |one: Option<&Use>| {
        one.map(|one| json!({"document": one.document.id, "published": one.document.published.map(|(day, _)| day.to_string()), "outlet": one.document.outlet, "quote": one.said.quote, "span": one.said.span, "speaker": one.said.speaker}))
    };
    let months: BTreeMap<String, usize> = uses.months.iter().map(|((year, month), count)| (format!("{year:04}-{month:02}"), *count)).collect();
    Reply::page(
        format!("「{phrase}」"),
        main,
        json!({"phrase": phrase, "documents": uses.documents, "all_counted": uses.all, "first": place(uses.first.as_ref()), "last": place(uses.last.as_ref()), "months": months, "outlets": uses.outlets, "speakers": uses.speakers}),
    )
}

/// All months from the first to the last, those without a use too: that a phrase vanished is to be seen.
fn months(counts: &BTreeMap<(i16, u8), usize>) -> Vec<(i16, u8, usize)> {
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value()) else { return Vec::new() };
    let number = |(year, month): &(i16, u8)| i32::from(*year) * 12 + i32::from(*month) - 1;
    (number(first)..=number(last))
        .map(|at| {
            let key = ((at / 12) as i16, (at % 12 + 1) as u8);
            (key.0, key.1, counts.get(&key).copied().unwrap_or(0))
        })
        .collect()
}

/// Two statements word by word.
pub(crate) fn compare(call: &Call<'_>) -> Result<Reply, Fault> {
    let load = |name: &str| -> Result<Option<(String, String, String, DocumentRow)>, Fault> {
        let Some(id) = call.get(name) else { return Ok(None) };
        let whole = call.archive.whole(id)?;
        let Record::Statement(record) = &whole.record else { return Err(Fault::parameter(name, id, "the id of a statement (st-…)")) };
        let words = call.archive.words(&whole)?.into_iter().flatten().next().map_or_else(String::new, |words| words.quote);
        let document = whole.reports.first().map(|(document, _)| document.clone()).ok_or_else(|| Fault::not_found(id))?;
        Ok(Some((id.to_owned(), record.speaker.clone(), words, document)))
    };
    let (left, right) = (load("left")?, load("right")?);
    let title = call.t("compare.title");
    let fields = html! { form.filter.ids action="/compare" { (parts::field(call, "left", call.t("compare.left"), "text")) (parts::field(call, "right", call.t("compare.right"), "text")) div.field.act { button { (call.t("compare.do")) } } } };
    let Some((left, right)) = left.zip(right) else {
        let hint = html! { p { (call.t("compare.how")) " " a href="/statements" { (call.t("nav.statements")) } } };
        return Reply::page(title, html! { (parts::head(call, title, call.t("compare.about"), None)) (fields) (hint) }, json!({}));
    };
    let pieces = differ(&words(&left.2), &words(&right.2));
    let same: usize = pieces.iter().filter(|piece| piece.change == Change::Same).map(|piece| piece.left.chars().count()).sum();
    let longest = left.2.chars().count().max(right.2.chars().count()).max(1);
    let column = |of: &(String, String, String, DocumentRow), own: Change| {
        html! {
            div.side {
                p.line { (parts::name(call, &of.1)) " · " (of.3.outlet.as_deref().map_or("", parts::short)) @if let Some((day, _)) = of.3.published { " · " (parts::day(day)) } " · " a href=(record_address(&of.0)) { (call.t("record.open")) } }
                p.compared lang="zh" {
                    @for piece in &pieces {
                        @match (piece.change, own) {
                            (Change::Same, Change::Gone) => (piece.left),
                            (Change::Same, _) => (piece.right),
                            (Change::Gone, Change::Gone) => { del { (piece.left) } },
                            (Change::New, Change::New) => { ins { (piece.right) } },
                            _ => {},
                        }
                    }
                }
            }
        }
    };
    let main = html! {
        (parts::head(call, title, &call.tf("compare.same", &[&(same * 100 / longest)]), None))
        (fields)
        div.sides { (column(&left, Change::Gone)) (column(&right, Change::New)) }
    };
    let data: Vec<_> = pieces
        .iter()
        .map(|piece| match piece.change {
            Change::Same if piece.left == piece.right => json!(["=", piece.left]),
            // Each side in its own script.
            Change::Same => json!(["=", piece.left, piece.right]),
            Change::Gone => json!(["-", piece.left]),
            Change::New => json!(["+", piece.right]),
        })
        .collect();
    Reply::page(title, main, json!({"left": left.0, "right": right.0, "same_percent": same * 100 / longest, "pieces": data}))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Same,
    Gone,
    New,
}

/// A stretch of one statement, of the other, or of both, as each writes it.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    change: Change,
    left: String,
    right: String,
}

/// Characters of Han, words of letters and digits.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_word = false;
    for c in text.chars().take(2000) {
        let letter = c.is_ascii_alphanumeric();
        match words.last_mut() {
            Some(last) if letter && in_word => last.push(c),
            _ => words.push(c.to_string()),
        }
        in_word = letter;
    }
    words
}

/// What two texts have in common, by the longest common subsequence of their words; script does not matter. A lone character between words that differ says
/// nothing in common.
fn differ(left: &[String], right: &[String]) -> Vec<Piece> {
    let fold = |list: &[String]| list.iter().map(|word| fold_text(word)).collect::<Vec<_>>();
    let (a, b) = (fold(left), fold(right));
    let width = b.len() + 1;
    let mut table = vec![0u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * width + j] = if a[i] == b[j] { table[(i + 1) * width + j + 1] + 1 } else { table[(i + 1) * width + j].max(table[i * width + j + 1]) };
        }
    }
    let mut steps: Vec<(Change, &str, &str)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            steps.push((Change::Same, &left[i], &right[j]));
            (i, j) = (i + 1, j + 1);
        } else if j >= b.len() || (i < a.len() && table[(i + 1) * width + j] >= table[i * width + j + 1]) {
            steps.push((Change::Gone, &left[i], ""));
            i += 1;
        } else {
            steps.push((Change::New, "", &right[j]));
            j += 1;
        }
    }
    let same = |at: Option<usize>| at.is_none_or(|at| steps.get(at).is_none_or(|step| step.0 == Change::Same));
    let lone = |at: usize| !same(at.checked_sub(1)) && !same(Some(at + 1)) && steps[at].1.chars().count() == 1;
    let mut pieces: Vec<Piece> = Vec::new();
    // What is gone stands before what is new, up to the next words that both have.
    let mut new = String::new();
    for (at, (change, one, other)) in steps.iter().enumerate() {
        let change = if *change == Change::Same && lone(at) { None } else { Some(*change) };
        if change == Some(Change::Same) && !new.is_empty() {
            pieces.push(Piece { change: Change::New, left: String::new(), right: std::mem::take(&mut new) });
        }
        if change.is_none() || change == Some(Change::New) {
            new.push_str(other);
        }
        let Some(change) = change.or(Some(Change::Gone)).filter(|change| *change != Change::New) else { continue };
        if pieces.last().is_none_or(|last| last.change != change) {
            pieces.push(Piece { change, left: String::new(), right: String::new() });
        }
        if let Some(last) = pieces.last_mut() {
            last.left.push_str(one);
            last.right.push_str(if change == Change::Same { other } else { "" });
        }
    }
    if !new.is_empty() {
        pieces.push(Piece { change: Change::New, left: String::new(), right: new });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_told_apart_in_either_script() {
        let pieces = differ(&words("雙方將深化戰略合作"), &words("双方愿深化全面战略合作"));
        let told: Vec<(Change, &str, &str)> = pieces.iter().map(|piece| (piece.change, piece.left.as_str(), piece.right.as_str())).collect();
        assert_eq!(
            told,
            [
                (Change::Same, "雙方", "双方"),
                (Change::Gone, "將", ""),
                (Change::New, "", "愿"),
                (Change::Same, "深化", "深化"),
                (Change::New, "", "全面"),
                (Change::Same, "戰略合作", "战略合作")
            ]
        );
    }

    #[test]
    fn a_lone_character_is_nothing_in_common() {
        let told: Vec<(Change, String)> =
            differ(&words("甲方國內局勢"), &words("對外國政策")).into_iter().map(|piece| (piece.change, piece.left + &piece.right)).collect();
        assert_eq!(told, [(Change::Gone, "甲方國內局勢".to_owned()), (Change::New, "對外國政策".to_owned())]);
    }

    #[test]
    fn months_without_a_use_are_shown() {
        let counts = [((2018, 11), 2), ((2019, 2), 1)].into();
        assert_eq!(months(&counts), [(2018, 11, 2), (2018, 12, 0), (2019, 1, 0), (2019, 2, 1)]);
    }
}
