//! Step 4: words to items: nouns (apposition, coordination, collective mentions), titles, times, markers, punctuation.
//!
//! In: the chosen words of a section. Out: items in order of place, nouns with their members in the cast.
//! Apposition is read as body + office + name in any of its shortenings (俄羅斯總統普京, 外交部發言人, 中國駐巴拿馬大使館).
//! Who stands where in the clause is left to `clause`.

mod choice;
mod title;

use std::collections::BTreeMap;

use chancery_knowledge::{Knowledge, MarkerKind, MarkerSet, Meaning, Rank};
use chancery_model::{Date, EntityKind};
use chancery_text::Span;

use crate::cast::{Cast, Who};
use crate::discovery::{Edge, NameShapes, Sides};
use crate::lists::Lists;
use crate::scan::Forms;
use crate::segment::{Word, WordKind};

/// What a noun is, as far as roles care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NounClass {
    /// States, organizations, persons.
    Principal,
    /// Places only.
    Place,
    /// 雙方, 我, 他 …: members are found in context.
    Pending(MarkerKind),
}

/// A noun with its members.
#[derive(Clone, Debug)]
pub(crate) struct Noun {
    pub span: Span,
    pub class: NounClass,
    pub members: Vec<(Who, Span)>,
    /// Where a second half begins after 和 與, by member.
    pub joined_at: Option<usize>,
    /// State named before a place: 匈牙利布達佩斯.
    pub state: Option<u32>,
    /// State that an envoy or mission is accredited to: 駐意大利大使.
    pub accredited: Option<u32>,
    /// Members are one-character states written together: 中俄.
    pub compact: bool,
    /// A newspaper or agency: never the subject where somebody else can be.
    pub outlet: bool,
    /// A capital, which may stand for its government.
    pub capital: bool,
}

/// An item of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Noun(u32),
    Form(u32),
    Time(u32),
    Quantity(u32),
    /// A title in 《》 by index.
    Title(u32),
    Open,
    Close,
    /// 、
    List,
    /// ，：； and sentence ends.
    Stop(char),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub span: Span,
    pub kind: ItemKind,
}

/// A title in 《》.
#[derive(Clone, Debug)]
pub(crate) struct TitleSpan {
    /// Without the brackets.
    pub inner: Span,
    /// Entities named in it.
    pub members: Vec<Who>,
}

/// What phrases are built into.
#[derive(Default)]
pub(crate) struct Phrases {
    pub items: Vec<Item>,
    pub nouns: Vec<Noun>,
    pub titles: Vec<TitleSpan>,
    /// Stretches whose triggers are not read: brackets, titles, short quotations.
    pub muted: Vec<Span>,
    /// Names discovered: (folded name, who).
    pub found: Vec<(Vec<char>, Who)>,
    /// Of these, who stands under an office of a body that is no known one.
    pub vague: Vec<Who>,
}

pub(crate) struct PhraseBuilder<'a> {
    pub knowledge: &'a Knowledge,
    pub lists: &'a Lists,
    pub forms: &'a Forms,
    pub shapes: &'a NameShapes,
    pub sides: &'a Sides,
    pub day: Option<Date>,
    /// States that the document names in full, by row.
    pub named: &'a [u32],
    /// How often it names each state, in whatever form.
    pub counts: &'a BTreeMap<u32, usize>,
    /// State whose ministries are meant where none is named (mainland texts: China).
    pub home: Option<u32>,
    pub folded: &'a [char],
    pub original: &'a [char],
    pub limit: usize,
}

#[derive(Clone, Debug)]
enum Token {
    State(u32, bool),
    Place(u32),
    Organization(u32),
    Person(Vec<u32>),
    Extra(Who),
    Office(u32),
    Marker(MarkerKind),
}

/// Markers that are part of nouns.
const NOUN_MARKER_KINDS: &[MarkerKind] = &[
    MarkerKind::StateSuffix,
    MarkerKind::OfficePrefix,
    MarkerKind::Accredited,
    MarkerKind::HeadsOf,
    MarkerKind::MinistersOf,
    MarkerKind::Honorific,
    MarkerKind::Anonymous,
];
pub(crate) const NOUN_MARKERS: MarkerSet = MarkerSet::of(NOUN_MARKER_KINDS);

/// Markers that are nouns whose members are found in context.
const PENDING_MARKER_KINDS: &[MarkerKind] =
    &[MarkerKind::Both, MarkerKind::Several, MarkerKind::Duo, MarkerKind::Heads, MarkerKind::First, MarkerKind::FirstPlural, MarkerKind::Third];
pub(crate) const PENDING_MARKERS: MarkerSet = MarkerSet::of(PENDING_MARKER_KINDS);

