//! Whom the clause of a verb of speech names as the speaker.
//!
//! In: the verb's place. Out: the speaker, and whether he stands in the verb's own clause. Documents speak for those who
//! issued them (公告指), reports for their outlet (報道又指), and whoever an outlet quotes (引述官員稱) speaks himself.

use chancery_knowledge::MarkerKind;
use chancery_model::EntityKind;
use chancery_text::{Span, is_alphabetic, is_alphanumeric};

use super::cue::{Cue, is_outlet};
use super::shape::*;
use super::{REACH, Scene, SpeechState};
use crate::cast::{Cast, Who};
use crate::clause::{Beyond, Scope, Syntax};
use crate::context::Context;
use crate::phrase::{Item, ItemKind, Noun, NounClass};

/// Who speaks.
pub(super) struct Speaker {
    pub who: Who,
    /// Named in the verb's own clause.
    pub own: bool,
    /// The item that names him, where it stands in this clause.
    pub subject: Option<usize>,
    /// Somebody whom an outlet quotes.
    pub passed_on: bool,
    /// The outlet that quotes him in the same clause.
    pub through: Option<Who>,
}

/// The scope of a verb of speech: 回應記者詢問時透露 has the subject of 回應.
pub(super) fn scope(syntax: &Syntax<'_>, verb: Span) -> Scope {
    let mut scope = syntax.scope(verb);
    // 羅斯周一在論壇，被問到中美貿易戰時｜表示: what he is asked about does not speak.
    let head = scope.clause.checked_sub(1).map_or(0, |stop| syntax.items[stop].span.end);
    let words = syntax.between(head, verb.start);
    if syntax.lists.asked_words.starts(words) && syntax.lists.circumstance_ends.ends(words) {
        scope.segment = scope.clause;
        scope.opener = None;
        scope.first = scope.clause;
        return scope;
    }
    if let Some((opener, _)) = scope.opener {
        let from = syntax.items[scope.segment..scope.before]
            .iter()
            .rev()
            .find(|item| matches!(item.kind, ItemKind::Noun(_)))
            .map_or(syntax.items[opener].span.end, |item| item.span.end);
        if syntax.holds(&syntax.lists.circumstance_words, from, verb.start) {
            scope.segment = scope.clause;
            scope.opener = None;
            // Only what stands before the first verb of the circumstance is the subject.
            scope.first = opener;
        }
    }
    scope
}

