//! Who takes part in what a trigger tells: the roles of its frame filled in order, and what one role says of another.
//!
//! In: a frame at a trigger. Out: actors, recipients and the others, each once, and the items they stand in.

use chancery_knowledge::{Case, Frame, MarkerKind, Requirement, Role};
use chancery_model::{EntityKind, EventKind};
use chancery_text::Span;

use super::roles::is_encounter;
use super::{Stage, carried_speech};
use crate::cast::{Cast, Who};
use crate::clause::Scope;
use crate::context::Context;
use crate::phrase::{ItemKind, Noun};

/// Who takes part.
pub(super) struct Participants {
    pub actors: Vec<Who>,
    pub recipients: Vec<Who>,
    pub witnesses: Vec<Who>,
    pub mediators: Vec<Who>,
    pub attendees: Vec<Who>,
    /// The items that their names stand in.
    pub nouns: Vec<usize>,
    /// Somebody comes from an earlier clause or sentence.
    pub carried: bool,
    /// Each of these meets on its own.
    pub apart: Vec<Who>,
    /// A group of fixed members stands for its states.
    pub grouped: bool,
}

impl Stage<'_> {
    /// 张高丽为｜中俄总理｜定期会晤做准备: those whom the noun before an encounter names as a pair are those who meet, and who prepares it
    /// is not; of a pair of states, whoever acts for one of them does.
    fn named_heads(&self, cast: &Cast, used: &[usize], anchor: Span, actors: &mut Vec<Who>) {
        const NEAR: u32 = 10;
        let near = |noun: &&Noun| noun.span.end <= anchor.start && anchor.start - noun.span.end <= NEAR;
        let pair = |noun: &&Noun| noun.compact && noun.members.len() == 2 && noun.members.iter().any(|(who, _)| cast.is_person(*who));
        let Some(noun) = used.iter().filter_map(|at| self.syntax.noun(*at)).filter(near).find(pair) else { return };
        let acts = |who: Who| actors.iter().copied().find(|actor| cast.is_person(*actor) && cast.side(*actor) == cast.side(who));
        let met: Vec<Who> = noun.members.iter().map(|(who, _)| if cast.is_person(*who) { *who } else { acts(*who).unwrap_or(*who) }).collect();
        *actors = met;
    }

    /// Whether 被 or the like stands directly before the trigger, so that nobody is said to do it.
    fn befalls(&self, scope: &Scope) -> bool {
        let before = scope.first.checked_sub(1).filter(|at| *at >= scope.clause && self.syntax.marker(*at, &[MarkerKind::By]).is_some());
        before.is_some_and(|at| self.syntax.items.get(scope.first).is_some_and(|item| item.span.start == self.syntax.items[at].span.end))
    }

    /// 商界人士認為，｜訪問｜將給兩國…: whether what is told is the subject of somebody's words, who only speaks of it.
    fn is_said_of(&self, frame: &Frame, scope: &Scope) -> bool {
        use MarkerKind::*;
        let syntax = self.syntax;
        let noun = || syntax.marker(scope.after, &[Planned, Will, For, Wish, Denied, Possible]).is_some();
        let stop = scope.clause.checked_sub(1).filter(|at| scope.first == scope.clause && matches!(syntax.items[*at].kind, ItemKind::Stop(',' | ':')));
        let said = stop.and_then(|stop| stop.checked_sub(1)).is_some_and(|verb| syntax.marker(verb, &[Speech, Opinion]).is_some());
        said && (frame.echo || frame.kind == EventKind::Visit && noun())
    }

    /// Nobody where the frame needs somebody who is acted upon and there is none.
    pub(super) fn participants(&self, frame: &Frame, cast: &mut Cast, context: &Context, scope: &Scope, anchor: Span) -> Option<Participants> {
        let syntax = self.syntax;
        let mut nouns_used: Vec<usize> = Vec::new();
        let mut carried = false;
        let mut fill = |role: &Role, cast: &mut Cast, used: &mut Vec<usize>| -> Vec<Who> {
            let mut members = Vec::new();
            for pick in &role.picks {
                // The pair of the passage only fills what the sentence leaves open.
                let complete = members.len() >= 2 && Context::sides(cast, &members).len() >= 2;
                for case in pick {
                    if *case == Case::Pair && complete || *case == Case::Subject && self.is_said_of(frame, scope) {
                        continue;
                    }
                    let found = self.role(cast, context, *case, scope, anchor, &role.types, frame.kind, used, &mut carried);
                    if !found.is_empty() {
                        members.extend(found);
                        break;
                    }
                }
            }
            let mut seen = Vec::new();
            members.retain(|who| {
                !seen.contains(who) && {
                    seen.push(*who);
                    true
                }
            });
            members
        };
        let mut recipients = fill(&frame.recipients, cast, &mut nouns_used);
        // 李柱銘表示，向對方闡述修例損害法治: whom a speaker blames is named in his own words.
        let spoken = frame.actors.picks.iter().flatten().any(|case| *case == Case::Speaker).then(|| context.innermost(anchor)).flatten();
        if let Some((words, _)) = spoken
            && nouns_used.iter().any(|at| syntax.items[*at].span.start < words.start)
        {
            recipients.clear();
        }
        let directed = !frame.kind.is_symmetric() && frame.kind != EventKind::Meeting;
        let may_be_opposite = frame.recipients.picks.iter().flatten().any(|case| *case == Case::Opposite);
        let may_be_joined = directed && frame.recipients.picks.iter().flatten().any(|case| *case == Case::With);
        let needed = frame.needs.iter().any(|need| matches!(need, Requirement::Recipients | Requirement::Foreign));
        if needed && recipients.is_empty() && !may_be_opposite && !may_be_joined {
            return None;
        }
        let recipient_nouns = nouns_used.len();
        let mut actors = fill(&frame.actors, cast, &mut nouns_used);
        // 羅哲斯被｜拒絕入境: whom the act befalls does not do it.
        let passive = directed && !frame.recipients.picks.iter().flatten().any(|case| *case == Case::Subject) && self.befalls(scope);
        if passive && frame.actors.picks.iter().flatten().any(|case| *case == Case::Subject) {
            return None;
        }
        let mut witnesses = fill(&frame.witnesses, cast, &mut nouns_used);
        witnesses.retain(|who| cast.is_person(*who));
        let mediators = fill(&frame.mediators, cast, &mut nouns_used);
        let attendees = fill(&frame.attendees, cast, &mut nouns_used);
        // 声明说，欧方颠倒黑白，敦促欧方…: who is asked does not ask; the subject that runs on is the speaker.
        if carried
            && carried_speech(frame)
            && !actors.is_empty()
            && let Some(speaker) = context.speaker.filter(|who| !recipients.contains(who))
        {
            let asked = Context::sides(cast, &recipients);
            let own = Context::sides(cast, &actors);
            let other = cast.side(speaker).is_none_or(|side| !asked.contains(&side));
            // 習近平強調，論壇圓滿落幕，感謝…: a body does not thank in somebody else's words.
            let bodies = cast.is_person(speaker)
                && actors.iter().all(|who| cast.members[*who as usize].kind == EntityKind::Organization)
                && own.iter().all(|side| cast.side(speaker) != Some(*side));
            if bodies && frame.kind == EventKind::Support
                || other && (actors.iter().all(|who| recipients.contains(who)) || !own.is_empty() && own.iter().all(|side| asked.contains(side)))
            {
                actors = vec![speaker];
            }
        }
        if recipients.is_empty() && may_be_opposite {
            // 英國政府稱俄方有關，俄方否認: who denies answers whoever charges him.
            let answers = frame.kind == EventKind::Reject;
            let speakers: Vec<Who> = context.speakers(anchor).filter(|who| !answers || cast.is_person(*who)).collect();
            recipients = self.opposite(cast, scope, &actors, &speakers);
        }
        let subject = nouns_used.get(recipient_nouns).and_then(|at| syntax.noun(*at)).is_some_and(|noun| noun.members.len() == 1);
        let apart = self.apart(scope, anchor, frame.kind, &actors, &recipients, subject);
        if !directed {
            for who in recipients.drain(..) {
                if !actors.contains(&who) {
                    actors.push(who);
                }
            }
            if is_encounter(frame.kind) {
                self.named_heads(cast, &nouns_used, anchor, &mut actors);
            }
            self.drop_state_of_person(cast, &mut actors);
            // 北韓取消兩韓會談: one of the two stands for itself already.
            if self.names_member_of_group(cast, &actors) {
                self.open_groups(cast, &mut actors);
            }
            // 普京與特朗普在APEC峰會期間會晤: the body lends its name to the occasion.
            if actors.iter().filter(|who| cast.is_person(**who)).count() >= 2 {
                actors.retain(|who| cast.members[*who as usize].known.is_none_or(|row| self.knowledge.entities[row as usize].class != "igo"));
            }
        } else {
            recipients.retain(|who| !actors.contains(who));
            // 訪華的甲國總統和習近平: who belongs where somebody else comes is no visitor.
            if frame.kind == EventKind::Visit && frame.actors.picks.iter().flatten().any(|case| *case == Case::Head) {
                let visited = Context::sides(cast, &recipients);
                let comes = |who: &Who| cast.side(*who).is_none_or(|side| !visited.contains(&side));
                if actors.iter().any(comes) {
                    actors.retain(comes);
                }
            }
            // 孟建柱評價中埃合作: the actor's own side is no addressee beside another.
            let own = Context::sides(cast, &actors);
            if Context::sides(cast, &recipients).iter().any(|side| !own.contains(side)) {
                recipients.retain(|who| cast.side(*who).is_none_or(|side| !own.contains(&side)) || cast.is_person(*who));
            }
        }
        // 尼加拉瓜與台灣斷交: of two joined by 與 before a directed act, the second is acted upon.
        if recipients.is_empty()
            && may_be_joined
            && let Some(joined) = nouns_used.get(recipient_nouns).and_then(|at| syntax.noun(*at)).and_then(|noun| noun.joined_at)
            && joined < actors.len()
        {
            recipients = actors.split_off(joined);
        }
        // A clause without a subject inside somebody's words is about the speaker.
        if actors.is_empty()
            && !syntax.about_nobody(scope)
            && let Some(speaker) = context.speaker.filter(|_| frame.actors.picks.iter().flatten().any(|case| *case == Case::Subject) && carried_speech(frame))
        {
            actors.push(speaker);
            carried = true;
        }
        // 甲同乙會談，達成共識: who met agree.
        let companions = matches!(frame.kind, EventKind::Agree | EventKind::Issue | EventKind::Sign | EventKind::Extend | EventKind::UpgradeRelations);
        let together = companions || frame.kind == EventKind::Conference;
        // 甲同乙於今天下午，在板門店舉行會談: the clause before goes on.
        let encounter = matches!(frame.kind, EventKind::Talks | EventKind::Meeting | EventKind::Consultation | EventKind::Negotiate | EventKind::Call);
        if (companions || encounter)
            && Context::sides(cast, &actors).len() == 1
            && recipients.is_empty()
            && let Some((subject, false)) = syntax.subject(scope, self.sentence, 0)
            && (companions || syntax.is_open(subject))
        {
            for noun in syntax.companions(subject).into_iter().filter_map(|at| syntax.noun(at)) {
                actors.extend(self.typed(cast, context, noun, &frame.actors.types, Case::With));
            }
        }
        let grouped = together && self.open_groups(cast, &mut actors);
        Some(Participants { actors, recipients, witnesses, mediators, attendees, nouns: nouns_used, carried, apart, grouped })
    }
}
