//! The verbs of speech of a section, each with its speaker and where its content begins.
//!
//! In: the section's syntax. Out: cues in order of place. What shapes a verb of speech has is told by `shape`, whom its
//! clause names as the speaker by `speaker`, and how far the content runs by `content`.

use chancery_knowledge::{Knowledge, MarkerKind, MarkerSet};
use chancery_model::EntityKind;
use chancery_text::Span;

use super::audience::audience;
use super::content::{narrator, turned};
use super::shape::*;
use super::speaker::{self, Speaker};
use super::{Scene, SpeechState};
use crate::cast::{Cast, Who};
use crate::clause::Scope;
use crate::context::Context;
use crate::passage::touches;
use crate::phrase::{ItemKind, NounClass};

/// A verb of speech with its speaker.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub speaker: Who,
    pub verb: Span,
    /// Where the report begins: its speaker's clause.
    pub lead: u32,
    /// Where the content begins.
    pub start: u32,
    pub sentence: usize,
    /// An outlet that reports.
    pub outlet: bool,
    /// A speaker within somebody's words.
    pub inner: bool,
    /// Inside the quotation of an earlier sentence's speaker.
    pub within: bool,
    /// Where the content ends, where the cue itself tells.
    pub closed: Option<u32>,
    /// 要求 批評: the content ends with its sentence.
    pub brief: bool,
    pub via: Vec<Who>,
    pub audience: Option<Span>,
}

pub(super) fn is_outlet(knowledge: &Knowledge, cast: &Cast, who: Who) -> bool {
    cast.members[who as usize].known.is_some_and(|row| knowledge.entities[row as usize].class == "outlet")
}

/// What a verb that opens a report can be.
const CUES: MarkerSet = {
    use MarkerKind::*;
    MarkerSet::of(&[Speech, Opinion, Ask, Announce, Report, According, Control, Pivot, Denied])
};

/// Fewest characters that a quotation's speaker goes on for.
const SHORTEST: u32 = 6;

/// The cues of a section.
pub(super) fn cues(scene: &Scene<'_>, cast: &mut Cast, context: &mut Context, state: &mut SpeechState) -> Vec<Cue> {
    use MarkerKind::*;
    let Scene { syntax, sentences, .. } = *scene;
    let mut cues: Vec<Cue> = Vec::new();
    let mut sentence = 0;
    if sentences.is_empty() {
        return cues;
    }
    for at in (0..syntax.items.len()).filter(|at| !syntax.marks[*at].and(CUES).is_empty()) {
        let verb = syntax.items[at].span;
        while sentence + 1 < sentences.len() && sentences[sentence].1.end <= verb.start {
            sentence += 1;
        }
        let Some(kind) = syntax
            .marker(at, &[Speech, Opinion, Ask])
            .or_else(|| syntax.marker(at, &[Announce, Report, According]))
            .or_else(|| syntax.marker(at, &[Control, Pivot]))
            .or_else(|| syntax.marker(at, &[Denied]).filter(|_| syntax.lists.denying_verbs.contains(syntax.between(verb.start, verb.end))))
        else {
            continue;
        };
        if touches(scene.muted, verb) {
            continue;
        }
        if kind == According {
            according(scene, cast, at, sentence, state, &mut cues);
            continue;
        }
        // One verb of speech has one speaker: 據…表示 has been read already.
        if cues.last().is_some_and(|cue| cue.verb == verb || cue.start >= verb.end && cue.sentence == sentence) {
            continue;
        }
        if let Some(cue) = cue(scene, cast, context, state, &mut cues, at, sentence, kind) {
            state.last_speaker = Some(cue.speaker);
            if cue.outlet {
                state.outlet = Some(cue.speaker);
            }
            // 「…」他說，…: what follows is his too.
            let goes_on = cue.closed.filter(|_| cue.start < cue.verb.start && syntax.folded.get(verb.end as usize) == Some(&',')).is_some();
            let further = Cue { lead: verb.start, start: verb.end, closed: None, ..cue.clone() };
            cues.push(cue);
            if goes_on && verb.end + SHORTEST < sentences[sentence].1.end {
                cues.push(further);
            }
        }
    }
    // An outlet that only passes on somebody's words says nothing itself.
    let passing: Vec<bool> =
        (0..cues.len()).map(|at| cues[at].outlet && cues.get(at + 1).is_some_and(|next| next.sentence == cues[at].sentence && !next.outlet)).collect();
    for cue in &mut cues {
        let speaker = cue.speaker;
        cue.via.retain(|who| *who != speaker);
    }
    let mut keep = passing.into_iter().map(|passing| !passing);
    cues.retain(|_| keep.next().unwrap_or(true));
    cues
}

