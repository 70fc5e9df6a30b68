//! Whom the clause of a verb of speech names as the speaker.
//!
//! In: the verb's place. Out: the speaker, and whether he stands in the verb's own clause. Documents speak for those who
//! issued them (公告指), reports for their outlet (報道又指), and whoever an outlet quotes (引述官員稱) speaks himself.

use chancery_knowledge::MarkerKind;
use chancery_model::EntityKind;
use chancery_text::Span;

use super::cue::{Cue, is_outlet};
use super::shape::*;
use super::{REACH, Scene, SpeechState};
use crate::cast::{Cast, Who};
use crate::clause::{Beyond, Scope, Syntax};
use crate::context::Context;
use crate::phrase::{Item, ItemKind, NounClass};

/// Who speaks.
pub(super) struct Speaker {
    pub who: Who,
    /// Named in the verb's own clause.
    pub own: bool,
    /// The item that names him, where it stands in this clause.
    pub subject: Option<usize>,
    /// Somebody whom an outlet quotes.
    pub passed_on: bool,
}

/// The scope of a verb of speech: 回應記者詢問時透露 has the subject of 回應.
pub(super) fn scope(syntax: &Syntax<'_>, verb: Span) -> Scope {
    let mut scope = syntax.scope(verb);
    if let Some((opener, _)) = scope.opener {
        let from = syntax.items[scope.segment..scope.before]
            .iter()
            .rev()
            .find(|item| matches!(item.kind, ItemKind::Noun(_)))
            .map_or(syntax.items[opener].span.end, |item| item.span.end);
        if syntax.holds(&syntax.lists.circumstance_words, from, verb.start) {
            scope.segment = scope.clause;
            scope.opener = None;
            // Only what stands before the first verb of the circumstance is the subject.
            scope.first = opener;
        }
    }
    scope
}

/// The speaker of the verb at `at`.
#[allow(clippy::too_many_arguments)]
pub(super) fn speaker(
    scene: &Scene<'_>,
    cast: &mut Cast,
    context: &Context,
    state: &SpeechState,
    cues: &[Cue],
    at: usize,
    sentence: usize,
    scope: &Scope,
    previous: Option<&Cue>,
) -> Option<Speaker> {
    use MarkerKind::*;
    let Scene { knowledge, syntax, .. } = *scene;
    let sentence_span = scene.sentences[sentence].1;
    let verb = syntax.items[at].span;
    let lead = clause_lead(syntax, scope, verb).max(sentence_span.start);
    // 有人说, 坊间认为: nobody who could be named.
    if syntax.lists.nobody.starts(syntax.between(lead, verb.start)) {
        return None;
    }
    if let Some(who) = unnamed(scene, cast, state, lead, verb, scope) {
        return Some(Speaker { who, own: true, subject: None, passed_on: true });
    }
    if let Some(issuer) = document(scene, cast, context, state, at, scope, verb) {
        return issuer.map(|who| Speaker { who, own: true, subject: None, passed_on: false });
    }
    // 兩報發表社評，指…
    if heads_clause(syntax, scope, verb)
        && let Some(who) = leader_writer(scene, scope, sentence_span)
    {
        return Some(Speaker { who, own: false, subject: None, passed_on: false });
    }
    let (subject, own) = syntax.subject(scope, sentence_span, 0)?;
    let subject = plain_subject(syntax, subject, own, scope, verb);
    let noun = syntax.noun(subject);
    let mut members = match noun.map(|noun| noun.class) {
        Some(NounClass::Pending(Third)) => {
            third(syntax, cast, cues, at, sentence_span).or(state.last_speaker.filter(|who| cast.is_person(*who))).into_iter().collect()
        }
        _ => noun.map(|noun| context.members(knowledge, cast, noun, None)).unwrap_or_default(),
    };
    if !own {
        // 土耳其外交部發表聲明，指…，並稱…: the speaker before, else the subject of the sentence's first clause.
        if let Some(previous) = previous {
            members = vec![previous.speaker];
        } else if matches!(noun.map(|noun| noun.class), Some(NounClass::Pending(Third))) {
            // 他也答應…，並透露: 他 of the clause before.
        } else if let Some(first) = opening_subject(syntax, sentence_span) {
            members = syntax.noun(first).map(|noun| context.members(knowledge, cast, noun, None)).unwrap_or_default();
        }
    }
    // 代表團團長、外交部副部長某某: an office without a holder before 、 describes the person behind it.
    let vague = members.first().is_some_and(|who| cast.members[*who as usize].unnamed);
    let who = if vague { members.iter().copied().find(|who| cast.is_person(*who) && !cast.members[*who as usize].unnamed) } else { None }
        .or(members.first().copied())?;
    let several = noun.is_some_and(|noun| matches!(noun.class, NounClass::Place | NounClass::Pending(Both | Heads | First | FirstPlural)));
    if several && (own || previous.is_none()) {
        return None;
    }
    let passed_on = own && !is_outlet(knowledge, cast, who) && scope.opener.is_some_and(|(_, kind)| kind == Report);
    Some(Speaker { who, own, subject: Some(subject), passed_on })
}

