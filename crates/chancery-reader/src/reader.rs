//! The reader: runs the steps over a document in order.
//!
//! In: knowledge once, then documents. Out: readings. Everything that is computed per knowledge (weights of forms, word
//! lists) is computed when the reader is made, so that a document costs only its own length.

mod relations;
mod sentences;
mod states;

use chancery_knowledge::{Knowledge, MarkerKind, MarkerSet};
use chancery_model::{Annotation, Article, BlockRole, Date, Document, Reading};
use chancery_text::{Span, fold};
use chancery_values::{Anchor, Prefer, Quantity, Region, TimeExpression, find_quantities, find_times};

use crate::assembly::{self, Material};
use crate::cast::{Cast, Who};
use crate::clause::{Syntax, mark_verbs};
use crate::context::Context;
use crate::discovery::{NameShapes, Named, Sides, titled};
use crate::figure::FigureWords;
use crate::frame::Anchors;
use crate::instrument::{InstrumentWords, Instruments};
use crate::lists::{FrameWords, Lists};
use crate::passage::{Passage, Section, join_sentences};
use crate::phrase::{EXTRA, Item, ItemKind, NounClass, Phrases, SharedWords};
use crate::relation::RelationWords;
use crate::scan::{Forms, Roles, Scan};
use crate::segment::{Chooser, PartHit, ShortStates, Word, WordKind};
use crate::speech::{self, Scene, SpeechState, Utterance};
use crate::timing::TimeAt;
use crate::word_list::WordList;

/// What a caller may tell about a reading.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Region of the outlet where it is known; else it is taken from the script.
    pub region: Option<Region>,
}

/// A frame tried at one place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Rule id.
    pub rule: String,
    /// The trigger, in the stored text.
    pub trigger: Span,
    /// The sentence, in the stored text.
    pub sentence: Span,
    /// Whether all conditions held, or the first that failed.
    pub outcome: Result<(), String>,
}

/// Reads documents with one knowledge.
pub struct Reader<'k> {
    /// What it reads with.
    pub knowledge: &'k Knowledge,
    forms: Forms,
    lists: Lists,
    frame_words: Vec<FrameWords>,
    anchors: Anchors,
    /// Per part of a trigger: whether it is a plain noun.
    noun_parts: Vec<bool>,
    short: ShortStates,
    shapes: NameShapes,
    sides: Sides,
    shared: SharedWords,
    instrument_words: InstrumentWords,
    relation_words: RelationWords,
    figure_words: FigureWords,
}

/// What a document is read for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Its records: articles out of scope are left out as early as they are known.
    Records,
    /// All its mentions.
    Mentions,
    /// Every frame tried.
    Trials,
}

/// A section with what was found in it.
struct Analysis {
    words: Vec<Word>,
    parts: Vec<PartHit>,
    times: Vec<TimeAt>,
    quantities: Vec<Quantity>,
    /// Its items among those of the document.
    items: std::ops::Range<usize>,
}

