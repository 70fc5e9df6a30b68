//! Figures: numbers with what they count.
//!
//! In: the quantities of a section in their clauses. Out: drafts. Durations that locate (30年來, 連續3年), 兩國, dates, scores and
//! ages are none (codebook 10.12); which words tell them is data (`lists.toml`, figure_*).

mod about;

use std::collections::BTreeMap;

use chancery_knowledge::Knowledge;
use chancery_model::{DateRange, Trend};
use chancery_text::{Span, is_alphabetic};
use chancery_values::{Quantity, QuantityKind};

pub(crate) use about::Setting;

use crate::cast::Who;
use crate::clause::Syntax;
use crate::lists::WordSet;
use crate::phrase::ItemKind;

/// A figure in a clause.
#[derive(Clone, Debug)]
pub(crate) struct FigureDraft {
    pub quantity: Quantity,
    /// Where the number with its hedge and unit stands in the flow.
    pub span: Span,
    pub counted: Option<Span>,
    pub evidence: Span,
    pub trend: Option<Trend>,
    pub unit: Option<String>,
    /// The states and bodies that it is about.
    pub of: Vec<Who>,
    pub period: Option<DateRange>,
    /// By how many per cent the level changed.
    pub change: Option<f64>,
}

/// Word lists for figures.
#[derive(Clone, Debug, Default)]
pub(crate) struct FigureWords {
    not_before: WordSet,
    not_after: WordSet,
    duration_before: WordSet,
    duration_not_after: WordSet,
    duration_not_before: WordSet,
    /// What lists say of units, by unit.
    units: BTreeMap<String, Unit>,
    people: WordSet,
    up: WordSet,
    down: WordSet,
    /// What leads from a change to the level reached by it.
    reached: WordSet,
    /// Words behind which a number of states counts them (其他四國).
    counted_after: WordSet,
    /// Numbers that are only about so large (幾十億, 數以千計).
    vague: WordSet,
    /// What a bare measure word counts that is no figure: parts of a text or a matter.
    parts: WordSet,
}

/// What lists say of a unit.
#[derive(Clone, Copy, Debug, Default)]
struct Unit {
    duration: bool,
    skipped: bool,
    measured: bool,
    part: bool,
}

impl FigureWords {
    pub fn new(knowledge: &Knowledge) -> FigureWords {
        let words = |name: &str| WordSet::new(&knowledge.lexicon, knowledge.list(name));
        let mut units: BTreeMap<String, Unit> = BTreeMap::new();
        let mut mark = |name: &str, mark: fn(&mut Unit)| knowledge.list(name).iter().for_each(|unit| mark(units.entry(unit.clone()).or_default()));
        mark("figure_duration_units", |unit| unit.duration = true);
        mark("figure_skip_units", |unit| unit.skipped = true);
        mark("figure_measured_units", |unit| unit.measured = true);
        mark("figure_part_units", |unit| unit.part = true);
        FigureWords {
            not_before: words("figure_not_before"),
            not_after: words("figure_not_after"),
            duration_before: words("figure_duration_before"),
            duration_not_after: words("figure_duration_not_after"),
            duration_not_before: words("figure_duration_not_before"),
            units,
            people: words("figure_people"),
            up: words("figure_up"),
            down: words("figure_down"),
            reached: words("figure_reached"),
            counted_after: words("figure_counted_after"),
            vague: words("figure_vague"),
            parts: words("figure_parts"),
        }
    }