/// The outlet whose article the clause before tells of.
fn leader_writer(scene: &Scene<'_>, scope: &Scope, sentence: Span) -> Option<Who> {
    let syntax = scene.syntax;
    let stop = scope.clause.checked_sub(1).filter(|stop| syntax.items[*stop].span.start > sentence.start)?;
    let clause = syntax.clause_start(stop);
    let end = syntax.items[stop].span.start;
    let article = syntax.lists.reporting_documents.ends(syntax.between(end.saturating_sub(4), end));
    article.then(|| (clause..stop).find_map(|at| syntax.noun(at).filter(|noun| noun.outlet))).flatten().map(|noun| noun.members[0].0)
}

/// Whoever stands in no case before the verb: 福田就餃子中毒事件要求…, 白宮中國事務資深主任羅森柏格說.
fn plain_subject(syntax: &Syntax<'_>, subject: usize, own: bool, scope: &Scope, verb: Span) -> usize {
    if !own {
        return subject;
    }
    let subject = match syntax.case(subject, scope.clause.min(subject)).0 {
        Some(MarkerKind::About) => (scope.clause..subject)
            .find(|at| syntax.noun(*at).is_some_and(|noun| noun.class != NounClass::Place) && syntax.case(*at, scope.clause).0.is_none())
            .unwrap_or(subject),
        _ => subject,
    };
    if let Some(Beyond::Person(person)) = syntax.phrase_beyond(subject, verb.start) {
        return person;
    }
    // Body, matter, office and name in a row: nothing between them but words.
    let mut at = subject;
    while let Some(item) = syntax.items.get(at + 1).filter(|item| item.span.end <= verb.start) {
        let gap = syntax.between(syntax.items[at].span.end, item.span.start);
        let Some(noun) = syntax.noun(at + 1).filter(|noun| noun.class == NounClass::Principal && gap.len() <= 6 && gap.iter().all(|c| c.is_alphabetic()))
        else {
            break;
        };
        if noun.members.len() == 1 && noun.span.start < noun.members[0].1.start {
            return at + 1;
        }
        at += 1;
    }
    subject
}

/// The issuer of the document that speaks: 公告指, 這篇報道又指, 新華社的報道稱. `Some(None)`: a document of nobody known.
fn document(scene: &Scene<'_>, cast: &mut Cast, context: &Context, state: &SpeechState, at: usize, scope: &Scope, verb: Span) -> Option<Option<Who>> {
    let Scene { knowledge, syntax, .. } = *scene;
    let lead = clause_lead(syntax, scope, verb);
    let owner = (scope.clause..at).find(|k| syntax.noun(*k).is_some() && syntax.possessive(*k));
    let from = owner.map_or(lead, |owner| syntax.items[owner + 1].span.end);
    let form = speaking_document(syntax, from, verb)?;
    let outlet = syntax.lists.reporting_documents.contains(form);
    let members = |cast: &mut Cast, at: usize| syntax.noun(at).and_then(|noun| context.members(knowledge, cast, noun, None).first().copied());
    if let Some(owner) = owner {
        return Some(members(cast, owner).filter(|who| !outlet || is_outlet(knowledge, cast, *who)));
    }
    let issuer = (at.saturating_sub(REACH)..at).rev().find(|k| {
        let Some(noun) = syntax.noun(*k) else { return false };
        let end = syntax.items[*k].span.end;
        let tail = syntax.between(end, (end + form.len() as u32 + 6).min(lead));
        noun.class == NounClass::Principal && (outlet && noun.outlet || tail.windows(form.len()).any(|window| window == form))
    });
    if let Some(issuer) = issuer {
        return Some(members(cast, issuer));
    }
    if outlet {
        return Some(state.outlet);
    }
    // 外交部宣布制裁…。聲明說: what was announced was announced in the document.
    let announced = (at.saturating_sub(REACH)..at).rev().find(|k| syntax.marker(*k, &[MarkerKind::Announce]).is_some());
    let announcer = announced.and_then(|k| {
        let clause = syntax.clause_start(k);
        (clause..k).find(|k| syntax.noun(*k).is_some_and(|noun| noun.class == NounClass::Principal) && syntax.case(*k, clause).0.is_none())
    });
    Some(state.issuer.or(announcer.and_then(|at| members(cast, at))))
}