/// The cue that a verb opens, if it opens one.
#[allow(clippy::too_many_arguments)]
fn cue(
    scene: &Scene<'_>,
    cast: &mut Cast,
    context: &mut Context,
    state: &mut SpeechState,
    cues: &mut [Cue],
    at: usize,
    sentence: usize,
    kind: MarkerKind,
) -> Option<Cue> {
    use MarkerKind::*;
    let Scene { knowledge, syntax, .. } = *scene;
    let sentence_span = scene.sentences[sentence].1;
    let verb = syntax.items[at].span;
    // 的说法, 所说的: no verb of this clause. 提出批评, 没有回应: no utterance.
    let follows_of = at > 0
        && syntax.marker(at - 1, &[Of]).is_some()
        && syntax.items[at - 1].span.end == verb.start
        && !speaks_of(syntax, at - 1)
        && !article_says(syntax, verb);
    if syntax.marker(at + 1, &[Of]).is_some() && syntax.items[at + 1].span.start == verb.end
        || follows_of
        || unsaid(syntax, verb) && !article_says(syntax, verb)
    {
        return None;
    }
    let issues = syntax.lists.issuing_verbs.contains(syntax.between(verb.start, verb.end));
    let scope = speaker::scope(syntax, verb);
    let next = syntax.folded.get(verb.end as usize).copied().unwrap_or('\n');
    // 被特朗普指…: what is said of somebody, by the way.
    let by = |k: usize| syntax.marker(k, &[By]).is_some() && syntax.noun(k + 1).is_some_and(|_| syntax.items[k + 1].span.start == syntax.items[k].span.end);
    if !matches!(next, ',' | ':') && (scope.clause..scope.before).any(by) {
        return None;
    }
    // 在對北韓揚言開戰的背景下, 如果遵守承諾: a circumstance or condition tells of no utterance.
    let lead = clause_lead(syntax, &scope, verb);
    let conditional = (scope.clause..scope.before).any(|k| syntax.marker(k, &[Condition]).is_some());
    if circumstantial(syntax, lead, &scope) || conditional && !syntax.lists.strong_speech.contains(syntax.between(verb.start, verb.end)) {
        return None;
    }
    // 報導了部分細節: a noun follows. 將發表演講: nothing has been said yet.
    if next == '了' || issues && to_come(syntax, &scope) {
        return None;
    }
    let has_verb = |open: u32| cues.iter().rev().take(4).any(|cue| cue.start <= open && open <= cue.start + 2);
    let post = post_quote(syntax, at, &scope).filter(|(open, _)| matches!(next, '。' | ',' | '\n' | ';' | '!') && !has_verb(*open));
    let folded = syntax.between(verb.start, verb.end);
    let opens = matches!(next, ',' | ':' | '「' | '“' | '『');
    // 發表聲明，表示…: two verbs for one statement.
    let chained = cues.last().is_some_and(|cue| cue.sentence == sentence && cue.closed.is_none() && (cue.start..cue.start + 2).contains(&lead));
    let strong = syntax.lists.strong_speech.contains(folded);
    let clause = content_clause(syntax, at, &scope);
    let previous = cues.iter().rev().take(64).find(|cue| cue.sentence == sentence && !cue.outlet && !(cue.brief && turned(syntax, cue, verb.start))).cloned();
    let Speaker { who: speaker, own, subject, passed_on, through } =
        speaker::speaker(scene, cast, context, state, cues, at, sentence, &scope, previous.as_ref())?;
    let inside = quoted(syntax, sentence_span, verb.start);
    if inside && !own && post.is_none() {
        return None;
    }
    // 《某某》報道說: a publication that the tables lack is an outlet too.
    let outlet = is_outlet(knowledge, cast, speaker) || state.outlet == Some(speaker);
    if outlet && kind == Report {
        state.outlet = Some(speaker);
    }
    let running = cues.last().filter(|cue| !cue.outlet || cue.sentence == sentence).cloned();
    // What the narrator tells again is nobody's words.
    let told = |cue: &Cue| cue.sentence < sentence && narrator(syntax, cast, scene.sentences, cue, sentence_span.start + 1).is_some();
    let heads_clause = heads_clause(syntax, &scope, verb);
    // 他否認政府使用武器，稱…: what was denied or blamed goes no further than its clause.
    let anew_said = |cue: &Cue| cue.brief && heads_clause && strong && cue.sentence == sentence;
    let covered = running.as_ref().is_some_and(|cue| !ended(syntax, cue, verb.start) && !told(cue) && !anew_said(cue));
    let own_side = running.as_ref().is_some_and(|cue| {
        cue.speaker == speaker
            || cast.members[speaker as usize].kind == EntityKind::State && cast.side(cue.speaker) == cast.side(speaker) && cast.side(speaker).is_some()
    });
    // A person named in the verb's clause speaks anew, even where he has spoken before.
    let anew = own && subject.and_then(|at| syntax.noun(at)).is_some_and(|noun| noun.class == NounClass::Principal) && cast.is_person(speaker);
    let person = cast.is_person(speaker);
    // 並宣布…: of whoever this sentence is about.
    let further = split_word(syntax, &scope, verb) && (previous.is_some() || subject.is_some_and(|at| syntax.items[at].span.start >= sentence_span.start));
    let fits = match kind {
        Report => (outlet || passed_on) && (opens || !syntax.lists.quoting_verbs.contains(folded)),
        Speech if chained && heads_clause => true,
        // 汪文斌回應…，稱: what is answered is no content.
        Speech if syntax.lists.answering_verbs.contains(folded) => opens || post.is_some(),
        Speech if strong => opens || clause || !covered || post.is_some() || own && !own_side || anew || split_word(syntax, &scope, verb),
        // 並重申美國將…, 但說只要…
        Speech if !own && clause && further => true,
        Speech if !own && heads_clause && clause && syntax.items.get(at + 2).is_some_and(|open| open.kind == ItemKind::Open) => true,
        Speech => (opens || clause && own) && (cast.members[speaker as usize].kind != EntityKind::State || !covered || next != ',') || post.is_some(),
        Opinion if at > 0 && syntax.marker(at - 1, &[By]).is_some() => false,
        Opinion => own && (!covered || outlet || running.as_ref().is_some_and(|cue| cue.sentence != sentence) || !own_side && opens),
        Ask => own && opens,
        // 並宣布美國將…
        Announce => (opens && announces_clause(syntax, at) || clause) && (own || clause && !covered && further) && !syntax.lists.no_speech.contains(folded),
        Denied => (own || heads_clause && !covered) && !opens && denies_clause(syntax, at, &scope),
        // 法國批評意大利…: a state's blame without a comma is an act.
        Pivot if clause && !person && !opens && cast.members[speaker as usize].kind == EntityKind::State => false,
        _ => {
            (own || heads_clause)
                && !(covered && own_side && (previous.is_some() || !own))
                && syntax.lists.request_speech.contains(folded)
                && told_with_content(syntax, at, &scope)
        }
    };
    if !fits || verb.len() == 1 && (!own && !heads_clause && next != ':' || next == '的') || kind != Report && performative(syntax, verb) {
        // 並宣布取消…: an act of the same speaker ends what he is reported to say.
        let turns = match kind {
            Announce => split_word(syntax, &scope, verb) || !syntax.lists.no_speech.contains(folded),
            // 要求…，並邀請…
            Control => cues.last().is_some_and(|cue| cue.brief),
            // 說…，並感謝…
            Pivot => split_word(syntax, &scope, verb) && (syntax.lists.performatives.contains(folded) || syntax.lists.request_speech.contains(folded)),
            _ => false,
        };
        if turns
            && covered
            && !own
            && heads_clause
            && let Some(cue) = cues.last_mut()
        {
            let lead = clause_lead(syntax, &scope, verb);
            if cue.closed.is_none() && lead > cue.start && cue.sentence == sentence {
                cue.closed = Some(lead);
            }
        }
        return None;
    }
    if covered && own_side && own && cast.members[speaker as usize].kind == EntityKind::State && !issues {
        return None;
    }
    // 他已當面向某某表達…: he tells of himself.
    if covered && own && previous.as_ref().is_some_and(|cue| cue.speaker == speaker) && !anew && !split_word(syntax, &scope, verb) && !strong {
        return None;
    }
    if issues && bare_act(syntax, verb.end, sentence_span.end) {
        return None;
    }
    // Inside somebody's words a further speaker is read where the sentence says so plainly.
    if covered && own && !own_side && running.as_ref().is_some_and(|cue| cue.sentence == sentence) && !(opens || post.is_some() || person || outlet) {
        return None;
    }
    if covered && !own && !opens && !split_word(syntax, &scope, verb) && previous.is_some() && !strong {
        return None;
    }
    if person && !cast.members[speaker as usize].unnamed {
        context.acts(speaker, verb.start);
    }
    // A speaker inside the sentence of another's words: nested where its clause has its own subject.
    // So is a speaker inside a quotation that an earlier sentence opened.
    let within = running.as_ref().is_some_and(|cue| cue.sentence < sentence && cue.closed.is_none() && quotation_open(syntax, cue, verb.start));
    let inner = (within || previous.as_ref().is_some_and(|cue| own && cue.speaker != speaker)) && !outlet;
    let mut via = state.standing.clone();
    let outer = if within { running.as_ref() } else { previous.as_ref() };
    if inner && let Some(cue) = outer {
        via = vec![cue.speaker];
    } else if let Some(cue) = cues.iter().rev().take(64).find(|cue| cue.outlet && cue.sentence == sentence) {
        via = vec![cue.speaker];
    } else if let Some(cue) = cues.last().filter(|cue| cue.speaker == speaker) {
        via = cue.via.clone();
    }
    if let Some(outlet) = through {
        via = vec![outlet];
    }
    let lead = match subject {
        Some(subject) if own => syntax.items[subject].span.start.max(sentence_span.start).min(clause_lead(syntax, &scope, verb)),
        _ => clause_lead(syntax, &scope, verb),
    };
    let (mut start, mut closed) = (verb.end, None);
    if let Some((open, close)) = post {
        (start, closed) = (open, Some(close));
    } else if let Some(stop) = addressee(syntax, at, &scope) {
        start = stop;
    }
    let audience = audience(syntax, verb, &scope, sentence_span, start);
    Some(Cue {
        speaker,
        verb,
        lead,
        start,
        sentence,
        outlet: outlet && kind == Report,
        inner,
        within,
        closed,
        brief: matches!(kind, Control | Pivot | Denied),
        via,
        audience,
    })
}

