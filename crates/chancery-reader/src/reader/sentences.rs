//! The sentences of a section in order: frames, figures, relations and references back, each in the context of those before.
//!
//! In: the syntax of a section and the context so far. Out: drafts added to the material, and the context for what follows.

use chancery_knowledge::{Knowledge, MarkerKind};
use chancery_model::{BlockRole, Date, EntityKind, EventKind};
use chancery_text::Span;
use chancery_values::Quantity;

use super::{Analysis, Reader};
use crate::assembly::{self, Material};
use crate::cast::{Cast, Who};
use crate::clause::Syntax;
use crate::context::Context;
use crate::figure::{FigureDraft, Setting};
use crate::frame::{Draft, Stage};
use crate::instrument::Instruments;
use crate::passage::Passage;
use crate::phrase::{ItemKind, NounClass, Phrases};
use crate::scan::Scan;
use crate::speech::Utterance;
use crate::term::TermScene;

impl Reader<'_> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn read_sentences(
        &self,
        syntax: &Syntax<'_>,
        original: &[char],
        scan: &Scan,
        analysis: &Analysis,
        sentences: &[(usize, Span)],
        section: usize,
        section_start: u32,
        role: BlockRole,
        published: Option<Date>,
        phrases: &Phrases,
        cast: &mut Cast,
        context: &mut Context,
        material: &mut Material,
        first_utterance: usize,
    ) {
        let knowledge = self.knowledge;
        let title = matches!(role, BlockRole::Headline | BlockRole::Kicker | BlockRole::Subhead);
        for &(_, sentence) in sentences {
            let from = syntax.item_from(sentence.start);
            let to = syntax.item_from(sentence.end);
            let speaker = material.utterances[first_utterance..]
                .iter()
                .chain(material.utterances[..first_utterance].iter().rev().take(3))
                .find(|utterance| utterance.content.overlaps(sentence))
                .map(|utterance| utterance.speaker);
            context.speaks(speaker);
            context.words.clear();
            context.words.extend(
                material.utterances[first_utterance..]
                    .iter()
                    .chain(material.utterances[..first_utterance].iter().rev().take(3))
                    .filter(|utterance| utterance.content.overlaps(sentence))
                    .map(|utterance| (utterance.content, utterance.speaker)),
            );
            // 他 is whoever speaks here, else whoever spoke last before the sentence.
            let spoke = material.utterances[first_utterance..].iter().rev().find(|utterance| utterance.verb.start < sentence.start);
            let speaks = context.speaker.map(|who| (who, sentence.start)).or(spoke.map(|utterance| (utterance.speaker, utterance.verb.start)));
            if let Some((who, place)) = speaks.filter(|(who, _)| cast.is_person(*who) && !cast.members[*who as usize].unnamed) {
                context.acts(who, place);
            }
            context.before = context.third.map(|(who, _)| who);
            if context.asks_third
                && context.speaker.is_none()
                && let Some((who, place)) = opening_person(syntax, cast, from, to)
            {
                context.acts(who, place);
            }
            self.note_context(syntax, from, to, cast, context);
            let opening = material.utterances[first_utterance..].iter().find(|utterance| sentence.contains(utterance.verb));
            if let Some(utterance) = opening {
                self.note_hearer(syntax, cast, context, sentence, utterance);
            }
            self.refer_back(syntax, from, to, &mut material.instruments);
            let parts_from = analysis.parts.partition_point(|part| part.span.start < sentence.start);
            let parts_to = analysis.parts.partition_point(|part| part.span.start < sentence.end);
            let stage = Stage {
                knowledge,
                frame_words: &self.frame_words,
                anchors: &self.anchors,
                syntax,
                original,
                times: &analysis.times,
                quantities: &analysis.quantities,
                muted: &phrases.muted,
                instruments: &material.instruments,
                sentence,
                section,
                title,
                lead: role == BlockRole::Lead,
                published,
                last_dates: material.last_dates,
                told: material.told.as_ref().map(|(section, date)| (*section, date)),
                explain: material.explain,
            };
            let mut trials = Vec::new();
            let drafts: Vec<Draft> = if matches!(role, BlockRole::Source | BlockRole::Byline) {
                Vec::new()
            } else {
                stage.drafts(cast, context, &analysis.parts[parts_from..parts_to], &mut trials)
            };
            material.trials.append(&mut trials);
            for draft in drafts.into_iter().flat_map(one_meeting_each).flat_map(|draft| one_visit_each(knowledge, cast, draft)) {
                // 當天下午 of the text counts from what the text tells, not from a day that somebody named in his words.
                if let Some(date) = draft.date.as_ref().filter(|_| !draft.said) {
                    material.last_dates = date.from.zip(date.to);
                    material.told = Some((section, date.clone()));
                }
                if !draft.echo {
                    context.tells(cast, &draft);
                    // 甲當選總統。他將接替…: who takes an office is told as whom the act is about.
                    let first = draft.actors.first().or(draft.recipients.first().filter(|_| draft.kind == EventKind::Appoint));
                    if let Some(who) = first.filter(|who| cast.is_person(**who)) {
                        context.acts(*who, draft.trigger.start);
                    }
                }
                material.drafts.push(draft);
            }
            if !matches!(role, BlockRole::Source | BlockRole::Byline) {
                if !analysis.quantities.is_empty() {
                    let numbers = (from..to).filter_map(|at| match syntax.items[at].kind {
                        ItemKind::Quantity(number) => Some((syntax.items[at].span, &analysis.quantities[number as usize])),
                        _ => None,
                    });
                    let mut numbers: Vec<(Span, &Quantity)> = numbers.collect();
                    numbers.extend(self.figure_words.beside(syntax, &analysis.quantities, section_start, sentence));
                    numbers.sort_by_key(|(span, _)| *span);
                    let mut figures: Vec<FigureDraft> =
                        numbers.into_iter().filter_map(|(span, quantity)| self.figure_words.draft(syntax, quantity, span, sentence)).collect();
                    if !figures.is_empty() {
                        let setting = Setting { knowledge, syntax, context, times: &analysis.times, published, last_dates: material.last_dates, sentence };
                        setting.fill(&self.figure_words, cast, &mut figures);
                    }
                    material.figures.extend(figures.into_iter().map(|figure| (section, figure)));
                }
                let scene = TermScene {
                    syntax,
                    words: &self.instrument_words,
                    instruments: &material.instruments,
                    times: &analysis.times,
                    sentence,
                    section,
                    published,
                    last_dates: material.last_dates,
                };
                let terms = scene.find(scan);
                material.terms.extend(terms);
            }
            self.relations(syntax, scan, analysis, cast, context, sentence, section, published, &phrases.titles, material);
        }
    }

    fn note_context(&self, syntax: &Syntax<'_>, from: usize, to: usize, cast: &mut Cast, context: &mut Context) {
        context.group.clear();
        for at in from..to.min(from + 60) {
            let Some(noun) = syntax.noun(at) else { continue };
            if syntax.left_out(at) {
                continue;
            }
            match noun.class {
                NounClass::Principal => {
                    // One member has one side at most.
                    if let [(who, _)] = noun.members[..] {
                        if cast.is_person(who) && !cast.members[who as usize].unnamed {
                            context.see(cast, who, noun.span);
                        }
                        continue;
                    }
                    let members: Vec<Who> = noun.members.iter().map(|(who, _)| *who).collect();
                    let sides = Context::sides(cast, &members);
                    if sides.len() == 2 && sides.iter().all(|side| self.knowledge.is_state(*side)) {
                        context.note(cast, &members, noun.span);
                    } else if sides.len() >= 3 {
                        context.several(sides.to_vec(), noun.span);
                    }
                }
                NounClass::Pending(MarkerKind::First) if !noun.members.is_empty() => {
                    context.group = context.members(self.knowledge, cast, noun, None);
                    let group = context.group.clone();
                    context.note(cast, &group, noun.span);
                }
                _ => {}
            }
        }
    }

    /// 在會見克里時，李克強說: the one person of another side who is named before the verb hears what is said.
    fn note_hearer(&self, syntax: &Syntax<'_>, cast: &Cast, context: &mut Context, sentence: Span, utterance: &Utterance) {
        let side = cast.side(utterance.speaker);
        if side.is_none() || !cast.is_person(utterance.speaker) {
            return;
        }
        let before = syntax.item_from(sentence.start)..syntax.item_from(utterance.verb.start);
        let nouns = before.take(60).filter_map(|at| syntax.noun(at)).filter(|noun| noun.class == NounClass::Principal);
        let mut others: Vec<Who> = nouns.flat_map(|noun| noun.members.iter().map(|(who, _)| *who)).filter(|who| *who != utterance.speaker).collect();
        others.sort_unstable();
        others.dedup();
        if let [hearer] = others[..]
            && cast.is_person(hearer)
            && cast.side(hearer).is_some_and(|other| Some(other) != side)
        {
            context.addresses(cast, utterance.speaker, hearer, utterance.content);
        }
    }

    /// 這一條約: the instrument last named.
    fn refer_back(&self, syntax: &Syntax<'_>, from: usize, to: usize, instruments: &mut Instruments) {
        for at in from..to.min(from + 60) {
            if syntax.marker(at, &[MarkerKind::ThisInstrument]).is_some()
                && let Some(instrument) = instruments.last_before(syntax.items[at].span.start)
            {
                instruments.refer(syntax.items[at].span, instrument);
            }
        }
    }

    /// A list of documents under a heading is read with the heading's verb (簽署的合作文件).
    pub(super) fn read_lists(&self, passage: &Passage, phrases: &Phrases, analyses: &[Analysis], cast: &mut Cast, material: &mut Material) {
        let told = material.drafts.len();
        let mut heading: Option<usize> = None;
        for (index, section) in passage.sections.iter().enumerate() {
            if section.role != BlockRole::ListItem {
                heading = Some(index);
                continue;
            }
            let Some(head) = heading.filter(|head| passage.sections[*head].article == section.article) else { continue };
            assembly::list_item(self.knowledge, phrases, &analyses[head].parts, passage, head, index, told, cast, material);
        }
    }
}

