//! Whether it happened: held, ongoing, planned, possible, proposed, cancelled, denied, or no event at all.
//!
//! In: the markers around a trigger and the world of its clause. Out: a status, or that the clause states no happening (a wish, a condition).

mod world;

use chancery_knowledge::{Frame, MarkerKind};
use chancery_model::{EventKind, Status};
use chancery_text::Span;

use crate::assembly::is_verbal;
use crate::clause::{Scope, Syntax};
use crate::phrase::ItemKind;

pub(crate) use world::World;
use world::{closes_invitation, opens_invitation, own_subject};

/// How many items an attribute can have.
const ATTRIBUTE: usize = 24;

/// What modality says of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modality {
    /// An event with this status.
    Status(Status),
    /// No event: why.
    Nothing(&'static str),
}

/// Judges the trigger from the world of its clause and from the words before and after it.
pub(crate) fn judge(syntax: &Syntax<'_>, frame: &Frame, world: World, scope: &Scope, trigger: Span, sentence: Span) -> Modality {
    use MarkerKind::*;
    if world == World::Asked {
        return Modality::Nothing("a question");
    }
    // 若甲方反對，…: supposed like any other act; but 若…，後果自負 is how a threat is made.
    if world == World::Supposed && (frame.modal || !is_verbal(frame.kind)) {
        return Modality::Nothing("what is only supposed");
    }
    // 願意與他會面: a bare mention of what is hoped for tells of no encounter that took place.
    if world == World::Hoped && frame.echo {
        return Modality::Nothing("only hoped for");
    }
    let aim = matches!(world, World::Aim { opens } if frame.wish_blocks || !opens);
    if let Some(status) = frame.status
        && !frame.modal
    {
        if aim {
            return Modality::Nothing("an aim among others that are set");
        }
        return Modality::Status(status);
    }
    let mut status = frame.status.unwrap_or(Status::Held);
    // 會要求對方訂立協議: what somebody will ask is still to come.
    let mut settled = frame.status.is_some() && frame.kind != EventKind::Request;
    let mut scheduled = false;
    let suffered = passive_attribute(syntax, scope, trigger);
    let start = scope.segment.max(scope.first.saturating_sub(14)).max(suffered.unwrap_or(0));
    let attribute = subject_attribute(syntax, scope);
    let partners = partner_attributes(syntax, scope, start);
    let mut wish = false;
    for at in (start..scope.first).rev() {
        if syntax.items[at].span.end > trigger.start || attribute.contains(&at) {
            continue;
        }
        let gap = (trigger.start - syntax.items[at].span.end) as usize;
        if matches!(syntax.items[at].kind, ItemKind::Stop(_)) {
            break;
        }
        // 和｜正在索契的｜普京互致問候: said of the partner.
        if partners.iter().any(|attribute| attribute.contains(&at)) {
            continue;
        }
        // A marker before 的 belongs to an attribute: 不断发展的关系.
        if syntax.possessive(at) && syntax.marker(at, &[Scheduled]).is_none() {
            continue;
        }
        if syntax.marker(at, &[Scheduled]).is_some() {
            scheduled = true;
        } else if syntax.marker(at, &[Cancelled]).is_some() {
            // 取消2016年簽署的合同: the contract is called off, not its signing.
            let attributive = syntax.marker(scope.after, &[Of]).is_some() && syntax.items[scope.after].span.start == trigger.end;
            if !settled && gap <= 20 && !attributive {
                status = Status::Cancelled;
                settled = true;
            }
        } else if syntax.marker(at, &[Possible]).is_some() {
            // 簽署或見證簽署: the word joins two verbs and hedges neither.
            let joins = syntax.words(at) == ['或'] && at > start && syntax.verbs[at - 1] && syntax.items[at - 1].span.end == syntax.items[at].span.start;
            if joins {
                continue;
            }
            if !settled || status == Status::Planned {
                status = Status::Possible;
                settled = true;
            }
        } else if syntax.marker(at, &[Denied]).is_some() {
            // A negation counts where nothing but a partner stands between: 没有同普京会面, 不出席.
            let about = (at + 1..scope.first).any(|k| syntax.marker(k, &[About]).is_some());
            let near = gap <= 2
                || about
                || (at + 1..scope.first).all(|k| {
                    syntax.marker(k, &[With, And, To, Planned, At, Past]).is_some()
                        || syntax.noun(k).is_some()
                        || matches!(syntax.items[k].kind, ItemKind::Time(_))
                });
            if near && gap <= 24 {
                status = Status::Denied;
                settled = true;
            }
        } else if ahead(syntax, at, scope) {
            // 準備｜結束｜訪華行程: what is about to end has begun.
            let end = syntax.items[at].span.end;
            if !settled && !syntax.lists.ended_words.starts(syntax.between(end, end + 4)) {
                status = Status::Planned;
                settled = true;
            }
        } else if syntax.marker(at, &[Proposed]).is_some() && !frame.wish_blocks {
            if !settled {
                status = Status::Proposed;
                settled = true;
            }
        } else if syntax.marker(at, &[Ongoing]).is_some() && !settled && gap <= 20 {
            status = Status::Ongoing;
            settled = true;
        } else if syntax.marker(at, &[Wish, Proposed]).is_some()
            && !opens_invitation(syntax, at, scope.first)
            && !closes_invitation(syntax, at, start)
            && (gap <= 2 || !within_matter(syntax, at, start))
        {
            wish = true;
        }
    }
    // 將提及被拘捕的人: what is to come is the other verb's.
    if suffered.is_some() && !settled {
        return Modality::Status(status);
    }
    // 軍演｜將如期｜舉行, 峰會｜可能在…｜登場: between the noun and the verb of a trigger.
    let arranged = |kind: EventKind| {
        use EventKind::*;
        matches!(kind, Visit | Talks | Meeting | Conference | Call | Cooperate | Consultation | Negotiate | Aid | EnterIntoForce)
    };
    if !settled && arranged(frame.kind) {
        let of = |at: usize| (at..scope.before).any(|k| syntax.marker(k, &[Of]).is_some());
        for at in (scope.inner..scope.before).rev().filter(|at| syntax.items[*at].span.end <= trigger.start && !of(*at)) {
            let inner = Scope { before: scope.before, ..*scope };
            if syntax.marker(at, &[Possible]).is_some() {
                (status, settled) = (Status::Possible, true);
            } else if syntax.marker(at, &[Scheduled]).is_some() {
                scheduled = true;
            } else if !settled && ahead(syntax, at, &inner) {
                (status, settled) = (Status::Planned, true);
            }
        }
    }
    if scheduled {
        // 原定下月的峰會如期舉行: set, and kept to.
        let end = syntax.items.get(scope.end).map_or(trigger.end + 12, |item| item.span.start).max(trigger.end);
        let start = syntax.items.get(scope.clause).map_or(trigger.start, |item| item.span.start).min(trigger.start);
        let words = syntax.between(start, end);
        let kept = syntax.lists.kept_words.stands_within(words) && !syntax.lists.unkept_words.stands_within(words);
        return Modality::Status(if kept { Status::Planned } else { Status::Cancelled });
    }
    // 美朝峰會將在…舉行, 會晤可能…: said of the noun behind it.
    if !settled && syntax.items.get(scope.after).is_some_and(|item| scope.after < scope.end && item.span.start <= trigger.end + 1) {
        if syntax.marker(scope.after, &[Possible]).is_some() {
            status = Status::Possible;
            settled = true;
        } else if ahead(syntax, scope.after, &Scope { before: scope.end, ..*scope }) {
            status = Status::Planned;
            settled = true;
        }
    }
    let object_end = if syntax.noun(scope.after).is_some_and(|_| syntax.items[scope.after].span.start <= trigger.end + 1) {
        syntax.items[scope.after].span.end
    } else {
        trigger.end
    };
    // 訪問中國前夕: it is still to come.
    if !settled && syntax.lists.eve_words.starts(syntax.between(object_end, object_end + 4)) {
        status = Status::Planned;
        settled = true;
    }
    // 晤習近平時會提出…: within one clause as well.
    let opens = syntax.lists.circumstance_ends.starts(syntax.between(object_end, object_end + 2));
    if !settled
        && opens
        && (scope.after..scope.end).any(|at| syntax.items[at].span.start > object_end && ahead(syntax, at, &Scope { before: scope.end, ..*scope }))
    {
        status = Status::Planned;
        settled = true;
    }
    // 與教宗會面時，將…: the clause that it opens lies ahead.
    if !settled && opens_ahead(syntax, scope, trigger) {
        status = Status::Planned;
        settled = true;
    }
    // 访问计划取消, 会面延期: called off behind the trigger.
    for at in scope.after..scope.end.min(scope.after + 8) {
        if syntax.marker(at, &[Cancelled]).is_some()
            && bridges(syntax, object_end, syntax.items[at].span.start)
            && matches!(
                frame.kind,
                EventKind::Visit
                    | EventKind::Talks
                    | EventKind::Meeting
                    | EventKind::Conference
                    | EventKind::Call
                    | EventKind::Cooperate
                    | EventKind::Consultation
            )
        {
            return Modality::Status(Status::Cancelled);
        }
    }
    // 會見官員前，須報備: what must be done before tells of none that took place.
    if frame.status.is_none() && ruled(syntax, scope, object_end) {
        return Modality::Nothing("what must be done before it");
    }
    // 法案在眾議院通過後，還需參議院通過: a step among others that are still to be taken.
    if !settled && pending(syntax, scope, object_end) {
        status = Status::Possible;
        settled = true;
    }
    if aim && (!settled || frame.status == Some(status)) {
        return Modality::Nothing("an aim among others that are set");
    }
    // 希望甲方加強往來，支持兩國合作: what others are asked for is no support of one's own.
    let backs = syntax.lists.backing_verbs.contains(syntax.between(trigger.start, trigger.end));
    let asked = backs && frame.status == Some(status) && matches!(world, World::Wished { of_others: true });
    if frame.wish_blocks && !wish && (asked || !settled && matches!(world, World::Wished { .. })) {
        return Modality::Nothing("a wish of an earlier clause runs on");
    }
    if !settled && world == World::Offered {
        return if frame.wish_blocks { Modality::Nothing("what somebody offers") } else { Modality::Status(Status::Proposed) };
    }
    if frame.wish_blocks && wish {
        return Modality::Nothing("a wish, duty or purpose stands before the trigger");
    }
    if frame.wish_blocks && world == World::Conditional {
        // 如果…，料將簽署: the main clause says that it may come.
        if matches!(status, Status::Possible | Status::Planned) {
            return Modality::Status(Status::Possible);
        }
        return Modality::Nothing("a condition opens the sentence");
    }
    if !settled
        && !opens_anew(syntax, scope, trigger)
        && let Some(before) = carried(syntax, scope, sentence)
    {
        status = before;
    }
    if status == Status::Held
        && !settled
        && matches!(frame.kind, EventKind::Conference | EventKind::Consultation)
        && has_just_come(syntax, scope, trigger, sentence)
    {
        return Modality::Status(Status::Planned);
    }
    // 他沒有按原定計劃，於3月1日將關稅調升: what was set for a day did not come.
    if status == Status::Planned && !own_subject(syntax, scope) && carried(syntax, scope, sentence) == Some(Status::Cancelled) {
        return Modality::Status(Status::Cancelled);
    }
    if let Some((at, Control)) = scope.opener {
        // 總統下令撤軍: nobody else is told to.
        let alone = (at + 1..scope.first).all(|k| syntax.noun(k).is_none());
        if alone && syntax.lists.order_words.contains(syntax.words(at)) {
            return Modality::Status(status);
        }
        let invites = syntax.lists.invite.contains(syntax.words(at));
        return if frame.kind == EventKind::Visit && invites {
            Modality::Status(Status::Proposed)
        } else if frame.wish_blocks {
            Modality::Nothing("what somebody else is asked or made to do")
        } else {
            Modality::Status(status)
        };
    }
    Modality::Status(status)
}

