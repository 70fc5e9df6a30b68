//! Which nouns fill a case: object, partner, addressee, place, head of an attribute, whoever is told something.
//!
//! In: a case and the scope of a trigger. Out: items in order of place.

use chancery_knowledge::{Case, MarkerKind};
use chancery_text::{Span, is_alphabetic};

use super::{Beyond, Scope, Syntax};
use crate::few::Few;
use crate::phrase::{Item, ItemKind, NounClass};

impl<'a> Syntax<'a> {
    /// The object: the first unmarked noun behind the trigger in its clause, its head where it is an attribute.
    pub fn object(&self, scope: &Scope, trigger: Span) -> Option<usize> {
        // 冻结｜俄罗斯央行｜资产: between the parts of a trigger.
        if let Some((at, _)) = self.nouns_between(scope.inner, scope.before, scope.inner).into_iter().find(|(_, case)| case.is_none()) {
            return Some(at);
        }
        let mut at = scope.after;
        while at < scope.end {
            if self.noun(at).is_some() {
                use MarkerKind::*;
                let marked = at > scope.after
                    && self.items[at - 1].span.end + 1 >= self.items[at].span.start
                    && self.marker(at - 1, &[With, To, For, By, Ba, About, Invited]).is_some();
                if !marked && !self.under(at) {
                    if self.items[at].span.start > trigger.end + 24 {
                        return None;
                    }
                    return Some(self.head_of_attribute(at, scope.end).unwrap_or(at));
                }
            }
            at += 1;
        }
        None
    }

    /// 祝贺在｜某某主席｜领导下取得的成就: under whom something is done.
    fn under(&self, at: usize) -> bool {
        const REACH: u32 = 12;
        let end = self.items[at].span.end;
        let opened = at > 0 && self.items[at - 1].span.end == self.items[at].span.start && self.words(at - 1).last() == Some(&'在');
        let words = self.between(end, (end + REACH).min(self.folded.len() as u32));
        let run = words.iter().position(|c| !is_alphabetic(*c)).unwrap_or(words.len());
        opened && self.lists.under_words.stands_within(&words[..run])
    }

    /// 批評，｜美方｜破壞和平: who opens the clause behind the comma that follows the trigger.
    pub fn told(&self, scope: &Scope, trigger: Span) -> Option<usize> {
        const REACH: usize = 4;
        let stop = self.items.get(scope.after)?;
        if stop.span.start != trigger.end || !matches!(stop.kind, ItemKind::Stop(',' | ':')) {
            return None;
        }
        let first = scope.after + 1;
        (first..self.items.len().min(first + REACH))
            .take_while(|at| {
                self.noun(*at).is_some()
                    || matches!(self.items[*at].kind, ItemKind::Open | ItemKind::Time(_))
                    || self.marker(*at, &[MarkerKind::Condition]).is_some()
            })
            .find(|at| self.noun(*at).is_some())
            .filter(|at| !self.possessive(*at))
    }

    /// 外交部對｜中方｜再次打壓，表達強烈不滿: whom the clause before turned to, where the trigger opens its own clause.
    pub(super) fn addressed_before(&self, scope: &Scope, sentence: Span) -> Option<usize> {
        let stop = scope.clause.checked_sub(1).filter(|at| self.items[*at].kind == ItemKind::Stop(',') && self.items[*at].span.start > sentence.start)?;
        if (scope.clause..scope.first).any(|at| self.noun(at).is_some() || self.marker(at, &[MarkerKind::To, MarkerKind::By, MarkerKind::With]).is_some()) {
            return None;
        }
        let start = self.clause_start(stop).max(self.item_from(sentence.start));
        let opens = |at: usize| self.folded.get(self.items[at].span.start as usize) == Some(&'对') && self.items[at].span.len() == 1;
        let opened = |at: usize| at > start && opens(at - 1);
        // 对原产于｜美国｜的商品，加征关税: where the goods come from.
        let origin = |at: usize| at > start + 1 && self.case(at, start).0 == Some(MarkerKind::From) && opens(at - 2);
        let at = (start..stop).find(|at| self.noun(*at).is_some() && (opened(*at) && self.case(*at, start).0 == Some(MarkerKind::To) || origin(*at)))?;
        // 对中方提出要求，并表示…: a preposition whose verb has come is spent.
        let spoken = (at + 1..stop).any(|k| self.marker(k, &[MarkerKind::Speech, MarkerKind::Opinion, MarkerKind::Announce]).is_some());
        (!spoken).then_some(at)
    }

