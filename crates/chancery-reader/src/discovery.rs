//! Step 3: names that the knowledge lacks.
//!
//! In: the characters behind an office or a state (俄羅斯總統新聞秘書｜佩斯科夫｜20日表示). Out: the span of a name, or none.
//! Three shapes: a transliteration (characters that transliterations use, with middle dots), a surname of the Han world
//! with one or two further characters, and a name vouched for by its Latin form in brackets. A name must end at something
//! that can't continue it.

use chancery_knowledge::Knowledge;
use chancery_text::Span;

use crate::lists::CharSet;

/// Characters that names are made of, from `lists.toml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameShapes {
    transliteration: CharSet,
    surnames: CharSet,
    double_surnames: Vec<Vec<char>>,
    /// Words that may follow a name directly (会见, 表示, 在, 20日 …) are known to the lexicon; these are further stops.
    stops: CharSet,
    /// Last characters of departments: 院 所 司 局 ….
    departments: CharSet,
}

/// Longest name that is looked for, in characters.
const LONGEST: usize = 16;

impl NameShapes {
    pub fn new(knowledge: &Knowledge) -> NameShapes {
        let chars = |name: &str| CharSet::new(knowledge.list(name).iter().flat_map(|word| word.chars()));
        NameShapes {
            transliteration: chars("transliteration"),
            surnames: chars("surnames"),
            double_surnames: knowledge.list("double_surnames").iter().map(|word| word.chars().collect()).collect(),
            stops: chars("name_stops"),
            departments: chars("departments"),
        }
    }

    /// Whether a character is one that transliterations use.
    pub fn transliterates(&self, c: char) -> bool {
        self.transliteration.contains(c)
    }

    /// Whether a character ends the name of a department.
    pub fn ends_department(&self, c: char) -> bool {
        self.departments.contains(c)
    }

    /// The name that starts at `at`. `word_ends` says whether a known word or the end of words starts at a place.
    pub fn name_at(&self, chars: &[char], at: usize, limit: usize, word_starts: &dyn Fn(usize) -> bool) -> Option<Span> {
        let run = |allowed: &dyn Fn(char) -> bool, most: usize| {
            let mut end = at;
            while end < limit && end - at < most && allowed(chars[end]) && (end == at || !word_starts(end)) {
                end += 1;
            }
            end
        };
        // A Latin form in brackets closes the name: 科頓（Tom Cotton）.
        let any = run(&|c| c.is_alphanumeric() || c == '·' || c == '-', LONGEST);
        if any > at + 1
            && chars.get(any) == Some(&'(')
            && chars.get(any + 1).is_some_and(|c| c.is_ascii_alphabetic())
            && !chars[at].is_ascii()
            && any - at <= 12
        {
            return Some(Span::new(at, any));
        }
        let foreign = run(&|c| self.transliteration.contains(c) || c == '·' || c == '-', LONGEST);
        let dotted = chars[at..foreign].contains(&'·');
        let stops_at =
            |end: usize| end >= limit || word_starts(end) || !chars[end].is_alphanumeric() || self.stops.contains(chars[end]) || chars[end].is_ascii_digit();
        let surname =
            if self.double_surnames.iter().any(|name| chars[at..limit].starts_with(name)) { 2 } else { usize::from(self.surnames.contains(chars[at])) };
        if dotted && foreign - at >= 4 {
            return Some(Span::new(at, foreign));
        }
        if surname > 0 {
            for given in [2, 1] {
                let end = at + surname + given;
                if end <= limit
                    && !(given == 2 && self.stops.contains(chars[end - 1]))
                    && chars[at..end].iter().all(|c| c.is_alphabetic() && !c.is_ascii())
                    && (at + surname..end).all(|place| place == at || !word_starts(place))
                    && stops_at(end)
                {
                    return Some(Span::new(at, end));
                }
            }
        }
        ((2..=8).contains(&(foreign - at)) && stops_at(foreign)).then(|| Span::new(at, foreign))
    }
}