impl<'k> Reader<'k> {
    /// Prepares a reader.
    pub fn new(knowledge: &'k Knowledge) -> Reader<'k> {
        let lists = Lists::new(knowledge);
        let frame_words: Vec<FrameWords> = knowledge.frames.iter().map(|frame| FrameWords::new(knowledge, frame)).collect();
        let asked = frame_words.iter().flat_map(|words| [&words.not_in_clause, &words.with_word, &words.near_word]).chain(lists.asked());
        let noun = |part: &String| lists.noun_parts.contains(&part.chars().collect::<Vec<char>>());
        Reader {
            knowledge,
            forms: Forms::new(knowledge, asked),
            noun_parts: knowledge.parts.iter().map(noun).collect(),
            lists,
            anchors: Anchors::new(knowledge, &frame_words),
            frame_words,
            short: ShortStates::new(knowledge),
            shapes: NameShapes::new(knowledge),
            sides: Sides::new(knowledge),
            shared: SharedWords::new(knowledge),
            instrument_words: InstrumentWords::new(knowledge),
            relation_words: RelationWords::new(knowledge),
            figure_words: FigureWords::new(knowledge),
        }
    }

    fn region(&self, document: &Document, options: &Options) -> Region {
        options.region.unwrap_or(match document.source.language.as_str() {
            "zh-Hans" => Region::Mainland,
            _ => Region::Other,
        })
    }

    /// Times and quantities of all sections. A document is short and the steps are long: taking all sections through one step
    /// before the next keeps its code and tables at hand.
    fn analyses(&self, chars: &[char], sections: &[Section], region: Region) -> Vec<Analysis> {
        let found: Vec<Vec<TimeExpression>> = sections.iter().map(|section| find_times(&chars[section.span.range()])).collect();
        let analysis = |(section, found): (&Section, Vec<TimeExpression>)| {
            let quantities = find_quantities(&chars[section.span.range()], &found, region);
            let times = found.into_iter().map(|expression| TimeAt { span: shifted(expression.span, section.span), expression }).collect();
            Analysis { words: Vec::new(), parts: Vec::new(), times, quantities, items: 0..0 }
        };
        sections.iter().zip(found).map(analysis).collect()
    }

    /// Chooses the words of a section; `names` are those of the document's own that stand in it.
    fn choose(&self, chooser: &mut Chooser, scan: &Scan, chars: &[char], within: &Section, names: &[(usize, usize, Who)], analysis: &mut Analysis) {
        let section = within.span;
        let Analysis { words, parts, times, quantities, .. } = analysis;
        let mut fixed: Vec<(Span, WordKind)> = Vec::with_capacity(times.len() + quantities.len());
        // A pure length (三個月) is a figure where it measures; as a time it dates nothing.
        let measured = |span: Span| quantities.iter().any(|quantity| quantity.span == span);
        let dating = times.iter().enumerate().filter(|(_, time)| !(time.expression.is_duration() && measured(time.expression.span)));
        fixed.extend(dating.map(|(at, time)| (time.span, WordKind::Time(at as u32))));
        let counted = quantities.iter().enumerate().filter(|(_, quantity)| !self.stands_for_two(chars, shifted(quantity.span, section)));
        fixed.extend(counted.map(|(at, quantity)| (shifted(quantity.span, section), WordKind::Quantity(at as u32))));
        fixed.extend(names.iter().map(|(at, length, who)| (shifted(Span::new(*at, at + length), section), WordKind::Form(EXTRA + who))));
        fixed.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        words.clear();
        parts.clear();
        chooser.choose(&self.forms, &self.short, scan, chars, within, &fixed, words, parts);
    }

    /// 會談後，｜兩人｜共進晚餐: at the opening of a clause it is no count but those who were named, unless something befalls them.
    fn stands_for_two(&self, chars: &[char], span: Span) -> bool {
        let opens = span.start == 0 || !chancery_text::is_alphanumeric(chars[span.start as usize - 1]);
        let duo = |form: u32| self.knowledge.marker(form, &[MarkerKind::Duo]).is_some();
        opens && self.knowledge.lexicon.find(chars[span.range()].iter().copied()).is_some_and(duo) && !self.lists.befalling.starts(&chars[span.end as usize..])
    }

    /// Reads a document.
    pub fn read(&self, document: &Document, options: &Options) -> Reading {
        let material = self.material(document, options, Purpose::Records);
        assembly::assemble(self.knowledge, &self.lists, document, material)
    }

    /// Every frame that a trigger of the document called up, in order of place, with what became of it.
    pub fn attempts(&self, document: &Document, options: &Options) -> Vec<Attempt> {
        let material = self.material(document, options, Purpose::Trials);
        let flow = &material.passage.flow;
        let mut attempts: Vec<Attempt> = material
            .trials
            .iter()
            .map(|trial| Attempt {
                rule: self.knowledge.frames[trial.frame as usize].id.clone(),
                trigger: flow.stored(trial.trigger),
                sentence: flow.stored(trial.sentence),
                outcome: trial.failure.clone().map_or(Ok(()), Err),
            })
            .collect();
        attempts.sort_by(|a, b| (a.trigger, &a.rule).cmp(&(b.trigger, &b.rule)));
        attempts.dedup();
        attempts
    }

    /// All names, times, quantities and triggers of a document.
    pub fn annotate(&self, document: &Document, options: &Options) -> Annotation {
        let material = self.material(document, options, Purpose::Mentions);
        assembly::annotate(self.knowledge, document, &material)
    }

    fn material(&self, document: &Document, options: &Options, purpose: Purpose) -> Material {
        let knowledge = self.knowledge;
        let mut passage = Passage::new(document);
        let scan = Scan::new(knowledge, &self.forms, passage.flow.folded());
        // What is out of scope yields nothing; whose article it is stands in its byline and source line.
        let outweighed = assembly::outweighed(&passage, &scan);
        let credit = |section: &Section| matches!(section.role, BlockRole::Byline | BlockRole::Source);
        passage.keep(|section| purpose != Purpose::Records || !outweighed[section.article] || credit(section));
        let mut sentences = std::mem::take(&mut passage.sentences);
        let (folded, original) = (passage.flow.folded(), passage.flow.original());
        let region = self.region(document, options);
        let published = document.source.published.as_ref().map(|published| published.to);
        let home = self.home(&scan);

        // First pass: names that the knowledge lacks. A name found once is known for the rest of the document.
        let mut chooser = Chooser::default();
        let mut analyses = self.analyses(folded, &passage.sections, region);
        for (section, analysis) in passage.sections.iter().zip(&mut analyses) {
            self.choose(&mut chooser, &scan, folded, section, &[], analysis);
        }
        let named = self.named_states(&analyses);
        let mut states = Named { outlet: self.outlet(&scan), counts: self.state_counts(&analyses, folded) };
        // A text that names other states but not the outlet's own is not about it.
        let home = home.filter(|home| named.is_empty() || named.contains(home) || scan.holds(Roles::HOME_OWN));
        let build = |analyses: &mut [Analysis], cast: &mut Cast| {
            let words = analyses.iter().map(|analysis| analysis.words.len()).sum::<usize>();
            let mut phrases = Phrases { items: Vec::with_capacity(words + words / 2), nouns: Vec::with_capacity(words / 4), ..Phrases::default() };
            for (section, analysis) in passage.sections.iter().zip(analyses) {
                let start = phrases.items.len();
                self.builder(folded, original, section.span, published, home, &named, &states.counts).build(section.span, &analysis.words, cast, &mut phrases);
                analysis.items = start..phrases.items.len();
            }
            phrases
        };
        let mut cast = Cast::default();
        let mut phrases = build(&mut analyses, &mut cast);
        let mut extras: Vec<(Vec<char>, Who)> = std::mem::take(&mut phrases.found);
        extras.extend(self.surnames(&cast, folded));
        extras.extend(titled(knowledge, &self.shapes, &cast, &scan, folded));
        if !extras.is_empty() {
            let trial = std::mem::take(&mut cast);
            extras.sort();
            extras.dedup_by(|b, a| a.0 == b.0);
            let mut renamed = Vec::new();
            for (name, who) in &extras {
                let member = &trial.members[*who as usize];
                let fresh = match member.known {
                    Some(row) => cast.known(knowledge, row, None),
                    None => cast.discovered(member.kind, member.names.first().map_or("", String::as_str), member.side, member.unnamed),
                };
                cast.describe(fresh, member.side, member.office);
                cast.alias(member.kind, name.iter().collect(), fresh);
                renamed.push((name.clone(), fresh));
            }
            let renamed = WordList::new(renamed);
            for (section, analysis) in passage.sections.iter().zip(&mut analyses) {
                let names: Vec<(usize, usize, Who)> = renamed.places(&folded[section.span.range()]).collect();
                if !names.is_empty() {
                    self.choose(&mut chooser, &scan, folded, section, &names, analysis);
                }
            }
            phrases = build(&mut analyses, &mut cast);
            // Words that turned out to be parts of names (德 in 德維索拉) no longer name states.
            let counts = self.state_counts(&analyses, folded);
            states.counts = counts;
        }
        for noun in phrases.nouns.iter().filter(|noun| noun.members.len() > 1) {
            join_sentences(&mut sentences, noun.span);
        }
        self.sides.settle(&self.shapes, &mut cast, &states, &phrases.vague);

        let mark = |item: &Item| if let ItemKind::Form(form) = item.kind { knowledge.marker_set(form) } else { MarkerSet::default() };
        let marks: Vec<MarkerSet> = phrases.items.iter().map(mark).collect();
        let mut verbs = vec![false; phrases.items.len()];
        for analysis in &analyses {
            mark_verbs(&self.noun_parts, &phrases.items[analysis.items.clone()], &analysis.parts, &mut verbs[analysis.items.clone()]);
        }
        phrases.muted.sort();
        let mut instruments = Instruments::default();
        for title in &phrases.titles {
            instruments.add_title(&self.instrument_words, folded, title);
        }
        for (section, analysis) in passage.sections.iter().zip(&analyses) {
            let syntax = Syntax {
                knowledge,
                lists: &self.lists,
                scan: &scan,
                folded,
                items: &phrases.items[analysis.items.clone()],
                nouns: &phrases.nouns,
                verbs: &verbs[analysis.items.clone()],
                marks: &marks[analysis.items.clone()],
                last_subject: Default::default(),
            };
            instruments.find_descriptive(&self.instrument_words, &syntax, section.span, scan.listed_apart(section.span, Roles::INSTRUMENT), &phrases.muted);
        }
        instruments.sort();

        let mut material = Material { instruments, outweighed, published, explain: purpose == Purpose::Trials, ..Material::default() };
        let mut context = Context::default();
        let mut speech_state = SpeechState::default();
        let written: Vec<Option<Date>> = document.articles.iter().map(|article| day_of_writing(document, article, published)).collect();
        let third = phrases.nouns.iter().filter(|noun| noun.class == NounClass::Pending(MarkerKind::Third));
        let looks_back = |analysis: &&Analysis| analysis.parts.iter().any(|part| self.anchors.looks_back(part.part));
        let last_third = third.map(|noun| passage.section_at(noun.span.start)).max().max(analyses.iter().rposition(|analysis| looks_back(&analysis)));
        let mut article = usize::MAX;
        let mut own: Vec<(usize, Span)> = Vec::new();
        for (index, (section, analysis)) in passage.sections.iter().zip(&analyses).enumerate() {
            if section.article != article {
                article = section.article;
                context = Context::new(home, self.opening_pair(&passage, &phrases, &analyses, &cast, article));
                speech_state = SpeechState::default();
            }
            context.asks_third = last_third.is_some_and(|last| index <= last);
            let syntax = Syntax {
                knowledge,
                lists: &self.lists,
                scan: &scan,
                folded,
                items: &phrases.items[analysis.items.clone()],
                nouns: &phrases.nouns,
                verbs: &verbs[analysis.items.clone()],
                marks: &marks[analysis.items.clone()],
                last_subject: Default::default(),
            };
            let first_sentence = sentences.partition_point(|sentence| sentence.section < index);
            let ours = sentences[first_sentence..].iter().take_while(|sentence| sentence.section == index);
            own.clear();
            own.extend((first_sentence..).zip(ours).map(|(at, sentence)| (at, sentence.span)));
            let first_utterance = material.utterances.len();
            let scene = Scene {
                knowledge,
                shapes: &self.shapes,
                syntax: &syntax,
                original,
                index,
                section,
                sentences: &own,
                muted: &phrases.muted,
                titles: &phrases.titles,
            };
            // Who speaks further down is not yet 他.
            let third = context.third;
            speech::read_section(&scene, &mut cast, &mut context, &mut speech_state, &mut material.utterances);
            context.third = third;
            self.read_sentences(
                &syntax,
                original,
                &scan,
                analysis,
                &own,
                index,
                section.span.start,
                section.role,
                written.get(section.article).copied().flatten(),
                &phrases,
                &mut cast,
                &mut context,
                &mut material,
                first_utterance,
            );
        }
        self.read_lists(&passage, &phrases, &analyses, &mut cast, &mut material);
        material.cast = cast;
        material.phrases = phrases;
        passage.sentences = sentences;
        material.passage = passage;
        material.scan = scan;
        for (section, analysis) in material.passage.sections.iter().zip(analyses) {
            material.times.extend(analysis.times.into_iter().map(|time| (time.span, time.expression)));
            material.quantities.extend(analysis.quantities.into_iter().map(|quantity| (section.span.start, quantity)));
        }
        // 黃之鋒：⏎ says who speaks in the lines below, and nothing itself.
        material.utterances.retain(|utterance| !utterance.content.is_empty());
        assembly::narrow(knowledge, &mut material);
        material
    }
}

fn shifted(span: Span, section: Span) -> Span {
    Span { start: span.start + section.start, end: span.end + section.start }
}

/// The day on which an article was written: 某社某地24日電 in a paper of the 25th makes 今天 the 24th. Else that of publication.
fn day_of_writing(document: &Document, article: &Article, published: Option<Date>) -> Option<Date> {
    const DELAY: i32 = 3;
    let day = article.dateline.zip(published).and_then(|(dateline, published)| {
        let opening: Vec<char> = document.text.slice(dateline).chars().map(fold).collect();
        let anchor = Anchor { published: Some(published), context: None, prefer: Prefer::Past };
        let told = find_times(&opening).into_iter().filter(|time| !time.is_duration()).find_map(|time| time.resolve(&anchor))?;
        let day = told.from.filter(|day| told.to == Some(*day))?;
        (0..=DELAY).contains(&(published.days() - day.days())).then_some(day)
    });
    day.or(published)
}

/// The utterance that a place stands in: the innermost one.
pub(crate) fn utterance_at(utterances: &[Utterance], span: Span) -> Option<usize> {
    // Utterances come in order of their verbs; nested ones stand close together.
    let end = utterances.partition_point(|utterance| utterance.lead <= span.start);
    utterances[..end]
        .iter()
        .enumerate()
        .skip(end.saturating_sub(64))
        .filter(|(_, utterance)| utterance.content.contains(Span { start: span.start, end: span.start + 1 }))
        .min_by_key(|(_, utterance)| utterance.content.len())
        .map(|(at, _)| at)
}