    /// 美方挑衅，｜中方对此强烈不满: the subject of the clause before within the sentence, where the trigger's own clause has another.
    pub(super) fn prior(&self, scope: &Scope, sentence: Span) -> Option<usize> {
        self.subject_in(scope.segment, scope.first, scope.clause)?;
        let stop = scope.clause.checked_sub(1).filter(|at| self.items[*at].kind == ItemKind::Stop(',') && self.items[*at].span.start > sentence.start)?;
        let start = self.clause_start(stop).max(self.item_from(sentence.start));
        let at = self.subject_in(start, stop, start)?;
        self.noun(at).is_some_and(|noun| noun.class == NounClass::Principal && !noun.outlet).then_some(at)
    }

    /// What the noun at `at` is only the beginning of: 俄羅斯聯邦|公眾院主席法捷耶夫, 瑞典|客人. Gives the titled person at the end of the
    /// phrase, or the end of its words where nobody in it is known.
    pub fn phrase_beyond(&self, at: usize, limit: u32) -> Option<Beyond> {
        use MarkerKind::*;
        const LONGEST: u32 = 16;
        let start = self.items[at].span.end;
        let (mut place, mut counted, mut joint) = (start, false, None);
        let mut k = at + 1;
        while place < limit && place - start < LONGEST {
            let next = self.items.get(k).map_or(limit, |item| item.span.start.min(limit));
            let gap = self.between(place, next);
            // Brackets within a name: 穆斯林聯盟(謝派)領導人.
            if let Some(stop) = gap.iter().position(|c| !(is_alphabetic(*c) || matches!(c, '(' | ')' | '·' | '、') && place + 1 < next)) {
                place += stop as u32;
                break;
            }
            place = next;
            let Some(item) = self.items.get(k).filter(|item| item.span.start < limit) else { break };
            match item.kind {
                // 美国｜朝鲜｜问题特别代表博斯沃思: what his office is about.
                ItemKind::Noun(_)
                    if item.span.start == place
                        && self.noun(k).is_some_and(|noun| noun.members.iter().all(|(_, name)| *name == noun.span))
                        && self.lists.topic_words.starts(self.between(item.span.end, item.span.end + 4)) =>
                {
                    place = item.span.end;
                    k += 1;
                }
                ItemKind::Form(_) if !self.verbs[k] && self.lists.topic_words.contains(self.words(k)) => {
                    place = item.span.end;
                    k += 1;
                }
                ItemKind::Noun(_) => {
                    let alone = self.noun(k).filter(|noun| noun.class == NounClass::Principal && noun.members.len() == 1);
                    // 贸易促进协会会长｜河野洋平: a title that the tables lack.
                    let titled = alone
                        .is_some_and(|noun| noun.span.start < noun.members[0].1.start || self.lists.person_heads.ends(self.between(start, noun.span.start)));
                    // 总理国家安全与｜外事顾问阿齐兹: one title; 议会代表和｜外长: two who are met.
                    let joined = joint.is_some_and(|end| end == item.span.start);
                    return (titled && place > start && !joined).then_some(Beyond::Person(k));
                }
                ItemKind::Quantity(_) if k == at + 1 && item.span.start == start => {
                    counted = true;
                    place = item.span.end;
                    k += 1;
                }
                ItemKind::Form(_) if !self.verbs[k] && item.span.start > start && self.marker(k, &[And, With]).is_some() => {
                    joint = Some(item.span.end);
                    place = item.span.end;
                    k += 1;
                }
                ItemKind::Form(_)
                    if !self.verbs[k] && self.marker(k, &[Word, HeadsOf, ShortAfter, Anonymous]).is_some() && self.marker(k, &[Of, And, With]).is_none() =>
                {
                    place = item.span.end;
                    k += 1;
                }
                _ => break,
            }
        }
        // Words alone end before 與, and do not count anybody.
        if counted {
            return None;
        }
        let place = joint.map_or(place, |end| end - 1);
        // 會見中國大陸｜民運人士｜頗有顧忌: what is said of them begins.
        let words = self.between(start, place);
        let said = (0..words.len()).find(|at| self.lists.predicate_openers.starts(&words[*at..])).unwrap_or(words.len());
        let (words, place) = (&words[..said], start + said as u32);
        let plain = words.len() >= 2 && words.iter().all(|c| is_alphabetic(*c)) && !self.lists.phrase_ends.starts(words);
        plain.then_some(Beyond::Words(place))
    }