impl PhraseBuilder<'_> {
    /// The words of a span as they are written.
    fn written(&self, span: Span) -> &[char] {
        &self.original[span.range()]
    }

    fn words_of(&self, span: Span) -> String {
        self.written(span).iter().collect()
    }

    #[inline(always)]
    fn has_marker(&self, form: u32, kinds: &[MarkerKind]) -> Option<MarkerKind> {
        self.knowledge.marker(form, kinds)
    }

    fn token(&self, word: &Word, side: Option<u32>) -> Option<Token> {
        let form = match word.kind {
            WordKind::Form(form) => form,
            WordKind::Time(_) | WordKind::Quantity(_) => return None,
        };
        if form >= EXTRA {
            return Some(Token::Extra(form - EXTRA));
        }
        if !self.forms.of(form).is_name() {
            return self.has_marker(form, NOUN_MARKER_KINDS).map(Token::Marker);
        }
        let (mut persons, mut states, mut organization, mut place, mut office) = (Vec::new(), Vec::new(), None, None, None);
        let state_row = |row: u32| self.knowledge.entities[row as usize].state_row;
        for meaning in self.knowledge.lexicon.meanings(form) {
            match *meaning {
                Meaning::Entity(row, short) => match self.knowledge.kind(row) {
                    Some(EntityKind::Person) => persons.push(row),
                    // 歐 in 中歐, 美歐 stands beside states as one of them; 越共 acts for its state.
                    Some(EntityKind::State) => states.push((row, short)),
                    Some(EntityKind::Organization) if short && state_row(row).is_none() => states.push((row, short)),
                    Some(EntityKind::Place) => place = place.or(Some(row)),
                    Some(EntityKind::Organization) => {
                        let fits = side.is_some() && state_row(row) == side;
                        if organization.is_none() || fits {
                            organization = Some(row);
                        }
                    }
                    _ => {}
                },
                // 總理 is of several offices; the one that the state or body has counts.
                Meaning::Office(row) if office.is_none() || side.is_some_and(|side| !self.held(office, side) && self.held(Some(row), side)) => {
                    office = Some(row);
                }
                _ => {}
            }
        }
        // 北京 stands for the place or the government; the place is the safer reading, roles turn it into the state.
        // 在白宮, 抵達奧斯汀 is the place, also where a body or a person has the name.
        if let Some(row) = place.filter(|_| self.at_place(word.span) && (persons.is_empty() || self.folded[word.span.start as usize - 1] != '于')) {
            return Some(Token::Place(row));
        }
        // 喬治亞 is the state of Georgia only beside the United States.
        let abroad = |row: u32| place.is_some_and(|place| !self.in_state(place, row) && !side.is_some_and(|side| self.in_state(place, side)));
        if let Some((row, short)) = self.choose_state(form, word.span, &states).filter(|(row, _)| place.is_none() || abroad(*row)) {
            return Some(Token::State(row, short));
        }
        if !persons.is_empty() {
            return Some(Token::Person(persons));
        }
        if let Some(row) = organization {
            return Some(Token::Organization(row));
        }
        if let Some(row) = place {
            return Some(Token::Place(row));
        }
        if let Some(row) = office {
            return Some(Token::Office(row));
        }
        self.has_marker(form, NOUN_MARKER_KINDS).map(Token::Marker)
    }

    /// Whether a noun can begin with a word at all.
    #[inline]
    fn opens_noun(&self, word: &Word) -> bool {
        match word.kind {
            WordKind::Form(form) if form < EXTRA => self.forms.of(form).opens_noun(),
            WordKind::Form(_) => true,
            WordKind::Time(_) | WordKind::Quantity(_) => false,
        }
    }

    /// Whether a word before says that something happens at a place or somebody comes to it.
    fn at_place(&self, span: Span) -> bool {
        span.start > 0 && matches!(self.folded[span.start as usize - 1], '在' | '于' | '抵' | '赴')
    }

    /// Reads the noun that starts at word `first`; returns it and the index of the next word.
    fn unit(&self, words: &[Word], first: usize, carried: Option<u32>, cast: &mut Cast, found: &mut Vec<(Vec<char>, Who)>) -> Option<(Noun, usize)> {
        if !self.opens_noun(&words[first]) {
            return None;
        }
        let knowledge = self.knowledge;
        // 代表特朗普出席: on behalf of, no title.
        let behalf = self.form_of(&words[first]).is_some_and(|form| self.has_marker(form, &[MarkerKind::For]).is_some());
        if behalf
            && words.get(first + 1).is_some_and(|next| {
                next.span.start == words[first].span.end
                    && matches!(self.token(next, None), Some(Token::Person(_) | Token::Extra(_) | Token::Office(_) | Token::State(..)))
            })
        {
            return None;
        }
        let mut states: Vec<(u32, Span, bool)> = Vec::new();
        let mut places: Vec<(u32, Span)> = Vec::new();
        let (mut organization, mut office, mut person): (Option<(u32, Span)>, Option<u32>, Option<(Who, Span)>) = (None, None, None);
        let (mut accredited, mut accredited_to, mut heads, mut unnamed, mut dependent) = (false, None::<u32>, None::<MarkerKind>, false, false);
        let mut former = false;
        let mut at = first;
        let start = words[first].span.start as usize;
        let mut end = start;
        // 国务卿: an office that only one state has.
        let mut own_side: Option<u32> = None;
        while at < words.len() {
            let word = &words[at];
            let side = states.last().map(|state| state.0);
            let touching = at == first || self.adjacent(end, word.span.start as usize);
            // 巴拿马｜首都｜巴拿马城
            if at > first && touching && !states.is_empty() && self.lists.capital_words.contains(&self.folded[word.span.range()]) {
                end = word.span.end as usize;
                at += 1;
                continue;
            }
            let Some(token) = self.token(word, side).filter(|_| touching) else {
                // 聯邦調查局(FBI)｜局長弗雷: a bracket behind a body parts nothing.
                if at > first
                    && organization.is_some()
                    && person.is_none()
                    && office.is_none()
                    && let Some(next) = self.beyond_bracket(words, at, end)
                {
                    at = next;
                    end = words[at].span.start as usize;
                    continue;
                }
                // 清華大學｜國家戰略研究院｜研究員, 乌克兰｜一些｜在野政党
                if at > first
                    && person.is_none()
                    && office.is_none()
                    && !unnamed
                    && places.is_empty()
                    && let Some(next) = self.bridge(words, at, end, organization.is_some())
                {
                    at = next;
                    end = words[at].span.start as usize;
                    continue;
                }
                break;
            };
            // 葡萄牙總理蒙特內格羅: behind an office a name of the state's own people is a person.
            let namesake = matches!(token, Token::State(..)) && office.is_some() && person.is_none();
            let token = side.filter(|_| namesake).and_then(|side| self.namesake(word, side)).unwrap_or(token);
            match token {
                Token::State(row, short) if person.is_none() && !unnamed => {
                    if accredited && accredited_to.is_none() {
                        accredited_to = Some(row);
                    } else if office.is_some() || organization.is_some() || !places.is_empty() {
                        break;
                    } else if states.last().is_none_or(|last| last.2 && short) {
                        states.push((row, word.span, short));
                    } else {
                        break;
                    }
                }
                Token::Place(row) if accredited && accredited_to.is_none() => accredited_to = knowledge.entities[row as usize].state_row,
                Token::Place(row) if person.is_none() && office.is_none() && organization.is_none() && !unnamed && heads.is_none() => {
                    places.push((row, word.span))
                }
                Token::Organization(row) if person.is_none() && !unnamed && office.is_none() => {
                    // A second body names itself more exactly (美国国务院国际宗教自由…): the last one counts.
                    organization = Some((row, word.span));
                }
                Token::Office(_) | Token::Marker(MarkerKind::Anonymous | MarkerKind::HeadsOf)
                    if organization.is_some() && person.is_none() && self.names_meeting(word.span.end as usize) =>
                {
                    break;
                }
                // 在北京總統…: only mayors and governors are of a place, and not of one that something happens in.
                Token::Office(row)
                    if person.is_none()
                        && !places.is_empty()
                        && (self.at_place(places[0].1)
                            || !self.lists.local_offices.contains(&knowledge.offices[row as usize].id.chars().collect::<Vec<_>>())) =>
                {
                    break;
                }
                Token::Office(row) => {
                    if person.is_some() {
                        // 普京总统: a title behind the name, unless a further name follows it.
                        // 習近平特使｜張高麗, 習近平特使、…: the envoy is meant, not who sent him.
                        if knowledge.offices[row as usize].rank == Rank::Envoy || self.lists.sent_words.contains(&self.folded[word.span.range()]) {
                            if let Some((who, name)) = person.take() {
                                cast.mention(who, name, self.written(name));
                            }
                            office = Some(row);
                            end = word.span.end as usize;
                            at += 1;
                            continue;
                        }
                        let next = words.get(at + 1).filter(|next| next.span.start == word.span.end);
                        if next.is_some_and(|next| matches!(self.token(next, None), Some(Token::Person(_)))) || organization.is_some() && office.is_some() {
                            break;
                        }
                        office = office.or(Some(row));
                        end = word.span.end as usize;
                        at += 1;
                        break;
                    }
                    // 聯合國秘書長 names its body itself.
                    let named = self.form_of(word).filter(|_| states.is_empty() && organization.is_none() && places.is_empty());
                    let named = named.and_then(|form| knowledge.named_body(form)).filter(|_| knowledge.offices[row as usize].rank != Rank::Expert);
                    let row = named.map_or(row, |title| title.office);
                    if let Some(title) = named {
                        match knowledge.entities[title.body as usize].kind {
                            Some(EntityKind::State) => states.push((title.body, word.span, false)),
                            Some(EntityKind::Place) => places.push((title.body, word.span)),
                            _ => organization = Some((title.body, word.span)),
                        }
                    }
                    // 中國｜問題專家: about the state, of another. 訪朝｜代表團團長: on the way there.
                    let about = self.lists.topic_words.starts(&self.folded[word.span.range()]);
                    let bound_for = states.len() == 1 && states[0].2 && self.toward(states[0].1);
                    if (about || bound_for) && organization.is_none() {
                        accredited_to = accredited_to.or(states.pop().map(|state| state.0).filter(|_| bound_for));
                    }
                    let collective = self.form_of(word).and_then(|form| self.has_marker(form, &[MarkerKind::HeadsOf, MarkerKind::MinistersOf]));
                    if (heads_word(knowledge, row) || collective.is_some()) && states.len() >= 2 && organization.is_none() {
                        heads = Some(collective.unwrap_or(MarkerKind::HeadsOf));
                    }
                    dependent = knowledge.offices[row as usize].dependent && word.span.len() <= 3;
                    office = Some(row);
                    // 中國專家 may be anybody's.
                    let within = || Some(word.span).filter(|_| knowledge.offices[row as usize].rank != Rank::Expert).and_then(|span| self.side_within(span));
                    own_side = self.form_of(word).and_then(|form| self.sides.of_office(form)).or_else(within).or(own_side);
                    unnamed =
                        word.span.len() >= 4 && states.is_empty() && organization.is_none() && self.lists.unnamed_tails.ends(&self.folded[word.span.range()]);
                }
                Token::Person(rows) if person.is_none() => {
                    unnamed = false;
                    let side = accredited_to
                        .filter(|_| states.is_empty())
                        .or(states.last().map(|s| s.0))
                        .or(organization.and_then(|(row, _)| knowledge.entities[row as usize].state_row));
                    let row = self.choose_person(&rows, side, office);
                    // 阿聯酋總統穆罕默德 is no Somali: a short name under another state's title is somebody else.
                    let entity = &knowledge.entities[row as usize];
                    let home = |side: u32| {
                        entity.state_row == Some(side)
                            || entity.tenures.iter().any(|tenure| tenure.body_row == Some(side) || tenure.to_body == knowledge.entities[side as usize].id)
                    };
                    let stranger = side.filter(|side| office.is_some() && knowledge.is_state(*side) && !home(*side) && word.span.len() <= 4 && !accredited);
                    // 马哈茂德｜-阿巴斯: a first name that somebody else is known by.
                    let start = word.span.start as usize;
                    if let Some((next, row)) = self.known_after_first_name(words, at + 1, start, side, office).filter(|(_, row)| {
                        let entity = &knowledge.entities[*row as usize];
                        side.is_some() && entity.state_row == side
                    }) {
                        let name = Span::new(start, words[next].span.end as usize);
                        person = Some((cast.known(knowledge, row, None), name));
                        end = name.end as usize;
                        at = next + 1;
                        break;
                    }
                    // 皮尔斯｜伯里: a known name inside a longer one.
                    if let Some(longer) = self.longer_name(words, at, stranger.is_some() || side.is_none() && self.elsewhere(row, word, office)) {
                        let side = self.side_of(&states, organization);
                        let who = self.discover(cast, longer, side, office);
                        found.push((self.folded[longer.range()].to_vec(), who));
                        person = Some((who, longer));
                        end = longer.end as usize;
                        at += 1;
                        while at < words.len() && (words[at].span.start as usize) < end {
                            at += 1;
                        }
                        break;
                    }
                    // 爱尔兰众议长…、参议长伯克: nor an Australian, of whom the text says nothing, with an office that he never had.
                    // A name of the Han world in full is who it is: 中央组织部部长范明政 of another state's party.
                    let sounds = self.folded[word.span.range()].iter().all(|c| self.shapes.transliterates(*c));
                    let stranger = stranger.filter(|_| sounds || word.span.len() <= 2);
                    let another = self.another(row, word.span, office);
                    let elsewhere = another || stranger.is_none() && side.is_none() && !own_side.is_some_and(home) && self.elsewhere(row, word, office);
                    let side = side.or(carried.filter(|_| elsewhere));
                    let who = match stranger.or(Some(row).filter(|_| elsewhere)) {
                        Some(_) => {
                            let who = self.discover(cast, word.span, side, office);
                            found.push((self.folded[word.span.range()].to_vec(), who));
                            who
                        }
                        None => cast.known(knowledge, row, None),
                    };
                    // 荷兰首相吕特 acted for his state before he acted for an organization.
                    let own = |side: u32| entity.state_row == Some(side) || entity.tenures.iter().any(|tenure| tenure.body_row == Some(side));
                    let stated = side.filter(|side| office.is_some() && !accredited && knowledge.is_state(*side) && own(*side));
                    let acting = stated.or_else(|| self.side_on_day(row).filter(|_| side.is_none()));
                    if let Some(side) = acting.filter(|_| stranger.is_none() && !elsewhere) {
                        cast.act_for(who, side);
                    }
                    person = Some((who, word.span));
                }
                Token::Extra(who) if person.is_none() => {
                    unnamed = false;
                    person = Some((who, word.span));
                }
                Token::Marker(MarkerKind::StateSuffix) if at > first && !unnamed && office.is_none() && heads.is_none() => {
                    if let Some((who, name)) = person {
                        // 特朗普政府
                        let span = Span::new(name.start as usize, word.span.end as usize);
                        if word.span.len() < 2 {
                            break;
                        }
                        // 特朗普方面 is 特朗普; 特朗普政府 a government.
                        if self.lists.person_suffixes.contains(&self.folded[word.span.range()]) {
                            cast.surface(who, self.written(span));
                            end = word.span.end as usize;
                            at += 1;
                            break;
                        }
                        let side = cast.side(who);
                        let body = cast.discovered(EntityKind::Organization, &self.words_of(Span::new(start, word.span.end as usize)), side, false);
                        cast.mention(body, span, self.written(span));
                        person = Some((body, span));
                        end = word.span.end as usize;
                        at += 1;
                        break;
                    }
                    if states.is_empty() && organization.is_none() && places.is_empty() {
                        break;
                    }
                    end = word.span.end as usize;
                    if let Some((row, at)) = places.pop() {
                        // 北京當局
                        states.extend(knowledge.entities[row as usize].state_row.map(|state| (state, at, false)));
                        places.clear();
                    }
                    if let Some(last) = states.last_mut() {
                        last.1 = last.1.join(word.span);
                    }
                    at += 1;
                    if self.adjacent_anonymous(words, at, end) {
                        continue;
                    }
                    break;
                }
                Token::Marker(MarkerKind::Accredited)
                    if person.is_none()
                        && office.is_none()
                        && words.get(at + 1).is_some_and(|next| {
                            next.span.start == word.span.end
                                && matches!(self.token(next, None), Some(Token::State(..) | Token::Organization(_) | Token::Place(_)))
                        }) =>
                {
                    accredited = true
                }
                Token::Marker(MarkerKind::OfficePrefix | MarkerKind::Accredited)
                    if person.is_none()
                        && words.get(at + 1).is_some_and(|next| {
                            next.span.start == word.span.end && matches!(self.token(next, None), Some(Token::Office(_) | Token::State(..) | Token::Person(_)))
                        }) =>
                {
                    former |= self.lists.former_words.contains(&self.folded[word.span.range()]);
                }
                Token::Marker(MarkerKind::HeadsOf | MarkerKind::MinistersOf) if states.len() >= 2 && organization.is_none() && office.is_none() => {
                    heads = self.form_of(word).and_then(|form| self.has_marker(form, &[MarkerKind::HeadsOf, MarkerKind::MinistersOf]));
                    end = word.span.end as usize;
                    at += 1;
                    break;
                }
                Token::Marker(MarkerKind::Honorific) if person.is_some() => {}
                // 知情人士稱: nobody before it, a verb of speech behind it.
                Token::Marker(MarkerKind::Anonymous)
                    if at == first
                        && words.get(at + 1).is_some_and(|next| {
                            next.span.start == word.span.end && self.form_of(next).is_some_and(|form| self.has_marker(form, &[MarkerKind::Speech]).is_some())
                        })
                        && word.span.len() >= 2 =>
                {
                    unnamed = true;
                }
                Token::Marker(MarkerKind::Anonymous | MarkerKind::HeadsOf)
                    if at > first && person.is_none() && heads.is_none() && places.is_empty() && (!states.is_empty() || organization.is_some()) =>
                {
                    unnamed = true;
                    office = None;
                }
                _ => break,
            }
            end = word.span.end as usize;
            at += 1;
        }
        if at == first {
            return None;
        }
        let mut span = Span::new(start, end);
        // 国家主席｜某某某: a name that the knowledge lacks.
        if person.is_none() && heads.is_none() && (office.is_some() || unnamed && places.is_empty()) && states.len() < 2 {
            let edge = |place: usize| self.edge(&words[at..], place);
            let skip = usize::from(self.folded.get(end) == Some(&' '));
            let word_here = words.get(at).filter(|word| word.span.start as usize == end + skip && self.edge_of(word) != Edge::Sound);
            let of_place = places.last().and_then(|(row, _)| knowledge.entities[*row as usize].state_row);
            let beside = self.own_side(&states, organization).or(own_side).or(of_place).or(carried);
            // 北美局長的｜崔康一: behind words that say that somebody holds the office.
            let named = |word: &Word| word.span.start as usize == end + 1 && matches!(self.token(word, None), Some(Token::Person(_)));
            let held = office.is_some() && self.folded.get(end) == Some(&'的') && self.holds_before(start, end);
            let particle = usize::from(held && !words[at..].iter().take(2).any(named));
            // 本傑明·｜內塔尼亞胡: a first name before a known one, unless that one is of another state (美國的吉姆·｜尼科爾森).
            if let Some((next, row)) = self.known_after_first_name(words, at, end, None, None).filter(|(next, row)| match beside {
                Some(side) if knowledge.is_state(side) && !self.of_side(*row, side) => false,
                _ => !self.elsewhere(*row, &words[*next], office),
            }) {
                let name = Span::new(end, words[next].span.end as usize);
                person = Some((cast.known(knowledge, row, None), name));
                span = span.join(name);
                end = name.end as usize;
                at = next + 1;
            } else if office.is_some()
                && let Some(name) = self.latin_name(end + skip)
            {
                let who = self.discover(cast, name, beside.or_else(|| self.side_of(&states, organization)), office);
                found.push((self.folded[name.range()].to_vec(), who));
                person = Some((who, name));
                span = span.join(name);
                end = name.end as usize;
                while at < words.len() && (words[at].span.start as usize) < end {
                    at += 1;
                }
            } else if end < self.limit
                && (particle > 0 || word_here.is_none_or(|word| self.edge_of(word) != Edge::Word))
                && let Some(name) = self.shapes.name_at(self.folded, end + skip + particle, self.limit, &edge)
                && word_here.is_none_or(|word| self.edge_of(word) == Edge::None || name.end > word.span.end)
            {
                // 昆士兰州｜州长｜纽曼
                let side = beside.or_else(|| self.side_of(&states, organization));
                let who = self.discover(cast, name, side, office);
                found.push((self.folded[name.range()].to_vec(), who));
                if let Some(dot) = self.folded[name.range()].iter().rposition(|c| *c == '·') {
                    let last = self.folded[name.start as usize + dot + 1..name.end as usize].to_vec();
                    if last.len() >= 2 {
                        cast.alias(EntityKind::Person, last.iter().collect(), who);
                        found.push((last, who));
                    }
                }
                person = Some((who, name));
                span = span.join(name);
                end = name.end as usize;
                while at < words.len() && (words[at].span.start as usize) < end {
                    at += 1;
                }
            }
        }
        let side = self.side_of(&states, organization);
        let mut noun = Noun {
            span,
            class: NounClass::Principal,
            members: Vec::new(),
            joined_at: None,
            state: states.last().map(|state| state.0),
            accredited: accredited_to,
            compact: false,
            outlet: organization.is_some_and(|(row, _)| knowledge.entities[row as usize].class == "outlet") && person.is_none(),
            capital: places.last().is_some_and(|(row, _)| knowledge.entities[*row as usize].class == "capital"),
        };
        if let Some((who, name)) = person {
            cast.describe(who, side, office);
            cast.mention(who, name, self.written(name));
            if span != name {
                cast.surface(who, self.written(span));
            }
            if let Some(latin) = self.latin_after(end) {
                cast.surface(who, self.written(latin));
            }
            noun.members.push((who, name));
        } else if let Some(kind) = heads {
            for (row, at, _) in &states {
                let ranks: &[Rank] = if kind == MarkerKind::HeadsOf { &[Rank::HeadOfState, Rank::HeadOfGovernment] } else { &[Rank::ForeignMinister] };
                let state = cast.known(knowledge, *row, None);
                let who = self.head(cast, *row, ranks).unwrap_or(state);
                if who == state {
                    cast.mention(state, *at, self.written(*at));
                }
                noun.members.push((who, *at));
            }
            noun.compact = true;
        } else if let Some((row, at)) = organization.filter(|(row, _)| person.is_none() && !accredited && self.joined_to(&states, *row)) {
            // 中｜俄海軍: the last state and the body are one form.
            noun.compact = true;
            let own = knowledge.entities[row as usize].state_row;
            for (row, at) in states.iter().map(|(row, at, _)| (*row, *at)).chain(own.map(|row| (row, at))) {
                let who = cast.known(knowledge, row, None);
                cast.mention(who, at, self.written(Span::new(at.start as usize, at.start as usize + 1)));
                noun.members.push((who, at));
            }
        } else if states.len() >= 2 && self.of_each(span, organization.map(|(row, _)| row)) {
            noun.compact = true;
            for (row, at, _) in &states {
                let who = match organization {
                    Some((body, _)) => cast.known(knowledge, body, Some(*row)),
                    None => cast.known(knowledge, *row, None),
                };
                if organization.is_some() {
                    cast.members[who as usize].mentions.push(*at);
                } else {
                    cast.mention(who, *at, self.written(*at));
                }
                noun.members.push((who, *at));
            }
        } else if unnamed || office.is_some() {
            let only_title = states.is_empty() && organization.is_none() && places.is_empty();
            // 紐約市長: a place has mayors and governors, and lies in a state.
            let local = places.last().map(|(row, _)| *row);
            let body = local.or(side);
            let side = side.or_else(|| local.and_then(|row| knowledge.entity(&knowledge.entities[row as usize].state)));
            let holder = office.filter(|_| !unnamed && !former).and_then(|office| self.holder(cast, office, body, accredited_to, only_title));
            if let Some(who) = holder {
                cast.surface(who, self.written(span));
                noun.members.push((who, span));
            } else if only_title
                && !unnamed
                && (dependent && office.is_none_or(|office| knowledge.offices[office as usize].rank != Rank::Source)
                    || office.is_some_and(|office| !matches!(knowledge.offices[office as usize].rank, Rank::Source | Rank::Spokesperson | Rank::Media)))
            {
                return None;
            } else {
                let body = self.lists.body_words.ends(&self.folded[span.range()]);
                let kind = if body { EntityKind::Organization } else { EntityKind::Person };
                let who = cast.discovered(kind, &self.words_of(span), side, true);
                cast.mention(who, span, self.written(span));
                cast.describe(who, side, office);
                noun.members.push((who, span));
            }
        } else if let Some((row, at)) = organization {
            let who = cast.known(knowledge, row, states.last().map(|state| state.0).or(self.home));
            cast.mention(who, at, self.written(at));
            cast.surface(who, self.written(span));
            noun.members.push((who, span));
        } else if let Some((row, _)) = places.last() {
            noun.class = NounClass::Place;
            for (row, at) in &places {
                let who = cast.known(knowledge, *row, None);
                cast.mention(who, *at, self.written(*at));
                noun.members.push((who, *at));
            }
            noun.state = noun.state.or_else(|| knowledge.entities[*row as usize].state_row);
        } else {
            noun.compact = states.len() > 1;
            for (row, at, _) in &states {
                let who = cast.known(knowledge, *row, None);
                cast.mention(who, *at, self.written(*at));
                noun.members.push((who, *at));
            }
        }
        (!noun.members.is_empty()).then_some((noun, at))
    }

    /// Whether one-character states stand before a body of another state: 中｜俄海軍.
    fn joined_to(&self, states: &[(u32, Span, bool)], body: u32) -> bool {
        let own = self.knowledge.entities[body as usize].state_row;
        let short = states.last().is_some_and(|(row, at, short)| *short && at.len() == 1 && own.is_some_and(|own| own != *row && self.knowledge.is_state(own)));
        short && self.knowledge.entities[body as usize].class == "military"
    }

    /// 中俄｜海軍, 俄烏｜代表團: a body or people in office that each of several states has.
    fn of_each(&self, span: Span, organization: Option<u32>) -> bool {
        organization.map_or_else(|| self.lists.joint_heads.ends(&self.folded[span.range()]), |row| self.side_of_body(row).is_none())
    }

    fn form_of(&self, word: &Word) -> Option<u32> {
        match word.kind {
            WordKind::Form(form) if form < EXTRA => Some(form),
            _ => None,
        }
    }

    fn adjacent(&self, end: usize, start: usize) -> bool {
        if start <= end {
            return start == end;
        }
        let gap = &self.folded[end..start];
        // A space between Chinese names separates them (…俄羅斯 外交部…); beside Latin letters it does not.
        let latin = self.folded[end - 1].is_ascii_alphanumeric() || self.folded[start].is_ascii_alphanumeric() || self.folded[end - 1] == ')';
        gap.len() <= 2 && (gap.iter().all(|c| *c == '·' || *c == ' ' && latin) || gap == ['首', '都'] || gap == ['籍'])
    }

    fn side_of(&self, states: &[(u32, Span, bool)], organization: Option<(u32, Span)>) -> Option<u32> {
        self.own_side(states, organization).or(organization.and(self.home))
    }

    /// The side that the words themselves name.
    fn own_side(&self, states: &[(u32, Span, bool)], organization: Option<(u32, Span)>) -> Option<u32> {
        states.last().map(|state| state.0).or_else(|| organization.and_then(|(row, _)| self.side_of_body(row)))
    }

    /// The state of a body, or the body itself where it is one of states.
    fn side_of_body(&self, row: u32) -> Option<u32> {
        let entity = &self.knowledge.entities[row as usize];
        entity.state_row.or(Some(row).filter(|_| matches!(entity.class.as_str(), "igo" | "group" | "union")))
    }

    /// The side that an office begins with: 联合国秘书长, 白宫发言人.
    fn side_within(&self, office: Span) -> Option<u32> {
        let mut side = None;
        self.knowledge.lexicon.each_at(self.folded, office.start as usize, |hit| {
            if hit.len > 1 && (hit.len as usize) < office.len() {
                let body = |meaning: &Meaning| match meaning {
                    Meaning::Entity(row, false) if self.knowledge.is_state(*row) => Some(*row),
                    Meaning::Entity(row, _) if self.knowledge.entities[*row as usize].kind == Some(EntityKind::Organization) => self.side_of_body(*row),
                    _ => None,
                };
                side = self.knowledge.lexicon.meanings(hit.form).iter().find_map(body).or(side);
            }
        });
        side
    }
}

