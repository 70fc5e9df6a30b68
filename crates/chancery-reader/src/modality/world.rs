//! In what world a clause stands, decided once per trigger and before frames are tried: told, or only supposed, wished, asked or set as an aim.
//!
//! In: a trigger's scope. Out: a world, or `Told`. Which frames a world keeps from yielding an event is left to `modality`, and so is what stands
//! beside the trigger itself (將, 可能, 取消, 不).

use chancery_knowledge::MarkerKind;
use chancery_text::Span;

use crate::clause::{Scope, Syntax};
use crate::phrase::ItemKind;

/// How many items from the beginning of a sentence a condition is looked for.
const OPENING: usize = 30;

/// How many clauses a wish or a question runs on over.
const CLAUSES: usize = 4;

/// Whose world a clause tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum World {
    /// What the text, or whoever speaks in it, says of the world as it is.
    Told,
    /// 擴大合作，深化互信，共建中心: an aim among others.
    Aim { opens: bool },
    /// 會否會談, 是否訪華: a question, put or left open.
    Asked,
    /// 若會談不成功, 那麼我們就退出: a condition in the clause itself, or what would follow from one.
    Supposed,
    /// 如果…，料將簽署: a condition opens the sentence.
    Conditional,
    /// 希望兩國成為好夥伴，支持…: a wish of an earlier clause runs on.
    Wished { of_others: bool },
    /// 希望與美國談判: a wish in the clause itself, whose object may be no more than named.
    Hoped,
    /// 提出在六年內，大量進口…: what somebody offers.
    Offered,
}

impl World {
    /// The world of the clause in which a trigger stands.
    pub fn of(syntax: &Syntax<'_>, scope: &Scope, sentence: Span) -> World {
        if (scope.segment..scope.first).any(|at| asks(syntax, at)) {
            return World::Asked;
        }
        if supposed(syntax, scope, sentence) {
            return World::Supposed;
        }
        let opening = syntax.item_from(sentence.start);
        if (opening..scope.before.min(opening + OPENING)).any(|at| syntax.marker(at, &[MarkerKind::Condition]).is_some()) {
            return World::Conditional;
        }
        let own = own_subject(syntax, scope);
        if !own && aims(syntax, scope, sentence) {
            return World::Aim { opens: scope.clause <= syntax.item_from(sentence.start) };
        }
        let hopes = |at: usize| {
            let invitation = opens_invitation(syntax, at, scope.first) || closes_invitation(syntax, at, scope.segment);
            syntax.lists.running_wishes.contains(syntax.words(at)) && !invitation
        };
        if (scope.segment..scope.first).any(hopes) {
            return World::Hoped;
        }
        if !own && let Some(world) = runs_on(syntax, scope, sentence) {
            return world;
        }
        World::Told
    }
}

/// Whether a word puts a question; 考慮是否 weighs a step, which is possible.
fn asks(syntax: &Syntax<'_>, at: usize) -> bool {
    let weighed = at.checked_sub(1).is_some_and(|before| syntax.marker(before, &[MarkerKind::Possible]).is_some());
    syntax.lists.question_words.contains(syntax.words(at)) && !weighed
}

/// Whether somebody stands as the subject in the trigger's own segment.
pub(super) fn own_subject(syntax: &Syntax<'_>, scope: &Scope) -> bool {
    (scope.segment..scope.first).any(|at| syntax.noun(at).is_some() && syntax.case(at, scope.clause).0.is_none())
}

/// 若會談不成功: a condition directly in the clause; 那麼…，那我們就退出: a clause of the sentence so far opens with the word for what follows.
fn supposed(syntax: &Syntax<'_>, scope: &Scope, sentence: Span) -> bool {
    let floor = syntax.item_from(sentence.start);
    // 若談判失敗美國將加徵關稅: the clause goes on to what would follow.
    let follows = |at: usize| (at + 1..scope.first).any(|k| syntax.marker(k, &[MarkerKind::Planned, MarkerKind::Possible, MarkerKind::Will]).is_some());
    if (scope.segment..scope.first).any(|at| syntax.lists.supposing_words.contains(syntax.words(at)) && !follows(at)) {
        return true;
    }
    let mut start = scope.clause;
    for _ in 0..CLAUSES {
        let place = syntax.items.get(start).map_or(sentence.end, |item| item.span.start);
        // A clause may open with words that are no item.
        let open = start.checked_sub(1).map_or(sentence.start, |stop| syntax.items[stop].span.end).max(sentence.start);
        if syntax.lists.consequence_words.starts(syntax.between(open, place + 4)) {
            return true;
        }
        if start <= floor || !matches!(syntax.items[start - 1].kind, ItemKind::Stop(',')) {
            return false;
        }
        start = syntax.clause_start(start - 1).max(floor);
    }
    false
}

