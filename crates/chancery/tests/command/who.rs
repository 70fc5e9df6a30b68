//! `chancery who`.

use crate::sample::Folder;

#[test]
fn a_title_names_its_holder_and_a_person_the_offices() {
    let folder = Folder::new();
    let holder = folder.run(&["who", "美國國務卿", "--on", "2018-05-01"]).ends_with(0).out;
    assert!(holder.contains("2018-04-26–2021-01-20") && holder.contains("person:mike-pompeo") && holder.lines().count() == 1, "{holder}");
    let offices = folder.run(&["who", "蓬佩奥", "--on", "2018-05-01"]).ends_with(0).out;
    assert!(offices.contains("secretary-of-state of USA") && offices.lines().count() == 1, "{offices}");
    let all = folder.run(&["who", "Mike Pompeo"]).ends_with(0).out;
    assert!(all.lines().count() >= 2 && all.contains("intelligence-director of USA"), "{all}");
    let envoy = folder.run(&["who", "中国驻法国大使", "--on", "2018-05-01"]).ends_with(0).out;
    assert!(envoy.contains("ambassador of CHN to FRA") && envoy.contains("person:zhai-jun"), "{envoy}");
}

#[test]
fn what_is_not_known_is_said() {
    let folder = Folder::new();
    let nobody = folder.run(&["who", "火星總統"]).ends_with(1);
    assert!(nobody.err.contains("火星總統") && nobody.err.contains("美國國務卿"), "{}", nobody.err);
    let never = folder.run(&["who", "香港特首", "--on", "1990-01-01"]).ends_with(1);
    assert!(never.err.contains("1990-01-01") && never.out.is_empty(), "{}", never.err);
    folder.run(&["who", "美國國務卿", "--on", "2018-05"]).ends_with(2);
}
