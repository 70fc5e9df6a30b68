//! Who is meant: which state a shared form names, which of several persons, who holds a bare office, where a name ends.
//!
//! In: candidates and what stands beside them. Out: the choice, or none. The order of preference is the text's own words,
//! then what is known for the day, then the table's order.

use chancery_knowledge::{Holders, MarkerKind, Meaning, Rank};
use chancery_model::{Date, EntityKind};
use chancery_text::{Span, is_alphabetic, is_alphanumeric};

use super::{EXTRA, Item, ItemKind, NounClass, PhraseBuilder, Phrases, Token};
use crate::cast::{Cast, Who};
use crate::discovery::Edge;
use crate::discovery::LONGEST_NAME;
use crate::few::Few;
use crate::segment::{Word, WordKind};

impl PhraseBuilder<'_> {
    /// Which state a form means that several share: the one of a known pair (以巴), one that the document names in full, else the usual one.
    pub(super) fn choose_state(&self, form: u32, span: Span, rows: &[(u32, bool)]) -> Option<(u32, bool)> {
        if rows.len() < 2 {
            return rows.first().copied();
        }
        if let Some(found) = rows.iter().find(|(row, short)| *short && self.paired(span, *row)) {
            return Some(*found);
        }
        if let Some(found) = rows.iter().find(|(row, _)| self.named.contains(row)) {
            return Some(*found);
        }
        let usual = rows.iter().find(|(row, _)| self.shared.is_usual(form, *row));
        let present = |row: u32| self.knowledge.entities[row as usize].to.zip(self.day).is_none_or(|(to, day)| day <= to);
        usual.or_else(|| rows.iter().find(|(row, _)| present(*row))).or(rows.first()).copied()
    }

    /// Whether a one-character form stands in a pair of `short_pairs` in which it means a state.
    fn paired(&self, span: Span, row: u32) -> bool {
        let at = span.start as usize;
        let meant = |pair: Option<&[char]>| self.shared.paired(pair, row);
        span.len() == 1 && (meant(self.folded.get(at..at + 2)) || at > 0 && meant(self.folded.get(at - 1..at + 1)))
    }

    /// Whether anybody is known to have held an office of a state or body.
    pub(super) fn held(&self, office: Option<u32>, body: u32) -> bool {
        let id = |office: u32| self.knowledge.offices[office as usize].id.as_str();
        office.is_some_and(|office| self.knowledge.tenures(id(office), &self.knowledge.entities[body as usize].id).next().is_some())
    }

    /// The persons of a state whom a word names that also names something else.
    pub(super) fn namesake(&self, word: &Word, side: u32) -> Option<Token> {
        let meanings = self.knowledge.lexicon.meanings(self.form_of(word)?);
        let of_side = |row: u32| self.knowledge.entities[row as usize].state_row == Some(side);
        let rows: Vec<u32> = meanings.iter().filter_map(|meaning| if let Meaning::Entity(row, false) = *meaning { Some(row) } else { None }).collect();
        let persons: Few<u32, 2> =
            rows.into_iter().filter(|row| self.knowledge.entities[*row as usize].kind == Some(EntityKind::Person) && of_side(*row)).collect();
        (!persons.is_empty()).then_some(Token::Person(persons))
    }

    /// Whether a place lies in a state.
    pub(super) fn in_state(&self, place: u32, state: u32) -> bool {
        self.knowledge.entities[place as usize].state == self.knowledge.entities[state as usize].id
    }

    pub(super) fn choose_person(&self, rows: &[u32], side: Option<u32>, office: Option<u32>) -> u32 {
        let score = |row: u32| {
            let entity = &self.knowledge.entities[row as usize];
            let mut score = 0;
            // 前总统萨利赫: of the two, the one whose state the text names.
            if entity.state_row.is_some_and(|row| self.counts.contains_key(&row)) {
                score += 3;
            }
            if side.is_some() && (entity.state_row == side || entity.tenures.iter().any(|tenure| tenure.body_row == side)) {
                score += 8;
            }
            let office_id = office.map(|office| self.knowledge.offices[office as usize].id.as_str());
            let held = || entity.tenures.iter().filter(|tenure| Some(tenure.office.as_str()) == office_id);
            if held().next().is_some() {
                score += 4;
            }
            if self.day.is_some_and(|day| held().any(|tenure| tenure.holds_on(day))) {
                score += 1;
            }
            if self.day.is_some_and(|day| entity.tenures.iter().any(|tenure| tenure.holds_on(day))) {
                score += 2;
            }
            score
        };
        rows.iter().copied().max_by_key(|row| (score(*row), std::cmp::Reverse(*row))).unwrap_or(rows[0])
    }

    /// Whether a short name can hardly be the known person's: the text names other states but not his, and an office that
    /// he is not known to have held.
    pub(super) fn elsewhere(&self, row: u32, word: &Word, office: Option<u32>) -> bool {
        let entity = &self.knowledge.entities[row as usize];
        let named = |row: Option<u32>| row.is_some_and(|row| self.counts.contains_key(&row));
        let Some(office) = office.filter(|_| word.span.len() <= 4) else { return false };
        // 研究員｜庫克 is no minister of the name who left long ago.
        let years = |date: Date| self.day.map_or(0, |day| day.year - date.year);
        let outside = matches!(self.knowledge.offices[office as usize].rank, Rank::Expert | Rank::Media);
        let since = if outside { 8 } else { 60 };
        let gone = !entity.tenures.is_empty() && entity.tenures.iter().all(|tenure| tenure.to.is_some_and(|to| years(to) >= since));
        if self.counts.is_empty() && !gone {
            return false;
        }
        let held = entity.tenures.iter().any(|tenure| tenure.office_row.is_some_and(|held| self.alike(held, office)));
        let sounds = self.folded[word.span.range()].iter().all(|c| self.shapes.transliterates(*c));
        sounds && !held && (gone || !named(entity.state_row) && !entity.tenures.iter().any(|tenure| named(tenure.body_row)))
    }

    /// For which state or organization of states somebody held office on the day whom the tables give to another.
    pub(super) fn side_on_day(&self, row: u32) -> Option<u32> {
        let entity = &self.knowledge.entities[row as usize];
        let day = self.day?;
        let mut held = entity.tenures.iter().filter(|tenure| tenure.from.is_some() && tenure.holds_on(day)).map(|tenure| tenure.body_row);
        let body = held.next()?;
        let own = entity.state_row.is_some_and(|row| self.knowledge.is_state(row));
        let acts = |row: u32| if own { self.is_union(row) } else { self.knowledge.is_state(row) || self.is_union(row) };
        body.filter(|row| entity.state_row != Some(*row) && held.all(|other| other == body) && acts(*row))
    }

    fn is_union(&self, row: u32) -> bool {
        let entity = &self.knowledge.entities[row as usize];
        entity.kind == Some(EntityKind::Organization) && matches!(entity.class.as_str(), "igo" | "union")
    }

    /// Whether a known person acts for a state or is accredited to it.
    pub(super) fn of_side(&self, row: u32, side: u32) -> bool {
        let entity = &self.knowledge.entities[row as usize];
        let id = &self.knowledge.entities[side as usize].id;
        entity.state_row == Some(side) || entity.tenures.iter().any(|tenure| tenure.body_row == Some(side) || tenure.to_body == *id)
    }

    /// Whether a one-character state stands behind a word of going there: 訪朝.
    pub(super) fn toward(&self, state: Span) -> bool {
        state.len() == 1 && state.start > 0 && self.lists.bound_words.contains(&self.folded[state.start as usize - 1..state.start as usize])
    }

    /// Whether the words before an office, or its first ones, say that somebody holds it: 曾擔任…局長的, 時任…局長的.
    pub(super) fn holds_before(&self, start: usize, end: usize) -> bool {
        self.lists.holding_words.ends(&self.folded[start.saturating_sub(4)..start]) || self.lists.holding_words.starts(&self.folded[start..end])
    }

    /// The person whom a name means that no form of the tables is: the one whose Latin form stands in brackets behind it
    /// (車維德（Victor Cha）), else a new one.
    pub(super) fn discover(&self, cast: &mut Cast, name: Span, side: Option<u32>, office: Option<u32>) -> Who {
        let latin = self.latin_after(name.end as usize).and_then(|latin| self.knowledge.lexicon.find(self.folded[latin.range()].iter().copied()));
        let persons: Vec<u32> = latin.map_or_else(Vec::new, |form| {
            let entity = |meaning: &Meaning| if let Meaning::Entity(row, false) = *meaning { Some(row) } else { None };
            let person = |row: &u32| self.knowledge.kind(*row) == Some(EntityKind::Person);
            self.knowledge.lexicon.meanings(form).iter().filter_map(entity).filter(person).collect()
        });
        match persons.is_empty() {
            false => cast.known(self.knowledge, self.choose_person(&persons, side, office), None),
            true => cast.discovered(EntityKind::Person, &self.words_of(name), side, false),
        }
    }

    /// A name in Latin letters behind an office: 總編輯｜Victor Mallet. Two words at least begin with a capital letter.
    pub(super) fn latin_name(&self, at: usize) -> Option<Span> {
        const LONGEST: usize = 48;
        let text = self.original.get(at..self.limit.min(at + LONGEST).max(at))?;
        let letter = |c: &char| c.is_alphabetic() && (*c as u32) < 0x250;
        let (mut end, mut words, mut last) = (0, 0, 0);
        while let Some(length) =
            text[end..].iter().position(|c| !letter(c) && !matches!(c, '\'' | '’' | '.' | '-')).or(Some(text.len() - end)).filter(|n| *n > 0)
        {
            let word = &text[end..end + length];
            let capital = word[0].is_uppercase();
            let initial = word.len() <= 2 && (word.len() == 1 || word[1] == '.');
            let plain = word.len() > 1 && capital && word[1..].iter().any(|c| c.is_lowercase());
            let folded = &self.folded[at + end..at + end + length];
            if self.lists.latin_bodies.contains(folded) || !(plain || capital && initial || self.lists.latin_particles.contains(folded)) {
                break;
            }
            end += length;
            if plain {
                words += 1;
                last = end;
            }
            if text.get(end) != Some(&' ') {
                break;
            }
            end += 1;
        }
        let closed = text.get(last).is_none_or(|c| !c.is_ascii_alphanumeric());
        let rest = text.get(last + 1..).unwrap_or(&[]);
        // 記者Voice of America: what goes on in Latin letters is no name.
        let runs_on = text.get(last) == Some(&' ') && rest.first().is_some_and(letter);
        (words >= 2 && closed && !runs_on).then(|| Span::new(at, at + last))
    }

    /// Whether the Latin form behind a name gives it to somebody else of the same surname: 約翰遜（Christopher Johnson）.
    pub(super) fn another(&self, row: u32, name: Span, office: Option<u32>) -> bool {
        let entity = &self.knowledge.entities[row as usize];
        let Some(latin) = self.latin_after(name.end as usize).map(|latin| &self.folded[latin.range()]) else { return false };
        let last = |words: &[char]| words.iter().rposition(|c| *c == ' ').map_or(0, |space| space + 1);
        let known: Vec<char> = entity.english.chars().map(chancery_text::fold).collect();
        let same = latin[last(latin)..] == known[last(&known)..];
        let held = office.is_some_and(|office| entity.tenures.iter().any(|tenure| tenure.office_row.is_some_and(|held| self.alike(held, office))));
        same && last(latin) > 0 && latin.first() != known.first() && !held
    }

    fn alike(&self, held: u32, office: u32) -> bool {
        let rank = self.knowledge.offices[held as usize].rank;
        held == office || rank != Rank::Official && rank == self.knowledge.offices[office as usize].rank
    }

    /// Who is head of a state (or its foreign minister): named in the text, else the holder of the one rank known for the day.
    pub(super) fn head(&self, cast: &mut Cast, state: u32, ranks: &[Rank]) -> Option<Who> {
        if let Some(who) = cast.with_rank(self.knowledge, state, ranks, self.day) {
            return Some(who);
        }
        let [rank @ (Rank::HeadOfState | Rank::HeadOfGovernment)] = ranks else { return None };
        let holder = self.knowledge.holder_of_rank(*rank, state, self.day?)?;
        Some(cast.known(self.knowledge, holder, None))
    }

    /// A bare office resolves to its holder: the one whom the text gives it, else the one known for the day. Envoys are held against
    /// the state that they are accredited to.
    pub(super) fn holder(&self, cast: &mut Cast, office: u32, side: Option<u32>, accredited: Option<u32>, only_title: bool) -> Option<Who> {
        let row = &self.knowledge.offices[office as usize];
        if matches!(row.rank, Rank::Source | Rank::Media | Rank::Expert | Rank::Spokesperson) {
            return None;
        }
        if let Some(who) = cast.with_office(office, side.filter(|_| !only_title)) {
            // 美國參議員 of a text that names several of them may be any.
            let several = row.holders != Holders::One && cast.others_with_office(office, who);
            return Some(who).filter(|_| !several);
        }
        let (side, day) = (side.or_else(|| self.shared.sole_body(office))?, self.day?);
        let id = |entity: u32| self.knowledge.entities[entity as usize].id.as_str();
        let to = accredited.map_or("", id);
        let mut held = self.knowledge.tenures(&row.id, id(side)).filter(|(_, tenure)| tenure.to_body == to && tenure.holds_on(day)).map(|(who, _)| who);
        let holder = held.next()?;
        held.all(|other| other == holder).then(|| cast.known(self.knowledge, holder, None))
    }

    /// The word of a known name behind a first name and a dot (本傑明·｜內塔尼亞胡, 马哈茂德-｜阿巴斯), and whom it names under a title.
    pub(super) fn known_after_first_name(&self, words: &[Word], at: usize, end: usize, side: Option<u32>, office: Option<u32>) -> Option<(usize, u32)> {
        let joins = |c: char| matches!(c, '·' | '-');
        let dot = self.folded[end..self.limit.min(end + 9).max(end)].iter().position(|c| joins(*c))? + end;
        if dot == end || !self.folded[end..dot].iter().all(|c| self.shapes.transliterates(*c)) {
            return None;
        }
        let next = (at..words.len().min(at + 4)).find(|next| words[*next].span.start as usize == dot + 1)?;
        // 費利克斯·博拉尼奧斯｜·加西亞, 塔里克-阿巴西｜尼: a name that goes on is somebody else's.
        let after = words[next].span.end as usize;
        let begins = words.get(next + 1).is_some_and(|word| word.span.start as usize == after);
        if self.folded.get(after).is_some_and(|c| joins(*c) || self.shapes.transliterates(*c) && !begins) {
            return None;
        }
        match self.token(&words[next], None) {
            Some(Token::Person(rows)) => Some((next, self.choose_person(&rows, side, office))),
            _ => None,
        }
    }

    /// A transliteration that goes on behind a known name and ends at a word or a bracket with Latin letters.
    /// By one character only where the known name is of another state than the words before it say (`stranger`).
    pub(super) fn longer_name(&self, words: &[Word], at: usize, stranger: bool) -> Option<Span> {
        let span = words[at].span;
        let next = *self.folded.get(span.end as usize)?;
        let edge = |place: usize| self.edge(&words[at + 1..], place);
        if let Some(full) = self.shapes.full_name(self.folded, span, self.limit, stranger, &edge) {
            return Some(full);
        }
        // 阿卜杜拉｜二世
        if let Some(length) = self.shapes.regnal(&self.folded[span.end as usize..self.limit]) {
            return Some(Span::new(span.start as usize, span.end as usize + length));
        }
        let sounds = |c: char| self.shapes.transliterates(c);
        // 普京｜莫斯科: a place behind a name is no part of it, unless sounds go on behind it (海尔｜马里｜亚姆).
        let ends = |word: &Word| match self.edge_of(word) {
            Edge::Word | Edge::Mark => true,
            Edge::Place => !self.folded.get(word.span.end as usize).is_some_and(|c| sounds(*c)),
            _ => false,
        };
        let ended = words.get(at + 1).is_some_and(|word| word.span.start == span.end && ends(word));
        let joins = |c: char| matches!(c, '·' | '-');
        if ended || !(sounds(next) || joins(next)) || !self.folded[span.range()].iter().all(|c| sounds(*c) || joins(*c)) {
            return None;
        }
        let name = self.shapes.name_at(self.folded, span.start as usize, self.limit, &edge)?;
        // 馬克龍｜大勝｜馬林勒龐: a name that ends with another known one without a dot is two names.
        let plain = !self.folded[name.range()].iter().any(|c| joins(*c));
        let second = |word: &Word| word.span.len() > 2 && word.span.start > span.end && word.span.end <= name.end && self.edge_of(word) == Edge::Name;
        if plain && words[at + 1..].iter().take_while(|word| word.span.start < name.end).any(second) {
            return None;
        }
        if plain && self.two_in_office(words, at, name) {
            return None;
        }
        // One more character counts behind two (奥比｜昂), or under another state's title.
        let one = stranger || span.len() == 2 && self.shapes.begins_alone(next) || self.latin_after(name.end as usize).is_some();
        (name.end > span.end + u32::from(!one)).then_some(name)
    }

    /// 川普｜普丁: what looks like one name is wholly two known ones of two states, both in office on the day.
    fn two_in_office(&self, words: &[Word], at: usize, name: Span) -> bool {
        let [first, second, ..] = words[at..] else { return false };
        if second.span.start != first.span.end || second.span.end != name.end {
            return false;
        }
        let serving = |word: &Word| match self.token(word, None) {
            Some(Token::Person(rows)) => rows.into_iter().find(|row| {
                let tenures = &self.knowledge.entities[*row as usize].tenures;
                self.day.is_some_and(|day| tenures.iter().any(|tenure| tenure.from.is_some() && tenure.holds_on(day)))
            }),
            _ => None,
        };
        let side = |row: u32| self.knowledge.entities[row as usize].state_row;
        serving(&first).zip(serving(&second)).is_some_and(|(one, other)| side(one) != side(other))
    }

    /// What the chosen word at a place does to a name before it.
    pub(super) fn edge(&self, words: &[Word], place: usize) -> Edge {
        words
            .iter()
            .take_while(|word| word.span.start as usize <= place)
            .find(|word| word.span.start as usize == place)
            .map_or(Edge::None, |word| self.edge_of(word))
    }

    pub(super) fn edge_of(&self, word: &Word) -> Edge {
        let form = match word.kind {
            WordKind::Time(_) | WordKind::Quantity(_) => return Edge::Word,
            WordKind::Form(form) if form >= EXTRA => return Edge::None,
            WordKind::Form(form) => form,
        };
        let sounds = self.folded[word.span.range()].iter().all(|c| self.shapes.transliterates(*c));
        let meanings = self.knowledge.lexicon.meanings(form);
        if word.span.len() > 1 {
            let kind = |meaning: &Meaning| match meaning {
                Meaning::Entity(row, _) => self.knowledge.kind(*row),
                _ => None,
            };
            return match meanings.iter().find_map(kind) {
                _ if !sounds || !meanings.iter().all(|meaning| kind(meaning).is_some() || *meaning == Meaning::Listed) => Edge::Word,
                Some(EntityKind::Person) => Edge::Name,
                _ => Edge::Place,
            };
        }
        use MarkerKind::*;
        let ends = |kind: MarkerKind| !matches!(kind, ShortBefore | ShortAfter | PairAfter | StateSuffix | OfficePrefix | Word | Wish | Possible | Condition);
        match meanings.iter().any(|meaning| matches!(meaning, Meaning::Marker(m) if ends(self.knowledge.markers[*m as usize].kind))) {
            true if sounds => Edge::Sound,
            true => Edge::Mark,
            false => Edge::None,
        }
    }

    /// Whether a title or a verb of speech stands no farther behind a place than a name is long. `found` is the last one
    /// that a place before came upon.
    pub(super) fn vouched_soon(&self, words: &[Word], next: usize, found: &mut usize, at: usize) -> bool {
        let vouches = |word: &Word| word.traits.vouches();
        *found = (*found).max(next);
        while words.get(*found).is_some_and(|word| !vouches(word)) {
            *found += 1;
        }
        words.get(*found).is_some_and(|word| word.span.start as usize <= at + LONGEST_NAME)
    }

    /// A name with its title behind it or before a verb of speech (塞西总统, 佩斯科夫表示), where no word of the knowledge starts:
    /// one that begins with a character which may, and has either near.
    pub(super) fn bare_name(&self, words: &[Word], next: usize, at: usize, stretch: Span) -> Option<Span> {
        let opens = at == stretch.start as usize || !is_alphanumeric(self.folded[at - 1]);
        let behind = next > 0 && words[next - 1].span.end as usize == at;
        if !(opens || behind || self.shapes.leads(self.folded[at - 1])) {
            return None;
        }
        // 伊方表示: a one-character state is read only where one is meant.
        let taken = |word: &Word| {
            word.span.len() > 1 || !matches!(self.edge_of(word), Edge::None | Edge::Sound) || matches!(self.token(word, None), Some(Token::State(..)))
        };
        if words.get(next).is_some_and(|word| word.span.start as usize == at && taken(word)) {
            return None;
        }
        let edge = |place: usize| self.edge(&words[next..], place);
        let titled = |end: usize| {
            words[next..]
                .iter()
                .take_while(|word| word.span.start as usize <= end)
                .any(|word| word.span.start as usize == end && self.shapes.is_title(&self.folded[word.span.range()]))
        };
        let name = self.shapes.name_at(self.folded, at, self.limit, &edge).or_else(|| {
            // 安倍｜首相
            self.shapes.surname_alone(self.folded, at, self.limit).filter(|name| titled(name.end as usize))
        })?;
        let follower = words[next..].iter().take_while(|word| word.span.start <= name.end).find(|word| word.span.start == name.end)?;
        let form = self.form_of(follower)?;
        let titled = self.has_marker(form, &[MarkerKind::Honorific]).is_some() || self.shapes.is_title(&self.folded[follower.span.range()]);
        let speaks = opens && self.has_marker(form, &[MarkerKind::Speech]).is_some() && !matches!(self.token(follower, None), Some(Token::Office(_)));
        (titled || speaks).then_some(name)
    }

    /// The state of an office that has none beside it: that of the person named before it in a list (美国副总统拜登、国务卿｜克里),
    /// or that of the body before words of the office that are no known ones (美国宗教自由｜大使).
    pub(super) fn carried(&self, out: &Phrases, cast: &Cast, office: Span) -> Option<u32> {
        // 美國｜前｜戰略空軍司令: words that are no nouns may stand between.
        let word = |item: &Item| matches!(item.kind, ItemKind::Form(form) if self.has_marker(form, &[MarkerKind::And]).is_none());
        let near = out.items.len() - out.items.iter().rev().take_while(|item| word(item) && item.span.start + 12 > office.start).count();
        let near = if matches!(out.items[..near].last(), Some(Item { kind: ItemKind::Noun(_), .. })) { near } else { out.items.len() };
        let [before @ .., Item { span, kind }] = &out.items[..near] else { return None };
        let gap = self.folded.get(span.end as usize..office.start as usize)?;
        if let ItemKind::Noun(noun) = kind {
            let noun = &out.nouns[*noun as usize];
            let (who, _) = *noun.members.last().filter(|_| noun.members.len() == 1 && noun.class == NounClass::Principal)?;
            let side = || cast.side(who).filter(|_| !cast.is_person(who) || cast.members[who as usize].unnamed);
            // 《紐約時報》｜專欄作家
            if noun.outlet && gap.is_empty() {
                return side();
            }
            // 中國｜事務｜主管: of another body, about the state.
            if self.lists.topic_words.ends(gap) || self.lists.topic_words.starts(gap) {
                return None;
            }
            // 澳洲｜Fairfax Media｜記者
            let letters = gap.iter().filter(|c| !c.is_ascii()).count();
            let open = !gap.is_empty() && letters <= 8 && gap.len() <= 30;
            let runs_on = |c: &char| c.is_ascii_alphabetic() || *c == ' ' || is_alphabetic(*c) && !self.shapes.leads(*c);
            return side().filter(|_| open && gap.iter().all(runs_on));
        }
        let joins = *kind == ItemKind::List || matches!(kind, ItemKind::Form(form) if self.has_marker(*form, &[MarkerKind::And]).is_some());
        let Some(Item { span: first, kind: ItemKind::Noun(noun) }) = before.last() else { return None };
        let (who, name) = *out.nouns[*noun as usize].members.last()?;
        let titled = name.start > first.start && cast.is_person(who);
        // 、國家經濟委員會｜副主任: the body of an office in a list, of which the tables know nothing.
        let body = gap.last().is_none_or(|last| gap.len() <= 12 && gap.iter().all(|c| is_alphabetic(*c) && !c.is_ascii()) && self.shapes.ends_body(*last));
        (joins && titled && first.end == span.start && body).then(|| cast.side(who)).flatten()
    }

    /// The word at which a noun goes on behind a department without a name in the tables or a word like 一些.
    pub(super) fn bridge(&self, words: &[Word], at: usize, end: usize, body: bool) -> Option<usize> {
        (at..words.len().min(at + 5)).find(|next| {
            let start = words[*next].span.start as usize;
            if start <= end || start - end > 14 {
                return false;
            }
            let gap = &self.folded[end..start];
            if !gap.iter().all(|c| is_alphabetic(*c) && !c.is_ascii()) {
                return false;
            }
            let quantified = self.lists.quantifiers.contains(gap);
            let department = body && gap.len() >= 2 && self.shapes.ends_department(gap[gap.len() - 1]);
            match self.token(&words[*next], None) {
                // 中國｜藝術團｜團長
                Some(Token::Office(_)) => department || quantified || self.lists.group_tails.ends(gap),
                // 人民革命黨｜中央委員會｜前｜總書記
                Some(Token::Marker(MarkerKind::OfficePrefix)) => {
                    let office = |word: &Word| word.span.start == words[*next].span.end && matches!(self.token(word, None), Some(Token::Office(_)));
                    department && words.get(*next + 1).is_some_and(office)
                }
                Some(Token::Marker(MarkerKind::Anonymous)) => quantified,
                _ => false,
            }
        })
    }

    /// The word of an office directly behind a bracket that opens at `end`.
    pub(super) fn beyond_bracket(&self, words: &[Word], at: usize, end: usize) -> Option<usize> {
        const LONGEST: usize = 40;
        let limit = self.limit.min(end + LONGEST);
        if self.folded.get(end) != Some(&'(') || end >= limit {
            return None;
        }
        let close = self.folded[end + 1..limit].iter().position(|c| matches!(c, ')' | '('))? + end + 1;
        let next = (at..words.len()).find(|next| words[*next].span.start as usize > close)?;
        let office = matches!(self.token(&words[next], None), Some(Token::Office(_)));
        (self.folded[close] == ')' && words[next].span.start as usize == close + 1 && office).then_some(next)
    }

    /// APEC｜領導人非正式會議: the office belongs to the name of a meeting.
    pub(super) fn names_meeting(&self, end: usize) -> bool {
        self.lists.meeting_tails.starts(&self.folded[end..self.limit.min(end + 4).max(end)])
    }

    pub(super) fn latin_after(&self, end: usize) -> Option<Span> {
        let skip = usize::from(self.folded.get(end) == Some(&' '));
        let open = end + skip;
        if self.folded.get(open) != Some(&'(') || !self.folded.get(open + 1)?.is_ascii_alphabetic() {
            return None;
        }
        let close = self.folded[open + 1..].iter().take(60).position(|c| *c == ')')? + open + 1;
        Some(Span::new(open + 1, close))
    }

    pub(super) fn adjacent_anonymous(&self, words: &[Word], at: usize, end: usize) -> bool {
        words.get(at).is_some_and(|word| {
            word.span.start as usize == end
                && matches!(self.token(word, None), Some(Token::Marker(MarkerKind::Anonymous) | Token::Office(_) | Token::Organization(_)))
        })
    }
}
