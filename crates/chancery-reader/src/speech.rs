//! Step 8: who says what, through whom.
//!
//! In: the syntax of the sections of an article, in order. Out: utterances with speaker, content and chain of sources.
//! A statement runs to the next verb of speech, change of speaker or end of paragraph; a quotation that opens it closes
//! it; an enumeration 一是…二是… goes on over paragraphs; an outer statement runs over an inner speaker's words
//! (codebook, sections 5, 10.11, 10.20).

use chancery_knowledge::{Knowledge, MarkerKind};
use chancery_model::{BlockRole, EntityKind};
use chancery_text::Span;

use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::context::Context;
use crate::passage::{Section, ends_sentence, touches};
use crate::phrase::{ItemKind, NounClass};

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
    if let Some(found) = transcript_line(knowledge, syntax, cast, section) {
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
        let content = content(knowledge, syntax, cast, section, sentences, &cues, at);
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

/// Cuts white space, opening commas and closing full stops that follow no quotation.
fn trim(chars: &[char], mut span: Span) -> Span {
    span.end = span.end.max(span.start);
    while span.start < span.end && matches!(chars[span.start as usize], ',' | ':' | ' ' | '、' | '\n') {
        span.start += 1;
    }
    loop {
        while span.start < span.end && matches!(chars[span.end as usize - 1], ' ' | '\n' | ',' | ';') {
            span.end -= 1;
        }
        // （As a result …） behind a closed quotation is no part of it.
        let words = &chars[span.range()];
        let words = words.strip_suffix(&['。']).unwrap_or(words);
        let Some(open) = words
            .last()
            .filter(|c| **c == ')')
            .and_then(|_| words.iter().rposition(|c| *c == '('))
            .filter(|open| *open > 0 && matches!(words[open - 1], '」' | '”' | '。' | ' '))
        else {
            break;
        };
        span.end = span.start + open as u32;
    }
    span
}

/// 陳斌華：… at the head of a paragraph of an interview.
fn transcript_line(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, section: &Section) -> Option<(Who, Span, u32)> {
    let first = syntax.items.first()?;
    if first.span.start != section.span.start {
        return host_line(knowledge, syntax, cast, section);
    }
    let colon = syntax.items.get(1)?;
    if colon.kind != ItemKind::Stop(':') || colon.span.start != first.span.end {
        return host_line(knowledge, syntax, cast, section);
    }
    let noun = syntax.noun(0)?;
    let (who, span) = *noun.members.first()?;
    (noun.members.len() == 1 && cast.is_person(who)).then_some((who, span, colon.span.end))
}

/// 公告全文如下：: the paragraphs behind it are the words of the clause's subject.
fn full_text_follows(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, context: &Context, section: &Section) -> Option<Who> {
    let text = &syntax.folded[section.span.range()];
    let told = knowledge.list("full_text").iter().any(|word| {
        let word: Vec<char> = word.chars().collect();
        text.strip_suffix(&[':']).is_some_and(|text| text.ends_with(&word))
    });
    if !told {
        return None;
    }
    let last = syntax.items.len().checked_sub(1)?;
    let clause = syntax.clause_start(last);
    let noun = (clause..last).chain(0..clause).find_map(|at| syntax.noun(at).filter(|noun| noun.class == NounClass::Principal))?;
    context.members(knowledge, cast, noun, None).first().copied()
}

fn host_line(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, section: &Section) -> Option<(Who, Span, u32)> {
    let text = &syntax.folded[section.span.range()];
    let word = knowledge.list("hosts").iter().find(|word| {
        let word: Vec<char> = word.chars().collect();
        text.starts_with(&word) && text.get(word.len()) == Some(&':')
    })?;
    let n = word.chars().count();
    let span = Span::new(section.span.start as usize, section.span.start as usize + n);
    let who = cast.discovered(EntityKind::Person, word, None, true);
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
        let folded: String = syntax.between(verb.start, verb.end).iter().collect();
        let opens = matches!(next, ',' | ':' | '「' | '“' | '『');
        let strong = knowledge.list("strong_speech").contains(&folded);
        let clause = content_clause(syntax, at, &scope);
        let previous = cues.iter().rev().take(64).find(|cue| cue.sentence == sentence && !cue.outlet).cloned();
        // 有分析指出, 外界認為: nobody who could be named.
        let opening: String = syntax.between(clause_lead(syntax, &scope, verb).max(sentence_span.start), verb.start).iter().collect();
        if knowledge.list("nobody").iter().any(|word| opening.starts_with(word.as_str())) {
            continue;
        }
        let document = speaking_document(knowledge, syntax, &scope, verb, at);
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
            Announce => (opens && announces_clause(syntax, at) || clause) && own && !knowledge.list("no_speech").contains(&folded),
            _ => own && !covered && object_and_verb(syntax, at, &scope) && cast.is_person(speaker) && knowledge.list("request_speech").contains(&folded),
        };
        if !fits || verb.len() == 1 && (!own || next == '的') || kind != Report && performative(knowledge, syntax, verb) {
            // 並宣布取消…: an act of the same speaker ends what he is reported to say.
            if matches!(kind, Announce)
                && covered
                && !own
                && split_word(knowledge, syntax, &scope, verb)
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
        if covered && !own && !opens && !split_word(knowledge, syntax, &scope, verb) && previous.is_some() && !strong {
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

/// Whether a cue's words have ended before a place: its quotation was closed.
fn ended(syntax: &Syntax<'_>, cue: &Cue, place: u32) -> bool {
    if let Some(close) = cue.closed {
        return close <= place;
    }
    let mut depth = 0;
    let mut opened = false;
    let end = syntax.item_from(place);
    for at in syntax.item_from(cue.start).max(end.saturating_sub(REACH))..end {
        match syntax.items[at].kind {
            ItemKind::Open => {
                opened |= depth == 0 && syntax.items[at].span.start <= cue.start + 2;
                depth += 1;
            }
            ItemKind::Close => {
                depth -= 1;
                if depth == 0 && opened {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// 公告指，…: the noun that the same document was named with before (教廷的公告).
fn speaking_document(knowledge: &Knowledge, syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span, at: usize) -> Option<usize> {
    let lead = clause_lead(syntax, scope, verb);
    let clause: String = syntax.between(lead, verb.start).iter().collect();
    let word = knowledge.list("speaking_documents").iter().find(|word| clause.strip_prefix(word.as_str()).is_some_and(|rest| rest.chars().count() <= 1))?;
    let form: Vec<char> = word.chars().collect();
    let outlet = knowledge.list("reporting_documents").contains(word);
    (at.saturating_sub(REACH)..at).rev().find(|k| {
        let Some(noun) = syntax.noun(*k) else { return false };
        let end = syntax.items[*k].span.end;
        let tail = syntax.between(end, (end + form.len() as u32 + 6).min(lead));
        noun.class == NounClass::Principal && (outlet && noun.outlet || tail.windows(form.len()).any(|window| window == form))
    })
}

/// Whether a place stands inside a quotation of its sentence.
fn quoted(syntax: &Syntax<'_>, sentence: Span, place: u32) -> bool {
    let mut depth = 0;
    let end = syntax.item_from(place);
    for at in syntax.item_from(sentence.start).max(end.saturating_sub(REACH))..end {
        match syntax.items[at].kind {
            ItemKind::Open => depth += 1,
            ItemKind::Close => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// 他: the last person who spoke in the paragraph, or the first person named in the sentence before.
fn third(syntax: &Syntax<'_>, cast: &Cast, cues: &[Cue], at: usize, sentence: Span) -> Option<Who> {
    let person = |k: usize| {
        syntax
            .noun(k)
            .filter(|noun| noun.class == NounClass::Principal && noun.members.len() == 1)
            .map(|noun| noun.members[0].0)
            .filter(|who| cast.is_person(*who) && !cast.members[*who as usize].unnamed)
    };
    let floor = syntax.item_from(sentence.start).max(at.saturating_sub(REACH));
    // 甲邀請乙訪問，他也答應: in a later clause 他 is the person named last.
    if let Some(who) = (floor..syntax.clause_start(at)).rev().find_map(person) {
        return Some(who);
    }
    let before = |k: &usize| matches!(syntax.items[*k].kind, ItemKind::Stop('。' | '!' | '?' | ';'));
    let previous = (floor.saturating_sub(REACH)..floor.saturating_sub(1)).rev().find(before).map_or(0, |k| k + 1);
    let named = (previous..floor).find(|k| person(*k).is_some() && syntax.case(*k, syntax.clause_start(*k)).0.is_none()).and_then(person);
    let spoke = cues.iter().rev().take(64).find(|cue| cast.is_person(cue.speaker)).map(|cue| (cue.verb.start, cue.speaker));
    match (named, spoke) {
        (Some(named), Some((place, speaker))) => Some(if syntax.items.get(previous).is_some_and(|item| item.span.start > place) { named } else { speaker }),
        (named, spoke) => named.or(spoke.map(|(_, speaker)| speaker)).or_else(|| (floor..at).find_map(person)),
    }
}

/// 俄罗斯政府官员的话说
fn speaks_of(syntax: &Syntax<'_>, of: usize) -> bool {
    let end = syntax.items[of].span.end as usize;
    syntax.folded.get(end) == Some(&'话')
}

/// The subject of the first clause of a sentence that has a verb.
fn opening_subject(syntax: &Syntax<'_>, sentence: Span) -> Option<usize> {
    let first = syntax.item_from(sentence.start);
    let end = syntax.item_from(sentence.end);
    let verb = (first..end.min(first + REACH)).find(|at| syntax.verbs[*at])?;
    let clause = syntax.clause_start(verb);
    (clause..verb)
        .find(|at| syntax.noun(*at).is_some_and(|noun| noun.class == NounClass::Principal) && !syntax.possessive(*at) && syntax.case(*at, clause).0.is_none())
}

/// 宣布，某某將…: a clause with its own subject follows within the next two clauses.
fn announces_clause(syntax: &Syntax<'_>, at: usize) -> bool {
    let mut stops = 0;
    for k in at + 1..syntax.items.len().min(at + 24) {
        match syntax.items[k].kind {
            ItemKind::Stop(',' | ':') => stops += 1,
            ItemKind::Stop(_) => return false,
            ItemKind::Open => return true,
            ItemKind::Noun(_) if syntax.case(k, at + 2.min(k)).0.is_none() && k > at + 1 => return !syntax.possessive(k),
            _ if syntax.verbs[k] && syntax.marker(k, &[MarkerKind::Control]).is_none() => return false,
            _ => {}
        }
        if stops > 2 {
            return false;
        }
    }
    false
}

/// 告诉泰国外长某某，…: the content begins behind the addressee.
fn addressee(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> Option<u32> {
    let next = at + 1;
    let noun = syntax.noun(next)?;
    let touching = syntax.items[next].span.start == syntax.items[at].span.end;
    // A bracket with the Latin name may stand before the comma.
    let stop = syntax.items.get(next + 1).filter(|item| matches!(item.kind, ItemKind::Stop(',' | ':')))?;
    (touching && noun.class == NounClass::Principal && next < scope.end && stop.span.start <= syntax.items[next].span.end + 60).then_some(stop.span.end)
}

/// 敦促特朗普政府退出…: somebody and something to do.
fn object_and_verb(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    let next = at + 1;
    syntax.noun(next).is_some() && syntax.items[next].span.start == syntax.items[at].span.end && (next + 1..scope.end).any(|k| syntax.verbs[k])
}

/// 並稱 又指 同時表示: words that open a statement of the same speaker.
fn split_word(knowledge: &Knowledge, syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span) -> bool {
    let start = clause_lead(syntax, scope, verb);
    let clause: String = syntax.between(start, verb.end).iter().collect();
    knowledge.list("split_words").iter().any(|word| clause.starts_with(word.as_str()))
}

/// 「…」某某說。 gives the quotation before the verb: (start of content, end of content).
fn post_quote(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> Option<(u32, u32)> {
    let mut k = scope.clause;
    // The clause of the verb may begin with the quotation's closing mark.
    let close = loop {
        if k >= at {
            return None;
        }
        if syntax.items[k].kind == ItemKind::Close {
            break k;
        }
        if k > scope.clause + 1 {
            return None;
        }
        k += 1;
    };
    let mut depth = 0;
    for open in (close.saturating_sub(REACH)..=close).rev() {
        match syntax.items[open].kind {
            ItemKind::Close => depth += 1,
            ItemKind::Open => {
                depth -= 1;
                if depth == 0 {
                    // 表示：「…」 has had its verb.
                    if open > 0 && syntax.items[open - 1].kind == ItemKind::Stop(':') {
                        return None;
                    }
                    let span = Span { start: syntax.items[open].span.start, end: syntax.items[close].span.end };
                    return (span.len() > 8).then_some((span.start, span.end));
                }
            }
            _ => {}
        }
    }
    None
}

fn clause_lead(syntax: &Syntax<'_>, scope: &crate::clause::Scope, verb: Span) -> u32 {
    let stop = scope.clause.checked_sub(1).map_or(0, |at| syntax.items[at].span.end);
    stop.min(verb.start)
}

/// A clause with its own subject follows the verb directly: 說美國將退出….
fn content_clause(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    let next = at + 1;
    let Some(item) = syntax.items.get(next) else { return false };
    let near = item.span.start <= syntax.items[at].span.end + 1;
    match item.kind {
        ItemKind::Noun(_) => near && !syntax.possessive(next) && syntax.verbs.get(next + 1..scope.end).is_some_and(|rest| rest.iter().any(|verb| *verb)),
        ItemKind::Form(_) => {
            near && syntax
                .marker(next, &[MarkerKind::Planned, MarkerKind::Possible, MarkerKind::Denied, MarkerKind::Wish, MarkerKind::Past, MarkerKind::Condition])
                .is_some()
        }
        _ => false,
    }
}

/// 表示歡迎。 表達感謝。: an act, no content.
fn performative(knowledge: &Knowledge, syntax: &Syntax<'_>, verb: Span) -> bool {
    let after = &syntax.folded[verb.end as usize..(verb.end as usize + 12).min(syntax.folded.len())];
    let strong = ["强烈", "坚决", "诚挚", "衷心", "热烈", "高度", "深切", "严重", "由衷", "祝贺和", "感谢和"];
    knowledge.list("performatives").iter().filter(|word| after.iter().take(6).any(|c| word.starts_with(*c))).any(|word| {
        let word: Vec<char> = word.chars().collect();
        let skip = usize::from(after.first().is_some_and(|c| matches!(c, '了')));
        let rest = &after[skip.min(after.len())..];
        let rest = strong.iter().find_map(|word| rest.strip_prefix(word.chars().collect::<Vec<_>>().as_slice())).unwrap_or(rest);
        rest.starts_with(&word) && rest.get(word.len()).is_none_or(|c| matches!(c, '。' | ',' | ';' | '\n' | '、' | '和' | '及' | '与'))
    })
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

/// Where a cue's content ends.
fn content(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &Cast, section: &Section, sentences: &[(usize, Span)], cues: &[Cue], at: usize) -> Span {
    let cue = &cues[at];
    if let Some(close) = cue.closed {
        return Span { start: cue.start, end: close };
    }
    let chars = syntax.folded;
    let mut end = section.span.end.min(cue.start.max(cue.verb.end) + LONGEST);
    // The next cue that is not inside this one's words ends it.
    for next in cues[at + 1..].iter().take(64) {
        if next.inner && next.sentence == cue.sentence {
            continue;
        }
        let edge = if next.sentence == cue.sentence { next.lead } else { sentences.get(next.sentence).map_or(end, |(_, span)| span.start) };
        let edge = if next.closed.is_some() { next.start } else { edge };
        end = end.min(edge.max(cue.verb.end));
        break;
    }
    let start = cue.start;
    if let Some(edge) = narrator(knowledge, syntax, cast, sentences, cue, end) {
        end = edge;
    }
    // A quotation that opens the content closes it where its sentence ends with it.
    let mut at_char = start as usize;
    while at_char < end as usize && matches!(chars[at_char], ',' | ':' | ' ') {
        at_char += 1;
    }
    if at_char < end as usize && matches!(chars[at_char], '「' | '“' | '『') {
        let mut depth = 0i32;
        let mut k = at_char;
        while k < end as usize {
            match chars[k] {
                '「' | '“' | '『' => depth += 1,
                '」' | '”' | '』' => {
                    depth -= 1;
                    if depth == 0 {
                        let inside_ends = k > 0 && ends_sentence(chars[k - 1]);
                        let next = chars.get(k + 1).copied().unwrap_or('\n');
                        let turns = next == ',' && matches!(chars.get(k + 2), Some('并' | '同' | '也' | '又' | '还' | '亦'));
                        if inside_ends || ends_sentence(next) || turns {
                            // A further quotation may follow at once.
                            let after = (k + 1..end as usize).find(|at| !matches!(chars[*at], '。' | ' ' | ',' | ';'));
                            if !after.is_some_and(|at| matches!(chars[at], '「' | '“')) {
                                return Span { start, end: k as u32 + 1 };
                            }
                        }
                    }
                }
                _ => {}
            }
            k += 1;
        }
    }
    Span { start, end }
}

/// Where the narrator takes over again: a later sentence whose subject is another person or body than the speaker.
fn narrator(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &Cast, sentences: &[(usize, Span)], cue: &Cue, end: u32) -> Option<u32> {
    for (_, sentence) in sentences.get(cue.sentence + 1..)?.iter().take_while(|(_, sentence)| sentence.start < end).take(40) {
        let first = syntax.item_from(sentence.start);
        let text: String = syntax.between(sentence.start, sentence.end.min(sentence.start + 8)).iter().collect();
        if cue.outlet && !knowledge.list("anaphora").iter().any(|word| text.starts_with(word.as_str()))
            || knowledge.list("narrator_openers").iter().any(|word| text.starts_with(word.as_str()))
        {
            return Some(sentence.start);
        }
        if syntax.items.get(first).is_some_and(|item| item.kind == ItemKind::Open)
            || quoted(syntax, Span { start: cue.start, end: sentence.start }, sentence.start)
        {
            continue;
        }
        let clause_end = (first..syntax.items.len()).find(|at| matches!(syntax.items[*at].kind, ItemKind::Stop(_)))?;
        let subject =
            (first..clause_end).find(|at| syntax.noun(*at).is_some_and(|noun| noun.class == NounClass::Principal) && syntax.case(*at, first).0.is_none());
        let Some(noun) = subject.and_then(|at| syntax.noun(at)) else { continue };
        let body: String = syntax.between(sentence.start, sentence.end).iter().collect();
        let timed = subject.is_some_and(|at| (first..(at + 3).min(clause_end)).any(|k| matches!(syntax.items[k].kind, ItemKind::Time(_))));
        let other = noun.members.iter().all(|(who, _)| {
            *who != cue.speaker
                && !cast.members[*who as usize].unnamed
                && match cast.members[*who as usize].kind {
                    // The narrator introduces people by their titles (俄羅斯外長拉夫羅夫); a speaker does not.
                    EntityKind::Person => {
                        noun.members.iter().any(|(_, name)| name.start > noun.span.start)
                            && !knowledge.list("speakers_words").iter().any(|word| body.contains(word.as_str()))
                    }
                    EntityKind::Organization => timed,
                    _ => false,
                }
        });
        let reason = subject.is_some_and(|at| {
            let tail: String = syntax.between(syntax.items[at].span.end, syntax.items[at].span.end + 4).iter().collect();
            knowledge.list("narrator_nouns").iter().any(|word| tail.starts_with(word.as_str()))
        });
        if reason {
            return Some(sentence.start);
        }
        let acts = subject.is_some_and(|at| !syntax.possessive(at) && (at..clause_end).any(|k| syntax.verbs[k]));
        let himself = !subject.is_some_and(|at| syntax.possessive(at)) && noun.members.iter().any(|(who, _)| *who == cue.speaker && cast.is_person(*who));
        if (other && acts || himself) && !noun.members.is_empty() {
            return Some(sentence.start);
        }
    }
    None
}

/// A content that is one bare noun is no utterance: 表示 + 感谢.
fn only_noun(syntax: &Syntax<'_>, content: Span, cue: &Cue) -> bool {
    let words = syntax.between(content.start, content.end);
    let taken_up = words.len() < 9 && matches!(words.first(), Some('这' | '此' | '该' | '上' | '有'));
    (taken_up || words.iter().filter(|c| c.is_alphanumeric()).count() < 4) && cue.closed.is_none() && !matches!(words.first(), Some('「' | '“'))
}

/// 二是… or 第二，… at the head of a paragraph.
fn continues_enumeration(text: &[char]) -> bool {
    match text {
        [n, '是', ..] => matches!(n, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八'),
        ['第', n, ',', ..] | ['第', n, '、', ..] => matches!(n, '二' | '三' | '四' | '五' | '六'),
        _ => false,
    }
}

/// The points of 一是…二是… in a stretch.
fn enumeration(syntax: &Syntax<'_>, span: Span) -> Vec<Span> {
    let chars = syntax.folded;
    let mut starts: Vec<u32> = Vec::new();
    for at in span.start..span.end.saturating_sub(1) {
        let n = chars[at as usize];
        let opens = at == span.start || matches!(chars[at as usize - 1], '。' | ';' | ',' | ':' | '\n');
        if opens && matches!(n, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八') && chars[at as usize + 1] == '是' {
            starts.push(at);
        }
    }
    if starts.is_empty() {
        return Vec::new();
    }
    starts.iter().enumerate().map(|(k, start)| Span { start: *start, end: starts.get(k + 1).copied().unwrap_or(span.end) }).collect()
}
