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
use crate::passage::{Section, closes, ends_sentence};
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
}

/// A verb of speech with its speaker.
#[derive(Clone, Debug)]
struct Cue {
    speaker: Who,
    verb: Span,
    lead: u32,
    start: u32,
    sentence: usize,
    own: bool,
    outlet: bool,
    inner: bool,
    closed: Option<u32>,
    via: Vec<Who>,
}

/// State that runs over the paragraphs of an article.
#[derive(Clone, Debug, Default)]
pub(crate) struct SpeechState {
    /// 據新華社報道： at the head of an article.
    standing: Vec<Who>,
    last_speaker: Option<Who>,
    /// Index of the statement whose enumeration may go on.
    open: Option<usize>,
    transcript: Option<usize>,
}

fn is_outlet(knowledge: &Knowledge, cast: &Cast, who: Who) -> bool {
    cast.members[who as usize].known.is_some_and(|row| knowledge.entities[row as usize].class == "outlet")
}

/// Reads one section; appends to `utterances`.
pub(crate) fn read_section(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, context: &mut Context, section_index: usize, section: &Section, sentences: &[(usize, Span)], muted: &[Span], state: &mut SpeechState, utterances: &mut Vec<Utterance>) {
    if !matches!(section.role, BlockRole::Body | BlockRole::Lead) {
        return;
    }
    let chars = syntax.folded;
    let text = &chars[section.span.range()];
    if continues_enumeration(text)
        && let Some(open) = state.open
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
        utterances.push(Utterance { section: section_index, speaker, verb, content: trim(chars, Span { start, end: section.span.end }), lead: section.span.start, direct: false, via: Vec::new(), points: Vec::new() });
        return;
    }
    if let Some(open) = state.transcript {
        utterances[open].content.end = section.span.end;
        return;
    }
    let cues = cues(knowledge, syntax, cast, context, section, sentences, muted, state);
    let first = utterances.len();
    for (at, cue) in cues.iter().enumerate() {
        let content = content(syntax, section, sentences, &cues, at);
        let content = trim(chars, content);
        if content.len() < 2 || only_noun(syntax, content, cue) {
            continue;
        }
        let direct = matches!(chars[content.start as usize], '「' | '“' | '『');
        utterances.push(Utterance { section: section_index, speaker: cue.speaker, verb: cue.verb, content, lead: cue.lead, direct, via: cue.via.clone(), points: enumeration(syntax, content) });
    }
    state.open = (utterances.len() > first).then(|| utterances.len() - 1).filter(|at| utterances[*at].content.end >= section.span.end.saturating_sub(1));
    if utterances.len() == first {
        state.open = None;
    }
}

