//! A noun is gathered word by word: states, places, body, office, name, in any of their shortenings.
//!
//! In: the chosen words from one that may open a noun. Out: the parts of the noun and where the next word is. Who is meant by
//! them is left to `members`.

use chancery_knowledge::{MarkerKind, Rank};
use chancery_model::EntityKind;
use chancery_text::{Span, is_alphabetic};

use super::{Noun, PhraseBuilder, Token, heads_word};
use crate::cast::{Cast, Who};
use crate::few::Few;
use crate::segment::Word;

/// What has been gathered of a noun.
pub(super) struct Parts {
    /// The next word.
    pub at: usize,
    pub start: usize,
    pub end: usize,
    /// Row, place, whether of one character.
    pub states: Few<(u32, Span, bool), 2>,
    pub places: Few<(u32, Span), 2>,
    pub organization: Option<(u32, Span)>,
    pub office: Option<u32>,
    pub person: Option<(Who, Span)>,
    pub accredited: bool,
    pub accredited_to: Option<u32>,
    /// 中俄元首: heads or ministers of several states.
    pub heads: Option<MarkerKind>,
    pub unnamed: bool,
    /// A short office that says nothing alone: 代表, 主任.
    pub dependent: bool,
    pub former: bool,
    /// 习近平特使: somebody named sent whoever has the office.
    pub sent: bool,
    /// 国务卿: an office that only one state has.
    pub own_side: Option<u32>,
}

/// What becomes of gathering after a word.
enum Step {
    /// The word is taken.
    Go,
    /// More than the word is taken already.
    On,
    /// The noun ends.
    End,
}

