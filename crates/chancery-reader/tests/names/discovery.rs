//! Names that the tables lack: where they end, for whom they act, and words that are no names. The persons are invented.

use chancery_model::EntityKind;
use chancery_reader::Options;
use chancery_text::fold_text;

use crate::{READER, both_scripts, document};

/// Persons of a text whom no table holds: the folded name and the state, `-` where there is none.
fn discovered(text: &str) -> Vec<(String, String)> {
    let reading = READER.read(&document(text, Some("2020-06-01")), &Options::default());
    let unknown = reading.entities.iter().filter(|entity| entity.kind == EntityKind::Person && !entity.known);
    unknown.map(|entity| (fold_text(&entity.name), entity.state.clone().unwrap_or_else(|| "-".into()))).collect()
}

#[track_caller]
fn assert_found(text: &str, wanted: &[(&str, &str)]) {
    for text in both_scripts(text) {
        let found = discovered(&text);
        let found: Vec<(&str, &str)> = found.iter().map(|(name, state)| (name.as_str(), state.as_str())).collect();
        assert_eq!(found, wanted, "{text}");
    }
}

#[test]
fn a_name_stands_behind_an_office_before_a_title_and_before_a_verb_of_speech() {
    assert_found("巴西總檢察長法雷利亞斯20日抵達北京。", &[("法雷利亚斯", "BRA")]);
    assert_found("芬蘭議長與帕維索拉總統共進午餐。", &[("芬兰议长", "FIN"), ("帕维索拉", "FIN")]);
    assert_found("卡薩列夫斯卡表示，雙方應加強合作。", &[("卡萨列夫斯卡", "-")]);
}

#[test]
fn words_and_known_names_inside_a_name_do_not_cut_it() {
    // 因 and 萨特 are words or names elsewhere.
    assert_found("會見德國議員代表團團長施泰因貝爾格。", &[("施泰因贝尔格", "DEU")]);
    assert_found("吉爾吉斯斯坦副總理薩特穆爾季諾夫訪華。", &[("萨特穆尔季诺夫", "KGZ")]);
    assert_found("秘魯總檢察長薩爾瓦多-貝拉爾迪表示感謝。", &[("萨尔瓦多-贝拉尔迪", "PER")]);
    assert_found("韓國環境部長官鄭在瑛發言。", &[("郑在瑛", "KOR")]);
    assert_found("中國駐多哥大使孫長春出席。", &[("孙长春", "CHN")]);
}

#[test]
fn an_office_or_a_list_tells_the_state() {
    assert_found("白宮發言人加爾文斯基說，會談順利。", &[("加尔文斯基", "USA")]);
    assert_found("美國副總統拜登、財政部副部長加爾文斯基等出席。", &[("加尔文斯基", "USA")]);
    assert_found("聯合國副秘書長諾爾貝里抵達。", &[("诺尔贝里", "org:un")]);
    assert_found("昆士蘭州州長費爾班克斯到機場迎接。", &[("费尔班克斯", "AUS")]);
}

#[test]
fn a_known_name_under_the_office_of_another_state_is_somebody_else() {
    assert_found("愛爾蘭眾議長費爾班克斯、參議長伯克訪問北京。", &[("费尔班克斯", "IRL"), ("伯克", "IRL")]);
}

#[test]
fn everyday_words_behind_an_office_are_no_names() {
    for text in ["兩國領導人關心的問題。", "有關方面的黨員幹部參加學習。", "總統有權任命總檢察長。", "維護地區長治久安。", "軍方領導人熱烈歡迎客人。"]
    {
        let found = discovered(text);
        assert!(found.iter().all(|(name, _)| !["关心", "干部", "有权", "治久安", "热烈"].contains(&name.as_str())), "{text} {found:?}");
    }
}