/// 擴大合作，深化互信，共建中心: a sentence that opens with an aim and names nobody who acts sets aims all through.
fn aims(syntax: &Syntax<'_>, scope: &Scope, sentence: Span) -> bool {
    let opening = syntax.item_from(sentence.start);
    let from = syntax.items.get(opening).map_or(sentence.start, |item| item.span.start.min(sentence.start));
    let words = syntax.between(from.max(sentence.start), sentence.start + 12);
    let skipped = words.iter().take_while(|c| matches!(c, '“' | '「' | '『' | '\u{3000}' | ' ')).count();
    let subject = |at: &usize| syntax.noun(*at).is_some() && syntax.case(*at, opening).0.is_none();
    syntax.lists.aim_verbs.starts(&words[skipped..]) && !(opening..scope.first).any(|at| subject(&at) && syntax.clause_start(at) == at)
}

/// 希望兩國成為好夥伴，支持…: a wish, a question or an offer runs on over clauses without a subject, up to the verb of speech that opened it.
fn runs_on(syntax: &Syntax<'_>, scope: &Scope, sentence: Span) -> Option<World> {
    use MarkerKind::*;
    let floor = syntax.item_from(sentence.start);
    let mut end = scope.clause;
    // 要求引渡嫌疑人，｜被｜俄方拒绝: what is done to the wish is no part of it.
    if syntax.marker(scope.clause, &[By]).is_some() {
        return None;
    }
    let mut own = false;
    for back in 0..CLAUSES {
        if end <= floor || syntax.items[end - 1].kind != ItemKind::Stop(',') {
            return None;
        }
        // 他願意會見總統，但要求…: what is set against the wish is no part of it.
        let open = syntax.items[end - 1].span.end;
        if syntax.lists.contrast_words.starts(syntax.between(open, open + 4)) {
            return None;
        }
        let start = syntax.clause_start(end - 1).max(floor);
        for at in (start..end).rev() {
            // 「希望美方看清楚」，並要求…: a wish within quotation marks stays there.
            if syntax.marker(at, &[Speech, Opinion, Report]).is_some() || syntax.items[at].kind == ItemKind::Close {
                return None;
            }
            let words = syntax.words(at);
            if syntax.lists.running_wishes.contains(words) && !opens_invitation(syntax, at, end) && !closes_invitation(syntax, at, start) {
                return Some(World::Wished { of_others: !own && syntax.lists.asking_wishes.contains(words) });
            }
            if back == 0 && asks(syntax, at) {
                return Some(World::Asked);
            }
            if syntax.lists.offering_words.contains(words) && takes_clause(syntax, at) {
                return Some(World::Offered);
            }
        }
        // 双方要加强往来，｜中方鼓励投资，支持…: a clause between that has a subject of its own.
        own |= (start..end).any(|at| syntax.noun(at).is_some() && syntax.clause_start(at) == at);
        end = start;
    }
    None
}

/// 提出｜在未來六年, 提出｜將…: what is put forward is an act; 提出交涉 and 提出五點建議 take a noun.
fn takes_clause(syntax: &Syntax<'_>, at: usize) -> bool {
    use MarkerKind::*;
    let Some(next) = syntax.items.get(at + 1).filter(|next| next.span.start <= syntax.items[at].span.end + 1) else { return false };
    matches!(next.kind, ItemKind::Time(_) | ItemKind::Stop(',')) || syntax.marker(at + 1, &[At, Planned, Will]).is_some()
}

/// 應美國｜要求｜被加拿大警方逮捕: the other end of the formula.
pub(super) fn closes_invitation(syntax: &Syntax<'_>, at: usize, start: usize) -> bool {
    syntax.lists.invitations.ends(syntax.words(at)) && (start.max(at.saturating_sub(8))..at).any(|k| syntax.marker(k, &[MarkerKind::Invited]).is_some())
}

/// 應習近平邀請｜抵京: 應 opens a formula here and is no duty.
pub(super) fn opens_invitation(syntax: &Syntax<'_>, at: usize, to: usize) -> bool {
    syntax.marker(at, &[MarkerKind::Invited]).is_some() && (at + 1..to.min(at + 8)).any(|k| syntax.lists.invitations.ends(syntax.words(k)))
}