/// The speaker of the verb at `at`.
#[allow(clippy::too_many_arguments)]
pub(super) fn speaker(
    scene: &Scene<'_>,
    cast: &mut Cast,
    context: &Context,
    state: &mut SpeechState,
    cues: &[Cue],
    at: usize,
    sentence: usize,
    scope: &Scope,
    previous: Option<&Cue>,
) -> Option<Speaker> {
    use MarkerKind::*;
    let Scene { knowledge, syntax, .. } = *scene;
    let sentence_span = scene.sentences[sentence].1;
    let verb = syntax.items[at].span;
    let lead = clause_lead(syntax, scope, verb).max(sentence_span.start);
    if let Some(who) = joint(scene, cast, lead, verb) {
        return Some(Speaker { who, own: true, subject: None, passed_on: false, through: None });
    }
    // 有人说, 坊间认为: nobody who could be named.
    if syntax.lists.nobody.starts(syntax.between(lead, verb.start)) || scope.opener.is_none_or(|(_, kind)| kind != Report) && impersonal(syntax, lead) {
        return None;
    }
    if let Some(who) = unnamed(scene, cast, state, lead, sentence_span, verb, scope) {
        return Some(Speaker { who, own: true, subject: None, passed_on: true, through: through(scene, state, scope) });
    }
    // 雜誌《某某》指: a publication that the tables lack.
    if let Some(who) = publication(scene, cast, scope, at, verb) {
        state.outlet = Some(who);
        return Some(Speaker { who, own: true, subject: None, passed_on: false, through: None });
    }
    if let Some(issuer) = document(scene, cast, context, state, at, scope, verb) {
        if let Some(who) = issuer.filter(|who| !is_outlet(knowledge, cast, *who)) {
            state.issuer = Some(who);
        }
        return issuer.map(|who| Speaker { who, own: true, subject: None, passed_on: false, through: None });
    }
    // 兩報發表社評，指…
    if heads_clause(syntax, scope, verb)
        && let Some(who) = leader_writer(scene, scope, sentence_span)
    {
        return Some(Speaker { who, own: false, subject: None, passed_on: false, through: None });
    }
    // 另一知情人士亦證實…，指…
    if previous.is_none()
        && heads_clause(syntax, scope, verb)
        && let Some(who) = source_before(scene, cast, state, scope, sentence_span)
    {
        return Some(Speaker { who, own: false, subject: None, passed_on: false, through: None });
    }
    let found = syntax.subject(scope, sentence_span, 0);
    if found.is_none_or(|(_, own)| !own)
        && let Some(unread) = unread(scene, cast, scope, lead, verb)
    {
        return unread.map(|who| Speaker { who, own: true, subject: None, passed_on: false, through: None });
    }
    let (subject, own) = found?;
    let subject = plain_subject(syntax, cast, subject, own, scope, verb);
    if own && let Some(who) = group(scene, cast, subject, verb) {
        return Some(Speaker { who, own, subject: Some(subject), passed_on: false, through: None });
    }
    let noun = syntax.noun(subject);
    let mut members = match noun.map(|noun| noun.class) {
        Some(NounClass::Pending(Third)) => {
            third(scene, cast, cues, at, sentence_span).or(state.last_speaker.filter(|who| cast.is_person(*who))).into_iter().collect()
        }
        _ => noun.map(|noun| context.members(knowledge, cast, noun, None)).unwrap_or_default(),
    };
    if !own {
        // 土耳其外交部發表聲明，指…，並稱…: the speaker before, else the subject of the sentence's first clause.
        if let Some(previous) = previous {
            members = vec![previous.speaker];
        } else if matches!(noun.map(|noun| noun.class), Some(NounClass::Pending(Third))) {
            // 他也答應…，並透露: 他 of the clause before.
        } else if let Some(first) = opening_subject(syntax, sentence_span, at) {
            members = syntax.noun(first).map(|noun| context.members(knowledge, cast, noun, None)).unwrap_or_default();
            // 三國發表聲明，並承諾…: no one of several states.
            if members.len() > 2 && !members.iter().any(|who| cast.is_person(*who)) {
                return None;
            }
        }
    }
    // 代表團團長、外交部副部長某某: an office without a holder before 、 describes the person behind it.
    let who = described(cast, &members)?;
    let several = noun
        .is_some_and(|noun| matches!(noun.class, NounClass::Place | NounClass::Pending(Both | Heads | HeadsOfState | HeadsOfGovernment | First | FirstPlural)));
    if several && (own || previous.is_none()) {
        return None;
    }
    let passed_on = own && !is_outlet(knowledge, cast, who) && scope.opener.is_some_and(|(_, kind)| kind == Report);
    Some(Speaker { who, own, subject: Some(subject), passed_on, through: through(scene, state, scope).filter(|_| passed_on) })
}

/// A subject that the tables lack: a transliterated or Latin name, or the words for a body or a group (網絡安全專家批評).
/// `Some(None)`: somebody else speaks, but his name cannot be told.
fn unread(scene: &Scene<'_>, cast: &mut Cast, scope: &Scope, lead: u32, verb: Span) -> Option<Option<Who>> {
    let syntax = scene.syntax;
    let opener = syntax.lists.source_openers.at_start(syntax.between(lead, verb.start)).map_or(0, <[char]>::len) as u32;
    let start = lead + opener;
    // Only times and an adverb may stand between the name and the verb.
    let items = || (scope.clause..scope.before).filter(|at| syntax.items[*at].span.start >= start);
    let mut end = verb.start;
    for at in items().collect::<Vec<_>>().into_iter().rev() {
        if !matches!(syntax.items[at].kind, ItemKind::Time(_)) || syntax.items[at].span.end != end {
            break;
        }
        end = syntax.items[at].span.start;
    }
    let mut words = syntax.between(start, end);
    if let Some(adverb) = syntax.lists.speech_adverbs.at_end(words) {
        words = &words[..words.len() - adverb.len()];
    }
    let n = words.len();
    let acts = items().any(|at| syntax.verbs[at] && syntax.items[at].span.end <= start + n as u32);
    if !(2..=14).contains(&n) || acts || !words.iter().all(|c| is_alphanumeric(*c) || matches!(c, '·' | '-' | ' ')) {
        return None;
    }
    let near = &syntax.folded[(start as usize).saturating_sub(NEAR)..syntax.folded.len().min(start as usize + NEAR)];
    let named_again = || near.windows(n).filter(|window| window == &words).take(2).count() == 2;
    let latin = scene.original.get(start as usize).is_some_and(char::is_ascii_uppercase) && words.iter().all(char::is_ascii);
    let foreign = words.iter().all(|c| scene.shapes.transliterates(*c) || *c == '·') && (n >= 3 || named_again());
    let body = syntax.lists.body_tails.ends(words);
    let case = words.iter().any(|c| matches!(c, '在' | '对' | '就' | '与' | '和' | '从' | '为' | '向' | '的' | '以' | '被'));
    if !(latin || foreign || body) {
        return None;
    }
    if case || items().any(|at| syntax.noun(at).is_some()) {
        return Some(None);
    }
    let span = Span::new(start as usize, start as usize + n);
    let name: String = scene.original[span.range()].iter().collect();
    let kind = if foreign && !body { EntityKind::Person } else { EntityKind::Organization };
    let who = cast.discovered(kind, &name, None, body);
    cast.mention(who, span, &scene.original[span.range()]);
    Some(Some(who))
}

