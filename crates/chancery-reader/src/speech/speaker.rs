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
use crate::phrase::{ItemKind, NounClass};

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
    if let Some(who) = document(scene, cast, context, state, at, scope, verb) {
        return Some(Speaker { who, own: true, subject: None, passed_on: false });
    }
    let (subject, own) = syntax.subject(scope, sentence_span, 0)?;
    let subject = match syntax.phrase_beyond(subject, verb.start) {
        Some(Beyond::Person(person)) if own => person,
        _ => subject,
    };
    let noun = syntax.noun(subject);
    let mut members = match noun.map(|noun| noun.class) {
        Some(NounClass::Pending(Third)) => third(syntax, cast, cues, at, sentence_span).or(state.last_speaker).into_iter().collect(),
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
    if own && noun.is_some_and(|noun| matches!(noun.class, NounClass::Place | NounClass::Pending(Both | Heads | First | FirstPlural))) {
        return None;
    }
    let passed_on = own && !is_outlet(knowledge, cast, who) && scope.opener.is_some_and(|(_, kind)| kind == Report);
    Some(Speaker { who, own, subject: Some(subject), passed_on })
}

/// 公告指, 這篇報道又指: the issuer of the document that speaks.
fn document(scene: &Scene<'_>, cast: &mut Cast, context: &Context, state: &SpeechState, at: usize, scope: &Scope, verb: Span) -> Option<Who> {
    let Scene { knowledge, syntax, .. } = *scene;
    let form = speaking_document(syntax, scope, verb)?;
    let outlet = syntax.lists.reporting_documents.contains(form);
    let issuer = (at.saturating_sub(REACH)..at).rev().find(|k| {
        let Some(noun) = syntax.noun(*k) else { return false };
        let end = syntax.items[*k].span.end;
        let lead = clause_lead(syntax, scope, verb);
        let tail = syntax.between(end, (end + form.len() as u32 + 6).min(lead));
        noun.class == NounClass::Principal && (outlet && noun.outlet || tail.windows(form.len()).any(|window| window == form))
    });
    match issuer.and_then(|at| syntax.noun(at)) {
        Some(noun) => context.members(knowledge, cast, noun, None).first().copied(),
        None if outlet => state.outlet,
        None => state.issuer,
    }
}

/// 有分析指, 消息稱, 官員表示: a source without a name.
fn unnamed(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, lead: u32, verb: Span, scope: &Scope) -> Option<Who> {
    let syntax = scene.syntax;
    let from = match scope.opener {
        Some((opener, MarkerKind::Report)) => syntax.items[opener].span.end.max(lead),
        _ => lead,
    };
    // 這位專家認為: who spoke last, like 他.
    if syntax.items[scope.clause..scope.before]
        .iter()
        .any(|item| matches!(item.kind, ItemKind::Noun(noun) if matches!(syntax.nouns[noun as usize].class, NounClass::Pending(MarkerKind::Third))))
    {
        return None;
    }
    let words = syntax.between(from, verb.start);
    let skip = syntax.lists.source_openers.at_start(words).map_or(0, <[char]>::len);
    let form = syntax.lists.unnamed_sources.at_start(&words[skip..])?;
    let rest = &words[skip + form.len()..];
    if !(rest.is_empty() || syntax.lists.speech_adverbs.contains(rest)) {
        return None;
    }
    let start = from as usize + skip;
    let span = Span::new(start, start + form.len());
    // 這些官員說: those who spoke before.
    let same = state.last_speaker.filter(|who| {
        let member = &cast.members[*who as usize];
        let name: Vec<char> = member.name.chars().map(chancery_text::fold).collect();
        member.unnamed && name.ends_with(form)
    });
    let words: String = scene.original[span.range()].iter().collect();
    let who = same.unwrap_or_else(|| cast.discovered(EntityKind::Person, &words, None, true));
    cast.mention(who, span, &words);
    Some(who)
}