    /// Quantities that are no items of a sentence: a sum converted in a bracket (（約1.56萬億港元）), and states that a list counts
    /// (加拿大、智利和美國三國, 德國等七國, 其他四國).
    pub fn beside<'q>(&self, syntax: &Syntax<'_>, quantities: &'q [Quantity], section_start: u32, sentence: Span) -> Vec<(Span, &'q Quantity)> {
        let from = quantities.partition_point(|quantity| quantity.span.start + section_start < sentence.start);
        let mut found = Vec::new();
        for quantity in quantities[from..].iter().take_while(|quantity| quantity.span.end + section_start <= sentence.end) {
            let span = Span { start: quantity.span.start + section_start, end: quantity.span.end + section_start };
            let before = syntax.between(span.start.saturating_sub(2).max(sentence.start), span.start);
            let at = syntax.item_from(span.start);
            let item = syntax.items.get(at).filter(|item| item.span.start < span.end);
            let converted =
                quantity.kind == QuantityKind::Money && item.is_none() && before.ends_with(&['(']) && syntax.folded.get(span.end as usize) == Some(&')');
            let states = || {
                let list = at.checked_sub(1).and_then(|before| syntax.noun(before)).filter(|noun| noun.span.end == span.start);
                list.is_some_and(|noun| noun.members.len() > 2 && noun.members.len() as f64 == quantity.value) || self.counted_after.ends(before)
            };
            let counts = quantity.unit.as_deref() == Some("国")
                && quantity.value > 2.0
                && item.is_some_and(|item| !matches!(item.kind, ItemKind::Quantity(_)) && item.span.start == span.start)
                && states();
            if converted || counts {
                found.push((span, quantity));
            }
        }
        found
    }

    /// Whether a quantity is a figure of the register; and which.
    pub fn draft(&self, syntax: &Syntax<'_>, quantity: &Quantity, span: Span, sentence: Span) -> Option<FigureDraft> {
        let before = syntax.between(sentence.start, span.start);
        let after = syntax.between(span.end, sentence.end);
        let ends = |words: &WordSet| words.ends(before);
        let starts = |words: &WordSet| words.starts(after);
        let unit = match &quantity.unit {
            // 人口400多万
            None if ends(&self.people) => "人",
            unit => unit.as_deref().unwrap_or_default(),
        };
        let listed = self.units.get(unit).copied().unwrap_or_default();
        // 百年, 万众: a bare unit counts nothing.
        let number = &syntax.folded[(span.start + quantity.number.start - quantity.span.start) as usize..][..quantity.number.len()];
        // 兩人, 二人 name people rather than count them.
        if matches!(number, ['百' | '千' | '万']) || unit == "人" && matches!(number, ['两' | '二']) {
            return None;
        }
        // 幾十億美元, 數百名, 四、五十年: about so many.
        if self.vague.starts(syntax.between(span.start, span.end)) || ends(&self.vague) || range_of_digits(before) {
            return None;
        }
        // 「六項保證」, 五個「必須」, 五根支柱: the number belongs to a name or divides a matter.
        if listed.part && !quantity.ordinal {
            let named = matches!(before.last(), Some('「' | '“' | '『')) || matches!(after.first(), Some('「' | '“' | '『'));
            let run = after.iter().take(LONGEST_COUNTED).position(|c| !c.is_alphabetic()).unwrap_or(after.len().min(LONGEST_COUNTED));
            if named || self.parts.ends(&after[..run]) || self.parts.starts(after) {
                return None;
            }
        }
        let indefinite = quantity.kind == QuantityKind::Indefinite && !listed.measured;
        let first = quantity.ordinal && quantity.value == 1.0 && unit != "周年";
        if indefinite || first || quantity.unit.is_none() && unit.is_empty() || listed.skipped || ends(&self.not_before) || starts(&self.not_after) {
            return None;
        }
        if listed.duration && !quantity.ordinal {
            let measured = ends(&self.duration_before);
            if (starts(&self.duration_not_after) || ends(&self.duration_not_before)) && !measured {
                return None;
            }
        }
        let item = syntax.item_from(span.start);
        let clause = syntax.clause_start(item);
        let start = syntax.items.get(clause).map_or(sentence.start, |item| item.span.start).min(span.start).max(sentence.start);
        let counted = self.counted(syntax, clause, item, span, sentence);
        let near = syntax.between(span.start.saturating_sub(6).max(sentence.start), span.start);
        let has = |words: &WordSet| words.stands_within(near);
        let trend = if has(&self.up) {
            Some(Trend::Up)
        } else if has(&self.down) {
            Some(Trend::Down)
        } else {
            None
        };
        Some(FigureDraft {
            quantity: quantity.clone(),
            span,
            counted,
            evidence: Span { start, end: span.end },
            trend,
            unit: Some(unit.to_owned()),
            of: Vec::new(),
            period: None,
            change: None,
        })
    }

    /// What is counted: the noun behind the number, else the words before it in the clause.
    fn counted(&self, syntax: &Syntax<'_>, clause: usize, item: usize, span: Span, sentence: Span) -> Option<Span> {
        let after = syntax.between(span.end, sentence.end);
        let run = after.iter().take(12).take_while(|c| is_alphabetic(**c) && !matches!(c, '的' | '在' | '和' | '与' | '及')).count();
        if run >= 2 && after.first() != Some(&'的') {
            return Some(Span::new(span.end as usize, span.end as usize + run));
        }
        let mut start = span.start;
        for at in (clause..item).rev() {
            if matches!(syntax.items[at].kind, ItemKind::Time(_) | ItemKind::Stop(_)) {
                break;
            }
            start = syntax.items[at].span.start;
        }
        let floor = syntax.items.get(clause).map_or(sentence.start, |item| item.span.start).min(start);
        let text = syntax.between(floor.max(sentence.start), span.start);
        (text.len() >= 2).then(|| Span { start: floor.max(sentence.start), end: span.start })
    }
}

/// How far behind a measure word its noun is looked for.
const LONGEST_COUNTED: usize = 10;

/// 四、｜五十年: a digit and a comma of enumeration before the number leave it open.
fn range_of_digits(before: &[char]) -> bool {
    matches!(before, [.., '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九', '、'])
}