/// How far from a name its other mentions are looked for.
const NEAR: usize = 3000;

/// The one whom several titles describe, else the first.
pub(super) fn described(cast: &Cast, members: &[Who]) -> Option<Who> {
    let unnamed = |who: &Who| cast.members[*who as usize].unnamed;
    let first = members.first()?;
    Some(members.iter().find(|who| unnamed(first) && cast.is_person(**who) && !unnamed(who)).copied().unwrap_or(*first))
}

/// The outlet that quotes somebody in the verb's clause: 路透社引述官員稱, 該報引述….
fn through(scene: &Scene<'_>, state: &SpeechState, scope: &Scope) -> Option<Who> {
    let opener = scope.opener.filter(|(_, kind)| *kind == MarkerKind::Report).map(|(opener, _)| opener)?;
    let named = (scope.clause..opener).find_map(|at| scene.syntax.noun(at));
    match named {
        Some(noun) => noun.members.first().map(|(who, _)| *who).filter(|_| noun.outlet),
        None => state.outlet,
    }
}

/// The title before the verb: 《某某》指, 《某某》的報道稱, 《某某》中文版的文章說.
fn publication(scene: &Scene<'_>, cast: &mut Cast, scope: &Scope, at: usize, verb: Span) -> Option<Who> {
    let Scene { syntax, .. } = *scene;
    let place = (scope.clause..at).rev().find(|k| matches!(syntax.items[*k].kind, ItemKind::Title(_)))?;
    let item = syntax.items[place];
    let report = syntax.marker(at, &[MarkerKind::Report]).is_some();
    let speaks = report || syntax.lists.strong_speech.contains(syntax.between(verb.start, verb.end));
    // 對《某報》稱: to whom it is said.
    let told = place
        .checked_sub(1)
        .is_some_and(|before| syntax.marker(before, &[MarkerKind::To, MarkerKind::At]).is_some() && syntax.items[before].span.end == item.span.start);
    let mut between = syntax.between(item.span.end, verb.start);
    if let Some(adverb) = syntax.lists.speech_adverbs.at_end(between) {
        between = &between[..between.len() - adverb.len()];
    }
    let article = between.len() <= LONGEST_ARTICLE && between.iter().all(|c| c.is_alphabetic()) && syntax.lists.reporting_documents.ends(between);
    // 《某某》的｜報道稱
    let direct = between.is_empty() || between == ['的'] && syntax.lists.reporting_documents.starts(syntax.between(verb.start, verb.end));
    if told || !(direct || article) || item.span.len() < 4 || !speaks {
        return None;
    }
    // An instrument is no publication.
    if syntax.lists.document_words.ends(syntax.between(item.span.start, item.span.end - 1)) {
        return None;
    }
    let inner = Span { start: item.span.start + 1, end: item.span.end - 1 };
    let name: String = scene.original[inner.range()].iter().collect();
    let known = scene.titles.iter().find(|title| title.inner == inner).and_then(|title| match title.members.as_slice() {
        [who] => Some(*who).filter(|who| cast.members[*who as usize].kind == EntityKind::Organization && cast.members[*who as usize].known.is_some()),
        _ => None,
    });
    let who = known.unwrap_or_else(|| cast.discovered(EntityKind::Organization, &name, None, false));
    cast.mention(who, inner, &scene.original[inner.range()]);
    Some(who)
}