    /// 来华进行访问的｜普京: the noun behind 的 where a verb stands between, and whoever is somebody's: 安倍的｜夫人安倍昭惠.
    pub(super) fn head_of_attribute(&self, at: usize, end: usize) -> Option<usize> {
        let mut verb = false;
        // 会见来｜华｜出席第八轮对话和第七轮磋商的｜国务卿: where he has come to tells how far the attribute runs, however long it is.
        let coming = self.noun(at).is_some_and(|noun| noun.span.len() == 1 && noun.class == NounClass::Principal);
        let mut quoted = 0;
        for k in at + 1..end.min(at + if coming { 24 } else { 8 }) {
            // 飛抵｜柏林「德國會全部的｜照顧她」: what is quoted is no part of the phrase.
            match self.items[k].kind {
                ItemKind::Open => quoted += 1,
                ItemKind::Close => quoted -= 1,
                _ => {}
            }
            if quoted > 0 {
                continue;
            }
            if self.marker(k, &[MarkerKind::Of]).is_some() {
                let next = k + 1;
                let of_person = || self.lists.sent_words.starts(self.between(self.items[k].span.end, self.items[k].span.end + 4));
                let next = next + usize::from(of_person() && self.noun(next).is_none());
                // 普拉昌达的｜特使、｜副总理兼财政部长马哈拉: the one sent has titles of his own.
                let listed = of_person() && self.items.get(next).is_some_and(|item| item.kind == ItemKind::List);
                let title = |at: &usize| matches!(self.items.get(*at), Some(Item { kind: ItemKind::Form(_), .. })) && !self.verbs[*at];
                let (next, reach) = if listed { (next + 1 + (next + 1..end).take(2).take_while(title).count(), 12) } else { (next, 3) };
                if (verb || of_person()) && next < end && self.noun(next).is_some() && self.items[next].span.start <= self.items[k].span.end + reach {
                    return Some(next);
                }
                if coming {
                    continue;
                }
                return None;
            }
            verb |= self.verbs[k];
        }
        None
    }

    /// 聯盟同｜中方｜對接: the noun that 同, 與 or 和 joins directly to the noun before.
    pub fn partner_behind(&self, at: usize) -> Option<usize> {
        let touches = |k: usize| self.items.get(k).is_some_and(|item| item.span.start == self.items[k - 1].span.end);
        let joined = self.marker(at + 1, &[MarkerKind::With, MarkerKind::And]).is_some() && self.noun(at + 2).is_some();
        (joined && touches(at + 1) && touches(at + 2)).then_some(at + 2)
    }

    /// 甲同｜乙｜宣布建立: with whom somebody announces what the trigger tells.
    fn announced_with(&self, scope: &Scope) -> Option<usize> {
        let (opener, _) = scope.opener.filter(|(_, kind)| *kind == MarkerKind::Announce)?;
        let at = opener.checked_sub(1).filter(|at| *at >= scope.clause && self.noun(*at).is_some())?;
        let near = self.items[opener].span.start <= self.items[at].span.end + 2;
        (near && self.case(at, scope.clause).0 == Some(MarkerKind::With)).then_some(at)
    }