/// 據新華社報道，…; 據…表示，….
fn according(scene: &Scene<'_>, cast: &mut Cast, at: usize, sentence: usize, state: &mut SpeechState, cues: &mut Vec<Cue>) {
    use MarkerKind::*;
    let Scene { knowledge, syntax, section, sentences, .. } = *scene;
    let sentence_span = sentences[sentence].1;
    let next = at + 1;
    let Some(noun) = syntax.noun(next) else { return };
    let Some(&(mut speaker, _)) = noun.members.first() else { return };
    if syntax.items[next].span.start > syntax.items[at].span.end + 2 || noun.class != NounClass::Principal {
        return;
    }
    let mut outlet = is_outlet(knowledge, cast, speaker);
    // To the comma or colon that ends 据…报道.
    let mut k = next + 1;
    while k < syntax.items.len() && k < next + 6 && !matches!(syntax.items[k].kind, ItemKind::Stop(_)) {
        k += 1;
    }
    let Some(stop) = syntax.items.get(k) else { return };
    if stop.span.end > sentence_span.end {
        return;
    }
    let verb = syntax.items[next + 1..k].iter().find(|item| matches!(item.kind, ItemKind::Form(_))).map_or(syntax.items[at].span, |item| item.span);
    let spoken = (next + 1..k).any(|at| syntax.marker(at, &[Speech, Report]).is_some());
    if !outlet && !spoken {
        return;
    }
    if stop.kind == ItemKind::Stop(':') && outlet {
        state.standing = vec![speaker];
        return;
    }
    let mut via = Vec::new();
    if outlet {
        state.outlet = Some(speaker);
        // 據《金融時報》引述6名知情人士報導: whoever is quoted speaks.
        if let Some(quoting) = (next + 1..k).find(|at| syntax.marker(*at, &[Report]).is_some())
            && let Some(who) = speaker::quoted_source(scene, cast, state, quoting, stop.span.start)
        {
            via.push(speaker);
            (speaker, outlet) = (who, false);
        }
    }
    let lead = sentence_span.start.max(section.span.start);
    cues.push(Cue {
        speaker,
        verb,
        lead,
        start: stop.span.end,
        sentence,
        outlet,
        inner: false,
        within: false,
        closed: None,
        brief: false,
        via,
        audience: None,
    });
}

/// Whether a verb of request or blame takes something said: a clause with its own subject, a quotation, or a clause behind
/// a comma; not 對…予以譴責，….
fn told_with_content(syntax: &crate::clause::Syntax<'_>, at: usize, scope: &Scope) -> bool {
    let end = syntax.items[at].span.end;
    let words = syntax.between(end, end + 2);
    match syntax.items.get(at + 1).filter(|item| item.span.start == end).map(|item| item.kind) {
        Some(ItemKind::Stop(',' | ':')) => {
            let next = at + 2;
            let again = (next..(next + 2).min(syntax.items.len())).any(|k| syntax.marker(k, &[MarkerKind::Speech]).is_some());
            let directed = (scope.segment..at).any(|k| syntax.marker(k, &[MarkerKind::To]).is_some());
            !again && !directed
        }
        Some(ItemKind::Open) => true,
        // 警告如果…
        Some(ItemKind::Form(_)) if syntax.marker(at + 1, &[MarkerKind::Condition]).is_some() => true,
        // 譴責這是「挑釁行為」
        _ => words == ['这', '是'] || object_and_verb(syntax, at, scope) && !describes(syntax, at, scope),
    }
}
