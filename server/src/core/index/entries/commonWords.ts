// Owns the words that are family names too, and mean nobody by themselves.

/** What opens a sentence before a year, months and seasons, pronouns, and nouns and adjectives of everyday. */
const COMMON = new Set(
  (
    'a after all also an and any are as at before between but by can do during each either even few first for from had ' +
    'has have he her his how if in into is it its last like long many may more most much new next no not now of off old ' +
    'on one only or our over own per same see she since so some such than that the their them then there these they this ' +
    'those to too two under until up us via was we well were what when where which while who why will with you your ' +
    'april august december february january july june march november october september ' +
    'autumn fall spring summer winter easter today day days early late year years ' +
    'black blue brown gold gray green grey pink red silver white ' +
    'ball banks bar bass bell best bird bishop bond book booth bridge brook bush case cash chance chase church cloud coin ' +
    'cook cool corner crane cross crown drive east fan field fields fine fisher ford forest fox frank free gates good ' +
    'grace grant graph grave guy hall hand hard hardy head hill hope horn house hunter joy judge just key kind king ' +
    'knight lake lamb land law lay light line little lock love low main major man mark marks mason mean means mind model ' +
    'moon moss news noble north pace page pan park parks part pine place point pool poor pope post power powers pray price ' +
    'prince prior rain read reader reason rice rich ring rivers road rock root rose rush sage sand school sea self sharp ' +
    'shell short singer small smart snow son song south speed star stark steel stern still stone storm street strong sun ' +
    'sung swift table temple test thing towers train tree trust turner walker walls war ward waters way weeks west wild ' +
    'wing wise wolf wood words work young'
  ).split(' '),
);

export function isCommonWord(folded: string): boolean {
  return COMMON.has(folded);
}
