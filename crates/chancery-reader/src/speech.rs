//! Step 8: who says what, through whom.
//!
//! In: the syntax of the sections of an article, in order. Out: utterances with speaker, content and chain of sources.
//! A statement runs to the next verb of speech, change of speaker or end of paragraph; a quotation that opens it closes
//! it; an enumeration 一是…二是… goes on over paragraphs; an outer statement runs over an inner speaker's words
//! (codebook, sections 5, 10.11, 10.20).

mod content;
mod cue;

use chancery_knowledge::{Knowledge, MarkerKind};
use chancery_model::{BlockRole, EntityKind};
use chancery_text::Span;

use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::context::Context;
use crate::passage::{Section, touches};
use crate::phrase::{ItemKind, NounClass};

use content::{content, continues_enumeration, enumeration, only_noun, trim};
use cue::*;

/// A reported utterance; spans in the flow.
#[derive(Clone, Debug)]
pub(crate) struct Utterance {
    pub section: usize,
    pub speaker: Who,
    pub verb: Span,
    pub content: Span,
    /// Where the report begins: its speaker's clause.
    pub lead: u32,
    pub direct: bool,
    pub via: Vec<Who>,
    pub points: Vec<Span>,
    /// A part of a transcript: 某某：….
    pub transcript: bool,
}

/// A verb of speech with its speaker.
#[derive(Clone, Debug)]
struct Cue {
    speaker: Who,
    verb: Span,
    lead: u32,
    start: u32,
    sentence: usize,
    outlet: bool,
    inner: bool,
    closed: Option<u32>,
    via: Vec<Who>,
}

/// Longest statement, in characters: what runs on longer is no report of somebody's words.
const LONGEST: u32 = 20_000;

/// How many items back a search looks.
const REACH: usize = 200;

/// State that runs over the paragraphs of an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpeechState {
    /// 據新華社報道： at the head of an article.
    standing: Vec<Who>,
    last_speaker: Option<Who>,
    /// Index of the statement whose enumeration may go on.
    open: Option<usize>,
    transcript: Option<usize>,
    /// Whose text is given in full in the paragraphs that follow.
    full_text: Option<(Who, Span)>,
}

fn is_outlet(knowledge: &Knowledge, cast: &Cast, who: Who) -> bool {
    cast.members[who as usize].known.is_some_and(|row| knowledge.entities[row as usize].class == "outlet")
}

/// Reads one section; appends to `utterances`.
pub(crate) fn read_section(
    knowledge: &Knowledge,
    syntax: &Syntax<'_>,
    cast: &mut Cast,
    context: &mut Context,
    section_index: usize,
    section: &Section,
    sentences: &[(usize, Span)],
    muted: &[Span],
    state: &mut SpeechState,
    utterances: &mut Vec<Utterance>,
) {
    if !matches!(section.role, BlockRole::Body | BlockRole::Lead) {
        return;
    }
    let chars = syntax.folded;
    let text = &chars[section.span.range()];
    if continues_enumeration(text)
        && let Some(open) = state.open.filter(|_| text[0] != '一' || state.transcript.is_some())
    {
        let points = enumeration(syntax, section.span);
        utterances[open].content.end = section.span.end;
        utterances[open].points.extend(points);
        return;
    }
    if let Some(found) = transcript_line(syntax, cast, section) {
        let (speaker, verb, start) = found;
        state.transcript = Some(utterances.len());
        state.last_speaker = Some(speaker);
        utterances.push(Utterance {
            section: section_index,
            speaker,
            verb,
            content: trim(chars, Span { start, end: section.span.end }),
            lead: section.span.start,
            direct: false,
            via: Vec::new(),
            points: Vec::new(),
            transcript: true,
        });
        return;
    }
    let running = state.transcript.map(|open| (utterances[open].speaker, utterances[open].verb)).or(state.full_text);
    if let Some((speaker, verb)) = running {
        state.open = Some(utterances.len());
        utterances.push(Utterance {
            section: section_index,
            speaker,
            verb,
            content: trim(chars, section.span),
            lead: section.span.start,
            direct: false,
            via: Vec::new(),
            points: enumeration(syntax, section.span),
            transcript: state.transcript.is_some(),
        });
        return;
    }
    if let Some(speaker) = full_text_follows(knowledge, syntax, cast, context, section) {
        state.full_text = Some((speaker, Span { start: section.span.end - 1, end: section.span.end }));
    }
    let cues = cues(knowledge, syntax, cast, context, section, sentences, muted, state);
    let first = utterances.len();
    for (at, cue) in cues.iter().enumerate() {
        let content = content(syntax, cast, section, sentences, &cues, at);
        let content = trim(chars, content);
        if content.len() < 2 || only_noun(syntax, content, cue) {
            continue;
        }
        let direct = matches!(chars[content.start as usize], '「' | '“' | '『');
        utterances.push(Utterance {
            section: section_index,
            speaker: cue.speaker,
            verb: cue.verb,
            content,
            lead: cue.lead,
            direct,
            via: cue.via.clone(),
            points: enumeration(syntax, content),
            transcript: false,
        });
    }
    state.open = (utterances.len() > first).then(|| utterances.len() - 1).filter(|at| utterances[*at].content.end >= section.span.end.saturating_sub(1));
    if utterances.len() == first {
        state.open = None;
    }
}

