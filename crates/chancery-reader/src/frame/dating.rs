//! Which dates a draft may take: anniversaries count back, background and recalled clauses pass nothing on.
//!
//! In: a trigger's scope and the times of its section. Out: a date, or whether one is refused.

use chancery_knowledge::{Case, Frame, MarkerKind};
use chancery_model::{Date, DateRange, EventKind, Precision, Status};
use chancery_text::Span;
use chancery_values::{Prefer, TimeExpression};

use super::{Stage, carried_speech};
use crate::clause::Scope;
use crate::context::Context;
use crate::modality::passive_attribute;
use crate::phrase::ItemKind;
use crate::timing::{self, TimeAt};

/// How many items between a time and an act are looked at.
const ITEMS: usize = 60;

impl Stage<'_> {
    /// Whether a time stands in an earlier clause that tells something itself (a verb stands in it).
    pub(super) fn in_telling_clause(&self, time: Span, scope: &Scope) -> bool {
        let at = self.syntax.item_from(time.start);
        let start = self.syntax.clause_start(at);
        at < scope.clause
            && (start..scope.clause).take_while(|k| *k <= at || !matches!(self.syntax.items[*k].kind, ItemKind::Stop(_))).any(|k| self.syntax.verbs[k])
    }

    /// 9日發表聲明，譴責…: a time in the clause that tells of issuing the document in which it is said.
    fn in_issuing_clause(&self, time: Span, scope: &Scope) -> bool {
        let at = self.syntax.item_from(time.start);
        let end = (at + 1..scope.clause).find(|k| matches!(self.syntax.items[*k].kind, ItemKind::Stop(_)));
        let last = end.map_or(time.end, |k| self.syntax.items[k].span.start);
        let words = self.syntax.between(time.end, last);
        self.syntax.lists.document_words.ends(words) || self.syntax.lists.issuing_verbs.ends(words)
    }

    /// 發言人20日就｜參議院通過法案｜發表談話: a time before the words that say what somebody speaks about is that of speaking. `nouns`: the items of those
    /// who take part in the act.
    pub(super) fn of_a_remark(&self, time: Span, scope: &Scope, nouns: &[usize]) -> bool {
        let (syntax, at) = (self.syntax, self.syntax.item_from(time.start));
        let Some(about) = (at + 1..scope.first).rfind(|k| syntax.marker(*k, &[MarkerKind::About, MarkerKind::To]).is_some()) else { return false };
        let spoken = || {
            let end = syntax.items.get(scope.end.saturating_sub(1)).map_or(time.end, |item| item.span.end);
            let start = syntax.items.get(scope.after).map_or(end, |item| item.span.start);
            let words = syntax.between(start.min(end), end);
            let lists = syntax.lists;
            lists.issuing_verbs.stands_within(words) || lists.performing_verbs.stands_within(words) || lists.answering_verbs.stands_within(words)
        };
        !nouns.is_empty() && nouns.iter().all(|noun| *noun > about) && spoken()
    }

    pub(super) fn recalled(&self, scope: &Scope, anchor: Span) -> bool {
        // 評價他十年來作出的努力: what stands behind the act is its object's.
        let clause = self.clause_span(scope, anchor);
        self.syntax.holds(&self.syntax.lists.past_words, clause.start, anchor.end)
    }

    /// Whether a time stands in an earlier clause, inside an attribute with a verb and 的.
    pub(super) fn background(&self, time: Span, scope: &Scope) -> bool {
        let at = self.syntax.item_from(time.start);
        if at >= scope.clause {
            return false;
        }
        let end = (at + 1..scope.clause).find(|k| matches!(self.syntax.items[*k].kind, ItemKind::Stop(_))).unwrap_or(scope.clause);
        let Some(verb) = (at + 1..end).find(|k| self.syntax.verbs[*k]) else { return false };
        let Some(of) = (verb + 1..end).find(|k| self.syntax.marker(*k, &[MarkerKind::Of]).is_some()) else { return false };
        let last = self.syntax.items.get(end).map_or(self.sentence.end, |item| item.span.start);
        let closes = self.syntax.lists.circumstance_ends.ends(self.syntax.between(last.saturating_sub(2), last));
        closes || (of + 1..end).any(|k| self.syntax.verbs[k])
    }

    /// 兩年前簽署的｜協議｜延長: a time inside the attribute of an instrument that stands before the trigger is the instrument's.
    pub(super) fn dates_an_instrument(&self, time: Span, scope: &Scope, anchor: Span) -> bool {
        let at = self.syntax.item_from(time.start);
        if time.start >= anchor.start || at < scope.clause {
            return false;
        }
        let Some(verb) = (at + 1..scope.first).find(|k| self.syntax.verbs[*k]) else { return false };
        // 簽署的 may be one word of a trigger.
        let closes = |k: &usize| self.syntax.marker(*k, &[MarkerKind::Of]).is_some() || self.syntax.words(*k).last() == Some(&'的');
        let Some(of) = (verb..scope.first).find(closes) else { return false };
        let head = Span { start: self.syntax.items[of].span.end, end: anchor.start.max(self.syntax.items[of].span.end) };
        self.instruments.mentions_in(head).next().is_some()
    }

    /// 2012年…後，當時七十個城市爆發示威: on the date named last before, where it is past and no attribute's (當時的總統).
    pub(super) fn then(&self, scope: &Scope, anchor: Span, status: Status) -> Option<DateRange> {
        const REACH: usize = 60;
        let syntax = self.syntax;
        let clause = self.clause_span(scope, anchor);
        let words = syntax.between(clause.start, anchor.start);
        let told = (0..words.len()).any(|k| syntax.lists.then_words.at_start(&words[k..]).is_some_and(|word| words.get(k + word.len()) != Some(&'的')));
        if !matches!(status, Status::Held | Status::Ongoing) || !told {
            return None;
        }
        let at = syntax.item_from(clause.start);
        (at.saturating_sub(REACH)..at)
            .rev()
            .find_map(|k| match syntax.items[k].kind {
                ItemKind::Time(index) if !self.times[index as usize].expression.is_duration() => Some(index),
                _ => None,
            })
            .and_then(|index| timing::resolve_at(self.times, index, self.published, self.last_dates, timing::side(status)))
            .filter(|date| date.to.zip(self.published).is_some_and(|(to, published)| to < published))
    }

    /// 64年來: how many whole years have gone by, where it says so exactly (not 60多年來, and no round number).
    fn years_gone(&self, index: u32) -> Option<i16> {
        let time = &self.times[index as usize];
        let words = self.syntax.between(time.span.start, time.span.end + 2);
        let open = words.iter().position(|c| *c == '来')?;
        let exact = !self.syntax.lists.inexact_words.stands_within(&words[..open]);
        let stretch = timing::resolve(time, self.published, self.last_dates, Prefer::Past).filter(|_| exact)?;
        self.published?.year.checked_sub(stretch.from?.year)
    }

    /// 簽署25周年, 建交64年來: the year that lies so far before the year named, or before that of publication.
    pub(super) fn anniversary(&self, scope: &Scope, anchor: Span) -> Option<DateRange> {
        let syntax = self.syntax;
        let counted = |at: usize| match syntax.items[at].kind {
            ItemKind::Quantity(index) => {
                let quantity = &self.quantities[index as usize];
                (quantity.unit.as_deref() == Some("周年") && quantity.value >= 1.0 && quantity.value < 1000.0).then_some(quantity.value as i16)
            }
            ItemKind::Time(index) => self.years_gone(index),
            _ => None,
        };
        let (at, years) = (scope.after..scope.end.min(scope.after + 3)).find_map(|at| Some((at, counted(at)?)))?;
        let span = syntax.items[at].span;
        if span.start > anchor.end + 4 {
            return None;
        }
        let floor = syntax.item_from(self.sentence.start);
        let year = (floor.max(at.saturating_sub(80))..at)
            .rev()
            .find_map(|k| match syntax.items[k].kind {
                ItemKind::Time(index) => timing::resolve(&self.times[index as usize], self.published, self.last_dates, Prefer::Past)
                    .and_then(|date| date.from.zip(date.to))
                    .filter(|(from, to)| from.year == to.year)
                    .map(|(from, _)| from.year),
                _ => None,
            })
            .or_else(|| self.year_of_feast(at, years))
            .or(self.published.map(|day| day.year))?;
        let year = year.checked_sub(years)?;
        // 40年來 is said in the 41st year as well: of a round number either year can be meant.
        let round = years % 5 == 0 && matches!(syntax.items[at].kind, ItemKind::Time(_));
        Some(DateRange {
            from: Date::new(year - i16::from(round), 1, 1),
            to: Date::new(year, 12, 31),
            precision: if round { Precision::Years } else { Precision::Year },
            part: None,
            quote: None,
            span: Some(chancery_model::JsonSpan(span)),
            counted_from: self.published,
        })
        .filter(|date| date.from.is_some())
    }

    /// 明年是建交65周年。…以建交65周年為契機: the year that the text has given the same anniversary before.
    fn year_of_feast(&self, at: usize, years: i16) -> Option<i16> {
        const REACH: usize = 400;
        let same = |k: usize| match self.syntax.items[k].kind {
            ItemKind::Quantity(index) => {
                let quantity = &self.quantities[index as usize];
                quantity.unit.as_deref() == Some("周年") && quantity.value == f64::from(years)
            }
            _ => false,
        };
        let feast = (at.saturating_sub(REACH)..at).rev().find(|k| same(*k))?;
        let open = |k: &usize| !matches!(self.syntax.items[*k].kind, ItemKind::Stop('。' | ';' | '!' | '?'));
        (0..feast).rev().take_while(open).find_map(|k| match self.syntax.items[k].kind {
            ItemKind::Time(index) => timing::resolve(&self.times[index as usize], self.published, self.last_dates, Prefer::Past)
                .and_then(|date| date.from.zip(date.to))
                .filter(|(from, to)| from.year == to.year)
                .map(|(from, _)| from.year),
            _ => None,
        })
    }

    /// 紀念條約簽署40周年: the day that an anniversary counts back to. What is celebrated is dated so, not the feast.
    pub(super) fn own_anniversary(&self, frame: &Frame, scope: &Scope, anchor: Span) -> Option<DateRange> {
        let feast = matches!(frame.kind, EventKind::Ceremony | EventKind::Message | EventKind::Conference);
        // 此訪是10年來首次訪問: so long nobody came.
        let since = |date: &DateRange| frame.kind == EventKind::Visit && date.precision == Precision::Years;
        self.anniversary(scope, anchor).filter(|date| !feast && !since(date))
    }

    /// The date that the words about an act give it.
    pub(super) fn date_of(&self, frame: &Frame, context: &Context, scope: &Scope, anchor: Span, status: Status) -> Option<DateRange> {
        timing::choose(self.syntax, self.times, scope, anchor, self.sentence, status)
            .filter(|index| {
                // What is said in passing of a visit or a law dates no praise or blame: those take the day they are spoken.
                let span = self.times[*index as usize].span;
                !carried_speech(frame) || context.speaker.is_none() || !self.in_telling_clause(span, scope) || self.in_issuing_clause(span, scope)
            })
            .filter(|_| !self.welcomed(frame, anchor))
            // 將在下周提及｜被拘捕的人: the day is that of the other verb.
            .filter(|index| {
                let attribute = passive_attribute(self.syntax, scope, anchor);
                attribute.is_none_or(|by| self.times[*index as usize].span.start > self.syntax.items[by].span.start)
            })
            .filter(|index| frame.kind == EventKind::Visit || !self.of_another(frame, scope, self.syntax.item_from(self.times[*index as usize].span.start)))
            .filter(|index| {
                // 延長五年至2026年2月5日: the last day is not that of the extension.
                let start = self.times[*index as usize].span.start;
                let before = self.syntax.between(start.saturating_sub(4).max(self.sentence.start), start);
                frame.kind != EventKind::Extend || !self.syntax.lists.term_until.ends(before)
            })
            // 1日抵達北京出席論壇: the day is that of coming; 13日會見某某，歡迎他出席論壇: that of the welcome.
            .filter(|index| {
                let words = self.syntax.between(self.times[*index as usize].span.end.min(anchor.start), anchor.start);
                let lists = self.syntax.lists;
                frame.kind != EventKind::Conference || !(lists.coming_words.stands_within(words) || lists.welcome_words.stands_within(words))
            })
            // 雙方商定，2019年為…年, 同意明年舉行會談: when what they agreed on comes.
            // 今年是建交十周年，…落實兩國元首達成的共識: what is only named takes a day of its own clause.
            .filter(|index| {
                let attribute = frame.kind == EventKind::Agree && self.syntax.between(anchor.end - 1, anchor.end) == ['的'];
                !attribute || self.syntax.item_from(self.times[*index as usize].span.start) >= scope.clause
            })
            .filter(|index| frame.kind != EventKind::Agree || self.times[*index as usize].span.start < anchor.start)
            // 昨天公布…，酒店有機會成為美朝峰會的地點: a noun alone takes a day of its own clause only.
            .filter(|index| !named_only(frame) || self.syntax.item_from(self.times[*index as usize].span.start) >= scope.clause)
            .filter(|index| !self.dates_an_instrument(self.times[*index as usize].span, scope, anchor))
            .and_then(|index| timing::resolve_at(self.times, index, self.published, self.last_dates, self.side(status)))
            .filter(|date| !self.of_the_act_before(frame, date, scope, status) && !self.of_the_eve(date, scope, anchor))
            .and_then(|date| self.with_its_pair(date))
            .or_else(|| self.then(scope, anchor, status))
            .or_else(|| self.of_the_occasion(scope, anchor, status))
            .filter(|date| {
                // A date far back in an attribute of an earlier clause is background: 於2018年9月22日簽署的協議屆滿後，雙方同意….
                let earlier = date.span.is_some_and(|span| self.background(span.0, scope));
                !(earlier && date.to.zip(self.published).is_some_and(|(to, published)| published.days() - to.days() > 31))
            })
    }

    /// 周二抵達北京，將轉機前往美國; 9日，外交部舉行吹風會，介紹主席即將訪問…: a day gone by of what was done before it is not that of what is ahead.
    /// What a state announces by what it does (15日公布清單，將加徵關稅) is done on that day.
    fn of_the_act_before(&self, frame: &Frame, date: &DateRange, scope: &Scope, status: Status) -> bool {
        use EventKind::{Call, Ceremony, Conference, Consultation, Meeting, Negotiate, Talks, Visit};
        let ahead = matches!(status, Status::Planned | Status::Possible | Status::Proposed);
        let gone = date.to.zip(self.published).is_some_and(|(to, published)| to <= published);
        let comes = matches!(frame.kind, Visit | Conference | Talks | Meeting | Consultation | Negotiate | Call | Ceremony);
        let told = |time: Span| comes && (self.syntax.item_from(time.start)..scope.clause).take(ITEMS).any(|k| self.syntax.verbs[k]);
        ahead && gone && date.span.is_some_and(|span| self.in_telling_clause(span.0, scope) || told(span.0))
    }

    /// 20日，在訪問前夕發表文章: the day of the eve is not that of the visit.
    fn of_the_eve(&self, date: &DateRange, scope: &Scope, anchor: Span) -> bool {
        let eve = self.syntax.lists.eve_words.starts(self.syntax.between(anchor.end, anchor.end + 4));
        let gone = date.to.zip(self.published).is_some_and(|(to, published)| to <= published);
        eve && date.span.is_some_and(|span| span.0.end <= anchor.start && (gone || self.syntax.item_from(span.0.start) < scope.clause))
    }

    /// 26日舉行儀式，歡迎某某進行國事訪問: the day is that of the rite, the visit lasts longer.
    fn welcomed(&self, frame: &Frame, anchor: Span) -> bool {
        let before = self.syntax.between(self.sentence.start, anchor.start.max(self.sentence.start));
        let lists = self.syntax.lists;
        frame.kind == EventKind::Visit && lists.welcome_words.stands_within(before) && lists.rite_words.stands_within(before)
    }

    /// A title has no tense: in June 11月再訪 is of the November to come, which is nearer.
    fn side(&self, status: Status) -> Prefer {
        if self.title && status == Status::Held { Prefer::Nearest } else { timing::side(status) }
    }

    /// 28日和29日分別會見: two days joined are a stretch where one follows the other; of two that lie apart nothing says which is meant.
    fn with_its_pair(&self, date: DateRange) -> Option<DateRange> {
        let Some(span) = date.span.map(|span| span.0).filter(|_| date.precision == Precision::Day) else { return Some(date) };
        let at = self.times.iter().position(|time| time.span == span);
        let joined = |before: &TimeAt, after: &TimeAt| {
            let gap = self.syntax.between(before.span.end, after.span.start.max(before.span.end));
            matches!(gap, ['和' | '与' | '及' | '、'])
        };
        let day = |time: &TimeAt, published: Option<Date>| {
            timing::resolve(time, published, self.last_dates, Prefer::Nearest).filter(|other| other.precision == Precision::Day && other.from == other.to)
        };
        let Some(at) = at else { return Some(date) };
        let before = at.checked_sub(1).map(|k| &self.times[k]).filter(|before| joined(before, &self.times[at]));
        let after = self.times.get(at + 1).filter(|after| joined(&self.times[at], after));
        let Some(other) = before.or(after) else { return Some(date) };
        // 10月28日和29日: the other day may be counted from this one, which says the month.
        let others = [self.published, date.from].map(|anchor| day(other, anchor));
        if others.iter().all(Option::is_none) {
            return Some(date);
        }
        others.into_iter().flatten().find_map(|other| {
            let (first, last) = if before.is_some() { (&other, &date) } else { (&date, &other) };
            let follows = first.to.zip(last.from).is_some_and(|(a, b)| a.plus(1) == b);
            let words = first.span.zip(last.span).map(|(a, b)| chancery_model::JsonSpan(a.0.join(b.0)));
            follows.then(|| DateRange { from: first.from, to: last.to, precision: Precision::Days, part: None, span: words, ..date.clone() })
        })
    }

    /// 將於7月12日至13日舉行。其間…, …定於30日舉行，屆時…, 16日廣場彩旗飄揚。他在這裏舉行儀式: words that point to the occasion told last take its day.
    fn of_the_occasion(&self, scope: &Scope, anchor: Span, status: Status) -> Option<DateRange> {
        const REACH: usize = 60;
        let (syntax, lists) = (self.syntax, self.syntax.lists);
        let clause = self.clause_span(scope, anchor);
        let words = syntax.between(clause.start, anchor.start);
        let sentence = self.sentence.start;
        let (during, here) = (lists.meanwhile_words.starts(words), lists.here_words.stands_within(words));
        let opens = lists.meanwhile_words.starts(syntax.between(sentence, anchor.start));
        if !during && !opens && !here {
            return None;
        }
        // The days before it in the sentence, or in the one that sets the scene.
        let floor = if here { syntax.item_from(sentence).saturating_sub(REACH) } else { syntax.item_from(sentence) };
        let time = |k: usize| match syntax.items[k].kind {
            ItemKind::Time(index) => Some(index),
            _ => None,
        };
        let before = (floor..syntax.item_from(clause.start)).rev().take_while(|k| !(here && self.two_sentences_back(*k)));
        let last =
            before.filter_map(time).next().and_then(|index| timing::resolve_at(self.times, index, self.published, self.last_dates, timing::side(status)));
        let told = || self.told.filter(|(section, date)| *section + 1 >= self.section && date.span.is_none_or(|span| span.0.end <= anchor.start));
        let date = last.filter(|_| during || here).or_else(|| told().filter(|_| !here).map(|(_, date)| date.clone()))?;
        let fits = match status {
            Status::Planned | Status::Possible | Status::Proposed => date.to.zip(self.published).is_some_and(|(to, published)| to >= published),
            Status::Held | Status::Ongoing => date.from.zip(self.published).is_none_or(|(from, published)| from <= published),
            _ => false,
        };
        (fits && matches!(date.precision, Precision::Day | Precision::Days)).then_some(date)
    }

    /// Whether a whole sentence stands between an item and the one that is read.
    fn two_sentences_back(&self, at: usize) -> bool {
        let end = self.syntax.item_from(self.sentence.start);
        (at..end.saturating_sub(1)).any(|k| matches!(self.syntax.items[k].kind, ItemKind::Stop('。' | '!' | '?')))
    }

    /// The words that would date an act if the text had a day of publication.
    pub(super) fn open_time(&self, scope: &Scope, anchor: Span, status: Status) -> Option<TimeExpression> {
        if self.published.is_some() {
            return None;
        }
        let index = timing::choose(self.syntax, self.times, scope, anchor, self.sentence, status)?;
        Some(&self.times[index as usize].expression).filter(|time| !time.is_duration() && !time.needs_context()).cloned()
    }

    /// 在北京｜會見｜來京出席峰會的哈珀: whether a place or time belongs to another verb before an attribute.
    pub(super) fn of_another(&self, frame: &Frame, scope: &Scope, at: usize) -> bool {
        frame.actors.picks.iter().flatten().any(|case| *case == Case::Head)
            // 10月16日，…領導人會晤在果阿舉行: no attribute of anybody, so the day is its own.
            && (scope.after..scope.end).any(|k| self.syntax.marker(k, &[MarkerKind::Of]).is_some())
            && (at + 1..scope.first).any(|k| self.syntax.verbs[k] && self.syntax.marker(k, &[MarkerKind::At]).is_none())
    }

    /// A date that says when the act was: no century, and of an act of words no period it is about (支持巴方明年主辦, 56年來一貫支持).
    pub(super) fn worth_telling(&self, frame: &Frame, scope: &Scope, status: Status, date: Option<DateRange>) -> Option<DateRange> {
        let spoken = carried_speech(frame) || frame.kind == EventKind::Message;
        date.filter(|date| !matches!(date.precision, Precision::Century | Precision::Decade))
            .filter(|date| !spoken || status != Status::Held || self.day_of_words(date, scope))
            .filter(|date| status != Status::Planned || !self.next_year_by_mistake(date, scope))
    }

    /// 11月2日抵曼谷，將出席峰會: the day of an earlier clause, without its year, has gone by; it is no day of next year.
    fn next_year_by_mistake(&self, date: &DateRange, scope: &Scope) -> bool {
        const MONTHS: i32 = 270;
        let far = date.from.zip(self.published).is_some_and(|(from, published)| from.days() - published.days() > MONTHS);
        far && date.span.is_some_and(|span| {
            let start = self.syntax.items.get(scope.clause).map_or(0, |item| item.span.start);
            span.0.start < start && !self.syntax.between(span.0.start, span.0.end).contains(&'年')
        })
    }

    /// The status once the date is known: what was planned for a day gone by is held, what is decided for a day ahead is planned.
    pub(super) fn on_the_day(&self, frame: &Frame, scope: &Scope, status: Status, date: Option<&DateRange>) -> Status {
        let Some((date, published)) = date.zip(self.published) else { return status };
        if status == Status::Planned && date.to.is_some_and(|to| to < published) {
            return Status::Held;
        }
        // 本月底會晤: what takes hours is ahead as long as its days have hardly begun.
        use EventKind::{Call, Meeting, PressMeeting, Sign, Talks};
        let within = date.from.zip(date.to).is_some_and(|(from, to)| from >= published && to > published);
        if status == Status::Held && within && matches!(frame.kind, Talks | Meeting | Call | PressMeeting | Sign) {
            return Status::Planned;
        }
        // 決定明年舉辦: decided, not done yet.
        if status == Status::Held && frame.modal {
            let decided = scope.opener.is_some_and(|(_, kind)| kind == MarkerKind::Announce);
            // 今年 and 本周 of something announced hold today as well; 今明兩年 go beyond.
            let beyond = date.from.zip(date.to).is_some_and(|(from, to)| to > published && to.days() - from.days() > 370);
            if date.from.is_some_and(|from| from > published) || decided && beyond {
                return Status::Planned;
            }
        }
        status
    }

    /// Whether a date can be the day on which something was said: a day not after publication, or a period that opens the act's own clause.
    fn day_of_words(&self, date: &DateRange, scope: &Scope) -> bool {
        let later = date.from.zip(self.published).is_some_and(|(from, published)| from > published);
        // 去年5月，總統拒絕了…: a month set off before its clause is its own.
        let own = date.span.is_some_and(|span| {
            let at = self.syntax.item_from(span.0.start);
            let set_off = at + 2 == scope.clause && self.syntax.items.get(at + 1).is_some_and(|item| item.kind == ItemKind::Stop(','));
            set_off || (scope.clause..scope.first).contains(&at)
        });
        !later && (date.precision == Precision::Day || own && matches!(date.precision, Precision::Month | Precision::Days))
    }
}

/// Whether a frame only names an encounter (美朝峰會), with those who own it as its actors.
fn named_only(frame: &Frame) -> bool {
    let picks = &frame.actors.picks;
    matches!(frame.kind, EventKind::Talks | EventKind::Meeting) && !picks.is_empty() && picks.iter().flatten().all(|case| *case == Case::Possessor)
}