/// Cuts white space, opening commas and closing full stops that follow no quotation.
fn trim(chars: &[char], mut span: Span) -> Span {
    while span.start < span.end && matches!(chars[span.start as usize], ',' | ':' | ' ' | '、' | '\n') {
        span.start += 1;
    }
    while span.start < span.end && matches!(chars[span.end as usize - 1], ' ' | '\n' | ',' | ';') {
        span.end -= 1;
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
fn cues(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, context: &mut Context, section: &Section, sentences: &[(usize, Span)], muted: &[Span], state: &mut SpeechState) -> Vec<Cue> {
    use MarkerKind::*;
    let mut cues: Vec<Cue> = Vec::new();
    let mut sentence = 0;
    for at in 0..syntax.items.len() {
        let verb = syntax.items[at].span;
        while sentence + 1 < sentences.len() && sentences[sentence].1.end <= verb.start {
            sentence += 1;
        }
        let Some(&(_, sentence_span)) = sentences.get(sentence) else { break };
        let kind = match syntax.marker(at, &[Speech, Opinion, Ask]) {
            Some(kind) => kind,
            None => match syntax.marker(at, &[Announce, Report, According]) {
                Some(kind) => kind,
                None => continue,
            },
        };
        if muted.iter().any(|muted| muted.overlaps(verb)) {
            continue;
        }
        if kind == According {
            according(knowledge, syntax, cast, at, sentence, sentence_span, section, state, &mut cues);
            continue;
        }
        let scope = syntax.scope(verb);
        // 的说法, 所说的: no verb of this clause.
        if syntax.marker(at + 1, &[Of]).is_some() && syntax.items[at + 1].span.start == verb.end || at > 0 && syntax.marker(at - 1, &[Of]).is_some() && syntax.items[at - 1].span.end == verb.start {
            continue;
        }
        let next = syntax.folded.get(verb.end as usize).copied().unwrap_or('\n');
        let quoted_before = verb.start > 0 && post_quote(syntax, at, &scope).is_some();
        let Some((subject, own)) = syntax.subject(&scope, sentence_span, 0) else { continue };
        let noun = syntax.noun(subject);
        let members = noun.map(|noun| context.members(knowledge, cast, noun, None)).unwrap_or_default();
        let Some(&speaker) = members.first() else { continue };
        if noun.is_some_and(|noun| matches!(noun.class, NounClass::Place | NounClass::Pending(Both | Heads | First | FirstPlural))) {
            continue;
        }
        let outlet = is_outlet(knowledge, cast, speaker);
        match kind {
            Report if !outlet => continue,
            Opinion if !own => continue,
            Announce if !content_clause(syntax, at, &scope) => continue,
            _ => {}
        }
        // Short verbs (说 称 指) read as words of other kinds: the speaker must stand in the clause, and the content must follow.
        let short = verb.len() == 1;
        if short && !own || short && next == '的' {
            continue;
        }
        if kind != Report && performative(knowledge, syntax, verb) {
            continue;
        }
        if cast.is_person(speaker) {
            context.third = Some(speaker);
        }
        // A speaker inside the sentence of another's words: nested where its clause has its own subject.
        let previous = cues.last().filter(|cue| cue.sentence == sentence);
        let inner = previous.is_some_and(|cue| own && cue.speaker != speaker && !cue.outlet);
        let mut via = state.standing.clone();
        if let Some(cue) = cues.iter().rev().find(|cue| cue.outlet || inner && cue.sentence == sentence) {
            via = vec![cue.speaker];
        }
        let lead = syntax.items[subject].span.start.max(sentence_span.start).min(verb.start);
        let lead = if own { lead.min(clause_lead(syntax, &scope, verb)) } else { clause_lead(syntax, &scope, verb) };
        let mut start = verb.end;
        let mut closed = None;
        if quoted_before && matches!(next, '。' | ',' | '\n' | ';' | '!')
            && let Some((open, close)) = post_quote(syntax, at, &scope)
        {
            (start, closed) = (open, Some(close));
        }
        let outlet_report = outlet && kind == Report;
        // X報道 with another speaker behind it in the sentence: X is only the chain.
        cues.push(Cue { speaker, verb, lead, start, sentence, own, outlet: outlet_report, inner, closed, via });
        state.last_speaker = Some(speaker);
    }
    // An outlet that only passes on somebody's words says nothing itself.
    let mut passing = vec![false; cues.len()];
    for at in 0..cues.len() {
        if cues[at].outlet && cues.get(at + 1).is_some_and(|next| next.sentence == cues[at].sentence && !next.outlet) {
            passing[at] = true;
        }
    }
    for cue in &mut cues {
        let speaker = cue.speaker;
        cue.via.retain(|who| *who != speaker);
    }
    let mut keep = passing.into_iter().map(|passing| !passing);
    cues.retain(|_| keep.next().unwrap_or(true));
    cues
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
    for open in (0..=close).rev() {
        match syntax.items[open].kind {
            ItemKind::Close => depth += 1,
            ItemKind::Open => {
                depth -= 1;
                if depth == 0 {
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

/// 宣布 is a statement where a clause with its own subject follows.
fn content_clause(syntax: &Syntax<'_>, at: usize, scope: &crate::clause::Scope) -> bool {
    let next = at + 1;
    let Some(item) = syntax.items.get(next) else { return false };
    let verb = syntax.items[at].span;
    match item.kind {
        ItemKind::Stop(',' | ':') => item.span.start == verb.end,
        ItemKind::Noun(_) => item.span.start == verb.end && syntax.verbs.get(next + 1..scope.end).is_some_and(|rest| rest.iter().any(|verb| *verb)),
        _ => false,
    }
}

/// 表示歡迎。 表達感謝。: an act, no content.
fn performative(knowledge: &Knowledge, syntax: &Syntax<'_>, verb: Span) -> bool {
    let after = &syntax.folded[verb.end as usize..(verb.end as usize + 12).min(syntax.folded.len())];
    knowledge.list("performatives").iter().any(|word| {
        let word: Vec<char> = word.chars().collect();
        let skip = usize::from(after.first().is_some_and(|c| matches!(c, '了'))) ;
        let strong = ["强烈", "坚决", "诚挚", "衷心", "热烈", "高度", "深切", "严重", "由衷", "祝贺和", "感谢和"];
        let rest = &after[skip.min(after.len())..];
        let rest = strong.iter().find_map(|word| rest.strip_prefix(word.chars().collect::<Vec<_>>().as_slice())).unwrap_or(rest);
        rest.starts_with(&word) && rest.get(word.len()).is_none_or(|c| matches!(c, '。' | ',' | ';' | '\n' | '、' | '和' | '及' | '与'))
    })
}

#[allow(clippy::too_many_arguments)]
fn according(knowledge: &Knowledge, syntax: &Syntax<'_>, cast: &mut Cast, at: usize, sentence: usize, sentence_span: Span, section: &Section, state: &mut SpeechState, cues: &mut Vec<Cue>) {
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
    cues.push(Cue { speaker, verb, lead, start: stop.span.end, sentence, own: true, outlet, inner: false, closed: None, via: Vec::new() });
}

/// Where a cue's content ends.
fn content(syntax: &Syntax<'_>, section: &Section, sentences: &[(usize, Span)], cues: &[Cue], at: usize) -> Span {
    let cue = &cues[at];
    if let Some(close) = cue.closed {
        return Span { start: cue.start, end: close };
    }
    let chars = syntax.folded;
    let mut end = section.span.end;
    // The next cue that is not inside this one's words ends it.
    for next in &cues[at + 1..] {
        if next.inner && next.sentence == cue.sentence {
            continue;
        }
        let edge = if next.sentence == cue.sentence { next.lead } else { sentences.get(next.sentence).map_or(end, |(_, span)| span.start).max(if next.own && next.closed.is_none() { 0 } else { 0 }) };
        let edge = if let Some(_) = next.closed { next.start } else { edge };
        end = end.min(edge.max(cue.verb.end));
        break;
    }
    let start = cue.start;
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
                        if inside_ends || ends_sentence(next) {
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
    let _ = closes;
    Span { start, end }
}

/// A content that is one bare noun is no utterance: 表示 + 感谢.
fn only_noun(syntax: &Syntax<'_>, content: Span, cue: &Cue) -> bool {
    let words = syntax.between(content.start, content.end);
    words.iter().filter(|c| c.is_alphanumeric()).count() < 4 && cue.closed.is_none() && !matches!(words.first(), Some('「' | '“'))
}

/// 二是… or 第二，… at the head of a paragraph.
fn continues_enumeration(text: &[char]) -> bool {
    match text {
        [n, '是', ..] => matches!(n, '二' | '三' | '四' | '五' | '六' | '七' | '八'),
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