/// How many characters may stand between a title and the verb: 中文版網頁的報道.
const LONGEST_ARTICLE: usize = 10;

/// 韓國教育科學技術部官員, 英國軍方實驗室: a body or group of which the tables know only the beginning.
fn group(scene: &Scene<'_>, cast: &mut Cast, subject: usize, verb: Span) -> Option<Who> {
    let syntax = scene.syntax;
    let item = syntax.items[subject];
    let noun = syntax.noun(subject).filter(|noun| noun.class == NounClass::Principal && noun.members.len() == 1)?;
    if noun.outlet || cast.is_person(noun.members[0].0) {
        return None;
    }
    let mut end = verb.start;
    for time in syntax.items[subject + 1..syntax.item_from(verb.start)].iter().rev() {
        if !matches!(time.kind, ItemKind::Time(_)) || time.span.end != end {
            break;
        }
        end = time.span.start;
    }
    let mut words = syntax.between(item.span.end, end);
    if let Some(adverb) = syntax.lists.speech_adverbs.at_end(words) {
        words = &words[..words.len() - adverb.len()];
    }
    let end = item.span.end + words.len() as u32;
    use MarkerKind::*;
    let case = |at: usize| syntax.marker(at, &[Of, With, And, To, For, By, At, From, Ba, About, Speech, Report]).is_some() || syntax.verbs[at];
    let broken = (subject + 1..syntax.items.len()).take_while(|at| syntax.items[*at].span.start < end).any(case);
    let plain = (2..=14).contains(&words.len()) && words.iter().all(|c| is_alphabetic(*c));
    if broken || !plain || !(syntax.lists.body_tails.ends(words) || syntax.lists.unnamed_tails.ends(words)) {
        return None;
    }
    let span = Span { start: item.span.start, end };
    let name: String = scene.original[span.range()].iter().collect();
    let people = syntax.lists.unnamed_tails.ends(words);
    let kind = if people { EntityKind::Person } else { EntityKind::Organization };
    let who = cast.discovered(kind, &name, cast.side(noun.members[0].0), true);
    cast.mention(who, span, &scene.original[span.range()]);
    Some(who)
}

/// The outlet whose article the clause before tells of.
fn leader_writer(scene: &Scene<'_>, scope: &Scope, sentence: Span) -> Option<Who> {
    let syntax = scene.syntax;
    let stop = scope.clause.checked_sub(1).filter(|stop| syntax.items[*stop].span.start > sentence.start)?;
    let clause = syntax.clause_start(stop);
    let end = syntax.items[stop].span.start;
    let article = syntax.lists.reporting_documents.ends(syntax.between(end.saturating_sub(4), end));
    // 《某報》的文章沒有反駁，但稱…
    let owned = |at: &usize| {
        let behind = syntax.items.get(*at + 1).map_or(end, |of| of.span.end);
        syntax.possessive(*at) && syntax.lists.reporting_documents.starts(syntax.between(behind, (behind + 4).min(end)))
    };
    if let Some(noun) = (clause..stop).find(|at| syntax.noun(*at).is_some_and(|noun| noun.outlet)).filter(owned).and_then(|at| syntax.noun(at)) {
        return noun.members.first().map(|(who, _)| *who);
    }
    article.then(|| (clause..stop).find_map(|at| syntax.noun(at).filter(|noun| noun.outlet))).flatten().map(|noun| noun.members[0].0)
}

/// Whoever stands in no case before the verb: 福田就餃子中毒事件要求…, 白宮中國事務資深主任羅森柏格說.
fn plain_subject(syntax: &Syntax<'_>, cast: &Cast, subject: usize, own: bool, scope: &Scope, verb: Span) -> usize {
    if !own {
        return subject;
    }
    let subject = match syntax.case(subject, scope.clause.min(subject)).0 {
        Some(MarkerKind::About) => (scope.clause..subject)
            .find(|at| syntax.noun(*at).is_some_and(|noun| noun.class != NounClass::Place) && syntax.case(*at, scope.clause).0.is_none())
            .unwrap_or(subject),
        _ => subject,
    };
    if let Some(Beyond::Person(person)) = syntax.phrase_beyond(subject, verb.start) {
        return person;
    }
    titled_behind(syntax, cast, subject, scope, verb).unwrap_or(subject)
}