/// 分別會見甲和乙 is one meeting with each.
fn one_meeting_each(draft: Draft) -> Vec<Draft> {
    if draft.apart.is_empty() || draft.echo {
        return vec![draft];
    }
    let rest: Vec<Who> = draft.actors.iter().copied().filter(|who| !draft.apart.contains(who)).collect();
    let each = |who: &Who| Draft { actors: rest.iter().copied().chain([*who]).collect(), apart: Vec::new(), ..draft.clone() };
    draft.apart.iter().filter(|who| draft.actors.contains(who)).map(each).collect()
}

/// A trip to several states is one visit for each (codebook 10.8), at places that lie in it: 結束對阿根廷的訪問後抵達加拉加斯.
fn one_visit_each(knowledge: &Knowledge, cast: &Cast, draft: Draft) -> Vec<Draft> {
    let states = draft.recipients.iter().filter(|who| cast.members[**who as usize].kind == EntityKind::State).count();
    if draft.kind != EventKind::Visit || states == 0 || states != draft.recipients.len() || draft.echo {
        return vec![draft];
    }
    draft
        .recipients
        .iter()
        .map(|who| {
            let side = cast.side(*who);
            let places = draft
                .places
                .iter()
                .copied()
                .filter(|place| {
                    let row = cast.members[*place as usize].known.map(|row| &knowledge.entities[row as usize]);
                    row.is_none_or(|row| row.state_row == side)
                })
                .collect();
            Draft { recipients: vec![*who], places, ..draft.clone() }
        })
        .collect()
}

/// The one person who is the subject of a sentence's first clause that has one, and where he is named.
fn opening_person(syntax: &Syntax<'_>, cast: &Cast, from: usize, to: usize) -> Option<(Who, u32)> {
    match syntax.noun(syntax.opening(from, to)?)?.members[..] {
        [(who, name)] if cast.is_person(who) && !cast.members[who as usize].unnamed => Some((who, name.start)),
        _ => None,
    }
}
