//! Step 3: names that the knowledge lacks.
//!
//! In: the characters behind an office or a state (俄羅斯總統新聞秘書｜佩斯科夫｜20日表示), or before a title or a verb of speech
//! (佩斯科夫｜表示, 塞西｜總統). Out: the span of a name, or none. Three shapes: a transliteration (characters that
//! transliterations use, with middle dots), a surname of the Han world with one or two characters of given names, and a name
//! vouched for by its Latin form in brackets. A name must end at something that can't continue it. Which words count as
//! names, titles or verbs is asked of the caller; whom a name is tied to is left to `phrase`.

mod sides;
mod titled;

use chancery_knowledge::Knowledge;
use chancery_text::{Span, is_alphabetic, is_alphanumeric};

use crate::lists::{CharSet, WordSet};
use crate::word_list::WordList;

pub(crate) use sides::{Named, Sides};
pub(crate) use titled::titled;

/// What a chosen word that starts at a place does to a name before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// No word, or one that says nothing.
    None,
    /// A word of one character that may as well be a sound (因 in 施泰因迈尔).
    Sound,
    /// Another word of one character: ends a name, unless it is the first of two given characters (文在寅).
    Mark,
    /// A known person's name made of sounds: it ends a name or is part of it (萨特 in 萨特巴尔季耶夫).
    Name,
    /// The same of a place, a state or a body: it ends a name that is long enough.
    Place,
    /// Ends a name.
    Word,
}

/// Of which world a name is by its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A surname of Japan with a given name.
    Japanese,
    /// A name of the Han world.
    Local,
    /// Sounds, but hardly any transliteration begins so (张德江).
    Likely,
    /// 马凯 may be a transliteration or not.
    Either,
    /// A transliteration.
    Foreign,
}

/// What names are made of, from `lists.toml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameShapes {
    transliteration: CharSet,
    surnames: CharSet,
    given: CharSet,
    /// Characters that never stand in one.
    never_given: CharSet,
    /// Characters that are no given name by themselves.
    never_alone: CharSet,
    double_surnames: WordList<()>,
    japanese_surnames: WordList<()>,
    /// Words that may follow a name directly (会见, 表示, 在, 20日 …) are known to the lexicon; these are further stops.
    stops: CharSet,
    /// Further everyday words that may follow a name and begin with a sound (通过 多次).
    follows: WordList<()>,
    /// Everyday words that look like a name.
    lookalikes: WordList<()>,
    /// 二世 十六世
    regnal: WordList<()>,
    /// Characters before which a title's holder may begin (同 和 与).
    leads: CharSet,
    /// Titles that stand behind a name.
    titles: WordSet,
    /// Last characters of departments: 院 所 司 局 ….
    departments: CharSet,
    /// Last characters of bodies: 会 社 团 ….
    body_ends: CharSet,
    /// Surnames with which hardly any transliteration begins.
    clear_surnames: CharSet,
    /// Characters with which a name may begin that has nothing before it.
    alone: CharSet,
    /// These, and what parts sentences, clauses and quotations.
    looked_at: CharSet,
}

/// What phrases are read at besides words: titles, brackets, quotations, enumerations, clauses.
const PARTING: [char; 21] = ['《', '【', '(', '「', '『', '“', '‘', '」', '』', '”', '’', '、', ',', ':', ';', '。', '!', '?', '…', '—', ' '];

/// Longest name that is looked for, in characters.
const LONGEST: usize = 24;
/// How far a middle dot may stand behind the beginning of a name.
const LONGEST_BEFORE_DOT: usize = 7;
/// Longest transliteration without a middle dot.
const LONGEST_PLAIN: usize = 9;
/// No name is longer, with all that may stand behind it.
pub(crate) const LONGEST_NAME: usize = LONGEST + 8;

