//! What somebody is: named or only described, public or private, one who speaks for a state, of the kinds that a role takes.
//!
//! In: a noun or a member of the cast. Out: whether it holds, or whom the noun means for a role. Which noun fills a role is left to `roles`.

use chancery_knowledge::{Case, OfficeRow, Rank};
use chancery_model::EntityKind;
use chancery_text::{Span, fold, is_alphabetic};

use super::Stage;
use crate::cast::{Cast, Who};
use crate::context::Context;
use crate::phrase::{Noun, NounClass};

impl Stage<'_> {
    /// Somebody whom the text describes without a name that is known, on the side of the noun that opens the words.
    pub(super) fn unnamed(&self, cast: &mut Cast, words: Span, noun: &Noun) -> Who {
        let surface = self.original.get(words.range()).unwrap_or_default();
        let side = noun.members.first().and_then(|(who, _)| cast.side(*who));
        let who = cast.discovered(EntityKind::Person, &surface.iter().collect::<String>(), side, true);
        cast.mention(who, words, surface);
        who
    }

    /// Whether somebody is a person with a name.
    pub(super) fn named(&self, cast: &Cast, who: Who) -> bool {
        cast.is_person(who) && !cast.members[who as usize].unnamed
    }

    /// Whether none of a noun's members has a name.
    pub(super) fn nameless(&self, cast: &Cast, noun: &Noun) -> bool {
        noun.members.iter().all(|(who, _)| cast.members[*who as usize].unnamed)
    }

    /// Whether somebody acts for a state or an international body.
    pub(super) fn public(&self, cast: &Cast, who: Who) -> bool {
        let member = &cast.members[who as usize];
        let row = member.known.map(|row| &self.knowledge.entities[row as usize]);
        match member.kind {
            EntityKind::State => true,
            EntityKind::Organization => row.map_or_else(
                || {
                    let name = member.id.trim_end_matches("#src").chars().rev().map(chancery_text::fold);
                    !self.syntax.lists.private_tails.iter().any(|tail| name.clone().take(tail.len()).eq(tail.iter().rev().copied()))
                },
                |row| !matches!(row.class.as_str(), "company" | "outlet" | "university"),
            ),
            EntityKind::Person => {
                member
                    .office
                    .filter(|_| member.side.is_some())
                    .map(|office| &self.knowledge.offices[office as usize])
                    .is_some_and(|office| !matches!(office.rank, Rank::Expert | Rank::Media | Rank::Source) && !office.private)
                    || row.is_some_and(|row| {
                        row.tenures.iter().any(|tenure| {
                            tenure.office_row.is_none_or(|office| {
                                let office = &self.knowledge.offices[office as usize];
                                !matches!(office.rank, Rank::Expert | Rank::Media | Rank::Source) && !office.private
                            })
                        })
                    })
            }
            _ => false,
        }
    }

    /// Whether somebody is a state, a foreign ministry, an international body, or speaks for one by his office.
    pub(super) fn diplomat(&self, cast: &Cast, who: Who) -> bool {
        let member = &cast.members[who as usize];
        let speaks = |office: &OfficeRow| {
            let rank = matches!(office.rank, Rank::HeadOfState | Rank::HeadOfGovernment | Rank::ForeignMinister | Rank::Envoy | Rank::Spokesperson);
            rank && !self.knowledge.list("offices_without_state").contains(&office.id)
        };
        let row = member.known.map(|row| &self.knowledge.entities[row as usize]);
        match member.kind {
            EntityKind::State => true,
            EntityKind::Organization => {
                // A mission that the tables lack is known by its name (中國駐美使館).
                let id: String = row.map_or(&member.id, |row| &row.id).chars().map(fold).collect();
                row.is_some_and(|row| row.class == "igo") || self.knowledge.list("foreign_ministries").iter().any(|part| id.contains(part.as_str()))
            }
            EntityKind::Person => {
                let office = member.office.map(|office| &self.knowledge.offices[office as usize]);
                let body = cast.side(who).is_some_and(|side| self.knowledge.entities[side as usize].class == "igo");
                office.is_some_and(|office| speaks(office) || body && !matches!(office.rank, Rank::Expert | Rank::Media | Rank::Source))
                    || body && office.is_none() && row.is_some_and(|row| !row.tenures.is_empty())
                    || office.is_none()
                        && row.is_some_and(|row| {
                            row.tenures.iter().any(|tenure| {
                                self.published.is_some_and(|day| tenure.holds_on(day))
                                    && tenure.office_row.is_some_and(|office| speaks(&self.knowledge.offices[office as usize]))
                            })
                        })
            }
            _ => false,
        }
    }

    /// The members of a noun that a role takes.
    pub(super) fn typed(&self, cast: &mut Cast, context: &Context, noun: &Noun, types: &[String], case: Case) -> Vec<Who> {
        let allowed = |kind: EntityKind| types.is_empty() && kind != EntityKind::Place || types.iter().any(|name| name == kind.as_str());
        if noun.class == NounClass::Place {
            let place = types.iter().any(|name| name == "place");
            let capital = noun
                .members
                .last()
                .is_some_and(|(who, _)| cast.members[*who as usize].known.is_some_and(|row| self.knowledge.entities[row as usize].class == "capital"));
            let government = capital
                && allowed(EntityKind::State)
                && noun.state.is_some()
                && matches!(case, Case::Subject | Case::By | Case::Object | Case::To | Case::With);
            if !(place || government) {
                return Vec::new();
            }
            return noun.state.map(|row| cast.known(self.knowledge, row, None)).into_iter().collect();
        }
        let acts = matches!(case, Case::Subject | Case::Possessor | Case::Near | Case::Clausal | Case::Head | Case::By | Case::With);
        if acts && noun.outlet {
            return Vec::new();
        }
        let mut members = context.members(self.knowledge, cast, noun, self.published);
        // 桂民海、康明凱、台灣｜非政府組織工作者某某、…: the state only opens the words for the next of them.
        if let Some((who, name)) = noun.members.last().filter(|_| noun.members.len() > 1)
            && cast.members[*who as usize].kind == EntityKind::State
            && noun.members.iter().all(|(other, _)| other == who || cast.is_person(*other))
            && self.opens_member(*name)
        {
            members.retain(|member| member != who);
        }
        // 記者 take part in nothing.
        members.retain(|who| {
            let member = &cast.members[*who as usize];
            !(acts && member.unnamed && member.office.is_some_and(|office| self.knowledge.offices[office as usize].rank == Rank::Media))
        });
        let found: Vec<Who> = members.iter().copied().filter(|who| allowed(cast.members[*who as usize].kind)).collect();
        if found.is_empty() && types.len() == 1 && types[0] == "state" {
            // 駐意大利大使, 俄羅斯外交官: the states behind the envoy. Whoever acts (召回駐意大使, 驅逐北韓駐馬大使) is none of those acted upon.
            let states = noun.accredited.into_iter().chain(members.iter().filter_map(|who| cast.side(*who)));
            return states
                .filter(|row| self.knowledge.is_state(*row))
                .collect::<Vec<_>>()
                .into_iter()
                .map(|row| cast.known(self.knowledge, row, None))
                .collect();
        }
        found
    }

    /// Whether somebody is a journalist or the like by the office that the text gives.
    pub(super) fn of_the_media(&self, cast: &Cast, who: Who) -> bool {
        cast.members[who as usize].office.is_some_and(|office| self.knowledge.offices[office as usize].rank == Rank::Media)
    }

    /// Whether plain words run on from a name to the next 、.
    fn opens_member(&self, name: Span) -> bool {
        const LONGEST: u32 = 16;
        let words = self.syntax.between(name.end, name.end + LONGEST);
        let run = words.iter().position(|c| !is_alphabetic(*c)).unwrap_or(0);
        run > 2 && words[run] == '、'
    }

    /// 中國、習近平 on the same side: the person acts.
    pub(super) fn drop_state_of_person(&self, cast: &Cast, actors: &mut Vec<Who>) {
        let persons: Vec<Option<u32>> = actors.iter().filter(|who| cast.is_person(**who)).map(|who| cast.side(*who)).collect();
        actors.retain(|who| cast.is_person(*who) || cast.members[*who as usize].kind != EntityKind::State || !persons.contains(&cast.side(*who)));
    }
}
