//! The records of the reading, in order of first evidence, with ids and spans of the stored text.

use std::collections::{BTreeMap, BTreeSet};

use chancery_knowledge::{Knowledge, Meaning};
use chancery_model::{
    ArticleKind, ArticleRecord, BlockRecord, BlockRole, Claim, Conflict, DateRange, Document, Entity, EntityKind, Event, EventKind, Evidence, Figure,
    Instrument, InstrumentStep, InstrumentTerm, InstrumentType, JsonSpan, Quote, READING_SCHEMA, Reading, Relation, RelationAction, Statement, Status,
};
use chancery_text::{Flow, Span, fold};

use super::conferences::conferences_share;
use super::dates::{date_by_company, date_by_journey, date_by_sequel, date_by_speech};
use super::events::{Merged, merge};
use super::headline::{join_headlines, share_tours};
use super::{Material, tense};
use crate::cast::{Member, Who};
use crate::context::Context;
use crate::lists::Lists;
use crate::reader::utterance_at;
use crate::term::TermDraft;

struct Scribe<'a> {
    knowledge: &'a Knowledge,
    document: &'a Document,
    flow: &'a Flow,
}

impl Scribe<'_> {
    fn quote(&self, span: Span) -> Quote {
        let stored = self.flow.stored(span);
        Quote { quote: self.document.text.slice(stored).to_owned(), span: JsonSpan(stored) }
    }

    fn date(&self, date: &Option<DateRange>) -> Option<DateRange> {
        let mut date = date.clone()?;
        if let Some(span) = date.span.take() {
            let quote = self.quote(span.0);
            date.quote = Some(quote.quote);
            date.span = Some(quote.span);
        }
        Some(date)
    }
}