/// 抵達大阪出席峰會: who arrives for a conference has not attended it yet. 來華出席峰會 is also said when it is over.
fn has_just_come(syntax: &Syntax<'_>, scope: &Scope, trigger: Span, sentence: Span) -> bool {
    let clause = syntax.items.get(scope.clause).map_or(sentence.start, |item| item.span.start);
    let start = if own_subject(syntax, scope) { clause } else { sentence.start };
    let done = matches!(syntax.between(trigger.end, trigger.end + 1), ['了' | '过']);
    !done && syntax.lists.coming_words.stands_within(syntax.between(start.min(trigger.start), trigger.start))
}

/// 就推動貿易、加強合作等｜達成共識: what 就 opens says what it is about, not what is wished.
fn within_matter(syntax: &Syntax<'_>, at: usize, start: usize) -> bool {
    (start..at).any(|k| syntax.marker(k, &[MarkerKind::About]).is_some())
}

/// The items of attributes before partners: between 和 and its noun.
fn partner_attributes(syntax: &Syntax<'_>, scope: &Scope, from: usize) -> Vec<std::ops::Range<usize>> {
    (from + 1..scope.first)
        .filter(|at| syntax.noun(*at).is_some() && syntax.marker(at - 1, &[MarkerKind::Of]).is_some())
        .map(|at| (at, syntax.case(at, scope.segment)))
        .filter(|(at, (case, start))| *case == Some(MarkerKind::With) && start < at)
        .map(|(at, (_, start))| start..at)
        .collect()
}