/// The titled person whom the subject is only the beginning of: 白宮中國事務資深主任羅森柏格, 智庫某中心（Latin）的亞太顧問克洛寧,
/// 意大利另一名副總理、內政部長薩爾維尼.
fn titled_behind(syntax: &Syntax<'_>, cast: &Cast, subject: usize, scope: &Scope, verb: Span) -> Option<usize> {
    let noun = syntax.noun(subject).filter(|noun| noun.class == NounClass::Principal)?;
    let titled = |noun: &Noun| noun.members.last().is_some_and(|(_, name)| noun.span.start < name.start);
    let named = |noun: &Noun| match &noun.members[..] {
        [_] => titled(noun),
        [.., (last, _)] => titled(noun) && described(cast, &noun.members.iter().map(|(who, _)| *who).collect::<Vec<_>>()) == Some(*last),
        [] => false,
    };
    if named(noun) {
        return None;
    }
    let start = syntax.items[subject].span.end;
    let mut place = start;
    let mut letters = 0;
    let mut at = subject + 1;
    loop {
        let item = syntax.items.get(at).filter(|item| item.span.end <= verb.start)?;
        letters += plain_length(syntax.between(place, item.span.start))?;
        if letters > LONGEST_TITLE {
            return None;
        }
        match item.kind {
            ItemKind::Noun(_) => {
                let noun = syntax.noun(at)?;
                if named(noun) && noun.class == NounClass::Principal {
                    let free = syntax.case(at, scope.clause.min(subject)).0.is_none();
                    return free.then_some(at);
                }
                if !matches!(noun.class, NounClass::Principal | NounClass::Place) {
                    return None;
                }
            }
            ItemKind::Form(_) if syntax.marker(at, &[MarkerKind::Of]).is_some() => {}
            ItemKind::Form(_) if !syntax.verbs[at] && syntax.marker(at, NO_TITLE).is_none() => {}
            ItemKind::Quantity(_) | ItemKind::List => {}
            _ => return None,
        }
        place = item.span.end;
        at += 1;
    }
}

/// What no phrase of titles holds.
const NO_TITLE: &[MarkerKind] = {
    use MarkerKind::*;
    &[With, And, To, For, By, At, From, Ba, About, Speech, Opinion, Report, Announce, Control, Pivot]
};

/// How many characters stand in a gap of words, commas of enumeration and brackets; none where anything else does.
fn plain_length(gap: &[char]) -> Option<u32> {
    let mut depth = 0;
    let mut letters = 0;
    for c in gap {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth > 0 => {}
            '、' => {}
            c if is_alphabetic(*c) => letters += 1,
            _ => return None,
        }
    }
    (depth == 0).then_some(letters)
}

/// How many characters may stand between a body and the titled name that its phrase ends with.
const LONGEST_TITLE: u32 = 12;