/// 陳斌華：… at the head of a paragraph of an interview.
fn transcript_line(syntax: &Syntax<'_>, cast: &mut Cast, section: &Section) -> Option<(Who, Span, u32)> {
    let first = syntax.items.first()?;
    if first.span.start != section.span.start {
        return host_line(syntax, cast, section);
    }
    let colon = syntax.items.get(1)?;
    if colon.kind != ItemKind::Stop(':') || colon.span.start != first.span.end {
        return host_line(syntax, cast, section);
    }
    let noun = syntax.noun(0)?;
    let (who, span) = *noun.members.first()?;
    (noun.members.len() == 1 && cast.is_person(who)).then_some((who, span, colon.span.end))
}

/// 公告全文如下：: the paragraphs behind it are the words of the clause's subject.
fn full_text_follows(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, context: &Context, section: &Section) -> Option<Who> {
    let text = &syntax.folded[section.span.range()];
    if !text.strip_suffix(&[':']).is_some_and(|text| syntax.lists.full_text.ends(text)) {
        return None;
    }
    let last = syntax.items.len().checked_sub(1)?;
    let clause = syntax.clause_start(last);
    let noun = (clause..last).chain(0..clause).find_map(|at| syntax.noun(at).filter(|noun| noun.class == NounClass::Principal))?;
    context.members(knowledge, cast, noun, None).first().copied()
}

fn host_line(syntax: &Syntax<'_>, cast: &mut Cast, section: &Section) -> Option<(Who, Span, u32)> {
    let text = &syntax.folded[section.span.range()];
    let word = syntax.lists.hosts.iter().find(|word| text.starts_with(word) && text.get(word.len()) == Some(&':'))?;
    let n = word.len();
    let span = Span::new(section.span.start as usize, section.span.start as usize + n);
    let who = cast.discovered(EntityKind::Person, &word.iter().collect::<String>(), None, true);
    cast.mention(who, span, word);
    Some((who, span, span.end + 1))
}