/// 提及｜被中國拘捕的｜加拿大人: where the attribute begins whose verb the trigger is, in the passive and behind another verb.
pub(crate) fn passive_attribute(syntax: &Syntax<'_>, scope: &Scope, trigger: Span) -> Option<usize> {
    let of = syntax.items.get(scope.after).is_some_and(|item| item.span.start == trigger.end && syntax.marker(scope.after, &[MarkerKind::Of]).is_some());
    if !of && syntax.between(trigger.end - 1, trigger.end) != ['的'] {
        return None;
    }
    let start = scope.segment.max(scope.before.saturating_sub(ATTRIBUTE));
    let by = (start..scope.before).rfind(|at| syntax.lists.passive_words.contains(syntax.words(*at)))?;
    let acts = |at: usize| syntax.verbs[at] && syntax.marker(at, &[MarkerKind::At, MarkerKind::With, MarkerKind::To, MarkerKind::Past]).is_none();
    // 提及｜兩名｜被拘捕的: some who are only counted.
    let counted = by > start + 1 && matches!(syntax.items[by - 1].kind, ItemKind::Quantity(_));
    (counted || (start..by).any(acts)).then_some(by)
}

/// The items of the attribute before the subject: what 可能 says in 可能接任防长的科顿敦促 is not said of 敦促.
fn subject_attribute(syntax: &Syntax<'_>, scope: &Scope) -> std::ops::Range<usize> {
    for at in (scope.segment..scope.first).rev() {
        if syntax.noun(at).is_some() {
            let (_, start) = syntax.case(at, scope.segment);
            if start < at
                && syntax.marker(at - 1, &[MarkerKind::Of]).is_some()
                && (start..at).any(|k| syntax.verbs[k] || syntax.marker(k, &[MarkerKind::Possible, MarkerKind::Planned]).is_some())
            {
                let person = syntax.noun(at).is_some_and(|noun| noun.members.len() == 1);
                if person && (scope.segment..start).all(|k| syntax.noun(k).is_none()) {
                    return start..at;
                }
            }
        }
    }
    0..0
}