/// Makes the reading.
pub(crate) fn assemble(knowledge: &Knowledge, lists: &Lists, document: &Document, mut material: Material) -> Reading {
    date_by_speech(lists, &mut material);
    let mut merged = merge(knowledge, &material.cast, material.passage.flow.folded(), &material.drafts, material.published);
    join_headlines(&material, &mut merged);
    share_tours(&material, &mut merged);
    tense::await_success(lists, &material, &mut merged);
    tense::settle(knowledge, lists, &material, &mut merged);
    date_by_journey(knowledge, lists, &material, &mut merged);
    date_by_company(lists, &material, &mut merged);
    conferences_share(knowledge, &material, &mut merged);
    date_by_sequel(lists, &material, &mut merged);
    tense::look_ahead(&material, &mut merged);
    tense::leave_undated(knowledge, &mut merged);
    merged.sort_by_key(|event| (event.tellings.iter().map(|telling| telling.0.start).min(), event.draft.trigger, event.draft.kind));
    let scribe = Scribe { knowledge, document, flow: &material.passage.flow };
    let article_of = |span: Span| material.passage.article_at(span.start);
    let ids = |list: &[Who]| -> Vec<String> { list.iter().map(|who| material.cast.members[*who as usize].id.clone()).collect() };
    let said_by = |span: Span| utterance_at(&material.utterances, span).map(|at| number('s', at + 1));
    let side_ids =
        |list: &[Who]| -> Vec<String> { Context::sides(&material.cast, list).into_iter().map(|row| knowledge.entities[row as usize].id.clone()).collect() };

    let (instruments, instrument_ids) = instruments(&scribe, &material, &merged);
    let mut events: Vec<Event> = Vec::new();
    let mut conflicts: Vec<Conflict> = Vec::new();
    for (at, event) in merged.iter().enumerate() {
        let draft = &event.draft;
        let mut tellings = event.tellings.clone();
        tellings.sort_by_key(|telling| telling.0);
        tellings.dedup_by_key(|telling| telling.0);
        let first = tellings.first().map_or(draft.evidence, |telling| telling.0);
        let id = number('v', at + 1);
        conflicts.extend(part_conflict(&scribe, &id, &tellings));
        events.push(Event {
            article: number('a', article_of(first) + 1),
            kind: draft.kind,
            status: draft.status,
            actors: ids(&draft.actors),
            recipients: ids(&draft.recipients),
            attendees: ids(&draft.attendees),
            witnesses: ids(&draft.witnesses),
            mediators: ids(&draft.mediators),
            sides: side_ids(&draft.actors),
            date: scribe.date(&draft.date),
            places: ids(&draft.places),
            level: draft.level,
            ordinal: draft.ordinal,
            several: tellings.iter().all(|telling| several(&scribe, lists, draft.kind, telling.0)),
            topic: draft.topic.map(|span| scribe.quote(span).quote),
            instruments: draft.instruments.iter().filter_map(|draft| instrument_ids[*draft as usize].clone()).collect(),
            said_by: said_by(first),
            evidence: tellings
                .iter()
                .map(|(span, frame, _)| {
                    let Quote { quote, span } = scribe.quote(*span);
                    Evidence { quote, span, rule: knowledge.frames[*frame as usize].id.clone() }
                })
                .collect(),
            plover: chancery_model::plover(draft.kind, draft.status),
            confidence: confidence(draft, tellings.len()),
            id,
        });
    }
    let statements = material
        .utterances
        .iter()
        .enumerate()
        .map(|(at, utterance)| {
            let Quote { quote, span } = scribe.quote(utterance.content);
            let outer = material
                .utterances
                .iter()
                .enumerate()
                .skip(at.saturating_sub(32))
                .take(64)
                .filter(|(other, outer)| *other != at && outer.content.contains(utterance.content) && outer.content != utterance.content)
                .min_by_key(|(_, outer)| outer.content.len())
                .map(|(other, _)| number('s', other + 1));
            Statement {
                id: number('s', at + 1),
                article: number('a', material.passage.sections[utterance.section].article + 1),
                speaker: material.cast.members[utterance.speaker as usize].id.clone(),
                verb: Some(scribe.quote(utterance.verb).quote),
                quote,
                span,
                direct: utterance.direct,
                audience: utterance.audience.map(|span| scribe.quote(span).quote),
                via: ids(&utterance.via),
                points: utterance.points.iter().map(|span| JsonSpan(scribe.flow.stored(*span))).collect(),
                said_by: outer,
            }
        })
        .collect();
    let figures = material
        .figures
        .iter()
        .enumerate()
        .map(|(at, (section, draft))| {
            let Quote { quote, span } = scribe.quote(draft.evidence);
            Figure {
                id: number('f', at + 1),
                article: number('a', material.passage.sections[*section].article + 1),
                quantity: draft.counted.map(|span| scribe.quote(span).quote),
                of: ids(&draft.of),
                value: draft.quantity.value,
                unit: figure_unit(&scribe, draft),
                comparator: draft.quantity.comparator,
                ordinal: draft.quantity.ordinal || draft.unit.as_deref() == Some("周年"),
                period: scribe.date(&draft.period),
                trend: draft.trend,
                change: draft.change,
                said_by: said_by(draft.span),
                quote,
                span,
            }
        })
        .collect();
    let relations = relations(&scribe, &material);
    let articles = articles(&scribe, &material);
    let entities = entities(&scribe, std::mem::take(&mut material.cast.members), document);
    let mut warnings = document.warnings.clone();
    warnings.dedup();
    Reading {
        schema: READING_SCHEMA.into(),
        source: document.source.clone(),
        articles,
        entities,
        events,
        instruments,
        statements,
        figures,
        relations,
        conflicts,
        warnings,
    }
}

/// The id of the first, second … record of its kind.
fn number(letter: char, number: usize) -> String {
    let length = number.checked_ilog10().unwrap_or(0) as usize + 1;
    let mut id = String::with_capacity(letter.len_utf8() + length);
    id.push(letter);
    id.extend((0..length as u32).rev().map(|place| char::from(b'0' + (number / 10usize.pow(place) % 10) as u8)));
    id
}

fn confidence(draft: &crate::frame::Draft, tellings: usize) -> f64 {
    let mut value: f64 = 0.8;
    if draft.carried {
        value -= 0.1;
    }
    if draft.date.is_some() {
        value += 0.05;
    }
    value += 0.03 * (tellings.min(4) - 1) as f64;
    (value * 100.0).round() / 100.0
}

