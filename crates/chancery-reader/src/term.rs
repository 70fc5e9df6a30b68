//! How long instruments hold: 有效期十年, 將於2021年到期, 延長五年至2026年2月5日.
//!
//! In: a sentence with its instruments, times and words of lists. Out: drafts of terms, each of an instrument that stands beside the words
//! themselves; a term that could be another's is left out. A length without a beginning dates nothing here: the register reckons.

use chancery_model::{Date, DateRange, Status, TermKind};
use chancery_text::Span;
use chancery_values::{Anchor, Prefer};

use crate::clause::Syntax;
use crate::instrument::{InstrumentWords, Instruments};
use crate::scan::{ListHit, Roles, Scan};
use crate::timing::{self, TimeAt};

/// What one sentence says about how long an instrument holds.
#[derive(Clone, Debug)]
pub(crate) struct TermDraft {
    pub instrument: u32,
    pub kind: TermKind,
    pub date: Option<DateRange>,
    pub duration: Option<String>,
    pub evidence: Span,
    pub section: usize,
}

/// How far back an instrument that is meant by its last word alone (條約有效期十年) can stand.
const NEAR: u32 = 240;
/// How far around a word in its sentence anything is looked for.
const REACH: u32 = 80;

/// A sentence in which terms are looked for.
pub(crate) struct TermScene<'a> {
    pub syntax: &'a Syntax<'a>,
    pub words: &'a InstrumentWords,
    pub instruments: &'a Instruments,
    pub times: &'a [TimeAt],
    pub sentence: Span,
    pub section: usize,
    pub published: Option<Date>,
    pub last_dates: Option<(Date, Date)>,
}