#[allow(clippy::too_many_arguments)]
fn cues(
    knowledge: &Knowledge,
    syntax: &Syntax<'_>,
    cast: &mut Cast,
    context: &mut Context,
    section: &Section,
    sentences: &[(usize, Span)],
    muted: &[Span],
    state: &mut SpeechState,
) -> Vec<Cue> {
    use MarkerKind::*;
    let mut cues: Vec<Cue> = Vec::new();
    let mut sentence = 0;
    for at in 0..syntax.items.len() {
        let verb = syntax.items[at].span;
        while sentence + 1 < sentences.len() && sentences[sentence].1.end <= verb.start {
            sentence += 1;
        }
        let Some(&(_, sentence_span)) = sentences.get(sentence) else { break };
        let Some(kind) =
            syntax.marker(at, &[Speech, Opinion, Ask]).or_else(|| syntax.marker(at, &[Announce, Report, According])).or_else(|| syntax.marker(at, &[Control]))
        else {
            continue;
        };
        if touches(muted, verb) {
            continue;
        }
        if kind == According {
            according(knowledge, syntax, cast, at, sentence, sentence_span, section, state, &mut cues);
            continue;
        }
        // One verb of speech has one speaker: 據…表示 has been read already.
        if cues.last().is_some_and(|cue| cue.verb == verb || cue.start >= verb.end && cue.sentence == sentence) {
            continue;
        }
        let scope = syntax.scope(verb);
        // 的说法, 所说的: no verb of this clause.
        let follows_of = at > 0 && syntax.marker(at - 1, &[Of]).is_some() && syntax.items[at - 1].span.end == verb.start && !speaks_of(syntax, at - 1);
        if syntax.marker(at + 1, &[Of]).is_some() && syntax.items[at + 1].span.start == verb.end || follows_of {
            continue;
        }
        let next = syntax.folded.get(verb.end as usize).copied().unwrap_or('\n');
        let post = post_quote(syntax, at, &scope).filter(|_| matches!(next, '。' | ',' | '\n' | ';' | '!'));
        let folded = syntax.between(verb.start, verb.end);
        let opens = matches!(next, ',' | ':' | '「' | '“' | '『');
        let strong = syntax.lists.strong_speech.contains(folded);
        let clause = content_clause(syntax, at, &scope);
        let previous = cues.iter().rev().take(64).find(|cue| cue.sentence == sentence && !cue.outlet).cloned();
        // 有分析指出, 外界認為: nobody who could be named.
        if syntax.lists.nobody.starts(syntax.between(clause_lead(syntax, &scope, verb).max(sentence_span.start), verb.start)) {
            continue;
        }
        let document = speaking_document(syntax, &scope, verb, at);
        let Some((subject, own)) = document.map(|at| (at, true)).or_else(|| syntax.subject(&scope, sentence_span, 0)) else { continue };
        let noun = syntax.noun(subject);
        let mut members = match noun.map(|noun| noun.class) {
            Some(NounClass::Pending(Third)) => third(syntax, cast, &cues, at, sentence_span).or(state.last_speaker).into_iter().collect(),
            _ => noun.map(|noun| context.members(knowledge, cast, noun, None)).unwrap_or_default(),
        };
        if !own {
            // 土耳其外交部發表聲明，指…，並稱…: the speaker before, else the subject of the sentence's first clause.
            if let Some(previous) = &previous {
                members = vec![previous.speaker];
            } else if matches!(noun.map(|noun| noun.class), Some(NounClass::Pending(Third))) {
                // 他也答應…，並透露: 他 of the clause before.
            } else if let Some(first) = opening_subject(syntax, sentence_span) {
                members = syntax.noun(first).map(|noun| context.members(knowledge, cast, noun, None)).unwrap_or_default();
            }
        }
        let Some(&speaker) = members.first() else { continue };
        if own && noun.is_some_and(|noun| matches!(noun.class, NounClass::Place | NounClass::Pending(Both | Heads | First | FirstPlural))) {
            continue;
        }
        let inside = quoted(syntax, sentence_span, verb.start);
        if inside && !own && post.is_none() {
            continue;
        }
        let outlet = is_outlet(knowledge, cast, speaker);
        let running = cues.last().filter(|cue| !cue.outlet || cue.sentence == sentence).cloned();
        let covered = running.as_ref().is_some_and(|cue| !ended(syntax, cue, verb.start));
        let own_side = running.as_ref().is_some_and(|cue| {
            cue.speaker == speaker
                || cast.members[speaker as usize].kind == EntityKind::State && cast.side(cue.speaker) == cast.side(speaker) && cast.side(speaker).is_some()
        });
        let fits = match kind {
            Report => outlet,
            Speech if strong => opens || clause || !covered || post.is_some() || own && !own_side,
            Speech => (opens || clause && own) && (cast.members[speaker as usize].kind != EntityKind::State || !covered || next != ',') || post.is_some(),
            Opinion if at > 0 && syntax.marker(at - 1, &[By]).is_some() => false,
            Opinion => own && (!covered || outlet || running.as_ref().is_some_and(|cue| cue.sentence != sentence) || !own_side && opens),
            Ask => own && opens,
            Announce => (opens && announces_clause(syntax, at) || clause) && own && !syntax.lists.no_speech.contains(folded),
            _ => own && !covered && object_and_verb(syntax, at, &scope) && cast.is_person(speaker) && syntax.lists.request_speech.contains(folded),
        };
        if !fits || verb.len() == 1 && (!own || next == '的') || kind != Report && performative(syntax, verb) {
            // 並宣布取消…: an act of the same speaker ends what he is reported to say.
            if matches!(kind, Announce)
                && covered
                && !own
                && split_word(syntax, &scope, verb)
                && let Some(cue) = cues.last_mut()
            {
                let lead = clause_lead(syntax, &scope, verb);
                if cue.closed.is_none() && lead > cue.start && cue.sentence == sentence {
                    cue.closed = Some(lead);
                }
            }
            continue;
        }
        if covered && own_side && own && cast.members[speaker as usize].kind == EntityKind::State {
            continue;
        }
        // Inside somebody's words a further speaker is read where the sentence says so plainly.
        if covered
            && own
            && !own_side
            && running.as_ref().is_some_and(|cue| cue.sentence == sentence)
            && !(opens || post.is_some() || cast.is_person(speaker) || outlet)
        {
            continue;
        }
        if covered && !own && !opens && !split_word(syntax, &scope, verb) && previous.is_some() && !strong {
            continue;
        }
        if cast.is_person(speaker) && !cast.members[speaker as usize].unnamed {
            context.third = Some(speaker);
        }
        // A speaker inside the sentence of another's words: nested where its clause has its own subject.
        let inner = previous.as_ref().is_some_and(|cue| own && cue.speaker != speaker) && !outlet;
        let mut via = state.standing.clone();
        if inner && let Some(cue) = &previous {
            via = vec![cue.speaker];
        } else if let Some(cue) = cues.iter().rev().take(64).find(|cue| cue.outlet) {
            via = vec![cue.speaker];
        }
        let lead = if own && document.is_none() {
            syntax.items[subject].span.start.max(sentence_span.start).min(clause_lead(syntax, &scope, verb))
        } else {
            clause_lead(syntax, &scope, verb)
        };
        let (mut start, mut closed) = (verb.end, None);
        if let Some((open, close)) = post {
            (start, closed) = (open, Some(close));
        } else if let Some(stop) = addressee(syntax, at, &scope) {
            start = stop;
        }
        cues.push(Cue { speaker, verb, lead, start, sentence, outlet: outlet && kind == Report, inner, closed, via });
        state.last_speaker = Some(speaker);
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

#[allow(clippy::too_many_arguments)]
fn according(
    knowledge: &Knowledge,
    syntax: &Syntax<'_>,
    cast: &mut Cast,
    at: usize,
    sentence: usize,
    sentence_span: Span,
    section: &Section,
    state: &mut SpeechState,
    cues: &mut Vec<Cue>,
) {
    use MarkerKind::*;
    let next = at + 1;
    let Some(noun) = syntax.noun(next) else { return };
    let Some(&(speaker, _)) = noun.members.first() else { return };
    if syntax.items[next].span.start > syntax.items[at].span.end + 2 || noun.class != NounClass::Principal {
        return;
    }
    let outlet = is_outlet(knowledge, cast, speaker);
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
    let lead = sentence_span.start.max(section.span.start);
    cues.push(Cue { speaker, verb, lead, start: stop.span.end, sentence, outlet, inner: false, closed: None, via: Vec::new() });
}