    /// The noun behind the trigger's 的: 来访的｜普京.
    pub(super) fn head(&self, scope: &Scope) -> Option<usize> {
        // 陪同｜總理｜訪華的有｜部長: who goes with somebody is not the one who goes.
        let escorted = scope.first.checked_sub(1).filter(|at| *at >= scope.clause && self.noun(*at).is_some());
        if escorted.is_some_and(|at| self.case(at, scope.clause).0 == Some(MarkerKind::For)) {
            return None;
        }
        for k in scope.after..scope.end.min(scope.after + 4) {
            if self.marker(k, &[MarkerKind::Of]).is_some() {
                let next = k + 1;
                return (next < scope.end && self.noun(next).is_some() && self.items[next].span.start <= self.items[k].span.end + 4).then_some(next);
            }
            if self.noun(k).is_some_and(|noun| noun.class != NounClass::Place) && k > scope.after + 1 {
                return None;
            }
        }
        None
    }

    /// The noun directly before the trigger, with or without 的.
    pub(super) fn possessor(&self, scope: &Scope, trigger: Span) -> Option<usize> {
        let at = scope.before.checked_sub(1)?;
        let noun = if self.marker(at, &[MarkerKind::Of]).is_some() { at.checked_sub(1)? } else { at };
        // 韓正｜作為習近平特別代表｜赴巴西: for whom he goes is not who goes.
        let start = self.items[noun].span.start;
        if noun == at && self.lists.guises.ends(self.between(start.saturating_sub(2), start)) {
            return None;
        }
        let end = self.items[noun].span.end;
        (self.noun(noun).is_some() && end <= trigger.start && trigger.start - end <= 8 && noun >= scope.clause).then_some(noun)
    }

    /// 就｜美国众议院｜近日通过…发表声明: the noun of a clause within the clause, with only adverbs and times before the trigger.
    fn clausal(&self, scope: &Scope) -> Option<usize> {
        use MarkerKind::*;
        let at = (scope.segment..scope.first).rev().find(|at| self.noun(*at).is_some_and(|noun| noun.class != NounClass::Place))?;
        let plain = |k: usize| !self.verbs[k] && self.marker(k, &[Of, With, And, To, By, Ba, For, Denied]).is_none();
        let touching =
            self.items[scope.first - 1].span.end.max(self.items[at].span.end) + 4 >= self.items.get(scope.first).map_or(u32::MAX, |item| item.span.start);
        let marked = matches!(self.case(at, scope.clause).0, Some(To | About | At));
        (marked && touching && (at + 1..scope.first).all(plain)).then_some(at)
    }