impl TermScene<'_> {
    /// All terms of the sentence, in order of place.
    pub fn find(&self, scan: &Scan) -> Vec<TermDraft> {
        let lists = &self.syntax.lists;
        let mut found = Vec::new();
        for ListHit { span: word, .. } in scan.listed_apart(self.sentence, Roles::TERM) {
            let text = self.syntax.between(word.start, word.end);
            if lists.term_ends.contains(text) {
                found.extend(self.ends(word));
            } else if lists.term_valid.contains(text) || lists.term_lasting.contains(text) {
                found.extend(self.valid(word));
            } else if lists.term_extends.contains(text) {
                found.extend(self.extended(word));
            }
        }
        found
    }

    /// 條約將於2021年到期, 2021年到期的條約.
    fn ends(&self, word: Span) -> Option<TermDraft> {
        let (date, left) = self.date_before(word.start)?;
        let behind = self.syntax.between(word.end, self.sentence.end);
        let instrument = match behind.first() {
            Some('的') => self.starting(word.end + 1)?,
            _ => self.ending(left)?,
        };
        let (conditions, former) = (&self.syntax.lists.term_conditions, &self.syntax.lists.term_former);
        if self.clause_holds(word, |text| conditions.stands_within(text) || former.stands_within(text)) {
            return None;
        }
        let evidence = date.span.map_or(word, |span| span.0.join(word));
        Some(self.draft(instrument, TermKind::Expires, Some(date), None, evidence))
    }

    /// 有效期十年, 有效期至2026年底, 為期五年的協議.
    fn valid(&self, word: Span) -> Option<TermDraft> {
        let at = self.skip(word.end);
        if let Some((duration, end)) = self.duration_at(at) {
            let behind = self.syntax.between(end, self.sentence.end);
            let instrument = match behind.first() {
                Some('的') => self.starting(end + 1),
                _ => None,
            };
            let instrument = instrument.or_else(|| self.ending(word.start)).or_else(|| self.clause_before(word.start))?;
            return Some(self.draft(instrument, TermKind::ValidFor, None, Some(duration), Span { start: word.start, end }));
        }
        let (date, end) = self.until(at)?;
        let instrument = self.ending(word.start).or_else(|| self.clause_before(word.start))?;
        Some(self.draft(instrument, TermKind::Expires, Some(date), None, Span { start: word.start, end }))
    }

    /// 條約延長五年至2026年2月5日, 自動延長五年, 將條約延長至2020年底.
    fn extended(&self, word: Span) -> Option<TermDraft> {
        let lists = &self.syntax.lists;
        let before = self.before(word.start);
        let by_itself = lists.term_itself.ends(before);
        let unsettled = lists.term_unsettled.stands_within(before) || lists.term_coming.ends(before) && !by_itself;
        let if_nobody_objects = by_itself && lists.term_conditions.stands_within(before);
        if unsettled {
            return None;
        }
        // 延長《條約》五年: the object stands between.
        let object = self.starting(word.end);
        let at = object.map_or(word.end, |_| self.object_end(word.end));
        let length = self.duration_at(self.skip(at));
        let behind = length.as_ref().map_or(at, |(_, end)| *end);
        let next = self.syntax.between(behind, self.sentence.end).first();
        let until = self.until(if length.is_some() && next == Some(&',') { behind + 1 } else { behind });
        let instrument = object.or_else(|| self.ending(word.start))?;
        let end = until.as_ref().map_or(behind, |(_, end)| *end);
        let evidence = Span { start: word.start, end };
        let duration = length.map(|(duration, _)| duration);
        let kind = match (&until, &duration) {
            _ if if_nobody_objects || by_itself && duration.is_none() && until.is_none() => TermKind::Renews,
            (Some(_), _) => TermKind::ExtendedTo,
            (None, Some(_)) => TermKind::ExtendedBy,
            (None, None) => return None,
        };
        Some(self.draft(instrument, kind, until.map(|(date, _)| date), duration, evidence))
    }

    fn draft(&self, instrument: u32, kind: TermKind, date: Option<DateRange>, duration: Option<String>, evidence: Span) -> TermDraft {
        TermDraft { instrument, kind, date, duration, evidence, section: self.section }
    }

    /// The place after small words such as 為 and 只.
    fn skip(&self, mut at: u32) -> u32 {
        while let Some(word) = self.syntax.lists.term_links.at_start(self.syntax.between(at, self.sentence.end)) {
            at += word.len() as u32;
        }
        at
    }

    /// The place before small words such as 將於 and 即將.
    fn skip_back(&self, mut at: u32) -> u32 {
        while let Some(word) = self.syntax.lists.term_between.at_end(self.before(at)) {
            at -= word.len() as u32;
        }
        at
    }

    /// The date directly before a place, and where the words about it begin.
    fn date_before(&self, place: u32) -> Option<(DateRange, u32)> {
        let end = self.skip_back(place);
        let index = self.times.partition_point(|time| time.span.end < end);
        self.times.get(index).filter(|time| time.span.end == end && time.span.start >= self.sentence.start)?;
        let left = self.skip_back(self.times[index].span.start);
        let ahead = self.syntax.lists.term_coming.stands_within(self.syntax.between(left, place));
        let status = if ahead { Status::Planned } else { Status::Held };
        let date = timing::resolve_at(self.times, index as u32, self.published, self.last_dates, timing::side(status))?;
        Some((date, left))
    }

    /// 至2026年2月5日: the last day, and where its words end.
    fn until(&self, at: u32) -> Option<(DateRange, u32)> {
        let word = self.syntax.lists.term_until.at_start(self.syntax.between(at, self.sentence.end))?;
        // 至2021年 is one expression, or two.
        let (index, time) = self.time_at(at).or_else(|| self.time_at(at + word.len() as u32))?;
        let date = timing::resolve_at(self.times, index as u32, self.published, self.last_dates, Prefer::Future).or_else(|| {
            let anchor = Anchor { published: self.published, context: self.last_dates, prefer: Prefer::Future };
            let range = time.expression.resolve(&anchor)?;
            range.to.map(|_| DateRange { span: Some(chancery_model::JsonSpan(time.span)), ..range })
        })?;
        Some((date, time.span.end))
    }

    /// The time that starts at a place.
    fn time_at(&self, at: u32) -> Option<(usize, &TimeAt)> {
        let index = self.times.partition_point(|time| time.span.start < at);
        self.times.get(index).filter(|time| time.span.start == at).map(|time| (index, time))
    }

    /// The words of the sentence before a place, as far back as anything is looked for.
    fn before(&self, place: u32) -> &[char] {
        self.syntax.between(self.sentence.start.max(place.saturating_sub(REACH)), place)
    }

    /// A length of time at a place, and where it ends.
    fn duration_at(&self, at: u32) -> Option<(String, u32)> {
        let (_, time) = self.time_at(at).filter(|(_, time)| time.expression.measures())?;
        let value = time.expression.value(&Anchor { published: None, context: None, prefer: Prefer::Nearest });
        value.duration.map(|duration| (duration, time.span.end))
    }

    /// The instrument whose name ends directly before a place, or that its last word (該條約, 條約) means there.
    fn ending(&self, place: u32) -> Option<u32> {
        let end = self.skip_back(place);
        let named = |end: u32| {
            let start = self.sentence.start.max(end.saturating_sub(REACH));
            self.instruments.mentions_in(Span { start, end }).find(|mention| mention.span.end == end)
        };
        let bracket = self.syntax.folded.get(end.checked_sub(1)? as usize).is_some_and(|c| matches!(c, '》' | '」' | '”' | '〉'));
        if let Some(mention) = named(end).or_else(|| bracket.then(|| named(end - 1)).flatten()) {
            return Some(mention.instrument);
        }
        self.by_last_word(end)
    }

    /// 條約有效期十年, 該協議將於…: nothing but the last word of the name, at the head of its clause.
    fn by_last_word(&self, end: u32) -> Option<u32> {
        let before = self.before(end);
        let kind = self.words.kind(before)?;
        let word = self.words.length(before)?;
        let head = &before[..before.len() - word];
        let head = self.syntax.lists.term_this.at_end(head).map_or(head, |this| &head[..head.len() - this.len()]);
        let opens = head.last().is_none_or(|c| !c.is_alphanumeric());
        let last = self.instruments.last_before(end - word as u32).filter(|_| opens)?;
        let draft = &self.instruments.drafts[last as usize];
        let near = draft.mentions.iter().any(|mention| mention.end <= end && mention.end + NEAR >= end);
        (near && draft.kind == kind).then_some(last)
    }

    /// 簽署了某協議，有效期三年: the last name in the clause before, where the term opens its clause.
    fn clause_before(&self, place: u32) -> Option<u32> {
        let comma = place.checked_sub(1).filter(|at| *at >= self.sentence.start && self.syntax.folded.get(*at as usize) == Some(&','))?;
        let clause = self.before(comma).iter().rev().take_while(|c| **c != ',').count();
        let start = comma - clause as u32;
        let mut named: Vec<u32> = self.instruments.mentions_in(Span { start, end: comma }).map(|mention| mention.instrument).collect();
        named.dedup();
        match named[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The instrument whose name starts at a place, or behind an opening bracket there.
    fn starting(&self, place: u32) -> Option<u32> {
        self.mention_at(place).map(|(instrument, _)| instrument)
    }

    fn mention_at(&self, place: u32) -> Option<(u32, u32)> {
        let bracket = self.syntax.folded.get(place as usize).is_some_and(|c| matches!(c, '《' | '「' | '“' | '〈'));
        let start = if bracket { place + 1 } else { place };
        let mention = self.instruments.mentions_in(Span { start, end: self.sentence.end.min(start + REACH) }).find(|mention| mention.span.start == start)?;
        Some((mention.instrument, mention.span.end + u32::from(bracket)))
    }

    /// Where the name that starts at a place ends, with 的有效期 behind it.
    fn object_end(&self, place: u32) -> u32 {
        let end = self.mention_at(place).map_or(place, |(_, end)| end);
        self.syntax.lists.term_object.at_start(self.syntax.between(end, self.sentence.end)).map_or(end, |word| end + word.len() as u32)
    }

    /// Whether something holds of the words of the clause before a word.
    fn clause_holds(&self, word: Span, holds: impl Fn(&[char]) -> bool) -> bool {
        let before = self.before(word.start);
        let start = before.iter().rposition(|c| *c == ',').map_or(0, |at| at + 1);
        holds(&before[start..])
    }
}