/// Whether 後 closes the clause behind the trigger and the next one says what is still needed.
fn pending(syntax: &Syntax<'_>, scope: &Scope, object_end: u32) -> bool {
    let Some(stop) = syntax.items.get(scope.end).filter(|item| item.kind == ItemKind::Stop(',')) else { return false };
    let tail = syntax.between(object_end, stop.span.start);
    tail.len() <= 4 && syntax.lists.circumstance_ends.ends(tail) && syntax.lists.needed_words.starts(syntax.between(stop.span.end, stop.span.end + 8))
}

/// Whether the clause has a subject or a time of its own, so that what was said of the clause before it ends there. 主持｜中德｜磋商: whose it is
/// stands behind the verb.
fn opens_anew(syntax: &Syntax<'_>, scope: &Scope, trigger: Span) -> bool {
    let verb = (scope.clause..scope.first).find(|at| syntax.lists.chairing_verbs.contains(syntax.words(*at)));
    let owner = |at: usize| syntax.items[at].span.end == trigger.start && verb.is_some_and(|verb| verb < at);
    (scope.clause..scope.first)
        .any(|at| syntax.noun(at).is_some() && syntax.case(at, scope.clause).0.is_none() && !owner(at) || syntax.marker(at, &[MarkerKind::Past]).is_some())
}