impl NameShapes {
    pub fn new(knowledge: &Knowledge) -> NameShapes {
        let chars = |name: &str| CharSet::new(knowledge.list(name).iter().flat_map(|word| word.chars()));
        let words = |name: &str| WordList::new(knowledge.list(name).iter().map(|word| (word.chars().collect(), ())));
        // Everyday words (当 任 得) begin a name only behind an office.
        let everyday = chars("name_everyday");
        let names = ["transliteration", "surnames"].into_iter().flat_map(|name| knowledge.list(name)).flat_map(|word| word.chars());
        let alone: Vec<char> = names.filter(|c| !everyday.contains(*c)).collect();
        NameShapes {
            looked_at: CharSet::new(alone.iter().copied().chain(PARTING)),
            alone: CharSet::new(alone),
            transliteration: chars("transliteration"),
            surnames: chars("surnames"),
            given: chars("given_names"),
            never_given: chars("never_given"),
            never_alone: chars("never_alone"),
            double_surnames: WordList::new(
                ["double_surnames", "japanese_surnames"].into_iter().flat_map(|name| knowledge.list(name)).map(|word| (word.chars().collect(), ())),
            ),
            japanese_surnames: words("japanese_surnames"),
            stops: chars("name_stops"),
            follows: words("name_follows"),
            lookalikes: words("name_lookalikes"),
            regnal: words("regnal_numbers"),
            leads: chars("name_leads"),
            titles: WordSet::new(&knowledge.lexicon, knowledge.list("titles_behind")),
            departments: chars("departments"),
            body_ends: CharSet::new(knowledge.list("body_endings").iter().filter_map(|word| word.chars().next_back())),
            clear_surnames: chars("clear_surnames"),
        }
    }

    /// Whether a word is a title that stands behind a name.
    pub fn is_title(&self, word: &[char]) -> bool {
        self.titles.contains(word)
    }

    /// Whether a character is one that transliterations use.
    #[inline]
    pub fn transliterates(&self, c: char) -> bool {
        self.transliteration.contains(c)
    }

    /// Whether a character ends the name of a body.
    pub fn ends_body(&self, c: char) -> bool {
        self.departments.contains(c) || self.body_ends.contains(c)
    }

    /// Whether a character ends the name of a department.
    pub fn ends_department(&self, c: char) -> bool {
        self.departments.contains(c)
    }

    /// Whether a name without anything before it may begin with a character.
    #[inline]
    pub fn begins_alone(&self, c: char) -> bool {
        self.alone.contains(c)
    }

    /// Whether a character can be more than a part of a word: it parts words, or a name may begin with it.
    #[inline]
    pub fn looked_at(&self, c: char) -> bool {
        self.looked_at.contains(c)
    }

    /// A longer name of the Han world that begins with a known one: 河野｜洋平; 李勇｜浩 where the title is another state's (`stranger`).
    pub fn full_name(&self, chars: &[char], known: Span, limit: usize, stranger: bool, edge: &dyn Fn(usize) -> Edge) -> Option<Span> {
        let at = known.start as usize;
        let surname = self.japanese_surnames.starting(&chars[known.range()]).is_some_and(|(length, ())| length == known.len());
        if !surname && !stranger || self.follows.starting(&chars[known.end as usize..limit]).is_some() {
            return None;
        }
        self.local(chars, at, limit, edge).filter(|end| *end > known.end as usize).map(|end| Span::new(at, end))
    }

    /// A Japanese surname.
    pub fn surname_alone(&self, chars: &[char], at: usize, limit: usize) -> Option<Span> {
        self.japanese_surnames.starting(&chars[at..limit]).map(|(length, ())| Span::new(at, at + length))
    }

    /// The length of a monarch's number at the start of a text.
    pub fn regnal(&self, text: &[char]) -> Option<usize> {
        self.regnal.starting(text).map(|(length, ())| length)
    }

    /// Whether a name may begin behind a character that is part of no word.
    pub fn leads(&self, c: char) -> bool {
        !is_alphanumeric(c) || self.leads.contains(c)
    }

