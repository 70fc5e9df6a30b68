//! Persons in readings, for the chores `mine`, `ablation` and `mentions`: every mention with what stands beside it.
//!
//! In: a document and its reading. Out: mentions of persons with a name, the office that touches each of them, and whether a
//! verb of speech follows. What stands beside is found in the text alone, without the reader's phrases, so that it also
//! judges what the reader has missed.

use std::collections::BTreeSet;

use chancery_knowledge::{Knowledge, MarkerKind, Meaning};
use chancery_model::{Document, EntityKind, Reading};
use chancery_text::{Span, fold};

/// How far a verb of speech may stand behind a name, over words like 20日 or 在記者會上.
const SPEECH_WITHIN: usize = 10;
/// Longest office that is looked for before a name.
const LONGEST_OFFICE: usize = 16;

/// A mention of a person.
pub struct Mention {
    /// Where.
    pub span: Span,
    /// Index into the entities of the reading.
    pub who: usize,
    /// An office touches it.
    pub office: bool,
    /// A verb of speech follows it.
    pub speech: bool,
}

/// A document's text, folded, with questions about its places.
pub struct Words<'k> {
    knowledge: &'k Knowledge,
    /// The folded characters.
    pub chars: Vec<char>,
    /// Characters of transliterations.
    sounds: BTreeSet<char>,
}