/// The issuer of the document that speaks: 公告指, 這篇報道又指, 新華社的報道稱. `Some(None)`: a document of nobody known.
fn document(scene: &Scene<'_>, cast: &mut Cast, context: &Context, state: &SpeechState, at: usize, scope: &Scope, verb: Span) -> Option<Option<Who>> {
    let Scene { knowledge, syntax, .. } = *scene;
    let lead = clause_lead(syntax, scope, verb);
    let owner = (scope.clause..at).find(|k| syntax.noun(*k).is_some() && syntax.possessive(*k));
    let from = owner.map_or(lead, |owner| syntax.items[owner + 1].span.end);
    // 該報續稱, 該組織認為
    let words = syntax.between(lead, verb.start);
    let plain = |form: &[char]| words.len() == form.len() || syntax.lists.speech_adverbs.contains(&words[form.len()..]);
    if syntax.lists.that_outlet.at_start(words).is_some_and(plain) {
        return Some(state.outlet);
    }
    if syntax.lists.that_body.at_start(words).is_some_and(plain) {
        return Some(state.last_speaker.filter(|who| cast.members[*who as usize].kind == EntityKind::Organization && !is_outlet(knowledge, cast, *who)));
    }
    let form = speaking_document(syntax, from, verb)?;
    let outlet = syntax.lists.reporting_documents.contains(form);
    let members = |cast: &mut Cast, at: usize| syntax.noun(at).and_then(|noun| context.members(knowledge, cast, noun, None).first().copied());
    if let Some(owner) = owner {
        return Some(members(cast, owner).filter(|who| !outlet || is_outlet(knowledge, cast, *who)));
    }
    let issuer = (at.saturating_sub(REACH)..at).rev().find(|k| {
        let Some(noun) = syntax.noun(*k) else { return false };
        let end = syntax.items[*k].span.end;
        let tail = syntax.between(end, (end + form.len() as u32 + 6).min(lead));
        noun.class == NounClass::Principal && (outlet && noun.outlet || tail.windows(form.len()).any(|window| window == form))
    });
    if let Some(issuer) = issuer {
        return Some(members(cast, issuer));
    }
    if outlet {
        return Some(state.outlet);
    }
    // 外交部宣布制裁…。聲明說: what was announced was announced in the document.
    let announced = (at.saturating_sub(REACH)..at).rev().find(|k| syntax.marker(*k, &[MarkerKind::Announce]).is_some());
    let announcer = announced.and_then(|k| {
        let clause = syntax.clause_start(k);
        (clause..k).find(|k| syntax.noun(*k).is_some_and(|noun| noun.class == NounClass::Principal) && syntax.case(*k, clause).0.is_none())
    });
    Some(state.issuer.or(announcer.and_then(|at| members(cast, at))))
}

/// 有分析指, 引述消息稱, 官員表示: a source without a name.
fn unnamed(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, lead: u32, sentence: Span, verb: Span, scope: &Scope) -> Option<Who> {
    let syntax = scene.syntax;
    let quoting = scope.opener.filter(|(_, kind)| *kind == MarkerKind::Report).map(|(opener, _)| opener);
    // 這位專家認為: who spoke last, like 他.
    let third = |item: &Item| matches!(item.kind, ItemKind::Noun(noun) if matches!(syntax.nouns[noun as usize].class, NounClass::Pending(MarkerKind::Third)));
    if syntax.items[scope.clause..scope.before].iter().any(third) {
        return None;
    }
    let from = quoting.map_or(lead, |opener| syntax.items[opener].span.end.max(lead));
    // 分析認為，… at the head of a sentence.
    let heads = from == sentence.start;
    source_words(scene, cast, state, from, verb, quoting.is_some() || heads)
}

/// 四國領導人在聯合聲明中說: leaders of three states or more speak as one.
fn joint(scene: &Scene<'_>, cast: &mut Cast, lead: u32, verb: Span) -> Option<Who> {
    const LONGEST_OCCASION: usize = 14;
    let syntax = scene.syntax;
    let words = syntax.between(lead, verb.start);
    let form = syntax.lists.joint_speakers.at_start(words)?;
    let rest = &words[form.len()..];
    let occasion = rest.first() == Some(&'在') && matches!(rest.last(), Some('中' | '上' | '时' | '后')) && rest.len() <= LONGEST_OCCASION;
    if !(rest.is_empty() || occasion || syntax.lists.speech_adverbs.contains(rest)) {
        return None;
    }
    let span = Span::new(lead as usize, lead as usize + form.len());
    let name: String = scene.original[span.range()].iter().collect();
    let who = cast.discovered(EntityKind::Person, &name, None, true);
    cast.mention(who, span, &scene.original[span.range()]);
    Some(who)
}

/// The unnamed source with which the clause before begins.
fn source_before(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, scope: &Scope, sentence: Span) -> Option<Who> {
    let syntax = scene.syntax;
    let stop = scope.clause.checked_sub(1).filter(|stop| syntax.items[*stop].span.start > sentence.start)?;
    let clause = syntax.clause_start(stop);
    let start = clause.checked_sub(1).map_or(sentence.start, |before| syntax.items[before].span.end).max(sentence.start);
    let words = syntax.between(start, syntax.items[stop].span.start);
    let opener = syntax.lists.source_openers.at_start(words).map_or(0, <[char]>::len);
    let form = syntax.lists.unnamed_sources.at_start(&words[opener..])?;
    let from = start as usize + opener;
    Some(name_source(scene, cast, state, Span::new(from, from + form.len())))
}