    /// The shape of a name.
    pub fn shape(&self, name: &[char]) -> Shape {
        let surname = self.surname(name);
        let fits = surname > 0 && (surname + 1..=surname + 2).contains(&name.len());
        if fits && surname > 1 && self.japanese_surnames.starting(name).is_some() {
            return Shape::Japanese;
        }
        let sounds = name.iter().all(|c| self.transliterates(*c) || joins(*c));
        match fits {
            true if !sounds => Shape::Local,
            true if name.len() > 2 && self.clear_surnames.contains(name[0]) => Shape::Likely,
            true => Shape::Either,
            false => Shape::Foreign,
        }
    }

    fn surname(&self, name: &[char]) -> usize {
        match self.double_surnames.starting(name) {
            Some((length, ())) => length,
            None => usize::from(name.first().is_some_and(|c| self.surnames.contains(*c))),
        }
    }

    /// Whether a place ends a name.
    fn stops_at(&self, chars: &[char], end: usize, limit: usize, edge: &dyn Fn(usize) -> Edge) -> bool {
        end >= limit
            || !is_alphanumeric(chars[end])
            || chars[end].is_ascii_digit()
            || self.stops.contains(chars[end])
            || edge(end) == Edge::Place
            || self.cuts(chars, end, limit, edge)
    }

    /// Whether a word starts at a place that belongs to no name.
    fn cuts(&self, chars: &[char], at: usize, limit: usize, edge: &dyn Fn(usize) -> Edge) -> bool {
        match edge(at) {
            Edge::Word | Edge::Mark => true,
            // 于20日, 让美国: a sound before a word is a word.
            Edge::Sound => at + 1 < limit && (matches!(edge(at + 1), Edge::Word | Edge::Mark) || chars[at + 1].is_ascii_digit()),
            Edge::Name | Edge::Place | Edge::None => self.follows.starting(&chars[at..limit]).is_some(),
        }
    }

    /// The name that starts at `at`; `edge` says what word starts at a place.
    pub fn name_at(&self, chars: &[char], at: usize, limit: usize, edge: &dyn Fn(usize) -> Edge) -> Option<Span> {
        let name = self.vouched(chars, at, limit, edge).or_else(|| {
            let foreign = self.foreign(chars, at, limit, edge);
            let local = self.local(chars, at, limit, edge);
            foreign.max(local).map(|end| Span::new(at, end))
        });
        name.filter(|name| self.lookalikes.starting(&chars[name.range()]).is_none())
    }

    /// A Latin form in brackets closes the name: 科頓（Tom Cotton）.
    fn vouched(&self, chars: &[char], at: usize, limit: usize, edge: &dyn Fn(usize) -> Edge) -> Option<Span> {
        let mut end = at;
        while end < limit
            && end - at < LONGEST
            && (is_alphanumeric(chars[end]) || joins(chars[end]))
            && (end == at || !matches!(edge(end), Edge::Word | Edge::Mark))
        {
            end += 1;
        }
        let latin = chars.get(end) == Some(&'(') && chars.get(end + 1).is_some_and(|c| c.is_ascii_alphabetic());
        (latin && end > at + 1 && !chars[at].is_ascii() && !self.leads.contains(chars[at]) && end - at <= 12).then(|| Span::new(at, end))
    }

