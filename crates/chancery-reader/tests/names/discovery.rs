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

#[test]
fn a_particle_stands_between_an_office_and_its_holder_only_where_somebody_holds_it() {
    assert_found("曾擔任韓國外交部局長的崔康善表示關切。", &[("崔康善", "KOR")]);
    assert_found("北韓外務省副局長的講話。", &[("北韩外务省副局长", "PRK")]);
}

#[test]
fn a_surname_before_a_title_is_whom_the_text_names_in_full() {
    assert_found("山東大學教授孫文廷受訪。孫教授說，情況好轉。", &[("孙文廷", "CHN")]);
    let reading = READER.read(&document("國務院總理李克強會見來賓。來賓熱烈歡迎李總理訪泰。", Some("2013-10-13")), &Options::default());
    let premier = reading.entities.iter().find(|entity| entity.id == "person:li-keqiang").expect("the premier is named");
    assert!(premier.names.iter().any(|name| name == "李總理"), "{:?}", premier.names);
}

#[test]
fn a_name_in_latin_letters_stands_behind_an_office() {
    let found = |text: &str| discovered(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(found("該報總編輯Victor Arlen的簽證續期被拒。"), ["victor arlen"]);
    assert_eq!(found("英國保守黨議員 Fiona J. van Bruck今日質詢。"), ["fiona j. van bruck"]);
    assert!(found("該公司總裁Global Times報道。").iter().all(|name| !name.contains("global")));
}

#[test]
fn an_expert_on_a_state_is_not_of_it_and_a_first_name_tells_namesakes_apart() {
    assert_found("美國智庫的中國問題專家費爾班克斯說。", &[("费尔班克斯", "USA")]);
    assert_found("美國退伍軍人事務部長吉姆·尼科爾森表示支持。", &[("吉姆·尼科尔森", "USA")]);
    assert_found("《美國之音》主持人許波採訪來賓。", &[("许波", "USA")]);
    assert_found("美國前戰略空軍司令李梅建議。", &[("李梅", "USA")]);
}

#[test]
fn accents_and_shapes_of_characters_do_not_hide_a_name() {
    let ids =
        |text: &str| READER.read(&document(text, Some("2016-06-01")), &Options::default()).entities.into_iter().map(|entity| entity.id).collect::<Vec<_>>();
    assert!(ids("乍得總統Idriss Déby表示感謝。").contains(&"person:idriss-deby".to_owned()));
    assert!(ids("日本首相菅義偉會見渡辺。（俄羅斯總統普京也在場。）").contains(&"person:vladimir-putin".to_owned()));
}
