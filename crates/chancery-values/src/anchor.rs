//! What relative and incomplete expressions are read against: the day of publication, the last date named, the outlet.

use chancery_model::Date;

/// Region of the outlet: decides what 元 is (CNY, HKD, MOP, TWD), what 兆 is (10^12 in Taiwan usage) and which 国庆 is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Region {
    /// Mainland China.
    Mainland,
    /// Hong Kong.
    HongKong,
    /// Macao.
    Macao,
    /// Taiwan.
    Taiwan,
    /// Elsewhere or not known; read as on the mainland.
    #[default]
    Other,
}

/// Which way an incomplete date (7日, 5月, 周三) is completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Prefer {
    /// The nearest one not after the day of publication: things held.
    #[default]
    Past,
    /// The nearest one not before the day of publication: things planned.
    Future,
    /// The nearest one; the past one where both are equally near.
    Nearest,
}

/// What a time expression is resolved against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Anchor {
    /// Day of publication. Without it relative expressions stay unresolved.
    pub published: Option<Date>,
    /// First and last day of the date named last, for 当日, 同日, 次日, 翌年, 同年.
    pub context: Option<(Date, Date)>,
    /// How incomplete dates are completed.
    pub prefer: Prefer,
}

impl Anchor {
    /// An anchor with a day of publication only.
    pub fn at(published: Date) -> Anchor {
        Anchor { published: Some(published), ..Anchor::default() }
    }

    /// The same with another preference.
    pub fn preferring(self, prefer: Prefer) -> Anchor {
        Anchor { prefer, ..self }
    }

    /// The same with a date named last.
    pub fn with_context(self, from: Date, to: Date) -> Anchor {
        Anchor { context: Some((from, to)), ..self }
    }
}
