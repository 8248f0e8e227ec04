"""What the plain summary says, in Swedish and English: short sentences and everyday words."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "what_head": "Vad är registret?",
        "what": "Registret följer dem som får vård för smärta som varat länge. De svarar på frågor "
        "när vården börjar, när den slutar och ett år senare. Den här rapporten gäller {care}.",
        "care_NRSsv": "vård hos specialister",
        "care_NRSpv": "primärvården",
        "who_head": "Vilka kom?",
        "visits": "År {year} gjordes {n} första besök.",
        "visits_hidden": "Hur många som kom år {year} kan inte visas.",
        "units": "{n} enheter är med i rapporten.",
        "left_out": "{n} av dem gällde {label} och räknas inte i resultaten.",
        "women": "Av dem som räknas i resultaten var {share} kvinnor ({count}).",
        "age": "Medelåldern var {age} år.",
        "since_years": "Hälften hade haft ont i {n} år eller mer.",
        "since_months": "Hälften hade haft ont i {n} månader eller mer.",
        "better_head": "Vad blev bättre?",
        "ended": "{n} program tog slut under året.",
        "then": "Av dem som svarade när programmet slutade år {year} hade så många fått det "
        "bättre:",
        "reached": "{label}: {share} ({count})",
        "meant_improved_everyday": "{label}, där smärtan stör vardagen tydligt mindre",
        "lower": "I snitt sjönk smärtan från start till avslut med {n} poäng, på en skala från "
        "{low} till {high}, hos de {who} som svarade båda gångerna.",
        "higher": "I snitt steg smärtan från start till avslut med {n} poäng, på en skala från "
        "{low} till {high}, hos de {who} som svarade båda gångerna.",
        "unsure": "Om smärtan ändrades i snitt går inte att säga.",
        "year_before": "De vars program slutade år {earlier} följdes upp ett år senare.",
        "year_lower": "Då låg smärtan {n} poäng under starten, hos de {who} som svarade båda "
        "gångerna.",
        "year_higher": "Då låg smärtan {n} poäng över starten, hos de {who} som svarade båda "
        "gångerna.",
        "year_unsure": "Om smärtan då var en annan än vid starten går inte att säga, hos de {who} "
        "som svarade båda gångerna.",
        "nothing": "Det är för få svar för att visa hur det gick.",
        "since_head": "Har något ändrats?",
        "visits_more": "Det var fler första besök än år {before} ({n}).",
        "visits_fewer": "Det var färre första besök än år {before} ({n}).",
        "since_higher": "{label}: fler än år {before}, {now} mot {then}.",
        "since_lower": "{label}: färre än år {before}, {now} mot {then}.",
        "one_year": "{n} resultat jämfördes, och då kan något skilja sig så här mycket av slump. "
        "Vem som kom kan också vara en orsak, och ett enda år säger inte allt.",
        "longer_steady": "Jämfört med {first} går det inte att säga att det har ändrats.",
        "since_steady": "Hur många som fått det bättre går inte att skilja säkert från år "
        "{before}.",
        "since_steady_rounded": "Hur många som fått det bättre går inte att skilja säkert från år "
        "{before}, när antalen är avrundade.",
        "since_most": "Störst är skillnaden för ”{label}”: {now} mot {then}.",
        "sure_head": "Hur säkert är det?",
        "silent": "Alla svarar inte. Av {of} var det {n} som inte svarade när programmet tog slut. "
        "Hur det gick för dem vet vi inte.",
        "silent_year": "Av de {of} som skulle följas upp efter ett år var det {n} som inte "
        "svarade.",
        "silent_unknown": "Vad som sägs om ett år senare gäller bara dem som svarade då.",
        "span": "Slumpen spelar in. Därför har varje tal ett spann. Andelen med {label} ligger "
        "till exempel troligen mellan {low} och {high} procent ({level}-intervall).",
        "cause": "Vi vet inte om det är programmet som gjort att det blev så. Ingen grupp utan "
        "program finns att jämföra med.",
        "units_differ": "Enheter tar emot olika patienter. Rapporten säger inte vilken enhet som "
        "är bäst.",
        "registers": "Den som får vård hos specialister mår ofta sämre från början än den som får "
        "vård i primärvården. Jämför därför inte de två delarna med varandra.",
        "rounded": "Antal är avrundade till närmaste {base}, så att ingen ska kunna pekas ut. "
        "Procenten räknas på de avrundade antalen.",
        "rounded_one": "I rapporter för dem som arbetar med registret kan procenten ovan vara upp "
        "till en procentenhet högre eller lägre.",
        "rounded_some": "I rapporter för dem som arbetar med registret kan procenten ovan vara "
        "upp till {points} procentenheter högre eller lägre.",
        "rounded_more": "Där antalen är små, som för en enhet eller ett kvartal, kan det skilja "
        "mycket mer.",
    },
    "en": {
        "what_head": "What is the registry?",
        "what": "The registry follows people who get care for long-lasting pain. They "
        "answer questions when care begins, when it ends and a year later. This report is about "
        "{care}.",
        "care_NRSsv": "specialist care",
        "care_NRSpv": "primary care",
        "who_head": "Who came?",
        "visits": "In {year} there were {n} first visits.",
        "visits_hidden": "How many came in {year} cannot be shown.",
        "units": "{n} units are part of the report.",
        "left_out": "{n} of them were for {label} and are not counted in the results.",
        "women": "Of those counted in the results, {share} were women ({count}).",
        "age": "Their mean age was {age}.",
        "since_years": "Half of them had been in pain for {n} years or more.",
        "since_months": "Half of them had been in pain for {n} months or more.",
        "better_head": "What got better?",
        "ended": "{n} programmes ended in the year.",
        "then": "Of those who answered when their programme ended in {year}, this many were "
        "better:",
        "reached": "{label}: {share} ({count})",
        "meant_improved_everyday": "{label}, where pain disturbs daily life markedly less",
        "lower": "On average pain fell by {n} points from the start to the end, on a scale from "
        "{low} to {high}, for the {who} who answered both times.",
        "higher": "On average pain rose by {n} points from the start to the end, on a scale from "
        "{low} to {high}, for the {who} who answered both times.",
        "unsure": "We cannot say whether pain changed on average.",
        "year_before": "Those whose programme ended in {earlier} were followed up a year later.",
        "year_lower": "Their pain was then {n} points below the start, for the {who} who answered "
        "both times.",
        "year_higher": "Their pain was then {n} points above the start, for the {who} who answered "
        "both times.",
        "year_unsure": "We cannot say if their pain then differed from the start, for the {who} "
        "who answered both times.",
        "nothing": "There are too few responses to show how it went.",
        "since_head": "Has anything changed?",
        "visits_more": "There were more first visits than in {before} ({n}).",
        "visits_fewer": "There were fewer first visits than in {before} ({n}).",
        "since_higher": "{label}: more than in {before}, {now} against {then}.",
        "since_lower": "{label}: fewer than in {before}, {now} against {then}.",
        "one_year": "{n} results were compared, and among them one may differ this much by "
        "chance. Who came may also be a reason, and one year alone does not tell the whole story.",
        "longer_steady": "Compared with {first}, we cannot say that it has changed.",
        "since_steady": "The share who got better does not clearly differ from {before}.",
        "since_steady_rounded": "The share who got better does not clearly differ from {before}, "
        "given that counts are rounded.",
        "since_most": "The largest difference is for “{label}”: {now} against {then}.",
        "sure_head": "How certain is it?",
        "silent": "Not everyone answers. Of {of}, {n} did not answer when the programme ended. How "
        "they fared we do not know.",
        "silent_year": "Of the {of} due to be followed up after a year, {n} did not answer.",
        "silent_unknown": "What we say about a year later holds only for those who answered then.",
        "span": "Chance plays a part. So each number has a range. The share with {label}, "
        "for example, probably lies between {low} and {high} per cent ({level} interval).",
        "cause": "We do not know if the programme was the cause. There is no group without a "
        "programme to compare with.",
        "units_differ": "Units see different patients. The report does not say which is best.",
        "registers": "Those who get specialist care are often worse off at the start than those in "
        "primary care. So do not compare the two parts with each other.",
        "rounded": "Counts are rounded to the nearest {base}, so that nobody can be picked out. "
        "Percentages are calculated from the rounded counts.",
        "rounded_one": "In reports for those who work with the registry, the percentages above may "
        "be up to one percentage point higher or lower.",
        "rounded_some": "In reports for those who work with the registry, the percentages above "
        "may be up to {points} percentage points higher or lower.",
        "rounded_more": "Where counts are small, as for one unit or one quarter, the difference "
        "can be much larger.",
    },
}