/// The parts of the day that the tellings of one event give, where they differ.
fn part_conflict(scribe: &Scribe<'_>, id: &str, tellings: &[(Span, u32, Option<DateRange>)]) -> Option<Conflict> {
    let mut claims: Vec<Claim> = Vec::new();
    let mut days = Vec::new();
    for (_, _, date) in tellings {
        let Some(date) = date else { continue };
        let (Some(part), Some(span)) = (date.part, date.span) else { continue };
        if date.from != date.to {
            continue;
        }
        days.push(date.from);
        if !claims.iter().any(|claim| claim.value == part.as_str()) {
            let Quote { quote, span } = scribe.quote(span.0);
            claims.push(Claim { value: part.as_str().into(), quote, span });
        }
    }
    (claims.len() > 1 && days.windows(2).all(|pair| pair[0] == pair[1])).then(|| Conflict { fields: "date.part".into(), events: vec![id.into()], claims })
}

fn figure_unit(scribe: &Scribe<'_>, draft: &crate::figure::FigureDraft) -> Option<String> {
    let unit = draft.unit.clone()?;
    // The measure word as the source writes it: 項, not the folded 项.
    if unit.is_empty() || unit.is_ascii() {
        return Some(unit);
    }
    let (start, length) = (draft.span.start as usize, unit.chars().count());
    let folded = scribe.flow.folded().get(draft.span.range()).unwrap_or_default();
    match folded.windows(length).position(|window| window.iter().copied().eq(unit.chars())) {
        Some(at) => Some(scribe.flow.words(Span::new(start + at, start + at + length))),
        None => Some(unit),
    }
}

fn instruments(scribe: &Scribe<'_>, material: &Material, merged: &[Merged]) -> (Vec<Instrument>, Vec<Option<String>>) {
    let mut records = Vec::new();
    let mut ids = vec![None; material.instruments.drafts.len()];
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|at| material.instruments.drafts[*at].mentions.iter().min().copied());
    for at in order {
        let draft = &material.instruments.drafts[at];
        let events: Vec<(usize, &Merged)> = merged.iter().enumerate().filter(|(_, event)| event.draft.instruments.contains(&(at as u32))).collect();
        let acted = events.iter().any(|(_, event)| event.draft.action.is_some());
        let terms: Vec<InstrumentTerm> =
            material.terms.iter().filter(|term| term.instrument == at as u32).map(|term| term_record(scribe, material, term)).collect();
        // 俄烏天然氣合同2019年底到期: what holds between two sides is one even where nothing happens to it.
        let holds = !terms.is_empty() && Context::sides(&material.cast, &draft.parties).len() >= 2;
        // 與美國的引渡條約, 美國與香港的雙邊協議: one that the text names by its two sides.
        let between = Context::sides(&material.cast, &draft.parties).len() >= 2 && draft.key.len() >= 4;
        if !draft.titled && !acted && !holds && !between {
            continue;
        }
        let id = number('i', records.len() + 1);
        ids[at] = Some(id.clone());
        let cast = &material.cast;
        let bodies: Vec<Who> = draft.parties.iter().copied().filter(|who| cast.members[*who as usize].kind == EntityKind::Organization).collect();
        let mut parties: Vec<String> = Vec::new();
        let mut push = |id: String| {
            if !parties.contains(&id) {
                parties.push(id);
            }
        };
        if bodies.len() >= 2 || draft.kind == InstrumentType::Resolution && bodies.len() == 1 {
            bodies.iter().for_each(|who| push(cast.members[*who as usize].id.clone()));
        } else {
            let sides = Context::sides(cast, &draft.parties);
            if sides.len() >= 2 || sides.len() == 1 && events.is_empty() && draft.titled && sides.len() > 1 {
                sides.iter().for_each(|row| push(scribe.knowledge.entities[*row as usize].id.clone()));
            } else {
                for (_, event) in &events {
                    let symmetric = matches!(event.draft.kind, EventKind::Sign | EventKind::Issue | EventKind::Extend | EventKind::EnterIntoForce);
                    let sides = Context::sides(cast, &event.draft.actors);
                    if symmetric && sides.len() >= 2 {
                        sides.iter().for_each(|row| push(scribe.knowledge.entities[*row as usize].id.clone()));
                    } else if event.draft.kind == EventKind::Decide {
                        event.draft.actors.iter().filter(|who| !cast.is_person(**who)).for_each(|who| push(cast.members[*who as usize].id.clone()));
                    }
                }
            }
        }
        let mut history: Vec<InstrumentStep> = Vec::new();
        for (index, event) in &events {
            let Some(action) = event.draft.action else { continue };
            if matches!(event.draft.status, Status::Held | Status::Ongoing)
                && !history.iter().any(|step| {
                    step.action == action && step.event.is_some() && step.date.as_ref().map(|d| d.from) == event.draft.date.as_ref().map(|d| d.from)
                })
            {
                history.push(InstrumentStep { action, date: scribe.date(&event.draft.date), event: Some(number('v', index + 1)) });
            }
        }
        history.sort_by_key(|step| (step.date.as_ref().and_then(|date| date.from), step.action));
        let mut mentions: Vec<Span> = draft.mentions.clone();
        mentions.sort();
        mentions.dedup();
        records.push(Instrument {
            id,
            title: scribe.flow.words(draft.title),
            kind: draft.kind,
            parties,
            subject: subject(&scribe.flow.words(draft.title)),
            history,
            terms: terms_once(terms),
            mentions: mentions.iter().map(|span| JsonSpan(scribe.flow.stored(*span))).collect(),
        });
    }
    (records, ids)
}