/// The unnamed source between a place and the verb, which may begin with it (消息稱).
fn source_words(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, from: u32, verb: Span, quoting: bool) -> Option<Who> {
    let syntax = scene.syntax;
    let words = syntax.between(from, verb.end);
    let opener = syntax.lists.source_openers.at_start(words).unwrap_or_default();
    let rest = &words[opener.len()..];
    let told = quoting || opener.last() == Some(&'有');
    if let Some(who) = described_source(scene, cast, state, from + opener.len() as u32, verb).filter(|_| !opener.is_empty()) {
        return Some(who);
    }
    let form = syntax.lists.unnamed_sources.at_start(rest).or_else(|| syntax.lists.hearsay.at_start(rest).filter(|_| told))?;
    let before_verb = (verb.start - from) as usize;
    let taken = opener.len() + form.len();
    let plain = taken >= before_verb || syntax.lists.speech_adverbs.contains(&words[taken..before_verb]);
    if !plain || taken >= words.len() {
        return None;
    }
    let start = from as usize + opener.len();
    Some(name_source(scene, cast, state, Span::new(start, start + form.len())))
}

/// 一名｜熟悉內部情況的人｜說: a source that is only described.
fn described_source(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, from: u32, verb: Span) -> Option<Who> {
    const LONGEST_DESCRIPTION: usize = 24;
    let syntax = scene.syntax;
    let mut words = syntax.between(from, verb.start);
    if let Some(adverb) = syntax.lists.speech_adverbs.at_end(words) {
        words = &words[..words.len() - adverb.len()];
    }
    let described = words.contains(&'的') && syntax.lists.described_sources.ends(words);
    let span = Span::new(from as usize, from as usize + words.len());
    let known =
        || syntax.items[syntax.item_from(from)..].iter().take_while(|item| item.span.start < span.end).any(|item| matches!(item.kind, ItemKind::Noun(_)));
    // 這名｜了解美國貿易談判立場的人士: a state may be named in what describes him.
    let one = syntax.lists.counted_openers.ends(syntax.between(from.saturating_sub(3), from)) && syntax.lists.described_people.ends(words);
    if !described || words.len() > LONGEST_DESCRIPTION || !words.iter().all(|c| is_alphabetic(*c)) || known() && !one {
        return None;
    }
    Some(name_source(scene, cast, state, span))
}

/// The unnamed source whose words these are: one who spoke before, or a new one.
fn name_source(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, span: Span) -> Who {
    let form = scene.syntax.between(span.start, span.end);
    // 這些官員說: those who spoke before.
    let same = state.last_speaker.filter(|who| {
        let member = &cast.members[*who as usize];
        let name: Vec<char> = member.name().chars().map(chancery_text::fold).collect();
        member.unnamed && name.ends_with(form)
    });
    let words: String = scene.original[span.range()].iter().collect();
    let who = same.unwrap_or_else(|| cast.discovered(EntityKind::Person, &words, None, true));
    cast.mention(who, span, &scene.original[span.range()]);
    who
}

/// Whom an outlet quotes: the noun behind 引述, or a source without a name.
pub(super) fn quoted_source(scene: &Scene<'_>, cast: &mut Cast, state: &SpeechState, quoting: usize, end: u32) -> Option<Who> {
    let syntax = scene.syntax;
    let last = (quoting + 1..syntax.items.len())
        .take_while(|at| syntax.items[*at].span.end <= end)
        .filter(|at| syntax.marker(*at, &[MarkerKind::Report, MarkerKind::Speech]).is_some())
        .last()?;
    let noun = (quoting + 1..last).find_map(|at| syntax.noun(at).filter(|noun| noun.class == NounClass::Principal && !noun.outlet));
    if let Some(noun) = noun {
        return noun.members.first().map(|(who, _)| *who);
    }
    // 引述6名知情人士: a number may stand before them.
    let from = syntax.items[quoting + 1..last]
        .iter()
        .rev()
        .find(|item| matches!(item.kind, ItemKind::Quantity(_)))
        .map_or(syntax.items[quoting].span.end, |item| item.span.end);
    let verb = syntax.items[last].span;
    source_words(scene, cast, state, from, verb, true)
}
