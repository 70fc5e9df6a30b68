//! A text without a day of publication: its times stay open, and tell happenings apart all the same.

use chancery_reader::Options;

use crate::reader;

fn meetings(text: &str) -> Vec<String> {
    let document = chancery_reader::examples::passage(text, None);
    let reading = reader().read(&document, &Options::default());
    let meetings = reading.events.iter().filter(|event| event.kind.as_str() == "meeting");
    meetings.map(|event| format!("{} {}", event.status, event.date.as_ref().map_or("open", |_| "dated"))).collect()
}

#[test]
fn open_times_that_share_no_day_are_two_happenings() {
    assert_eq!(meetings("俄羅斯總統普京與美國總統特朗普去年10月底在芬蘭會面。普京與特朗普今年3月在日內瓦會面。"), ["held open", "held open"]);
    assert_eq!(meetings("俄羅斯總統普京與美國總統特朗普20日在芬蘭會面。普京與特朗普周三在芬蘭會面。"), ["held open"]);
}
