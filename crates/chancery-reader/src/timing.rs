//! When: which time expression dates an event, and what it comes to.
//!
//! In: the times of a section and a trigger's scope. Out: a date range with its words. Resolution of the expression
//! itself belongs to `chancery-values`; here the choice is made: in the trigger's clause before it, behind it,
//! then in the clauses before it within the sentence.

use chancery_model::{Date, DateRange, JsonSpan, Status};
use chancery_text::Span;
use chancery_values::{Anchor, Prefer, TimeExpression};

use crate::clause::{Scope, Syntax};
use crate::phrase::ItemKind;

/// A time of a section with its place in the flow.
pub(crate) struct TimeAt {
    pub span: Span,
    pub expression: TimeExpression,
}

/// On which side of publication a day without its year lies, for what has a status.
pub(crate) fn side(status: Status) -> Prefer {
    match status {
        Status::Planned | Status::Possible | Status::Proposed => Prefer::Future,
        Status::Held | Status::Ongoing => Prefer::Past,
        _ => Prefer::Nearest,
    }
}

/// Resolves against the date of publication.
pub(crate) fn resolve(time: &TimeAt, published: Option<Date>, context: Option<(Date, Date)>, prefer: Prefer) -> Option<DateRange> {
    let anchor = Anchor { published, context, prefer };
    if time.expression.is_duration() {
        return None;
    }
    let mut range = time.expression.resolve(&anchor)?;
    // 周一開始: an act that begins on a day is dated by it; other open ranges date nothing.
    if range.to.is_none() && range.precision == chancery_model::Precision::Day {
        range.to = range.from;
    }
    range.from?;
    range.to?;
    range.span = Some(JsonSpan(time.span));
    Some(range)
}

/// Resolves the chosen time; 今年明年 written together is one range.
pub(crate) fn resolve_at(times: &[TimeAt], index: u32, published: Option<Date>, context: Option<(Date, Date)>, prefer: Prefer) -> Option<DateRange> {
    let at = index as usize;
    // 次年, 同日 count from the date that stands before them.
    let named = times[..at]
        .iter()
        .rev()
        .take(8)
        .filter(|time| !time.expression.needs_context())
        .find_map(|time| resolve(time, published, context, prefer))
        .and_then(|date| date.from.zip(date.to));
    let context = if times[at].expression.needs_context() { named.or(context) } else { context };
    // 2018年9月22日簽署、一個月後生效: later than the date that stands before it.
    let base = named.filter(|(from, to)| from == to && times[at].expression.is_later()).map(|(day, _)| day);
    let before = at.checked_sub(1).map(|before| &times[before]).filter(|before| !before.expression.is_duration());
    let first = before.filter(|before| before.span.end == times[at].span.start).and_then(|before| resolve(before, published, context, prefer));
    // 僅僅幾個月後…急跌: told of what is past, it counts from a day that the text has named, not from that of publication.
    let loose = base.is_none() && times[at].expression.is_later() && prefer == Prefer::Past;
    // 周六｜當地時間下午3時至5時: an hour without a day is one of the day before it.
    let Some(range) = resolve(&times[at], base.or(published), context, prefer).filter(|_| !loose) else {
        // 當天（當地時間10日）下午: a bracket may stand between.
        let apart = || before.filter(|before| before.span.end + 1 == times[at].span.start).and_then(|before| resolve(before, published, context, prefer));
        return first.or_else(apart);
    };
    let Some(first) = first else { return Some(range) };
    let follows = first.to.zip(range.from).is_some_and(|(to, from)| to.plus(1) == from) && first.precision == range.precision;
    if !follows {
        return Some(range);
    }
    let span = first.span.zip(range.span).map(|(a, b)| JsonSpan(a.0.join(b.0)));
    Some(DateRange { from: first.from, span, ..range })
}

/// How many items the attribute of a subject can have.
const ATTRIBUTE: usize = 24;

/// How far before an act, in characters, a word that says it was done lately is looked for.
const LATELY: u32 = 80;

/// The time that dates a trigger, by index into the section's times.
pub(crate) fn choose(syntax: &Syntax<'_>, times: &[TimeAt], scope: &Scope, trigger: Span, sentence: Span, status: Status) -> Option<u32> {
    let lately = lately(syntax, scope, trigger);
    nearest(syntax, times, scope, trigger, sentence, status).filter(|index| lately.is_none_or(|word| times[*index as usize].span.end > word.start))
}