/// 舉行多場會見, 兩度訪華, 連續4次出席: whether a telling's clause says that it was more than once. An ordinal (第三次) is one of them.
fn several(scribe: &Scribe<'_>, lists: &Lists, kind: EventKind, telling: Span) -> bool {
    use EventKind::*;
    const REACH: usize = 40;
    if !matches!(kind, Talks | Meeting | Consultation | Negotiate | Call | PressMeeting | Conference | Visit | Ceremony) {
        return false;
    }
    let folded = scribe.flow.folded();
    let closes = |c: &char| matches!(c, ',' | '。' | ';' | '\n');
    let (start, end) = (telling.start as usize, (telling.end as usize).min(folded.len()));
    let before = folded[..start].iter().rev().take(REACH).take_while(|c| !closes(c)).count();
    let behind = folded[end..].iter().take(REACH).take_while(|c| !closes(c)).count();
    let clause = &folded[start - before..end + behind];
    let counted = |at: usize| {
        let digits = clause[..at].iter().rev().take_while(|c| c.is_ascii_digit() || lists.several_numbers.contains(&[**c])).count();
        let single = digits == 1 && matches!(clause[at - 1], '1' | '一');
        digits > 0 && !single && !(at > digits && clause[at - digits - 1] == '第')
    };
    lists.several_words.stands_within(clause) || (0..clause.len()).any(|at| lists.several_units.contains(&clause[at..=at]) && counted(at))
}

fn term_record(scribe: &Scribe<'_>, material: &Material, term: &TermDraft) -> InstrumentTerm {
    let Quote { quote, span } = scribe.quote(term.evidence);
    let said_by = utterance_at(&material.utterances, term.evidence).map(|at| format!("s{}", at + 1));
    InstrumentTerm { kind: term.kind, date: scribe.date(&term.date), duration: term.duration.clone(), said_by, quote, span }
}

/// What is told twice is kept once, where it stands first.
fn terms_once(terms: Vec<InstrumentTerm>) -> Vec<InstrumentTerm> {
    let mut kept: Vec<InstrumentTerm> = Vec::with_capacity(terms.len());
    for term in terms {
        let days = |term: &InstrumentTerm| term.date.as_ref().map(|date| (date.from, date.to));
        if !kept.iter().any(|other| other.kind == term.kind && other.duration == term.duration && days(other) == days(&term)) {
            kept.push(term);
        }
    }
    kept
}

/// 關於…的 in a title is its subject.
fn subject(title: &str) -> Option<String> {
    let start = title.find("關於").or_else(|| title.find("关于"))? + "關於".len();
    let end = title.rfind('的').filter(|end| *end > start)?;
    Some(title[start..end].to_owned())
}

