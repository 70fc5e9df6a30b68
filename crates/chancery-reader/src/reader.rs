//! The reader: runs the steps over a document in order.
//!
//! In: knowledge once, then documents. Out: readings. Everything that is computed per knowledge (weights of forms, word
//! lists) is computed when the reader is made, so that a document costs only its own length.

use std::collections::BTreeMap;

use chancery_knowledge::{Knowledge, MarkerKind, MarkerSet};
use chancery_model::{Annotation, BlockRole, Date, Document, Reading};
use chancery_text::Span;
use chancery_values::{Quantity, Region, find_quantities, find_times};

use crate::assembly::{self, Material};
use crate::cast::{Cast, Who};
use crate::clause::{Syntax, mark_verbs};
use crate::context::Context;
use crate::discovery::{NameShapes, Named, Sides, titled};
use crate::figure::{FigureDraft, FigureWords, Setting};
use crate::frame::{Draft, Stage};
use crate::instrument::{InstrumentWords, Instruments};
use crate::lists::{FrameWords, Lists};
use crate::passage::Passage;
use crate::phrase::{EXTRA, Item, ItemKind, NounClass, PhraseBuilder, Phrases};
use crate::relation::{RelationDraft, RelationWords, parties};
use crate::scan::{Forms, Roles, Scan};
use crate::segment::{Chooser, PartHit, ShortStates, Word, WordKind};
use crate::speech::{self, Scene, SpeechState, Utterance};
use crate::timing::{self, TimeAt};
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
    /// Per part of a trigger: whether it is a plain noun.
    noun_parts: Vec<bool>,
    short: ShortStates,
    shapes: NameShapes,
    sides: Sides,
    instrument_words: InstrumentWords,
    relation_words: RelationWords,
    figure_words: FigureWords,
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
            frame_words,
            short: ShortStates::new(knowledge),
            shapes: NameShapes::new(knowledge),
            sides: Sides::new(knowledge),
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

    /// Times and quantities of a section.
    fn analysis(&self, chars: &[char], section: Span, region: Region) -> Analysis {
        let chars = &chars[section.range()];
        let times = find_times(chars);
        let quantities = find_quantities(chars, &times, region);
        let times = times.into_iter().map(|expression| TimeAt { span: shifted(expression.span, section), expression }).collect();
        Analysis { words: Vec::new(), parts: Vec::new(), times, quantities, items: 0..0 }
    }

    /// Chooses the words of a section; `extras` are names of the document.
    fn choose(&self, chooser: &mut Chooser, scan: &Scan, chars: &[char], section: Span, extras: &WordList<Who>, analysis: &mut Analysis) {
        let Analysis { words, parts, times, quantities, .. } = analysis;
        let mut fixed: Vec<(Span, WordKind)> = Vec::with_capacity(times.len() + quantities.len());
        // A pure length (三個月) is a figure where it measures; as a time it dates nothing.
        let measured = |span: Span| quantities.iter().any(|quantity| quantity.span == span);
        let dating = times.iter().enumerate().filter(|(_, time)| !(time.expression.is_duration() && measured(time.expression.span)));
        fixed.extend(dating.map(|(at, time)| (time.span, WordKind::Time(at as u32))));
        fixed.extend(quantities.iter().enumerate().map(|(at, quantity)| (shifted(quantity.span, section), WordKind::Quantity(at as u32))));
        let names = extras.places(&chars[section.range()]);
        fixed.extend(names.map(|(at, length, who)| (shifted(Span::new(at, at + length), section), WordKind::Form(EXTRA + who))));
        fixed.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        words.clear();
        parts.clear();
        chooser.choose(&self.forms, &self.short, scan, chars, section, &fixed, words, parts);
    }

    /// Reads a document.
    pub fn read(&self, document: &Document, options: &Options) -> Reading {
        let material = self.material(document, options);
        assembly::assemble(self.knowledge, &self.lists, document, material)
    }

    /// Every frame that a trigger of the document called up, in order of place, with what became of it.
    pub fn attempts(&self, document: &Document, options: &Options) -> Vec<Attempt> {
        let material = self.explained(document, options, true);
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
        let material = self.material(document, options);
        assembly::annotate(self.knowledge, document, &material)
    }

    pub(crate) fn material(&self, document: &Document, options: &Options) -> Material {
        self.explained(document, options, false)
    }

    fn explained(&self, document: &Document, options: &Options, explain: bool) -> Material {
        let knowledge = self.knowledge;
        let passage = Passage::new(document);
        let (folded, original) = (passage.flow.folded(), passage.flow.original());
        let region = self.region(document, options);
        let published = document.source.published.as_ref().map(|published| published.to);
        let scan = Scan::new(knowledge, &self.forms, folded);
        let home = self.home(&scan);

        // First pass: names that the knowledge lacks. A name found once is known for the rest of the document.
        let mut chooser = Chooser::default();
        let none = WordList::default();
        let mut analyses: Vec<Analysis> = passage
            .sections
            .iter()
            .map(|section| {
                let mut analysis = self.analysis(folded, section.span, region);
                self.choose(&mut chooser, &scan, folded, section.span, &none, &mut analysis);
                analysis
            })
            .collect();
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
                if renamed.places(&folded[section.span.range()]).next().is_some() {
                    self.choose(&mut chooser, &scan, folded, section.span, &renamed, analysis);
                }
            }
            phrases = build(&mut analyses, &mut cast);
            // Words that turned out to be parts of names (德 in 德維索拉) no longer name states.
            let counts = self.state_counts(&analyses, folded);
            states.counts = counts;
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

        let mut material = Material { instruments, published, explain, ..Material::default() };
        let mut context = Context::default();
        let mut speech_state = SpeechState::default();
        let mut article = usize::MAX;
        for (index, (section, analysis)) in passage.sections.iter().zip(&analyses).enumerate() {
            if section.article != article {
                article = section.article;
                context = Context { home, pair: self.opening_pair(&passage, &phrases, &analyses, &cast, article), ..Context::default() };
                speech_state = SpeechState::default();
            }
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
            let first_sentence = passage.sentences.partition_point(|sentence| sentence.section < index);
            let sentences: Vec<(usize, Span)> = passage.sentences[first_sentence..]
                .iter()
                .enumerate()
                .take_while(|(_, sentence)| sentence.section == index)
                .map(|(at, sentence)| (first_sentence + at, sentence.span))
                .collect();
            let first_utterance = material.utterances.len();
            let scene = Scene { knowledge, shapes: &self.shapes, syntax: &syntax, original, index, section, sentences: &sentences, muted: &phrases.muted };
            speech::read_section(&scene, &mut cast, &mut context, &mut speech_state, &mut material.utterances);
            self.read_sentences(
                &syntax,
                original,
                &scan,
                analysis,
                &sentences,
                index,
                section.role,
                published,
                &phrases,
                &mut cast,
                &mut context,
                &mut material,
                first_utterance,
            );
        }
        self.read_lists(&passage, &phrases, &analyses, &mut cast, &mut material, published);
        material.cast = cast;
        material.phrases = phrases;
        material.passage = passage;
        material.scan = scan;
        for (section, analysis) in material.passage.sections.iter().zip(analyses) {
            material.times.extend(analysis.times.into_iter().map(|time| (time.span, time.expression)));
            material.quantities.extend(analysis.quantities.into_iter().map(|quantity| (section.span.start, quantity)));
        }
        assembly::narrow(knowledge, &mut material);
        material
    }

    /// The outlet's own state, as far as the words tell it (新華社, 我國; 中央社): whose ministries are meant where none is
    /// named. The script tells nothing: both scripts must give the same facts.
    fn home(&self, scan: &Scan) -> Option<u32> {
        match (scan.holds(Roles::HOME_CHN), scan.holds(Roles::HOME_TWN)) {
            (true, false) => self.knowledge.entity("CHN"),
            (false, true) => self.knowledge.entity("TWN"),
            _ => None,
        }
    }

    /// The state of the outlet that the text tells first.
    fn outlet(&self, scan: &Scan) -> Option<u32> {
        let first = scan.first_listed(Roles::HOME_CHN.or(Roles::HOME_TWN))?;
        let state = if first.roles.meets(Roles::HOME_CHN) { "CHN" } else { "TWN" };
        self.knowledge.entity(state)
    }

    /// How often the document names each state, in full or by one character.
    fn state_counts(&self, analyses: &[Analysis], folded: &[char]) -> BTreeMap<u32, usize> {
        let mut counts = BTreeMap::new();
        let strong = |word: &Word| self.short.is_strong(folded[word.span.start as usize]);
        for word in analyses.iter().flat_map(|analysis| &analysis.words) {
            let WordKind::Form(form) = word.kind else { continue };
            if form >= EXTRA || !self.forms.of(form).is_name() {
                continue;
            }
            let mut states = self.knowledge.lexicon.meanings(form).iter().filter_map(|meaning| match meaning {
                chancery_knowledge::Meaning::Entity(row, short) if self.knowledge.is_state(*row) && (!short || strong(word)) => Some(*row),
                _ => None,
            });
            if let (Some(only), None) = (states.next(), states.next()) {
                *counts.entry(only).or_default() += 1;
            }
        }
        counts
    }

    /// States that the document names in full.
    fn named_states(&self, analyses: &[Analysis]) -> Vec<u32> {
        let mut rows: Vec<u32> = Vec::new();
        for word in analyses.iter().flat_map(|analysis| &analysis.words) {
            let WordKind::Form(form) = word.kind else { continue };
            if form >= EXTRA || word.span.len() < 2 || !self.forms.of(form).is_full_state() {
                continue;
            }
            for meaning in self.knowledge.lexicon.meanings(form) {
                if let chancery_knowledge::Meaning::Entity(row, false) = *meaning
                    && self.knowledge.is_state(row)
                {
                    rows.push(row);
                }
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// 山口那津男 is 山口 for the rest: two-character surnames of persons whom the document names in full.
    fn surnames(&self, cast: &Cast, folded: &[char]) -> Vec<(Vec<char>, Who)> {
        let states = self.knowledge.list("surname_states");
        let mut found: Vec<(Vec<char>, Who)> = Vec::new();
        for (who, member) in cast.members.iter().enumerate() {
            let local = member.side.is_some_and(|side| states.iter().any(|state| self.knowledge.entities[side as usize].id.eq_ignore_ascii_case(state)));
            let full = member.mentions.iter().find(|span| (4..=5).contains(&span.len()));
            if let Some(full) = full.filter(|_| local && member.kind == chancery_model::EntityKind::Person) {
                let surname = folded[full.range()][..2].to_vec();
                if !found.iter().any(|(name, _)| *name == surname)
                    && self
                        .knowledge
                        .lexicon
                        .find(surname.iter().copied())
                        .is_none_or(|form| !self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, chancery_knowledge::Meaning::Word)))
                {
                    found.push((surname, who as Who));
                }
            }
        }
        found
    }

    fn builder<'a>(
        &'a self,
        folded: &'a [char],
        original: &'a [char],
        section: Span,
        day: Option<Date>,
        home: Option<u32>,
        named: &'a [u32],
        counts: &'a BTreeMap<u32, usize>,
    ) -> PhraseBuilder<'a> {
        PhraseBuilder {
            knowledge: self.knowledge,
            lists: &self.lists,
            forms: &self.forms,
            shapes: &self.shapes,
            sides: &self.sides,
            day,
            home,
            named,
            counts,
            folded,
            original,
            limit: section.end as usize,
        }
    }

    /// The two states that the first sentences of an article name most.
    fn opening_pair(&self, passage: &Passage, phrases: &Phrases, analyses: &[Analysis], cast: &Cast, article: usize) -> Vec<u32> {
        let mut counts: Vec<(u32, u32)> = Vec::new();
        let first = passage.sections.partition_point(|section| section.article < article);
        let sections = passage
            .sections
            .iter()
            .enumerate()
            .skip(first)
            .take_while(|(_, section)| section.article == article)
            .filter(|(_, section)| section.role != BlockRole::Caption);
        for (index, _) in sections.take(4) {
            for item in &phrases.items[analyses[index].items.clone()] {
                let ItemKind::Noun(noun) = item.kind else { continue };
                let noun = &phrases.nouns[noun as usize];
                if noun.class != NounClass::Principal {
                    continue;
                }
                for side in Context::sides(cast, &noun.members.iter().map(|(who, _)| *who).collect::<Vec<_>>()) {
                    if !self.knowledge.is_state(side) {
                        continue;
                    }
                    match counts.iter_mut().find(|(row, _)| *row == side) {
                        Some((_, count)) => *count += 1,
                        None => counts.push((side, 1)),
                    }
                }
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.into_iter().take(2).map(|(row, _)| row).collect()
    }

    #[allow(clippy::too_many_arguments)]
    fn read_sentences(
        &self,
        syntax: &Syntax<'_>,
        original: &[char],
        scan: &Scan,
        analysis: &Analysis,
        sentences: &[(usize, Span)],
        section: usize,
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
            context.speaker = material.utterances[first_utterance..]
                .iter()
                .chain(material.utterances[..first_utterance].iter().rev().take(3))
                .find(|utterance| utterance.content.overlaps(sentence))
                .map(|utterance| utterance.speaker);
            context.words = material.utterances[first_utterance..]
                .iter()
                .chain(material.utterances[..first_utterance].iter().rev().take(3))
                .filter(|utterance| utterance.content.overlaps(sentence))
                .map(|utterance| (utterance.content, utterance.speaker))
                .collect();
            // 他 is whoever speaks here, else whoever spoke last before the sentence.
            let spoke =
                material.utterances[first_utterance..].iter().rev().find(|utterance| utterance.verb.start < sentence.start).map(|utterance| utterance.speaker);
            if let Some(who) = context.speaker.or(spoke).filter(|who| cast.is_person(*who) && !cast.members[*who as usize].unnamed) {
                context.third = Some(who);
            }
            self.note_context(syntax, from, to, cast, context);
            self.refer_back(syntax, from, to, &mut material.instruments);
            let parts_from = analysis.parts.partition_point(|part| part.span.start < sentence.start);
            let parts_to = analysis.parts.partition_point(|part| part.span.start < sentence.end);
            let stage = Stage {
                knowledge,
                frame_words: &self.frame_words,
                syntax,
                original,
                times: &analysis.times,
                quantities: &analysis.quantities,
                muted: &phrases.muted,
                instruments: &material.instruments,
                sentence,
                section,
                title,
                published,
                last_dates: material.last_dates,
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
                if let Some(date) = &draft.date {
                    material.last_dates = date.from.zip(date.to);
                }
                if !draft.echo {
                    context.note(cast, &draft.actors);
                    if let Some(who) = draft.actors.first().filter(|who| cast.is_person(**who)) {
                        context.third = Some(*who);
                    }
                }
                material.drafts.push(draft);
            }
            if !matches!(role, BlockRole::Source | BlockRole::Byline) {
                let numbers = (from..to).filter_map(|at| match syntax.items[at].kind {
                    ItemKind::Quantity(number) => Some((at, &analysis.quantities[number as usize])),
                    _ => None,
                });
                let mut figures: Vec<FigureDraft> =
                    numbers.filter_map(|(at, quantity)| self.figure_words.draft(syntax, quantity, syntax.items[at].span, sentence)).collect();
                let setting = Setting { knowledge, syntax, context, times: &analysis.times, published, last_dates: material.last_dates, sentence };
                setting.fill(&self.figure_words, cast, &mut figures);
                material.figures.extend(figures.into_iter().map(|figure| (section, figure)));
            }
            self.relations(syntax, scan, analysis, cast, context, sentence, section, published, &phrases.titles, material);
        }
    }

    fn note_context(&self, syntax: &Syntax<'_>, from: usize, to: usize, cast: &mut Cast, context: &mut Context) {
        context.group.clear();
        for at in from..to.min(from + 60) {
            let Some(noun) = syntax.noun(at) else { continue };
            match noun.class {
                NounClass::Principal => {
                    let members: Vec<Who> = noun.members.iter().map(|(who, _)| *who).collect();
                    let sides = Context::sides(cast, &members);
                    if let [who] = members[..]
                        && cast.is_person(who)
                        && !cast.members[who as usize].unnamed
                    {
                        context.see(cast, who);
                    }
                    if sides.len() == 2 && sides.iter().all(|side| self.knowledge.is_state(*side)) {
                        context.note(cast, &members);
                    } else if sides.len() >= 3 {
                        context.several = sides;
                    }
                }
                NounClass::Pending(MarkerKind::First) if !noun.members.is_empty() => {
                    context.group = context.members(self.knowledge, cast, noun, None);
                    let group = context.group.clone();
                    context.note(cast, &group);
                }
                _ => {}
            }
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

    #[allow(clippy::too_many_arguments)]
    fn relations(
        &self,
        syntax: &Syntax<'_>,
        scan: &Scan,
        analysis: &Analysis,
        cast: &mut Cast,
        context: &Context,
        sentence: Span,
        section: usize,
        published: Option<Date>,
        titles: &[crate::phrase::TitleSpan],
        material: &mut Material,
    ) {
        let mut found: Vec<(Span, bool)> = Vec::new();
        self.relation_words.find(syntax, scan, sentence, |span, bare| found.push((span, bare)));
        for (span, bare) in found {
            if titles[..titles.partition_point(|title| title.inner.start < span.end)].iter().rev().take(4).any(|title| title.inner.overlaps(span)) {
                continue;
            }
            let action = self.relation_words.action(syntax, sentence, span);
            if bare && action.is_none() {
                continue;
            }
            // What an event of the sentence says of the parties counts: 古特雷斯對兩國復交表示歡迎.
            let told = action
                .and_then(|(_, word)| {
                    material.drafts.iter().rev().take_while(|draft| draft.section == section).find(|draft| {
                        use chancery_model::EventKind::*;
                        let kind = match action.map(|(action, _)| action) {
                            Some(chancery_model::RelationAction::Severed) => DowngradeRelations,
                            Some(chancery_model::RelationAction::Raised) => UpgradeRelations,
                            _ => EstablishRelations,
                        };
                        draft.kind == kind && draft.trigger.join(draft.evidence).overlaps(word.join(span))
                    })
                })
                .map(|draft| (draft.actors.iter().chain(&draft.recipients).copied().collect::<Vec<Who>>(), draft.date.clone(), draft.status));
            if bare
                && (told.is_none()
                    || told.as_ref().is_some_and(|(_, _, status)| !matches!(status, chancery_model::Status::Held | chancery_model::Status::Ongoing)))
            {
                continue;
            }
            let sides = told.as_ref().map(|(members, _, _)| Context::sides(cast, members)).unwrap_or_default();
            // 希望建立良好的外交關係: nothing has happened.
            if told.is_none() && action.is_some_and(|(_, word)| self.wished(syntax, sentence, word)) {
                continue;
            }
            let parties = if sides.len() >= 2 {
                sides.into_iter().map(|row| cast.known(self.knowledge, row, None)).collect()
            } else {
                parties(self.knowledge, syntax, cast, context, sentence, span)
            };
            if parties.len() < 2 {
                continue;
            }
            let anchor = action.map_or(span, |(_, word)| word);
            let scope = syntax.scope(anchor);
            let date = if action.is_some() { timing::choose(syntax, &analysis.times, &scope, anchor, sentence, chancery_model::Status::Held) } else { None };
            let date = date.and_then(|at| timing::resolve(&analysis.times[at as usize], published, material.last_dates, chancery_model::Status::Held));
            let date = told.and_then(|(_, date, _)| date).or(date);
            let evidence = action.map_or(span, |(_, word)| span.join(word));
            material.relations.push(RelationDraft {
                designation: span,
                parties,
                action: action.map_or(chancery_model::RelationAction::Described, |(action, _)| action),
                date,
                evidence,
                section,
            });
        }
    }

    /// Whether a wish or a negation stands before a word in its clause.
    fn wished(&self, syntax: &Syntax<'_>, sentence: Span, word: Span) -> bool {
        let at = syntax.item_from(word.start);
        let start = syntax.clause_start(at).max(syntax.item_from(sentence.start));
        (start..at).any(|k| syntax.marker(k, &[MarkerKind::Denied]).is_some() || syntax.lists.running_wishes.contains(syntax.words(k)))
    }

    /// A list of documents under a heading is read with the heading's verb (簽署的合作文件).
    fn read_lists(&self, passage: &Passage, phrases: &Phrases, analyses: &[Analysis], cast: &mut Cast, material: &mut Material, published: Option<Date>) {
        let _ = published;
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

fn shifted(span: Span, section: Span) -> Span {
    Span { start: span.start + section.start, end: span.end + section.start }
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

/// 分別會見甲和乙 is one meeting with each.
fn one_meeting_each(draft: Draft) -> Vec<Draft> {
    if draft.apart.is_empty() || draft.echo {
        return vec![draft];
    }
    let rest: Vec<Who> = draft.actors.iter().copied().filter(|who| !draft.apart.contains(who)).collect();
    let each = |who: &Who| Draft { actors: rest.iter().copied().chain([*who]).collect(), apart: Vec::new(), ..draft.clone() };
    draft.apart.iter().filter(|who| draft.actors.contains(who)).map(each).collect()
}

/// A trip to several states is one visit for each (codebook 10.8).
fn one_visit_each(knowledge: &Knowledge, cast: &Cast, draft: Draft) -> Vec<Draft> {
    let states = draft.recipients.iter().filter(|who| cast.members[**who as usize].kind == chancery_model::EntityKind::State).count();
    if draft.kind != chancery_model::EventKind::Visit || states < 2 || states != draft.recipients.len() || draft.echo {
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
