//! Venues that the knowledge lacks: 在｜首相官邸｜会见, 在金边｜和平大厦｜会见.
//!
//! In: the characters behind 在 or behind a known place. Out: the span of a building or square by its last word, or none. Names,
//! verbs and particles stand in none, and a word must follow that can stand behind a place.

use chancery_knowledge::Meaning;
use chancery_model::EntityKind;
use chancery_text::{Span, is_alphabetic};

use super::{Members, Noun, NounClass, PhraseBuilder, Phrases, Token};
use crate::cast::Cast;
use crate::discovery::Edge;
use crate::phrase::{Item, ItemKind};
use crate::segment::{Word, WordKind};

/// The longest venue, in characters.
const LONGEST: usize = 9;

impl PhraseBuilder<'_> {
    /// The venue that starts at `at`.
    fn venue(&self, words: &[Word], at: usize) -> Option<Span> {
        let text = self.folded.get(at..self.limit.min(at + LONGEST))?;
        let length = text.iter().take_while(|c| is_alphabetic(**c) && !c.is_ascii()).count();
        let named = |n: &usize| self.lists.venue_endings.at_end(&text[..*n]).is_some_and(|ending| ending.len() < *n);
        let end = (3..=length).filter(named).map(|n| at + n).find(|end| {
            let follower = words.iter().take_while(|word| word.span.start as usize <= *end).find(|word| word.span.start as usize == *end);
            self.folded.get(*end) != Some(&'的') && follower.is_some_and(|word| self.form_of(word).is_some())
        })?;
        let part = |word: &Word| {
            let acts = |form: u32| self.knowledge.lexicon.meanings(form).iter().any(|meaning| matches!(meaning, Meaning::Part(..)));
            let name = matches!(self.token(word, None), Some(Token::State(..) | Token::Place(_) | Token::Organization(_) | Token::Person(_) | Token::Extra(_)));
            let WordKind::Form(form) = word.kind else { return false };
            word.span.end as usize <= end && form < super::EXTRA && !name && !acts(form) && !(word.span.len() == 1 && self.edge_of(word) == Edge::Mark)
        };
        let whole = words.iter().skip_while(|word| (word.span.start as usize) < at).take_while(|word| (word.span.start as usize) < end).all(part);
        (whole && !self.lists.venue_openers.starts(text)).then(|| Span::new(at, end))
    }

    /// Takes the venue behind 在 as a noun of its own. Where it ends.
    pub(super) fn venue_behind(&self, words: &[Word], at: usize, cast: &mut Cast, out: &mut Phrases) -> Option<usize> {
        let span = self.venue(words, at)?;
        let who = cast.discovered(EntityKind::Place, &self.words_of(span), None, false);
        cast.mention(who, span, self.written(span));
        let index = out.nouns.len() as u32;
        out.nouns.push(Noun::plain(span, NounClass::Place, Members::from_iter([(who, span)])));
        out.items.push(Item { span, kind: ItemKind::Noun(index) });
        Some(span.end as usize)
    }

    /// Joins the venue behind a known place to it (金边｜和平大厦, 东京的｜松本楼). Where it ends.
    pub(super) fn venue_within(&self, words: &[Word], cast: &mut Cast, out: &mut Phrases) -> Option<usize> {
        let [.., Item { span: place, kind: ItemKind::Noun(index) }] = &mut out.items[..] else { return None };
        let noun = &mut out.nouns[*index as usize];
        if noun.class != NounClass::Place {
            return None;
        }
        let end = place.end as usize;
        let span = self.venue(words, end + usize::from(self.folded.get(end) == Some(&'的')))?;
        let who = cast.discovered(EntityKind::Place, &self.words_of(span), noun.state, false);
        cast.mention(who, span, self.written(span));
        noun.members.push((who, span));
        noun.span = noun.span.join(span);
        *place = place.join(span);
        Some(span.end as usize)
    }
}