/// Whether 前 closes the clause of the trigger and the next one opens with a duty.
fn ruled(syntax: &Syntax<'_>, scope: &Scope, object_end: u32) -> bool {
    const TAIL: u32 = 12;
    let Some(stop) = syntax.items.get(scope.end).filter(|item| item.kind == ItemKind::Stop(',')) else { return false };
    let closes = syntax.between(stop.span.start.saturating_sub(1), stop.span.start) == ['前'] && stop.span.start <= object_end + TAIL;
    closes && syntax.lists.duty_words.starts(syntax.between(stop.span.end, stop.span.end + 4))
}

/// The status marker of the clause before, for a clause without a subject and a marker of its own: 将会见…，并见证….
fn carried(syntax: &Syntax<'_>, scope: &Scope, sentence: Span) -> Option<Status> {
    use MarkerKind::*;
    let floor = syntax.item_from(sentence.start);
    let mut end = scope.clause;
    for _ in 0..3 {
        if end <= floor || syntax.items[end - 1].kind != ItemKind::Stop(',') && syntax.items[end - 1].kind != ItemKind::List {
            return None;
        }
        let start = syntax.clause_start(end - 1).max(floor);
        if (start..end).any(|at| syntax.marker(at, &[Speech, Opinion, Report]).is_some()) {
            return None;
        }
        // 将 may be part of a trigger (将…提升) and is a marker all the same.
        let verb = (start..end).find(|at| syntax.verbs[*at] && syntax.marker(*at, &[Planned, Scheduled]).is_none()).unwrap_or(end);
        // 即將離任的｜總統，周一訪問: said of what somebody else will do, in an attribute.
        let of = (start.max(end.saturating_sub(ATTRIBUTE))..end).rfind(|at| syntax.marker(*at, &[Of]).is_some());
        let of = of.filter(|of| !(of + 1..end).any(|k| syntax.verbs[k]));
        let of = of.filter(|of| syntax.noun(of + 1).is_some() && of - start <= ATTRIBUTE && !(start..*of).any(|k| syntax.noun(k).is_some()));
        for at in start..verb {
            if of.is_some_and(|of| at < of) {
                continue;
            }
            if ahead(syntax, at, &Scope { before: end, ..*scope }) {
                return Some(Status::Planned);
            }
            if syntax.marker(at, &[Scheduled]).is_some() {
                return Some(Status::Cancelled);
            }
            // 美國可能最早於周三，對貨物徵收關稅: it hedges a time and the verb behind it.
            if syntax.marker(at, &[Possible]).is_some()
                && end >= 2
                && matches!(syntax.items[end - 2].kind, ItemKind::Time(_))
                && !(at..end).any(|k| syntax.verbs[k])
            {
                return Some(Status::Possible);
            }
        }
        if (start..verb).any(|at| syntax.noun(at).is_some() && syntax.case(at, start).0.is_none()) {
            return None;
        }
        end = start;
    }
    None
}