impl PhraseBuilder<'_> {
    /// Reads the noun that starts at word `first`; returns it and the index of the next word.
    pub(super) fn unit(&self, words: &[Word], first: usize, carried: Option<u32>, cast: &mut Cast, found: &mut Vec<(Vec<char>, Who)>) -> Option<(Noun, usize)> {
        if !self.opens_noun(&words[first]) || self.on_behalf(words, first) {
            return None;
        }
        let mut part = self.gather(words, first, carried, cast, found);
        if part.at == first {
            return None;
        }
        let span = self.unknown_name(&mut part, words, carried, cast, found);
        let span = self.group_beyond(&mut part, words, span);
        self.members(part, span, cast)
    }

    /// 代表特朗普出席: on behalf of, no title.
    fn on_behalf(&self, words: &[Word], first: usize) -> bool {
        self.form_of(&words[first]).is_some_and(|form| self.has_marker(form, &[MarkerKind::For]).is_some())
            && words.get(first + 1).is_some_and(|next| {
                next.span.start == words[first].span.end
                    && matches!(self.token(next, None), Some(Token::Person(_) | Token::Extra(_) | Token::Office(_) | Token::State(..) | Token::Organization(_)))
            })
    }

    fn gather(&self, words: &[Word], first: usize, carried: Option<u32>, cast: &mut Cast, found: &mut Vec<(Vec<char>, Who)>) -> Parts {
        let knowledge = self.knowledge;
        let start = words[first].span.start as usize;
        let mut part = Parts {
            at: first,
            start,
            end: start,
            states: Few::new(),
            places: Few::new(),
            organization: None,
            office: None,
            person: None,
            accredited: false,
            accredited_to: None,
            heads: None,
            unnamed: false,
            dependent: false,
            former: false,
            sent: false,
            own_side: None,
        };
        while part.at < words.len() {
            let word = &words[part.at];
            let side = part.states.last().map(|state| state.0);
            let touching = part.at == first || self.adjacent(part.end, word.span.start as usize);
            // 巴拿马｜首都｜巴拿马城
            if part.at > first && touching && !part.states.is_empty() && self.lists.capital_words.contains(&self.folded[word.span.range()]) {
                part.end = word.span.end as usize;
                part.at += 1;
                continue;
            }
            let Some(token) = self.token(word, side).filter(|_| touching) else {
                // 聯邦調查局(FBI)｜局長弗雷: a bracket behind a body parts nothing.
                if part.at > first
                    && part.organization.is_some()
                    && part.person.is_none()
                    && part.office.is_none()
                    && let Some(next) = self.beyond_bracket(words, part.at, part.end)
                {
                    part.at = next;
                    part.end = words[part.at].span.start as usize;
                    continue;
                }
                // 清華大學｜國家戰略研究院｜研究員, 乌克兰｜一些｜在野政党
                if part.at > first
                    && part.person.is_none()
                    && part.office.is_none()
                    && !part.unnamed
                    && part.places.is_empty()
                    && let Some(next) = self.bridge(words, part.at, part.end, part.organization.is_some())
                {
                    part.at = next;
                    part.end = words[part.at].span.start as usize;
                    continue;
                }
                break;
            };
            // 葡萄牙總理蒙特內格羅: behind an office a name of the state's own people is a person.
            let namesake = matches!(token, Token::State(..)) && part.office.is_some() && part.person.is_none();
            let token = side.filter(|_| namesake).and_then(|side| self.namesake(word, side)).unwrap_or(token);
            match token {
                Token::State(row, short) if part.person.is_none() && !part.unnamed => {
                    if part.accredited && part.accredited_to.is_none() {
                        part.accredited_to = Some(row);
                    } else if part.office.is_some() || part.organization.is_some() || !part.places.is_empty() {
                        break;
                    } else if part.states.last().is_none_or(|last| last.2 && short) {
                        part.states.push((row, word.span, short));
                    } else {
                        break;
                    }
                }
                Token::Place(row) if part.accredited && part.accredited_to.is_none() => part.accredited_to = knowledge.entities[row as usize].state_row,
                Token::Place(row) if part.person.is_none() && part.office.is_none() && part.organization.is_none() && !part.unnamed && part.heads.is_none() => {
                    part.places.push((row, word.span))
                }
                Token::Organization(row) if part.person.is_none() && !part.unnamed && part.office.is_none() => {
                    // A second body names itself more exactly (美国国务院国际宗教自由…): the last one counts.
                    part.organization = Some((row, word.span));
                }
                Token::Office(_) | Token::Marker(MarkerKind::Anonymous | MarkerKind::HeadsOf)
                    if part.organization.is_some() && part.person.is_none() && self.names_meeting(word.span.end as usize) =>
                {
                    break;
                }
                // 在北京總統…: only mayors and governors are of a place, and not of one that something happens in.
                Token::Office(row)
                    if part.person.is_none()
                        && !part.places.is_empty()
                        && (self.at_place(part.places[0].1)
                            || !self.lists.local_offices.contains(&knowledge.offices[row as usize].id.chars().collect::<Vec<_>>())) =>
                {
                    break;
                }
                Token::Office(row) => match self.take_office(&mut part, words, row, cast) {
                    Step::Go => {}
                    Step::On => continue,
                    Step::End => break,
                },
                Token::Person(rows) if part.person.is_none() => match self.take_person(&mut part, words, &rows, carried, cast, found) {
                    Step::Go => {}
                    Step::On => continue,
                    Step::End => break,
                },
                Token::Extra(who) if part.person.is_none() => {
                    part.unnamed = false;
                    part.person = Some((who, word.span));
                }
                Token::Marker(MarkerKind::StateSuffix) if part.at > first && !part.unnamed && part.office.is_none() && part.heads.is_none() => {
                    match self.take_suffix(&mut part, words, cast) {
                        Step::Go => {}
                        Step::On => continue,
                        Step::End => break,
                    }
                }
                Token::Marker(MarkerKind::Accredited)
                    if part.person.is_none()
                        && part.office.is_none()
                        && words.get(part.at + 1).is_some_and(|next| {
                            next.span.start == word.span.end
                                && matches!(self.token(next, None), Some(Token::State(..) | Token::Organization(_) | Token::Place(_)))
                        }) =>
                {
                    part.accredited = true
                }
                Token::Marker(MarkerKind::OfficePrefix | MarkerKind::Accredited)
                    if part.person.is_none()
                        && words.get(part.at + 1).is_some_and(|next| {
                            next.span.start == word.span.end && matches!(self.token(next, None), Some(Token::Office(_) | Token::State(..) | Token::Person(_)))
                        }) =>
                {
                    part.former |= self.lists.former_words.contains(&self.folded[word.span.range()]);
                }
                Token::Marker(MarkerKind::HeadsOf | MarkerKind::MinistersOf)
                    if part.states.len() >= 2 && part.organization.is_none() && part.office.is_none() =>
                {
                    part.heads = self.form_of(word).and_then(|form| self.has_marker(form, &[MarkerKind::HeadsOf, MarkerKind::MinistersOf]));
                    part.end = word.span.end as usize;
                    part.at += 1;
                    break;
                }
                // 习近平夫人：his wife is meant, whatever she is called.
                Token::Marker(MarkerKind::Honorific) if part.person.is_some() && self.lists.sent_words.contains(&self.folded[word.span.range()]) => {
                    if let Some((who, name)) = part.person.take() {
                        cast.mention(who, name, self.written(name));
                    }
                    (part.unnamed, part.office) = (true, None);
                }
                Token::Marker(MarkerKind::Honorific) if part.person.is_some() => {}
                // 知情人士稱: nobody before it, a verb of speech behind it.
                Token::Marker(MarkerKind::Anonymous)
                    if part.at == first
                        && words.get(part.at + 1).is_some_and(|next| {
                            next.span.start == word.span.end && self.form_of(next).is_some_and(|form| self.has_marker(form, &[MarkerKind::Speech]).is_some())
                        })
                        && word.span.len() >= 2 =>
                {
                    part.unnamed = true;
                }
                Token::Marker(MarkerKind::Anonymous | MarkerKind::HeadsOf)
                    if part.at > first
                        && part.person.is_none()
                        && part.heads.is_none()
                        && part.places.is_empty()
                        && (!part.states.is_empty() || part.organization.is_some()) =>
                {
                    part.unnamed = true;
                    part.office = None;
                }
                _ => break,
            }
            part.end = word.span.end as usize;
            part.at += 1;
        }
        part
    }

    fn take_office(&self, part: &mut Parts, words: &[Word], row: u32, cast: &mut Cast) -> Step {
        let (knowledge, word) = (self.knowledge, &words[part.at]);
        if part.person.is_some() && self.on_behalf(words, part.at) {
            return Step::End;
        }
        if part.person.is_some() {
            // 普京总统: a title behind the name, unless a further name follows it.
            // 習近平特使｜張高麗, 習近平特使、…: the envoy is meant, not who sent him.
            if knowledge.offices[row as usize].rank == Rank::Envoy || self.lists.sent_words.contains(&self.folded[word.span.range()]) {
                // 某某｜代表正在某地的…: a verb, unless a name or nothing follows it.
                let end = word.span.end as usize;
                let behalf = self.form_of(word).is_some_and(|form| self.has_marker(form, &[MarkerKind::For]).is_some());
                let named = words.get(part.at + 1).filter(|next| next.span.start as usize == end).and_then(|next| self.token(next, None));
                let runs_on =
                    end < self.limit && is_alphabetic(self.folded[end]) && !matches!(named, Some(Token::Person(_) | Token::Extra(_) | Token::Office(_)));
                if behalf && runs_on {
                    return Step::End;
                }
                if let Some((who, name)) = part.person.take() {
                    cast.mention(who, name, self.written(name));
                    part.own_side = part.own_side.or(cast.side(who));
                    part.sent = true;
                }
                part.office = Some(row);
                part.end = word.span.end as usize;
                part.at += 1;
                return Step::On;
            }
            let next = words.get(part.at + 1).filter(|next| next.span.start == word.span.end);
            if next.is_some_and(|next| matches!(self.token(next, None), Some(Token::Person(_)))) || part.organization.is_some() && part.office.is_some() {
                return Step::End;
            }
            part.office = part.office.or(Some(row));
            part.end = word.span.end as usize;
            part.at += 1;
            return Step::End;
        }
        // 聯合國秘書長 names its body itself.
        let named = self.form_of(word).filter(|_| part.states.is_empty() && part.organization.is_none() && part.places.is_empty());
        let named = named.and_then(|form| knowledge.named_body(form)).filter(|_| knowledge.offices[row as usize].rank != Rank::Expert);
        let row = named.map_or(row, |title| title.office);
        if let Some(title) = named {
            match knowledge.entities[title.body as usize].kind {
                Some(EntityKind::State) => part.states.push((title.body, word.span, false)),
                Some(EntityKind::Place) => part.places.push((title.body, word.span)),
                _ => part.organization = Some((title.body, word.span)),
            }
        }
        // 中國｜問題專家: about the state, of another. 訪朝｜代表團團長: on the way there.
        let about = self.lists.topic_words.starts(&self.folded[word.span.range()]);
        let bound_for = part.states.len() == 1 && part.states[0].2 && self.toward(part.states[0].1);
        if (about || bound_for) && part.organization.is_none() {
            part.accredited_to = part.accredited_to.or(part.states.pop().map(|state| state.0).filter(|_| bound_for));
        }
        let collective = self.form_of(word).and_then(|form| self.has_marker(form, &[MarkerKind::HeadsOf, MarkerKind::MinistersOf]));
        if (heads_word(knowledge, row) || collective.is_some()) && part.states.len() >= 2 && part.organization.is_none() {
            part.heads = Some(collective.unwrap_or(MarkerKind::HeadsOf));
        }
        part.dependent = knowledge.offices[row as usize].dependent && word.span.len() <= 3;
        part.office = Some(row);
        // 中國專家 may be anybody's.
        let within = || Some(word.span).filter(|_| knowledge.offices[row as usize].rank != Rank::Expert).and_then(|span| self.side_within(span));
        part.own_side = self.form_of(word).and_then(|form| self.sides.of_office(form)).or_else(within).or(part.own_side);
        part.unnamed =
            word.span.len() >= 4 && part.states.is_empty() && part.organization.is_none() && self.lists.unnamed_tails.ends(&self.folded[word.span.range()]);
        Step::Go
    }

    fn take_person(&self, part: &mut Parts, words: &[Word], rows: &[u32], carried: Option<u32>, cast: &mut Cast, found: &mut Vec<(Vec<char>, Who)>) -> Step {
        let (knowledge, word) = (self.knowledge, &words[part.at]);
        part.unnamed = false;
        let side = part
            .accredited_to
            .filter(|_| part.states.is_empty())
            .or(part.states.last().map(|s| s.0))
            .or(part.organization.and_then(|(row, _)| knowledge.entities[row as usize].state_row));
        // 亞美尼亞總理薩爾基相…。薩爾基相說: a bare name that several bear is that of the one whom the text has introduced.
        let mut met =
            rows.iter().copied().filter(|row| rows.len() > 1 && side.is_none() && part.office.is_none() && cast.has_met(*row, self.written(word.span)));
        let row = match (met.next(), met.next()) {
            (Some(row), None) => row,
            _ => self.choose_person(rows, side, part.office),
        };
        // 阿聯酋總統穆罕默德 is no Somali: a short name under another state's title is somebody else.
        let entity = &knowledge.entities[row as usize];
        let home = |side: u32| {
            entity.state_row == Some(side)
                || entity.tenures.iter().any(|tenure| tenure.body_row == Some(side) || tenure.to_body == knowledge.entities[side as usize].id)
        };
        let stranger = side.filter(|side| part.office.is_some() && knowledge.is_state(*side) && !home(*side) && word.span.len() <= 4 && !part.accredited);
        // 马哈茂德｜-阿巴斯: a first name that somebody else is known by.
        let start = word.span.start as usize;
        if let Some((next, row)) = self.known_after_first_name(words, part.at + 1, start, side, part.office).filter(|(_, row)| {
            let entity = &knowledge.entities[*row as usize];
            side.is_some() && entity.state_row == side
        }) {
            let name = Span::new(start, words[next].span.end as usize);
            part.person = Some((cast.known(knowledge, row, None), name));
            part.end = name.end as usize;
            part.at = next + 1;
            return Step::End;
        }
        // 皮尔斯｜伯里: a known name inside a longer one.
        if let Some(longer) = self.longer_name(words, part.at, stranger.is_some() || side.is_none() && self.elsewhere(row, word, part.office)) {
            let side = self.side_of(&part.states, part.organization);
            let who = self.discover(cast, longer, side, part.office);
            found.push((self.folded[longer.range()].to_vec(), who));
            part.person = Some((who, longer));
            part.end = longer.end as usize;
            part.at += 1;
            while part.at < words.len() && (words[part.at].span.start as usize) < part.end {
                part.at += 1;
            }
            return Step::End;
        }
        // 爱尔兰众议长…、参议长伯克: nor an Australian, of whom the text says nothing, with an office that he never had.
        // A name of the Han world in full is who it is: 中央组织部部长范明政 of another state's party.
        let sounds = self.folded[word.span.range()].iter().all(|c| self.shapes.transliterates(*c));
        let stranger = stranger.filter(|_| sounds || word.span.len() <= 2);
        let another = self.another(row, word.span, part.office);
        let elsewhere = another || stranger.is_none() && side.is_none() && !part.own_side.is_some_and(home) && self.elsewhere(row, word, part.office);
        let side = side.or(carried.filter(|_| elsewhere));
        let who = match stranger.or(Some(row).filter(|_| elsewhere)) {
            Some(_) => {
                let who = self.discover(cast, word.span, side, part.office);
                found.push((self.folded[word.span.range()].to_vec(), who));
                who
            }
            None => cast.known(knowledge, row, None),
        };
        // 荷兰首相吕特 acted for his state before he acted for an organization.
        let own = |side: u32| entity.state_row == Some(side) || entity.tenures.iter().any(|tenure| tenure.body_row == Some(side));
        let stated = side.filter(|side| part.office.is_some() && !part.accredited && knowledge.is_state(*side) && own(*side));
        let acting = stated.or_else(|| self.side_on_day(row).filter(|_| side.is_none()));
        if let Some(side) = acting.filter(|_| stranger.is_none() && !elsewhere) {
            cast.act_for(who, side);
        }
        part.person = Some((who, word.span));
        Step::Go
    }

    /// 政府, 方面, 當局 behind a state, a body or a person.
    fn take_suffix(&self, part: &mut Parts, words: &[Word], cast: &mut Cast) -> Step {
        let (knowledge, word) = (self.knowledge, &words[part.at]);
        if let Some((who, name)) = part.person {
            // 特朗普政府
            let span = Span::new(name.start as usize, word.span.end as usize);
            if word.span.len() < 2 {
                return Step::End;
            }
            // 特朗普方面 is 特朗普; 特朗普政府 a government.
            if self.lists.person_suffixes.contains(&self.folded[word.span.range()]) {
                cast.surface(who, self.written(span));
                part.end = word.span.end as usize;
                part.at += 1;
                return Step::End;
            }
            let side = cast.side(who);
            let body = cast.discovered(EntityKind::Organization, &self.words_of(Span::new(part.start, word.span.end as usize)), side, false);
            cast.mention(body, span, self.written(span));
            part.person = Some((body, span));
            part.end = word.span.end as usize;
            part.at += 1;
            return Step::End;
        }
        if part.states.is_empty() && part.organization.is_none() && part.places.is_empty() {
            return Step::End;
        }
        part.end = word.span.end as usize;
        if let Some((row, at)) = part.places.pop() {
            // 北京當局
            part.states.extend(knowledge.entities[row as usize].state_row.map(|state| (state, at, false)));
            part.places.clear();
        }
        if let Some(last) = part.states.last_mut() {
            last.1 = last.1.join(word.span);
        }
        part.at += 1;
        if self.adjacent_anonymous(words, part.at, part.end) {
            return Step::On;
        }
        Step::End
    }
}