impl<'k> Words<'k> {
    /// Folds the text of a document.
    pub fn new(knowledge: &'k Knowledge, document: &Document) -> Words<'k> {
        let sounds = knowledge.list("transliteration").iter().flat_map(|word| word.chars()).collect();
        Words { knowledge, chars: document.text.as_str().chars().map(fold).collect(), sounds }
    }

    fn is_office(&self, form: u32) -> bool {
        self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Office(_)))
    }

    fn is_marker(&self, form: u32, kinds: &[MarkerKind]) -> bool {
        let marked = |meaning: &Meaning| matches!(meaning, Meaning::Marker(m) if kinds.contains(&self.knowledge.markers[*m as usize].kind));
        self.knowledge.lexicon.meanings(form).iter().any(marked)
    }

    /// The longest office that starts at a place: its length.
    pub fn office_at(&self, at: usize) -> Option<usize> {
        let mut longest = None;
        self.knowledge.lexicon.each_at(&self.chars, at, |hit| {
            if self.is_office(hit.form) {
                longest = Some(hit.len as usize);
            }
        });
        longest
    }

    /// Whether an office ends at a place, a space between allowed.
    fn office_before(&self, at: usize) -> bool {
        let at = if at > 0 && self.chars[at - 1] == ' ' { at - 1 } else { at };
        (at.saturating_sub(LONGEST_OFFICE)..at).any(|start| {
            let mut found = false;
            self.knowledge.lexicon.each_at(&self.chars, start, |hit| found |= start + hit.len as usize == at && self.is_office(hit.form));
            found
        })
    }

    /// Whether a verb of speech stands in the same clause shortly behind a place.
    pub fn speech_after(&self, at: usize) -> bool {
        let mut place = at;
        // （Ursula von der Leyen）表示
        if self.chars.get(place).is_some_and(|c| matches!(c, '(' | '（')) {
            place += self.chars[place..].iter().take(60).position(|c| matches!(c, ')' | '）')).map_or(0, |close| close + 1);
        }
        let open = |c: &char| c.is_alphanumeric() || matches!(c, '(' | ')' | '（' | '）');
        let end = self.chars[place..].iter().take(SPEECH_WITHIN).position(|c| !open(c)).map_or(place + SPEECH_WITHIN, |stop| place + stop);
        (place..end.min(self.chars.len())).any(|start| {
            let mut found = false;
            self.knowledge.lexicon.each_at(&self.chars, start, |hit| {
                found |= (hit.len > 1 || start == place) && self.is_marker(hit.form, &[MarkerKind::Speech]);
            });
            found
        })
    }

    /// Whether words are a name, and no description with an office or a state in it (外交部發言人, 一名官員, 沙特客人).
    fn is_name(&self, span: Span) -> bool {
        let within = span.start as usize..span.end as usize;
        let sound = |c: &char| matches!(c, '·' | '-' | '—') || self.sounds.contains(c);
        let mut begun = 0;
        self.knowledge.lexicon.each_at(&self.chars, within.start, |hit| {
            let body = |meaning: &Meaning| match meaning {
                Meaning::Entity(row, _) => self.knowledge.entities[*row as usize].kind != Some(EntityKind::Person),
                _ => false,
            };
            if hit.len > 1 && self.knowledge.lexicon.meanings(hit.form).iter().any(body) {
                begun = hit.len as usize;
            }
        });
        // 有分析指: hearsay is nobody's name.
        let words: String = self.chars[within.clone()].iter().collect();
        if self.knowledge.list("hearsay").contains(&words) {
            return false;
        }
        if begun > 0 && !self.chars[within.clone()].iter().skip(begun).all(sound) || self.chars[within.clone()].contains(&'、') {
            return false;
        }
        !within.clone().any(|at| {
            let mut titled = false;
            self.knowledge.lexicon.each_at(&self.chars, at, |hit| {
                let kinds = [MarkerKind::Anonymous, MarkerKind::HeadsOf, MarkerKind::MinistersOf];
                titled |= hit.len > 1 && at + hit.len as usize <= within.end && (self.is_office(hit.form) || self.is_marker(hit.form, &kinds));
            });
            titled
        })
    }

    /// Whether words are a surname and a title: 李總理.
    fn is_titled(&self, span: Span) -> bool {
        let surname = |c: char| self.knowledge.list("surnames").iter().any(|surnames| surnames.contains(c));
        let (first, title) = (self.chars[span.start as usize], span.start as usize + 1);
        let behind = |words: String| self.knowledge.list("titles_behind").contains(&words);
        surname(first) && span.len() > 2 && behind(self.chars[title..span.end as usize].iter().collect())
    }

    /// Whether a name begins with the surname of a surname with a title, and is no office itself.
    fn is_full_name_of(&self, name: &str, titled: Span) -> bool {
        let name: Vec<char> = name.chars().map(fold).collect();
        let title = &self.chars[titled.start as usize + 1..titled.end as usize];
        (2..=4).contains(&name.len()) && name.first() == Some(&self.chars[titled.start as usize]) && !name.ends_with(title)
    }

    /// The mentions of persons that a reading holds, in order of place. Known persons are also mentioned by an office alone
    /// (中國總理 for its holder): those are left out.
    pub fn mentions(&self, reading: &Reading) -> Vec<Mention> {
        let mut found = Vec::new();
        for (who, entity) in reading.entities.iter().enumerate().filter(|(_, entity)| entity.kind == EntityKind::Person) {
            for span in entity.mentions.iter().map(|span| span.0) {
                // 本·萨拉赫: a first name and a known one.
                let named = if entity.known {
                    self.is_person_form(span) || self.is_titled(span) || self.is_name(span)
                } else {
                    self.is_name(span) || self.is_titled(span) && entity.names.iter().any(|name| self.is_full_name_of(name, span))
                };
                if named {
                    let office = self.office_before(span.start as usize) || self.office_at(span.end as usize).is_some() || self.is_titled(span);
                    found.push(Mention { span, who, office, speech: self.speech_after(span.end as usize) });
                }
            }
        }
        found.sort_by_key(|mention| (mention.span, mention.who));
        found
    }

    /// The clauses in which an office stands, found without the reader: (start, end).
    pub fn office_clauses(&self) -> Vec<(usize, usize)> {
        let stop = |c: &char| matches!(c, '。' | '！' | '？' | '；' | '，' | '!' | '?' | ';' | ',' | '\n');
        let mut clauses = Vec::new();
        let mut start = 0;
        while start < self.chars.len() {
            let end = self.chars[start..].iter().position(stop).map_or(self.chars.len(), |length| start + length);
            if (start..end).any(|at| self.office_at(at).is_some_and(|length| length > 1 && at + length <= end)) {
                clauses.push((start, end));
            }
            start = end + 1;
        }
        clauses
    }

    /// Whether the words at a span are a person's form in the knowledge.
    pub fn is_person_form(&self, span: Span) -> bool {
        let Some(form) = self.knowledge.lexicon.find(self.chars[span.range()].iter().copied()) else { return false };
        let person = |row: u32| self.knowledge.entities[row as usize].kind == Some(EntityKind::Person);
        self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Entity(row, _) if person(*row)))
    }
}

/// The words around a span on one line, the span between brackets.
pub fn quote(document: &Document, span: Span, before: usize, after: usize) -> String {
    let chars: Vec<char> = document.text.as_str().chars().collect();
    let (start, end) = (span.start as usize, span.end as usize);
    let line = |part: &[char]| part.iter().map(|c| if c.is_whitespace() { ' ' } else { *c }).collect::<String>();
    format!("{}[{}]{}", line(&chars[start.saturating_sub(before)..start]), line(&chars[start..end]), line(&chars[end..chars.len().min(end + after)]))
}