fn relations(scribe: &Scribe<'_>, material: &Material) -> Vec<Relation> {
    let mut kept: Vec<(crate::relation::RelationDraft, Vec<u32>)> = Vec::new();
    for draft in &material.relations {
        let mut sides = Context::sides(&material.cast, &draft.parties);
        sides.sort();
        let shorts: Vec<char> = scribe.knowledge.list("strong_shorts").iter().flat_map(|word| word.chars()).collect();
        let key = |d: &crate::relation::RelationDraft| match scribe.flow.folded_words(d.designation).as_str() {
            "建交" | "断交" | "复交" | "邦交" => "外交关系".to_owned(),
            words => words.replace(|c| shorts.contains(&c), ""),
        };
        let same = kept.iter_mut().find(|(other, other_sides)| {
            // The shorter form of a designation is the same one only where nothing else happens to it (described).
            let close = key(other) == key(draft)
                || key(other).ends_with(&key(draft)) && draft.action == RelationAction::Described
                || key(draft).ends_with(&key(other)) && other.action == RelationAction::Described;
            let year = |d: &crate::relation::RelationDraft| d.date.as_ref().and_then(|date| date.from).map(|from| from.year);
            other_sides[..] == sides[..]
                && close
                && (other.action == draft.action || other.action == RelationAction::Described || draft.action == RelationAction::Described)
                && year(other).zip(year(draft)).is_none_or(|(a, b)| a == b)
        });
        match same {
            Some((other, _)) => {
                // 建立外交關係 on its day says more than 建交三個月.
                if draft.designation.len() > 2 && other.designation.len() == 2 && draft.date.is_some() {
                    other.date = draft.date.clone();
                }
                if other.action == RelationAction::Described && draft.action != RelationAction::Described {
                    let longer = if other.designation.len() >= draft.designation.len() { other.designation } else { draft.designation };
                    *other = draft.clone();
                    other.designation = longer;
                } else if draft.designation.len() > other.designation.len() {
                    other.designation = draft.designation;
                }
                if other.date.is_none() {
                    other.date = draft.date.clone();
                }
            }
            None => kept.push((draft.clone(), sides.to_vec())),
        }
    }
    kept.into_iter()
        .enumerate()
        .map(|(at, (draft, _))| {
            let Quote { quote, span } = scribe.quote(draft.evidence);
            Relation {
                id: number('r', at + 1),
                article: number('a', material.passage.sections[draft.section].article + 1),
                parties: draft.parties.iter().map(|who| material.cast.members[*who as usize].id.clone()).collect(),
                designation: designation(scribe, draft.designation),
                action: draft.action,
                date: scribe.date(&draft.date),
                quote,
                span,
            }
        })
        .collect()
}

/// 建交 and 斷交 are about diplomatic relations.
fn designation(scribe: &Scribe<'_>, span: Span) -> String {
    let words = scribe.flow.words(span);
    match scribe.flow.folded_words(span).as_str() {
        "建交" | "断交" | "复交" | "邦交" => {
            if words.contains('斷') || words.contains('復') || scribe.document.source.language == "zh-Hant" {
                "外交關係".into()
            } else {
                "外交关系".into()
            }
        }
        _ => words,
    }
}