    /// All nouns of a case for a trigger.
    pub fn pick(&self, case: Case, scope: &Scope, trigger: Span, sentence: Span, section_start: usize) -> Few<usize, 4> {
        use MarkerKind as M;
        let left = |kinds: &[M]| -> Few<usize, 4> {
            self.nouns_between(scope.segment, scope.before, scope.clause)
                .into_iter()
                .filter(|(_, case)| case.is_some_and(|case| kinds.contains(&case)))
                .map(|(at, _)| at)
                .collect()
        };
        let right = |kinds: &[M]| -> Few<usize, 4> {
            (scope.after..scope.end)
                .filter(|at| {
                    self.noun(*at).is_some() && *at > 0 && self.items[at - 1].span.end + 1 >= self.items[*at].span.start && self.marker(at - 1, kinds).is_some()
                })
                .collect()
        };
        match case {
            Case::Subject => self.subject(scope, sentence, section_start).map(|(at, _)| at).into_iter().collect(),
            Case::Object => self.object(scope, trigger).into_iter().collect(),
            Case::With => {
                let mut found = left(&[M::With]);
                // 就與中方的協議同顧問會晤: what 的 makes an attribute is no partner where another is.
                if found.len() > 1 {
                    found.retain(|at| !self.possessive(*at));
                }
                let found = if found.is_empty() { right(&[M::With]) } else { found };
                if found.is_empty()
                    && let Some(at) = self.announced_with(scope)
                {
                    return [at].into_iter().collect();
                }
                // 特朗普與金正恩，舉行會談: the clause begins with the verb.
                if found.is_empty()
                    && scope.clause > 0
                    && (scope.clause..scope.first).all(|k| self.noun(k).is_none())
                    && self.items[scope.clause - 1].kind == ItemKind::Stop(',')
                    && self.items[scope.clause - 1].span.start >= sentence.start
                {
                    let start = self.clause_start(scope.clause - 1);
                    let acts = (start..scope.clause - 1).any(|k| self.verbs[k] && self.marker(k, &[M::With, M::And, M::At]).is_none());
                    if acts {
                        return found;
                    }
                    self.nouns_between(start, scope.clause - 1, start).into_iter().filter(|(_, case)| *case == Some(M::With)).map(|(at, _)| at).collect()
                } else {
                    found
                }
            }
            Case::To => {
                let mut found = left(&[M::To]);
                // 對美方｜對香港事務說三道四｜表示不滿: the outer one is addressed, the inner one belongs to what it did.
                let towards = |at: usize| self.items[at].span.start > 0 && self.folded.get(self.items[at].span.start as usize - 1) == Some(&'对');
                if let [outer, inner, ..] = found[..]
                    && towards(outer)
                    && towards(inner)
                    && !(outer..inner).any(|k| matches!(self.items[k].kind, ItemKind::List | ItemKind::Stop(_)))
                {
                    found.truncate(1);
                }
                if found.is_empty() {
                    found = self.addressed_before(scope, sentence).into_iter().collect();
                }
                // 捐赠给老挝: behind the anchor, with no other verb between.
                if found.is_empty() {
                    right(&[M::To])
                        .into_iter()
                        .filter(|at| {
                            // 出售總值64億美元的武器給台灣: 給 reaches further than 對 and 向.
                            let gives = self.folded.get(self.items[at - 1].span.start as usize) == Some(&'给');
                            gives && self.items[*at].span.start <= trigger.end + 40
                                || self.items[*at].span.start <= trigger.end + 16 && !(scope.after..at.saturating_sub(1)).any(|k| self.verbs[k])
                        })
                        .collect()
                } else {
                    found
                }
            }
            Case::For => left(&[M::For]),
            Case::By => {
                let found = left(&[M::By]);
                if found.is_empty() { right(&[M::By]) } else { found }
            }
            Case::From => left(&[M::From]),
            Case::Ba => left(&[M::Ba, M::Planned]),
            Case::Invited => {
                (scope.clause..scope.before).filter(|at| self.noun(*at).is_some() && *at > 0 && self.marker(at - 1, &[M::Invited]).is_some()).collect()
            }
            Case::At => {
                let mut found: Few<usize, 4> = self
                    .nouns_between(scope.clause, scope.before, scope.clause)
                    .into_iter()
                    .filter(|(at, case)| {
                        *case == Some(M::At) || (case.is_none() && self.noun(*at).is_some_and(|noun| noun.class == NounClass::Place) && !self.possessive(*at))
                    })
                    .map(|(at, _)| at)
                    .collect();
                found.extend(
                    (scope.after..scope.end)
                        .filter(|at| self.noun(*at).is_some_and(|noun| noun.class == NounClass::Place) && *at > 0 && self.marker(at - 1, &[M::At]).is_some()),
                );
                found
            }
            Case::Possessor => self.possessor(scope, trigger).into_iter().collect(),
            Case::Head => self.head(scope).into_iter().collect(),
            Case::Clausal => self.clausal(scope).into_iter().collect(),
            Case::Near => self
                .nouns_between(scope.segment, scope.first, scope.clause)
                .into_iter()
                .rev()
                .find(|(at, case)| case.is_none() && !self.possessive(*at))
                .map(|(at, _)| at)
                .into_iter()
                .collect(),
            Case::Told => self.told(scope, trigger).into_iter().collect(),
            Case::Prior => self.prior(scope, sentence).into_iter().collect(),
            Case::Pair | Case::Parties | Case::Speaker | Case::Opposite | Case::Named | Case::Inside | Case::Before => Few::new(),
        }
    }
}