    /// Where a transliteration ends.
    fn foreign(&self, chars: &[char], at: usize, limit: usize, edge: &dyn Fn(usize) -> Edge) -> Option<usize> {
        let (mut end, mut known) = (at, None);
        // 艾力更·…: before a middle dot any character may stand.
        let dot = chars[at..limit.min(at + LONGEST_BEFORE_DOT)].iter().position(|c| *c == '·').map_or(at, |dot| at + dot);
        let named = chars[at..dot].iter().all(|c| is_alphabetic(*c) && !c.is_ascii());
        let dot = if named { dot } else { at };
        // 李卡德尔: a transliteration of some length may begin with a surname.
        let surname = usize::from(self.surnames.contains(chars[at]) && !self.transliterates(chars[at]));
        while end < limit
            && end - at < LONGEST
            && (end < dot
                || end < at + surname
                || self.transliterates(chars[end])
                || end > at && (joins(chars[end]) || chars[end] == ' ' && joins(chars[end - 1])))
        {
            if end > at {
                if self.cuts(chars, end, limit, edge) || edge(end) == Edge::Place && end - at >= 3 && !joins(chars[end - 1]) {
                    break;
                }
                if matches!(edge(end), Edge::Name | Edge::Place) && !joins(chars[end - 1]) {
                    known = known.or(Some(end));
                }
            }
            end += 1;
        }
        while end > at && (joins(chars[end - 1]) || chars[end - 1] == ' ') {
            end -= 1;
        }
        if let Some((length, ())) = self.regnal.starting(&chars[end..limit]) {
            end += length;
        }
        let joined = chars[at..end].iter().position(|c| joins(*c));
        let fits = |end: usize| {
            let longest = if joined.is_some_and(|dot| dot + at < end) { LONGEST } else { LONGEST_PLAIN };
            (2 + 2 * surname..=longest).contains(&(end - at))
        };
        if fits(end) && (joined.is_some() && end - at >= 4 || self.stops_at(chars, end, limit, edge)) {
            return Some(end);
        }
        known.filter(|end| fits(*end))
    }

    /// Where a name of the Han world ends.
    fn local(&self, chars: &[char], at: usize, limit: usize, edge: &dyn Fn(usize) -> Edge) -> Option<usize> {
        let surname = self.surname(&chars[at..limit]);
        if surname == 0 {
            return None;
        }
        let clear = self.clear_surnames.contains(chars[at]);
        // 山口那津男
        let longest = if surname > 1 { 3 } else { 2 };
        (1..=longest).rev().map(|given| at + surname + given).find(|end| {
            if *end > limit {
                return false;
            }
            let given = &chars[at + surname..*end];
            let closed = *end >= limit || !is_alphanumeric(chars[*end]);
            // 文在寅, 李长春, 韩正: words may be one of the given characters, or both of them; a surname does not stand alone.
            let inner = |place: usize| match edge(place) {
                Edge::None => true,
                Edge::Mark | Edge::Sound if place + 1 == *end => {
                    given.len() == 1 && surname == 1 && edge(*end) == Edge::Word || closed || edge(*end) == Edge::Mark || chars[*end] == '等'
                }
                Edge::Mark | Edge::Sound => place == at + surname,
                Edge::Word | Edge::Name | Edge::Place => surname == 1 && place == at + 1 && given.len() == 2 && edge(*end - 1) == Edge::None,
            };
            // One of two characters may be an unusual one where the name clearly ends (陳以勤｜今天).
            let unusual = given.iter().filter(|c| !self.given.contains(**c)).count();
            let whole = given.iter().all(|c| is_alphabetic(*c) && !c.is_ascii() && !self.never_given.contains(*c));
            whole
                && !(given.len() == 1 && self.never_alone.contains(given[0]))
                && (unusual == 0
                    || unusual == 1 && given.len() == 2 && (closed || clear && edge(*end) == Edge::Word && !given.iter().any(|c| self.stops.contains(*c))))
                && self.lookalikes.starting(given).is_none()
                && (closed || given.len() < 2 || !self.stops.contains(chars[*end - 1]) || chars[*end] == '等')
                && (at + 1..*end).all(inner)
                && (at + surname + 1..*end).all(|place| self.follows.starting(&chars[place..limit]).is_none())
                && self.stops_at(chars, *end, limit, edge)
        })
    }
}

/// Whether a character joins the parts of a foreign name.
fn joins(c: char) -> bool {
    matches!(c, '·' | '-' | '—')
}