/// 8日，就總統近日宣布…舉行會議: 近日 before an act says when it was, so that a day before that word is another's. A verb between them has the word for
/// itself, and so has the noun of an attribute.
fn lately(syntax: &Syntax<'_>, scope: &Scope, trigger: Span) -> Option<Span> {
    use chancery_knowledge::MarkerKind::{Announce, At, Of, To, With};
    let first = syntax.items.get(scope.first).map_or(trigger.start, |item| item.span.start).min(trigger.start);
    // 宣布 opens a clause of its own.
    let clause = syntax.clause_start(syntax.item_from(first)).min(scope.clause);
    let start = syntax.items.get(clause).map_or(first, |item| item.span.start).min(first).max(first.saturating_sub(LATELY));
    let word = syntax.scan.words_in(Span { start, end: first }, &syntax.lists.lately_words).map(|hit| hit.span).max_by_key(|span| span.end)?;
    let mut between = syntax.item_from(word.end)..syntax.item_from(first);
    let own = between.all(|k| syntax.marker(k, &[Of]).is_none() && (!syntax.verbs[k] || syntax.marker(k, &[Announce, At, To, With]).is_some()));
    own.then_some(word)
}

fn nearest(syntax: &Syntax<'_>, times: &[TimeAt], scope: &Scope, trigger: Span, sentence: Span, status: Status) -> Option<u32> {
    use chancery_knowledge::MarkerKind::{At, Opinion, Report, Speech, To, With};
    // 9日宣布，即日起斷交: from the day on which it is said, which stands elsewhere.
    let at_once = |at: usize| syntax.lists.at_once_words.first_within(syntax.between(syntax.items[at].span.start, syntax.items[at].span.end)).is_some();
    let time = |at: usize| match syntax.items[at].kind {
        ItemKind::Time(index) if !times[index as usize].expression.is_duration() && !at_once(at) => Some(index),
        _ => None,
    };
    // Nearest before the trigger in its own segment, unless it belongs to an attribute before a noun.
    let spans_years = |at: usize| syntax.between(syntax.items[at].span.end.saturating_sub(1), syntax.items[at].span.end).first() == Some(&'来');
    // 1979年台美斷交以來首次通話: what opens a stretch up to now dates nothing.
    let since = |at: usize| syntax.between(syntax.items[at].span.end, trigger.start).windows(2).any(|window| window == ['以', '来'] || window == ['至', '今']);
    // 通过“2019年…法案”: a year that opens quoted words belongs to what they name.
    let opens_quote = |at: usize| at > 0 && matches!(syntax.items[at - 1].kind, ItemKind::Open);
    let closes = |from: usize, to: usize| syntax.items[from..to].iter().any(|item| matches!(item.kind, ItemKind::Close));
    // 出席2019年年會: a year directly before the word for a conference is part of its name.
    let named = |at: usize| {
        let span = syntax.items[at].span;
        let year = syntax.between(span.end - 1, span.end).first() == Some(&'年');
        year && syntax.lists.conferences.starts(syntax.between(span.end, span.end + 4))
    };
    // 訪問北韓｜前2個月｜發出: so long before what is named, and no stretch of the calendar.
    let counts_back = |at: usize| {
        let start = syntax.items[at].span.start;
        let counted = |c: &char| c.is_ascii_digit() || chancery_text::numeral::parse_integer(&[*c]).is_some();
        let bare = matches!(syntax.between(start, start + 2), ['前', c] if counted(c));
        at >= scope.after && bare && syntax.between(start - 1, start).iter().all(|c| chancery_text::is_alphabetic(*c))
    };
    let titled = |at: usize| counts_back(at) || opens_quote(at) && (at >= scope.inner || closes(at, scope.before)) || named(at);
    let usable = |at: usize| (!syntax.possessive(at) || scope.before - at <= 2) && !spans_years(at) && !since(at) && !titled(at);
    if let Some(index) = (scope.segment..scope.before).rev().filter(|at| usable(*at)).find_map(time) {
        return Some(index);
    }
    // Behind it, unless another verb's: 支持蒙方舉辦2016年峰會.
    let verb = (scope.after..scope.end).find(|at| syntax.verbs[*at] && syntax.marker(*at, &[At, To, With]).is_none()).unwrap_or(scope.end);
    if let Some(index) = (scope.after..verb.min(scope.after + 10)).filter(|at| !spans_years(*at) && !titled(*at)).find_map(time) {
        return Some(index);
    }
    // 此前, 曾, 一再: before now, but not when the sentence's other acts happened.
    let clause = syntax.items.get(scope.clause).map_or(trigger.start, |item| item.span.start).min(trigger.start);
    let recalled = || syntax.holds(&syntax.lists.past_words, clause, trigger.start);
    if scope.segment > scope.clause
        && scope.opener.is_none_or(|(_, kind)| {
            !matches!(kind, chancery_knowledge::MarkerKind::Speech | chancery_knowledge::MarkerKind::Opinion | chancery_knowledge::MarkerKind::Report)
        })
        && let Some(index) = (scope.clause..scope.segment).rev().find_map(time)
    {
        return Some(index);
    }
    // 6月8日上午，在結束訪問並出席論壇後，習近平回到北京: the day is the return's, not that of what was over by then.
    let closing = syntax.items.get(scope.end).map_or(sentence.end, |item| item.span.start);
    let over = syntax.between(closing.saturating_sub(1), closing).first() == Some(&'后') && syntax.marker(scope.clause, &[At]).is_some();
    if over {
        return None;
    }
    // Clauses before it in the sentence, up to a verb of speech.
    let floor = syntax.item_from(sentence.start);
    let breaks = |from: u32, to: u32| syntax.holds(&syntax.lists.time_breaks, from, to);
    let own = !matches!(status, Status::Held | Status::Ongoing)
        && (scope.segment..scope.first)
            .any(|k| syntax.noun(k).is_some_and(|noun| noun.class != crate::phrase::NounClass::Place) && syntax.case(k, scope.clause).0.is_none());
    // 上周抵達後失蹤的｜作家，被捕: a time in the attribute of the subject.
    let in_attribute = |at: usize| {
        let near = scope.clause.min(at + ATTRIBUTE);
        let Some(stop) = (at..near).find(|k| matches!(syntax.items[*k].kind, ItemKind::Stop(_))) else { return false };
        let of = (at + 1..stop).rfind(|k| syntax.marker(*k, &[chancery_knowledge::MarkerKind::Of]).is_some() || syntax.words(*k).last() == Some(&'的'));
        let head = |of: usize| syntax.noun(of + 1).is_some_and(|noun| noun.class == crate::phrase::NounClass::Principal);
        // 在8號舉行的選舉中 dates what follows.
        let opens = !(syntax.clause_start(at).max(at.saturating_sub(ATTRIBUTE))..at).any(|k| syntax.noun(k).is_some() || syntax.marker(k, &[At]).is_some());
        opens && of.is_some_and(|of| (at + 1..=of).any(|k| syntax.verbs[k]) && head(of) && !(of + 1..stop).any(|k| syntax.verbs[k]))
    };
    for at in (floor.max(scope.clause.saturating_sub(80))..scope.clause).rev() {
        if time(at).is_some() && breaks(syntax.items[at].span.end, trigger.start) {
            return None;
        }
        if syntax.marker(at, &[Speech, Opinion, Report]).is_some() {
            return None;
        }
        let start = syntax.clause_start(at);
        if time(at).is_some() && in_attribute(at) {
            continue;
        }
        // Another subject acts there: its time is not this one's.
        if own
            && time(at).is_some()
            && (start..scope.clause)
                .take_while(|k| *k <= at || !matches!(syntax.items[*k].kind, ItemKind::Stop(_)))
                .any(|k| syntax.verbs[k] && syntax.marker(k, &[At, With, To]).is_none())
        {
            return None;
        }
        let coarse = |index: u32| {
            !matches!(resolve(&times[index as usize], None, None, side(status)).map(|date| date.precision), None | Some(chancery_model::Precision::Day))
        };
        let stop = (at..scope.clause).find(|k| matches!(syntax.items[*k].kind, ItemKind::Stop(_))).map_or(scope.clause, |k| k);
        let told = (at + 1..stop).any(|k| syntax.verbs[k]);
        let after = syntax.items.get(stop).map_or(&[][..], |item| syntax.between(item.span.start.saturating_sub(2), item.span.start));
        // 29日通知國會，將出售武器: the day of telling is not the day of what is to come.
        let ahead = matches!(status, Status::Planned | Status::Possible | Status::Proposed);
        let (from, to) = (syntax.items[start].span.start, syntax.items.get(stop).map_or(sentence.end, |item| item.span.start));
        if ahead && time(at).is_some() && syntax.holds(&syntax.lists.announcing_words, from, to) {
            return None;
        }
        // 從美國3月通過…後: a month or year inside such a clause does not pass on.
        // 25日，兩國曾…: what opens the sentence dates it all the same.
        let telling = (start..stop).any(|k| syntax.verbs[k]);
        if telling && recalled() {
            return None;
        }
        if told && time(at).is_some_and(coarse) && (matches!(after.last(), Some('后' | '时')) || after == ['以', '来']) {
            continue;
        }
        if let Some(index) = time(at)
            .filter(|_| !spans_years(at) && !syntax.possessive(at) && !(start..at).any(|k| syntax.verbs[k] && syntax.marker(k, &[At, With, To]).is_none()))
        {
            return Some(index);
        }
    }
    None
}