/// 有分析指, 引述消息稱, 官員表示: a source without a name.
fn unnamed(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, lead: u32, verb: Span, scope: &Scope) -> Option<Who> {
    let syntax = scene.syntax;
    let quoting = scope.opener.filter(|(_, kind)| *kind == MarkerKind::Report).map(|(opener, _)| opener);
    // 這位專家認為: who spoke last, like 他.
    let third = |item: &Item| matches!(item.kind, ItemKind::Noun(noun) if matches!(syntax.nouns[noun as usize].class, NounClass::Pending(MarkerKind::Third)));
    if syntax.items[scope.clause..scope.before].iter().any(third) {
        return None;
    }
    let from = quoting.map_or(lead, |opener| syntax.items[opener].span.end.max(lead));
    source_words(scene, cast, state, from, verb, quoting.is_some())
}

/// The unnamed source between a place and the verb, which may begin with it (消息稱).
fn source_words(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, from: u32, verb: Span, quoting: bool) -> Option<Who> {
    let syntax = scene.syntax;
    let words = syntax.between(from, verb.end);
    let opener = syntax.lists.source_openers.at_start(words).unwrap_or_default();
    let rest = &words[opener.len()..];
    let told = quoting || opener.last() == Some(&'有');
    let form = syntax.lists.unnamed_sources.at_start(rest).or_else(|| syntax.lists.hearsay.at_start(rest).filter(|_| told))?;
    let before_verb = (verb.start - from) as usize;
    let taken = opener.len() + form.len();
    let plain = taken >= before_verb || syntax.lists.speech_adverbs.contains(&words[taken..before_verb]);
    if !plain || taken >= words.len() {
        return None;
    }
    let start = from as usize + opener.len();
    Some(name_source(scene, cast, state, Span::new(start, start + form.len())))
}

/// The unnamed source whose words these are: one who spoke before, or a new one.
fn name_source(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, span: Span) -> Who {
    let form = scene.syntax.between(span.start, span.end);
    // 這些官員說: those who spoke before.
    let same = state.last_speaker.filter(|who| {
        let member = &cast.members[*who as usize];
        let name: Vec<char> = member.name.chars().map(chancery_text::fold).collect();
        member.unnamed && name.ends_with(form)
    });
    let words: String = scene.original[span.range()].iter().collect();
    let who = same.unwrap_or_else(|| cast.discovered(EntityKind::Person, &words, None, true));
    cast.mention(who, span, &scene.original[span.range()]);
    who
}

/// Whom an outlet quotes: the noun behind 引述, or a source without a name.
pub(super) fn quoted_source(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, quoting: usize, end: u32) -> Option<Who> {
    let syntax = scene.syntax;
    let last = (quoting + 1..syntax.items.len())
        .take_while(|at| syntax.items[*at].span.end <= end)
        .filter(|at| syntax.marker(*at, &[MarkerKind::Report, MarkerKind::Speech]).is_some())
        .last()?;
    let noun = (quoting + 1..last).find_map(|at| syntax.noun(at).filter(|noun| noun.class == NounClass::Principal && !noun.outlet));
    if let Some(noun) = noun {
        return noun.members.first().map(|(who, _)| *who);
    }
    // 引述6名知情人士: a number may stand before them.
    let from = syntax.items[quoting + 1..last]
        .iter()
        .rev()
        .find(|item| matches!(item.kind, ItemKind::Quantity(_)))
        .map_or(syntax.items[quoting].span.end, |item| item.span.end);
    let verb = syntax.items[last].span;
    source_words(scene, cast, state, from, verb, true)
}