fn entities(scribe: &Scribe<'_>, members: Vec<Member>, document: &Document) -> Vec<Entity> {
    let knowledge = scribe.knowledge;
    let last = Span { start: u32::MAX, end: u32::MAX };
    let mut order: Vec<(Span, Member)> = members.into_iter().map(|member| (member.mentions.iter().min().copied().unwrap_or(last), member)).collect();
    // Those that are mentioned nowhere keep their order.
    order.sort_by_key(|(first, _)| *first);
    let day = document.source.published.as_ref().map(|published| published.to);
    order
        .into_iter()
        .map(|(_, mut member)| {
            let row = member.known.map(|row| &knowledge.entities[row as usize]);
            member.mentions.sort_unstable();
            member.mentions.dedup();
            // 俄 in a title, 俄羅斯 in the text: the fullest form names a state, unless its everyday name stands there (中國, not 中共).
            let everyday = |name: &String| row.is_some_and(|row| row.name.chars().map(fold).eq(name.chars().map(fold)));
            let fullest = member
                .names
                .iter()
                .filter(|name| member.kind == EntityKind::State && !knowledge.list("government_tails").iter().any(|tail| name.ends_with(tail.as_str())))
                .max_by_key(|name| (everyday(name), name.chars().count(), std::cmp::Reverse(name.as_str())));
            let person = member.known.filter(|_| member.kind == EntityKind::Person).and_then(|row| personal_name(knowledge, row, &member.names));
            let name = if let Some(fullest) = fullest.or(person) {
                fullest.clone()
            } else {
                member.names.first().or(row.map(|row| &row.name)).cloned().unwrap_or_default()
            };
            let known_office = row
                .zip(day)
                .and_then(|(row, day)| row.tenures.iter().find(|tenure| tenure.from.is_some() && tenure.holds_on(day)).map(|tenure| tenure.office.clone()));
            Entity {
                id: member.id,
                kind: member.kind,
                name,
                names: member.names,
                english: row.map(|row| row.english.clone()).filter(|english| !english.is_empty()),
                state: member.side.map(|side| knowledge.entities[side as usize].id.clone()),
                office: member.office.map(|office| knowledge.offices[office as usize].id.clone()).or(known_office),
                known: member.known.is_some(),
                mentions: member.mentions.into_iter().map(|span| JsonSpan(scribe.flow.stored(span))).collect(),
            }
        })
        .collect()
}

/// 伊朗總統 in the title, 魯哈尼 in the text: the form by which the knowledge knows the person (習近平, not 習主席), else the fullest that is the
/// person's own; in Chinese characters where there is one.
fn personal_name<'a>(knowledge: &Knowledge, row: u32, names: &'a [String]) -> Option<&'a String> {
    let own = |name: &str| {
        let form = knowledge.lexicon.find(name.chars().map(fold));
        form.is_some_and(|form| knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Entity(entity, _) if *entity == row)))
    };
    let standard = |name: &str| knowledge.entities[row as usize].name.chars().map(fold).eq(name.chars().map(fold));
    names
        .iter()
        .filter(|name| own(name))
        .max_by_key(|name| (standard(name), !name.starts_with(|c: char| c.is_ascii()), name.chars().count(), std::cmp::Reverse(name.as_str())))
}

fn articles(scribe: &Scribe<'_>, material: &Material) -> Vec<ArticleRecord> {
    let document = scribe.document;
    let mut outlets: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, member) in
        material.cast.members.iter().enumerate().filter(|(_, member)| member.known.is_some_and(|row| scribe.knowledge.entities[row as usize].class == "outlet"))
    {
        for span in &member.mentions {
            let section = &material.passage.sections[material.passage.section_at(span.start)];
            if matches!(section.role, BlockRole::Byline | BlockRole::Source) {
                outlets.entry(section.article).or_insert(at);
            }
        }
    }
    let transcripts: BTreeSet<usize> =
        material.utterances.iter().filter(|utterance| utterance.transcript).map(|utterance| material.passage.sections[utterance.section].article).collect();
    document
        .articles
        .iter()
        .enumerate()
        .map(|(at, article)| {
            let quote = |span: Span| Quote { quote: document.text.slice(span).to_owned(), span: JsonSpan(span) };
            let quotes =
                |role: BlockRole| -> Vec<Quote> { article.blocks.iter().filter(|block| block.role == role).map(|block| quote(block.span())).collect() };
            let outlet = outlets.get(&at).map(|member| &material.cast.members[*member]);
            let interview = transcripts.contains(&at);
            let kind = article.kind.unwrap_or(if interview { ArticleKind::Interview } else { ArticleKind::News });
            ArticleRecord {
                id: number('a', at + 1),
                kind,
                span: JsonSpan(article.span()),
                kicker: quotes(BlockRole::Kicker),
                headline: quotes(BlockRole::Headline).into_iter().next(),
                subheads: quotes(BlockRole::Subhead),
                byline: quotes(BlockRole::Byline).into_iter().next(),
                dateline: article.dateline.map(quote),
                source_line: quotes(BlockRole::Source).into_iter().next(),
                outlet: outlet.map(|member| member.id.clone()),
                blocks: article.blocks.iter().map(|block| BlockRecord { role: block.role, span: JsonSpan(block.span()) }).collect(),
            }
        })
        .collect()
}
