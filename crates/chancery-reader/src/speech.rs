//! Step 8: who says what, through whom.
//!
//! In: the syntax of the sections of an article, in order. Out: utterances with speaker, content and chain of sources.
//! A statement runs to the next verb of speech, change of speaker or end of paragraph; a quotation that opens it closes
//! it; an enumeration 一是…二是… goes on over paragraphs; an outer statement runs over an inner speaker's words
//! (codebook, sections 5, 10.11, 10.20).

mod audience;
mod content;
mod cue;
mod shape;
mod speaker;

use chancery_knowledge::Knowledge;
use chancery_model::{BlockRole, EntityKind};
use chancery_text::Span;

use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::context::Context;
use crate::discovery::NameShapes;
use crate::passage::Section;
use crate::phrase::{ItemKind, NounClass, TitleSpan};

use content::{content, continues_enumeration, enumeration, only_noun, trim};
use cue::cues;

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
    /// The words for whom or at what occasion it was said.
    pub audience: Option<Span>,
    pub points: Vec<Span>,
    /// A part of a transcript: 某某：….
    pub transcript: bool,
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
    /// The last outlet that reported, and the last body that issued a document.
    outlet: Option<Who>,
    issuer: Option<Who>,
    /// Index of the statement whose enumeration may go on.
    open: Option<usize>,
    transcript: Option<usize>,
    /// Whose text is given in full in the paragraphs that follow.
    full_text: Option<(Who, Span)>,
}

/// What the reading of one section looks at.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub knowledge: &'a Knowledge,
    pub shapes: &'a NameShapes,
    pub syntax: &'a Syntax<'a>,
    /// The flow as written.
    pub original: &'a [char],
    pub index: usize,
    pub section: &'a Section,
    pub sentences: &'a [(usize, Span)],
    pub muted: &'a [Span],
    /// The titles in 《》.
    pub titles: &'a [TitleSpan],
}

/// Reads one section; appends to `utterances`.
pub(crate) fn read_section(scene: &Scene<'_>, cast: &mut Cast, context: &mut Context, state: &mut SpeechState, utterances: &mut Vec<Utterance>) {
    let Scene { knowledge, syntax, index: section_index, section, .. } = *scene;
    match section.role {
        BlockRole::Body | BlockRole::Lead => {}
        // A caption stands between two paragraphs and is part of neither.
        BlockRole::Caption => {
            told_in_section(scene, cast, context, &mut state.clone(), utterances);
            return;
        }
        _ => return,
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
            audience: None,
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
            audience: None,
            points: enumeration(syntax, section.span),
            transcript: state.transcript.is_some(),
        });
        return;
    }
    if let Some(speaker) = full_text_follows(knowledge, syntax, cast, context, section) {
        state.full_text = Some((speaker, Span { start: section.span.end - 1, end: section.span.end }));
    }
    let first = utterances.len();
    told_in_section(scene, cast, context, state, utterances);
    if let Some(issuer) = issuer(scene, cast, context) {
        state.issuer = Some(issuer);
    }
    state.open = (utterances.len() > first).then(|| utterances.len() - 1).filter(|at| utterances[*at].content.end >= section.span.end.saturating_sub(1));
    if utterances.len() == first {
        state.open = None;
    }
}

/// The utterances that verbs of speech open in a section.
fn told_in_section(scene: &Scene<'_>, cast: &mut Cast, context: &mut Context, state: &mut SpeechState, utterances: &mut Vec<Utterance>) {
    let Scene { syntax, section, sentences, index: section_index, .. } = *scene;
    let chars = syntax.folded;
    let cues = cues(scene, cast, context, state);
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
            audience: cue.audience,
            points: enumeration(syntax, content),
            transcript: false,
        });
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
    let principal = |at: usize| syntax.noun(at).filter(|noun| noun.class == NounClass::Principal);
    let person = |at: usize| principal(at).filter(|noun| noun.members.iter().all(|(who, _)| cast.is_person(*who)));
    let noun = (clause..last).find_map(principal).or_else(|| (0..clause).find_map(person)).or_else(|| (0..clause).find_map(principal))?;
    context.members(knowledge, cast, noun, None).first().copied()
}

/// Who issued a document in this section: 外交部發表聲明.
fn issuer(scene: &Scene<'_>, cast: &mut Cast, context: &Context) -> Option<Who> {
    let Scene { knowledge, syntax, section, .. } = *scene;
    let place = syntax.scan.words_in(section.span, &syntax.lists.issued_documents).last()?.span.start;
    let at = syntax.item_from(place);
    let clause = syntax.clause_start(at);
    let subject =
        (clause..at).find(|k| syntax.noun(*k).is_some_and(|noun| noun.class == NounClass::Principal && !noun.outlet) && syntax.case(*k, clause).0.is_none())?;
    context.members(knowledge, cast, syntax.noun(subject)?, None).first().copied()
}

fn host_line(syntax: &Syntax<'_>, cast: &mut Cast, section: &Section) -> Option<(Who, Span, u32)> {
    let text = &syntax.folded[section.span.range()];
    let word = syntax.lists.hosts.all_at_start(text).find(|word| text.get(word.len()) == Some(&':'))?;
    let n = word.len();
    let span = Span::new(section.span.start as usize, section.span.start as usize + n);
    let who = cast.discovered(EntityKind::Person, &word.iter().collect::<String>(), None, true);
    cast.mention(who, span, word);
    Some((who, span, span.end + 1))
}
