//! Two tellings of one kind of deed or of words spoken, of the same sides: one, or not to be told.
//!
//! In: two views and what comparing them found. Out: a grade. Which kinds come here, and all that holds for every kind, is left to
//! [`super::compare`].

use chancery_model::EventKind;

use super::compare::{Facts, common, shares_place};
use super::timing::{Days, is_of_one_day};
use super::view::View;
use super::who::names_nobody;

/// Fewer pairs of characters in common are a phrase that is always said.
const FEW: u32 = 6;
/// The same where a state speaks by no name: its bodies share whole phrases (對此表示強烈憤慨、堅決反對).
const PHRASE: u32 = 18;
/// A figure from which on two tellings seldom have it by chance.
const LARGE: f64 = 100.0;

/// 2: one happening; 1: likely; 0: not to be told.
pub(super) fn deed(a: &View<'_>, b: &View<'_>, facts: &Facts) -> u32 {
    use EventKind::*;
    let Facts { who, days, words, full, .. } = *facts;
    let (left, right) = (&a.event.numbers, &b.event.numbers);
    if !left.is_empty() && !right.is_empty() && !left.iter().any(|number| right.contains(number)) {
        return 0;
    }
    // Several bodies of one state speak of one thing on one day.
    let speakers = a.event.said_by.as_ref().zip(b.event.said_by.as_ref()).map(|(a, b)| a == b);
    let others = speakers == Some(false);
    // What an outlet tells in two items on one day are two; two outlets tell of one.
    let one_day = is_of_one_day(a, b) && matches!(days, Days::Same | Days::Published | Days::Unstated);
    let outlets = one_day && a.item.origin.outlet != b.item.origin.outlet && !others;
    let both = common(&a.event.words, &b.event.words);
    let speaks = matches!(a.kind(), Support | Request | Accuse | Reject | Threaten);
    let known = if speaks { is_one_speech(a, b, facts, both, outlets) } else { is_one_deed(a, b, facts, outlets) };
    if known {
        return 1;
    }
    // One telling alone has the number that would tell this tariff from the last, or from tariffs at large.
    let counted = left.is_empty() == right.is_empty();
    let (surely, likely) = match days {
        Days::Same if matches!(a.kind(), Cooperate | Mobilize) => (400, 150),
        Days::Same => (400, 300),
        Days::Late => (600, 400),
        _ => (500, 400),
    };
    // States and their officials accuse, threaten and tax all day: who acts has to be as exact in both.
    let organs = who.is_full_by_organs() && (matches!(days, Days::Same | Days::Published) || (days == Days::Unstated && is_of_one_day(a, b)));
    // 予以強烈譴責 is said of every outrage of a day.
    let few = if names_nobody(a) && names_nobody(b) && speakers != Some(true) { PHRASE } else { FEW };
    if !(full || organs) || (speaks && (both < few || (others && words < 800))) || (!counted && a.kind() == Sanction && days != Days::Same) {
        0
    } else if organs {
        // A state acts through its head and its bodies; that two of them did the same thing takes more to tell.
        u32::from(counted && words >= if speaks { surely + 200 } else { likely })
    } else if words >= surely && counted {
        2
    } else {
        u32::from(words >= if counted { likely } else { 600 })
    }
}

/// Whether both tell the same words spoken, although one leaves out to whom, or says in another way who spoke.
fn is_one_speech(a: &View<'_>, b: &View<'_>, facts: &Facts, both: u32, outlets: bool) -> bool {
    let Facts { who, words, full, .. } = *facts;
    let quoted = words >= 850 && (both >= PHRASE || (who.unnamed == 0 && both >= 2 * FEW));
    let reported = outlets && words >= 600 && ((who.unnamed == who.organs && both >= PHRASE) || (who.unnamed == 0 && both >= FEW));
    // The same one speaks to the same on one day.
    let spoken = outlets && full && who.agreed > 0 && words >= 200 && both >= FEW;
    a.kind() == b.kind() && ((!full && (quoted || reported)) || spoken)
}

/// Whether what is told beside the words makes them one deed.
fn is_one_deed(a: &View<'_>, b: &View<'_>, facts: &Facts, outlets: bool) -> bool {
    let Facts { who, days, object, words, full, .. } = *facts;
    // What two outlets tell of one actor on one day is one deed, but tariffs; a law is known by where it is for.
    let of_one = (outlets && a.kind() != EventKind::Sanction) || (a.kind() == EventKind::Decide && days != Days::Late && shares_place(a, b));
    // 500億 in both on one day.
    let counted = days == Days::Same && (full || who.is_full_by_organs()) && words >= 150 && shares_number(a, b);
    // A chamber passes an act once, on another day elsewhere in the world.
    let of_act = a.kind() == EventKind::Decide && object >= 2 && who.is_the_same() && days != Days::Late;
    // 美英法三國打擊: three states hardly do the same together twice on a day.
    let together = days == Days::Same && full && a.groups.iter().filter(|group| !group.recipient).count() >= 3 && shares_act(a, b);
    counted || of_act || together || (of_one && who.is_the_same() && shares_act(a, b))
}

/// Whether rules of one name read both.
fn shares_act(a: &View<'_>, b: &View<'_>) -> bool {
    a.event.acts.iter().any(|act| b.event.acts.contains(act))
}

/// 128 goods and 106 goods: whether two tellings of measures count what they are put on, and nothing alike.
pub(super) fn counts_others(a: &View<'_>, b: &View<'_>) -> bool {
    let counts = |view: &View<'_>| view.event.numbers.iter().any(|number| f64::from_bits(*number) >= LARGE);
    a.kind() == EventKind::Sanction && b.kind() == a.kind() && counts(a) && counts(b) && !shares_number(a, b)
}

/// Whether both tell a figure large enough to know the thing by.
fn shares_number(a: &View<'_>, b: &View<'_>) -> bool {
    a.event.numbers.iter().any(|number| f64::from_bits(*number) >= LARGE && b.event.numbers.contains(number))
}