/// 访问计划｜取消, 会面亦突然｜推迟: only words of arrangement stand between.
fn bridges(syntax: &Syntax<'_>, from: u32, to: u32) -> bool {
    let mut gap = syntax.between(from, to.max(from));
    while let Some(word) = syntax.lists.cancel_bridges.at_start(gap) {
        gap = &gap[word.len()..];
    }
    gap.is_empty()
}

/// Whether 時, 後 or 期間 closes the clause of the trigger and the next one lies ahead, by its own words and not by somebody's in it.
fn opens_ahead(syntax: &Syntax<'_>, scope: &Scope, trigger: Span) -> bool {
    use MarkerKind::*;
    const TAIL: u32 = 4;
    let Some(stop) = syntax.items.get(scope.end).filter(|item| item.kind == ItemKind::Stop(',')) else { return false };
    if stop.span.start > trigger.end + TAIL || !syntax.lists.circumstance_ends.ends(syntax.between(trigger.start, stop.span.start)) {
        return false;
    }
    // 結束對甲國的訪問後，還將訪問乙國: the first is under way.
    let start = syntax.items.get(scope.clause).map_or(trigger.start, |item| item.span.start).min(trigger.start);
    if syntax.lists.ended_words.stands_within(syntax.between(start, trigger.start)) {
        return false;
    }
    let next = Scope { before: syntax.items.len(), ..*scope };
    let end = (scope.end + 1..syntax.items.len()).find(|at| matches!(syntax.items[*at].kind, ItemKind::Stop(_))).unwrap_or(syntax.items.len());
    let stops = |at: usize| syntax.verbs[at] && !ahead(syntax, at, &next) && syntax.marker(at, &[With, And, To, At]).is_none();
    (scope.end + 1..end).take_while(|at| !stops(*at) && syntax.marker(*at, &[Speech, Opinion, Report, Past]).is_none()).any(|at| ahead(syntax, at, &next))
}

/// Whether an item says that the act lies ahead: 將, 擬, 定於, and 會 where it is no verb and no end of a body's name.
fn ahead(syntax: &Syntax<'_>, at: usize, scope: &Scope) -> bool {
    syntax.marker(at, &[MarkerKind::Planned]).is_some() && ba_is_planned(syntax, at, scope)
        || syntax.marker(at, &[MarkerKind::Will]).is_some() && will(syntax, at)
}

/// 文在寅｜會｜與…會面, 亦會: behind a noun, a time or an adverb. 習近平｜會｜普京 is the verb, and 商會 ends a name.
fn will(syntax: &Syntax<'_>, at: usize) -> bool {
    let span = syntax.items[at].span;
    let touches =
        at > 0 && syntax.items[at - 1].span.end == span.start && (syntax.noun(at - 1).is_some() || matches!(syntax.items[at - 1].kind, ItemKind::Time(_)));
    let opens = syntax.lists.will_adverbs.ends(syntax.between(span.start.saturating_sub(2), span.start));
    let object = syntax.noun(at + 1).is_some() && syntax.items[at + 1].span.start == span.end;
    // 三國會後發表: their meeting.
    let session = syntax.lists.session_tails.starts(syntax.between(span.end, span.end + 2));
    (touches || opens) && !object && !session
}

/// 將 marks the future, or what is acted upon (將兩國關係提升為): the latter where a noun follows and the verb comes later.
fn ba_is_planned(syntax: &Syntax<'_>, at: usize, scope: &Scope) -> bool {
    if syntax.marker(at, &[MarkerKind::Ba]).is_none() {
        return true;
    }
    let next = at + 1;
    let taken = syntax.noun(next).is_some()
        || matches!(syntax.items.get(next).map(|item| item.kind), Some(ItemKind::Title(_) | ItemKind::Quantity(_)))
        || syntax.marker(next, &[MarkerKind::ThisInstrument, MarkerKind::About]).is_some();
    if syntax.lists.ba_objects.starts(syntax.between(syntax.items[at].span.end, syntax.items[at].span.end + 8)) {
        return false;
    }
    !(next < scope.before && taken && syntax.items[next].span.start == syntax.items[at].span.end)
}
