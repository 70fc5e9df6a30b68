//! Why one claim comes before another, as records say it.
//!
//! Sentences for those who read data; whoever shows them in another language knows them by these constants.

/// More independent sources, then the earlier report.
pub const SOURCES: &str = "the number of independent sources, then the earlier report";
/// Of statuses.
pub const SETTLED: &str = "the latest report that settles the matter; on one day, held before cancelled before denied";
/// Of days of what lasts.
pub const LONGEST: &str = "the longest range of days told, then the number of independent sources, then the earlier report";
/// Of days.
pub const EXACT: &str =
    "a day before a longer range, what was told after the event before what was announced, then the number of independent sources, then the earlier report";
/// Of what may stand side by side.
pub const ALL_KEPT: &str = "none: all are kept; the claim of the most independent sources comes first";
/// Of what happens to an instrument once.
pub const ONCE: &str = "none: an instrument is concluded once, but these reports differ; the most exact date comes first";

/// All of them.
pub const ALL: [&str; 6] = [SOURCES, SETTLED, LONGEST, EXACT, ALL_KEPT, ONCE];