/// Forms from here on are discovered names: `EXTRA + who`.
pub(crate) const EXTRA: u32 = 0x4000_0000;

fn heads_word(knowledge: &Knowledge, office: u32) -> bool {
    matches!(knowledge.offices[office as usize].rank, Rank::HeadOfState | Rank::HeadOfGovernment)
}

impl PhraseBuilder<'_> {
    /// Builds the items of one section. `stretch` is the section in the flow.
    pub fn build(&self, stretch: Span, words: &[Word], cast: &mut Cast, out: &mut Phrases) {
        let mut next = 0;
        let mut at = stretch.start as usize;
        let end = stretch.end as usize;
        let mut vouch = 0;
        let mut quotes: Vec<usize> = Vec::new();
        if let Some(length) = self.dateline(stretch) {
            out.muted.push(Span::new(at, at + length));
            at += length;
        }
        while at < end {
            while next < words.len() && (words[next].span.start as usize) < at {
                next += 1;
            }
            let word = words.get(next).map_or(end, |word| word.span.start as usize).min(end);
            at += self.folded[at..word].iter().position(|c| self.shapes.looked_at(*c)).unwrap_or(word - at);
            if at >= end {
                break;
            }
            let (c, starts) = (self.folded[at], at == word);
            if c == '《'
                && let Some(close) =
                    self.folded[at + 1..end.min(at + 122)].iter().position(|c| *c == '》' || *c == '《').filter(|close| self.folded[at + 1 + close] == '》')
            {
                let inner = Span::new(at + 1, at + 1 + close);
                self.title(Span::new(at, at + close + 2), inner, words, next, cast, out);
                at = inner.end as usize + 1;
                continue;
            }
            if c == '('
                && let Some(close) =
                    self.folded[at + 1..end.min(at + 82)].iter().position(|c| *c == ')' || *c == '(').filter(|close| self.folded[at + 1 + close] == ')')
            {
                let bracket = Span::new(at, at + close + 2);
                self.bracketed(bracket, words, next, cast, &mut out.found);
                // （20） and （周三） belong to a time, which spans them already.
                out.muted.push(bracket);
                at = bracket.end as usize;
                // 習近平（右），與…莫迪（左）會談: the comma behind the bracket separates nothing.
                let side =
                    bracket.len() <= 4 && self.folded[bracket.start as usize + 1..at - 1].iter().any(|c| matches!(c, '左' | '右' | '中' | '前' | '后' | '图'));
                if side && self.folded.get(at) == Some(&',') && matches!(self.folded.get(at + 1), Some('与' | '和' | '同' | '跟' | '在' | '会' | '访')) {
                    at += 1;
                }
                continue;
            }
            if self.shapes.begins_alone(c)
                && self.vouched_soon(words, next, &mut vouch, at)
                && let Some(name) = self.bare_name(words, next, at, stretch)
            {
                let who = self.discover(cast, name, None, None);
                cast.mention(who, name, self.written(name));
                out.found.push((self.folded[name.range()].to_vec(), who));
                at = name.end as usize;
                continue;
            }
            if starts {
                let word = words[next];
                if self.opens_noun(&word)
                    && let Some((noun, after)) = self.unit(words, next, self.carried(out, cast, word.span), cast, &mut out.found)
                {
                    at = noun.span.end as usize;
                    let index = out.nouns.len() as u32;
                    let body = word.span.start > stretch.start && self.shapes.ends_body(self.folded[word.span.start as usize - 1]);
                    if body && noun.state.is_none() && noun.members.iter().any(|(_, name)| name.start > noun.span.start) {
                        out.vague.extend(noun.members.iter().map(|(who, _)| *who));
                    }
                    out.items.push(Item { span: noun.span, kind: ItemKind::Noun(index) });
                    out.nouns.push(noun);
                    next = after;
                    self.coordinate(cast, out);
                    continue;
                }
                match word.kind {
                    WordKind::Form(form) if form < EXTRA => {
                        if self.forms.of(form).is_pending()
                            && let Some(kind) = self.has_marker(form, PENDING_MARKER_KINDS)
                        {
                            let index = out.nouns.len() as u32;
                            out.nouns.push(Noun {
                                span: word.span,
                                class: NounClass::Pending(kind),
                                members: Vec::new(),
                                joined_at: None,
                                state: None,
                                accredited: None,
                                compact: false,
                                outlet: false,
                                capital: false,
                            });
                            out.items.push(Item { span: word.span, kind: ItemKind::Noun(index) });
                            self.coordinate(cast, out);
                        } else {
                            out.items.push(Item { span: word.span, kind: ItemKind::Form(form) });
                        }
                    }
                    WordKind::Form(_) => {}
                    WordKind::Time(index) => out.items.push(Item { span: word.span, kind: ItemKind::Time(index) }),
                    WordKind::Quantity(index) => out.items.push(Item { span: word.span, kind: ItemKind::Quantity(index) }),
                }
                at = word.span.end as usize;
                next += 1;
                continue;
            }
            let span = Span::new(at, at + 1);
            match c {
                '「' | '『' | '“' | '‘' => {
                    quotes.push(at);
                    out.items.push(Item { span, kind: ItemKind::Open });
                }
                '」' | '』' | '”' | '’' => {
                    if let Some(open) = quotes.pop() {
                        let inside = &self.folded[open + 1..at];
                        if inside.len() <= 10 && !inside.iter().any(|c| matches!(c, ',' | '。')) {
                            out.muted.push(Span::new(open, at + 1));
                        }
                    }
                    out.items.push(Item { span, kind: ItemKind::Close });
                }
                '、' => out.items.push(Item { span, kind: ItemKind::List }),
                ',' | ':' | ';' | '。' | '!' | '?' | '…' | '—' => out.items.push(Item { span, kind: ItemKind::Stop(c) }),
                ' ' if at > 0 && !self.folded[at - 1].is_ascii() && at + 1 < end && !self.folded[at + 1].is_ascii() => {
                    out.items.push(Item { span, kind: ItemKind::Stop(' ') })
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// 普京馬克龍｜通話, 沙特伊朗｜同意復交: titles put two names of a kind together at the start of a clause and mean both.
    fn side_by_side(&self, cast: &Cast, out: &mut Phrases) -> bool {
        let [.., Item { span: first, kind: ItemKind::Noun(left) }, Item { span: second, kind: ItemKind::Noun(right) }] = out.items[..] else { return false };
        let (a, b) = (&out.nouns[left as usize], &out.nouns[right as usize]);
        let opens = first.start == 0 || !self.folded[first.start as usize - 1].is_alphanumeric();
        let ([(one, name)], [(other, next)]) = (&a.members[..], &b.members[..]) else { return false };
        let bare = *name == first && next.start == second.start && first.end == second.start && first.len() >= 2;
        let kind = cast.members[*one as usize].kind;
        let (side, far) = (cast.side(*one), cast.side(*other));
        let own = |side: Option<u32>| side.is_some_and(|row| self.lists.never_side_by_side.contains(&self.id(row)));
        let alike = match kind {
            EntityKind::State => {
                let matter = self.lists.matter_words.starts(&self.folded[second.end as usize..]);
                *next == second && second.len() >= 2 && !own(side) && !own(far) && !matter
            }
            EntityKind::Person => !cast.members[*one as usize].unnamed && !cast.members[*other as usize].unnamed,
            _ => false,
        };
        if !(opens
            && bare
            && alike
            && a.class == NounClass::Principal
            && kind == cast.members[*other as usize].kind
            && side.is_some()
            && far.is_some()
            && side != far)
        {
            return false;
        }
        let right_noun = out.nouns[right as usize].clone();
        let left_noun = &mut out.nouns[left as usize];
        left_noun.members.extend(right_noun.members);
        left_noun.span = left_noun.span.join(right_noun.span);
        let span = left_noun.span;
        out.items.truncate(out.items.len() - 2);
        out.items.push(Item { span, kind: ItemKind::Noun(left) });
        true
    }

    fn id(&self, row: u32) -> Vec<char> {
        self.knowledge.entities[row as usize].id.to_ascii_lowercase().chars().collect()
    }

    /// Joins the last noun with the one before it over 、 和 與 及.
    fn coordinate(&self, cast: &Cast, out: &mut Phrases) {
        let n = out.items.len();
        if self.side_by_side(cast, out) {
            return;
        }
        if n < 3 {
            return;
        }
        let (ItemKind::Noun(left), ItemKind::Noun(right)) = (out.items[n - 3].kind, out.items[n - 1].kind) else { return };
        let joined = match out.items[n - 2].kind {
            ItemKind::List => Some(false),
            ItemKind::Form(form) => self.has_marker(form, &[MarkerKind::And]).map(|_| true),
            _ => None,
        };
        let Some(and) = joined else { return };
        let touching = out.items[n - 3].span.end == out.items[n - 2].span.start && out.items[n - 2].span.end == out.items[n - 1].span.start;
        let (a, b) = (&out.nouns[left as usize], &out.nouns[right as usize]);
        let fits = match (a.class, b.class) {
            (NounClass::Principal, NounClass::Principal) | (NounClass::Place, NounClass::Place) => true,
            (NounClass::Pending(MarkerKind::First), NounClass::Principal) => and,
            _ => false,
        };
        // 在白宮｜與奧巴馬會談: what 在 takes is a venue, and 與 brings in the partner.
        let persons = |noun: &Noun| noun.members.iter().all(|(who, _)| cast.is_person(*who));
        let venue = and
            && n >= 4
            && out.items[n - 4].span.end == out.items[n - 3].span.start
            && matches!(out.items[n - 4].kind, ItemKind::Form(form) if self.has_marker(form, &[MarkerKind::At]).is_some())
            && !a.members.iter().any(|(who, _)| cast.is_person(*who))
            && persons(b);
        if !touching || !fits || venue {
            return;
        }
        let right_noun = out.nouns[right as usize].clone();
        let left_noun = &mut out.nouns[left as usize];
        if and {
            left_noun.joined_at = Some(left_noun.members.len());
        }
        left_noun.members.extend(right_noun.members);
        left_noun.span = left_noun.span.join(right_noun.span);
        left_noun.compact = false;
        let span = left_noun.span;
        out.items.truncate(n - 3);
        out.items.push(Item { span, kind: ItemKind::Noun(left) });
    }
}
